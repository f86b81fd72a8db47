from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackendRemote(models.AbstractModel):
    """A key kept elsewhere that is given a digest and answers with a signature.

    Inherit this model for a signing service: implement ``_sign_digest`` and
    ``_get_key_location``, and say in ``_signs_for`` who may choose it.  An administrator of keys
    registers each colleague's certificate under it.
    """

    _name = "crm.contract.signing.backend.remote"
    _description = "Key Kept Elsewhere"
    _inherit = ["crm.contract.signing.backend"]

    @api.model
    def _sign_digest(self, certificate, digest, mechanism, secrets):
        """Have a digest signed where the key is.

        Called when everything else is ready, and again for the signature beside the document
        unless ``_makes_detached_signatures()`` says no.  Gets the
        ``crm.contract.certificate`` of the key, the SHA-256 digest (32 bytes), the
        ``signing.Mechanism`` expected, and ``secrets``, which gives the PIN where the back end
        asks for one.  Returns the raw signature: PKCS#1 v1.5 or PSS of RSA, DER of ECDSA.
        Override in every back end of this kind.

        :raise UserError: the key did not sign; says why and what to do
        """
        raise NotImplementedError(f"{self._name} does not say how its keys sign")

    @api.model
    def _open(self, signer, secrets):
        from .. import signing

        certificate = self._find_certificate(signer.user_id, signer.contract_id.company_id)
        if not certificate:
            raise self._make_refusal(signer)
        own = signing.from_pem(certificate.certificate_pem)
        mechanism = certificate.company_id._get_contract_mechanism(own)

        def sign_digest(digest):
            return self._sign_digest(certificate, digest, mechanism, secrets)

        key = signing.DigestSigner(own, certificate._get_chain(), sign_digest, mechanism)
        return key, certificate

    @api.model
    def _find_certificate(self, user, company):
        # sudo: colleagues may see that a user can sign; nothing secret is read.
        certificates = (
            self.env["crm.contract.certificate"]
            .sudo()
            .search(
                [
                    ("kind", "=", "user"),
                    ("user_id", "=", user.id),
                    ("company_id", "=", company.id),
                    ("signing_backend", "=", self._name),
                    ("state", "in", ["valid"]),
                ]
            )
        )
        # What a revoked authority certified is worth nothing from then on.
        return certificates.filtered(lambda each: each.issuer_id.state != "revoked")[:1]

    @api.model
    def _check_plan(self, contract, user):
        """Override: whose certificate is not registered can't sign so."""
        if not self._find_certificate(user, contract.company_id):
            raise self._make_refusal(user)

    @api.model
    def _get_enrolment_action(self, signer):
        if not self._find_certificate(signer.user_id, signer.contract_id.company_id):
            raise self._make_refusal(signer)
        return

    @api.model
    def _make_refusal(self, signer):
        return UserError(
            self.env._(
                "No valid certificate of %(person)s is registered for “%(backend)s”. Ask an"
                " administrator of keys to register one under Contracts › Configuration ›"
                " Certificates.",
                person=signer.name,
                backend=self.env["ir.model"]._get(self._name).name,
            )
        )
