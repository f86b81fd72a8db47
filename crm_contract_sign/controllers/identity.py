from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .signing_visitor import find_by_link
from .text import MAXIMUM_FORM_BYTES, BadTextError, read_text

STARTED_KEY = "crm_contract_sign_started_step"


def render_private_page(template, values, status=200):
    """A page behind a signing link: neither cached, nor framed, nor named to the next site."""
    response = request.render(f"crm_contract_sign.{template}", {"no_footer": True, **values})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    return response


def render_identity_page(visitor, step, *, error=None, then="", status=200):
    """The page that asks for one proof.

    :param Visitor visitor: who is asked
    :param str then: the page below the link to go on to: nothing, or ``delegate``
    """
    signer_sudo = visitor.signer
    return render_private_page(
        "portal_contract_identity",
        {
            "signer": signer_sudo,
            "contract": signer_sudo.contract_id,
            "token": visitor.token,
            "step": step,
            "then": then,
            "error": error,
            "is_started": request.session.get(STARTED_KEY) == [signer_sudo.id, step],
            "is_logged_in": not request.env.user._is_public(),
            "destination": mask_destination(signer_sudo, step),
        },
        status=status,
    )


def mask_destination(signer_sudo, step):
    """Where a code goes, recognizable by its owner only: ``c••••@example.com``, ``••••89``."""
    if step == "sms_code":
        return f"••••{(signer_sudo.phone or '')[-2:]}"
    local, _at, domain = (signer_sudo.email or "").partition("@")
    return f"{local[:1]}••••@{domain}" if domain else "••••"


class ContractIdentity(http.Controller):
    """The proofs that a signatory gives by forms, before the document is shown."""

    @http.route(
        "/contract/sign/<string:token>/identity/<string:step>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        max_content_length=MAXIMUM_FORM_BYTES,
    )
    def contract_identity_step(self, token, step, value=None, start=None, then="", **_options):
        """Take one proof given by a form, or begin it; then go on to what comes next."""
        visitor = find_by_link(token)
        page = "delegate" if then == "delegate" else ""
        if visitor and step in visitor.get_missing_steps():
            try:
                with request.env.cr.savepoint():
                    read_text(then)
                    self._take_step(visitor, step, read_text(value), bool(start))
            except UserError as error:
                status = error.http_status if isinstance(error, BadTextError) else 200
                return render_identity_page(
                    visitor, step, error=str(error), then=page, status=status
                )
        return request.redirect(f"/contract/sign/{token}/{page}".rstrip("/"))

    def _take_step(self, visitor, step, value, is_start):
        if is_start:
            visitor.signer._start_identity_step(step)
            request.session[STARTED_KEY] = [visitor.signer.id, step]
        else:
            visitor.signer._check_identity_step(step, value)
            visitor.keep_step(step)
            request.session.pop(STARTED_KEY, None)
