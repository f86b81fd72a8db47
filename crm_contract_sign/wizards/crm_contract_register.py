import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

MAXIMUM_FILE_BYTES = 100_000


class CrmContractRegister(models.TransientModel):
    """Where an administrator of keys registers a colleague's key that lives elsewhere."""

    _name = "crm.contract.register"
    _description = "Register a Key Kept Elsewhere"

    user_id = fields.Many2one(
        "res.users", string="Colleague", required=True, domain="[('share', '=', False)]"
    )
    company_id = fields.Many2one(
        "res.company",
        string="Signs for",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    signing_backend = fields.Selection(
        selection=lambda self: self._get_backends(),
        string="Way of Signing",
        default=lambda self: self._get_backends()[0][0],
        required=True,
    )
    is_token = fields.Boolean(compute="_compute_is_token")
    token_label = fields.Char(help="As “pkcs11-tool --list-slots” shows it.")
    token_key_id = fields.Char(string="Key on the Token", help="Its ID, in hexadecimal.")
    file = fields.Binary(string="Certificate or Public Key (PEM)")
    file_name = fields.Char()

    @api.model
    def _get_backends(self):
        """The ways of signing whose certificates are registered."""
        backends = self.env["crm.contract.signing.backend"]
        remote = self.env["crm.contract.signing.backend.remote"]
        names = self.pool.descendants([remote._name], "_inherit")
        return [pair for pair in backends._get_selection("company") if pair[0] in names]

    @api.depends("signing_backend")
    def _compute_is_token(self):
        token = self.env["crm.contract.signing.backend.token"]._name
        for wizard in self:
            wizard.is_token = wizard.signing_backend == token

    @api.model
    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register a Key Kept Elsewhere"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
        }

    def action_register(self):
        """Register the certificate, or have the company's authority certify the public key."""
        self.ensure_one()
        public, values = self._read_token() if self.is_token else (self._read_file(), {})
        certificate = self.env["crm.contract.certificate"]._register_for(
            self.user_id, public, self.signing_backend, self.company_id, **values
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": certificate._name,
            "res_id": certificate.id,
            "view_mode": "form",
        }

    def _read_token(self):
        """The certificate or public key, and where on the token its key is.

        Without a file, the certificate is the one on the token, which shows it to everyone.
        """
        from .. import signing

        if self.file:
            return self._read_file(), {
                "token_label": self.token_label,
                "token_key_id": self._read_key_id(),
            }
        path = self.env["crm.contract.signing.backend.token"]._get_module_path()
        with self.env["crm.contract.messages"]._translated():
            found = signing.list_token_certificates(path, self.token_label)
        if self.token_key_id:
            wanted = bytes.fromhex(self._read_key_id())
            found = [each for each in found if each.key.identifier == wanted]
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "There are %(count)s such certificates on the token. Enter the ID of the key,"
                    " or upload its certificate or public key.",
                    count=len(found),
                )
            )
        return signing.to_pem(found[0].certificate).encode(), {
            "token_label": self.token_label,
            "token_key_id": found[0].key.identifier.hex(),
        }

    def _read_file(self):
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not content:
            raise UserError(self.env._("Choose the file with the certificate or public key."))
        if len(content) > MAXIMUM_FILE_BYTES:
            raise UserError(
                self.env._("This file is too large for a certificate. Choose another one.")
            )
        return content

    def _read_key_id(self):
        try:
            return binascii.unhexlify((self.token_key_id or "").replace(":", "")).hex()
        except ValueError:
            raise UserError(
                self.env._(
                    "The key's ID is written in hexadecimal, such as 0A1B. Look it up with"
                    " “pkcs11-tool --list-objects”."
                )
            ) from None
