from odoo import http
from odoo.exceptions import AccessError, LockError, UserError
from odoo.http import request

from ..errors import ContractSignError
from . import identity


class ContractParticipation(http.Controller):
    """What a person behind a signing link may do but sign: agree, decline to, or delegate."""

    @http.route(
        "/contract/sign/<string:token>/agree",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def contract_agree(self, token, answer="agree", sha256=None, reason=None, **_options):
        """An approver's answer to the document whose digest they saw."""

        def act(signer_sudo):
            identity.check_identified(signer_sudo)
            evidence = identity.collect_evidence(signer_sudo)
            if answer == "decline":
                signer_sudo._decline(reason, evidence)
            else:
                signer_sudo.contract_id._agree(signer_sudo, sha256, evidence)

        return self._act(token, act, "portal_contract_agree")

    @http.route(
        "/contract/sign/<string:token>/delegate",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
    )
    def contract_delegate(self, token, name=None, email=None, phone=None, **_options):
        """Name somebody of the same customer to answer in one's place."""
        signer_sudo = identity.find_entitled(token)
        if not signer_sudo or not signer_sudo.can_delegate or signer_sudo.state != "waiting":
            return request.redirect(f"/contract/sign/{token}")
        missing = identity.get_missing_steps(signer_sudo)
        if missing:
            return identity.render_identity_page(signer_sudo, token, missing[0], then="delegate")
        values = {"name": name, "email": email, "phone": phone}
        if request.httprequest.method == "GET":
            return self._render(signer_sudo, token, "portal_contract_delegate", values)

        def act(signer_sudo):
            identity.check_identified(signer_sudo)
            signer_sudo._delegate(name, email, phone)

        return self._act(token, act, "portal_contract_delegate", values)

    def _act(self, token, act, page, values=None):
        """Do ``act`` for the signatory and show what came of it, or the page with its error."""
        signer_sudo = identity.find_entitled(token)
        if not signer_sudo:
            return request.redirect(f"/contract/sign/{token}")
        try:
            with request.env.cr.savepoint():
                act(signer_sudo)
        except LockError:
            error = request.env._(
                "Somebody else is signing right now. Please try again in a moment."
            )
        except (UserError, AccessError) as refusal:
            error = str(refusal)
        except ContractSignError as refusal:
            error = request.env["crm.contract.messages"]._get_error_message(refusal)
        else:
            identity.forget_codes(signer_sudo)
            if signer_sudo.state == "replaced":
                return self._render(signer_sudo, token, "portal_contract_delegated")
            return request.redirect(f"/contract/sign/{signer_sudo._make_token()}")
        return self._render(signer_sudo, token, page, {**(values or {}), "error": error})

    @staticmethod
    def _render(signer_sudo, token, page, values=None):
        contract_sudo = signer_sudo.contract_id
        return identity.render_private_page(
            page,
            {
                "error": None,
                "signer": signer_sudo,
                "contract": contract_sudo,
                "document": contract_sudo.current_document_id,
                "token": token,
                **(values or {}),
            },
        )
