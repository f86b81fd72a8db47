from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class CrmContract(models.Model):
    """A customer contract: who, what, how much, from when to when, and where in its life.

    This file holds identity; what moves a contract from state to state is in the file of its
    lifecycle.  The stages have files of their own: drafting, approval, signing and performance.
    """

    _name = "crm.contract"
    _description = "Contract"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "reference", "partner_id.name"]
    _mail_post_access = "read"

    name = fields.Char(
        string="Title", required=True, tracking=True, index="trigram", translate=False
    )
    reference = fields.Char(copy=False, readonly=True, index="trigram", default="")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("review", "In Review"),
            ("approved", "Approved"),
            ("signing", "Out for Signature"),
            ("active", "In Force"),
            ("expired", "Expired"),
            ("declined", "Declined"),
            ("terminated", "Terminated"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        tracking=True,
        group_expand="_group_expand_states",
        string="Status",
        help="Where the contract is in its life. It moves by the buttons of the form alone.",
    )
    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        "crm.contract.type", string="Contract Type", required=True, index=True, tracking=True
    )
    language = fields.Selection(
        selection="_get_languages",
        required=True,
        default=lambda self: self._get_default_language(),
        help="The language in which the contract itself is written.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    signatory_id = fields.Many2one(
        "res.partner",
        string="Customer's Signatory",
        compute="_compute_signatory_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        ondelete="restrict",
        help="The person who signs for the customer. The signing link goes to this person's"
        " e-mail address.",
    )
    company_signatory_id = fields.Many2one(
        "res.users",
        string="Our Signatory",
        compute="_compute_company_signatory_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="restrict",
        help="The colleague who signs for the company, with their own key.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        index="btree_not_null",
        check_company=True,
        default=lambda self: self._get_default_team(),
        help="Its leader sees the contract and may work on it.",
    )
    opportunity_id = fields.Many2one(
        "crm.lead", index="btree_not_null", check_company=True, copy=False
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        index="btree_not_null",
        check_company=True,
        copy=False,
        domain="[('partner_id.commercial_partner_id', '=', commercial_partner_id)]",
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount_untaxed = fields.Monetary(string="Untaxed Amount")
    amount_tax = fields.Monetary(string="Taxes")
    amount_total = fields.Monetary(string="Total", tracking=True)
    discount = fields.Float(
        string="Highest Discount (%)",
        digits="Discount",
        aggregator="max",
        help="The highest discount on a line of the order, in percent.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", string="Payment Terms", check_company=True
    )
    date_start = fields.Date(string="Start", default=fields.Date.context_today, tracking=True)
    date_end = fields.Date(string="End", tracking=True, index="btree_not_null")
    date_signed = fields.Datetime(string="Signed On", copy=False, readonly=True)

    _state_date_end_idx = models.Index("(state, date_end, id)")

    _SOURCE_FIELDS = ("partner_id", "opportunity_id", "sale_order_id")

    # ------------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _group_expand_states(self, states, domain):
        """The columns of the kanban: the way to being in force, and whatever else is there."""
        way = ("draft", "review", "approved", "signing", "active")
        labels = dict(self._fields["state"].selection)
        return [state for state in labels if state in way or state in states]

    @api.model
    def _get_languages(self):
        """The languages in which a contract can be written, as a selection.

        Called when the fields ``language`` are set up.  Returns a list of (code, name) pairs.
        Override to add one; ``drafting`` must know it as well.
        """
        return [("en", self.env._("English")), ("zh", self.env._("Chinese"))]

    @api.model
    def _get_default_language(self):
        return "zh" if (self.env.lang or "").startswith("zh") else "en"

    @api.model
    def _get_default_team(self):
        # sudo: the team of the user, who need not be able to read teams.
        teams = self.env["crm.team"].sudo()
        return teams.search(
            [
                "|",
                ("member_ids", "=", self.env.uid),
                ("user_id", "=", self.env.uid),
                ("company_id", "in", (False, self.env.company.id)),
            ],
            limit=1,
        )

    def _get_lang_code(self):
        """The interface language to render this contract's document in, such as ``en_US``.

        Called whenever words of ours enter the document.  Returns the code of a language that
        is active; English where the contract's language is not installed.
        """
        self.ensure_one()
        return self._find_lang_code(self.language)

    @api.model
    def _find_lang_code(self, language):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        wanted = {"en": "en_US", "zh": "zh_CN"}.get(language, language)
        matches = [code for code in installed if language and code.startswith(language)]
        return wanted if wanted in installed else next(iter(matches), "en_US")

    @api.depends("partner_id")
    def _compute_signatory_id(self):
        for contract in self:
            partner = contract.partner_id
            if contract.signatory_id.commercial_partner_id == partner.commercial_partner_id:
                continue
            contract.signatory_id = self._find_signatory(partner)

    @api.model
    def _find_signatory(self, partner):
        """The person to propose as signatory of a customer: of a company, its first contact with
        an e-mail address."""
        contacts = partner.child_ids.filtered(
            lambda contact: contact.type == "contact" and contact.email
        )
        return contacts[:1] if partner.is_company and contacts else partner

    @api.depends("company_id", "user_id")
    def _compute_company_signatory_id(self):
        for contract in self:
            if not contract.company_signatory_id:
                contract.company_signatory_id = (
                    contract.company_id.contract_signatory_id or contract.user_id
                )

    @api.depends("name", "reference")
    def _compute_display_name(self):
        for contract in self:
            parts = filter(None, (contract.reference, contract.name))
            contract.display_name = " · ".join(parts)

    def _compute_access_url(self):
        super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    # ------------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------------

    @api.constrains("partner_id", "signatory_id")
    def _check_signatory(self):
        for contract in self:
            company = contract.partner_id.commercial_partner_id
            if contract.signatory_id.commercial_partner_id not in (
                company,
                self.env["res.partner"],
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(customer)s and can't sign for them."
                        " Choose one of the customer's contacts, or add this person to them.",
                        person=contract.signatory_id.display_name,
                        customer=company.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and (forbidden := self._TRANSITION_FIELDS & vals.keys()):
                raise AccessError(
                    self.env._(
                        "%(fields)s can't be set by hand: create the contract as a draft, then use"
                        " its buttons.",
                        fields=", ".join(sorted(forbidden)),
                    )
                )
        contracts = super().create(vals_list)
        # sudo: the sequence and the reference are ours to write, whoever creates.
        for contract in contracts.sudo().filtered(lambda contract: not contract.reference):
            contract.reference = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(contract.company_id)
                .next_by_code("crm.contract", sequence_date=contract.date_start)
            )
        return contracts

    def write(self, vals):
        self._check_not_frozen(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default=default)
        if "name" not in default:
            for contract, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(title)s (copy)", title=contract.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_evidence(self):
        for contract in self:
            # sudo: evidence stays, whether or not the one who deletes may read it.
            if contract.sudo().event_ids:
                raise UserError(
                    self.env._(
                        "%(contract)s has been submitted: its documents and log are evidence and"
                        " stay. Cancel it, then archive it.",
                        contract=contract.display_name,
                    )
                )

    @api.model
    def _get_frozen_fields(self):
        """The names of the fields that the document shows, fixed once it is frozen.

        Called on every write to a contract that is no longer a draft.  Returns a set.
        Override to add the fields that your document shows.
        """
        return {
            "name",
            "type_id",
            "language",
            "partner_id",
            "signatory_id",
            "company_signatory_id",
            "company_id",
            "sale_order_id",
            "currency_id",
            "amount_untaxed",
            "amount_tax",
            "amount_total",
            "discount",
            "payment_term_id",
            "date_start",
            "date_end",
            "section_ids",
        }

    def _check_not_frozen(self, vals=None):
        """Refuse a change of what the frozen document says.

        :param dict vals: values about to be written; None for any change of the sections
        :raise UserError: a contract is frozen and ``vals`` touches what its document shows
        """
        if vals is not None and not (self._get_frozen_fields() & vals.keys()):
            return
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "%(contract)s is frozen: what was submitted can't be edited. Use “Revise”"
                        " to make a new revision; it will need a new approval.",
                        contract=contract.display_name,
                    )
                )

    @api.model
    def _search_awaiting_user(self, user):
        """The domain of contracts that wait for ``user``'s signature."""
        return Domain("signer_ids", "any", self.env["crm.contract.signer"]._domain_awaiting(user))
