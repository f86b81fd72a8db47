from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import single_email_re

SIGNATURE_FIELD = "Signature%d"


class CrmContractPlan(models.Model):
    """The signing plan of a draft: who will take part, and what its revision makes of it."""

    _inherit = "crm.contract"

    participant_ids = fields.One2many(
        "crm.contract.participant", "contract_id", string="Signing Plan", copy=True
    )
    has_plan = fields.Boolean(compute="_compute_has_plan")
    has_places = fields.Boolean(compute="_compute_has_plan")

    @api.depends("participant_ids.label")
    def _compute_has_plan(self):
        for contract in self:
            contract.has_plan = bool(contract.participant_ids)
            contract.has_places = any(contract.participant_ids.mapped("label"))

    @api.depends("participant_ids.partner_id", "participant_ids.side", "participant_ids.role")
    def _compute_signatory_id(self):
        super()._compute_signatory_id()
        for contract in self:
            if person := contract._get_first_planned("customer").partner_id:
                contract.signatory_id = person

    @api.depends("participant_ids.user_id", "participant_ids.side", "participant_ids.role")
    def _compute_company_signatory_id(self):
        super()._compute_company_signatory_id()
        for contract in self:
            if colleague := contract._get_first_planned("company").user_id:
                contract.company_signatory_id = colleague

    def _get_first_planned(self, side):
        """Who stands for one side in the contract's text: the first to sign for it."""
        return self.participant_ids.filtered(
            lambda each: each.side == side and each.role == "signatory"
        ).sorted("sequence")[:1]

    @api.model
    def _get_frozen_fields(self):
        return super()._get_frozen_fields() | {"participant_ids"}

    def _prepare_merge_values(self):
        values = super()._prepare_merge_values()
        separator = "、" if self.language == "zh" else ", "
        for side in ("company", "customer"):
            signatories = self.participant_ids.filtered(
                lambda each, side=side: each.side == side and each.role == "signatory"
            )
            people = [each._get_person() for each in signatories.sorted("sequence")]
            people = [person for person in people if person]
            if len(people) > 1:
                values[f"{side}.signatory"] = separator.join(person.name for person in people)
                values[f"{side}.signatory_title"] = separator.join(
                    person.function or "—" for person in people
                )
        return values

    # ------------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------------

    @api.onchange("template_id")
    def _onchange_template_participants(self):
        if self.template_id.participant_ids and not self.participant_ids:
            self.participant_ids = [
                Command.create(values) for values in self._prepare_planned_values()
            ]

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        for contract, vals in zip(contracts, vals_list, strict=True):
            if "participant_ids" not in vals and contract.template_id.participant_ids:
                contract.participant_ids = [
                    Command.create(values) for values in contract._prepare_planned_values()
                ]
        return contracts

    def _prepare_planned_values(self):
        """The template's places, with the contract's two signatories in the first of each side."""
        people = {
            "company": ("user_id", self.company_signatory_id.id),
            "customer": ("partner_id", self.signatory_id.id),
        }
        values_list = self.template_id.participant_ids._prepare_participant_values()
        for values in values_list:
            if values["role"] == "signatory" and values["side"] in people:
                name, person = people.pop(values["side"])
                values[name] = values.get(name) or person
        return values_list

    def action_plan_signatories(self):
        """Begin a signing plan with the contract's two signatories, to add others to."""
        for contract in self.filtered(lambda contract: not contract.participant_ids):
            contract.participant_ids = [
                Command.create(
                    {"sequence": 10, "side": "company", "user_id": contract.company_signatory_id.id}
                ),
                Command.create(
                    {"sequence": 20, "side": "customer", "partner_id": contract.signatory_id.id}
                ),
            ]

    def action_drop_plan(self):
        """Go back to one signatory on each side: those who stand first in the plan."""
        for contract in self:
            # What the two fields say stays when the plan that said it goes.
            people = {
                "company_signatory_id": contract.company_signatory_id.id,
                "signatory_id": contract.signatory_id.id,
            }
            contract.participant_ids.unlink()
            contract.write(people)

    # ------------------------------------------------------------------
    # FREEZING
    # ------------------------------------------------------------------

    def _prepare_signers_values(self):
        """Values of this revision's signatories, in the order in which they sign.

        Called when a draft is frozen.  Gets one contract.  Returns a list of dicts for
        ``crm.contract.signer``.  Override to add signatories; the document gets a signature box
        for each that has a ``field_name``.

        :raise UserError: a signatory or an e-mail address is missing, or the plan can't be
            carried out
        """
        self.ensure_one()
        plan = self.participant_ids or self._get_default_plan()
        values_list = [
            self._prepare_signer_values(each) for each in plan.sorted(lambda each: each.sequence)
        ]
        self._check_signers_values(values_list)
        self._check_signing_backends(values_list)
        number = 0
        for values in values_list:
            if values["role"] in ("signatory", "witness", "seal"):
                number += 1
                values["field_name"] = SIGNATURE_FIELD % number
        return values_list

    def _get_default_plan(self):
        """The two who sign where nobody has planned otherwise, as records stored nowhere."""
        # sudo: new() reads partners' names.
        participants = self.env["crm.contract.participant"].sudo()
        defaults = participants.default_get(participants._get_participation_fields())
        people = (
            {"sequence": 10, "side": "company", "user_id": self.company_signatory_id.id},
            {"sequence": 20, "side": "customer", "partner_id": self.signatory_id.id},
        )
        return participants.concat(
            *(participants.new({**defaults, "contract_id": self.id, **each}) for each in people)
        )

    def _prepare_signer_values(self, participant):
        person = participant._get_person()
        if not person:
            raise UserError(
                self.env._(
                    "%(contract)s lacks a signatory. Choose who signs for us and who signs for the"
                    " customer.",
                    contract=self.display_name,
                )
            )
        if participant.side == "customer":
            self._check_reachable(participant, person)
        email = person.email_normalized or person.email
        # sudo: the hash is readable by nobody; it goes from the plan to the signatory.
        return {
            **participant._prepare_participation_values(),
            "lang": participant.lang or person.lang,
            "partner_id": person.id,
            "user_id": participant.user_id.id if participant.side == "company" else False,
            "name": person.name,
            "email": email if participant.side == "customer" else participant.user_id.email,
            "phone": person._phone_format(fname="phone") or person.phone,
            "state": "informed" if participant.role == "copy" else "waiting",
            "access_code_hash": participant.sudo().access_code_hash,
            "needs_access_code": bool(participant.sudo().access_code_hash),
        }

    def _check_reachable(self, participant, person):
        """Refuse a customer's person whom neither a link nor a code would reach."""
        if not person.email or not single_email_re.match(person.email_normalized or ""):
            raise UserError(
                self.env._(
                    "%(contract)s can't be submitted: %(person)s has no e-mail address to send the"
                    " signing link to. Add one on the contact, or choose another signatory.",
                    contract=self.display_name,
                    person=person.display_name,
                )
            )
        if participant.side == "customer":
            self.env["crm.contract.signer"]._check_foreign_email(person.email)
        if participant.needs_sms_code:
            self.env["crm.contract.signer"]._check_sms_available(self.company_id)
            if not person.phone:
                raise UserError(
                    self.env._(
                        "%(contract)s can't be submitted: %(person)s has no phone number to send"
                        " the code to. Add one on the contact, or ask for another proof.",
                        contract=self.display_name,
                        person=person.display_name,
                    )
                )

    def _check_signers_values(self, values_list):
        """Refuse a plan that can't be carried out, or leaves one side without a signatory."""
        from .. import signing

        members = [
            signing.plan.Member(
                index, values["sequence"], signing.plan.Role(values["role"]), values["needed"]
            )
            for index, values in enumerate(values_list)
        ]
        with self.env["crm.contract.messages"]._translated():
            signing.plan.check_plan(members)
            for side in ("company", "customer"):
                own = frozenset(
                    index
                    for index, values in enumerate(values_list)
                    if values["side"] == side and values["role"] in ("signatory", "seal")
                )
                signing.plan.check_certain(members, own)
