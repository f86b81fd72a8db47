import re
import ssl

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import fields, http
from odoo.http import request

# The largest file that is judged, and what a form needs around it.
MAXIMUM_UPLOAD_BYTES = 26 * 1024 * 1024
# How many files an address may have judged in ten minutes.
DEFAULT_LIMIT = 30
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


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
        return self._render_page({"code": code, "document": document})

    @http.route(
        ["/contract/verify", "/contract/verify/<string:code>"],
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
        max_content_length=MAXIMUM_UPLOAD_BYTES,
    )
    def contract_verify_upload(self, code=None, file=None, **_options):
        """Check an uploaded file; nothing of it is kept."""
        # sudo: verification reads anchors and recorded digests, and shows verdicts alone.
        documents = request.env["crm.contract.document"].sudo()
        values = {"code": code, "document": documents._find_by_verification_code(code)}
        if wait := self._count_request():
            response = self._render_page({**values, "wait_minutes": -(-wait // 60)})
            response.status_code = 429
            response.headers["Retry-After"] = str(wait)
            return response
        report, document = documents._verify_upload(self._read_upload(file))
        return self._render_page(
            {
                **values,
                "document": document or values["document"],
                "file_name": getattr(file, "filename", ""),
                "report": report,
                "sentences": request.env["crm.contract.messages"]._describe_report(
                    report, document
                ),
            }
        )

    @http.route(
        "/contract/verify.json",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        max_content_length=MAXIMUM_UPLOAD_BYTES,
    )
    def contract_verify_json(self, file=None, **_options):
        """The same check for machines: multipart field ``file`` in, JSON out."""
        if wait := self._count_request():
            answer = {"error": "too_many_requests", "retry_after": wait}
            return request.make_json_response(
                answer, headers=[("Retry-After", str(wait))], status=429
            )
        # sudo: see contract_verify_upload().
        documents = request.env["crm.contract.document"].sudo()
        report, document = documents._verify_upload(self._read_upload(file))
        sentences = request.env["crm.contract.messages"]._describe_report(report, document)
        return request.make_json_response(sentences)

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

    @http.route("/contract/anchors.pem", type="http", auth="user", sitemap=False)
    def contract_anchors(self, **_options):
        """All authorities that the verification trusts, for administrators of keys: what
        ``tools/verify --anchor`` takes."""
        authorities = request.env["crm.contract.trusted.authority"]
        if not authorities.has_access("read"):
            return request.not_found()
        return request.make_response(
            authorities._export_anchors(request.env.user.company_ids),
            headers=[
                ("Content-Type", "application/x-pem-file"),
                ("Content-Disposition", http.content_disposition("trust-anchors.pem")),
            ],
        )

    @staticmethod
    def _find_authority(fingerprint):
        """The authority with this fingerprint, or none; only authorities are given out."""
        # sudo: authorities' certificates and revocation lists are public.
        certificates = request.env["crm.contract.certificate"].sudo()
        if not FINGERPRINT.fullmatch(fingerprint):
            return certificates
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
        content = authority and authority._get_published_list()
        if not content:
            return request.not_found()
        until = authority.crl_next_update
        seconds = (until - fields.Datetime.now()).total_seconds() if until else 0
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

    @http.route("/contract/log/<int:contract_id>.json", type="http", auth="user", sitemap=False)
    def contract_log(self, contract_id, **_options):
        """A contract's log for those who may read it, to be checked elsewhere."""
        contract = request.env["crm.contract"].browse(contract_id).exists()
        may_read_logs = request.env["crm.contract.event"].has_access("read")
        if not (contract and may_read_logs and contract.has_access("read")):
            return request.not_found()
        name = (contract.reference or contract.name).replace("/", "-")
        return request.make_response(
            contract._export_log(),
            headers=[
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", http.content_disposition(f"{name}-log.json")),
            ],
        )

    # ------------------------------------------------------------------
    # SMALL THINGS
    # ------------------------------------------------------------------

    def _render_page(self, values):
        # sudo: authorities' certificates are public.
        authorities = request.env["crm.contract.certificate"].sudo()._get_public_authorities()
        page = {
            "document": None,
            "report": None,
            "authorities": authorities,
            "maximum_bytes": MAXIMUM_UPLOAD_BYTES,
            "no_footer": True,
            **values,
        }
        return request.render("crm_contract_sign.portal_contract_verify", page)

    def _count_request(self):
        """Count a file to be judged; the seconds to wait where an address has sent too many."""
        # sudo: counts are kept for everyone, and read by nobody.
        counts = request.env["crm.contract.request.count"].sudo()
        parameters = request.env["ir.config_parameter"].sudo()
        limit = parameters.get_param("crm_contract_sign.verification_limit")
        return counts._count_request(
            "verify", request.httprequest.remote_addr, int(limit or DEFAULT_LIMIT)
        )

    @staticmethod
    def _read_upload(file):
        """The bytes of an uploaded file; none where text was sent in its place."""
        if not hasattr(file, "read"):
            return b""
        content = file.read(MAXIMUM_UPLOAD_BYTES + 1)
        if len(content) > MAXIMUM_UPLOAD_BYTES:
            raise RequestEntityTooLarge
        return content
