from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

AUTHORITY_DAYS = 3652
USER_DAYS = 730


class CrmContractCertificate(models.Model):
    """The company's signing authority: made, replaced, and certifying others."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _find_authority(self, company):
        """The company's valid signing authority, or none."""
        # sudo: whoever signs needs the authority's certificate; its key stays wrapped.
        return self.sudo().search(
            [
                ("kind", "=", "authority"),
                ("company_id", "=", company.id),
                ("state", "in", ["valid"]),
            ],
            limit=1,
        )

    @api.model
    def _get_authority(self, company):
        """The company's valid signing authority.

        :raise UserError: the company has none
        """
        authority = self._find_authority(company)
        if not authority.has_key:
            raise UserError(
                self.env._(
                    "%(company)s has no signing authority yet. An administrator of keys creates it"
                    " in one click under Settings › Contracts.",
                    company=company.name,
                )
            )
        return authority

    @api.model
    def _create_authority(self, company):
        """Make the company's first signing authority: a key and its self-signed certificate.

        :return: crm.contract.certificate
        :raise AccessError: the user is no administrator of keys
        :raise UserError: the server's secret is missing, or there is an authority already
        """
        self._check_key_manager()
        if self._find_authority(company):
            raise UserError(
                self.env._(
                    "%(company)s has a signing authority already. Replace it if a new one shall"
                    " take its place.",
                    company=company.name,
                )
            )
        return self._replace_authority(company)

    @api.model
    def _replace_authority(self, company):
        """Make a new signing authority, which takes the place of the present one, if any.

        The former one certifies nobody any more.  It stays a trust anchor, and keeps its key for
        its revocation list; colleagues' keys are certified anew when they next sign.

        :return: crm.contract.certificate
        """
        from .. import signing

        self._check_key_manager()
        secret = self._get_server_secret()
        key = company._generate_contract_key()
        now = datetime.now(UTC)
        certificate = signing.create_authority(
            self._prepare_authority_subject(company),
            key,
            valid_from=now - timedelta(minutes=5),
            valid_until=now + timedelta(days=AUTHORITY_DAYS),
        )
        self._retire_authorities(company)
        return self._keep(certificate, key, secret, kind="authority", company=company)

    @api.model
    def _retire_authorities(self, company):
        """Let the authorities in use step down, expired ones included."""
        # sudo: called by administrators of keys, who were checked.
        self.sudo().search(
            [
                ("kind", "=", "authority"),
                ("company_id", "=", company.id),
                ("revoked_on", "=", False),
                ("retired_on", "=", False),
            ]
        )._retire()

    @api.model
    def _prepare_authority_subject(self, company):
        """The subject of the company's authority.

        Called when the authority is created.  Gets the company.  Returns a ``signing.Subject``.
        Override to name it otherwise.
        """
        from .. import signing

        name = self.env._("%(company)s Contract Signing Authority", company=company.name)
        return signing.Subject(
            common_name=name[:64],
            organization=company.name[:64],
            country=company.country_id.code or None,
        )

    def _issue(self, public_key, subject, *, purpose, days):
        """Certify a public key with this authority's key.

        :param public_key: the key, whose possession was proved
        :param signing.Subject subject: whom the certificate names
        :param str purpose: ``user``, or ``signatory`` for one that signs once
        :param float days: how long it lasts; a signatory's at most one
        :return: a certificate object, kept nowhere yet
        """
        from .. import signing

        self.ensure_one()
        now = datetime.now(UTC)
        parties = (
            signing.from_pem(self.certificate_pem),
            self._unwrap_for_server(),
            public_key,
            subject,
        )
        places = {"crl_url": self.crl_url, "issuer_url": self._get_issuer_url()}
        if purpose == "signatory":
            lifetime = timedelta(days=days)
            return signing.issue_signatory_certificate(
                *parties, moment=now, lifetime=lifetime, **places
            )
        return signing.issue_certificate(
            *parties,
            valid_from=now - timedelta(minutes=5),
            valid_until=min(now + timedelta(days=days), self.valid_until.replace(tzinfo=UTC)),
            purpose=purpose,
            **places,
        )

    @api.model
    def _certify_user(self, user, public_key, company):
        """The company's certificate for a colleague's public key, not kept yet.

        :param res.users user: whose key it is
        :param public_key: the key, whose possession was proved
        :param res.company company: for which they sign with it
        :return: the certificate object and the authority's record
        :rtype: tuple
        """
        from .. import signing

        authority = self._get_authority(company)
        subject = signing.Subject(
            common_name=user.name[:64],
            email=user.email or None,
            organization=company.name[:64],
            country=company.country_id.code or None,
        )
        with self.env["crm.contract.messages"]._translated():
            certificate = authority._issue(public_key, subject, purpose="user", days=USER_DAYS)
        return certificate, authority

    @api.model
    def _certify_signatory(self, signer, public_key, *, days):
        """Certify a customer's public key for one signature, and keep the certificate.

        :param crm.contract.signer signer: whose key it is
        :param public_key: the public key, whose possession was proved
        :param float days: how long the certificate lasts, at most one
        :return: crm.contract.certificate
        """
        from .. import signing

        company = signer.contract_id.company_id
        authority = self._get_authority(company)
        organization = signer.partner_id.commercial_partner_id
        subject = signing.Subject(
            common_name=signer.name[:64],
            email=signer.email or None,
            organization=(organization.name or "")[:64] or None,
            country=organization.country_id.code or None,
        )
        with self.env["crm.contract.messages"]._translated():
            certificate = authority._issue(public_key, subject, purpose="signatory", days=days)
        return self._keep(
            certificate,
            None,
            b"",
            kind="signatory",
            company=company,
            partner_id=signer.partner_id.id,
            issuer_id=authority.id,
        )

    def _retire(self):
        """Let another certificate take the place of these ones.

        Nothing is wrong with what they signed, so that they are not revoked.  A person's key is
        erased; an authority keeps its own to sign its revocation list.
        """
        # sudo: called by whoever makes the new certificate, who was checked.
        retiring = self.sudo().filtered(lambda each: not (each.retired_on or each.revoked_on))
        retiring.write({"retired_on": fields.Datetime.now()})
        # The database lets a company's next authority in only when the former one is out.
        retiring.flush_recordset(["retired_on"])
        erased = retiring.filtered(lambda each: each.kind not in self._KINDS_OF_SERVER)
        erased.write({"wrapped_key": False, "has_key": False})
        erased._forget_unlocked()
        self.env["crm.contract.certificate.event"]._append(retiring, "retire")
