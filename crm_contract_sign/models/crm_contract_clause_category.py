from odoo import fields, models


class CrmContractClauseCategory(models.Model):
    """A kind of clause: the taxonomy by which drafts are checked for completeness."""

    _name = "crm.contract.clause.category"
    _description = "Clause Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="The stable name by which checks and integrations know it."
    )
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    clause_ids = fields.One2many("crm.contract.clause", "category_id")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another clause category already has this code. Choose a different one."
    )
