from odoo import api, fields, models


class CrmContractReject(models.TransientModel):
    """Where an approver says why a contract is rejected."""

    _name = "crm.contract.reject"
    _description = "Reject Contracts"

    contract_ids = fields.Many2many("crm.contract", required=True)
    reason = fields.Text(required=True)

    @api.model
    def _open_for(self, contracts):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_ids": contracts.ids},
        }

    def action_reject(self):
        """Reject the contracts for the given reason."""
        self.ensure_one()
        self.contract_ids.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
