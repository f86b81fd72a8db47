import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

MAXIMUM_FILE_BYTES = 100_000


class CrmContractImportKey(models.TransientModel):
    """Upload of a PKCS#12 file.  File, password and PIN pass through and are stored nowhere."""

    _name = "crm.contract.import.key"
    _description = "Import a PKCS#12 Key"
    _inherit = ["crm.contract.dialog.mixin"]

    kind = fields.Selection(
        [("authority", "Company Authority"), ("user", "User")], required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    file = fields.Text(string="PKCS#12 File", store=False, help="The file, in base64.")
    password = fields.Char(store=False)
    pin = fields.Char(string="New PIN", store=False)

    @api.model
    def _open(self, kind, company):
        return self._open_stored(
            self.env._("Import a PKCS#12 Key"), {"kind": kind, "company_id": company.id}
        )

    def action_import(self):
        """Read the file given by the dialog and keep its key, wrapped."""
        self.ensure_one()
        given = self.env.context
        if not given.get("pkcs12_file"):
            raise UserError(self.env._("Choose a PKCS#12 file (.p12 or .pfx) first."))
        try:
            data = base64.b64decode(given["pkcs12_file"])
        except ValueError:
            data = b""
        if len(data) > MAXIMUM_FILE_BYTES:
            raise UserError(self.env._("This file is too large for a PKCS#12 key."))
        plain = self.with_context(pkcs12_file=None, password=None, pin=None)
        plain.env["crm.contract.certificate"]._import_pkcs12(
            data,
            given.get("password") or "",
            given.get("pin") or "",
            kind=self.kind,
            company=self.company_id,
        )
        return {"type": "ir.actions.client", "tag": "reload"}
