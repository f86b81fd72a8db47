import base64
import binascii

from odoo import http
from odoo.exceptions import AccessError, LockError, UserError
from odoo.http import request

from ..errors import ContractSignError
from .identity import mask_destination
from .participation import MAXIMUM_REASON_LENGTH
from .signing_visitor import find_visitor
from .text import read_text

MAXIMUM_DRAWING_BYTES = 4 * 1024 * 1024
# DER of a key or a signature of RSA with 4096 bits takes about 600 bytes.
MAXIMUM_KEY_BYTES = 2048
FALLBACK_REASONS = ("insecure_context", "no_web_crypto", "key_failed")

# website: answers come in the language of the page.
ANSWER = {"type": "jsonrpc", "auth": "public", "website": True}


class ContractSigningAnswers(http.Controller):
    """What a signatory does: prove who they are, sign, or decline.

    With a key in the browser, signing takes three requests: *challenge*, *prepare* and *finish*;
    ``crm.contract.signature.request`` says what happens in each.  With a key on the server it
    takes one: *accept*.
    """

    # ------------------------------------------------------------------
    # WHO THEY ARE
    # ------------------------------------------------------------------

    @http.route("/contract/sign/<string:token>/code", **ANSWER)
    def contract_send_code(self, token):
        """Send the signatory a one-time code."""
        return self._answer(token, self._send_code)

    @http.route("/contract/sign/<string:token>/identify", **ANSWER)
    def contract_identify(self, token, code=None):
        """Take the one-time code; this browser may then sign."""
        return self._answer(token, self._identify, code)

    def _send_code(self, visitor):
        step = self._get_code_step(visitor)
        visitor.signer._start_identity_step(step)
        return {"sent_to": mask_destination(visitor.signer, step)}

    def _identify(self, visitor, code):
        step = self._get_code_step(visitor)
        visitor.signer._check_identity_step(step, read_text(code))
        visitor.keep_step(step)
        return {"identified": True}

    # ------------------------------------------------------------------
    # SIGNING WITH A KEY IN THE BROWSER
    # ------------------------------------------------------------------

    @http.route("/contract/sign/<string:token>/challenge", **ANSWER)
    def contract_challenge(self, token, sha256=None):
        """Begin to sign the document whose digest the signatory saw.

        :param str sha256: the digest shown on the page
        """
        return self._answer(token, self._challenge, sha256)

    @http.route("/contract/sign/<string:token>/prepare", **ANSWER)
    def contract_prepare(self, token, number=None, public_key=None, proof=None, signature=None):
        """Certify the browser's key, and give what it is to sign.

        :param int number: what *challenge* answered
        :param str public_key: DER of the SubjectPublicKeyInfo, in base64
        :param str proof: the challenge, signed with the private key, in base64
        :param str signature: the drawn signature, PNG in base64
        """
        return self._answer(token, self._prepare, number, public_key, proof, signature)

    @http.route("/contract/sign/<string:token>/finish", **ANSWER)
    def contract_finish(self, token, number=None, value=None, detached=None, consent=None):
        """Embed the browser's signature in the document.

        :param str value: the signature of what *prepare* answered, in base64
        :param str detached: the signature of the file itself, in base64
        :param str consent: SHA-256 of the text to which the signatory agreed
        """
        return self._answer(token, self._finish, number, value, detached, consent)

    def _challenge(self, visitor, sha256):
        self._check_may_sign(visitor, sha256)
        requests = request.env["crm.contract.signature.request"]
        opened = requests._start(visitor.signer, visitor.entry)
        return {"number": opened.id, "challenge": self._to_text(opened._get_challenge())}

    def _prepare(self, visitor, number, public_key, proof, signature):
        opened = self._find_request(visitor, number)
        attributes = opened._prepare(
            self._read_bytes(public_key, MAXIMUM_KEY_BYTES),
            self._read_bytes(proof, MAXIMUM_KEY_BYTES),
            self._read_drawing(signature),
        )
        return {"attributes": self._to_text(attributes)}

    def _finish(self, visitor, number, value, detached, consent):
        opened = self._find_request(visitor, number)
        evidence = self._collect_signing_evidence(visitor, consent)
        opened._finish(
            self._read_bytes(value, MAXIMUM_KEY_BYTES),
            self._read_bytes(detached, MAXIMUM_KEY_BYTES),
            evidence,
        )
        return self._end(visitor)

    def _find_request(self, visitor, number):
        visitor.check_identified()
        requests = request.env["crm.contract.signature.request"]
        return requests._find_open(number, visitor.signer, visitor.entry)

    # ------------------------------------------------------------------
    # SIGNING WITH A KEY ON THE SERVER, DECLINING
    # ------------------------------------------------------------------

    @http.route("/contract/sign/<string:token>/accept", **ANSWER)
    def contract_accept(self, token, signature=None, sha256=None, consent=None, fallback=None):
        """Sign the document whose digest the signatory saw, with a one-time key of the server.

        :param str signature: the drawn signature, PNG in base64
        :param str sha256: the digest shown on the page
        :param str consent: SHA-256 of the text to which the signatory agreed
        :param str fallback: why the browser makes no key, by its own account
        """
        return self._answer(token, self._accept, signature, sha256, consent, fallback)

    @http.route("/contract/sign/<string:token>/decline", **ANSWER)
    def contract_decline(self, token, reason=None):
        """Decline to sign, with a reason."""
        return self._answer(token, self._decline, reason)

    def _accept(self, visitor, signature, sha256, consent, fallback):
        self._check_may_sign(visitor, sha256)
        signer_sudo = visitor.signer
        drawing = self._read_drawing(signature)
        evidence = self._collect_signing_evidence(visitor, consent)
        if fallback in FALLBACK_REASONS:
            evidence["no_browser_key"] = fallback
        signer_sudo.contract_id._take_signature(signer_sudo, self._refuse_secret, evidence, drawing)
        return self._end(visitor)

    def _decline(self, visitor, reason):
        visitor.check_identified()
        words = read_text(reason, MAXIMUM_REASON_LENGTH, has_lines=True)
        visitor.signer._decline(words, visitor.collect_evidence())
        return self._end(visitor)

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def _answer(self, token, act, *params):
        """What ``act`` says to the visitor, or the words of why it can't be done.

        Nothing half-made stays: an error undoes what the request wrote.
        """
        visitor = find_visitor(token)
        if not visitor.signer or visitor.is_stale:
            return {
                "error": request.env._("This link is not valid any more. Please reload the page.")
            }
        try:
            with request.env.cr.savepoint():
                return act(visitor, *params)
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

    def _check_may_sign(self, visitor, sha256):
        visitor.check_identified()
        if sha256 != visitor.signer.contract_id.document_sha256:
            raise UserError(
                request.env._(
                    "The document has changed since you opened this page. Please reload it and read"
                    " the newest version."
                )
            )

    def _collect_signing_evidence(self, visitor, consent):
        consents = request.env["crm.contract.consent"]
        shown = consents._find_shown(read_text(consent))
        return {**visitor.collect_evidence(), **shown._use()}

    def _end(self, visitor):
        visitor.forget_codes()
        return {"redirect": visitor.url}

    @staticmethod
    def _get_code_step(visitor):
        """The one-time code that the signing page itself asks for, after what came before it."""
        visitor.check_identified(visitor.get_opening_steps())
        return (visitor.get_steps() or ["email_code"])[-1]

    @staticmethod
    def _read_bytes(value, limit):
        """What a browser sent in base64; b"" for anything else, and for more than ``limit``."""
        if not isinstance(value, str) or len(value) > limit * 4 // 3 + 4:
            return b""
        try:
            return base64.b64decode(value, validate=True)
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

    @staticmethod
    def _to_text(data):
        return base64.b64encode(data).decode()

    @staticmethod
    def _refuse_secret(name):
        raise LookupError(f"a customer has no secret {name!r}")
