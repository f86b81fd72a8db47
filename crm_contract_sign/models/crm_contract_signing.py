import base64
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..errors import SigningError


class CrmContractSigning(models.Model):
    """The signing stage: sending out, and taking signatures in turn."""

    _inherit = "crm.contract"

    is_my_turn = fields.Boolean(compute="_compute_is_my_turn", search="_search_is_my_turn")

    @api.depends("state", "signer_ids.state", "signer_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_my_turn(self):
        for contract in self:
            contract.is_my_turn = any(
                signer.user_id == self.env.user and signer._is_their_turn()
                for signer in contract.signer_ids
            )

    def _search_is_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search(self._search_awaiting_user(self.env.user))
        return [("id", "in", waiting.filtered("is_my_turn").ids)]

    # ------------------------------------------------------------------
    # SENDING
    # ------------------------------------------------------------------

    def action_send(self):
        """Send these approved contracts out for signature, to the first signatory."""
        self._transition("send")

    def _check_transition(self, transition):
        super()._check_transition(transition)
        if transition.name == "send":
            self.env["crm.contract.certificate"]._get_authority(self.company_id)
            self.current_document_id._get_bytes()
        elif transition.name == "withdraw" and self.has_signature:
            raise UserError(
                self.env._(
                    "%(contract)s already bears a signature and can't go back among the approved."
                    " Withdraw it with a reason: it is declined then, and can be revised.",
                    contract=self.display_name,
                )
            )

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name == "send":
            self._open_round()
            self._invite_next()
        elif transition.name in ("withdraw", "abort", "decline"):
            self.activity_unlink(["crm_contract_sign.mail_activity_type_sign"])
            self._notify_round_end(transition, details)

    # ------------------------------------------------------------------
    # TURNS
    # ------------------------------------------------------------------

    def _get_due_signers(self):
        """Those whose turn it is by the plan, whether or not the contract is out for signature."""
        from ..signing import plan

        self.ensure_one()
        due = plan.find_due(self.signer_ids._to_members())
        return self.signer_ids.filtered(lambda signer: signer.id in due)

    def _get_locking_signers(self):
        """Those whose signature is certain to be the last, and locks the document."""
        from ..signing import plan

        self.ensure_one()
        locking = plan.find_locking(self.signer_ids._to_members())
        return self.signer_ids.filtered(lambda signer: signer.id in locking)

    def _invite_next(self):
        """Tell whoever's turn it is and has not been told."""
        for contract in self:
            contract.signer_ids.filtered(
                lambda signer: not signer.invited_on and signer._is_their_turn()
            )._invite()

    def _go_on_signing(self):
        """Excuse whom nobody waits for any more; then invite the next, or complete."""
        from ..signing import plan

        self.activity_feedback(["crm_contract_sign.mail_activity_type_sign"], user_id=self.env.uid)
        excused = plan.find_excused(self.signer_ids._to_members())
        self.signer_ids.filtered(lambda signer: signer.id in excused)._excuse()
        if self._get_due_signers():
            self._invite_next()
        else:
            self._complete()

    def action_view_document(self):
        """Show the newest file of the contract."""
        self.ensure_one()
        return self.current_document_id.action_open()

    def action_open_verification(self):
        """Open the public page that verifies the document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.current_document_id.verification_url,
            "target": "new",
        }

    def action_open_sign(self):
        """Open the dialog in which the current user signs with their own key."""
        self.ensure_one()
        signer = self._get_my_turn()
        if signer.role == "approver":
            return self.env["crm.contract.agree"]._open_for(signer)
        first = self._get_signing_backend(signer)._get_enrolment_action(signer)
        return first or self.env["crm.contract.sign"]._open_for(signer)

    def _get_my_turn(self):
        """The signatory that the current user is here.

        :raise UserError: the user is no signatory of this contract, or it is not their turn
        """
        self.ensure_one()
        mine = self.signer_ids.filtered(lambda signer: signer.user_id == self.env.user)
        if not mine:
            raise AccessError(
                self.env._(
                    "You are not a signatory of %(contract)s. %(names)s sign it.",
                    contract=self.display_name,
                    names=", ".join(self.signer_ids.mapped("name")) or "—",
                )
            )
        signer = mine.filtered(lambda signer: signer._is_their_turn())[:1] or mine[:1]
        signer._check_can_sign()
        return signer

    def action_sign(self, pin, sha256=None):
        """Sign these contracts with the current user's own key.

        :param str pin: the PIN of that key; neither stored nor logged
        :param str sha256: the digest of the document that the user has seen, if they were shown
            one: no other is signed
        """
        for contract in self:
            signer = contract._get_my_turn()
            if sha256 and sha256 != contract.document_sha256:
                raise UserError(
                    self.env._(
                        "The document of %(contract)s is another one than you were shown. Open it"
                        " again, then sign.",
                        contract=contract.display_name,
                    )
                )
            contract._take_signature(signer, lambda _name: pin, signer._get_login_evidence())

    def _take_signature(self, signer, secrets, evidence, drawing=None):
        """Add one signatory's signature to the document.

        :param crm.contract.signer signer: whose turn it is
        :param secrets: callable from a secret's name to its value
        :param dict evidence: how the signatory was identified, and from where
        :param bytes drawing: PNG of the drawn signature, or None
        :return: crm.contract.document
        :raise UserError: not their turn, the key can't be used, or the PDF can't be made
        """
        self._claim_turn(signer)
        backend = self._get_signing_backend(signer)._get_server_backend(signer)
        key, certificate = backend._open(signer, secrets)
        shown = self.current_document_id
        with self.env["crm.contract.messages"]._translated():
            prepared = self._prepare_signature(signer, key, drawing)
            signature = key.sign(prepared.signed_attributes)
            content, timestamp = self._finish_signature(prepared, signature)
            detached = backend._makes_detached_signatures() and self._sign_detached(shown, key)
        evidence = {**evidence, "key_location": backend._get_key_location(), **timestamp}
        if detached:
            self.env["crm.contract.detached.signature"]._append(
                signer, certificate, shown, detached
            )
        return self._record_signature(signer, certificate, content, evidence)

    def _sign_detached(self, document, key):
        """A signature beside the document: by RSA-PSS where an RSA key can choose, else by the
        mechanism by which the key has just signed inside it.

        :param crm.contract.document document: the file that the signatory was shown
        :param key: a ``signing.Signer``
        :rtype: signing.DetachedSignature
        """
        from .. import signing

        content = document._get_bytes()
        own = signing.default_mechanism(key.certificate)
        if own is signing.Mechanism.RSA_PKCS1 and hasattr(key, "with_mechanism"):
            try:
                return signing.sign_detached(content, key.with_mechanism(signing.Mechanism.RSA_PSS))
            except SigningError as error:
                if error.code != "token_failed":
                    raise
                # Not every token knows RSA-PSS.
        return signing.sign_detached(content, key)

    def _claim_turn(self, signer):
        """Lock this contract for a signature, and make sure that it is still due.

        :raise LockError: another signature is being made right now
        :raise UserError: not the signatory's turn
        """
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        # What another transaction signed while we waited counts, not what we read before.
        self.invalidate_recordset()
        signer.invalidate_recordset()
        signer._check_can_sign()

    def _prepare_signature(self, signer, key, drawing=None):
        """Prepare a signature in the newest document: what remains is for the key to sign.

        :param crm.contract.signer signer: whose signature it is
        :param key: a ``signing.Signer``; its certificate and chain go into the signature
        :param bytes drawing: PNG of the drawn signature, or None
        :rtype: signing.PreparedSignature
        """
        from .. import signing

        if not signer.field_name:
            raise UserError(
                self.env._(
                    "%(person)s agrees to this contract without signing in it. Use “Agree”"
                    " instead.",
                    person=signer.name,
                )
            )
        request = self._prepare_signature_request(signer, key, drawing)
        prepared = signing.prepare(self.current_document_id._get_bytes(), request)
        self._pre_sign(signer, prepared)
        return prepared

    def _prepare_signature_request(self, signer, key, drawing):
        from .. import signing

        moment = datetime.now(UTC)
        return signing.SignatureRequest(
            field_name=signer.field_name,
            name=signer.name,
            reason=self._get_signature_reason(signer),
            location=signer.partner_id.commercial_partner_id.city or None,
            moment=moment,
            certify=self.current_document_id.step == 0,
            lock_all=signer in self._get_locking_signers(),
            appearance=self._make_appearance(signer, moment, drawing),
            certificate=key.certificate,
            chain=key.chain,
            mechanism=key.mechanism,
            timestamped=self._is_timestamped(),
        )

    def _make_appearance(self, signer, moment, drawing):
        """What a signature looks like: the value of ``signing.SignatureRequest.appearance``."""
        return self._render_stamp(signer, moment, drawing)

    def _record_signature(self, signer, certificate, content, evidence):
        """File a signed document, and what is known of how it was signed; then go on.

        :param crm.contract.signer signer: who signed
        :param crm.contract.certificate certificate: the certificate they signed with
        :param bytes content: the signed PDF
        :param dict evidence: how the signatory was identified, from where, where the key lives
        :return: crm.contract.document
        """
        document = self._keep_signed_document(content)
        # sudo: a signature is recorded by this method alone.
        signer.sudo().write(
            {
                "state": "signed",
                "signed_on": fields.Datetime.now(),
                "signature_number": document.step,
                "certificate_id": certificate.id,
                "evidence": evidence,
            }
        )
        self._log_event(
            "affix" if signer.role == "seal" else "sign",
            signer=signer.name,
            side=signer.side,
            role=signer.role,
            sha256=document.sha256,
            certificate=certificate.fingerprint,
            **evidence,
        )
        self._post_sign(signer, document)
        self._go_on_signing()
        return document

    def _get_signature_reason(self, signer):
        """The reason written into a signature.

        Called for each signature.  Gets the signatory.  Returns a short string in the contract's
        language.
        """
        _ = self.with_context(lang=self._get_lang_code()).env._
        party = self._get_party_name(signer)
        if signer.role == "witness":
            return _("I witness the signing of this contract, for %(party)s", party=party)
        if signer.replaced_id:
            return _(
                "I sign this contract for %(party)s in place of %(person)s",
                party=party,
                person=signer._get_planned_name(),
            )
        return _("I sign this contract for %(party)s", party=party)

    def _keep_signed_document(self, content, kind="signed"):
        from .. import rendering

        previous = self.current_document_id
        # sudo: documents are written by freezing and signing alone.
        document = (
            self.env["crm.contract.document"]
            .sudo()
            .create(
                {
                    "contract_id": self.id,
                    "name": previous.name,
                    "kind": kind,
                    "revision": previous.revision,
                    "step": previous.step + (kind == "signed"),
                    "sha256": rendering.sha256_hex(content),
                    "content": base64.b64encode(content),
                    "page_count": previous.page_count,
                    "verification_code": previous.verification_code,
                    "signature_places": previous.signature_places,
                }
            )
        )
        self.sudo().current_document_id = document
        return document

    # ------------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------------

    def _pre_sign(self, signer, prepared):
        """Look at a signature about to be made, and veto it if need be.

        Called when the document is prepared and its digest known, before the key signs.  Gets
        the ``crm.contract.signer`` and a ``signing.PreparedSignature`` (``.document_digest``,
        ``.signed_attributes``).  Returns nothing.  Override to raise ``UserError``.
        """

    def _post_sign(self, signer, document):
        """Follow up one signature.

        Called after the signature and its event are recorded.  Gets the signatory and the new
        ``crm.contract.document``.  Returns nothing.  Override to file or to notify.
        """
        self.message_post(body=self._get_signed_note(signer), author_id=signer._get_author().id)

    def _get_signed_note(self, signer):
        """What the discussion says of one signature."""
        return self.env._("%(person)s signed the contract.", person=signer.name)
