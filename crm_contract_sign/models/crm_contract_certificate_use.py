import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..errors import SigningError

# A certificate of the company's that ends sooner is renewed when its owner signs.
RENEWED_BEFORE = timedelta(days=30)


class CrmContractCertificate(models.Model):
    """Using keys: unlocked by their owner, renewed and strengthened on the way."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _get_usable(self, user, company=None):
        """The valid certificate with which ``user`` signs for a company, or none.

        :param res.company company: their main one when None
        """
        if not user:
            return self.browse()
        company = company or user.company_id
        # sudo: colleagues may see that a user can sign; nothing secret is read.
        return self.sudo().search(
            [
                ("kind", "=", "user"),
                ("user_id", "=", user.id),
                ("company_id", "=", company.id),
                ("has_key", "=", True),
                ("state", "in", ["valid"]),
            ],
            limit=1,
        )

    def _open_with_pin(self, pin):
        """A signer that holds this key, and the certificate it signs with.

        That is another certificate of the same key where the company's authority was replaced or
        the present one is about to end.

        :param str pin: the owner's PIN
        :return: ``signing.LoadedKeySigner``, ``crm.contract.certificate``
        :rtype: tuple
        :raise UserError: the PIN is wrong, tried too often, or the certificate is not valid
        """
        key = self._unlock(pin)
        certificate = self._renew(key, pin) if self._is_renewal_due() else self
        return certificate._make_signer(key), certificate

    def _make_signer(self, key):
        """A signer that holds this certificate's private key.

        :param key: the private key, unlocked
        :rtype: signing.LoadedKeySigner
        """
        from .. import signing

        self.ensure_one()
        certificate = signing.from_pem(self.certificate_pem)
        mechanism = self.company_id._get_contract_mechanism(certificate)
        return signing.LoadedKeySigner(key, certificate, self._get_chain(), mechanism)

    def _unlock(self, pin):
        """This certificate's private key, opened by its owner.

        :param str pin: the owner's PIN
        :raise UserError: the PIN is wrong, tried too often, or the certificate is not valid
        """
        self._check_owner()
        key = self._recall_unlocked(pin)
        if key is None:
            key = self._try_pin(pin)
            self._strengthen(key, pin)
            self._remember_unlocked(key, pin)
        return key

    def _check_owner(self):
        """Refuse everybody but the owner, and them when the certificate is not valid any more.

        :raise AccessError: somebody else's
        :raise UserError: not valid
        """
        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only its owner signs with a key."))
        if self.state != "valid":
            raise UserError(
                self.env._(
                    "Your certificate is no longer valid. Create a new signing key in your"
                    " preferences, then sign again."
                )
            )

    def _try_pin(self, pin):
        left = self._spend_attempt()
        try:
            key = self._unwrap((pin or "").encode())
        except SigningError as error:
            if error.code != "wrong_secret":
                raise UserError(
                    self.env["crm.contract.messages"]._get_error_message(error)
                ) from error
            raise UserError(
                self.env._(
                    "This PIN is wrong. You have %(count)s attempts left before a pause of"
                    " %(minutes)s minutes.",
                    count=left,
                    minutes=int(self._ATTEMPT_PAUSE.total_seconds() // 60),
                )
            ) from None
        self._clear_attempts()
        return key

    def _change_pin(self, pin, new_pin):
        """Put this key under another PIN; key and certificate stay.

        :param str pin: the present PIN
        :param str new_pin: the PIN from now on
        :raise UserError: the present PIN is wrong, the new one easy to guess or the same
        """
        self._check_pin(new_pin)
        if pin == new_pin:
            raise UserError(self.env._("The new PIN is the old one. Choose another PIN."))
        self._wrap(self._unlock(pin), new_pin.encode())
        self._forget_unlocked()
        self.env["crm.contract.certificate.event"]._append(self, "change_pin")

    def _strengthen(self, key, pin):
        """Wrap a key again if it was wrapped with less effort than is usual today."""
        from .. import signing

        # sudo: how a key is wrapped is no secret, and says nothing about it.
        wrapped = base64.b64decode(self.sudo().wrapped_key)
        if not signing.is_sealed_as_today(wrapped):
            self._wrap(key, pin.encode())
            self.env["crm.contract.certificate.event"]._append(self, "strengthen")

    def _is_renewal_due(self):
        """Whether the company's authority should certify this key anew."""
        self.ensure_one()
        if not self.issuer_id:
            return False
        ends_soon = self.valid_until < fields.Datetime.now() + RENEWED_BEFORE
        authority = self._find_authority(self.company_id)
        can_last_longer = authority.valid_until and authority.valid_until > self.valid_until
        return self.issuer_id.state != "valid" or (ends_soon and can_last_longer)

    def _renew(self, key, pin):
        """Certify the same key anew; this certificate is retired.

        :param key: the private key, unlocked
        :param str pin: the PIN it stays under
        :return: crm.contract.certificate
        """
        self.ensure_one()
        user = self.user_id
        company = self.company_id
        certificate, authority = self._certify_user(user, key.public_key(), company)
        self._retire()
        return self._keep(
            certificate,
            key,
            pin.encode(),
            kind="user",
            company=company,
            event="renew",
            user_id=user.id,
            partner_id=user.partner_id.id,
            issuer_id=authority.id,
        )

    @api.model
    def _get_trust_anchors(self, companies):
        """The certificates that the verification trusts.

        Called before every verification.  Gets the companies in question.  Returns a list of PEM
        strings: the authorities ever used, expired and revoked ones included, since old
        signatures chain to them.  Override to trust further authorities.
        """
        # sudo: trust anchors are public.
        authorities = self.sudo().search(
            [("kind", "=", "authority"), ("company_id", "in", companies.ids)]
        )
        return [authority.certificate_pem for authority in authorities]
