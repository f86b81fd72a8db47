import json
import ssl

from odoo import fields, http
from odoo.http import request


class ContractVerification(http.Controller):
    """Anyone checks a signed document here: by its QR code, or by uploading the file."""

    @http.route(
        ["/contract/verify", "/contract/verify/<string:code>"],
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def contract_verify(self, code=None, **_options):
        """The page, and what is known of the document whose code was scanned."""
        # sudo: the code, 128 random bits, is known to holders of the document only.
        document = request.env["crm.contract.document"].sudo()._find_by_verification_code(code)
        values = {"code": code, "document": document, "report": None, "no_footer": True}
        return request.render("crm_contract_sign.portal_contract_verify", values)

    @http.route(
        ["/contract/verify", "/contract/verify/<string:code>"],
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
        max_content_length=26 * 1024 * 1024,
    )
    def contract_verify_upload(self, code=None, file=None, **_options):
        """Check an uploaded file; nothing of it is kept."""
        # sudo: verification reads anchors and recorded digests, and shows verdicts alone.
        documents = request.env["crm.contract.document"].sudo()
        content = self._read_upload(file)
        report, document = documents._verify_upload(content)
        values = {
            "code": code,
            "document": document or documents._find_by_verification_code(code),
            "matched": document,
            "file_name": getattr(file, "filename", ""),
            "report": report,
            "sentences": request.env["crm.contract.messages"]._describe_report(report, document),
            "no_footer": True,
        }
        return request.render("crm_contract_sign.portal_contract_verify", values)

    @http.route(
        "/contract/verify.json",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        max_content_length=26 * 1024 * 1024,
    )
    def contract_verify_json(self, file=None, **_options):
        """The same check for machines: multipart field ``file`` in, JSON out."""
        # sudo: see contract_verify_upload().
        documents = request.env["crm.contract.document"].sudo()
        report, document = documents._verify_upload(self._read_upload(file))
        sentences = request.env["crm.contract.messages"]._describe_report(report, document)
        return request.make_response(
            json.dumps(sentences, default=str), headers=[("Content-Type", "application/json")]
        )

    @http.route(
        "/contract/certificate/<string:fingerprint>.pem", type="http", auth="public", sitemap=False
    )
    def contract_certificate(self, fingerprint, **_options):
        """An authority's certificate: the trust anchor for checking documents elsewhere."""
        authority = self._find_authority(fingerprint)
        if not authority:
            return request.not_found()
        return request.make_response(
            authority.certificate_pem,
            headers=[
                ("Content-Type", "application/x-pem-file"),
                ("Content-Disposition", http.content_disposition(f"{authority.name}.pem")),
            ],
        )

    @http.route(
        "/contract/certificate/<string:fingerprint>.cer", type="http", auth="public", sitemap=False
    )
    def contract_certificate_der(self, fingerprint, **_options):
        """The same as DER (RFC 5280, 4.2.2.1): certificates name this as their issuer's."""
        authority = self._find_authority(fingerprint)
        if not authority:
            return request.not_found()
        return request.make_response(
            ssl.PEM_cert_to_DER_cert(authority.certificate_pem),
            headers=[("Content-Type", "application/pkix-cert")],
        )

    @staticmethod
    def _find_authority(fingerprint):
        """The authority with this fingerprint, or none; only authorities are given out."""
        # sudo: authorities' certificates and revocation lists are public.
        certificates = request.env["crm.contract.certificate"].sudo()
        return certificates.search([("fingerprint", "=", fingerprint), ("kind", "=", "authority")])

    @http.route(
        "/contract/crl/<string:fingerprint>.crl",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
    )
    def contract_revocation_list(self, fingerprint, **_options):
        """What an authority has revoked (RFC 5280, 4.2.1.13): certificates point here."""
        authority = self._find_authority(fingerprint)
        content = authority and authority._get_revocation_list()
        if not content:
            return request.not_found()
        seconds = (authority.crl_next_update - fields.Datetime.now()).total_seconds()
        return request.make_response(
            content,
            headers=[
                # RFC 2585, 4.2.
                ("Content-Type", "application/pkix-crl"),
                ("Content-Disposition", http.content_disposition(f"{fingerprint}.crl")),
                # A revocation must be seen soon, though the list itself is current for days.
                ("Cache-Control", f"public, max-age={max(0, min(int(seconds), 3600))}"),
            ],
        )

    @http.route("/contract/detached/<int:signature_id>.zip", type="http", auth="user")
    def contract_detached_signature(self, signature_id, **_options):
        """A detached signature with all that is needed to check it."""
        signature = request.env["crm.contract.detached.signature"].search(
            [("id", "=", signature_id)]
        )
        if not signature:
            return request.not_found()
        name = f"{signature.contract_id.reference}-{signature.id}.zip".replace("/", "-")
        return request.make_response(
            signature._pack(),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", http.content_disposition(name)),
            ],
        )

    @staticmethod
    def _read_upload(file):
        """The bytes of an uploaded file; none where text was sent in its place."""
        return file.read() if hasattr(file, "read") else b""
