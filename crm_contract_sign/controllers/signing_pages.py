from odoo import http
from odoo.http import request
from odoo.tools import format_date

from . import identity
from .portal import make_pdf_response
from .signing_visitor import enter, find_visitor
from .text import MAXIMUM_FORM_BYTES, read_text


class ContractSigningPages(http.Controller):
    """What a signatory sees: the page on which they read and sign, its files, and its ends."""

    @http.route("/contract/sign/<string:token>", type="http", auth="public", website=True)
    def contract_sign(self, token, **_options):
        """The page on which a signatory reads and signs."""
        visitor = find_visitor(token)
        if not visitor.signer:
            return identity.render_private_page("portal_contract_bad_link", {}, status=404)
        if visitor.visit and visitor.is_stale:
            if enter(visitor.visit):
                return request.redirect(visitor.url)
            return identity.render_private_page("portal_contract_visit_over", {}, status=410)
        if visitor.visit:
            visitor.visit._begin_page()
        return self._show(visitor)

    def _show(self, visitor):
        values = self._prepare_page_values(visitor)
        if visitor.signer.state in ("excused", "replaced"):
            return identity.render_private_page("portal_contract_not_needed", values)
        if not visitor.has_answered:
            if visitor.is_stale:
                return identity.render_private_page(
                    "portal_contract_stale_link", values, status=410
                )
            if not visitor.signer._is_their_turn():
                return identity.render_private_page("portal_contract_not_now", values)
        missing = visitor.get_missing_steps(visitor.get_opening_steps())
        if missing:
            return identity.render_identity_page(visitor, missing[0])
        if visitor.has_answered:
            page = "agreed" if visitor.signer.state == "agreed" else "signed"
            return identity.render_private_page(f"portal_contract_{page}", values)
        if visitor.signer.contract_id.is_filling_in:
            return self._show_form(visitor, values)
        if visitor.signer.role == "approver":
            return identity.render_private_page("portal_contract_agree", values)
        values["component_props"] = self._prepare_component_props(visitor)
        return identity.render_private_page("portal_contract_sign", values)

    def _show_form(self, visitor, values):
        """The page on which a signatory fills in their part; or whom they wait for afterwards."""
        signer_sudo = visitor.signer
        if signer_sudo.has_filled_in and not request.httprequest.args.get("change"):
            missing = signer_sudo.contract_id._get_due_signers()
            return identity.render_private_page(
                "portal_contract_filled_in", {**values, "missing": missing}
            )
        form = signer_sudo._prepare_form_props()
        values["component_props"] = {**self._prepare_component_props(visitor), "form": form}
        return identity.render_private_page("portal_contract_sign", values)

    @http.route("/contract/sign/<string:token>/document.pdf", type="http", auth="public")
    def contract_sign_document(self, token, download=None, **_options):
        """The very bytes that are to be signed."""
        visitor = find_visitor(token)
        if not visitor.may_read():
            return request.not_found()
        document_sudo = visitor.signer.contract_id.current_document_id
        return make_pdf_response(document_sudo, download=bool(download))

    @http.route("/contract/sign/<string:token>/certificate.pdf", type="http", auth="public")
    def contract_sign_certificate(self, token, **_options):
        """The certificate of completion, once everyone has signed."""
        visitor = find_visitor(token)
        if not visitor.may_read():
            return request.not_found()
        return make_pdf_response(visitor.signer.contract_id.completion_document_id, download=True)

    @http.route(
        "/contract/sign/<string:token>/renew",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def contract_sign_renew(self, token, **_options):
        """E-mail a new link to the signatory to whom this one was sent."""
        visitor = find_visitor(token)
        if visitor.signer and visitor.is_stale and not visitor.visit:
            visitor.signer._renew_link()
        return identity.render_private_page("portal_contract_link_sent", {})

    # csrf: whoever knows the address of a visit may end it; a page that closes has no form.
    @http.route(
        "/contract/sign/<string:token>/leave",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        csrf=False,
        max_content_length=MAXIMUM_FORM_BYTES,
    )
    def contract_sign_leave(self, token, page=None, **_options):
        """End a visit, whose page was left (``page`` is its number) or whose device goes back."""
        visitor = find_visitor(token)
        if visitor.visit and not visitor.is_stale:
            number = read_text(page)
            visitor.visit._leave(int(number) if number.isdecimal() else None)
        return identity.render_private_page("portal_contract_visit_left", {})

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def _prepare_page_values(self, visitor):
        contract_sudo = visitor.signer.contract_id
        return {
            "signer": visitor.signer,
            "contract": contract_sudo,
            "document": contract_sudo.current_document_id,
            "token": visitor.token,
            "is_visit": bool(visitor.visit),
        }

    def _prepare_component_props(self, visitor):
        """What the page's component needs to know; nothing secret but the address itself."""
        signer_sudo = visitor.signer
        contract_sudo = signer_sudo.contract_id
        backend = request.env["crm.contract.signing.backend.browser"]
        consent = request.env["crm.contract.consent"]._get_current(request.env.lang)
        return {
            "baseUrl": visitor.url,
            "signerName": signer_sudo.name,
            "maskedEmail": identity.mask_destination(
                signer_sudo, (visitor.get_steps() or [""])[-1]
            ),
            "companyName": contract_sudo.company_id.name,
            "contractName": contract_sudo.name,
            "contractReference": contract_sudo.reference or "",
            "pageCount": contract_sudo.current_document_id.page_count,
            "sha256": contract_sudo.document_sha256 or "",
            "isIdentified": not visitor.get_missing_steps(),
            "canDelegate": signer_sudo.can_delegate and not visitor.visit,
            "witness": visitor.visit.host_id.name or "",
            "visitPage": visitor.visit.page_number,
            "keyPolicy": backend._get_policy(signer_sudo),
            "answerBy": self._format_answer_by(signer_sudo),
            "consent": {"text": consent.text, "sha256": consent.digest},
            "filledIn": contract_sudo._prepare_filled_in_notes(),
        }

    @staticmethod
    def _format_answer_by(signer_sudo):
        """By which day the signatory is asked to answer, as they write dates; "" for none."""
        return format_date(request.env, signer_sudo.answer_by) if signer_sudo.answer_by else ""
