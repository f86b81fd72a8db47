"""Who is at the signing page, how they came there, and what they have proved."""

import secrets
from dataclasses import dataclass
from typing import Any

from odoo.exceptions import UserError
from odoo.http import request

from ..models.crm_contract_signer_identity import CODE_STEPS
from . import proofs
from .session import ContractSession

# What the session keeps: which visits this browser opened.
VISITS = "crm_contract_sign_visits"


@dataclass(frozen=True)
class Visitor:
    """Somebody at the signing page, by their own link or by a visit on a colleague's device.

    :ivar token: what stands in the address
    :ivar signer: ``crm.contract.signer`` in superuser mode; empty for whoever has no business here
    :ivar is_stale: whether the link or visit was good once
    :ivar visit: ``crm.contract.signer.visit`` in superuser mode, or empty
    """

    token: str
    signer: Any
    is_stale: bool
    visit: Any

    @property
    def url(self):
        """The address of the page."""
        return f"/contract/sign/{self.token}"

    @property
    def entry(self):
        """By which link, or page of a visit, they came: what begins there goes on there alone."""
        if self.visit:
            return f"visit {self.visit.id} page {self.visit.page_number}"
        return f"link {self.signer.link_number}"

    @property
    def has_answered(self):
        """Whether they have signed or agreed."""
        return self.signer.state in ("signed", "agreed")

    @property
    def is_entitled(self):
        """Whether the contract is theirs to see now: on their turn, or once they have answered.

        An old link of one's own still shows what one has answered; an old visit shows nothing.
        """
        if not self.signer or (self.is_stale and self.visit):
            return False
        return self.has_answered or (not self.is_stale and self.signer._is_their_turn())

    def may_read(self):
        """Whether the files are for them: entitled, and known as well as was asked for."""
        return self.is_entitled and not self.get_missing_steps(self.get_opening_steps())

    # ------------------------------------------------------------------
    # PROOFS
    # ------------------------------------------------------------------

    def get_steps(self):
        """The proofs of identity asked of them; a colleague beside them stands in for most."""
        if not self.visit:
            return self.signer._get_identity_steps()
        if not self.signer.contract_id.company_id.contract_in_person_code:
            return []
        steps = self.signer._get_identity_steps()
        return [step for step in steps if step in CODE_STEPS][-1:] or ["email_code"]

    def get_opening_steps(self):
        """Those of them that come before the document is shown."""
        return [] if self.visit else self.signer._get_opening_steps()

    def get_given_steps(self):
        """The proofs that this browser has given lately, by the way they came."""
        return list(proofs.read_steps(self.signer, self.entry))

    def get_missing_steps(self, steps=None):
        """Those of ``steps``, or of all proofs asked for, that are still to be given."""
        given = self.get_given_steps()
        return [
            step for step in (self.get_steps() if steps is None else steps) if step not in given
        ]

    def keep_step(self, step):
        """Remember in this browser's session that a proof was given."""
        seconds = proofs.VISIT_SECONDS if self.visit else proofs.OWN_SECONDS
        proofs.keep_step(self.signer, self.entry, step, seconds)

    def go_on(self):
        """Let the page that follows go on with what was proved on this one."""
        if self.visit:
            proven = proofs.read_steps(self.signer, self.entry)
            self.visit._go_on()
            proofs.write_steps(self.signer, self.entry, proven)

    def forget_codes(self):
        """Forget the one-time codes entered: they have served."""
        proofs.forget_steps(self.signer, self.entry, CODE_STEPS)

    def check_identified(self, steps=None):
        """Refuse an answer before every proof is given.

        :raise UserError: one of ``steps``, or of all proofs asked for, is missing
        """
        if self.get_missing_steps(steps):
            raise UserError(
                request.env._(
                    "Please prove who you are first: ask for a one-time code and enter it."
                )
            )

    def collect_evidence(self):
        """How the signatory was identified and from where, for the log and the certificate."""
        given = self.get_given_steps()
        evidence = {
            **self.signer._prepare_identity_evidence(given),
            "address": request.httprequest.remote_addr,
            "agent": (request.httprequest.user_agent.string or "")[:250],
        }
        if self.visit:
            method = "in_person_code" if "email_code" in given else "in_person"
            others = [step for step in given if step != "email_code"]
            evidence |= {
                "method": method,
                "methods": [method, *others],
                "witness": self.visit.host_id.name,
            }
        return evidence


def find_visitor(token):
    """Who comes with ``token``; a forged one and that of somebody absent are alike."""
    # sudo: the address proves that the server itself gave it to this signatory or colleague.
    visits = request.env["crm.contract.signer.visit"].sudo()
    visit = visits._find_by_token(token)
    if visit:
        # Whoever signs in here has taken their device back.
        is_taken_back = not request.env.user._is_public()
        is_stale = is_taken_back or not visit._is_open_in(_get_browser(visit))
        return Visitor(token, _speak_to(visit.signer_id), is_stale, visit)
    # sudo: see above.
    signers = request.env["crm.contract.signer"].sudo()
    signer, is_stale = signers._find_by_token(token)
    return Visitor(token, _speak_to(signer), is_stale, visits)


def find_by_link(token):
    """Who comes with a link of their own that is good for something now, or None."""
    visitor = find_visitor(token)
    return visitor if visitor.is_entitled and not visitor.visit else None


def enter(visit):
    """Bind a visit to this browser.  Whoever was signed in here is signed out: the person who
    signs shall not reach the colleague's Odoo.  What anybody proved here before is forgotten.

    :return: whether this browser was the first
    """
    if visit.browser_digest:
        return False
    browser = secrets.token_urlsafe(16)
    ContractSession._forget_unlocked_keys()
    request.session.logout(keep_db=True)
    request.session[VISITS] = {str(visit.id): browser}
    return visit._claim(browser)


def _speak_to(signer_sudo):
    """Go on in the signatory's own language, whatever their browser asks for.

    :return: the signatory, whose messages come in it as well
    """
    if not signer_sudo:
        return signer_sudo
    lang = signer_sudo._get_lang_code()
    request.update_context(lang=lang)
    request.lang = request.env["res.lang"]._get_data(code=lang)
    return signer_sudo.with_context(lang=lang)


def _get_browser(visit):
    return (request.session.get(VISITS) or {}).get(str(visit.id), "")
