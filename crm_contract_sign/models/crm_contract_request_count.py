import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CrmContractRequestCount(models.Model):
    """How often an address has used a costly public page within a while.

    Each request is counted in a transaction of its own before it is served, so that what it fails
    with does not take the count back, and all workers count together.  The address is kept as a
    keyed digest, for two hours.
    """

    _name = "crm.contract.request.count"
    _description = "Requests of an Address"
    _rec_name = "purpose"

    _WINDOW = timedelta(minutes=10)
    _KEPT = timedelta(hours=2)

    purpose = fields.Char(required=True)
    address_digest = fields.Char(required=True)
    window_start = fields.Datetime(required=True)
    count = fields.Integer(required=True)

    _window_unique = models.Constraint(
        "UNIQUE(purpose, address_digest, window_start)",
        "This address is counted already. Please try again.",
    )
    _window_start_idx = models.Index("(window_start)")

    @api.model
    def _count_request(self, purpose, address, limit):
        """Count a request of an address.

        :param str purpose: what is asked for
        :param str address: who asks, as an IP address
        :param int limit: how many requests an address may make within the window
        :return: the seconds to wait; 0 if the request may be served
        :rtype: int
        """
        now = fields.Datetime.now()
        seconds = int(self._WINDOW.total_seconds())
        start = now - timedelta(
            seconds=int(now.timestamp()) % seconds, microseconds=now.microsecond
        )
        query = SQL(
            """
            INSERT INTO crm_contract_request_count
                        (purpose, address_digest, window_start, count)
                 VALUES (%(purpose)s, %(address)s, %(start)s, 1)
            ON CONFLICT (purpose, address_digest, window_start)
              DO UPDATE SET count = crm_contract_request_count.count + 1
              RETURNING count
            """,
            purpose=purpose,
            address=self._digest_address(address),
            start=start,
        )
        with self.env.registry.cursor() as cursor:
            cursor.execute(query)
            (count,) = cursor.fetchone()
        if count <= limit:
            return 0
        return max(1, int((start + self._WINDOW - now).total_seconds()))

    @api.model
    def _digest_address(self, address):
        # sudo: the database's own secret is readable by nobody else.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hmac.new(secret.encode(), (address or "").encode(), hashlib.sha256).hexdigest()

    @api.autovacuum
    def _gc_counts(self):
        """Forget counts that limit nobody any more."""
        # sudo: the scheduled clean-up has no user of its own.
        self.sudo().search([("window_start", "<", fields.Datetime.now() - self._KEPT)]).unlink()
