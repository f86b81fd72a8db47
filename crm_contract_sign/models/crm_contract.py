from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..lifecycle import CONTRACT_LIFECYCLE


class CrmContract(models.Model):
    """A customer contract: who, what, how much, from when to when, and where in its life.

    This file holds identity and the one method that moves the state.  The stages have files of
    their own: drafting, approval, signing and performance.
    """

    _name = "crm.contract"
    _description = "Contract"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "reference", "partner_id.name"]
    _mail_post_access = "read"

    # Fields that only _transition() and the freezing of a document write.
    _TRANSITION_FIELDS = frozenset(
        {
            "state",
            "reference",
            "revision",
            "current_document_id",
            "signed_document_id",
            "completion_document_id",
            "date_signed",
        }
    )

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
        group_expand=True,
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
        "crm.team", string="Sales Team", index="btree_not_null", check_company=True
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
    date_start = fields.Date(default=fields.Date.context_today, tracking=True)
    date_end = fields.Date(tracking=True, index="btree_not_null")
    date_signed = fields.Datetime(string="Signed On", copy=False, readonly=True)
    available_transitions = fields.Char(compute="_compute_available_transitions")

    _state_date_end_idx = models.Index("(state, date_end, id)")

    _SOURCE_FIELDS = ("partner_id", "opportunity_id", "sale_order_id")

    # ------------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------------

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
            contacts = partner.child_ids.filtered(
                lambda contact: contact.type == "contact" and contact.email
            )
            contract.signatory_id = contacts[:1] if partner.is_company and contacts else partner

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

    @api.depends("state")
    def _compute_available_transitions(self):
        lifecycle = self._get_lifecycle()
        for contract in self:
            contract.available_transitions = " ".join(lifecycle.names_from(contract.state))

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

    @api.model
    def _has_field_access(self, field, operation):
        # State moves through _transition() alone; nobody else writes it, RPC and import included.
        if operation == "write" and field.name in self._TRANSITION_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

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

    # ------------------------------------------------------------------
    # LIFECYCLE
    # ------------------------------------------------------------------

    @api.model
    def _get_lifecycle(self):
        """The lifecycle that contracts follow.

        Called before every transition and for the buttons of the form.  Returns a
        :class:`~..lifecycle.Lifecycle`.  Override to add edges:
        ``return super()._get_lifecycle().extended(Transition("suspend", …))``, with the new
        states in ``selection_add``.
        """
        return CONTRACT_LIFECYCLE

    def _transition(self, name, **details):
        """Move these contracts along one transition of their lifecycle.

        Order: access, row lock, table, ``_check_transition()``, ``_pre_transition()``, state,
        event, ``_post_transition()``.  All or none: an error leaves every contract where it was.

        :param str name: the transition's name in :mod:`lifecycle`
        :param details: JSON-able values kept in the event
        :raise UserError: a contract is in a state from which ``name`` may not start
        """
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        transition = self._get_lifecycle()[name]
        for contract in self:
            contract._check_lifecycle_allows(transition)
            contract._check_transition(transition)
        self._pre_transition(transition, details)
        # sudo: `state` is written by transitions alone, see _has_field_access().
        self.sudo().write({"state": transition.target})
        self._log_event(transition.name, **details)
        self._post_transition(transition, details)

    def _check_lifecycle_allows(self, transition):
        self.ensure_one()
        # What another transaction did while we waited counts, not what we read before.
        self.invalidate_recordset(["state"])
        if self.state in transition.sources:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(contract)s is “%(state)s”. This step starts from: %(sources)s.",
                contract=self.display_name,
                state=labels[self.state],
                sources=", ".join(labels[state] for state in labels if state in transition.sources),
            )
        )

    def _check_transition(self, transition):
        """Veto a transition of one contract.

        Called for each contract, locked, before anything is written.  Gets the
        :class:`~..lifecycle.Transition`.  Returns nothing.  Override to raise ``UserError`` when
        your condition is not met, and call ``super()``.
        """
        self.ensure_one()

    def _pre_transition(self, transition, details):
        """Prepare a transition of these contracts.

        Called after all checks, before the state is written.  Gets the transition and the
        mutable ``details`` that go into the event.  Returns nothing.  Override to add to
        ``details`` or to write other fields; call ``super()``.
        """

    def _post_transition(self, transition, details):
        """Follow up a transition of these contracts.

        Called after the state and the event are written, in the same transaction.  Gets the
        transition and its details.  Returns nothing.  Override to notify or schedule; call
        ``super()``.
        """

    def action_revise(self):
        """Take these contracts back to draft, as a new revision; approvals are void."""
        for contract in self:
            contract._transition("revise", revision=contract.revision)

    def action_cancel(self):
        """Give these contracts up; their evidence stays."""
        self._transition("cancel")

    @api.model
    def _search_awaiting_user(self, user):
        """The domain of contracts that wait for ``user``'s signature."""
        return Domain("signer_ids", "any", self.env["crm.contract.signer"]._domain_awaiting(user))
