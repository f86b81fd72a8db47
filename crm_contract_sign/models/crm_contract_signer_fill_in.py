from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractSigner(models.Model):
    """What a signatory fills in before anybody signs."""

    _inherit = "crm.contract.signer"

    place = fields.Integer(
        readonly=True, aggregator="max", help="Their place in the signing plan, from 1."
    )
    form_answer_ids = fields.One2many("crm.contract.form.answer", "signer_id", readonly=True)
    has_filled_in = fields.Boolean(compute="_compute_has_filled_in", compute_sudo=True)

    @api.depends("form_answer_ids.round_number", "contract_id.form_round")
    def _compute_has_filled_in(self):
        for signer in self:
            signer.has_filled_in = bool(signer._get_round_answers())

    def _get_round_answers(self):
        """What this person has filled in in the present round, each time that they did."""
        self.ensure_one()
        # sudo: one's own answers.
        answers = self.sudo().form_answer_ids
        return answers.filtered(lambda each: each.round_number == self.contract_id.form_round)

    # ------------------------------------------------------------------
    # TURNS
    # ------------------------------------------------------------------

    @api.depends("contract_id.is_filling_in", "has_filled_in")
    def _compute_is_their_turn(self):
        super()._compute_is_their_turn()
        for signer in self.filtered(lambda each: each.contract_id.is_filling_in):
            signer.is_their_turn = signer.is_their_turn and not signer.has_filled_in

    def _is_their_turn(self):
        return super()._is_their_turn() or self._may_change_answers()

    def _may_change_answers(self):
        """Whether this signatory has filled in, and others have not yet."""
        self.ensure_one()
        is_open = self.contract_id.is_filling_in and self.active and self.state == "waiting"
        return is_open and self.has_filled_in

    def _check_can_sign(self):
        contract = self.contract_id
        is_waiting = contract.is_filling_in and self.active and self.state == "waiting"
        if is_waiting and not self._is_their_turn():
            raise UserError(
                self.env._(
                    "%(names)s must fill in their part first. You will be told when it is your"
                    " turn.",
                    names=", ".join(contract._get_due_signers().mapped("name")),
                )
            )
        super()._check_can_sign()

    def _remind_if_due(self):
        waited_for = self.filtered(lambda signer: not signer._may_change_answers())
        return super(CrmContractSigner, waited_for)._remind_if_due()

    def _get_turn_summary(self):
        contract = self.contract_id
        if contract.is_filling_in:
            return self.env._("Fill in your part of %(contract)s", contract=contract.name)
        return super()._get_turn_summary()

    # ------------------------------------------------------------------
    # ANOTHER PERSON
    # ------------------------------------------------------------------

    def _prepare_successor_values(self):
        return {**super()._prepare_successor_values(), "place": self.place}

    def _replace(self, code, values):
        contract = self.contract_id
        is_completed = contract.state == "signing" and not contract.is_filling_in
        if is_completed and self.has_filled_in:
            raise UserError(
                self.env._(
                    "The document already says what %(person)s filled in. Withdraw the contract"
                    " and send it again if somebody else should.",
                    person=self.name,
                )
            )
        return super()._replace(code, values)

    # ------------------------------------------------------------------
    # WHAT IS ASKED
    # ------------------------------------------------------------------

    def _prepare_form_props(self):
        """What a page or a dialog needs to ask this person; nothing that is another's.

        :rtype: dict
        """
        self.ensure_one()
        # sudo: what is asked of somebody is theirs to see.
        form = self.sudo().contract_id.current_document_id
        messages = self.env["crm.contract.messages"]
        former = self._get_former_answer()
        return {
            "fields": [
                {
                    **each.to_json(),
                    "length": each.length,
                    "help": messages._describe_field_help(each),
                }
                for each in form._to_form_fields(self.place)
            ],
            "values": former.answers or {},
            "asksInitials": form._asks_initials(self.place),
            "signerName": self.name,
            "today": self.contract_id._get_today().isoformat(),
        }

    def _get_former_answer(self):
        """What this person filled in last on this revision, to be proposed again."""
        # sudo: one's own answers.
        return self.sudo().form_answer_ids.sorted("id")[-1:]
