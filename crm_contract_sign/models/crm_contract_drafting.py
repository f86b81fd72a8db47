from decimal import Decimal

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, is_html_empty


class CrmContractDrafting(models.Model):
    """The drafting stage: from template to text, and what the checks say of it."""

    _inherit = "crm.contract"

    template_id = fields.Many2one(
        "crm.contract.template",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('type_id', '=', type_id), ('language', '=', language)]",
    )
    section_ids = fields.One2many("crm.contract.section", "contract_id", copy=True)
    finding_ids = fields.One2many("crm.contract.finding", "contract_id", readonly=True)
    blocking_finding_count = fields.Integer(compute="_compute_finding_counts")
    finding_count = fields.Integer(compute="_compute_finding_counts")
    checked_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("finding_ids.severity")
    def _compute_finding_counts(self):
        for contract in self:
            findings = contract.finding_ids
            contract.finding_count = len(findings)
            contract.blocking_finding_count = len(
                findings.filtered(lambda finding: finding.severity == "blocking")
            )

    @api.onchange("type_id", "language")
    def _onchange_template_criteria(self):
        template = self.template_id
        if template.type_id != self.type_id or template.language != self.language:
            self.template_id = False

    @api.onchange("sale_order_id")
    def _onchange_sale_order_id(self):
        if self.sale_order_id:
            self.update(self._prepare_order_values(self.sale_order_id))

    # ------------------------------------------------------------------
    # ASSEMBLY
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        unwritten = contracts.filtered(
            lambda contract: contract.template_id and not contract.section_ids
        )
        unwritten._assemble()
        return contracts

    def action_assemble(self):
        """Write these drafts anew from their templates; what was edited is replaced."""
        for contract in self.filtered(lambda contract: not contract.template_id):
            raise UserError(
                self.env._(
                    "%(contract)s has no template. Choose one, then draft it.",
                    contract=contract.display_name,
                )
            )
        self._assemble()
        self.action_check_draft()

    def _assemble(self):
        """Replace the sections of these drafts by those of their templates, merged."""
        for contract in self:
            values = contract._to_placeholder_values()
            sections = contract.template_id.section_ids.filtered(
                lambda section, contract=contract: section._applies_to(contract)
            )
            contract.section_ids = [
                Command.clear(),
                *(
                    Command.create(contract._merge_section_values(section, values))
                    for section in sections
                ),
            ]

    def _merge_section_values(self, template_section, placeholder_values):
        values = template_section._prepare_contract_section_values(self)
        return {**values, **self._fill_section_values(values["body"], placeholder_values)}

    @api.model
    def _fill_section_values(self, source, placeholder_values):
        """Values of a section whose text is ``source``, filled in, and of how it came about."""
        from .. import drafting

        filled = drafting.fill(source or "", placeholder_values)
        used = {name: placeholder_values[name] for name in filled.used}
        return {
            "body": filled.html,
            "original_body": filled.html,
            "source_body": source,
            "filled_values": {name: text for name, text in used.items() if isinstance(text, str)},
        }

    @api.model
    def _prepare_order_values(self, order):
        """Values of a contract that come from a sales order.

        Called when an order is chosen, and for every contract made from an order.  Gets the
        order.  Returns a dict.  Override to carry over fields of your own.
        """
        return {
            "sale_order_id": order.id,
            "opportunity_id": order.opportunity_id.id,
            "currency_id": order.currency_id.id,
            "amount_untaxed": order.amount_untaxed,
            "amount_tax": order.amount_tax,
            "amount_total": order.amount_total,
            "discount": max(order.order_line.mapped("discount"), default=0.0),
            "payment_term_id": order.payment_term_id.id,
            "team_id": order.team_id.id,
        }

    # ------------------------------------------------------------------
    # PLACEHOLDERS
    # ------------------------------------------------------------------

    @api.model
    def _get_placeholder_names(self):
        """The names that may stand between braces in clauses and templates."""
        return set(self.new({})._prepare_merge_values())

    def _prepare_merge_values(self):
        """The values of the placeholders, by name.

        Called when a draft is assembled, and for the list of known names.  Gets one contract,
        possibly empty.  Returns a dict of name to ``str``, or ``Markup`` for a table; an empty
        value stays empty in the text if it is ``""`` and is reported as missing if it is None.
        Override to offer placeholders of your own: ``{**super()…, "project.name": …}``.
        """
        contract = self.with_context(lang=self._get_lang_code() if self.language else "en_US")
        return {
            **contract._prepare_party_merge_values("company", contract.company_id.partner_id),
            "company.signatory": contract.company_signatory_id.name,
            "company.signatory_title": contract.company_signatory_id.partner_id.function or "—",
            **contract._prepare_party_merge_values("customer", contract.commercial_partner_id),
            "customer.signatory": contract.signatory_id.name,
            "customer.signatory_title": contract.signatory_id.function or "—",
            **contract._prepare_contract_merge_values(),
            **contract._prepare_amount_merge_values(),
        }

    def _prepare_party_merge_values(self, role, partner):
        return {
            f"{role}.name": partner.name,
            f"{role}.address": self._format_party_address(partner) or None,
            f"{role}.vat": partner.vat or "—",
            f"{role}.registry": partner.company_registry or "—",
            f"{role}.email": partner.email or "—",
            f"{role}.phone": partner.phone or "—",
        }

    def _format_party_address(self, partner):
        """A party's address on one line, as the contract's language writes it.

        Called for each party when a draft is merged or printed.  Gets a ``res.partner``.  Returns
        a string.  Override for the customs of other languages.
        """
        if self.language == "zh" and partner.country_id.code == "CN":
            # From the widest part to the narrowest, without a gap between them.
            parts = (partner.state_id.name, partner.city, partner.street, partner.street2)
            return "".join(filter(None, parts))
        lines = partner._display_address(without_company=True).split("\n") if partner else []
        separator = "，" if self.language == "zh" else ", "
        return separator.join(line.strip() for line in lines if line.strip())

    def _prepare_contract_merge_values(self):
        order = self.sale_order_id
        return {
            "contract.reference": self.reference or None,
            "contract.title": self.name,
            "contract.date": self._format_long_date(fields.Date.context_today(self)),
            "contract.start": self._format_long_date(self.date_start),
            "contract.end": self._format_long_date(self.date_end),
            "order.reference": order.name,
            "order.lines": self._render_order_lines() if order else None,
            "order.note": Markup(order.note) if not is_html_empty(order.note) else "",
            "payment.term": self._get_payment_term_words(),
        }

    def _prepare_amount_merge_values(self):
        from .. import drafting

        currency = self.currency_id
        words = None
        if currency:
            amount = Decimal(str(currency.round(self.amount_total)))
            words = drafting.amount_in_words(amount, currency.name, self.language or "en")
        return {
            "amount.total": self._format_amount(self.amount_total),
            "amount.untaxed": self._format_amount(self.amount_untaxed),
            "amount.tax": self._format_amount(self.amount_tax),
            "amount.total_words": words,
            "amount.currency": currency.name,
        }

    def _get_payment_term_words(self):
        term = self.payment_term_id
        if not term:
            return self.env._("within 30 days of the invoice date")
        return term.name

    def _format_long_date(self, date):
        if not date:
            return None
        pattern = "y年M月d日" if self.language == "zh" else "d MMMM y"
        return format_date(self.env, date, date_format=pattern, lang_code=self._get_lang_code())

    def _format_amount(self, amount):
        if not self.currency_id:
            return None
        return format_amount(self.env, amount, self.currency_id, lang_code=self._get_lang_code())

    def _render_order_lines(self):
        """The order's lines as a table for the document.

        Called when ``{{ order.lines }}`` is merged.  Returns ``Markup``.
        """
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "crm_contract_sign.contract_order_lines",
            {"contract": self, "lines": self.sale_order_id.order_line},
            lang=self._get_lang_code(),
        )

    def _to_placeholder_values(self):
        from .. import drafting

        return {
            name: drafting.HtmlFragment(str(value)) if isinstance(value, Markup) else str(value)
            for name, value in self._prepare_merge_values().items()
            if value is not None and value is not False
        }

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def action_check_draft(self):
        """Check these drafts and show what was found beside them."""
        from .. import drafting

        for contract in self:
            findings = drafting.check(
                contract._to_document(), contract._to_facts(), contract._get_draft_checks()
            )
            contract._apply_findings(findings)

    def _get_draft_checks(self):
        """The checks that a draft of this contract must pass.

        Called whenever the draft is checked.  Gets one contract.  Returns a list of
        ``drafting.Check``.  Override to add a check or to leave one out.
        """
        from .. import drafting

        return list(drafting.registered_checks())

    def _to_document(self):
        from .. import drafting

        return drafting.Document(
            language=self.language,
            sections=tuple(
                drafting.Section.from_html(
                    str(section.id),
                    section.name or "",
                    str(section.body or ""),
                    section.category_id.code or None,
                )
                for section in self.section_ids
            ),
        )

    def _to_facts(self):
        from .. import drafting

        def decimal(amount):
            return Decimal(str(self.currency_id.round(amount)))

        order_lines = self.sale_order_id.order_line
        has_amount = bool(self.amount_total)
        return drafting.Facts(
            amount_total=decimal(self.amount_total) if has_amount else None,
            amount_untaxed=decimal(self.amount_untaxed) if has_amount else None,
            amount_tax=decimal(self.amount_tax) if has_amount else None,
            known_amounts=frozenset(
                decimal(amount)
                for field in ("price_unit", "price_subtotal", "price_total")
                for amount in order_lines.mapped(field)
            ),
            currency=self.currency_id.name,
            date_start=self.date_start or None,
            date_end=self.date_end or None,
            mandatory_categories=tuple(self.type_id.mandatory_category_ids.mapped("code")),
            language=self.language,
            party_names=(self.company_id.name, self.commercial_partner_id.name),
            former_values=self._to_former_values(),
        )

    def _apply_findings(self, findings):
        """Replace what is shown beside the draft by ``findings``."""
        self.ensure_one()
        # sudo: findings are written by the checks alone; users read them.
        self.sudo().write(
            {
                "checked_on": fields.Datetime.now(),
                "finding_ids": [
                    Command.clear(),
                    *(
                        Command.create(self._prepare_finding_values(finding))
                        for finding in findings
                    ),
                ],
            }
        )

    def _prepare_finding_values(self, finding):
        """Values of the record that shows a finding.

        Called for each finding of a check.  Gets a ``drafting.Finding``.  Returns a dict for
        ``crm.contract.finding``.  Override to store more.
        """
        place = finding.place
        return {
            "section_id": int(place.section_key) if place else False,
            "code": finding.code,
            "severity": finding.severity.name.lower(),
            "rank": int(finding.severity),
            "quote": place.quote[:200] if place else False,
            "params": dict(finding.params),
        }

    def _check_no_blocking_finding(self):
        """Refuse to go on while the checks find something that must be mended.

        :raise UserError: naming each blocking finding
        """
        for contract in self:
            blocking = contract.finding_ids.filtered(lambda finding: finding.severity == "blocking")
            if blocking:
                raise UserError(
                    self.env._(
                        "%(contract)s can't be submitted yet. Please mend this first:\n\n%(list)s",
                        contract=contract.display_name,
                        list="\n".join(f"• {finding.message}" for finding in blocking),
                    )
                )
