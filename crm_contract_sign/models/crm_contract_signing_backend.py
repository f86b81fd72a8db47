from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackend(models.AbstractModel):
    """Where a signatory's private key lives, and how it is asked for a signature.

    To add one, inherit this model under a name of your own, implement ``_open`` and return that
    name from ``crm.contract._get_signing_backend()``.
    """

    _name = "crm.contract.signing.backend"
    _description = "Signing Back End"

    @api.model
    def _open(self, signer, secrets):
        """Give the key of a signatory, ready to sign once.

        Called when a signatory signs, before the document is prepared.  Gets the
        ``crm.contract.signer`` and ``secrets``, a callable from a secret's name (``"pin"``) to
        its value, asked at the last moment and never stored.  Returns a ``signing.Signer`` and
        the ``crm.contract.certificate`` it signs with.  Override in a back end of your own.

        :raise UserError: the key can't be used; says why and what to do
        """
        raise NotImplementedError(f"{self._name} does not say how it opens a key")

    @api.model
    def _get_key_location(self):
        """Where the key lives, as a code for the evidence.

        Called once a signature is made.  Returns a code, which
        ``crm.contract.messages._get_key_location_name()`` puts in words.  Override in a back end
        of your own.
        """
        raise NotImplementedError(f"{self._name} does not say where its keys live")


class CrmContractSigningBackendPin(models.AbstractModel):
    """A colleague's own key, kept in the database under a PIN that only they know."""

    _name = "crm.contract.signing.backend.pin"
    _description = "Signing with a Key under a PIN"
    _inherit = ["crm.contract.signing.backend"]

    @api.model
    def _open(self, signer, secrets):
        certificate = self.env["crm.contract.certificate"]._get_usable(signer.user_id)
        if not certificate:
            raise UserError(
                self.env._(
                    "%(person)s has no valid signing key yet. Create one in your preferences, under"
                    " Contract Signing.",
                    person=signer.name,
                )
            )
        return certificate._to_signer(secrets("pin")), certificate

    @api.model
    def _get_key_location(self):
        return "database_under_pin"


class CrmContractSigningBackendOneTime(models.AbstractModel):
    """A key made for one signature and forgotten at once; its certificate names the signatory."""

    _name = "crm.contract.signing.backend.one.time"
    _description = "Signing with a One-time Server Key"
    _inherit = ["crm.contract.signing.backend"]

    _VALIDITY_DAYS = 1

    @api.model
    def _open(self, signer, secrets):
        from .. import signing

        key = signing.generate_private_key(size=3072)
        record = self.env["crm.contract.certificate"]._certify_signatory(
            signer, key.public_key(), days=self._VALIDITY_DAYS
        )
        certificate = signing.from_pem(record.certificate_pem)
        return signing.LoadedKeySigner(key, certificate, record._get_chain()), record

    @api.model
    def _get_key_location(self):
        return "one_time_server_key"
