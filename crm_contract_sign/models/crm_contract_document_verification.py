import re
from datetime import UTC

from odoo import api, models

from .crm_contract_completion_certificate import SEAL_FIELD

# As ``secrets.token_urlsafe`` writes them; anything else is no code.
VERIFICATION_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


class CrmContractDocument(models.Model):
    """Verification: what a file proves, and what this database knows of it."""

    _inherit = "crm.contract.document"

    @api.model
    def _find_by_verification_code(self, code):
        """The newest file of the document with this code, or none."""
        if not VERIFICATION_CODE.fullmatch(code or ""):
            return self.browse()
        return self.search([("verification_code", "=", code)], order="id desc", limit=1)

    @api.model
    def _verify_upload(self, content):
        """Judge an uploaded file.

        :param bytes content: the file, not trusted
        :return: a ``signing.Report``, and the document of this database with the file's digest
        :rtype: tuple
        """
        from .. import rendering, signing

        document = self.search([("sha256", "=", rendering.sha256_hex(content))], limit=1)
        companies = self.env["res.company"].search([])
        trust = self.env["crm.contract.certificate"]._prepare_verification_values(
            companies, document
        )
        report = signing.verify(content, **trust, expectation=document._to_expectation())
        return report, document

    def _to_expectation(self):
        """What is known of this document, for the verification; nothing of a foreign one."""
        from .. import signing

        if not self:
            return None
        if self.kind == "completion":
            return self._to_seal_expectation()
        signed = self.contract_id.with_context(active_test=False).signer_ids.filtered(
            lambda signer: (
                signer.revision == self.revision
                and signer.state == "signed"
                and signer.signature_number <= self.step
            )
        )
        by_field = {name: signer for signer in signed for name in self._get_field_names(signer)}
        return signing.Expectation(
            sha256=self.sha256,
            field_names=frozenset(by_field),
            fingerprints={
                name: signer.certificate_id.fingerprint for name, signer in by_field.items()
            },
            recorded_at={
                name: signer.signed_on.replace(tzinfo=UTC)
                for name, signer in by_field.items()
                if signer.signed_on
            },
        )

    def _get_field_names(self, signer):
        """The fields that a signatory signs: their own, and those of a seal's strips."""
        from .. import signing

        strips = [
            name
            for name in self.signature_places or {}
            if (place := signing.split_strip_name(name)) and place[0] == signer.field_name
        ]
        return [signer.field_name, *strips]

    def _to_seal_expectation(self):
        from .. import signing

        if not self.certificate_id:
            return signing.Expectation(sha256=self.sha256)
        return signing.Expectation(
            sha256=self.sha256,
            field_names=frozenset({SEAL_FIELD}),
            fingerprints={SEAL_FIELD: self.certificate_id.fingerprint},
            recorded_at={SEAL_FIELD: self.create_date.replace(tzinfo=UTC)},
        )

    def _get_signed_documents(self):
        """The signed versions of a document, oldest first: what a shared code leads to."""
        return self.search(
            [("verification_code", "=", self.verification_code), ("kind", "=", "signed")],
            order="step",
        )
