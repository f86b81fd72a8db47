from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

USE_ACTIVITY = "crm_contract_sign.mail_activity_type_seal_use"


class CrmContractSealUse(models.Model):
    """One use of a seal: asked for, approved or refused, affixed; a row of the register of uses.

    It is bound to a document by its digest.  Methods alone write it, and PostgreSQL keeps what was
    asked for from the beginning, the decision from when it is taken, and the whole from its end.
    """

    _name = "crm.contract.seal.use"
    _description = "Use of a Seal"
    _order = "id desc"

    _OPEN_STATES = ("requested", "approved")

    name = fields.Char(string="Number", required=True, readonly=True)
    seal_id = fields.Many2one(
        "crm.contract.seal", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="seal_id.company_id", store=True, index=True)
    contract_id = fields.Many2one(
        "crm.contract", required=True, readonly=True, index=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    signer_id = fields.Many2one(
        "crm.contract.signer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    document_id = fields.Many2one(
        "crm.contract.document", required=True, readonly=True, index=True, ondelete="restrict"
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    page_count = fields.Integer(string="Pages", required=True, readonly=True)
    is_across_edges = fields.Boolean(string="Across Edges", readonly=True)
    requested_by_id = fields.Many2one(
        "res.users", string="Asked For By", required=True, readonly=True, ondelete="restrict"
    )
    requested_on = fields.Datetime(string="Asked For On", required=True, readonly=True)
    state = fields.Selection(
        [
            ("requested", "Awaits Approval"),
            ("approved", "Approved"),
            ("affixed", "Affixed"),
            ("refused", "Refused"),
            ("lapsed", "Lapsed"),
        ],
        required=True,
        default="requested",
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    reason = fields.Text(readonly=True, help="Why it was refused, or lapsed.")
    custodian_id = fields.Many2one(
        "res.users", string="Affixed By", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    affixed_on = fields.Datetime(readonly=True)
    affixed_document_id = fields.Many2one(
        "crm.contract.document", string="Sealed File", readonly=True, ondelete="restrict"
    )
    certificate_id = fields.Many2one("crm.contract.certificate", readonly=True, ondelete="restrict")
    certificate_fingerprint = fields.Char(
        string="Fingerprint", related="certificate_id.fingerprint", related_sudo=True
    )
    content = fields.Binary(related="document_id.content", related_sudo=False)
    seal_picture = fields.Binary(related="seal_id.picture", related_sudo=False)
    amount_total = fields.Monetary(related="contract_id.amount_total", related_sudo=False)
    currency_id = fields.Many2one(related="contract_id.currency_id", related_sudo=False)

    _REQUEST_FIELDS = (
        "name",
        "seal_id",
        "contract_id",
        "signer_id",
        "document_id",
        "sha256",
        "revision",
        "page_count",
        "is_across_edges",
        "requested_by_id",
        "requested_on",
    )
    _DECISION_FIELDS = ("decided_by_id", "decided_on")
    _END_FIELDS = (
        "state",
        "reason",
        "custodian_id",
        "affixed_on",
        "affixed_document_id",
        "certificate_id",
    )

    _name_unique = models.Constraint(
        "UNIQUE(company_id, name)", "This number is taken. Please try again."
    )
    _open_idx = models.UniqueIndex(
        "(signer_id) WHERE state IN ('requested', 'approved')",
        "The use of this seal was asked for already.",
    )
    _waiting_idx = models.Index("(seal_id) WHERE state = 'requested'")

    def init(self):
        super().init()
        mixin = self.env["crm.contract.append.only.mixin"]
        for prefix, is_fixed, names in (
            ("requested_row", SQL("true"), self._REQUEST_FIELDS),
            ("decided_row", SQL("old.decided_on IS NOT NULL"), self._DECISION_FIELDS),
            (
                "ended_row",
                SQL("old.state IN ('affixed', 'refused', 'lapsed')"),
                (*self._DECISION_FIELDS, *self._END_FIELDS),
            ),
        ):
            mixin._create_partial_refusal(self._table, prefix, is_fixed, names)

    @api.ondelete(at_uninstall=False)
    def _never_unlink_uses(self):
        raise UserError(
            self.env._("A use of a seal stays in the register. Withdraw the contract instead.")
        )

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    @api.model
    def _request(self, signer, document):
        """Ask for the use of a seal on a document, and tell its approvers.

        :param crm.contract.signer signer: the seal's place in the signing plan
        :param crm.contract.document document: the bytes that will be signed
        """
        seal = signer.seal_id
        # sudo: uses are written by these methods alone.
        use = self.sudo().create(
            {
                "name": self.env["ir.sequence"]
                .sudo()
                .with_company(seal.company_id)
                .next_by_code("crm.contract.seal.use"),
                "seal_id": seal.id,
                "contract_id": signer.contract_id.id,
                "signer_id": signer.id,
                "document_id": document.id,
                "sha256": document.sha256,
                "revision": document.revision,
                "page_count": document.page_count,
                "is_across_edges": signer.is_across_edges,
                "requested_by_id": signer.contract_id._get_sender().id,
                "requested_on": fields.Datetime.now(),
            }
        )
        use._tell_approvers()
        signer.contract_id._log_event(
            "request_seal",
            use=use.name,
            seal=seal.name,
            sha256=document.sha256,
            across_edges=signer.is_across_edges,
        )
        return use

    def _tell_approvers(self):
        for user in self._get_approvers():
            translated = self.with_context(lang=user.lang)
            translated.contract_id.activity_schedule(
                USE_ACTIVITY,
                user_id=user.id,
                summary=translated.env._(
                    "Approve the use of “%(seal)s” (%(use)s)",
                    seal=self.seal_id.name,
                    use=self.name,
                ),
            )

    # ------------------------------------------------------------------
    # ENDING
    # ------------------------------------------------------------------

    def _lapse(self, reason):
        """Record that these uses will not come about.

        :param str reason: why, in words
        """
        open_uses = self.filtered(lambda use: use.state in self._OPEN_STATES)
        # sudo: uses are written by these methods alone.
        open_uses.sudo().write({"state": "lapsed", "reason": reason})
        # The database lets a seal's next use in only when the former one has ended.
        open_uses.flush_recordset(["state"])
        open_uses._take_off_lists()

    def _check_holds(self, document):
        """Refuse to affix a seal on another document than the one approved.

        :param crm.contract.document document: the newest file, which is about to be sealed
        :raise UserError: not approved, or approved for other bytes
        """
        self.ensure_one()
        if self.state != "approved":
            raise UserError(
                self.env._(
                    "The use of “%(seal)s” on this contract is not approved. %(people)s decide on"
                    " it.",
                    seal=self.seal_id.name,
                    people=", ".join(self._get_approvers().mapped("name")) or "—",
                )
            )
        # A signature only adds to a file, so that the approved bytes are what it begins with.
        approved = self.document_id._get_bytes()
        is_same = self.sha256 == self.document_id.sha256 and self.revision == document.revision
        if not is_same or not document._get_bytes().startswith(approved):
            raise ValidationError(
                self.env._(
                    "Use %(use)s of “%(seal)s” was approved for another document. Withdraw the"
                    " contract and send it again, so that its use is decided on anew.",
                    use=self.name,
                    seal=self.seal_id.name,
                )
            )

    def _affix(self, certificate, document):
        """Record that the seal was affixed.

        :param crm.contract.certificate certificate: which it signed with
        :param crm.contract.document document: the sealed file
        """
        # sudo: uses are written by these methods alone.
        self.sudo().write(
            {
                "state": "affixed",
                "custodian_id": self.env.uid,
                "affixed_on": fields.Datetime.now(),
                "affixed_document_id": document.id,
                "certificate_id": certificate.id,
            }
        )

    def _prepare_evidence(self, strip_count):
        """What the log and the certificate of completion say of this use.

        :param int strip_count: how many pages bear a strip
        :rtype: dict
        """
        self.ensure_one()
        moments = (self.requested_on, self.decided_on)
        requested_on, decided_on = map(fields.Datetime.to_string, moments)
        return {
            "seal": self.seal_id.name,
            "use": self.name,
            "custodian": self.env.user.name,
            "requested_by": self.requested_by_id.name,
            "requested_on": requested_on,
            "approved_by": self.decided_by_id.name,
            "approved_on": decided_on,
            "approved_sha256": self.sha256,
            "edge_pages": strip_count,
        }

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_open_contract(self):
        """Open the contract on which the seal is to be affixed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }

    def action_open_document(self):
        """Show the document: as sealed, or as it is to be."""
        self.ensure_one()
        return (self.affixed_document_id or self.document_id).action_open()
