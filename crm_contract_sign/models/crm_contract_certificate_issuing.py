from datetime import UTC

from odoo import api, models
from odoo.exceptions import AccessError


class CrmContractCertificate(models.Model):
    """Making certificates: of users' keys, and of what a PKCS#12 file holds."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _create_for_user(self, user, pin, company=None):
        """Make a user's own key and have the company's authority certify it.

        :param res.users user: whose key it is
        :param str pin: the PIN that will unlock it; kept nowhere
        :param res.company company: for which they will sign with it; their main one when None
        :return: crm.contract.certificate
        """
        if user != self.env.user:
            raise AccessError(self.env._("A signing key is made by the person who will use it."))
        self._check_pin(pin)
        company = company or user.company_id
        # sudo: what keys a company wants is no secret, and the user signs for it.
        key = company.sudo()._generate_contract_key()
        certificate, authority = self._certify_user(user, key.public_key(), company)
        self._get_usable(user, company)._retire()
        return self._keep(
            certificate,
            key,
            pin.encode(),
            kind="user",
            company=company,
            user_id=user.id,
            partner_id=user.partner_id.id,
            issuer_id=authority.id,
        )

    @api.model
    def _import_pkcs12(self, data, password, pin, *, kind, company):
        """Keep the key and certificate of a PKCS#12 file.

        :param bytes data: the file
        :param str password: the file's password
        :param str pin: the PIN that will unlock a user's key; unused for an authority
        :param str kind: ``authority`` or ``user``
        :raise UserError: wrong password, malformed file, expired certificate, weak key
        """
        from .. import signing

        # The dialog's company is what the browser says it is.
        company.with_env(self.env).check_access("read")
        if kind == "authority":
            self._check_key_manager()
            secret = self._get_server_secret()
        else:
            self._check_pin(pin)
            secret = pin.encode()
        with self.env["crm.contract.messages"]._translated():
            identity = signing.load_pkcs12(data, password.encode(), purpose=kind)
        owner = self.env.user if kind == "user" else self.env["res.users"]
        if kind == "authority":
            self._retire_authorities(company)
        self._get_usable(owner, company)._retire()
        return self._keep(
            identity.certificate,
            identity.key,
            secret,
            kind=kind,
            company=company,
            source="imported",
            chain_pem="\n".join(signing.to_pem(each) for each in identity.chain),
            user_id=owner.id,
            partner_id=owner.partner_id.id,
        )

    def _keep(self, certificate, key, secret, *, kind, company, event=None, **values):
        """Store a certificate and its key, wrapped under ``secret``.

        :param certificate: an ``x509.Certificate``
        :param key: its private key, or None when that lives elsewhere
        :param bytes secret: what the key is wrapped under
        :param str event: what the certificate's log says; how it came here when None
        :param values: further values of the record
        """
        from .. import signing

        description = signing.describe(certificate)
        # sudo: callers have checked who asks; keys and certificates are written nowhere else.
        record = self.sudo().create(
            {
                "name": description.common_name,
                "kind": kind,
                "company_id": company.id,
                "certificate_pem": signing.to_pem(certificate),
                "fingerprint": description.fingerprint,
                "serial": description.serial,
                "key_description": description.key,
                "issuer_name": description.issuer,
                "valid_from": description.valid_from.astimezone(UTC).replace(tzinfo=None),
                "valid_until": description.valid_until.astimezone(UTC).replace(tzinfo=None),
                **values,
            }
        )
        if key is not None:
            record._wrap(key, secret)
        origin = {"issued": "issue", "imported": "import", "registered": "register"}
        code = event or origin[record.source]
        self.env["crm.contract.certificate.event"]._append(record, code)
        return record.sudo(self.env.su)
