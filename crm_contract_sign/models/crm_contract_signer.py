from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmContractSigner(models.Model):
    """A signatory of one revision of a contract: who, on whose side, in which turn."""

    _name = "crm.contract.signer"
    _description = "Contract Signatory"
    _inherit = ["crm.contract.participant.mixin", "crm.contract.attempt.limit.mixin"]
    _order = "contract_id, revision desc, sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="restrict")
    revision = fields.Integer(required=True, readonly=True, aggregator="max")
    active = fields.Boolean(default=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    side = fields.Selection(readonly=True)
    role = fields.Selection(readonly=True)
    needed = fields.Integer(readonly=True)
    lang = fields.Selection(readonly=True)
    due_days = fields.Integer(readonly=True)
    partner_id = fields.Many2one("res.partner", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    name = fields.Char(required=True, readonly=True)
    email = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    field_name = fields.Char(
        string="Signature Field", readonly=True, help="Empty for those who do not sign in it."
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("signed", "Signed"),
            ("agreed", "Agreed"),
            ("declined", "Declined"),
            ("excused", "Not Needed"),
            ("replaced", "Handed On"),
            ("informed", "Gets a Copy"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    signed_on = fields.Datetime(readonly=True)
    signature_number = fields.Integer(
        readonly=True,
        aggregator="max",
        help="Which signature of the document it is, counted from the first.",
    )
    replaced_id = fields.Many2one(
        "crm.contract.signer",
        string="In Place of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whom the plan named, where somebody else answers in their place.",
    )
    former_emails = fields.Json(
        string="Former Addresses", readonly=True, help="Addresses that a link was sent to before."
    )
    decline_reason = fields.Text(readonly=True)
    certificate_id = fields.Many2one(
        "crm.contract.certificate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    signing_backend = fields.Selection(readonly=True)
    evidence = fields.Json(readonly=True, help="How this person was identified, and from where.")
    invited_on = fields.Datetime(string="Link Sent On", readonly=True)
    needs_access_code = fields.Boolean(
        string="Access Code",
        readonly=True,
        help="Whoever opens the link must enter a code that this person was told another way.",
    )
    access_code_hash = fields.Char(groups=fields.NO_ACCESS)
    link_number = fields.Integer(groups=fields.NO_ACCESS, default=0)
    code_digest = fields.Char(groups=fields.NO_ACCESS)
    code_expiry = fields.Datetime(groups=fields.NO_ACCESS)
    code_window_start = fields.Datetime(groups=fields.NO_ACCESS)
    code_count = fields.Integer(groups=fields.NO_ACCESS, default=0)

    # What an answer consists of: fixed once it is given, as the log and the signed file are.
    _ANSWER_FIELDS = (
        "contract_id",
        "revision",
        "side",
        "name",
        "email",
        "field_name",
        "signature_number",
        "role",
        "seal_id",
        "replaced_id",
        "state",
        "signed_on",
        "decline_reason",
        "certificate_id",
        "evidence",
    )

    _field_of_those_who_sign = models.Constraint(
        "CHECK((role IN ('signatory', 'witness', 'seal')) = (field_name IS NOT NULL))",
        "Those who sign have a signature field, others have none. Submit the contract again.",
    )
    _awaiting_idx = models.Index("(user_id, contract_id) WHERE state = 'waiting' AND active")

    def init(self):
        super().init()
        self.env["crm.contract.append.only.mixin"]._create_partial_refusal(
            self._table, "answered_row", SQL("old.state != 'waiting'"), self._ANSWER_FIELDS
        )

    @api.model
    def _domain_awaiting(self, user):
        """The domain of signatories who are ``user`` and have not answered."""
        return (
            Domain("user_id", "=", user.id)
            & Domain("state", "=", "waiting")
            & Domain("contract_id.state", "=", "signing")
        )

    # ------------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------------

    def _decline(self, reason, evidence):
        """Record that this signatory will not sign.

        :param str reason: why, in their words; required
        :param dict evidence: how they were identified
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise ValidationError(
                self.env._(
                    "Please say why you decline, so that %(company)s can answer you.",
                    company=self.contract_id.company_id.name,
                )
            )
        self._check_can_sign()
        contract = self.contract_id
        # sudo: a signatory answers through this method alone.
        self.sudo().write(
            {"state": "declined", "decline_reason": reason.strip()[:2000], "evidence": evidence}
        )
        contract.sudo()._transition("decline", signer=self.name, reason=self.decline_reason)
