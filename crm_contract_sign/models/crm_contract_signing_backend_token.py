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
        certificate = self._find_certificate(signer.user_id)
        if not certificate:
            raise self._make_refusal(signer)
        return self._open_token(certificate, secrets("pin")), certificate

    @api.model
    def _open_token(self, certificate, pin):
        """The key on the token, unlocked by its PIN, as a ``signing.Signer``."""
        from .. import signing

        own = signing.from_pem(certificate.certificate_pem)
        certificate._check_owner()
        certificate._spend_attempt()
        with self.env["crm.contract.messages"]._translated():
            key = signing.open_token(
                self._get_module_path(),
                certificate.token_label,
                bytes.fromhex(certificate.token_key_id),
                pin or "",
                own,
                certificate._get_chain(),
                certificate.company_id._get_contract_mechanism(own),
            )
        certificate._clear_attempts()
        return key

    @api.model
    def _check_pin(self, user, pin):
        self._open_token(self._find_certificate(user), pin)

    @api.model
    def _get_key_location(self):
        return "pkcs11_token"
