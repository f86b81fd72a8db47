import base64
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools.urls import urljoin

from ..errors import SigningError

LIST_DAYS = 7


class CrmContractCertificate(models.Model):
    """Revoking certificates, and telling everyone which ones are."""

    _inherit = "crm.contract.certificate"

    crl_number = fields.Integer(readonly=True, help="How many revocation lists were signed.")
    crl_content = fields.Binary(attachment=False, groups=fields.NO_ACCESS)
    crl_next_update = fields.Datetime(
        string="Revocation List Until",
        readonly=True,
        help="The published list is current until then. The next one is signed on demand.",
    )
    crl_url = fields.Char(string="Revocation List", compute="_compute_crl_url")

    @api.depends("fingerprint", "kind")
    def _compute_crl_url(self):
        for certificate in self:
            certificate.crl_url = certificate.kind == "authority" and urljoin(
                certificate.get_base_url(), f"/contract/crl/{certificate.fingerprint}.crl"
            )

    def _get_issuer_url(self):
        """Where an authority's certificate is to be had, for those it issues."""
        self.ensure_one()
        return urljoin(self.get_base_url(), f"/contract/certificate/{self.fingerprint}.cer")

    def action_revoke(self, reason="unspecified"):
        """Revoke these certificates and forget their keys: they can't sign any more.

        :param str reason: one of the values of ``revocation_reason``
        """
        for certificate in self:
            if certificate.user_id != self.env.user:
                self._check_key_manager()
        if reason not in dict(self._fields["revocation_reason"].selection):
            raise UserError(self.env._("Choose one of the reasons given, then revoke again."))
        # sudo: owner or administrator of keys, checked above.
        self.sudo().filtered(lambda certificate: not certificate.revoked_on)._revoke(reason)

    def _revoke(self, reason):
        for authority in self.filtered(lambda each: each.kind == "authority" and each.has_key):
            authority._sign_last_revocation_list()
        self.write(
            {
                "revoked_on": fields.Datetime.now(),
                "revocation_reason": reason,
                "revoked_by_id": self.env.uid,
                "wrapped_key": False,
                "has_key": False,
            }
        )
        # The database lets a company's next authority in only when the former one is out.
        self.flush_recordset(["revoked_on"])
        self._forget_unlocked()
        # The lists that their issuers have published are out of date.
        self.issuer_id.filtered("has_key").write({"crl_next_update": False})
        self.env["crm.contract.certificate.event"]._append(self, "revoke", reason=reason)

    def action_open_revoke(self):
        """Open the dialog that asks for the reason."""
        return self.env["crm.contract.revoke"]._open_for(self)

    # ------------------------------------------------------------------
    # REVOCATION LIST
    # ------------------------------------------------------------------

    def _get_revocation_list(self):
        """The list of what this authority has revoked, as DER; none where it can't be signed.

        A list is signed once and given out until its next update is due or somebody's
        certificate is revoked.

        :rtype: bytes
        """
        self.ensure_one()
        if self._is_list_due():
            self.lock_for_update(allow_referencing=True)
            self.invalidate_recordset()
            if self._is_list_due():
                end = datetime.now(UTC) + timedelta(days=LIST_DAYS)
                self._sign_revocation_list(end)
        # sudo: revocation lists are public.
        return base64.b64decode(self.sudo().with_context(bin_size=False).crl_content or b"")

    def _get_published_list(self):
        """The newest list that there is: a verification does not fail for want of a newer one."""
        try:
            with self.env.cr.savepoint():
                return self._get_revocation_list()
        except (SigningError, UserError, LockError):
            # sudo: revocation lists are public.
            return base64.b64decode(self.sudo().with_context(bin_size=False).crl_content or b"")

    def _is_list_due(self):
        is_current = self.crl_next_update and self.crl_next_update > fields.Datetime.now()
        return self.has_key and not is_current

    def _sign_revocation_list(self, next_update):
        """Sign this authority's list anew.

        :param datetime next_update: until when it is current, with its zone
        """
        from .. import signing

        # sudo: only serial numbers and dates are published.
        authority = self.sudo()
        content = signing.create_revocation_list(
            signing.from_pem(authority.certificate_pem),
            authority._unwrap_for_server(),
            authority._get_revocations(),
            number=authority.crl_number + 1,
            issued_at=datetime.now(UTC),
            next_update=next_update,
        )
        authority.write(
            {
                "crl_number": authority.crl_number + 1,
                "crl_content": base64.b64encode(content),
                "crl_next_update": next_update.astimezone(UTC).replace(tzinfo=None),
            }
        )

    def _sign_last_revocation_list(self):
        """The list of an authority that is revoked: nobody can sign a later one."""
        try:
            self._sign_revocation_list(self.valid_until.replace(tzinfo=UTC))
        except (SigningError, UserError):
            # The server's secret is lost, which may be why the authority is revoked.
            self.write({"crl_next_update": False})

    def _get_revocations(self):
        """What this authority has revoked, as values of ``signing``."""
        from .. import signing

        revoked = self.search([("issuer_id", "=", self.id), ("revoked_on", "!=", False)])
        return [
            signing.Revocation(
                serial=each.serial,
                moment=each.revoked_on.replace(tzinfo=UTC),
                reason=signing.RevocationReason(each.revocation_reason or "unspecified"),
            )
            for each in revoked
        ]
