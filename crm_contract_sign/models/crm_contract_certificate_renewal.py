from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_contract_certificate_expiry import WARNED_BEFORE

KEY_MANAGER = "crm_contract_sign.crm_contract_sign_group_key_manager"
WARNING_ACTIVITY = "mail.mail_activity_data_todo"


class CrmContractCertificate(models.Model):
    """Renewing a certificate before it ends, at the press of a button."""

    _inherit = "crm.contract.certificate"

    ends_soon = fields.Boolean(compute="_compute_ends_soon")
    can_renew = fields.Boolean(compute="_compute_can_renew")

    @api.depends("state", "valid_until")
    def _compute_ends_soon(self):
        limit = fields.Datetime.now() + timedelta(days=max(WARNED_BEFORE))
        for certificate in self:
            certificate.ends_soon = certificate.state == "valid" and certificate.valid_until < limit

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_renew(self):
        for certificate in self:
            certificate.can_renew = bool(certificate._get_renewal())

    def _get_renewal(self):
        """How the current user renews this certificate.

        Called when its form and a user's preferences are shown, and before it is renewed.  Gets
        one certificate, or none.  Returns ``pin`` (the key is certified anew, its owner unlocks
        it), ``public`` (the same, of a key that lives elsewhere), ``replace`` (the company's
        authority), ``import`` or ``register`` (its issuer gives a new certificate), or False.
        Override together with ``_renew_in_place()`` for kinds of your own.
        """
        is_manager = self.env.user.has_group(KEY_MANAGER)
        if self.state != "valid":
            return False
        if self.kind == "authority" and is_manager:
            return "import" if self.source == "imported" else "replace"
        if self.kind == "user" and self.source == "registered" and is_manager:
            return "public" if self.issuer_id else "register"
        if self.kind == "user" and self.has_key and self.user_id == self.env.user:
            return "pin" if self.issuer_id else "import"
        return False

    def action_open_renew(self):
        """Open the dialog that renews this certificate."""
        self.ensure_one()
        way = self._get_renewal()
        if not way:
            raise self._make_renewal_refusal()
        if way == "import":
            return self.env["crm.contract.import.key"]._open(self.kind, self.company_id)
        if way == "register":
            return self.env["crm.contract.register"]._open()
        return self.env["crm.contract.renew"]._open_for(self)

    def _renew_in_place(self, pin=None, *, with_new_key=False):
        """Put a new certificate in the place of this one.

        :param str pin: of a key that opens with one
        :param bool with_new_key: whether a new key, under the same PIN, takes the old one's place
        :return: crm.contract.certificate
        :raise UserError: wrong PIN, not to be renewed here, or to no avail
        """
        self.ensure_one()
        way = self._get_renewal()
        if way == "replace":
            return self._replace_authority(self.company_id)
        if way not in ("pin", "public"):
            raise self._make_renewal_refusal()
        self._check_renewal_lasts()
        if way == "public":
            return self._renew_registered()
        key = self._unlock(pin)
        if with_new_key:
            return self._create_for_user(self.user_id, pin, self.company_id)
        return self._renew(key, pin)

    def _renew_registered(self):
        """Certify anew the public key of a certificate whose key lives elsewhere."""
        from .. import signing

        public_key = signing.from_pem(self.certificate_pem).public_key()
        certificate, authority = self._certify_user(self.user_id, public_key, self.company_id)
        self._retire()
        return self._keep(
            certificate,
            None,
            b"",
            kind="user",
            company=self.company_id,
            event="renew",
            source="registered",
            signing_backend=self.signing_backend,
            token_label=self.token_label,
            token_key_id=self.token_key_id,
            user_id=self.user_id.id,
            partner_id=self.partner_id.id,
            issuer_id=authority.id,
        )

    def _check_renewal_lasts(self):
        """Refuse a renewal that would end no later than the certificate does already."""
        authority = self._get_authority(self.company_id)
        if authority == self.issuer_id and authority.valid_until <= self.valid_until:
            raise UserError(
                self.env._(
                    "%(authority)s ends on %(day)s itself, so that it can't certify anything for"
                    " longer. An administrator of keys renews it first.",
                    authority=authority.name,
                    day=authority.valid_until.date(),
                )
            )

    def _make_renewal_refusal(self):
        return UserError(
            self.env._(
                "“%(name)s” can't be renewed by you. A colleague renews their own key while it is"
                " valid, an administrator of keys the company's authority and keys kept elsewhere.",
                name=self.name,
            )
        )

    def _retire(self):
        """Override: nobody needs to be warned of its end any more."""
        super()._retire()
        # sudo: whoever renews a certificate need not be whoever was warned.
        self.sudo().activity_unlink([WARNING_ACTIVITY])
