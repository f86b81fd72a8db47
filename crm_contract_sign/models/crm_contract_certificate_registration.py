from datetime import UTC, datetime

from odoo import api, models


class CrmContractCertificate(models.Model):
    """Registering certificates whose keys live elsewhere: on a token, in a service."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _register_for(self, user, public, backend, company=None, **values):
        """Keep the certificate of a colleague's key that lives elsewhere.

        :param res.users user: whose key it is
        :param bytes public: PEM of the certificate, the user's own first and its issuers after
            it; or of the public key alone, which the company's authority then certifies
        :param str backend: the name of the back end's model
        :param res.company company: for which they sign with it; their main one when None
        :param values: further values of the record, such as where on a token the key is
        :return: crm.contract.certificate
        :raise AccessError: the user is no administrator of keys
        :raise UserError: what was given is no certificate or key that can sign
        """
        from .. import signing

        self._check_key_manager()
        self.env["crm.contract.signing.backend"]._find(backend, "company")
        with self.env["crm.contract.messages"]._translated():
            identity = signing.load_public_identity(public, moment=datetime.now(UTC))
        company = company or user.company_id
        certificate, authority = identity.certificate, self.browse()
        if not certificate:
            certificate, authority = self._certify_user(user, identity.public_key, company)
        self.env[backend]._find_certificate(user, company)._retire()
        # sudo: an administrator of keys, checked above, says how a colleague signs.
        user.sudo().contract_signing_backend = backend
        return self._keep(
            certificate,
            None,
            b"",
            kind="user",
            company=company,
            source="registered",
            signing_backend=backend,
            user_id=user.id,
            partner_id=user.partner_id.id,
            issuer_id=authority.id,
            chain_pem="\n".join(signing.to_pem(each) for each in identity.chain),
            **values,
        )

    def action_open_register(self):
        """Open the dialog that registers a colleague's key on a token or in a service."""
        self._check_key_manager()
        return self.env["crm.contract.register"]._open()
