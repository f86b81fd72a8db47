from odoo import api, fields, models


class CrmContractAffix(models.TransientModel):
    """Where a custodian looks at the document and affixes the seal.  The PIN is in no column."""

    _name = "crm.contract.affix"
    _description = "Affix a Seal"

    contract_id = fields.Many2one("crm.contract", required=True, readonly=True)
    # What the dialog showed when it opened, whatever has become of the contract since.
    document_id = fields.Many2one("crm.contract.document", readonly=True)
    use_id = fields.Many2one("crm.contract.seal.use", string="Use", readonly=True)
    # Not as superuser: the dialog shows what its reader may read anyway.
    content = fields.Binary(related="document_id.content", related_sudo=False)
    sha256 = fields.Char(related="document_id.sha256", related_sudo=False)
    page_count = fields.Integer(related="document_id.page_count", related_sudo=False)
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Customer", related_sudo=False
    )
    seal_id = fields.Many2one(related="use_id.seal_id", related_sudo=False)
    seal_picture = fields.Binary(related="use_id.seal_picture", related_sudo=False)
    is_across_edges = fields.Boolean(related="use_id.is_across_edges", related_sudo=False)
    decided_by_id = fields.Many2one(
        related="use_id.decided_by_id", string="Approved By", related_sudo=False
    )
    pin = fields.Char(string="PIN", store=False)

    @api.model
    def _open_for(self, signer):
        contract, use = signer.contract_id, signer._get_open_use()
        # The viewer shows the file of a stored record only.
        wizard = self.create(
            {
                "contract_id": contract.id,
                "document_id": contract.current_document_id.id,
                "use_id": use.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Affix “%(seal)s”", seal=use.seal_id.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_affix(self):
        """Affix the seal with the PIN given by the dialog."""
        self.ensure_one()
        pin = self.env.context.get("pin")
        self.with_context(pin=None).contract_id.action_sign(pin, self.sha256)
        return {"type": "ir.actions.act_window_close"}
