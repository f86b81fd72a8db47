from odoo import api, fields, models

SEAL_DAYS = 730


class CrmContractCertificate(models.Model):
    """The company's seal: it vouches for what the company states, without anybody's PIN.

    The authority's certificate may sign certificates only, so that a certificate of completion
    needs a key of its own.  The authority certifies it; like the authority's, it is wrapped under
    the server's secret.
    """

    _inherit = "crm.contract.certificate"

    # Whose keys open with the server's secret rather than with a person's PIN.
    _KINDS_OF_SERVER = ("authority", "seal")

    kind = fields.Selection(selection_add=[("seal", "Company Seal")], ondelete={"seal": "cascade"})

    @api.model
    def _get_seal(self, company):
        """The company's seal, made when it is first needed.

        :raise UserError: the company has no signing authority, or the server no secret
        """
        authority = self._get_authority(company)
        # sudo: whoever signs last has the certificate of completion sealed.
        seal = self.sudo().search(
            [
                ("kind", "=", "seal"),
                ("company_id", "=", company.id),
                ("issuer_id", "=", authority.id),
                ("state", "in", ["valid"]),
                ("has_key", "=", True),
            ],
            limit=1,
        )
        return seal or self._create_seal(company, authority)

    @api.model
    def _create_seal(self, company, authority):
        from .. import signing

        key = signing.generate_private_key(size=3072)
        certificate = authority._issue(
            key.public_key(), self._prepare_seal_subject(company), purpose="user", days=SEAL_DAYS
        )
        return self._keep(
            certificate,
            key,
            self._get_server_secret(),
            kind="seal",
            company=company,
            issuer_id=authority.id,
        )

    @api.model
    def _prepare_seal_subject(self, company):
        """The subject of the company's seal.

        Called when the seal is made.  Gets the company.  Returns a ``signing.Subject``.
        Override to name it otherwise.
        """
        from .. import signing

        return signing.Subject(
            common_name=self.env._("%(company)s Document Seal", company=company.name)[:64],
            organization=company.name[:64],
            country=company.country_id.code or None,
        )

    def _to_seal_signer(self):
        """A signer that holds this seal's key.

        :rtype: signing.LoadedKeySigner
        """
        from .. import signing

        self.ensure_one()
        key = self._unwrap_for_server()
        return signing.LoadedKeySigner(
            key, signing.from_pem(self.certificate_pem), self._get_chain()
        )
