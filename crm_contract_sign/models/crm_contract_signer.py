import secrets
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, consteq, hmac, single_email_re
from odoo.tools.urls import urljoin

LINK_SCOPE = "crm_contract_sign.signing_link"
CODE_SCOPE = "crm_contract_sign.one_time_code"
CODE_DIGITS = 6
CODE_VALIDITY = timedelta(minutes=10)
CODES_AN_HOUR = 6
# A former link asks for a new one at most so often: whoever holds it must not flood a mailbox.
RENEWAL_PAUSE = timedelta(minutes=10)


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
    # INVITATION
    # ------------------------------------------------------------------

    def _invite(self):
        """Tell these signatories that it is their turn: a link by e-mail, or an activity."""
        for signer in self:
            if signer.side == "company":
                signer._schedule_signature_activity()
            else:
                signer._send_link()

    def _schedule_signature_activity(self):
        self.contract_id.activity_schedule(
            "crm_contract_sign.mail_activity_type_sign",
            user_id=self.user_id.id,
            summary=self.env._("Sign %(contract)s", contract=self.contract_id.name),
        )

    def action_resend_link(self):
        """E-mail these signatories a new link; their former links stop working."""
        for signer in self:
            signer.contract_id.check_access("write")
            signer._check_can_sign()
            if signer.side == "customer":
                signer._send_link()
                signer.contract_id._log_event("resend_link", signer=signer.name)

    def _renew_link(self):
        """E-mail this signatory a new link in place of an old one, unless one was sent just now."""
        self.ensure_one()
        is_recent = self.invited_on and fields.Datetime.now() - self.invited_on < RENEWAL_PAUSE
        if self._is_their_turn() and not is_recent:
            self._send_link()

    def _send_link(self):
        self.ensure_one()
        # sudo: link numbers are readable by nobody; the link goes to the signatory alone.
        signer_sudo = self.sudo()
        signer_sudo.link_number += 1
        signer_sudo.invited_on = fields.Datetime.now()
        signer_sudo._send_private_mail(
            "crm_contract_sign.mail_template_signing_link",
            signing_url=signer_sudo._get_signing_url(),
        )

    def _send_private_mail(self, template_xmlid, **values):
        """Send a mail that only its addressee may read.

        The message belongs to no record and is deleted once sent, so that no colleague finds a
        link or a code in a chatter, in a log or in the queue.
        """
        self.ensure_one()
        if not self.email or not single_email_re.match(self.email):
            raise UserError(
                self.env._(
                    "%(person)s has no valid e-mail address. Add one on the contact, then revise"
                    " the contract.",
                    person=self.name,
                )
            )
        template = self.env.ref(template_xmlid)
        template.with_context(**values).send_mail(
            self.id,
            force_send=True,
            email_values={
                "model": False,
                "res_id": False,
                "is_notification": False,
                "auto_delete": True,
                "author_id": self.env.ref("base.partner_root").id,
                "email_to": self.email,
                "recipient_ids": [],
            },
            email_layout_xmlid="mail.mail_notification_light",
        )

    # ------------------------------------------------------------------
    # LINK
    # ------------------------------------------------------------------

    def _get_signing_url(self):
        """The address at which this signatory, and nobody else, reads and signs."""
        return urljoin(self.get_base_url(), f"/contract/sign/{self._make_token()}")

    def _make_token(self):
        """A link token: who, which link, until when, and the server's MAC over these."""
        self.ensure_one()
        days = self.contract_id.company_id.contract_link_days
        expiry = int((datetime.now(UTC) + timedelta(days=days)).timestamp())
        claims = f"{self.id}-{self.link_number}-{expiry}"
        return f"{claims}-{hmac(self.env, LINK_SCOPE, claims)}"

    @api.model
    def _find_by_token(self, token):
        """The signatory to whom a link was sent.

        :param str token: what stands in the link
        :return: (signatory or an empty recordset, whether the link has expired); a forged link
            and the link of someone absent give the same empty answer
        :rtype: tuple
        """
        claims, _separator, mac = (token or "").rpartition("-")
        genuine = consteq(hmac(self.env, LINK_SCOPE, claims), mac) if mac.isascii() else False
        if not genuine:
            return self.browse(), False
        signer_id, link_number, expiry = map(int, claims.split("-"))
        signer = self.with_context(active_test=False).search([("id", "=", signer_id)])
        is_current = signer.link_number == link_number and signer.active
        is_expired = datetime.now(UTC).timestamp() > expiry
        return signer, is_expired or not is_current

    # ------------------------------------------------------------------
    # ONE-TIME CODE
    # ------------------------------------------------------------------

    def _send_code(self):
        """E-mail this signatory a fresh one-time code; the former one stops working.

        :raise UserError: too many codes were asked for within the hour
        """
        self.ensure_one()
        self._check_can_sign()
        now = fields.Datetime.now()
        is_new_window = not self.code_window_start or (
            now - self.code_window_start > timedelta(hours=1)
        )
        if not is_new_window and self.code_count >= CODES_AN_HOUR:
            raise UserError(
                self.env._(
                    "We have sent you %(count)s codes within the hour. Please use the newest one,"
                    " or wait a while.",
                    count=CODES_AN_HOUR,
                )
            )
        code = self._generate_code()
        self.write(
            {
                "code_digest": self._digest_code(code),
                "code_expiry": now + CODE_VALIDITY,
                "code_window_start": now if is_new_window else self.code_window_start,
                "code_count": 1 if is_new_window else self.code_count + 1,
            }
        )
        self._send_private_mail(
            "crm_contract_sign.mail_template_one_time_code",
            one_time_code=code,
            validity_minutes=int(CODE_VALIDITY.total_seconds() // 60),
        )
        self.contract_id._log_event("send_code", signer=self.name)

    @api.model
    def _generate_code(self):
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"

    def _digest_code(self, code):
        return hmac(self.env, CODE_SCOPE, (self.id, self.link_number, code))

    def _check_code(self, code):
        """Accept the newest one-time code, once.

        :raise UserError: wrong or expired code, or too many attempts
        """
        self.ensure_one()
        left = self._spend_attempt()
        if not self.code_digest or self.code_expiry < fields.Datetime.now():
            raise UserError(
                self.env._("This code has expired. Ask for a new one and enter it here.")
            )
        if not consteq(self.code_digest, self._digest_code((code or "").strip())):
            raise UserError(
                self.env._(
                    "This code is wrong. Please compare it with the newest e-mail; you have"
                    " %(count)s attempts left.",
                    count=left,
                )
            )
        if not self._use_code():
            raise UserError(self.env._("This code was used already. Ask for a new one."))
        self.contract_id._log_event("identify", signer=self.name, method="email_code")

    def _use_code(self):
        """Forget the present code and the attempts at it; False if somebody was faster.

        In a transaction of its own, like the count of attempts: this one began before that count
        changed the row, so that PostgreSQL would not let it write there.
        """
        query = SQL(
            """
            UPDATE crm_contract_signer
               SET code_digest = NULL, code_expiry = NULL, attempt_count = 0, locked_until = NULL
             WHERE id = %s AND code_digest = %s
            """,
            self.id,
            self.code_digest,
        )
        self.flush_recordset()
        with self.env.registry.cursor() as cursor:
            cursor.execute(query)
            is_used = bool(cursor.rowcount)
        self.invalidate_recordset(["code_digest", "code_expiry"])
        return is_used

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
