import time

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.crm_contract_signer_identity import CODE_STEPS

SESSION_KEY = "crm_contract_sign_verified"
STARTED_KEY = "crm_contract_sign_started_step"
# How long a proof lets the same browser go on.
VERIFIED_SECONDS = 30 * 60


def _read_steps(signer_sudo):
    """What this browser has proved for this signatory's newest link: step -> until when."""
    given = request.session.get(SESSION_KEY) or {}
    if (given.get("signer"), given.get("link")) != (signer_sudo.id, signer_sudo.link_number):
        return {}
    now = time.time()
    return {step: until for step, until in given["steps"].items() if until > now}


def _write_steps(signer_sudo, steps):
    request.session[SESSION_KEY] = {
        "signer": signer_sudo.id,
        "link": signer_sudo.link_number,
        "steps": steps,
    }


def get_given_steps(signer_sudo):
    """The proofs that this browser has given lately for this signatory's newest link."""
    return list(_read_steps(signer_sudo))


def get_missing_steps(signer_sudo, steps=None):
    """Those of ``steps``, or of all proofs asked for, that this browser has still to give."""
    given = _read_steps(signer_sudo)
    wanted = signer_sudo._get_identity_steps() if steps is None else steps
    return [step for step in wanted if step not in given]


def keep_step(signer_sudo, step):
    """Remember in this browser's session that a proof was given."""
    until = time.time() + VERIFIED_SECONDS
    _write_steps(signer_sudo, {**_read_steps(signer_sudo), step: until})


def forget_codes(signer_sudo):
    """Forget the one-time codes entered: they have served."""
    steps = _read_steps(signer_sudo)
    _write_steps(
        signer_sudo, {step: until for step, until in steps.items() if step not in CODE_STEPS}
    )


def check_identified(signer_sudo, steps=None):
    """Refuse an answer before every proof is given.

    :raise UserError: one of ``steps``, or of all proofs asked for, is missing
    """
    if get_missing_steps(signer_sudo, steps):
        raise UserError(
            request.env._("Please prove who you are first: ask for a one-time code and enter it.")
        )


def collect_evidence(signer_sudo):
    """How the signatory was identified and from where, for the log and the certificate."""
    return {
        **signer_sudo._prepare_identity_evidence(get_given_steps(signer_sudo)),
        "address": request.httprequest.remote_addr,
        "agent": (request.httprequest.user_agent.string or "")[:250],
    }


def find_entitled(token):
    """The signatory behind a link who may read now: on their turn, or once they have answered."""
    # sudo: the token's MAC proves that the server itself gave it to this signatory.
    signer_sudo, is_stale = request.env["crm.contract.signer"].sudo()._find_by_token(token)
    return signer_sudo.filtered(
        lambda signer: (
            signer.state in ("signed", "agreed") or (not is_stale and signer._is_their_turn())
        )
    )


def render_private_page(template, values, status=200):
    """A page behind a signing link: neither cached, nor framed, nor named to the next site."""
    response = request.render(f"crm_contract_sign.{template}", {"no_footer": True, **values})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    return response


def render_identity_page(signer_sudo, token, step, *, error=None, then=""):
    """The page that asks for one proof.

    :param str then: the page below the link to go on to: nothing, or ``delegate``
    """
    return render_private_page(
        "portal_contract_identity",
        {
            "signer": signer_sudo,
            "contract": signer_sudo.contract_id,
            "token": token,
            "step": step,
            "then": then,
            "error": error,
            "is_started": request.session.get(STARTED_KEY) == [signer_sudo.id, step],
            "is_logged_in": not request.env.user._is_public(),
            "destination": mask_destination(signer_sudo, step),
        },
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
    )
    def contract_identity_step(self, token, step, value=None, start=None, then="", **_options):
        """Take one proof given by a form, or begin it; then go on to what comes next."""
        signer_sudo = find_entitled(token)
        page = "/delegate" if then == "delegate" else ""
        if signer_sudo and step in get_missing_steps(signer_sudo):
            try:
                with request.env.cr.savepoint():
                    self._take_step(signer_sudo, step, value, bool(start))
            except UserError as error:
                return render_identity_page(signer_sudo, token, step, error=str(error), then=then)
        return request.redirect(f"/contract/sign/{token}{page}")

    def _take_step(self, signer_sudo, step, value, is_start):
        if is_start:
            signer_sudo._start_identity_step(step)
            request.session[STARTED_KEY] = [signer_sudo.id, step]
        else:
            signer_sudo._check_identity_step(step, value)
            keep_step(signer_sudo, step)
            request.session.pop(STARTED_KEY, None)
