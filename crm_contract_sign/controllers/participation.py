from odoo import http
from odoo.exceptions import AccessError, LockError, UserError
from odoo.http import request

from ..errors import ContractSignError
from . import identity
from .signing_visitor import find_by_link
from .text import MAXIMUM_FORM_BYTES, BadTextError, read_text

MAXIMUM_REASON_LENGTH = 2000


class ContractParticipation(http.Controller):
    """What a person behind a signing link may do but sign: agree, decline to, or delegate."""

    @http.route(
        "/contract/sign/<string:token>/agree",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        max_content_length=MAXIMUM_FORM_BYTES,
    )
    def contract_agree(self, token, answer="agree", sha256=None, reason=None, **_options):
        """An approver's answer to the document whose digest they saw."""

        def act(visitor):
            visitor.check_identified()
            signer_sudo, evidence = visitor.signer, visitor.collect_evidence()
            if read_text(answer) == "decline":
                words = read_text(reason, MAXIMUM_REASON_LENGTH, has_lines=True)
                signer_sudo._decline(words, evidence)
            else:
                signer_sudo.contract_id._agree(signer_sudo, read_text(sha256), evidence)

        return self._act(token, act, "portal_contract_agree")

    @http.route(
        "/contract/sign/<string:token>/delegate",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        max_content_length=MAXIMUM_FORM_BYTES,
    )
    def contract_delegate(self, token, **person):
        """Name somebody of the same customer to answer in one's place."""
        visitor = find_by_link(token)
        if not visitor or not visitor.signer.can_delegate or visitor.signer.state != "waiting":
            return request.redirect(f"/contract/sign/{token}")
        missing = visitor.get_missing_steps()
        if missing:
            return identity.render_identity_page(visitor, missing[0], then="delegate")
        if request.httprequest.method == "GET":
            return self._render(visitor, "portal_contract_delegate")

        def act(visitor):
            visitor.check_identified()
            read = {name: read_text(person.get(name)) for name in ("name", "email", "phone")}
            visitor.signer._delegate(**read)

        # What was entered stands in the form again, unless it is no text.
        entered = {name: text for name, text in person.items() if isinstance(text, str)}
        return self._act(token, act, "portal_contract_delegate", entered)

    def _act(self, token, act, page, values=None):
        """Do ``act`` for the signatory and show what came of it, or the page with its error."""
        visitor = find_by_link(token)
        if not visitor:
            return request.redirect(f"/contract/sign/{token}")
        status = 200
        try:
            with request.env.cr.savepoint():
                act(visitor)
        except LockError:
            error = request.env._(
                "Somebody else is signing right now. Please try again in a moment."
            )
        except BadTextError as refusal:
            error, status = str(refusal), refusal.http_status
        except (UserError, AccessError) as refusal:
            error = str(refusal)
        except ContractSignError as refusal:
            error = request.env["crm.contract.messages"]._get_error_message(refusal)
        else:
            visitor.forget_codes()
            if visitor.signer.state == "replaced":
                return self._render(visitor, "portal_contract_delegated")
            return request.redirect(f"/contract/sign/{visitor.signer._make_token()}")
        return self._render(visitor, page, {**(values or {}), "error": error}, status)

    @staticmethod
    def _render(visitor, page, values=None, status=200):
        contract_sudo = visitor.signer.contract_id
        return identity.render_private_page(
            page,
            {
                "name": "",
                "email": "",
                "phone": "",
                **(values or {}),
                "error": (values or {}).get("error"),
                "signer": visitor.signer,
                "contract": contract_sudo,
                "document": contract_sudo.current_document_id,
                "token": visitor.token,
            },
            status,
        )
