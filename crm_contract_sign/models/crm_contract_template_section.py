import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import html2plaintext


class CrmContractTemplateSection(models.Model):
    """One section of a template: a clause of the library or its own words, and when it applies."""

    _name = "crm.contract.template.section"
    _description = "Contract Template Section"
    _inherit = ["crm.contract.placeholder.help.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "crm.contract.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    clause_id = fields.Many2one(
        "crm.contract.clause",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('language', '=', language)]",
    )
    language = fields.Selection(related="template_id.language")
    name = fields.Char(string="Heading", compute="_compute_from_clause", store=True, readonly=False)
    category_id = fields.Many2one(
        "crm.contract.clause.category",
        compute="_compute_from_clause",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    body = fields.Html(
        string="Own Text",
        sanitize_overridable=False,
        help="Replaces the clause's text in this template. Leave empty to follow the library.",
    )
    condition_domain = fields.Char(
        string="Applies When",
        default="[]",
        help="The section is taken into contracts that match this filter.",
    )

    is_conditional = fields.Boolean(
        string="Conditional",
        compute="_compute_is_conditional",
        help="It goes into some contracts only: see its condition.",
    )

    @api.depends("condition_domain")
    def _compute_is_conditional(self):
        for section in self:
            section.is_conditional = (section.condition_domain or "[]").strip() != "[]"

    @api.depends("template_id.form_field_ids.name", "template_id.form_field_ids.label")
    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        super()._compute_placeholder_help()
        for section in self.filtered("template_id.form_field_ids"):
            section.placeholder_help += self.env["ir.qweb"]._render(
                "crm_contract_sign.form_field_help",
                {"form_fields": section.template_id.form_field_ids},
            )

    @api.depends("clause_id")
    def _compute_from_clause(self):
        for section in self:
            section.name = section.name or section.clause_id.name
            section.category_id = section.category_id or section.clause_id.category_id

    @api.constrains("condition_domain")
    def _check_condition_domain(self):
        for section in self:
            try:
                Domain(section._get_condition()).validate(self.env["crm.contract"])
            except (ValueError, SyntaxError, TypeError, MemoryError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of section “%(section)s” can't be read: %(error)s. Build it"
                        " with the filter editor.",
                        section=section.name,
                        error=error,
                    )
                ) from error

    def _get_condition(self):
        """The condition as a domain on ``crm.contract``; literals alone, nothing is evaluated."""
        self.ensure_one()
        return ast.literal_eval(self.condition_domain or "[]")

    def _get_body(self):
        """The text to copy into a contract: the section's own, else its clause's."""
        self.ensure_one()
        has_own_text = bool(html2plaintext(self.body or "").strip())
        return self.body if has_own_text else self.clause_id.body

    def _applies_to(self, contract):
        """Whether this section goes into ``contract``."""
        self.ensure_one()
        return bool(contract.filtered_domain(self._get_condition()))

    def _prepare_contract_section_values(self, contract):
        """Values of the contract section made from this one.

        Called for each section that applies when a draft is assembled.  Gets the contract.
        Returns a dict for ``crm.contract.section``, without ``contract_id``.  Override to carry
        fields of your own over.
        """
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "name": self.name,
            "body": self._get_body(),
            "category_id": self.category_id.id,
            "clause_id": self.clause_id.id,
        }
