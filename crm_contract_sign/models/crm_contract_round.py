from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class CrmContractRound(models.Model):
    """A round of signing: its deadline, its reminders, and how it ends without a contract."""

    _inherit = "crm.contract"

    sign_by = fields.Date(
        copy=False,
        help="When this day is over, signing ends for everyone who has not signed. Proposed by"
        " the company's settings when the contract is sent; empty for no limit.",
    )
    has_signature = fields.Boolean(compute="_compute_has_signature")

    _sign_by_idx = models.Index("(sign_by) WHERE state = 'signing'")

    @api.depends("signer_ids.state")
    def _compute_has_signature(self):
        for contract in self:
            contract.has_signature = any(
                signer.state in ("signed", "agreed") for signer in contract.signer_ids
            )

    def _open_round(self):
        """Begin a round: nobody has been told yet, and the time to sign runs from now."""
        for contract in self:
            # sudo: signatories are written by the methods of signing alone.
            contract.signer_ids.sudo().filtered(lambda signer: signer.state == "waiting").write(
                {
                    "invited_on": False,
                    "reminded_on": False,
                    "reminder_count": 0,
                    "due_date": False,
                    "is_overdue_told": False,
                }
            )
            days = contract.company_id.contract_round_days
            if days and not contract.sign_by:
                contract.sudo().sign_by = fields.Date.today() + timedelta(days=days)

    # ------------------------------------------------------------------
    # ENDING
    # ------------------------------------------------------------------

    def action_open_withdraw(self):
        """Open the dialog in which signing is ended by us."""
        self.ensure_one()
        return self.env["crm.contract.end.round"]._open_for(self, "withdraw")

    def action_open_decline(self):
        """Open the dialog in which a colleague declines to sign."""
        self.ensure_one()
        self._get_my_turn()
        return self.env["crm.contract.end.round"]._open_for(self, "decline")

    def action_withdraw(self, reason=None):
        """Take these contracts back from their signatories, and tell those who were asked.

        Where nobody has signed, the contract is approved as before and can be sent again.  Where
        somebody has, it is declined: their signature is on a document that will not be completed.

        :param str reason: why; told to everyone who was asked to sign
        """
        for contract in self:
            contract._end_round(reason or self.env._("Withdrawn by us"))

    def _end_round(self, reason):
        self.ensure_one()
        self._transition("abort" if self.has_signature else "withdraw", reason=reason)

    def action_change_signatories(self):
        """Take these contracts back to draft, so that their signing plan can be changed.

        A signature needs its field in the document from the beginning, so that another signatory
        means another document, and with it another approval.

        :raise UserError: somebody has signed
        """
        for contract in self:
            if contract.has_signature and contract.state == "signing":
                raise UserError(
                    self.env._(
                        "%(contract)s already bears an answer. Withdraw it first: what was signed"
                        " so far is void, then.",
                        contract=contract.display_name,
                    )
                )
            if contract.state == "signing":
                contract.action_withdraw(self.env._("The signatories change"))
            contract.action_revise()

    def _notify_round_end(self, transition, details):
        """Tell everyone who was asked to sign, and the responsible, that signing has ended."""
        for contract in self:
            told = contract.signer_ids.filtered(
                lambda signer: signer.invited_on and signer.state != "declined" and signer.email
            )
            declined = contract.signer_ids.filtered(lambda signer: signer.state == "declined")[:1]
            for signer in told:
                signer._send_private_mail(
                    "crm_contract_sign.mail_template_round_ended",
                    declined_by=declined.name if transition.name == "decline" else False,
                    reason=details.get("reason"),
                )
            if transition.name != "withdraw":
                contract._schedule_round_end(declined, details.get("reason"))

    def _schedule_round_end(self, declined, reason):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(self.user_id or self.create_uid).id,
            summary=self.env._("%(person)s declined to sign", person=declined.name)
            if declined
            else self.env._("Signing has ended without a contract"),
            note=reason,
        )

    # ------------------------------------------------------------------
    # SCHEDULED
    # ------------------------------------------------------------------

    @api.model
    def _cron_follow_rounds(self):
        """End the rounds whose time is over, and remind those who let the others wait."""
        today = fields.Date.today()
        is_out = Domain("state", "=", "signing")
        expired = self.search(is_out & Domain("sign_by", "<", today))
        waiting = self.search(is_out) - expired
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(expired) + len(waiting))
        for contract in expired:
            # Whoever is signing right now goes first; the next turn looks again.
            if contract.try_lock_for_update(allow_referencing=True):
                contract.invalidate_recordset()
                if contract.state == "signing":
                    contract._end_expired_round()
            cron._commit_progress(1)
        for contract in waiting:
            contract.signer_ids._follow_due_date()
            contract.signer_ids._remind_if_due()
            cron._commit_progress(1)

    def _end_expired_round(self):
        self.ensure_one()
        deadline = format_date(self.env, self.sign_by)
        self._log_event("round_expired", deadline=self.sign_by.isoformat())
        reason = self.env._("The time to sign ran out on %(deadline)s", deadline=deadline)
        self.sign_by = False
        self._end_round(reason)
