from odoo import api, fields, models
from odoo.fields import Domain


class CrmContractTemplate(models.Model):
    """An ordered choice of clauses from which contracts of one type are drafted."""

    _name = "crm.contract.template"
    _description = "Contract Template"
    _order = "sequence, name, id"

    name = fields.Char(required=True, index="trigram")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_id = fields.Many2one("crm.contract.type", required=True, index=True)
    language = fields.Selection(
        selection=lambda self: self.env["crm.contract"]._get_languages(),
        required=True,
        default=lambda self: self.env["crm.contract"]._get_default_language(),
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="Proposed for customers of these countries; for any country when empty.",
    )
    company_id = fields.Many2one("res.company", index="btree_not_null")
    company_role = fields.Char(
        string="We Are Called",
        help="What the clauses call us, such as “Supplier”. Printed with our name.",
    )
    customer_role = fields.Char(
        string="The Customer Is Called",
        help="What the clauses call the customer. Printed with their name.",
    )
    section_ids = fields.One2many("crm.contract.template.section", "template_id", copy=True)
    participant_ids = fields.One2many(
        "crm.contract.template.participant",
        "template_id",
        string="Signing Plan",
        copy=True,
        help="Empty where one person signs on each side.",
    )
    contract_ids = fields.One2many("crm.contract", "template_id")
    contract_count = fields.Integer(compute="_compute_contract_count")

    @api.depends("contract_ids")
    def _compute_contract_count(self):
        counts = dict(
            self.env["crm.contract"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.contract_count = counts.get(template, 0)

    @api.model
    def _propose(self, *, contract_type=None, language=None, country=None, company=None):
        """The best template for a contract, or none.

        Called by the *New contract* wizard and by the batch action.  Gets what is known:
        records of type, country and company, and a language code.  Returns a recordset of at
        most one template: of the type and language asked for, one made for the country before
        one made for any.  Override to propose by your own criteria.
        """
        domain = Domain("company_id", "in", (False, (company or self.env.company).id))
        if contract_type:
            domain &= Domain("type_id", "=", contract_type.id)
        if language:
            domain &= Domain("language", "=", language)
        countries = [False, *(country.ids if country else ())]
        templates = self.search(domain & Domain("country_ids", "in", countries))
        return templates.sorted(lambda template: not template.country_ids)[:1]

    def action_view_contracts(self):
        """Open the contracts drafted from this template."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action"
        )
        return {**action, "domain": [("template_id", "=", self.id)], "context": {}}
