from datetime import timedelta

from odoo import fields, models


class CrmContractSigner(models.Model):
    """Reminders: by a schedule of the company, or at the push of a button."""

    _inherit = "crm.contract.signer"

    reminded_on = fields.Datetime(readonly=True)
    reminder_count = fields.Integer(string="Reminders", readonly=True)

    def action_remind(self):
        """Remind these signatories now; the links that they have stay good."""
        for signer in self:
            signer.contract_id.check_access("write")
            signer._check_can_sign()
            signer._remind()

    def _remind_if_due(self):
        """Remind those of these signatories for whom the company's schedule says so."""
        now = fields.Datetime.now()
        for signer in self:
            company = signer.contract_id.company_id
            last = signer.reminded_on or signer.invited_on
            is_due = (
                company.contract_reminder_days
                and last
                and now - last >= timedelta(days=company.contract_reminder_days)
                and signer.reminder_count < company.contract_reminder_limit
            )
            if is_due and signer._is_their_turn():
                signer._remind()

    def _remind(self):
        """Send a reminder with the present link, or for colleagues with the contract's address."""
        self.ensure_one()
        # sudo: reminders are counted by this method alone, and the link goes to its owner alone.
        signer_sudo = self.sudo()
        is_customer = signer_sudo.side == "customer"
        signer_sudo._send_private_mail(
            "crm_contract_sign.mail_template_reminder",
            signing_url=signer_sudo._get_signing_url()
            if is_customer
            else signer_sudo.contract_id._notify_get_action_link("view"),
            sign_by=signer_sudo.contract_id.sign_by,
        )
        signer_sudo.write(
            {
                "reminded_on": fields.Datetime.now(),
                "reminder_count": signer_sudo.reminder_count + 1,
            }
        )
        signer_sudo.contract_id._log_event("remind", signer=signer_sudo.name)
