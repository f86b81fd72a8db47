import base64
import configparser
import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import config

from ..errors import SigningError

SECRET_VARIABLE = "CRM_CONTRACT_SIGN_SECRET"
MINIMUM_SECRET_LENGTH = 16
MINIMUM_PIN_LENGTH = 6


@lru_cache(maxsize=1)
def _read_secret_from_file(path, _modified):
    parser = configparser.RawConfigParser()
    parser.read([path])
    return parser.get("crm_contract_sign", "secret", fallback="")


class CrmContractCertificate(models.Model):
    """An X.509 certificate, and where this server holds it, its private key under a secret.

    The authority's key is wrapped under the server's secret, which is never in the database; a
    user's key under a PIN that only they know.  Database access alone signs as nobody.
    """

    _name = "crm.contract.certificate"
    _description = "Signing Certificate"
    _inherit = ["mail.thread", "crm.contract.attempt.limit.mixin"]
    _order = "kind, id desc"

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("authority", "Company Authority"),
            ("user", "User"),
            ("signatory", "Customer's Signatory"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    issuer_id = fields.Many2one(
        "crm.contract.certificate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    source = fields.Selection(
        [("issued", "Issued Here"), ("imported", "Imported (PKCS#12)")],
        required=True,
        default="issued",
        readonly=True,
    )
    certificate_pem = fields.Text(string="Certificate (PEM)", required=True, readonly=True)
    chain_pem = fields.Text(string="Chain (PEM)", readonly=True)
    wrapped_key = fields.Text(groups=fields.NO_ACCESS, copy=False)
    has_key = fields.Boolean(string="Key Kept Here", readonly=True)
    fingerprint = fields.Char(string="SHA-256 Fingerprint", required=True, readonly=True)
    serial = fields.Char(string="Serial Number", required=True, readonly=True)
    key_description = fields.Char(string="Key", readonly=True)
    issuer_name = fields.Char(readonly=True)
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_until = fields.Datetime(required=True, readonly=True)
    revoked_on = fields.Datetime(readonly=True, tracking=True)
    state = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    _fingerprint_unique = models.Constraint(
        "UNIQUE(fingerprint)", "This certificate is already here. Use the existing one."
    )
    _valid_key_idx = models.Index("(user_id, valid_until) WHERE has_key AND revoked_on IS NULL")

    @api.depends("valid_until", "revoked_on")
    def _compute_state(self):
        now = fields.Datetime.now()
        for certificate in self:
            if certificate.revoked_on:
                certificate.state = "revoked"
            else:
                certificate.state = "valid" if certificate.valid_until > now else "expired"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        domains = {
            "revoked": [("revoked_on", "!=", False)],
            "valid": [("revoked_on", "=", False), ("valid_until", ">", now)],
            "expired": [("revoked_on", "=", False), ("valid_until", "<=", now)],
        }
        return fields.Domain.OR(
            fields.Domain(domains[state]) for state in value if state in domains
        )

    @api.ondelete(at_uninstall=False)
    def _never_unlink_certificates(self):
        raise UserError(
            self.env._(
                "A certificate stays, because signatures refer to it. Revoke it if it must not be"
                " used any more."
            )
        )

    # ------------------------------------------------------------------
    # SECRETS
    # ------------------------------------------------------------------

    @api.model
    def _get_server_secret(self):
        """The secret that wraps the authority's keys: from the environment or ``odoo.conf``.

        :rtype: bytes
        :raise UserError: no secret, or a short one, is configured
        """
        path = config["config"] or ""
        modified = os.path.getmtime(path) if path and os.path.exists(path) else 0
        secret = os.environ.get(SECRET_VARIABLE) or _read_secret_from_file(path, modified)
        if len(secret) < MINIMUM_SECRET_LENGTH:
            raise UserError(
                self.env._(
                    "The server has no secret to protect the signing authority's key. Ask your"
                    " administrator to set “secret” (at least %(length)s characters) in the section"
                    " [crm_contract_sign] of odoo.conf, or the environment variable %(variable)s,"
                    " and to restart Odoo.",
                    length=MINIMUM_SECRET_LENGTH,
                    variable=SECRET_VARIABLE,
                )
            )
        return secret.encode()

    @api.model
    def _check_pin(self, pin):
        """Refuse a PIN that is easy to guess.

        :raise UserError: the PIN is too short or has a single repeated character
        """
        if len(pin or "") < MINIMUM_PIN_LENGTH or len(set(pin)) == 1:
            raise UserError(
                self.env._(
                    "Choose a PIN of at least %(length)s characters that are not all the same."
                    " Letters are welcome.",
                    length=MINIMUM_PIN_LENGTH,
                )
            )

    def _get_key_context(self):
        """What a wrapped key is bound to, so that it can't be moved to another record."""
        self.ensure_one()
        return f"{self._name}:{self.kind}:{self.fingerprint}".encode()

    # ------------------------------------------------------------------
    # MAKING CERTIFICATES
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # USING KEYS
    # ------------------------------------------------------------------

    @api.model
    def _get_usable(self, user):
        """The valid certificate with which ``user`` signs, or none."""
        if not user:
            return self.browse()
        # sudo: colleagues may see that a user can sign; nothing secret is read.
        return self.sudo().search(
            [
                ("kind", "=", "user"),
                ("user_id", "=", user.id),
                ("has_key", "=", True),
                ("state", "in", ["valid"]),
            ],
            limit=1,
        )

    def _unwrap(self, secret):
        """This certificate's private key.

        :param bytes secret: the server's secret or the owner's PIN
        :raise SigningError: ``wrong_secret`` and others of ``signing.unwrap_private_key``
        """
        from .. import signing

        self.ensure_one()
        # sudo: the wrapped key is readable by nobody; without the secret it is noise.
        wrapped = base64.b64decode(self.sudo().wrapped_key or "")
        return signing.unwrap_private_key(wrapped, secret, context=self._get_key_context())

    def _to_signer(self, pin):
        """A signer that holds this certificate's key, unlocked by its owner's PIN.

        :param str pin: the owner's PIN
        :rtype: signing.LoadedKeySigner
        :raise UserError: the PIN is wrong, tried too often, or the certificate is not valid
        """
        from .. import signing

        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only its owner signs with a key."))
        if self.state != "valid":
            raise UserError(
                self.env._(
                    "Your certificate is no longer valid. Create a new signing key in your"
                    " preferences, then sign again."
                )
            )
        left = self._spend_attempt()
        try:
            key = self._unwrap((pin or "").encode())
        except SigningError as error:
            if error.code != "wrong_secret":
                raise
            raise UserError(
                self.env._(
                    "This PIN is wrong. You have %(count)s attempts left before a pause of"
                    " %(minutes)s minutes.",
                    count=left,
                    minutes=int(self._ATTEMPT_PAUSE.total_seconds() // 60),
                )
            ) from None
        self._clear_attempts()
        return signing.LoadedKeySigner(
            key, signing.from_pem(self.certificate_pem), self._get_chain()
        )

    def _get_chain(self):
        """The certificates between this one and its root, nearest first, as objects."""
        from .. import signing

        self.ensure_one()
        chain = signing.from_pem_bundle(self.chain_pem) if self.chain_pem else []
        if self.issuer_id:
            chain.append(signing.from_pem(self.issuer_id.certificate_pem))
        return tuple(chain)

    @api.model
    def _get_trust_anchors(self, companies):
        """The certificates that the verification trusts.

        Called before every verification.  Gets the companies in question.  Returns a list of PEM
        strings: the authorities ever used, expired and revoked ones included, since old
        signatures chain to them.  Override to trust further authorities.
        """
        # sudo: trust anchors are public.
        authorities = self.sudo().search(
            [("kind", "=", "authority"), ("company_id", "in", companies.ids)]
        )
        return [authority.certificate_pem for authority in authorities]

    def action_revoke(self):
        """Revoke these certificates and forget their keys: they can't sign any more."""
        for certificate in self:
            if certificate.user_id != self.env.user:
                self._check_key_manager()
        # sudo: owner or administrator of keys, checked above.
        self.sudo().filtered(lambda certificate: not certificate.revoked_on).write(
            {"revoked_on": fields.Datetime.now(), "wrapped_key": False, "has_key": False}
        )

    def action_download(self):
        """Download the certificate, to be trusted or handed on; it holds nothing secret."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/contract/certificate/{self.fingerprint}.pem",
            "target": "self",
        }
