"""Who is at the signing page, how they came there, and what a stranger may send."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import Any

from odoo.exceptions import UserError
from odoo.http import request

from ..models.crm_contract_signer_identity import CODE_STEPS
from . import identity
from .session import ContractSession

# What the session keeps: which visits this browser opened.
VISITS = "crm_contract_sign_visits"
MAXIMUM_DRAWING_BYTES = 4 * 1024 * 1024
# DER of a key or a signature of RSA with 4096 bits takes about 600 bytes.
MAXIMUM_KEY_BYTES = 2048
FALLBACK_REASONS = ("insecure_context", "no_web_crypto", "key_failed")


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
        """By which link or visit they came: what they begin there goes on there alone."""
        if self.visit:
            return f"visit {self.visit.id}"
        return f"link {self.signer.link_number}"

    @property
    def has_answered(self):
        """Whether they have signed or agreed."""
        return self.signer.state in ("signed", "agreed")

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

    def may_read(self):
        """Whether the files are for them: on their turn, or once they have answered."""
        if self.visit:
            return not self.is_stale and (self.has_answered or self.signer._is_their_turn())
        is_open = bool(self.signer) and (
            self.has_answered or (not self.is_stale and self.signer._is_their_turn())
        )
        return is_open and not identity.get_missing_steps(self.signer, self.get_opening_steps())


class SigningVisitorMixin:
    """What the pages and the answers of the signing room share."""

    # ------------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------------

    def _find_visitor(self, token):
        """Who comes with ``token``; a forged one and that of somebody absent are alike."""
        # sudo: the address proves that the server itself gave it to this signatory or colleague.
        visits = request.env["crm.contract.signer.visit"].sudo()
        visit = visits._find_by_token(token)
        if visit:
            is_stale = not visit._is_open_in(self._get_browser(visit))
            return Visitor(token, visit.signer_id, is_stale, visit)
        # sudo: see above.
        signers = request.env["crm.contract.signer"].sudo()
        return Visitor(token, *signers._find_by_token(token), visits)

    def _enter(self, visit):
        """Bind a visit to this browser.  Whoever was signed in here is signed out: the person
        who signs shall not reach the colleague's Odoo.

        :return: whether this browser was the first
        """
        if visit.browser_digest:
            return False
        browser = secrets.token_urlsafe(16)
        ContractSession._forget_unlocked_keys()
        request.session.logout(keep_db=True)
        request.session[VISITS] = {str(visit.id): browser}
        return visit._claim(browser)

    def _get_browser(self, visit):
        return (request.session.get(VISITS) or {}).get(str(visit.id), "")

    def _is_identified(self, visitor):
        return not identity.get_missing_steps(visitor.signer, visitor.get_steps())

    def _check_identified(self, visitor):
        identity.check_identified(visitor.signer, visitor.get_steps())

    def _get_code_step(self, visitor):
        """The one-time code that the signing page itself asks for, after what came before it."""
        identity.check_identified(visitor.signer, visitor.get_opening_steps())
        return (visitor.get_steps() or ["email_code"])[-1]

    def _collect_evidence(self, visitor):
        """How the signatory was identified and from where, for the log and the certificate."""
        evidence = identity.collect_evidence(visitor.signer)
        if visitor.visit:
            given = identity.get_given_steps(visitor.signer)
            evidence["method"] = "in_person_code" if "email_code" in given else "in_person"
            evidence["methods"] = [evidence["method"], *(set(given) - {"email_code"})]
            evidence["witness"] = visitor.visit.host_id.name
        return evidence

    # ------------------------------------------------------------------
    # WHAT THEY SEND
    # ------------------------------------------------------------------

    @staticmethod
    def _read_text(value):
        """What a browser sent as text; "" for anything else that a stranger may send."""
        return value if isinstance(value, str) else ""

    @classmethod
    def _read_bytes(cls, value, limit):
        """What a browser sent in base64; b"" for anything else, and for more than ``limit``."""
        text = cls._read_text(value)
        if len(text) > limit * 4 // 3 + 4:
            return b""
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return b""

    @classmethod
    def _read_drawing(cls, value):
        """The signature as a picture of ours: decoded, bounded and encoded anew."""
        from .. import rendering

        data = cls._read_bytes(value, MAXIMUM_DRAWING_BYTES)
        if not data:
            raise UserError(request.env._("Please draw or type your signature first."))
        return rendering.reencode_image(data)
