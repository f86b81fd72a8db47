from odoo import api, fields, models


class CrmContractTerminate(models.TransientModel):
    """Where a colleague says from when and why a contract ends before its term."""

    _name = "crm.contract.terminate"
    _description = "Terminate Contracts"

    contract_ids = fields.Many2many("crm.contract", required=True)
    date = fields.Date(
        string="Ends On",
        required=True,
        default=fields.Date.context_today,
        help="Today ends it at once; until a later day it stays in force, under notice.",
    )
    reason = fields.Text(required=True, help="For the log; the customer does not see it.")
    is_customer_told = fields.Boolean(string="Write to the Customer")
    note = fields.Text(string="Message")

    @api.model
    def _open_for(self, contracts):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Terminate"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_ids": contracts.ids},
        }

    def action_terminate(self):
        """Put the contracts to an end as the dialog says."""
        self.ensure_one()
        note = self.note if self.is_customer_told else None
        self.contract_ids.action_terminate(self.reason, self.date, note)
        return {"type": "ir.actions.act_window_close"}
