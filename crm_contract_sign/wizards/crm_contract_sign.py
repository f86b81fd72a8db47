from odoo import api, fields, models


class CrmContractSign(models.TransientModel):
    """Where a colleague looks at the document and signs it.  The PIN is in no column."""

    _name = "crm.contract.sign"
    _description = "Sign a Contract"
    _inherit = ["crm.contract.answer.mixin"]

    certificate_id = fields.Many2one(
        "crm.contract.certificate", compute="_compute_certificate_id", string="My Key"
    )
    pin = fields.Char(string="PIN", store=False)

    @api.depends("contract_id")
    @api.depends_context("uid")
    def _compute_certificate_id(self):
        for wizard in self:
            wizard.certificate_id = self.env["crm.contract.certificate"]._get_usable(
                self.env.user, wizard.contract_id.company_id
            )

    @api.model
    def _get_title(self, contract):
        return self.env._("Sign “%(contract)s”", contract=contract.name)

    def action_sign(self):
        """Sign with the PIN given by the dialog."""
        self.ensure_one()
        pin = self.env.context.get("pin")
        self.with_context(pin=None).contract_id.action_sign(pin, self.sha256)
        return {"type": "ir.actions.act_window_close"}
