from odoo import api, fields, models


class CrmContractAffix(models.TransientModel):
    """Where a custodian looks at the document and affixes the seal.  The PIN is in no column."""

    _name = "crm.contract.affix"
    _description = "Affix a Seal"
    _inherit = ["crm.contract.answer.mixin"]

    use_id = fields.Many2one("crm.contract.seal.use", readonly=True)
    page_count = fields.Integer(related="document_id.page_count", related_sudo=False)
    seal_picture = fields.Binary(related="use_id.seal_picture", related_sudo=False)
    is_across_edges = fields.Boolean(related="use_id.is_across_edges", related_sudo=False)
    decided_by_id = fields.Many2one(
        related="use_id.decided_by_id", string="Approved By", related_sudo=False
    )
    pin = fields.Char(string="PIN", store=False)

    @api.model
    def _open_for(self, signer):
        action = super()._open_for(signer)
        self.browse(action["res_id"]).use_id = signer._get_open_use()
        return action

    @api.model
    def _get_title(self, contract):
        return self.env._("Affix a Seal to “%(contract)s”", contract=contract.name)

    def action_affix(self):
        """Affix the seal with the PIN given by the dialog."""
        self.ensure_one()
        pin = self.env.context.get("pin")
        self.with_context(pin=None).contract_id.action_sign(pin, self.sha256)
        return {"type": "ir.actions.act_window_close"}
