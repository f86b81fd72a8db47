import hmac as hashlib_hmac
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac
from odoo.tools.urls import urljoin

LINK_SCOPE = "crm_contract_sign.signing_link"
# How long an old link can't ask for another one again, after none, one, two and more links that it
# asked for: whoever holds it must not flood a mailbox.
RENEWAL_PAUSES = (*[timedelta(minutes=10)] * 3, timedelta(days=1))


class CrmContractSigner(models.Model):
    """How signatories are told that it is their turn, and the link that only they get."""

    _inherit = "crm.contract.signer"

    renewed_on = fields.Datetime(groups=fields.NO_ACCESS)
    renewal_count = fields.Integer(groups=fields.NO_ACCESS, default=0)

    # ------------------------------------------------------------------
    # INVITATION
    # ------------------------------------------------------------------

    def _invite(self):
        """Tell these signatories that it is their turn: a link by e-mail, or an activity."""
        self._start_due_days()
        for signer in self:
            if signer.side == "company":
                signer._schedule_signature_activity()
            else:
                signer._send_link()

    def _schedule_signature_activity(self):
        # sudo: when somebody was told is written by the methods of signing alone.
        self.sudo().invited_on = fields.Datetime.now()
        self.contract_id.activity_schedule(
            "crm_contract_sign.mail_activity_type_sign",
            user_id=self.user_id.id,
            summary=self._get_turn_summary(),
        )

    def _get_turn_summary(self):
        """What a colleague is asked to do, as the title of their activity."""
        return self.env._("Sign %(contract)s", contract=self.contract_id.name)

    def action_resend_link(self):
        """E-mail these signatories a new link; their former links stop working."""
        for signer in self:
            signer.contract_id.check_access("write")
            signer._check_can_sign()
            if signer.side == "customer":
                signer._check_email()
                signer._send_link()
                signer.contract_id._log_event("resend_link", signer=signer.name, email=signer.email)

    def _renew_link(self):
        """E-mail this signatory a link because an old one asked for it, but not all the time.

        Whoever holds an old link may be anybody: the link that the signatory has stays good, and
        nothing else changes for them.
        """
        self.ensure_one()
        # sudo: how often links were asked for is readable by nobody.
        signer_sudo = self.sudo()
        last = max(filter(None, (signer_sudo.renewed_on, signer_sudo.invited_on)), default=None)
        pause = RENEWAL_PAUSES[min(signer_sudo.renewal_count, len(RENEWAL_PAUSES) - 1)]
        now = fields.Datetime.now()
        if self._is_their_turn() and (not last or now - last >= pause):
            signer_sudo.write({"renewed_on": now, "renewal_count": signer_sudo.renewal_count + 1})
            signer_sudo._mail_link()

    def _send_link(self):
        """E-mail this signatory a link that makes the former ones void."""
        self.ensure_one()
        # sudo: link numbers are readable by nobody; the link goes to the signatory alone.
        signer_sudo = self.sudo()
        signer_sudo.write(
            {
                "link_number": signer_sudo.link_number + 1,
                "invited_on": fields.Datetime.now(),
                "renewal_count": 0,
            }
        )
        signer_sudo._mail_link()

    def _mail_link(self):
        self._send_private_mail(
            "crm_contract_sign.mail_template_signing_link", signing_url=self._get_signing_url()
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
        return f"{claims}-{self._compute_mac(LINK_SCOPE, claims)}"

    @api.model
    def _compute_mac(self, scope, message):
        """The server's MAC over a message.

        Its key is the server's secret, which is outside the database, besides the database's own,
        which administrators can read: neither they nor a copy of the database can make a link.

        :param str scope: what the message is for, so that one is not taken for another
        :rtype: str
        """
        secret = self.env["crm.contract.certificate"]._get_server_secret()
        digest = hmac(self.env, scope, message)
        return hashlib_hmac.new(secret, f"{scope}:{digest}".encode(), "sha256").hexdigest()

    @api.model
    def _find_by_token(self, token):
        """The signatory to whom a link was sent.

        :param str token: what stands in the link
        :return: (signatory or an empty recordset, whether the link has expired); a forged link
            and the link of someone absent give the same empty answer
        :rtype: tuple
        """
        claims, _separator, mac = (token or "").rpartition("-")
        expected = self._compute_mac(LINK_SCOPE, claims)
        genuine = consteq(expected, mac) if mac.isascii() else False
        if not genuine:
            return self.browse(), False
        signer_id, link_number, expiry = map(int, claims.split("-"))
        signer = self.with_context(active_test=False).search([("id", "=", signer_id)])
        is_current = signer.link_number == link_number and signer.active
        # Void links, perhaps of another address or of a former revision, read nothing afterwards.
        if not is_current and signer.state in ("signed", "agreed"):
            return self.browse(), False
        is_expired = datetime.now(UTC).timestamp() > expiry
        return signer, is_expired or not is_current
