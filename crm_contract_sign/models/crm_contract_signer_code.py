import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, consteq

CODE_SCOPE = "crm_contract_sign.one_time_code"
CODE_DIGITS = 6
CODE_VALIDITY = timedelta(minutes=10)
CODES_AN_HOUR = 6


class CrmContractSigner(models.Model):
    """The one-time code by which signatories prove that a mailbox or a phone is theirs."""

    _inherit = "crm.contract.signer"

    def _send_code(self, step="email_code"):
        """Send this signatory a fresh one-time code; the former one stops working.

        :param str step: ``email_code`` or ``sms_code``
        :raise UserError: too many codes were asked for within the hour, or this one could not be
            sent
        """
        self.ensure_one()
        self._check_can_sign()
        now = fields.Datetime.now()
        is_new_window = not self.code_window_start or (
            now - self.code_window_start > timedelta(hours=1)
        )
        if not is_new_window and self.code_count >= CODES_AN_HOUR:
            raise UserError(
                self.env._(
                    "We have sent you %(count)s codes within the hour. Please use the newest one,"
                    " or wait a while.",
                    count=CODES_AN_HOUR,
                )
            )
        code = self._generate_code()
        self.write(
            {
                "code_digest": self._digest_code(step, code),
                "code_expiry": now + CODE_VALIDITY,
                "code_window_start": now if is_new_window else self.code_window_start,
                "code_count": 1 if is_new_window else self.code_count + 1,
            }
        )
        if step == "sms_code":
            self._send_sms_code(code)
        else:
            self._send_email_code(code)
        self.contract_id._log_event("send_code", signer=self.name, method=step)

    def _send_email_code(self, code):
        is_sent = self._send_private_mail(
            "crm_contract_sign.mail_template_one_time_code",
            one_time_code=code,
            validity_minutes=int(CODE_VALIDITY.total_seconds() // 60),
        )
        if not is_sent:
            raise UserError(
                self.env._(
                    "We could not e-mail you the code. Please try again later, or ask %(company)s"
                    " for help; nothing can be signed without it.",
                    company=self.contract_id.company_id.name,
                )
            )

    def _send_sms_code(self, code):
        self._send_sms(
            self.with_context(lang=self._get_lang_code()).env._(
                "%(code)s is your code to sign “%(contract)s” for %(company)s. Tell it to nobody.",
                code=code,
                contract=self.contract_id.name,
                company=self.contract_id.company_id.name,
            )
        )

    @api.model
    def _generate_code(self):
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"

    def _digest_code(self, step, code):
        return self._compute_mac(CODE_SCOPE, (self.id, self.link_number, step, code))

    def _check_code(self, code, step="email_code"):
        """Accept the newest one-time code, once.

        :param str code: what was entered
        :param str step: how it was sent, see ``_send_code()``
        :raise UserError: wrong or expired code, or too many attempts
        """
        self.ensure_one()
        left = self._spend_attempt()
        if not self.code_digest or self.code_expiry < fields.Datetime.now():
            raise UserError(
                self.env._("This code has expired. Ask for a new one and enter it here.")
            )
        if not consteq(self.code_digest, self._digest_code(step, (code or "").strip())):
            raise UserError(
                self.env._(
                    "This code is wrong. Please compare it with the newest message; you have"
                    " %(count)s attempts left.",
                    count=left,
                )
            )
        if not self._use_code():
            raise UserError(self.env._("This code was used already. Ask for a new one."))
        self.contract_id._log_event("identify", signer=self.name, method=step)

    def _use_code(self):
        """Forget the present code and the attempts at it; False if somebody was faster.

        In a transaction of its own, like the count of attempts: a code that was used stays used,
        whatever becomes of the rest.
        """
        query = SQL(
            """
            UPDATE crm_contract_signer
               SET code_digest = NULL, code_expiry = NULL
             WHERE id = %s AND code_digest = %s
            """,
            self.id,
            self.code_digest,
        )
        self.flush_recordset()
        with self.env.registry.cursor() as cursor:
            cursor.execute(query)
            is_used = bool(cursor.rowcount)
        self.invalidate_recordset(["code_digest", "code_expiry"])
        if is_used:
            self._clear_attempts()
        return is_used
