from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmContractGenerateSeveral(models.TransientModel):
    """*New contracts*: the same kind of contract for many customers, each in their language."""

    _name = "crm.contract.generate.several"
    _description = "New Contracts"

    _MAXIMUM_CUSTOMERS = 500

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    type_id = fields.Many2one(
        "crm.contract.type",
        string="Contract Type",
        required=True,
        default=lambda self: self.env["crm.contract.type"].search(
            [("template_ids", "!=", False)], limit=1
        ),
    )
    date_start = fields.Date(default=fields.Date.context_today)
    date_end = fields.Date()
    line_ids = fields.One2many("crm.contract.generate.several.line", "wizard_id")
    ready_count = fields.Integer(compute="_compute_ready_count")

    @api.depends("line_ids.template_id")
    def _compute_ready_count(self):
        for wizard in self:
            wizard.ready_count = len(wizard.line_ids.filtered("template_id"))

    @api.model
    def _open_for(self, partners):
        """The dialog for these customers.

        :raise UserError: more of them than one transaction should draft for
        """
        if len(partners) > self._MAXIMUM_CUSTOMERS:
            raise UserError(
                self.env._(
                    "You have chosen %(count)s contacts. Draft for at most %(limit)s at a time.",
                    count=len(partners),
                    limit=self._MAXIMUM_CUSTOMERS,
                )
            )
        wizard = self.create(
            {"line_ids": [Command.create({"partner_id": partner.id}) for partner in partners]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Contracts"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_generate(self):
        """Draft a contract for each customer for whom there is a template, and list them."""
        self.ensure_one()
        ready = self.line_ids.filtered("template_id")
        if not ready:
            raise UserError(
                self.env._(
                    "There is no template of this type in any of these customers' languages."
                    " Choose another type, or create a template under Contracts › Configuration ›"
                    " Templates."
                )
            )
        contracts = self.env["crm.contract"].create(
            [line._prepare_contract_values() for line in ready]
        )
        contracts.action_check_draft()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action"
        )
        # The list comes first: there all of them can be submitted and sent at once.
        views = sorted(action["views"], key=lambda view: view[1] != "list")
        return {**action, "views": views, "domain": [("id", "in", contracts.ids)], "context": {}}


class CrmContractGenerateSeveralLine(models.TransientModel):
    """One of many customers: in which language, from which template, signed by whom."""

    _name = "crm.contract.generate.several.line"
    _description = "New Contracts: Customer"

    wizard_id = fields.Many2one(
        "crm.contract.generate.several", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="wizard_id.company_id")
    type_id = fields.Many2one(related="wizard_id.type_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    signatory_id = fields.Many2one("res.partner", compute="_compute_signatory_id")
    signatory_email = fields.Char(related="signatory_id.email", string="E-mail")
    language = fields.Selection(
        selection=lambda self: self.env["crm.contract"]._get_languages(),
        compute="_compute_language",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    template_id = fields.Many2one(
        "crm.contract.template",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        domain="[('type_id', '=', type_id), ('language', '=', language)]",
    )

    @api.depends("partner_id")
    def _compute_signatory_id(self):
        for line in self:
            line.signatory_id = self.env["crm.contract"]._find_signatory(line.partner_id)

    @api.depends("partner_id")
    def _compute_language(self):
        for line in self:
            line.language = line.partner_id._get_contract_language(line.partner_id)

    @api.depends("language", "wizard_id.type_id", "wizard_id.company_id")
    def _compute_template_id(self):
        proposals = {}
        for line in self:
            country = line.partner_id.commercial_partner_id.country_id
            asked = (line.type_id, line.language, country, line.company_id)
            if asked not in proposals:
                # One search for each kind of customer, however many there are of it.
                proposals[asked] = self.env["crm.contract.template"]._propose(
                    contract_type=line.type_id,
                    language=line.language,
                    country=country,
                    company=line.company_id,
                )
            line.template_id = proposals[asked]

    def _prepare_contract_values(self):
        """Values of the contract to draft for this customer.

        Called for each line when the dialog is confirmed.  Returns a dict for ``crm.contract``.
        Override to hand over fields that you added.
        """
        self.ensure_one()
        return {
            **self.partner_id._prepare_contract_values(),
            "name": self.type_id._propose_title(self.language, self.partner_id),
            "company_id": self.company_id.id,
            "type_id": self.type_id.id,
            "language": self.language,
            "template_id": self.template_id.id,
            "date_start": self.wizard_id.date_start,
            "date_end": self.wizard_id.date_end,
        }
