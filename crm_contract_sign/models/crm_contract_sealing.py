from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmContractSealing(models.Model):
    """Seals on a contract: their place in the document, the approval of their use, affixing."""

    _inherit = "crm.contract"

    seal_use_ids = fields.One2many("crm.contract.seal.use", "contract_id", readonly=True)
    seal_use_count = fields.Integer(compute="_compute_seal_uses")
    awaits_my_seal_decision = fields.Boolean(compute="_compute_seal_uses")

    @api.depends("seal_use_ids.state")
    @api.depends_context("uid")
    def _compute_seal_uses(self):
        for contract in self:
            contract.seal_use_count = len(contract.seal_use_ids)
            contract.awaits_my_seal_decision = any(contract.seal_use_ids.mapped("can_decide"))

    @api.depends("seal_use_ids.state")
    def _compute_is_my_turn(self):
        return super()._compute_is_my_turn()

    # ------------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------------

    def _needs_seal(self):
        """Whether this contract must bear a seal of ours.

        Called when a draft is frozen.  Gets one contract.  Returns a boolean.  Override to demand
        one by a rule of your own, such as above an amount.
        """
        self.ensure_one()
        # sudo: what a company demands is no secret.
        return self.type_id.needs_seal or self.company_id.sudo().contract_needs_seal

    def _get_default_plan(self):
        plan = super()._get_default_plan()
        # sudo: which seal a company usually affixes is no secret.
        company = self.company_id.sudo()
        if not self._needs_seal() or not company.contract_seal_id:
            return plan
        seal = plan.new(
            {
                "contract_id": self.id,
                "sequence": 15,
                "side": "company",
                "role": "seal",
                "seal_id": company.contract_seal_id.id,
                "is_across_edges": company.contract_seal_across_edges,
            }
        )
        return plan | seal

    def action_plan_signatories(self):
        unplanned = self.filtered(lambda contract: not contract.participant_ids)
        super().action_plan_signatories()
        for contract in unplanned:
            seals = contract._get_default_plan().filtered(lambda each: each.role == "seal")
            contract.participant_ids = [
                Command.create(
                    {
                        "contract_id": contract.id,
                        "sequence": seal.sequence,
                        **seal._prepare_participation_values(),
                    }
                )
                for seal in seals
            ]

    def _prepare_signer_values(self, participant):
        if participant.role != "seal":
            return super()._prepare_signer_values(participant)
        seal = participant.seal_id
        if not seal:
            raise UserError(
                self.env._(
                    "%(contract)s can't be submitted: its signing plan does not say which seal to"
                    " affix. Choose one.",
                    contract=self.display_name,
                )
            )
        seal._check_usable()
        # sudo: the name of the seal and of its custodian go into the plan.
        custodian = seal.sudo().custodian_id
        return {
            **participant._prepare_participation_values(),
            "partner_id": seal.company_id.partner_id.id,
            "user_id": custodian.id,
            "name": seal.with_context(lang=self._get_lang_code())._get_signer_name(),
            "email": custodian.email,
            "state": "waiting",
        }

    def _check_signers_values(self, values_list):
        super()._check_signers_values(values_list)
        is_sealed = any(values["role"] == "seal" for values in values_list)
        if self._needs_seal() and not is_sealed:
            raise UserError(
                self.env._(
                    "%(contract)s must bear a seal of %(company)s. Add one to its signing plan, or"
                    " let an administrator choose the company's usual seal in the settings.",
                    contract=self.display_name,
                    company=self.company_id.name,
                )
            )

    # ------------------------------------------------------------------
    # FREEZING
    # ------------------------------------------------------------------

    def _prepare_seal_box(self, signer):
        """What the document says beside the place of a seal; False for other signatories."""
        if signer.role != "seal":
            return False
        # sudo: the name of the seal is printed; so is how large it is.
        seal = signer.sudo().seal_id
        return {
            "name": seal.name,
            "size": seal._get_size(),
            "is_across_edges": signer.is_across_edges,
        }

    def _get_signature_places(self, rendered):
        places = super()._get_signature_places(rendered)
        for signer in self.signer_ids.filtered(lambda signer: signer.role == "seal"):
            # sudo: how large a seal is must be known, whoever submits.
            places[signer.field_name]["size"] = signer.sudo().seal_id._get_size()
        for name, strip in self._lay_strips(rendered).items():
            places[name] = {
                "page": strip.page,
                "box": list(strip.box),
                "slice": [strip.left, strip.right],
            }
        return places

    def _lay_strips(self, rendered):
        """Where seals across the edges of pages lie, by the name of their signature field.

        :param rendering.Rendered rendered: the document
        :rtype: dict[str, rendering.Strip]
        :raise RenderingError: they don't fit
        :raise SigningError: the document would bear too many signatures
        """
        from .. import rendering, signing

        signers = self.signer_ids.filtered("field_name")
        sealing = signers.filtered(lambda signer: signer.is_across_edges)
        strips = {}
        for place, signer in enumerate(sealing):
            # sudo: how large a seal is must be known, whoever submits.
            size = signer.sudo().seal_id._get_size()
            for strip in rendering.lay_strips(
                rendered.page_sizes, size, place=place, places=len(sealing)
            ):
                strips[signing.name_strip(signer.field_name, strip.page)] = strip
        signing.check_count(len(signers) + len(strips))
        return strips

    # ------------------------------------------------------------------
    # APPROVAL OF USE
    # ------------------------------------------------------------------

    def _request_seal_uses(self):
        """Ask for the use of the seals of these contracts, on the bytes to be signed.

        Sending does so, and whatever makes other bytes of them does it again: what was asked for
        on former bytes lapses.
        """
        for contract in self:
            document = contract._get_document_to_seal()
            if not document:
                continue  # A form: it is asked for when everybody has filled in.
            for signer in contract.signer_ids.filtered(
                lambda signer: signer.role == "seal" and signer.state == "waiting"
            ):
                uses = signer._get_open_use()
                outdated = uses.filtered(lambda use: use.sha256 != document.sha256)  # noqa: B023
                outdated._lapse(self.env._("The document has changed"))
                if not uses - outdated:
                    self.env["crm.contract.seal.use"]._request(signer, document)

    def _get_document_to_seal(self):
        """What signing begins with: the present file, unless it is a form or signed already."""
        self.ensure_one()
        document = self.current_document_id
        is_ready = document.step == 0 and document.kind != "form"
        return document if is_ready else document.browse()

    def _check_transition(self, transition):
        super()._check_transition(transition)
        if transition.name == "send":
            for signer in self.signer_ids.filtered(lambda signer: signer.role == "seal"):
                # sudo: who may approve must be known, whoever sends.
                signer.sudo().seal_id._check_approvable(self.env.user)

    def _get_sender(self):
        """Who sent this contract out, and so asks for the use of its seals."""
        # sudo: who sent it is no secret to whoever completes its form.
        sent = self.sudo().event_ids.filtered(lambda event: event.code == "send")
        return sent.sorted("sequence")[-1:].user_id or self.env.user

    def _post_complete_form(self, document):
        super()._post_complete_form(document)
        self._request_seal_uses()

    def _post_transition(self, transition, details):
        if transition.name == "send":
            # Before anybody is invited: a custodian is told once the use is approved.
            self._request_seal_uses()
        super()._post_transition(transition, details)
        if transition.name in ("withdraw", "abort", "decline", "revise", "cancel"):
            # sudo: uses lapse with the round, whoever ends it.
            self.sudo().seal_use_ids._lapse(
                details.get("reason") or self.env._("Signing has ended without this seal")
            )

    def action_view_seal_uses(self):
        """Open the uses of seals on this contract; the one to decide on where there is one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_seal_use_action"
        )
        uses = self.seal_use_ids
        mine = uses.filtered("can_decide")[:1] or (uses if len(uses) == 1 else uses[:0])
        if mine:
            return {**action, "views": [(False, "form")], "res_id": mine.id, "context": {}}
        return {**action, "domain": [("contract_id", "=", self.id)], "context": {}}

    def _prepare_participation_evidence(self, signer):
        values = super()._prepare_participation_evidence(signer)
        evidence = signer.evidence or {}
        if signer.role != "seal" or not evidence.get("use"):
            return values
        moments = [
            self._format_moment(fields.Datetime.to_datetime(evidence[name]))
            for name in ("requested_on", "approved_on")
        ]
        pages = evidence["edge_pages"]
        return {
            **values,
            "seal_use": evidence["use"],
            "seal_requested": f"{evidence['requested_by']}, {moments[0]}",
            "seal_approved": f"{evidence['approved_by']}, {moments[1]}",
            "seal_approved_sha256": evidence["approved_sha256"],
            "seal_custodian": evidence["custodian"],
            "seal_edges": pages
            and self.env._(
                "across the edges of all %(count)s pages, one signature for each", count=pages
            ),
        }

    # ------------------------------------------------------------------
    # AFFIXING
    # ------------------------------------------------------------------

    def action_open_sign(self):
        self.ensure_one()
        signer = self._get_my_turn()
        if signer.role == "seal":
            return self.env["crm.contract.affix"]._open_for(signer)
        return super().action_open_sign()

    @api.model
    def _get_signing_backend(self, signer):
        if signer.role == "seal":
            return self.env["crm.contract.signing.backend.seal"]
        return super()._get_signing_backend(signer)

    def _take_signature(self, signer, secrets, evidence, drawing=None):
        if signer.role != "seal":
            return super()._take_signature(signer, secrets, evidence, drawing)
        return self._affix_seal(signer, secrets, evidence)

    def _affix_seal(self, signer, secrets, evidence):
        """Affix a seal: its strips across the edges of the pages first, then itself.

        All in one locked transaction, after turn, approval, custody and PIN were checked.

        :param crm.contract.signer signer: the seal, whose turn it is
        :param secrets: callable from a secret's name to its value
        :param dict evidence: how the custodian was identified
        :return: crm.contract.document
        """
        from .. import signing

        self._claim_turn(signer)
        use = signer._get_open_use()
        shown = self.current_document_id
        # sudo: the custodian reads the bytes that were approved, whatever else they may read.
        use.sudo()._check_holds(shown.sudo())
        backend = self._get_signing_backend(signer)
        key, certificate = backend._open(signer, secrets)
        with self.env["crm.contract.messages"]._translated():
            request, slices = self._prepare_seal_request(signer, key)
            content = signing.sign_strips(shown._get_bytes(), slices, request, key)
            prepared = signing.prepare(content, signing.after_strips(request, slices))
            self._pre_sign(signer, prepared)
            signature = key.sign(prepared.signed_attributes)
            content, timestamp = self._finish_signature(prepared, signature)
            detached = backend._makes_detached_signatures() and self._sign_detached(shown, key)
        if detached:
            self.env["crm.contract.detached.signature"]._append(
                signer, certificate, shown, detached
            )
        proof = {"key_location": backend._get_key_location(), **timestamp}
        evidence = {**evidence, **proof, **use._prepare_evidence(len(slices))}
        document = self._record_signature(signer, certificate, content, evidence)
        use._affix(certificate, document)
        return document

    def _prepare_seal_request(self, signer, key):
        """What a seal signs, and what each of its strips shows.

        :rtype: tuple[signing.SignatureRequest, dict[str, signing.Slice]]
        """
        from .. import signing

        request = self._prepare_signature_request(signer, key, None)
        slices = {
            name: signing.Slice(request.appearance.whole, *place["slice"])
            for name, place in self.current_document_id.signature_places.items()
            if (strip := signing.split_strip_name(name)) and strip[0] == signer.field_name
        }
        return request, slices

    def _make_appearance(self, signer, moment, drawing):
        if signer.role != "seal":
            return super()._make_appearance(signer, moment, drawing)
        from .. import signing

        # The seal as large as it was when its place was laid out.
        size = self.current_document_id.signature_places[signer.field_name]["size"]
        # sudo: the seal's picture is shown to everyone who sees the contract.
        appearance = signer.sudo().seal_id._get_appearance(size)
        return signing.Slice(signing.SharedAppearance(appearance), 0, size)

    def _get_signature_reason(self, signer):
        if signer.role != "seal":
            return super()._get_signature_reason(signer)
        _ = self.with_context(lang=self._get_lang_code()).env._
        return _(
            "Seal of %(party)s, its use approved under %(use)s",
            party=self._get_party_name(signer),
            use=signer._get_open_use().name,
        )

    def _get_signed_note(self, signer):
        if signer.role != "seal":
            return super()._get_signed_note(signer)
        return self.env._(
            "%(custodian)s affixed “%(seal)s”.",
            custodian=self.env.user.name,
            seal=signer.seal_id.name,
        )
