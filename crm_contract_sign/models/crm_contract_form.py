import dataclasses

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_contract_form_field import FILLING_ROLES, INITIALING_ROLES

# As many boxes as the foot of a page has room for.
MAXIMUM_INITIALS = 12


class CrmContractForm(models.Model):
    """What people fill in before they sign: a draft's form, and how its template gives it."""

    _inherit = "crm.contract"

    form_field_ids = fields.One2many(
        "crm.contract.form.field", "contract_id", string="Fields to Fill In", copy=False
    )
    has_initials = fields.Boolean(
        string="Initials on Each Page",
        help="Everyone who signs gives their initials first; they are printed at the foot of each"
        " page.",
    )
    has_form = fields.Boolean(compute="_compute_has_form")

    @api.depends("form_field_ids", "has_initials")
    def _compute_has_form(self):
        for contract in self:
            contract.has_form = bool(contract.form_field_ids or contract.has_initials)

    @api.model
    def _get_frozen_fields(self):
        return super()._get_frozen_fields() | {"form_field_ids", "has_initials"}

    # ------------------------------------------------------------------
    # FROM THE TEMPLATE
    # ------------------------------------------------------------------

    @api.onchange("template_id")
    def _onchange_template_initials(self):
        self.has_initials = self.has_initials or self.template_id.has_initials

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        for contract, vals in zip(contracts, vals_list, strict=True):
            if "has_initials" not in vals and contract.template_id.has_initials:
                contract.has_initials = True
        contracts._take_form_fields()
        return contracts

    def action_assemble(self):
        self._take_form_fields()
        return super().action_assemble()

    def _take_form_fields(self):
        """Take over those fields of these drafts' templates that they do not have yet."""
        values_list = []
        for contract in self.filtered("template_id.form_field_ids"):
            known = set(contract.form_field_ids.mapped("name"))
            places = {each.label: each.id for each in contract.participant_ids if each.label}
            values_list += [
                {
                    **form_field._prepare_form_field_values(),
                    "contract_id": contract.id,
                    "participant_id": places.get(form_field.participant_id.name),
                }
                for form_field in contract.template_id.form_field_ids
                if form_field.name not in known
            ]
        self.env["crm.contract.form.field"].create(values_list)

    def copy(self, default=None):
        copies = super().copy(default)
        for contract, copied in zip(self, copies, strict=True):
            copied.form_field_ids.unlink()
            people = dict(zip(contract.participant_ids, copied.participant_ids, strict=False))
            self.env["crm.contract.form.field"].create(
                [
                    {
                        **form_field._prepare_form_field_values(),
                        "contract_id": copied.id,
                        "participant_id": people[form_field.participant_id].id
                        if form_field.participant_id in people
                        else False,
                    }
                    for form_field in contract.form_field_ids
                ]
            )
        return copies

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def _to_facts(self):
        labels = {each.name: each.label for each in self.form_field_ids}
        return dataclasses.replace(super()._to_facts(), form_fields=labels)

    def _to_form_fields(self):
        """What this contract asks, as values of the pure package, in the order of the form.

        :rtype: list[drafting.FormField]
        """
        plan = (self.participant_ids or self._get_default_plan()).sorted(lambda each: each.sequence)
        places = {participant: place for place, participant in enumerate(plan, start=1)}
        usual = plan.filtered(lambda each: (each.side, each.role) == ("customer", "signatory"))[:1]
        return [
            form_field._to_form_field(places.get(form_field.participant_id or usual, 0))
            for form_field in self.form_field_ids.sorted("sequence")
        ]

    def _prepare_signers_values(self):
        values_list = super()._prepare_signers_values()
        for place, values in enumerate(values_list, start=1):
            values["place"] = place
        if self.has_form:
            self._check_form(values_list)
        return values_list

    def _check_form(self, values_list):
        """Refuse a form that can't be filled in, or that people fill in who may not be needed.

        :param list values_list: values of the signatories, in the order of their places
        :raise UserError: says what to change
        """
        from .. import drafting

        form_fields = self._to_form_fields()
        with self.env["crm.contract.messages"]._translated():
            drafting.check_form(form_fields)
        filling = [(each.label, values_list[each.place - 1]) for each in form_fields]
        if self.has_initials:
            signing = [values for values in values_list if values["role"] in INITIALING_ROLES]
            self._check_initials_fit(signing)
            label = self.env._("Initials")
            filling += [(label, values) for values in signing]
        for label, values in filling:
            self._check_filled_in_for_certain(label, values, values_list)

    def _check_initials_fit(self, signing):
        if len(signing) > MAXIMUM_INITIALS:
            raise UserError(
                self.env._(
                    "%(contract)s has %(count)s people who sign, and the foot of a page has room"
                    " for the initials of %(limit)s. Do without initials, or let fewer people"
                    " sign.",
                    contract=self.display_name,
                    count=len(signing),
                    limit=MAXIMUM_INITIALS,
                )
            )

    def _check_filled_in_for_certain(self, label, values, values_list):
        together = [each for each in values_list if each["sequence"] == values["sequence"]]
        needed = max(each["needed"] for each in together)
        if values["role"] in FILLING_ROLES and needed in (0, len(together)):
            return
        raise UserError(
            self.env._(
                "“%(label)s” is to be filled in by %(person)s, who may not be needed: only some of"
                " group %(group)s have to answer, or they get a copy alone. Let somebody fill it"
                " in who certainly takes part.",
                label=label,
                person=values["name"],
                group=values["sequence"],
            )
        )
