import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..errors import SigningError


class CrmContractCertificate(models.Model):
    """Using keys: unlocked by their owner, chained to their authority, revoked for good."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _get_usable(self, user):
        """The valid certificate with which ``user`` signs, or none."""
        if not user:
            return self.browse()
        # sudo: colleagues may see that a user can sign; nothing secret is read.
        return self.sudo().search(
            [
                ("kind", "=", "user"),
                ("user_id", "=", user.id),
                ("has_key", "=", True),
                ("state", "in", ["valid"]),
            ],
            limit=1,
        )

    def _unwrap(self, secret):
        """This certificate's private key.

        :param bytes secret: the server's secret or the owner's PIN
        :raise SigningError: ``wrong_secret`` and others of ``signing.unwrap_private_key``
        """
        from .. import signing

        self.ensure_one()
        # sudo: the wrapped key is readable by nobody; without the secret it is noise.
        wrapped = base64.b64decode(self.sudo().wrapped_key or "")
        return signing.unwrap_private_key(wrapped, secret, context=self._get_key_context())

    def _to_signer(self, pin):
        """A signer that holds this certificate's key, unlocked by its owner's PIN.

        :param str pin: the owner's PIN
        :rtype: signing.LoadedKeySigner
        :raise UserError: the PIN is wrong, tried too often, or the certificate is not valid
        """
        from .. import signing

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
        left = self._spend_attempt()
        try:
            key = self._unwrap((pin or "").encode())
        except SigningError as error:
            if error.code != "wrong_secret":
                raise
            raise UserError(
                self.env._(
                    "This PIN is wrong. You have %(count)s attempts left before a pause of"
                    " %(minutes)s minutes.",
                    count=left,
                    minutes=int(self._ATTEMPT_PAUSE.total_seconds() // 60),
                )
            ) from None
        self._clear_attempts()
        return signing.LoadedKeySigner(
            key, signing.from_pem(self.certificate_pem), self._get_chain()
        )

    def _get_chain(self):
        """The certificates between this one and its root, nearest first, as objects."""
        from .. import signing

        self.ensure_one()
        chain = signing.from_pem_bundle(self.chain_pem) if self.chain_pem else []
        if self.issuer_id:
            chain.append(signing.from_pem(self.issuer_id.certificate_pem))
        return tuple(chain)

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

    def action_revoke(self):
        """Revoke these certificates and forget their keys: they can't sign any more."""
        for certificate in self:
            if certificate.user_id != self.env.user:
                self._check_key_manager()
        # sudo: owner or administrator of keys, checked above.
        self.sudo().filtered(lambda certificate: not certificate.revoked_on).write(
            {"revoked_on": fields.Datetime.now(), "wrapped_key": False, "has_key": False}
        )

    def action_download(self):
        """Download the certificate, to be trusted or handed on; it holds nothing secret."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/contract/certificate/{self.fingerprint}.pem",
            "target": "self",
        }
