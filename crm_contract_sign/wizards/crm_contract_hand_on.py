from odoo import api, fields, models


class CrmContractHandOn(models.TransientModel):
    """Where a signatory who has not answered gets another address, or another in their place."""

    _name = "crm.contract.hand.on"
    _description = "Change a Signatory"

    signer_id = fields.Many2one("crm.contract.signer", required=True, readonly=True)
    side = fields.Selection(related="signer_id.side", related_sudo=False)
    company_id = fields.Many2one(related="signer_id.contract_id.company_id", related_sudo=False)
    commercial_partner_id = fields.Many2one(
        related="signer_id.contract_id.commercial_partner_id", related_sudo=False
    )
    change = fields.Selection(
        [("address", "Another E-mail Address"), ("person", "Another Person")],
        required=True,
        default="person",
    )
    email = fields.Char(string="New E-mail")
    partner_id = fields.Many2one(
        "res.partner",
        string="New Signatory",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="New Colleague",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )

    @api.model
    def _open_for(self, signer):
        wizard = self.create({"signer_id": signer.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change %(person)s", person=signer.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_change(self):
        """Change the signatory as entered."""
        self.ensure_one()
        if self.change == "address" and self.side == "customer":
            self.signer_id._readdress(self.email)
        else:
            self.signer_id._reassign(partner=self.partner_id, user=self.user_id)
        return {"type": "ir.actions.act_window_close"}
