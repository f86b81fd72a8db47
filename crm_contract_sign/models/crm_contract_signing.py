import base64
from datetime import UTC, datetime

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

SIGNATURE_FIELD = "Signature%d"


class CrmContractSigning(models.Model):
    """The signing stage: freezing a draft, taking signatures in turn, and completing."""

    _inherit = "crm.contract"

    revision = fields.Integer(default=0, readonly=True, copy=False, aggregator="max")
    document_ids = fields.One2many(
        "crm.contract.document", "contract_id", string="Files", readonly=True
    )
    current_document_id = fields.Many2one(
        "crm.contract.document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The newest file of the current revision: frozen, or with the signatures so far.",
    )
    signed_document_id = fields.Many2one(
        "crm.contract.document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    completion_document_id = fields.Many2one(
        "crm.contract.document",
        string="Certificate of Completion",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    document_sha256 = fields.Char(
        string="SHA-256", related="current_document_id.sha256", help="The digest of the document."
    )
    signer_ids = fields.One2many("crm.contract.signer", "contract_id", readonly=True)
    event_ids = fields.One2many("crm.contract.event", "contract_id", readonly=True)
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
    # FREEZING
    # ------------------------------------------------------------------

    def action_submit(self):
        """Check these drafts, freeze them, and ask for approval."""
        transition = self._get_lifecycle()["submit"]
        for contract in self:
            contract._check_lifecycle_allows(transition)
        self.action_check_draft()
        self._check_no_blocking_finding()
        self._freeze()
        self._transition("submit")

    def _freeze(self):
        """Render each draft once: from now on these bytes are what everyone sees and signs."""
        for contract in self:
            signer_values = contract._prepare_signers_values()
            # sudo: revisions and documents are written by freezing alone.
            contract_sudo = contract.sudo()
            contract_sudo.revision += 1
            contract_sudo.signer_ids.active = False
            contract_sudo.signer_ids = [
                Command.create({**values, "revision": contract_sudo.revision})
                for values in signer_values
            ]
            document = (
                self.env["crm.contract.document"]
                .sudo()
                .create(contract_sudo._prepare_frozen_document_values())
            )
            contract_sudo.current_document_id = document
            contract_sudo._log_event("freeze", revision=document.revision, sha256=document.sha256)

    def _prepare_signers_values(self):
        """Values of this revision's signatories, in the order in which they sign.

        Called when a draft is frozen.  Gets one contract.  Returns a list of dicts for
        ``crm.contract.signer``.  Override to add signatories; the document gets a signature box
        for each.

        :raise UserError: a signatory or an e-mail address is missing
        """
        self.ensure_one()
        colleague, person = self.company_signatory_id, self.signatory_id
        if not colleague or not person:
            raise UserError(
                self.env._(
                    "%(contract)s lacks a signatory. Choose who signs for us and who signs for the"
                    " customer.",
                    contract=self.display_name,
                )
            )
        if not person.email:
            raise UserError(
                self.env._(
                    "%(contract)s can't be submitted: %(person)s has no e-mail address to send the"
                    " signing link to. Add one on the contact, or choose another signatory.",
                    contract=self.display_name,
                    person=person.display_name,
                )
            )
        return [
            {
                "sequence": 10,
                "side": "company",
                "partner_id": colleague.partner_id.id,
                "user_id": colleague.id,
                "name": colleague.name,
                "email": colleague.email,
                "field_name": SIGNATURE_FIELD % 1,
            },
            {
                "sequence": 20,
                "side": "customer",
                "partner_id": person.id,
                "name": person.name,
                "email": person.email_normalized or person.email,
                "field_name": SIGNATURE_FIELD % 2,
            },
        ]

    def _prepare_frozen_document_values(self):
        from .. import rendering, signing

        self.ensure_one()
        code = self.env["crm.contract.document"]._generate_verification_code()
        with self.env["crm.contract.messages"]._translated():
            rendered = self._render_document(code)
            places = self._get_signature_places(rendered)
            content = signing.prepare_fields(
                rendered.pdf,
                [
                    signing.FieldSpec(
                        name=signer.field_name,
                        page=places[signer.field_name]["page"],
                        box=tuple(places[signer.field_name]["box"]),
                        lock_all=signer == self.signer_ids[-1],
                    )
                    for signer in self.signer_ids
                ],
            )
        return {
            "contract_id": self.id,
            "name": self._get_document_file_name(),
            "kind": "frozen",
            "revision": self.revision,
            "step": 0,
            "sha256": rendering.sha256_hex(content),
            "content": base64.b64encode(content),
            "page_count": rendered.page_count,
            "verification_code": code,
            "signature_places": places,
        }

    def _get_signature_places(self, rendered):
        """Where each signatory's box lies, by the name of their signature field."""
        places = {}
        for index, signer in enumerate(self.signer_ids, start=1):
            anchor = rendered.anchors[f"anchor-signature-{index}"]
            places[signer.field_name] = {"page": anchor.page, "box": list(anchor.box)}
        return places

    def _get_document_file_name(self):
        """The name under which the document is downloaded.

        Called when a file of the contract is made.  Returns a file name ending in ``.pdf``.
        """
        self.ensure_one()
        reference = (self.reference or self.name).replace("/", "-")
        return f"{reference}-r{self.revision}.pdf"

    # ------------------------------------------------------------------
    # SENDING AND SIGNING
    # ------------------------------------------------------------------

    def action_send(self):
        """Send these approved contracts out for signature, to the first signatory."""
        self._transition("send")

    def action_withdraw(self):
        """Take these contracts back from their signatories, until they are sent again."""
        for contract in self:
            if any(signer.state == "signed" for signer in contract.signer_ids):
                raise UserError(
                    self.env._(
                        "%(contract)s already bears a signature. Let it be declined, or complete it"
                        " and terminate it.",
                        contract=contract.display_name,
                    )
                )
        self._transition("withdraw")

    def _check_transition(self, transition):
        super()._check_transition(transition)
        if transition.name == "send":
            self.env["crm.contract.certificate"]._get_authority(self.company_id)
            self.current_document_id._get_bytes()

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name == "send":
            self._invite_next()
        elif transition.name in ("withdraw", "decline"):
            self.activity_unlink(["crm_contract_sign.mail_activity_type_sign"])
        if transition.name == "decline":
            self._notify_decline()

    def _invite_next(self):
        """Tell whoever's turn it is."""
        for contract in self:
            contract.signer_ids.filtered(lambda signer: signer._is_their_turn())._invite()

    def _notify_decline(self):
        for contract in self:
            declined = contract.signer_ids.filtered(lambda signer: signer.state == "declined")[:1]
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=(contract.user_id or contract.create_uid).id,
                summary=self.env._("%(person)s declined to sign", person=declined.name),
                note=declined.decline_reason,
            )

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
        if not self.env["crm.contract.certificate"]._get_usable(self.env.user):
            return self.env["crm.contract.enroll"]._open_for(signer)
        return self.env["crm.contract.sign"]._open_for(signer)

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

    def action_sign(self, pin):
        """Sign these contracts with the current user's own key.

        :param str pin: the PIN of that key; neither stored nor logged
        """
        for contract in self:
            signer = contract._get_my_turn()
            contract._take_signature(signer, lambda _name: pin, {"method": "login"})

    @api.model
    def _get_signing_backend(self, signer):
        """The back end that holds a signatory's key.

        Called when a signatory signs.  Gets the ``crm.contract.signer``.  Returns a model that
        inherits ``crm.contract.signing.backend``.  Override to sign with a token or a service.
        """
        name = "pin" if signer.side == "company" else "one.time"
        return self.env[f"crm.contract.signing.backend.{name}"]

    def _take_signature(self, signer, secrets, evidence, drawing=None):
        """Add one signatory's signature to the document.

        :param crm.contract.signer signer: whose turn it is
        :param secrets: callable from a secret's name to its value
        :param dict evidence: how the signatory was identified, and from where
        :param bytes drawing: PNG of the drawn signature, or None
        :return: crm.contract.document
        :raise UserError: not their turn, the key can't be used, or the PDF can't be made
        """
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        # What another transaction signed while we waited counts, not what we read before.
        self.invalidate_recordset()
        signer.invalidate_recordset()
        signer._check_can_sign()
        backend = self._get_signing_backend(signer)
        key, certificate = backend._open(signer, secrets)
        with self.env["crm.contract.messages"]._translated():
            content = self._sign_bytes(signer, key, drawing)
        document = self._keep_signed_document(content)
        # sudo: a signature is recorded by this method alone.
        signer.sudo().write(
            {
                "state": "signed",
                "signed_on": fields.Datetime.now(),
                "certificate_id": certificate.id,
                "evidence": {**evidence, "key_location": backend._get_key_location()},
            }
        )
        self._log_event(
            "sign",
            signer=signer.name,
            side=signer.side,
            sha256=document.sha256,
            certificate=certificate.fingerprint,
            **signer.evidence,
        )
        self._post_sign(signer, document)
        self._go_on_signing()
        return document

    def _sign_bytes(self, signer, key, drawing):
        from .. import signing

        document = self.current_document_id
        moment = datetime.now(UTC)
        request = signing.SignatureRequest(
            field_name=signer.field_name,
            name=signer.name,
            reason=self._get_signature_reason(signer),
            location=signer.partner_id.commercial_partner_id.city or None,
            moment=moment,
            certify=signer == self.signer_ids[0],
            lock_all=signer == self.signer_ids[-1],
            appearance=self._render_stamp(signer, moment, drawing),
            certificate=key.certificate,
            chain=key.chain,
        )
        prepared = signing.prepare(document._get_bytes(), request)
        self._pre_sign(signer, prepared)
        return prepared.finish(key.sign(prepared.signed_attributes))

    def _get_signature_reason(self, signer):
        """The reason written into a signature.

        Called for each signature.  Gets the signatory.  Returns a short string in the contract's
        language.
        """
        lang = self._get_lang_code()
        return self.with_context(lang=lang).env._(
            "I sign this contract for %(party)s",
            party=self.company_id.name
            if signer.side == "company"
            else self.commercial_partner_id.name,
        )

    def _keep_signed_document(self, content):
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
                    "kind": "signed",
                    "revision": previous.revision,
                    "step": previous.step + 1,
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

    def _go_on_signing(self):
        self.activity_feedback(["crm_contract_sign.mail_activity_type_sign"], user_id=self.env.uid)
        if all(signer.state == "signed" for signer in self.signer_ids):
            self._complete()
        else:
            self._invite_next()

    def _complete(self):
        """Put a contract that everyone has signed in force, and hand everyone their copies."""
        self.ensure_one()
        # sudo: the last signatory, who may be a customer, completes the contract.
        contract = self.sudo()
        contract.write(
            {
                "signed_document_id": contract.current_document_id.id,
                "date_signed": fields.Datetime.now(),
            }
        )
        contract._transition("activate", sha256=contract.current_document_id.sha256)
        contract.completion_document_id = (
            self.env["crm.contract.document"]
            .sudo()
            .create(contract._prepare_completion_document_values())
        )
        contract._send_copies()
        contract._post_copies()
        contract._post_all_signed()

    def _send_copies(self):
        template = self.env.ref("crm_contract_sign.mail_template_contract_signed")
        for signer in self.signer_ids.filtered("email"):
            attachments = [
                (document.name, document.with_context(bin_size=False).content)
                for document in self.signed_document_id | self.completion_document_id
            ]
            template.with_context(signer_name=signer.name).send_mail(
                self.id,
                email_values={
                    # Not in the contract's discussion, which shows the files once, for everyone.
                    "model": False,
                    "res_id": False,
                    "email_to": signer.email,
                    "recipient_ids": [],
                    "attachment_ids": [
                        Command.create(
                            {"name": name, "datas": content, "mimetype": "application/pdf"}
                        )
                        for name, content in attachments
                    ],
                },
                email_layout_xmlid="mail.mail_notification_light",
            )
        # Soon, but after this transaction: nobody waits for a mail server while signing.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _post_copies(self):
        self.message_post(
            body=self.env._("Everyone has signed. The contract is in force."),
            attachments=[
                (document.name, document._get_bytes())
                for document in self.signed_document_id | self.completion_document_id
            ],
            author_id=self.env.ref("base.partner_root").id,
        )

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
        self.message_post(
            body=self.env._("%(person)s signed the contract.", person=signer.name),
            author_id=signer.partner_id.id,
        )

    def _post_all_signed(self):
        """Follow up the last signature.

        Called once, when the contract is in force and its certificate of completion exists.
        Gets one contract, in superuser mode.  Returns nothing.  Override to start what the
        contract promises; call ``super()``.
        """

    # ------------------------------------------------------------------
    # LOG
    # ------------------------------------------------------------------

    def _log_event(self, code, **payload):
        """Add an event to the log of each of these contracts.

        :param str code: what happened; its sentence is in ``crm.contract.messages``
        :param payload: JSON-able details
        """
        self.lock_for_update(allow_referencing=True)
        events = self.env["crm.contract.event"]
        # sudo: whether a log has begun is no secret.
        unopened = self.filtered(lambda contract: not contract.sudo().event_ids)
        if unopened:
            events._append(
                unopened, "create", {each.id: each._prepare_creation_payload() for each in unopened}
            )
        events._append(self, code, dict.fromkeys(self.ids, payload))
        self.invalidate_recordset(["event_ids"])

    def _prepare_creation_payload(self):
        return {
            "reference": self.reference,
            "created_on": self.create_date.isoformat(timespec="seconds"),
            "created_by": self.create_uid.name,
        }

    def action_check_log(self):
        """Recompute the chain of events and say whether it is whole."""
        from .. import signing

        self.ensure_one()
        report = signing.chain.check(self.event_ids._to_links())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if report.intact else "danger",
                "sticky": not report.intact,
                "title": self.env._("Log of %(contract)s", contract=self.display_name),
                "message": self.env["crm.contract.messages"]._get_chain_message(report),
            },
        }
