"""A browser that keeps its signing key to itself, played by Python."""

import base64
from datetime import timedelta
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from odoo import fields

from .common import SigningPageMixin, draw_signature


@cache
def make_key(size=3072):
    """An RSA key, made once for all tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def to_spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def to_text(data):
    return base64.b64encode(data).decode()


class BrowserKeyMixin(SigningPageMixin):
    """The three requests of the signing page, each of which may be made wrongly."""

    key = property(lambda self: make_key())

    def _sign(self, data, key=None):
        return (key or self.key).sign(data, padding.PKCS1v15(), hashes.SHA256())

    def _fetch_document(self):
        return self.url_open(f"/contract/sign/{self.token}/document.pdf").content

    def _challenge(self, **params):
        return self._call("challenge", **{"sha256": self.contract.document_sha256, **params})

    def _prepare(self, opened, *, key=None, **params):
        key = key or self.key
        proof = self._sign(base64.b64decode(opened["challenge"]), key)
        values = {
            "number": opened["number"],
            "public_key": to_text(to_spki(key)),
            "proof": to_text(proof),
            "signature": to_text(draw_signature()),
        }
        return self._call("prepare", **{**values, **params})

    def _finish(self, opened, prepared, *, key=None, **params):
        value = self._sign(base64.b64decode(prepared["attributes"]), key)
        values = {
            "number": opened["number"],
            "value": to_text(value),
            "detached": to_text(self._sign(self._fetch_document(), key)),
            "consent": self._get_consent().digest,
        }
        return self._call("finish", **{**values, **params})

    def _sign_with_browser_key(self):
        opened = self._challenge()
        return self._finish(opened, self._prepare(opened))

    def _find_requests(self):
        # sudo: what is under way is readable by nobody.
        return (
            self.env["crm.contract.signature.request"]
            .sudo()
            .search([("signer_id", "=", self.signer.id)])
        )

    def _assert_nothing_signed(self):
        self.env.invalidate_all()
        self.assertEqual(self.signer.state, "waiting")
        self.assertEqual(self.contract.state, "signing")
        self.assertEqual(self.contract.current_document_id.sudo().step, 1)

    def _restore_identity(self):
        """The code again, for a signatory who has signed and gets none any more."""
        self.signer.write(
            {
                "code_digest": self.signer._digest_code("email_code", "654321"),
                "code_expiry": fields.Datetime.now() + timedelta(minutes=5),
            }
        )
        self.assertEqual(self._call("identify", code="654321"), {"identified": True})
