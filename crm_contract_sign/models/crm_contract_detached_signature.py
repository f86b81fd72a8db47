import base64
import io
import zipfile

from odoo import api, fields, models


class CrmContractDetachedSignature(models.Model):
    """A signature beside the document: a plain record that needs no PDF reader to be checked.

    It is made together with the signature inside the PDF, over the digest of the very file that
    the signatory was shown, by the same key: by RSA-PSS where the key can choose, else by its own
    mechanism.  Browsers' keys make it too.  Only a back end whose keys sign once, and says so in
    ``_makes_detached_signatures()``, has none.
    """

    _name = "crm.contract.detached.signature"
    _description = "Detached Signature"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "contract_id, id"
    _rec_name = "signer_id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="restrict")
    document_id = fields.Many2one(
        "crm.contract.document", string="Signed File", required=True, ondelete="restrict"
    )
    signer_id = fields.Many2one(
        "crm.contract.signer", string="Signatory", required=True, index=True, ondelete="restrict"
    )
    certificate_id = fields.Many2one("crm.contract.certificate", required=True, ondelete="restrict")
    algorithm = fields.Char(required=True)
    sha256 = fields.Char(string="SHA-256 of the File", required=True)
    signature = fields.Binary(required=True, attachment=False)

    @api.model
    def _append(self, signer, certificate, document, detached):
        """Keep a detached signature.

        :param crm.contract.signer signer: who signed
        :param crm.contract.certificate certificate: with which certificate
        :param crm.contract.document document: the file they were shown
        :param signing.DetachedSignature detached: the signature
        """
        # sudo: signatures are recorded by the signing of contracts alone.
        return self.sudo().create(
            {
                "contract_id": signer.contract_id.id,
                "document_id": document.id,
                "signer_id": signer.id,
                "certificate_id": certificate.id,
                "algorithm": str(detached.mechanism),
                "sha256": detached.sha256,
                "signature": base64.b64encode(detached.signature),
            }
        )

    def _to_detached(self):
        """This record as a value of ``signing``."""
        from .. import signing

        self.ensure_one()
        return signing.DetachedSignature(
            mechanism=signing.Mechanism(self.algorithm),
            sha256=self.sha256,
            signature=base64.b64decode(self.with_context(bin_size=False).signature),
            # sudo: whoever reads a signature may have the certificate that checks it.
            certificate=self.certificate_id.sudo().certificate_pem,
        )

    def _pack(self):
        """Everything needed to check this signature, as a ZIP file.

        :rtype: bytes
        """
        self.ensure_one()
        detached = self._to_detached()
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("contract.pdf", self.document_id._get_bytes())
            archive.writestr("signature.bin", detached.signature)
            archive.writestr("certificate.pem", detached.certificate)
            archive.writestr("signature.json", detached.to_json())
            archive.writestr("HOW-TO-VERIFY.txt", self._get_instructions())
        return output.getvalue()

    def _get_instructions(self):
        """How anyone checks this signature with OpenSSL."""
        is_pss = self.algorithm == "rsa_pss_sha256"
        options = (
            " \\\n    -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32" if is_pss else ""
        )
        command = (
            "openssl pkeyutl -verify -rawin -digest sha256 -in contract.pdf \\\n"
            f"    -certin -inkey certificate.pem -sigfile signature.bin{options}\n"
        )
        return self.env._(
            "%(person)s signed contract.pdf (SHA-256 %(sha256)s). To check it with OpenSSL 3, in"
            " this folder:\n\n%(command)s\nIt answers “Signature Verified Successfully”.\n",
            person=self.signer_id.name,
            sha256=self.sha256,
            command=command,
        )

    def action_download(self):
        """Download file, signature, certificate and the command that checks them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/contract/detached/{self.id}.zip",
            "target": "self",
        }
