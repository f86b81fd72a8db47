import base64

from odoo import Command, fields, models


class CrmContractFreezing(models.Model):
    """Freezing a draft: the bytes that everyone sees and signs, and who will sign them."""

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
    document_sha256 = fields.Char(
        string="SHA-256", related="current_document_id.sha256", help="The digest of the document."
    )
    signer_ids = fields.One2many("crm.contract.signer", "contract_id", readonly=True)

    def action_submit(self):
        """Check these drafts, freeze them, and ask for approval."""
        # Before anything is rendered: of two people who submit at once, the second is told so.
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
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

    def _prepare_frozen_document_values(self):
        from .. import rendering

        self.ensure_one()
        code = self.env["crm.contract.document"]._generate_verification_code()
        with self.env["crm.contract.messages"]._translated():
            rendered = self._render_document(code)
            content, places = self._add_signature_fields(rendered)
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

    def _add_signature_fields(self, rendered):
        """Make a field for each signature of this revision.

        :param rendering.Rendered rendered: the document without them
        :return: the bytes that are signed, and where each box lies by the name of its field
        :rtype: tuple[bytes, dict]
        """
        from .. import signing

        locking = self._get_locking_signers().mapped("field_name")
        places = self._get_signature_places(rendered)
        specs = [
            signing.FieldSpec(
                name=name,
                page=place["page"],
                box=tuple(place["box"]),
                lock_all=name in locking,
            )
            for name, place in places.items()
        ]
        return signing.prepare_fields(rendered.pdf, specs), places

    def _get_signature_places(self, rendered):
        """Where each signature lies, by the name of its field."""
        places = {}
        for index, signer in enumerate(self.signer_ids.filtered("field_name"), start=1):
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
