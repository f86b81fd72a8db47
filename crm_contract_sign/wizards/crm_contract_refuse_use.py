from odoo import api, fields, models


class CrmContractRefuseUse(models.TransientModel):
    """Where an approver says why a seal is not to be used."""

    _name = "crm.contract.refuse.use"
    _description = "Refuse the Use of a Seal"

    use_ids = fields.Many2many("crm.contract.seal.use", required=True)
    reason = fields.Text(required=True)

    @api.model
    def _open_for(self, uses):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Use of the Seal"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_use_ids": uses.ids, "dialog_size": "medium"},
        }

    def action_refuse(self):
        """Refuse the uses for the given reason."""
        self.ensure_one()
        self.use_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
