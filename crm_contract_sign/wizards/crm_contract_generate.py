from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractGenerate(models.TransientModel):
    """*New contract*: proposes a template for the customer, and drafts the contract."""

    _name = "crm.contract.generate"
    _description = "New Contract"

    name = fields.Char(string="Title", compute="_compute_name", store=True, readonly=False)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    opportunity_id = fields.Many2one("crm.lead")
    sale_order_id = fields.Many2one(
        "sale.order", string="Sales Order", domain="[('partner_id', 'child_of', partner_id)]"
    )
    type_id = fields.Many2one(
        "crm.contract.type",
        string="Contract Type",
        compute="_compute_type_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    language = fields.Selection(
        selection=lambda self: self.env["crm.contract"]._get_languages(),
        required=True,
        default=lambda self: self.env["crm.contract"]._get_default_language(),
    )
    template_id = fields.Many2one(
        "crm.contract.template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        domain="[('type_id', '=', type_id), ('language', '=', language)]",
    )
    date_start = fields.Date(default=fields.Date.context_today)
    date_end = fields.Date()

    @api.depends("sale_order_id", "company_id")
    def _compute_type_id(self):
        types = self.env["crm.contract.type"].search([("template_ids", "!=", False)])
        for wizard in self:
            wizard.type_id = wizard.type_id or types[:1]

    @api.depends("type_id", "language", "partner_id", "company_id")
    def _compute_template_id(self):
        for wizard in self:
            wizard.template_id = self.env["crm.contract.template"]._propose(
                contract_type=wizard.type_id,
                language=wizard.language,
                country=wizard.partner_id.commercial_partner_id.country_id,
                company=wizard.company_id,
            )

    @api.depends("type_id", "partner_id", "language")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.type_id._propose_title(wizard.language, wizard.partner_id)

    def _get_source(self):
        """The record that the contract is made from: the order, else the opportunity, else the
        partner."""
        self.ensure_one()
        return self.sale_order_id or self.opportunity_id or self.partner_id

    def _prepare_contract_values(self):
        """Values of the contract to draft.

        Called when the wizard is confirmed.  Returns a dict for ``crm.contract``.  Override to
        hand over fields that you added to the wizard.
        """
        self.ensure_one()
        return {
            **self._get_source()._prepare_contract_values(),
            "name": self.name,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "type_id": self.type_id.id,
            "language": self.language,
            "template_id": self.template_id.id,
            "date_start": self.date_start,
            "date_end": self.date_end,
        }

    def action_generate(self):
        """Draft the contract and open it."""
        self.ensure_one()
        if not self.template_id:
            raise UserError(
                self.env._(
                    "There is no template of this type in this language. Choose another type or"
                    " language, or create a template under Contracts › Configuration › Templates."
                )
            )
        contract = self.env["crm.contract"].create(self._prepare_contract_values())
        contract.action_check_draft()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.contract",
            "res_id": contract.id,
            "view_mode": "form",
        }
