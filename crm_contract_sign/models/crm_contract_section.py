from odoo import api, fields, models


class CrmContractSection(models.Model):
    """One section of a contract's draft: a heading and rich text, aware of its clause."""

    _name = "crm.contract.section"
    _description = "Contract Section"
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Heading", required=True)
    body = fields.Html(string="Text", sanitize_overridable=False)
    clause_id = fields.Many2one(
        "crm.contract.clause",
        string="Library Clause",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('language', '=', parent.language)]",
    )
    category_id = fields.Many2one(
        "crm.contract.clause.category",
        compute="_compute_category_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    is_modified = fields.Boolean(
        compute="_compute_is_modified",
        store=True,
        help="Its wording differs from what the template gave.",
    )
    original_body = fields.Html(
        readonly=True, copy=True, sanitize_overridable=False, prefetch=False
    )
    source_body = fields.Html(
        readonly=True,
        copy=True,
        sanitize_overridable=False,
        prefetch=False,
        help="The text as the template gave it, its placeholders not filled in.",
    )
    filled_values = fields.Json(
        readonly=True, copy=True, help="What was filled in for these placeholders."
    )
    finding_ids = fields.One2many("crm.contract.finding", "section_id")

    @api.depends("clause_id")
    def _compute_category_id(self):
        for section in self:
            section.category_id = section.clause_id.category_id or section.category_id

    @api.depends("body", "original_body")
    def _compute_is_modified(self):
        for section in self:
            section.is_modified = section._get_plain(section.body) != section._get_plain(
                section.original_body
            )

    def _is_as_filled(self):
        """Whether the text, its formatting included, is what was filled in."""
        self.ensure_one()
        return bool(self.source_body) and self.body == self.original_body

    @api.onchange("clause_id")
    def _onchange_clause_id(self):
        if self.clause_id:
            self.name = self.clause_id.name
            self.body = self.clause_id.body

    @api.model_create_multi
    def create(self, vals_list):
        contracts = self.env["crm.contract"].browse(
            {vals["contract_id"] for vals in vals_list if vals.get("contract_id")}
        )
        contracts._check_not_frozen()
        return super().create(vals_list)

    def write(self, vals):
        contracts = self.contract_id
        if vals.get("contract_id"):
            target = contracts.browse(vals["contract_id"])
            target.check_access("write")
            contracts |= target
        contracts._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.contract_id._check_not_frozen()

    @api.model
    def _get_plain(self, html):
        from ..drafting import html_to_text

        return html_to_text(html or "")
