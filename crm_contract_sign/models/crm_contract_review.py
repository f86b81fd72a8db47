from odoo import fields, models


class CrmContractReview(models.Model):
    """A reviewer who was asked to decide on one document of a contract."""

    _name = "crm.contract.review"
    _description = "Contract Review"
    _order = "contract_id, id desc"
    _rec_name = "user_id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    document_id = fields.Many2one(
        "crm.contract.document", required=True, index=True, ondelete="restrict"
    )
    revision = fields.Integer(related="document_id.revision")
    user_id = fields.Many2one(
        "res.users", string="Reviewer", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("pending", "Asked"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("superseded", "No Longer Needed"),
        ],
        default="pending",
        required=True,
    )
    decided_on = fields.Datetime()
    partner_id = fields.Many2one(related="contract_id.partner_id")
    responsible_id = fields.Many2one(related="contract_id.user_id", string="Responsible")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    amount_total = fields.Monetary(related="contract_id.amount_total")

    _document_user_unique = models.Constraint(
        "UNIQUE(document_id, user_id)", "This reviewer was already asked about this document."
    )
    # What waits for me: few rows of many.
    _pending_idx = models.Index("(user_id, contract_id) WHERE state = 'pending'")

    def action_open_contract(self):
        """Open the contract to decide on."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }
