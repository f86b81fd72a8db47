from odoo import api, fields, models


class CrmContractAnswerMixin(models.AbstractModel):
    """A dialog in which a colleague reads the document and answers to the very file it shows."""

    _name = "crm.contract.answer.mixin"
    _description = "Answer to a Document"
    _inherit = ["crm.contract.dialog.mixin"]

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
        contract = signer.contract_id
        return self._open_stored(
            self._get_title(contract),
            {"contract_id": contract.id, "document_id": contract.current_document_id.id},
            {"dialog_size": "extra-large"},
        )

    @api.model
    def _get_title(self, contract):
        """What stands above the dialog, in the words of its answer."""
        raise NotImplementedError
