from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmContractAttemptLimitMixin(models.AbstractModel):
    """A secret that may be tried a few times only.

    An attempt is counted before it is judged, in a transaction and a row of its own: refusing it
    rolls the caller back, but not the count, and two guesses made at once count as two.
    """

    _name = "crm.contract.attempt.limit.mixin"
    _description = "Limited attempts"

    _ATTEMPT_LIMIT = 5
    _ATTEMPT_PAUSE = timedelta(minutes=15)

    def _spend_attempt(self):
        """Count an attempt at this record's secret.

        :return: how many attempts are left after this one
        :rtype: int
        :raise UserError: too many attempts were wrong; says until when to wait
        """
        self.ensure_one()
        now = fields.Datetime.now()
        query = SQL(
            """
            INSERT INTO crm_contract_attempt AS attempt (model, record_id, attempt_count)
            VALUES (%(model)s, %(id)s, 1)
            ON CONFLICT (model, record_id) DO UPDATE
               SET attempt_count = CASE WHEN attempt.locked_until <= %(now)s THEN 1
                                        ELSE attempt.attempt_count + 1 END,
                   locked_until = CASE WHEN attempt.locked_until <= %(now)s THEN NULL
                                       WHEN attempt.attempt_count + 1 >= %(limit)s
                                       THEN %(pause_end)s ELSE NULL END
             WHERE attempt.locked_until IS NULL OR attempt.locked_until <= %(now)s
         RETURNING attempt_count
            """,
            model=self._name,
            id=self.id,
            now=now,
            limit=self._ATTEMPT_LIMIT,
            pause_end=now + self._ATTEMPT_PAUSE,
        )
        with self.env.registry.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
        if not row:
            raise UserError(
                self.env._(
                    "Too many wrong attempts. For your protection, please wait %(minutes)s minutes"
                    " and try again.",
                    minutes=int(self._ATTEMPT_PAUSE.total_seconds() // 60),
                )
            )
        return self._ATTEMPT_LIMIT - row[0]

    def _clear_attempts(self):
        """Forget the attempts counted so far, after a right one."""
        with self.env.registry.cursor() as cursor:
            cursor.execute(
                SQL(
                    "DELETE FROM crm_contract_attempt WHERE model = %s AND record_id = ANY(%s)",
                    self._name,
                    list(self.ids),
                )
            )
