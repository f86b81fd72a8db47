import hashlib
import os
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..errors import SigningError

SECONDS_TO_ANSWER = 10


class CrmContractTimestampAuthority(models.Model):
    """A time-stamp authority (RFC 3161) of a company: asked in order until one answers well."""

    _name = "crm.contract.timestamp.authority"
    _description = "Time-stamp Authority"
    _order = "company_id, sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    url = fields.Char(
        string="Address", required=True, help="Such as http://tsa.example.com/rfc3161"
    )
    user_name = fields.Char(help="For authorities that ask for a log-in.")
    password = fields.Char(
        compute="_compute_password",
        inverse="_inverse_password",
        help="Kept encrypted under the server's secret, and shown to nobody.",
    )
    has_password = fields.Boolean(readonly=True)
    sealed_password = fields.Text(groups=fields.NO_ACCESS, copy=False)
    anchor_pem = fields.Text(
        string="Trusted Certificates",
        help="In PEM: the certificates that its time-stamps must chain to. The verification trusts"
        " them as well. Empty to take any time-stamp, which the verification then calls unproven.",
    )
    revocation_hosts = fields.Char(
        string="Hosts of Revocation Lists",
        help="Such as crl.example.com, separated by spaces. Besides the authority itself, only"
        " these are asked for revocation lists when validation data is added.",
    )
    last_answer = fields.Char(readonly=True, copy=False)
    last_asked_on = fields.Datetime(readonly=True, copy=False)

    def _compute_password(self):
        self.password = False

    def _inverse_password(self):
        certificates = self.env["crm.contract.certificate"]
        for authority in self.filtered("password"):
            sealed = certificates._seal_for_server(
                authority.password.encode(), authority._get_seal_context()
            )
            # sudo: a password is written by whoever may write its authority, and read by nobody.
            authority.sudo().write({"sealed_password": sealed, "has_password": True})

    def _get_seal_context(self):
        """What a sealed password is bound to, so that it can't be moved to another record."""
        self.ensure_one()
        return f"{self._name}:{self.id}".encode()

    @api.constrains("url")
    def _check_url(self):
        for authority in self:
            try:
                authority._to_timestamp_authority(with_password=False)
            except SigningError as error:
                raise ValidationError(
                    self.env["crm.contract.messages"]._get_error_message(error)
                ) from error

    @api.constrains("anchor_pem")
    def _check_anchor_pem(self):
        for authority in self:
            try:
                authority._get_anchors()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The trusted certificates of %(authority)s can't be read. Paste them in"
                        " PEM, from “-----BEGIN CERTIFICATE-----” on.",
                        authority=authority.name,
                    )
                ) from error

    def _get_anchors(self):
        """The certificates that this authority's time-stamps must chain to, as PEM strings."""
        from .. import signing

        text = (self.anchor_pem or "").strip()
        return [signing.to_pem(each) for each in signing.from_pem_bundle(text)] if text else []

    @api.model
    def _get_revocation_hosts(self, companies):
        """Whom the server may ask for revocation lists.

        Called when validation data is added to a signed contract.  Gets companies.  Returns a
        set of host names.  Override to add hosts that you trust.
        """
        # sudo: whose lists are asked for is no secret of who signs.
        authorities = self.sudo().search([("company_id", "in", companies.ids)])
        named = " ".join(each.revocation_hosts or "" for each in authorities)
        own = (urlsplit(each.url).hostname for each in authorities)
        return {host.lower() for host in (*named.replace(",", " ").split(), *own) if host}

    def _to_timestamp_authority(self, *, with_password=True):
        """This authority as a value of ``signing``."""
        from .. import signing

        self.ensure_one()
        password = None
        # sudo: the password leaves for its authority alone.
        sealed = with_password and self.sudo().sealed_password
        if sealed:
            password = self.env["crm.contract.certificate"]._unseal_for_server(
                sealed, self._get_seal_context()
            )
        return signing.TimestampAuthority(
            self.url, self.user_name or None, password and password.decode()
        )

    @api.model
    def _get_policy(self, company):
        """Whom to ask for a time-stamp in a company's name, as a value of ``signing``.

        :rtype: signing.TimestampPolicy
        """
        from .. import signing

        # sudo: whoever signs has their signature time-stamped; they read nothing of this.
        authorities = self.sudo().search([("company_id", "=", company.id)])
        return signing.TimestampPolicy(
            tuple(each._to_timestamp_authority() for each in authorities),
            timeout=SECONDS_TO_ANSWER,
            # One that names none takes any: then no other's may decide.
            anchors=self._join_anchors(authorities)
            if all(authorities.mapped("anchor_pem"))
            else (),
        )

    @api.model
    def _join_anchors(self, authorities):
        return tuple(anchor for authority in authorities for anchor in authority._get_anchors())

    def action_test(self):
        """Ask for a time-stamp of nothing in particular, and say what came back."""
        from .. import signing

        self.ensure_one()
        self.check_access("write")
        policy = signing.TimestampPolicy(
            (self._to_timestamp_authority(),), timeout=SECONDS_TO_ANSWER
        )
        try:
            stamp = signing.timestamp_digest(hashlib.sha256(os.urandom(32)).digest(), policy)
        except SigningError as error:
            works, answer = False, self.env["crm.contract.messages"]._get_error_message(error)
        else:
            works = True
            answer = self.env._(
                "It works: %(authority)s says it is %(moment)s.",
                authority=stamp.authority,
                moment=stamp.moment.strftime("%Y-%m-%d %H:%M:%S %Z"),
            )
        self.write({"last_answer": answer, "last_asked_on": fields.Datetime.now()})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if works else "danger",
                "title": self.name,
                "message": answer,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _rotate_passwords(self):
        """Seal the passwords anew under the server's new secret, see ``_rotate_server_secret``.

        :return: what became of each: ``done``, ``already`` or ``failed``
        :rtype: list[str]
        """
        # sudo: administrators of keys change the secret for all companies; nothing is shown.
        holders = self.sudo().with_context(active_test=False).search([("has_password", "=", True)])
        return [holder._rotate_password() for holder in holders]

    def _rotate_password(self):
        certificates = self.env["crm.contract.certificate"]
        context = self._get_seal_context()
        if certificates._is_sealed_by_first_secret(self.sealed_password, context):
            return "already"
        try:
            password = certificates._unseal_for_server(self.sealed_password, context)
        except SigningError:
            return "failed"
        self.sealed_password = certificates._seal_for_server(password, context)
        return "done"
