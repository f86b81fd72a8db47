import base64
from datetime import UTC, datetime, timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError


class CrmContractCertificate(models.Model):
    """Making certificates: the company's authority, users' keys, and what a PKCS#12 file holds."""

    _inherit = "crm.contract.certificate"

    @api.model
    def _get_authority(self, company):
        """The company's valid signing authority.

        :raise UserError: the company has none
        """
        # sudo: whoever signs needs the authority's certificate; its key stays wrapped.
        authority = self.sudo().search(
            [
                ("kind", "=", "authority"),
                ("company_id", "=", company.id),
                ("state", "in", ["valid"]),
                ("has_key", "=", True),
            ],
            limit=1,
        )
        if not authority:
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
        """Make the company's signing authority: an RSA key and its self-signed certificate.

        :return: crm.contract.certificate
        :raise AccessError: the user is no administrator of keys
        :raise UserError: the server's secret is missing, or there is an authority already
        """
        from .. import signing

        self._check_key_manager()
        secret = self._get_server_secret()
        if company.contract_authority_id:
            raise UserError(
                self.env._(
                    "%(company)s has a signing authority already. Revoke it first if a new one"
                    " shall take its place.",
                    company=company.name,
                )
            )
        key = signing.generate_private_key(size=int(company.contract_key_size or 3072))
        now = datetime.now(UTC)
        certificate = signing.create_authority(
            self._prepare_authority_subject(company),
            key,
            valid_from=now - timedelta(minutes=5),
            valid_until=now + timedelta(days=3652),
        )
        return self._keep(certificate, key, secret, kind="authority", company=company)

    @api.model
    def _prepare_authority_subject(self, company):
        """The subject of the company's authority.

        Called when the authority is created.  Gets the company.  Returns a ``signing.Subject``.
        Override to name it otherwise.
        """
        from .. import signing

        return signing.Subject(
            common_name=self.env._("%(company)s Contract Signing Authority", company=company.name)[
                :64
            ],
            organization=company.name[:64],
            country=company.country_id.code or None,
        )

    @api.model
    def _create_for_user(self, user, pin):
        """Make a user's own key and have the company's authority certify it.

        :param res.users user: whose key it is
        :param str pin: the PIN that will unlock it; kept nowhere
        :return: crm.contract.certificate
        """
        from .. import signing

        if user != self.env.user:
            raise AccessError(self.env._("A signing key is made by the person who will use it."))
        self._check_pin(pin)
        authority = self._get_authority(user.company_id)
        key = signing.generate_private_key(size=int(user.company_id.contract_key_size or 3072))
        subject = signing.Subject(
            common_name=user.name[:64],
            email=user.email or None,
            organization=user.company_id.name[:64],
            country=user.company_id.country_id.code or None,
        )
        certificate = authority._issue(key.public_key(), subject, purpose="user", days=730)
        self._get_usable(user).action_revoke()
        return self._keep(
            certificate,
            key,
            pin.encode(),
            kind="user",
            company=user.company_id,
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
        self._get_usable(owner).action_revoke()
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

    @api.model
    def _certify_signatory(self, signer, public_key, *, days):
        """Have the company's authority certify a key that signs once, for a customer's signatory.

        :param crm.contract.signer signer: whose key it is
        :param public_key: the public key, of ``cryptography``
        :param float days: for how long; a fraction for hours
        :return: crm.contract.certificate
        """
        from .. import signing

        company = signer.contract_id.company_id
        authority = self._get_authority(company)
        party = signer.partner_id.commercial_partner_id
        subject = signing.Subject(
            common_name=signer.name[:64],
            email=signer.email or None,
            organization=(party.name or "")[:64] or None,
            country=party.country_id.code or None,
        )
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

    def _issue(self, public_key, subject, *, purpose, days):
        """Certify a public key with this authority's key."""
        from .. import signing

        self.ensure_one()
        now = datetime.now(UTC)
        limit = self.valid_until.replace(tzinfo=UTC)
        with self.env["crm.contract.messages"]._translated():
            return signing.issue_certificate(
                signing.from_pem(self.certificate_pem),
                self._unwrap(self._get_server_secret()),
                public_key,
                subject,
                valid_from=now - timedelta(minutes=5),
                valid_until=min(now + timedelta(days=days), limit),
                purpose=purpose,
            )

    def _keep(self, certificate, key, secret, *, kind, company, **values):
        """Store a certificate and its key, wrapped under ``secret``."""
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
                "has_key": key is not None,
                **values,
            }
        )
        if key is not None:
            wrapped = signing.wrap_private_key(key, secret, context=record._get_key_context())
            record.wrapped_key = base64.b64encode(wrapped).decode()
        return record.sudo(self.env.su)

    def _check_key_manager(self):
        if not self.env.user.has_group("crm_contract_sign.crm_contract_sign_group_key_manager"):
            raise AccessError(
                self.env._(
                    "The signing authority is kept by administrators of keys. Ask one of them."
                )
            )
