from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MINIMUM_PIN_LENGTH = 6


class CrmContractCertificate(models.Model):
    """An X.509 certificate, and where this server holds it, its private key under a secret.

    The authority's key is wrapped under the server's secret, which is never in the database; a
    user's key under a PIN that only they know.  Database access alone signs as nobody.
    """

    _name = "crm.contract.certificate"
    _description = "Signing Certificate"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.contract.attempt.limit.mixin"]
    _order = "kind, id desc"

    # Whose keys open with the server's secret rather than with a person's PIN.
    _KINDS_OF_SERVER = ("authority",)

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
        [
            ("issued", "Issued Here"),
            ("imported", "Imported (PKCS#12)"),
            ("registered", "Registered (Key Elsewhere)"),
        ],
        required=True,
        default="issued",
        readonly=True,
    )
    certificate_pem = fields.Text(string="Certificate (PEM)", required=True, readonly=True)
    chain_pem = fields.Text(string="Chain (PEM)", readonly=True)
    wrapped_key = fields.Text(groups=fields.NO_ACCESS, copy=False)
    has_key = fields.Boolean(string="Key Kept Here", readonly=True)
    signing_backend = fields.Selection(
        selection=lambda self: self.env["crm.contract.signing.backend"]._get_selection("company"),
        string="Way of Signing",
        readonly=True,
        help="Where the key of a registered certificate lives.",
    )
    token_label = fields.Char(readonly=True, help="The token's label, as PKCS#11 knows it.")
    token_key_id = fields.Char(
        string="Key on the Token", readonly=True, help="CKA_ID of the key, in hexadecimal."
    )
    fingerprint = fields.Char(string="SHA-256 Fingerprint", required=True, readonly=True)
    serial = fields.Char(string="Serial Number", required=True, readonly=True)
    key_description = fields.Char(string="Key", readonly=True)
    issuer_name = fields.Char(string="Issued By", readonly=True)
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_until = fields.Datetime(required=True, readonly=True)
    retired_on = fields.Datetime(
        string="Replaced On",
        readonly=True,
        help="Since then another certificate takes its place. What it signed stays good.",
    )
    revoked_on = fields.Datetime(readonly=True, tracking=True)
    # Named as RFC 5280, 5.3.1 does, since revocation lists say so too.
    revocation_reason = fields.Selection(
        [
            ("unspecified", "Not said"),
            ("keyCompromise", "The key may be in wrong hands"),
            ("affiliationChanged", "The person has left, or signs no longer"),
            ("superseded", "Another key takes its place"),
            ("cessationOfOperation", "No longer needed"),
        ],
        readonly=True,
    )
    revoked_by_id = fields.Many2one("res.users", readonly=True)
    event_ids = fields.One2many("crm.contract.certificate.event", "certificate_id", readonly=True)
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("retired", "Replaced"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    _fingerprint_unique = models.Constraint(
        "UNIQUE(fingerprint)", "This certificate is already here. Use the existing one."
    )
    _valid_key_idx = models.Index("(user_id, valid_until) WHERE has_key AND revoked_on IS NULL")
    _one_authority_idx = models.UniqueIndex(
        "(company_id) WHERE kind = 'authority' AND revoked_on IS NULL AND retired_on IS NULL",
        "A company has one signing authority at a time. Replace the present one first.",
    )

    @api.depends("valid_until", "revoked_on", "retired_on")
    def _compute_state(self):
        now = fields.Datetime.now()
        for certificate in self:
            if certificate.revoked_on:
                certificate.state = "revoked"
            elif certificate.retired_on:
                certificate.state = "retired"
            else:
                certificate.state = "valid" if certificate.valid_until > now else "expired"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        in_use = [("revoked_on", "=", False), ("retired_on", "=", False)]
        domains = {
            "revoked": [("revoked_on", "!=", False)],
            "retired": [("revoked_on", "=", False), ("retired_on", "!=", False)],
            "valid": [*in_use, ("valid_until", ">", now)],
            "expired": [*in_use, ("valid_until", "<=", now)],
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

    def _check_key_manager(self):
        if not self.env.user.has_group("crm_contract_sign.crm_contract_sign_group_key_manager"):
            raise AccessError(
                self.env._(
                    "The signing authority is kept by administrators of keys. Ask one of them."
                )
            )

    def _get_key_context(self):
        """What a wrapped key is bound to, so that it can't be moved to another record."""
        self.ensure_one()
        return f"{self._name}:{self.kind}:{self.fingerprint}".encode()

    def _get_chain(self):
        """The certificates between this one and its root, nearest first, as objects."""
        from .. import signing

        self.ensure_one()
        chain = signing.from_pem_bundle(self.chain_pem) if self.chain_pem else []
        if self.issuer_id:
            chain.append(signing.from_pem(self.issuer_id.certificate_pem))
        return tuple(chain)

    def action_download(self):
        """Download the certificate, to be trusted or handed on; it holds nothing secret."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/contract/certificate/{self.fingerprint}.pem",
            "target": "self",
        }
