from odoo import fields, models


class CrmContractClause(models.Model):
    """A clause of the library: reusable wording in one language."""

    _name = "crm.contract.clause"
    _description = "Contract Clause"
    _inherit = ["crm.contract.placeholder.help.mixin"]
    _order = "category_id, language, name, id"

    name = fields.Char(string="Heading", required=True, index="trigram")
    code = fields.Char(required=True, help="The same clause has the same code in every language.")
    language = fields.Selection(
        selection=lambda self: self.env["crm.contract"]._get_languages(), required=True
    )
    category_id = fields.Many2one(
        "crm.contract.clause.category", required=True, index=True, ondelete="restrict"
    )
    body = fields.Html(
        string="Text", required=True, sanitize_overridable=False, sanitize_attributes=True
    )
    note = fields.Text(string="Guidance", help="When to use it, and what to look out for.")
    company_id = fields.Many2one("res.company", index="btree_not_null")
    active = fields.Boolean(default=True)

    _code_language_unique = models.UniqueIndex(
        "(code, language, COALESCE(company_id, 0)) WHERE active",
        "This clause already exists in this language. Give the new one a different code, or"
        " archive the old one.",
    )
