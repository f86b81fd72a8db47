import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.urls import urljoin


class CrmContractDocument(models.Model):
    """A PDF of a contract, named by its digest: written once, never changed.

    The bytes live in the table itself, not in the file store, so that the database's refusal to
    change a row protects them as well.
    """

    _name = "crm.contract.document"
    _description = "Contract Document"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "contract_id, id desc"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="restrict")
    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("frozen", "Frozen Draft"),
            ("form", "Frozen Form"),
            ("completed", "Completed Form"),
            ("signed", "Signed"),
            ("preserved", "Signed, with Proof of Time"),
            ("completion", "Certificate of Completion"),
        ],
        required=True,
    )
    revision = fields.Integer(required=True, aggregator="max")
    step = fields.Integer(
        string="Signatures", aggregator="max", help="How many signatures the file holds."
    )
    sha256 = fields.Char(string="SHA-256", required=True, index=True)
    content = fields.Binary(required=True, attachment=False)
    page_count = fields.Integer(string="Pages")
    verification_code = fields.Char(
        required=True,
        index=True,
        default=lambda self: self._generate_verification_code(),
        help="The code in the document's QR code. All signed versions of a revision share it.",
    )
    signature_places = fields.Json(help="Where each signatory's box lies: page and rectangle.")
    certificate_id = fields.Many2one(
        "crm.contract.certificate",
        string="Seal",
        index="btree_not_null",
        ondelete="restrict",
        help="The company's seal on a certificate of completion.",
    )
    verification_url = fields.Char(compute="_compute_verification_url")

    @api.model
    def _generate_verification_code(self):
        return secrets.token_urlsafe(16)

    @api.depends("verification_code")
    def _compute_verification_url(self):
        for document in self:
            document.verification_url = document._get_verification_url(document.verification_code)

    @api.model
    def _get_verification_url(self, code):
        return urljoin(self.get_base_url(), f"/contract/verify/{code}")

    def _get_bytes(self):
        """The file itself.

        :raise UserError: the bytes no longer match the digest under which they were filed
        """
        from .. import rendering

        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).content)
        if rendering.sha256_hex(content) != self.sha256:
            raise UserError(
                self.env._(
                    "The stored file of %(document)s does not match its digest: the database was"
                    " changed outside Odoo. Restore it from a backup before going on.",
                    document=self.name,
                )
            )
        return content

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.name}?download=true",
            "target": "self",
        }

    def action_open(self):
        """Show the file in the browser."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.name}",
            "target": "new",
        }
