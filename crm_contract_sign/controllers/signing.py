import base64
import binascii

from odoo import http
from odoo.exceptions import AccessError, LockError, UserError
from odoo.http import request

from ..errors import ContractSignError
from . import identity
from .portal import make_pdf_response

CONSENT_VERSION = "2026-1"


class ContractSigning(http.Controller):
    """The customer's ceremony: open the link, read, enter the code, draw, sign, or decline.

    The token in the address names the signatory and is proved by a MAC; a forged one and the
    one of somebody absent are answered alike.
    """

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    @http.route("/contract/sign/<string:token>", type="http", auth="public", website=True)
    def contract_sign(self, token, **_options):
        """The page on which a signatory reads and signs."""
        signer_sudo, is_stale = self._find_signer(token)
        if not signer_sudo:
            return self._refuse_link()
        contract_sudo = signer_sudo.contract_id
        values = {
            "signer": signer_sudo,
            "contract": contract_sudo,
            "document": contract_sudo.current_document_id,
            "token": token,
            "component_props": self._prepare_component_props(signer_sudo, token),
            "no_footer": True,
        }
        if signer_sudo.state in ("excused", "replaced"):
            return self._render_page("portal_contract_not_needed", values)
        has_answered = signer_sudo.state in ("signed", "agreed")
        if is_stale and not has_answered:
            return self._render_page("portal_contract_stale_link", values, status=410)
        if not has_answered and not signer_sudo._is_their_turn():
            return self._render_page("portal_contract_not_now", values)
        missing = identity.get_missing_steps(signer_sudo, signer_sudo._get_opening_steps())
        if missing:
            return identity.render_identity_page(signer_sudo, token, missing[0])
        if signer_sudo.state == "agreed":
            return self._render_page("portal_contract_agreed", values)
        if has_answered:
            return self._render_page("portal_contract_signed", values)
        if signer_sudo.role == "approver":
            return self._render_page("portal_contract_agree", values)
        return self._render_page("portal_contract_sign", values)

    @http.route("/contract/sign/<string:token>/document.pdf", type="http", auth="public")
    def contract_sign_document(self, token, download=None, **_options):
        """The very bytes that are to be signed."""
        signer_sudo = self._find_entitled(token)
        if not signer_sudo:
            return request.not_found()
        document_sudo = signer_sudo.contract_id.current_document_id
        return make_pdf_response(document_sudo, download=bool(download))

    @http.route("/contract/sign/<string:token>/certificate.pdf", type="http", auth="public")
    def contract_sign_certificate(self, token, **_options):
        """The certificate of completion, once everyone has signed."""
        signer_sudo = self._find_entitled(token)
        if not signer_sudo:
            return request.not_found()
        return make_pdf_response(signer_sudo.contract_id.completion_document_id, download=True)

    @http.route("/contract/sign/<string:token>/renew", type="http", auth="public", methods=["POST"])
    def contract_sign_renew(self, token, **_options):
        """E-mail a new link to the signatory to whom this one was sent."""
        signer_sudo, is_stale = self._find_signer(token)
        if signer_sudo and is_stale:
            signer_sudo._renew_link()
        return self._render_page("portal_contract_link_sent", {})

    # ------------------------------------------------------------------
    # ANSWERING
    # ------------------------------------------------------------------

    @http.route("/contract/sign/<string:token>/code", type="jsonrpc", auth="public")
    def contract_send_code(self, token):
        """E-mail the signatory a one-time code."""
        return self._answer(token, lambda signer_sudo: self._send_code(signer_sudo))

    @http.route("/contract/sign/<string:token>/identify", type="jsonrpc", auth="public")
    def contract_identify(self, token, code=None):
        """Take the one-time code; this browser may then sign."""
        return self._answer(token, lambda signer_sudo: self._identify(signer_sudo, code))

    @http.route("/contract/sign/<string:token>/accept", type="jsonrpc", auth="public")
    def contract_accept(self, token, signature=None, sha256=None):
        """Sign the document whose digest the signatory saw.

        :param str signature: the drawn signature, PNG in base64
        :param str sha256: the digest shown on the page
        """
        return self._answer(token, lambda signer_sudo: self._accept(signer_sudo, signature, sha256))

    @http.route("/contract/sign/<string:token>/decline", type="jsonrpc", auth="public")
    def contract_decline(self, token, reason=None):
        """Decline to sign, with a reason."""
        return self._answer(token, lambda signer_sudo: self._decline(signer_sudo, reason))

    def _answer(self, token, act):
        """What ``act`` says of the signatory, or the words of why it can't be done.

        Nothing half-made stays: an error undoes what the request wrote.
        """
        signer_sudo, is_stale = self._find_signer(token)
        if not signer_sudo or is_stale:
            return {
                "error": request.env._("This link is not valid any more. Please reload the page.")
            }
        try:
            with request.env.cr.savepoint():
                return act(signer_sudo)
        except LockError:
            return {
                "error": request.env._(
                    "Somebody else is signing right now. Please try again in a moment."
                )
            }
        except (UserError, AccessError) as error:
            return {"error": str(error)}
        except ContractSignError as error:
            return {"error": request.env["crm.contract.messages"]._get_error_message(error)}

    def _send_code(self, signer_sudo):
        step = self._get_code_step(signer_sudo)
        signer_sudo._start_identity_step(step)
        return {"sent_to": identity.mask_destination(signer_sudo, step)}

    def _identify(self, signer_sudo, code):
        step = self._get_code_step(signer_sudo)
        signer_sudo._check_identity_step(step, self._read_text(code))
        identity.keep_step(signer_sudo, step)
        return {"identified": True}

    def _get_code_step(self, signer_sudo):
        """The one-time code that the signing page asks for, after what came before it."""
        identity.check_identified(signer_sudo, signer_sudo._get_opening_steps())
        return (signer_sudo._get_identity_steps() or ["email_code"])[-1]

    def _accept(self, signer_sudo, signature, sha256):
        identity.check_identified(signer_sudo)
        contract_sudo = signer_sudo.contract_id
        if sha256 != contract_sudo.document_sha256:
            raise UserError(
                request.env._(
                    "The document has changed since you opened this page. Please reload it and read"
                    " the newest version."
                )
            )
        drawing = self._read_drawing(signature)
        contract_sudo._take_signature(
            signer_sudo, self._refuse_secret, self._collect_evidence(signer_sudo), drawing
        )
        identity.forget_codes(signer_sudo)
        return {"redirect": f"/contract/sign/{signer_sudo._make_token()}"}

    def _decline(self, signer_sudo, reason):
        identity.check_identified(signer_sudo)
        signer_sudo._decline(self._read_text(reason), self._collect_evidence(signer_sudo))
        identity.forget_codes(signer_sudo)
        return {"redirect": f"/contract/sign/{signer_sudo._make_token()}"}

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def _find_signer(self, token):
        # sudo: the token's MAC proves that the server itself gave it to this signatory.
        return request.env["crm.contract.signer"].sudo()._find_by_token(token)

    def _find_entitled(self, token):
        """The signatory who may read the files now, once they have proved who they are."""
        signer_sudo = identity.find_entitled(token)
        if signer_sudo and identity.get_missing_steps(
            signer_sudo, signer_sudo._get_opening_steps()
        ):
            return signer_sudo.browse()
        return signer_sudo

    def _refuse_link(self):
        return self._render_page("portal_contract_bad_link", {}, status=404)

    def _render_page(self, template, values, status=200):
        response = request.render(f"crm_contract_sign.{template}", values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _prepare_component_props(self, signer_sudo, token):
        """What the page's component needs to know; nothing secret but the signatory's own link."""
        return {
            "baseUrl": f"/contract/sign/{token}",
            "signerName": signer_sudo.name,
            "maskedEmail": identity.mask_destination(
                signer_sudo, (signer_sudo._get_identity_steps() or [""])[-1]
            ),
            "companyName": signer_sudo.contract_id.company_id.name,
            "contractName": signer_sudo.contract_id.name,
            "sha256": signer_sudo.contract_id.document_sha256 or "",
            "isIdentified": not identity.get_missing_steps(signer_sudo),
        }

    def _collect_evidence(self, signer_sudo):
        """How the signatory was identified and from where, for the log and the certificate."""
        return {**identity.collect_evidence(signer_sudo), "consent": CONSENT_VERSION}

    @staticmethod
    def _read_drawing(signature):
        from .. import rendering

        try:
            data = base64.b64decode(ContractSigning._read_text(signature), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        if not data:
            raise UserError(request.env._("Please draw or type your signature first."))
        return rendering.reencode_image(data)

    @staticmethod
    def _read_text(value):
        """What a browser sent as text; "" for anything else that a stranger may send."""
        return value if isinstance(value, str) else ""

    @staticmethod
    def _refuse_secret(name):
        raise LookupError(f"a customer has no secret {name!r}")
