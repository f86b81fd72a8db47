from odoo import api, models


class CrmContractAgree(models.TransientModel):
    """Where a colleague who approves a signing plan reads the document and agrees to it."""

    _name = "crm.contract.agree"
    _description = "Agree to a Contract"
    _inherit = ["crm.contract.answer.mixin"]

    @api.model
    def _get_title(self, contract):
        return self.env._("Agree to “%(contract)s”", contract=contract.name)

    def action_agree(self):
        """Agree to the document shown."""
        self.ensure_one()
        self.contract_id.action_agree(self.sha256)
        return {"type": "ir.actions.act_window_close"}
