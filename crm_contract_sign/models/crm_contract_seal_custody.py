import base64
import secrets
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..errors import SigningError

HANDOVER_DAYS = 7
# Without letters and digits that are taken for one another.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class CrmContractSeal(models.Model):
    """Custody: taking a seal, handing it over, and what to do when a PIN is lost.

    Nobody but the custodian ever knows the PIN.  To hand a seal over, its key is wrapped a second
    time, under a code that the custodian tells the next one; who opens it with the code puts it
    under a PIN of their own, and only then has the custody changed.
    """

    _inherit = "crm.contract.seal"

    heir_id = fields.Many2one(
        "res.users", string="Being Handed To", readonly=True, copy=False, index="btree_not_null"
    )
    handover_key = fields.Text(groups=fields.NO_ACCESS, copy=False)
    handover_until = fields.Datetime(readonly=True, copy=False)

    def _check_custodian(self):
        """Refuse everybody but the custodian.

        :raise AccessError: somebody else
        """
        self.ensure_one()
        if self.custodian_id != self.env.user or self.company_id not in self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "%(custodian)s keeps “%(seal)s”; nobody else can do this.",
                    custodian=self.custodian_id.name,
                    seal=self.name,
                )
            )

    def _lock(self):
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset()

    def _take_custody(self, pin):
        """Make the seal's key, under the custodian's PIN, and have the company certify it.

        :param str pin: the custodian's PIN for this seal; kept nowhere
        """
        self._lock()
        self._check_custodian()
        if self.state != "new":
            raise UserError(
                self.env._("“%(seal)s” is in custody already, or retired.", seal=self.name)
            )
        certificate = self.env["crm.contract.certificate"]._create_for_seal(self, pin)
        # sudo: custody is written by these methods alone.
        self.sudo().write({"state": "active", "certificate_id": certificate.id})
        self._log_custody("take", custodian=self.custodian_id.name)

    def _log_custody(self, code, **details):
        fingerprint = self.certificate_id.fingerprint
        self.env["crm.contract.seal.event"]._append(
            self, code, certificate=fingerprint or None, **details
        )

    # ------------------------------------------------------------------
    # HANDING OVER
    # ------------------------------------------------------------------

    def _offer(self, user, pin):
        """Begin to hand the seal over.

        :param res.users user: who will keep it
        :param str pin: the present custodian's PIN
        :return: the code that the other needs; stored nowhere
        :rtype: str
        """
        from .. import signing

        self._lock()
        self._check_custodian()
        self._check_usable()
        self._check_heir(user)
        key = self.certificate_id._unlock(pin)
        code = "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(4)) for _ in range(4))
        wrapped = signing.wrap_private_key(key, code.encode(), context=self._get_handover_context())
        # sudo: custody is written by these methods alone; the copy is noise without the code.
        self.sudo().write(
            {
                "heir_id": user.id,
                "handover_key": base64.b64encode(wrapped).decode(),
                "handover_until": fields.Datetime.now() + timedelta(days=HANDOVER_DAYS),
            }
        )
        self._log_custody("offer", before=self.custodian_id.name, custodian=user.name)
        self.message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("You are to keep “%(seal)s”", seal=self.name),
            body=self.env._(
                "%(person)s hands “%(seal)s” over to you. Open the seal and take it over with the"
                " code that they tell you.",
                person=self.custodian_id.name,
                seal=self.name,
            ),
        )
        return code

    def _check_heir(self, user):
        if user == self.custodian_id or user.share or self.company_id not in user.company_ids:
            raise UserError(
                self.env._(
                    "Choose another colleague who works for %(company)s.",
                    company=self.company_id.name,
                )
            )

    def _get_handover_context(self):
        # sudo: which key is meant is no secret.
        return f"{self._name}:{self.id}:{self.sudo().certificate_id.fingerprint}".encode()

    def action_keep(self):
        """Call a handover off: its code opens nothing any more."""
        for seal in self:
            seal._lock()
            if seal.custodian_id != self.env.user:
                self.env["crm.contract.certificate"]._check_key_manager()
            if seal.heir_id:
                seal._log_custody("keep", custodian=seal.custodian_id.name)
                seal._clear_handover()

    def _clear_handover(self):
        # sudo: custody is written by these methods alone.
        self.sudo().write({"heir_id": False, "handover_key": False, "handover_until": False})

    def _accept(self, code, pin):
        """Take the seal over.

        :param str code: what the present custodian told
        :param str pin: the new custodian's own PIN for this seal
        """
        self._check_is_heir()
        self.env["crm.contract.certificate"]._check_pin(pin)
        # Before the row is locked: attempts are counted in a transaction of their own.
        key = self._open_handover(code)
        self._lock()
        self._check_is_heir()
        # sudo: the certificate changes hands here alone.
        self.sudo().certificate_id._give_to(self.env.user, key, pin)
        self._change_custodian(self.env.user, "hand_over")

    def _check_is_heir(self):
        """Refuse everybody to whom the seal is not being handed over.

        :raise UserError: says so, or that the time for it is over
        """
        # sudo: to whom a seal is being handed is compared here alone.
        seal = self.sudo()
        if seal.heir_id != self.env.user or seal.handover_until < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "“%(seal)s” is not being handed to you, or the time to take it is over. Ask"
                    " %(custodian)s to hand it over again.",
                    seal=self.name,
                    custodian=self.custodian_id.name,
                )
            )

    def _open_handover(self, code):
        """The private key that is being handed over.

        :param str code: what the present custodian told
        :raise UserError: it is wrong, or was tried too often
        """
        from .. import signing

        left = self._spend_attempt()
        # sudo: the copy is readable by nobody; the code opens it, or not.
        wrapped = base64.b64decode(self.sudo().handover_key)
        secret = (code or "").strip().upper().encode()
        try:
            key = signing.unwrap_private_key(wrapped, secret, context=self._get_handover_context())
        except SigningError:
            raise UserError(
                self.env._(
                    "This code is wrong. %(custodian)s was shown the right one; you have %(count)s"
                    " attempts left.",
                    custodian=self.custodian_id.name,
                    count=left,
                )
            ) from None
        self._clear_attempts()
        return key

    def _change_custodian(self, user, code, **details):
        """Record who keeps the seal from now on, and let what awaits it await them."""
        before = self.custodian_id
        self._clear_handover()
        # sudo: custody is written by these methods alone.
        self.sudo().custodian_id = user
        self._log_custody(code, before=before.name, custodian=user.name, **details)
        # sudo: signatories are written by the methods of signing alone.
        waiting = (
            self.env["crm.contract.signer"]
            .sudo()
            .search([("seal_id", "=", self.id), ("state", "=", "waiting")])
        )
        waiting._give_to_custodian()

    # ------------------------------------------------------------------
    # LOST AND RETIRED
    # ------------------------------------------------------------------

    def _reissue(self, user, reason):
        """Revoke the seal's key, because its PIN is lost or known to others.

        :param res.users user: who shall take it into custody
        :param str reason: a value of ``revocation_reason`` of certificates
        """
        self.env["crm.contract.certificate"]._check_key_manager()
        self.check_access("write")
        self._lock()
        if self.state == "retired":
            raise UserError(self.env._("“%(seal)s” is retired.", seal=self.name))
        if user != self.custodian_id:
            self._check_heir(user)
        # sudo: an administrator of keys, checked above.
        seal = self.sudo()
        certificate = seal.certificate_id
        seal.write({"state": "new", "certificate_id": False})
        certificate.filtered(lambda each: not each.revoked_on)._revoke(reason)
        self._change_custodian(user, "reissue", reason=reason)

    def action_open_reissue(self):
        """Open the dialog that revokes the seal's key."""
        return self.env["crm.contract.reissue"]._open_for(self)

    def action_retire(self):
        """Retire these seals: their keys are revoked, and nobody affixes them any more."""
        self.env["crm.contract.certificate"]._check_key_manager()
        self.check_access("write")
        for seal in self.filtered(lambda seal: seal.state != "retired"):
            seal._lock()
            seal._check_nothing_awaits()
            # sudo: an administrator of keys, checked above.
            certificates = seal.sudo().certificate_id.filtered(lambda each: not each.revoked_on)
            seal.sudo().write({"state": "retired", "active": False})
            certificates._revoke("cessationOfOperation")
            seal._clear_handover()
            seal._log_custody("retire", custodian=seal.custodian_id.name)

    def _check_nothing_awaits(self):
        # sudo: what awaits a seal counts, whether or not one may read it.
        uses = self.env["crm.contract.seal.use"].sudo()
        waiting = uses.search([("seal_id", "=", self.id), ("state", "in", uses._OPEN_STATES)])
        if waiting:
            raise UserError(
                self.env._(
                    "“%(seal)s” is awaited on %(contracts)s. Affix it there, or withdraw these"
                    " contracts, before you retire it.",
                    seal=self.name,
                    contracts=", ".join(waiting.contract_id.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------
    # DIALOGS
    # ------------------------------------------------------------------

    def action_open_take(self):
        """Open the dialog in which the custodian takes the seal into custody."""
        self._check_custodian()
        return self.env["crm.contract.custody"]._open_for(self, "take")

    def action_open_offer(self):
        """Open the dialog in which the custodian hands the seal over."""
        self._check_custodian()
        return self.env["crm.contract.custody"]._open_for(self, "offer")

    def action_open_accept(self):
        """Open the dialog in which the next custodian takes the seal over."""
        return self.env["crm.contract.custody"]._open_for(self, "accept")

    def action_open_change_pin(self):
        """Open the dialog in which the custodian gives the seal another PIN."""
        self._check_custodian()
        return self.env["crm.contract.change.pin"]._open_for(self.certificate_id)
