from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmContractSigner(models.Model):
    """A signatory of one revision of a contract: who, on whose side, in which turn."""

    _name = "crm.contract.signer"
    _description = "Contract Signatory"
    _inherit = ["crm.contract.attempt.limit.mixin"]
    _order = "contract_id, revision desc, sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="restrict")
    revision = fields.Integer(required=True, readonly=True, aggregator="max")
    active = fields.Boolean(default=True, readonly=True)
    sequence = fields.Integer(default=10, readonly=True, help="Lower numbers sign first.")
    side = fields.Selection(
        [("company", "Our Side"), ("customer", "Customer")], required=True, readonly=True
    )
    partner_id = fields.Many2one("res.partner", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    name = fields.Char(required=True, readonly=True)
    email = fields.Char(readonly=True)
    field_name = fields.Char(string="Signature Field", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "To Sign"), ("signed", "Signed"), ("declined", "Declined")],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    is_their_turn = fields.Boolean(compute="_compute_is_their_turn")
    signed_on = fields.Datetime(readonly=True)
    decline_reason = fields.Text(readonly=True)
    certificate_id = fields.Many2one(
        "crm.contract.certificate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    signing_backend = fields.Selection(
        selection=lambda self: self._get_signing_backends(),
        string="Way of Signing",
        readonly=True,
        help="Where this signatory's key lives, if not where their side's usually do.",
    )
    evidence = fields.Json(readonly=True, help="How this person was identified, and from where.")
    invited_on = fields.Datetime(string="Link Sent On", readonly=True)
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
        "state",
        "signed_on",
        "decline_reason",
        "certificate_id",
        "evidence",
    )

    _awaiting_idx = models.Index("(user_id, contract_id) WHERE state = 'waiting' AND active")

    @api.model
    def _get_signing_backends(self):
        """Every way of signing that a signatory of either side may have."""
        backends = self.env["crm.contract.signing.backend"]
        return list(
            dict(backends._get_selection("company") + backends._get_selection("customer")).items()
        )

    def init(self):
        super().init()
        self.env["crm.contract.append.only.mixin"]._create_refusal()
        before, after = (
            SQL(", ").join(SQL.identifier(row, name) for name in self._ANSWER_FIELDS)
            for row in ("old", "new")
        )
        is_answered = SQL("old.state != 'waiting'")
        is_changed = SQL("%s AND (%s) IS DISTINCT FROM (%s)", is_answered, before, after)
        for trigger, event, condition in (
            ("answered_row", SQL("UPDATE"), is_changed),
            ("answered_row_delete", SQL("DELETE"), is_answered),
        ):
            table, name = SQL.identifier(self._table), SQL.identifier(trigger)
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, table))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW WHEN (%s)"
                    " EXECUTE FUNCTION crm_contract_refuse_change()",
                    name,
                    event,
                    table,
                    condition,
                )
            )

    @api.depends("state", "contract_id.state", "contract_id.signer_ids.state")
    def _compute_is_their_turn(self):
        for signer in self:
            signer.is_their_turn = signer._is_their_turn()

    def _is_their_turn(self):
        """Whether this signatory may sign now: the contract is out for signature, this signatory
        belongs to its revision and has not answered, and everyone before them has signed."""
        self.ensure_one()
        contract = self.contract_id
        earlier = contract.signer_ids.filtered(lambda signer: signer.sequence < self.sequence)
        return (
            contract.state == "signing"
            and self.active
            and self.state == "waiting"
            and all(signer.state == "signed" for signer in earlier)
        )

    @api.model
    def _domain_awaiting(self, user):
        """The domain of signatories who are ``user`` and have not answered."""
        return (
            Domain("user_id", "=", user.id)
            & Domain("state", "=", "waiting")
            & Domain("contract_id.state", "=", "signing")
        )

    def _check_can_sign(self):
        """Refuse a signature that is not due.

        :raise UserError: already answered, not out for signature, or out of order
        """
        self.ensure_one()
        if self.state == "signed":
            raise UserError(
                self.env._("You have already signed %(contract)s.", contract=self.contract_id.name)
            )
        if self.contract_id.state != "signing" or not self.active or self.state == "declined":
            raise UserError(
                self.env._(
                    "%(contract)s is not out for signature any more. Ask %(company)s if you"
                    " expected to sign it.",
                    contract=self.contract_id.name,
                    company=self.contract_id.company_id.name,
                )
            )
        if not self._is_their_turn():
            raise UserError(
                self.env._(
                    "It is not your turn yet: %(names)s must sign first. You will be told when"
                    " it is.",
                    names=", ".join(self._get_earlier_waiting().mapped("name")),
                )
            )

    def _get_earlier_waiting(self):
        self.ensure_one()
        return self.contract_id.signer_ids.filtered(
            lambda signer: signer.sequence < self.sequence and signer.state != "signed"
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
