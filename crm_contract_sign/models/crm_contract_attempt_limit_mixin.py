from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmContractAttemptLimitMixin(models.AbstractModel):
    """A secret that may be tried a few times only.

    An attempt is counted before it is judged, in a transaction of its own: refusing it rolls the
    caller back, but not the count, and two guesses made at once count as two.
    """

    _name = "crm.contract.attempt.limit.mixin"
    _description = "Limited attempts"

    _ATTEMPT_LIMIT = 5
    _ATTEMPT_PAUSE = timedelta(minutes=15)

    attempt_count = fields.Integer(groups=fields.NO_ACCESS, copy=False)
    locked_until = fields.Datetime(groups=fields.NO_ACCESS, copy=False)

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
            UPDATE %(table)s
               SET attempt_count = CASE WHEN locked_until <= %(now)s THEN 1
                                        ELSE COALESCE(attempt_count, 0) + 1 END,
                   locked_until = CASE WHEN locked_until <= %(now)s THEN NULL
                                       WHEN COALESCE(attempt_count, 0) + 1 >= %(limit)s
                                       THEN %(pause_end)s ELSE NULL END
             WHERE id = %(id)s AND (locked_until IS NULL OR locked_until <= %(now)s)
         RETURNING attempt_count
            """,
            table=SQL.identifier(self._table),
            now=now,
            limit=self._ATTEMPT_LIMIT,
            pause_end=now + self._ATTEMPT_PAUSE,
            id=self.id,
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
                    "UPDATE %s SET attempt_count = 0, locked_until = NULL WHERE id = ANY(%s)",
                    SQL.identifier(self._table),
                    list(self.ids),
                )
            )
