import base64
import binascii
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAXIMUM_FILE_BYTES = 100_000


class CrmContractTrustedAuthority(models.Model):
    """A certificate authority of others that the verification trusts beside the company's own."""

    _name = "crm.contract.trusted.authority"
    _description = "Trusted Certificate Authority"
    _order = "name, id"

    name = fields.Char(readonly=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty to trust it for every company."
    )
    purpose = fields.Selection(
        [
            ("own", "Our Documents: certificates that we imported or registered"),
            ("others", "Documents of Others"),
            ("both", "Both"),
        ],
        string="Trusted for",
        required=True,
        default="own",
        help="Our documents are those signed here. Documents of others are any file that somebody"
        " has the verification page check.",
    )
    file = fields.Binary(string="Certificate (PEM or DER)", store=False)
    file_name = fields.Char(store=False)
    certificate_pem = fields.Text(string="Certificate (PEM)", readonly=True)
    fingerprint = fields.Char(string="SHA-256 Fingerprint", readonly=True)
    issuer_name = fields.Char(string="Issued By", readonly=True)
    organization = fields.Char(readonly=True)
    key_description = fields.Char(string="Key", readonly=True)
    valid_from = fields.Datetime(readonly=True)
    valid_until = fields.Datetime(readonly=True)

    _fingerprint_unique = models.UniqueIndex(
        "(fingerprint, COALESCE(company_id, 0))",
        "This authority is on the list already. Change what it is trusted for there.",
    )

    _FIXED_FIELDS = frozenset(
        {
            "name",
            "certificate_pem",
            "fingerprint",
            "issuer_name",
            "organization",
            "key_description",
            "valid_from",
            "valid_until",
        }
    )

    @api.onchange("file")
    def _onchange_file(self):
        if self.file:
            self.update(self._read_file(self.file))

    @api.model_create_multi
    def create(self, vals_list):
        # Before anything of a stranger's is parsed.
        self.browse().check_access("create")
        return super().create(
            [
                {
                    # What is said of a certificate is read from it, whatever else was sent.
                    **{name: value for name, value in vals.items() if name != "file"},
                    **self._read_file(vals.get("file")),
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("file") or not self._FIXED_FIELDS.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "The certificate of a trusted authority stays what it is. Add another one to"
                    " the list, and archive this one."
                )
            )
        return super().write(vals)

    @api.model
    def _read_file(self, file):
        """What a certificate says of itself, as values of this model.

        :param file: PEM or DER in base64, not trusted
        :raise UserError: no certificate of an authority that may be trusted
        """
        from .. import signing

        with self.env["crm.contract.messages"]._translated():
            certificate = signing.load_anchor(self._decode(file), moment=datetime.now(UTC))
        description = signing.describe(certificate)
        return {
            "name": description.common_name,
            "certificate_pem": signing.to_pem(certificate),
            "fingerprint": description.fingerprint,
            "issuer_name": description.issuer,
            "organization": description.organization,
            "key_description": description.key,
            "valid_from": description.valid_from.astimezone(UTC).replace(tzinfo=None),
            "valid_until": description.valid_until.astimezone(UTC).replace(tzinfo=None),
        }

    @api.model
    def _decode(self, file):
        if not file:
            raise UserError(
                self.env._("Choose the file with the authority's certificate, in PEM or DER.")
            )
        if len(file) > (MAXIMUM_FILE_BYTES + 2) // 3 * 4:
            raise UserError(
                self.env._("This file is too large for a certificate. Choose another one.")
            )
        try:
            return base64.b64decode(file, validate=True)
        except (binascii.Error, ValueError):
            return b""  # Which is no certificate, and refused as such.

    # ------------------------------------------------------------------
    # TRUST
    # ------------------------------------------------------------------

    @api.model
    def _get_trusted(self, companies, purposes):
        """The authorities on the list.

        :param res.company companies: the companies in question
        :param purposes: values of ``purpose``
        """
        # sudo: whom the verification trusts is public.
        return self.sudo().search(
            Domain("purpose", "in", list(purposes))
            & Domain("company_id", "in", [False, *companies.ids])
        )

    def action_export(self):
        """Download all trust anchors in one file, for checks outside Odoo."""
        return {"type": "ir.actions.act_url", "url": "/contract/anchors.pem", "target": "self"}

    @api.model
    def _export_anchors(self, companies):
        """All authorities that the verification trusts, ours and others', in PEM.

        :param res.company companies: the companies in question
        """
        certificates = self.env["crm.contract.certificate"]
        own = certificates._get_trust_anchors(companies)
        others = self._get_trusted(companies, ("own", "others", "both")).mapped("certificate_pem")
        return "\n".join(dict.fromkeys(pem.strip() for pem in (*own, *others))) + "\n"
