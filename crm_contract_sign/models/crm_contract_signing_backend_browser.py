from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackendBrowser(models.AbstractModel):
    """A key that the signatory's browser makes for one signature, and that never leaves it.

    The server certifies the public key and prepares the document, which
    ``crm.contract.signature.request`` keeps until the browser has signed.
    """

    _name = "crm.contract.signing.backend.browser"
    _description = "Key in Their Browser"
    _inherit = ["crm.contract.signing.backend"]

    _signs_for = ("customer",)
    # Longer than a request stays open, so that no signature meets an expired certificate.
    _VALIDITY_DAYS = 1 / 24

    @api.model
    def _get_policy(self, signer):
        """Whether a customer's key is made in their browser.

        Called when the signing page opens, and again before each signature from it.  Gets the
        ``crm.contract.signer``.  Returns ``required``, ``preferred`` (a one-time key of the
        server where the browser makes none) or ``never``.  Override to decide by contract.
        """
        contract = signer.contract_id
        if contract._get_signing_backend(signer)._name != self._name:
            return "never"
        # sudo: how a company signs is no secret.
        return contract.company_id.sudo().contract_browser_key

    @api.model
    def _get_server_backend(self, signer):
        """Override: a one-time key of the server serves where the browser makes none, unless the
        company requires it to.

        :raise UserError: the company requires browsers' keys
        """
        if self._get_policy(signer) == "required":
            raise UserError(
                self.env._(
                    "%(company)s wants your signing key to be made in your own browser, which this"
                    " one can't do. Please open the link in a current browser, over https.",
                    company=signer.contract_id.company_id.name,
                )
            )
        return self.env["crm.contract.signing.backend.one.time"]

    @api.model
    def _open(self, signer, secrets):
        """Override: the key itself is not here; ``secrets("public_key")`` gives its public half,
        whose possession the browser has proved."""
        from .. import signing

        record = self.env["crm.contract.certificate"]._certify_signatory(
            signer, secrets("public_key"), days=self._VALIDITY_DAYS
        )
        certificate = signing.from_pem(record.certificate_pem)
        key = signing.DistantKey(certificate, record._get_chain(), signing.Mechanism.RSA_PKCS1)
        return key, record

    @api.model
    def _get_key_location(self):
        return "browser"
