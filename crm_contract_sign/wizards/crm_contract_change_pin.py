from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractChangePin(models.TransientModel):
    """Where users give their key another PIN.  Neither PIN is in a column or in a log."""

    _name = "crm.contract.change.pin"
    _description = "Change My PIN"
    _inherit = ["crm.contract.dialog.mixin"]

    certificate_id = fields.Many2one("crm.contract.certificate", required=True, readonly=True)
    pin = fields.Char(string="Present PIN", store=False)
    new_pin = fields.Char(string="New PIN", store=False)
    new_pin_again = fields.Char(string="New PIN, again", store=False)

    @api.model
    def _open_for(self, certificate):
        if not certificate:
            raise UserError(
                self.env._("You have no signing key whose PIN could change. Create a key first.")
            )
        return self._open_stored(self.env._("Change My PIN"), {"certificate_id": certificate.id})

    def action_change_pin(self):
        """Change the PIN, as given by the dialog."""
        self.ensure_one()
        given = self.env.context
        if given.get("new_pin") != given.get("new_pin_again"):
            raise UserError(self.env._("The two new PINs differ. Type the same PIN twice."))
        plain = self.with_context(pin=None, new_pin=None, new_pin_again=None)
        plain.certificate_id._change_pin(given.get("pin"), given.get("new_pin"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Your PIN is changed. Your key and certificate stay."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
