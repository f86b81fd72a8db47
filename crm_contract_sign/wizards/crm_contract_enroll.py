from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractEnroll(models.TransientModel):
    """Where users make their own signing key.  The PIN is in no column and in no log."""

    _name = "crm.contract.enroll"
    _description = "Create My Signing Key"
    _inherit = ["crm.contract.dialog.mixin"]

    contract_id = fields.Many2one("crm.contract", readonly=True)
    company_id = fields.Many2one(
        "res.company", readonly=True, default=lambda self: self.env.company.id
    )
    pin = fields.Char(string="PIN", store=False)
    pin_again = fields.Char(string="PIN, again", store=False)

    @api.model
    def _open_for(self, signer=None):
        """Open the dialog; where ``signer`` is given, signing goes on afterwards."""
        company = signer.contract_id.company_id if signer else self.env.company
        return self._open_stored(
            self.env._("Create My Signing Key"),
            {"contract_id": signer.contract_id.id if signer else False, "company_id": company.id},
        )

    def action_enroll(self):
        """Make the key under the PIN given by the dialog, then go on signing."""
        self.ensure_one()
        pin, again = self.env.context.get("pin"), self.env.context.get("pin_again")
        if pin != again:
            raise UserError(self.env._("The two PINs differ. Type the same PIN twice."))
        plain = self.with_context(pin=None, pin_again=None)
        plain.env["crm.contract.certificate"]._create_for_user(
            self.env.user, pin, self._get_company()
        )
        if self.contract_id:
            return plain.contract_id.action_open_sign()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Your signing key is ready."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_import(self):
        """Use a key that the user already has, from a PKCS#12 file."""
        return self.env["crm.contract.import.key"]._open("user", self._get_company())

    def _get_company(self):
        """For which company the key will sign; one of the user's, whatever a browser says."""
        company = self.contract_id.company_id or self.company_id or self.env.company
        return company & self.env.user.company_ids or self.env.company
