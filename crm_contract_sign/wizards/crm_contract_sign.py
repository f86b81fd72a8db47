from odoo import api, fields, models


class CrmContractSign(models.TransientModel):
    """Where a colleague looks at the document and signs it.  The PIN is in no column."""

    _name = "crm.contract.sign"
    _description = "Sign a Contract"

    contract_id = fields.Many2one("crm.contract", required=True, readonly=True)
    # What the dialog showed when it opened, whatever has become of the contract since.
    document_id = fields.Many2one("crm.contract.document", readonly=True)
    # Not as superuser: the dialog shows of a contract what its reader may read anyway.
    content = fields.Binary(related="document_id.content", related_sudo=False)
    sha256 = fields.Char(related="document_id.sha256", related_sudo=False)
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Customer", related_sudo=False
    )
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
    def _open_for(self, signer):
        # The viewer shows the file of a stored record only.
        contract = signer.contract_id
        wizard = self.create(
            {"contract_id": contract.id, "document_id": contract.current_document_id.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign “%(contract)s”", contract=signer.contract_id.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_sign(self):
        """Sign with the PIN given by the dialog."""
        self.ensure_one()
        pin = self.env.context.get("pin")
        self.with_context(pin=None).contract_id.action_sign(pin, self.sha256)
        return {"type": "ir.actions.act_window_close"}
