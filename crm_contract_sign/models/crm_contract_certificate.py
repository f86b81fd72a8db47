import configparser
import os
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

SECRET_VARIABLE = "CRM_CONTRACT_SIGN_SECRET"
MINIMUM_SECRET_LENGTH = 16
MINIMUM_PIN_LENGTH = 6


@lru_cache(maxsize=1)
def _read_secret_from_file(path, _modified):
    parser = configparser.RawConfigParser()
    parser.read([path])
    return parser.get("crm_contract_sign", "secret", fallback="")


class CrmContractCertificate(models.Model):
    """An X.509 certificate, and where this server holds it, its private key under a secret.

    The authority's key is wrapped under the server's secret, which is never in the database; a
    user's key under a PIN that only they know.  Database access alone signs as nobody.
    """

    _name = "crm.contract.certificate"
    _description = "Signing Certificate"
    _inherit = ["mail.thread", "crm.contract.attempt.limit.mixin"]
    _order = "kind, id desc"

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("authority", "Company Authority"),
            ("user", "User"),
            ("signatory", "Customer's Signatory"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    issuer_id = fields.Many2one(
        "crm.contract.certificate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    source = fields.Selection(
        [("issued", "Issued Here"), ("imported", "Imported (PKCS#12)")],
        required=True,
        default="issued",
        readonly=True,
    )
    certificate_pem = fields.Text(string="Certificate (PEM)", required=True, readonly=True)
    chain_pem = fields.Text(string="Chain (PEM)", readonly=True)
    wrapped_key = fields.Text(groups=fields.NO_ACCESS, copy=False)
    has_key = fields.Boolean(string="Key Kept Here", readonly=True)
    fingerprint = fields.Char(string="SHA-256 Fingerprint", required=True, readonly=True)
    serial = fields.Char(string="Serial Number", required=True, readonly=True)
    key_description = fields.Char(string="Key", readonly=True)
    issuer_name = fields.Char(readonly=True)
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_until = fields.Datetime(required=True, readonly=True)
    revoked_on = fields.Datetime(readonly=True, tracking=True)
    state = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    _fingerprint_unique = models.Constraint(
        "UNIQUE(fingerprint)", "This certificate is already here. Use the existing one."
    )
    _valid_key_idx = models.Index("(user_id, valid_until) WHERE has_key AND revoked_on IS NULL")

    @api.depends("valid_until", "revoked_on")
    def _compute_state(self):
        now = fields.Datetime.now()
        for certificate in self:
            if certificate.revoked_on:
                certificate.state = "revoked"
            else:
                certificate.state = "valid" if certificate.valid_until > now else "expired"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        domains = {
            "revoked": [("revoked_on", "!=", False)],
            "valid": [("revoked_on", "=", False), ("valid_until", ">", now)],
            "expired": [("revoked_on", "=", False), ("valid_until", "<=", now)],
        }
        return fields.Domain.OR(
            fields.Domain(domains[state]) for state in value if state in domains
        )

    @api.ondelete(at_uninstall=False)
    def _never_unlink_certificates(self):
        raise UserError(
            self.env._(
                "A certificate stays, because signatures refer to it. Revoke it if it must not be"
                " used any more."
            )
        )

    # ------------------------------------------------------------------
    # SECRETS
    # ------------------------------------------------------------------

    @api.model
    def _get_server_secret(self):
        """The secret that wraps the authority's keys: from the environment or ``odoo.conf``.

        :rtype: bytes
        :raise UserError: no secret, or a short one, is configured
        """
        path = config["config"] or ""
        modified = os.path.getmtime(path) if path and os.path.exists(path) else 0
        secret = os.environ.get(SECRET_VARIABLE) or _read_secret_from_file(path, modified)
        if len(secret) < MINIMUM_SECRET_LENGTH:
            raise UserError(
                self.env._(
                    "The server has no secret to protect the signing authority's key. Ask your"
                    " administrator to set “secret” (at least %(length)s characters) in the section"
                    " [crm_contract_sign] of odoo.conf, or the environment variable %(variable)s,"
                    " and to restart Odoo.",
                    length=MINIMUM_SECRET_LENGTH,
                    variable=SECRET_VARIABLE,
                )
            )
        return secret.encode()

    @api.model
    def _check_pin(self, pin):
        """Refuse a PIN that is easy to guess.

        :raise UserError: the PIN is too short or has a single repeated character
        """
        if len(pin or "") < MINIMUM_PIN_LENGTH or len(set(pin)) == 1:
            raise UserError(
                self.env._(
                    "Choose a PIN of at least %(length)s characters that are not all the same."
                    " Letters are welcome.",
                    length=MINIMUM_PIN_LENGTH,
                )
            )

    def _get_key_context(self):
        """What a wrapped key is bound to, so that it can't be moved to another record."""
        self.ensure_one()
        return f"{self._name}:{self.kind}:{self.fingerprint}".encode()
