from odoo import api, fields, models


class CrmContractAgree(models.TransientModel):
    """Where a colleague who approves a signing plan reads the document and agrees to it."""

    _name = "crm.contract.agree"
    _description = "Agree to a Contract"

    contract_id = fields.Many2one("crm.contract", required=True, readonly=True)
    # What the dialog showed when it opened, whatever has become of the contract since.
    document_id = fields.Many2one("crm.contract.document", readonly=True)
    # Not as superuser: the dialog shows of a contract what its reader may read anyway.
    content = fields.Binary(related="document_id.content", related_sudo=False)
    sha256 = fields.Char(related="document_id.sha256", related_sudo=False)
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Customer", related_sudo=False
    )

    @api.model
    def _open_for(self, signer):
        # The viewer shows the file of a stored record only.
        contract = signer.contract_id
        wizard = self.create(
            {"contract_id": contract.id, "document_id": contract.current_document_id.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agree to “%(contract)s”", contract=signer.contract_id.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_agree(self):
        """Agree to the document shown."""
        self.ensure_one()
        self.contract_id.action_agree(self.sha256)
        return {"type": "ir.actions.act_window_close"}
