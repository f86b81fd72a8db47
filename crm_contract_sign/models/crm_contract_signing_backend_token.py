import os

from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackendToken(models.AbstractModel):
    """A key on a PKCS#11 token: a smart card, a USB token, a hardware module of the server.

    The module that speaks to the token is code, so that its path comes from the server's
    configuration alone, never from the database.
    """

    _name = "crm.contract.signing.backend.token"
    _description = "PKCS#11 Token"
    _inherit = ["crm.contract.signing.backend.remote"]

    _signs_for = ("company",)
    _asks_pin = True

    @api.model
    def _get_module_path(self):
        """The PKCS#11 module, as the server's owner has set it.

        :raise UserError: none is configured
        """
        path = self.env["crm.contract.certificate"]._get_server_option("pkcs11_module")
        if not path:
            raise UserError(
                self.env._(
                    "The server knows no PKCS#11 module. Ask your administrator to set"
                    " “pkcs11_module” in the section [crm_contract_sign] of odoo.conf to the path"
                    " of the token's library, and to restart Odoo."
                )
            )
        return path

    @api.model
    def _open(self, signer, secrets):
        certificate = self._find_certificate(signer.user_id, signer.contract_id.company_id)
        if not certificate:
            raise self._make_refusal(signer)
        return self._make_signer(certificate, secrets), certificate

    @api.model
    def _make_signer(self, certificate, secrets):
        """The key on the token as a ``signing.TokenSigner``, which asks for the PIN to sign."""
        from .. import signing

        certificate._check_owner()
        own = signing.from_pem(certificate.certificate_pem)
        place = signing.TokenKey(
            self._get_module_path(),
            certificate.token_label,
            identifier=bytes.fromhex(certificate.token_key_id),
        )
        mechanism = certificate.company_id._get_contract_mechanism(own)
        return signing.TokenSigner(place, own, secrets, certificate._get_chain(), mechanism)

    @api.model
    def _check_pin(self, user, company, pin):
        certificate = self._find_certificate(user, company)
        if not certificate:
            return  # Each signature says what is missing.
        with self.env["crm.contract.messages"]._translated():
            # A token tells of a wrong PIN only when something is signed: random bytes of ours.
            self._make_signer(certificate, lambda _name: pin).sign(os.urandom(32))

    @api.model
    def _get_key_location(self):
        return "pkcs11_token"
