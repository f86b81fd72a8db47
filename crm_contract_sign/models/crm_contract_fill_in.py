import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..errors import RenderingError

# As often may a person change what they filled in; each time a document is rendered and kept.
MAXIMUM_CHANGES = 20


class CrmContractFillIn(models.Model):
    """The round before signing: those who have something to fill in do so, all at once.

    The contract is out for signature meanwhile, and its document is the form; nobody can sign a
    form.  The last answer completes it, and the turns of signing begin.
    """

    _inherit = "crm.contract"

    form_round = fields.Integer(
        default=0, readonly=True, copy=False, aggregator="max", help="How often it was sent out."
    )
    form_answer_count = fields.Integer(
        default=0,
        readonly=True,
        copy=False,
        aggregator="sum",
        help="How many answers this round has. Written with each of them, so that of two who answer"
        " at once the second sees what the first answered.",
    )
    form_answer_ids = fields.One2many("crm.contract.form.answer", "contract_id", readonly=True)
    is_filling_in = fields.Boolean(compute="_compute_is_filling_in", compute_sudo=True)

    @api.depends("state", "current_document_id.kind")
    def _compute_is_filling_in(self):
        for contract in self:
            kind = contract.current_document_id.kind
            contract.is_filling_in = contract.state == "signing" and kind == "form"

    @api.depends("is_filling_in", "form_answer_ids")
    def _compute_is_my_turn(self):
        super()._compute_is_my_turn()
        for contract in self.filtered(lambda each: each.is_my_turn and each.is_filling_in):
            # Who has answered may still change it, but nobody waits for them.
            due = contract._get_due_signers()
            contract.is_my_turn = self.env.user in due.user_id

    # ------------------------------------------------------------------
    # THE ROUND
    # ------------------------------------------------------------------

    def _check_transition(self, transition):
        super()._check_transition(transition)
        if transition.name == "send" and self.current_document_id.kind == "form":
            # Better refused now than once everybody has filled in.
            self._reproduce_form(self.current_document_id)

    def _open_round(self):
        for contract in self.filtered(lambda each: each.current_document_id.kind == "form"):
            # sudo: rounds are counted by sending alone.
            contract.sudo().write({"form_round": contract.form_round + 1, "form_answer_count": 0})
        super()._open_round()

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name == "withdraw":
            # What was approved goes back among the approved; sent again, it is filled in anew.
            for contract in self.sudo():  # sudo: which file counts is written by steps alone.
                form = contract.current_document_id.form_document_id
                contract.current_document_id = form or contract.current_document_id

    def _get_due_signers(self):
        if not self.is_filling_in:
            return super()._get_due_signers()
        return self._get_filling_signers().filtered(lambda signer: not signer.has_filled_in)

    def _get_filling_signers(self):
        """Those of this revision who have something to fill in."""
        # sudo: who fills in is stated by the form, which not everyone who asks may read.
        places = self.sudo().current_document_id._get_filling_places()
        return self.signer_ids.filtered(lambda signer: signer.place in places)

    def _check_not_filling_in(self):
        """Refuse a signature on a form.

        :raise UserError: names those who have still to fill in
        """
        self.ensure_one()
        if self.is_filling_in:
            raise UserError(
                self.env._(
                    "%(contract)s can't be signed yet: %(names)s must fill in their part first.",
                    contract=self.display_name,
                    names=", ".join(self._get_due_signers().mapped("name")),
                )
            )

    def _claim_turn(self, signer):
        super()._claim_turn(signer)
        self._check_not_filling_in()

    def _prepare_signature(self, signer, key, drawing=None):
        self._check_not_filling_in()
        return super()._prepare_signature(signer, key, drawing)

    # ------------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------------

    def _fill_in(self, signer, given, initials, evidence, sha256):
        """Take what one person filled in; the last one completes the document.

        :param crm.contract.signer signer: who filled it in, identified by the caller
        :param dict given: what they sent, by the name of the field; nothing of it is trusted
        :param bytes initials: a picture of ours, or None
        :param dict evidence: how they were identified, and from where
        :param str sha256: the digest of the form that they saw
        :return: the faults for which nothing was taken; none where it was
        :rtype: tuple[drafting.Fault, ...]
        :raise UserError: not theirs to fill in, another form than the present one, or characters
            that can't be printed
        """
        from .. import drafting

        self._claim_form(signer, sha256)
        form = self.sudo().current_document_id  # sudo: a customer fills in what we froze.
        form_fields = form._to_form_fields(signer.place)
        read = drafting.read_answers(form_fields, given, self._get_today())
        faults = read.faults
        if form._asks_initials(signer.place) and not initials:
            faults += (drafting.Fault("missing_initials", "initials"),)
        if faults:
            return faults
        answer = self._record_answer(signer, form, dict(read.values), initials, evidence)
        if self._get_due_signers():
            with self.env["crm.contract.messages"]._translated():
                # What no font can print is told to whoever wrote it.
                self._prepare_completed_snapshot(form).render()
        else:
            self._complete_form(signer)
        self._post_fill_in(signer, answer)
        return ()

    def _claim_form(self, signer, sha256):
        """Lock this contract for an answer, and make sure that its form is still open.

        :raise LockError: somebody else answers right now
        :raise UserError: not to be filled in any more, or another form
        """
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        # What another transaction did while we waited counts, not what we read before.
        self.invalidate_recordset()
        signer.invalidate_recordset()
        if self.state == "signing" and not self.is_filling_in:
            raise UserError(
                self.env._(
                    "%(contract)s has been filled in by everyone, and can't be changed any more."
                    " Ask %(company)s to withdraw it if something must be corrected.",
                    contract=self.name,
                    company=self.company_id.name,
                )
            )
        signer._check_can_sign()
        if len(signer._get_round_answers()) >= MAXIMUM_CHANGES:
            raise UserError(
                self.env._(
                    "You have changed your answers %(count)s times. Ask %(company)s to go on with"
                    " what you have filled in, or to withdraw the contract.",
                    count=MAXIMUM_CHANGES,
                    company=self.company_id.name,
                )
            )
        if sha256 != self.document_sha256:
            raise UserError(
                self.env._(
                    "The document has changed since you opened this page. Please reload it and read"
                    " the newest version."
                )
            )

    def _get_today(self):
        """The day where the responsible is: from then on a day is not in the past."""
        # sudo: a customer fills in; the time zone tells nothing about anybody.
        return fields.Date.context_today(self.with_context(tz=self.sudo().user_id.tz or "UTC"))

    def _record_answer(self, signer, form, answers, initials, evidence):
        # sudo: answers are written by this method alone.
        records = self.env["crm.contract.form.answer"].sudo()
        answer = records.create(
            {
                "contract_id": self.id,
                "signer_id": signer.id,
                "document_id": form.id,
                "round_number": self.form_round,
                "answers": answers,
                "initials": base64.b64encode(initials) if initials else False,
                "sha256": records._digest_answers(answers, initials),
                "evidence": evidence,
            }
        )
        # sudo: answers are counted here alone.
        self.sudo().form_answer_count += 1
        self.invalidate_recordset(["form_answer_ids"])
        signer.invalidate_recordset(["form_answer_ids", "has_filled_in"])
        self._log_event(
            "fill_in", signer=signer.name, sha256=form.sha256, answers=answer.sha256, **evidence
        )
        signer._withdraw_signature_activity()
        return answer

    def _post_fill_in(self, signer, answer):
        """Follow up what one person filled in.

        Called after their answers and the event are recorded, and the document is completed if
        they were the last.  Gets the ``crm.contract.signer`` and the
        ``crm.contract.form.answer``.  Returns nothing.  Override to notify or to take the values
        over into records of your own; call ``super()``.
        """
        self.message_post(
            body=self.env._("%(person)s filled in their part.", person=signer.name),
            author_id=signer.partner_id.id,
        )
        self._announce_awaiting()

    # ------------------------------------------------------------------
    # IN THE BACK END
    # ------------------------------------------------------------------

    def action_open_sign(self):
        self.ensure_one()
        return self.action_open_fill_in() if self.is_filling_in else super().action_open_sign()

    def action_open_sign_several(self):
        signable = self.filtered(lambda contract: not contract.is_filling_in)
        return super(CrmContractFillIn, signable).action_open_sign_several()

    def action_open_fill_in(self):
        """Open the dialog in which the current user fills in their part."""
        self.ensure_one()
        signer = self._get_my_turn()
        return {
            "type": "ir.actions.client",
            "tag": "crm_contract_sign.fill_in",
            "name": self.env._("Fill In “%(contract)s”", contract=self.name),
            "target": "new",
            "params": {
                "contract_id": self.id,
                "document_id": self.current_document_id.id,
                "sha256": self.document_sha256,
                **signer._prepare_form_props(),
            },
        }

    def action_fill_in(self, given, initials=None, sha256=None):
        """Take what the current user fills in on this contract.

        :param dict given: values by the name of the field
        :param str initials: a picture of their initials, PNG in base64
        :param str sha256: the digest of the form that was shown
        :return: sentences by the name of the field where something is wrong; else empty
        :rtype: dict
        """
        self.ensure_one()
        signer = self._get_my_turn()
        drawing = self._read_initials(initials) if initials else None
        evidence = signer._get_login_evidence(has_key=False)
        faults = self._fill_in(signer, given or {}, drawing, evidence, sha256)
        return self.env["crm.contract.messages"]._get_fault_messages(faults)

    def _read_initials(self, text):
        """The initials that a browser sent, as a picture of ours."""
        with self.env["crm.contract.messages"]._translated():
            try:
                data = base64.b64decode(text, validate=True)
            except (TypeError, ValueError) as error:
                raise RenderingError("invalid_image") from error
            return self._encode_initials(data)

    @api.model
    def _encode_initials(self, data):
        """A picture of initials decoded, bounded and encoded anew, as PNG.

        :raise RenderingError: it is not a picture that does
        """
        from .. import rendering

        return rendering.reencode_image(data, width=480, height=160)
