from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

# How long ago a log-in may be to count as a proof, as for Odoo's own `check_identity`.
LOGIN_FRESHNESS = timedelta(minutes=10)
CODE_STEPS = ("sms_code", "email_code")


class CrmContractSigner(models.Model):
    """Who is at the other end of a link: the proofs asked of a signatory, one after the other."""

    _inherit = "crm.contract.signer"

    def _get_identity_steps(self):
        """The proofs asked of a signatory beside the e-mailed link, in their order.

        Called whenever a signatory opens their link, and before they answer.  Gets one
        signatory.  Returns a list of codes: ``portal_login``, ``access_code``, ``sms_code``,
        ``email_code``.  All but a last one-time code are asked for before the document is shown.
        Override to add one, together with ``_check_identity_step``.
        """
        self.ensure_one()
        steps = {
            "portal_login": self.needs_login,
            "access_code": self.needs_access_code,
            "sms_code": self.needs_sms_code,
            "email_code": self.needs_email_code,
        }
        return [step for step, is_needed in steps.items() if is_needed]

    def _get_opening_steps(self):
        """The proofs asked for before the document is shown.

        All but a last one-time code, which the signing page itself asks for.  Approvers answer
        on a page that asks for nothing; and no code is sent to whoever has answered.
        """
        steps = self._get_identity_steps()
        if self.state != "waiting":
            return [step for step in steps if step not in CODE_STEPS]
        is_asked_later = self.role != "approver" and steps and steps[-1] in CODE_STEPS
        return steps[:-1] if is_asked_later else steps

    def _start_identity_step(self, step):
        """Do what a proof needs beforehand: send a one-time code.

        Called when a signatory comes to a proof.  Gets its code.  Returns nothing.  Override to
        begin a proof of your own.

        :raise UserError: too many codes were sent, or this one could not be
        """
        self.ensure_one()
        if step in CODE_STEPS:
            self._send_code(step)

    def _check_identity_step(self, step, value):
        """Accept or refuse one proof.

        Called when a signatory has given it.  Gets its code, and what was entered (nothing for a
        log-in).  Returns nothing.  Override to judge a proof of your own.

        :raise UserError: the proof does not hold; says what to do
        """
        self.ensure_one()
        if step in CODE_STEPS:
            self._check_code(value, step)
        elif step == "access_code":
            self._check_access_code(value)
        elif step == "portal_login":
            self._check_login()
        else:
            raise UserError(
                self.env._(
                    "This proof of identity is not known here. Please reload the page and try"
                    " again."
                )
            )

    def _check_access_code(self, code):
        """Accept the access code that this signatory was told.

        :raise UserError: wrong, or tried too often
        """
        from .. import signing

        left = self._spend_attempt()
        # sudo: the hash is readable by nobody; it is compared, and not shown.
        if not signing.matches_passcode(code or "", self.sudo().access_code_hash or ""):
            raise UserError(
                self.env._(
                    "This access code is wrong. %(company)s has told it to you by another way than"
                    " e-mail; you have %(count)s attempts left.",
                    company=self.contract_id.company_id.name,
                    count=left,
                )
            )
        self._clear_attempts()
        self.contract_id._log_event("identify_access_code", signer=self.name)

    def _check_login(self):
        """Accept this signatory's own user who has just logged in.

        :raise UserError: another user, nobody, or a log-in of some time ago
        """
        user = self.env.user
        if user._is_public() or user.partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "Please log in as %(person)s: this contract opens for that user alone.",
                    person=self.name,
                )
            )
        # sudo: when one has logged in oneself is no secret.
        logged_in_on = user.sudo().login_date
        if not logged_in_on or fields.Datetime.now() - logged_in_on > LOGIN_FRESHNESS:
            raise UserError(
                self.env._("Your log-in was a while ago. For your protection, please log in again.")
            )
        # sudo: whether one has two factors oneself is no secret.
        has_two_factors = bool(user.sudo()._mfa_type())
        self.contract_id._log_event(
            "identify_login", signer=self.name, login=user.login, has_two_factors=has_two_factors
        )

    def _get_login_evidence(self, *, has_key=True):
        """How a colleague who answers in the back end was identified.

        :param bool has_key: whether they unlock their key for it; approvers never do
        """
        self.ensure_one()
        # sudo: whether one has two factors oneself is no secret.
        has_two_factors = bool(self.env.user.sudo()._mfa_type())
        if not has_key or self.role == "approver":
            return {"method": "user_login_2fa" if has_two_factors else "user_login"}
        return {"method": "login_2fa" if has_two_factors else "login"}

    def _prepare_identity_evidence(self, steps):
        """How this signatory was identified, for the log and the certificate of completion.

        :param list steps: the codes of the proofs given
        :rtype: dict
        """
        self.ensure_one()
        methods = ["email_link", *steps]
        return {"method": methods[-1], "methods": methods, "email": self.email}
