from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class CrmContractSigner(models.Model):
    """How long a signatory may take, counted from the day of their turn.

    When the days are over nothing ends: the signatory is reminded and the responsible is told,
    once.  What ends signing is the contract's own deadline.
    """

    _inherit = "crm.contract.signer"

    due_date = fields.Date(
        readonly=True, help="The last of the days that this person has for their answer."
    )
    answer_by = fields.Date(
        compute="_compute_answer_by",
        help="The last day to answer: the person's own, or that of the contract if it is earlier.",
    )
    is_overdue_told = fields.Boolean(readonly=True)

    @api.depends("due_date", "state", "invited_on", "contract_id.sign_by")
    def _compute_answer_by(self):
        for signer in self:
            dates = filter(None, (signer.due_date, signer.contract_id.sign_by))
            is_asked = signer.state == "waiting" and signer.invited_on
            signer.answer_by = min(dates, default=False) if is_asked else False

    def _start_due_days(self):
        """Let the days of these signatories run, whose turn has come; a new link adds none."""
        for signer in self.filtered(lambda signer: signer.due_days and not signer.due_date):
            # sudo: signatories are written by the methods of signing alone.
            signer.sudo().due_date = fields.Date.today() + timedelta(days=signer.due_days)

    def _follow_due_date(self):
        """Remind those of these signatories whose days are over, and tell the responsible."""
        today = fields.Date.today()
        for signer in self:
            is_over = signer.due_date and signer.due_date < today and not signer.is_overdue_told
            if is_over and signer._is_their_turn():
                # sudo: signatories are written by the methods of signing alone.
                signer.sudo().is_overdue_told = True
                signer.contract_id._log_event(
                    "overdue", signer=signer.name, due=signer.due_date.isoformat()
                )
                signer._tell_overdue()
                signer._remind()

    def _tell_overdue(self):
        contract = self.contract_id
        user = contract.user_id or contract.create_uid
        contract = contract.with_context(lang=user.lang)
        contract.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=contract.env._("%(person)s has not answered in time", person=self.name),
            note=contract.env._(
                "Their last day was %(date)s. They were reminded; write to them, hand the contract"
                " on to somebody else, or withdraw it.",
                date=format_date(contract.env, self.due_date),
            ),
        )
