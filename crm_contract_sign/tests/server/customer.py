"""A customer's browser, as far as the server can tell: pages, a one-time code, a signature."""

import base64
import json
from functools import cached_property
from io import BytesIO
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import html
from PIL import Image, ImageDraw

from .mailbox import Mailboxes

SECONDS = 180

Values = dict[str, Any]


class Customer:
    """One customer at one browser.

    :param address: their e-mail address
    :param mailboxes: where their mail arrives
    :param has_web_crypto: whether the browser makes its own key; the server has to otherwise
    """

    def __init__(self, address: str, mailboxes: Mailboxes, *, has_web_crypto: bool) -> None:
        self.address = address
        self._mailboxes = mailboxes
        self._has_web_crypto = has_web_crypto
        self._session = requests.Session()
        # A server that was killed leaves no connection to go on with.
        self._session.headers["Connection"] = "close"
        self._link = mailboxes.link_of(address)
        self._page: Values = {}

    def open_page(self) -> None:
        """Open the link, and take in what the page knows: digest, consent, and so on."""
        page = self._session.get(self._link, timeout=SECONDS)
        assert page.status_code == 200, f"{page.status_code} at the signing link"
        (component,) = html.fromstring(page.text).xpath("//owl-component/@props")
        self._page = json.loads(component)

    def identify(self) -> None:
        """Ask for a one-time code and enter it."""
        self._answer("code")
        answer = self._answer("identify", code=self._mailboxes.take_code(self.address))
        assert answer.get("identified"), answer

    def sign(self) -> Values:
        """Sign what was read, and return the server's answer: where to go, or an error."""
        return self._sign_with_own_key() if self._has_web_crypto else self._sign_with_servers_key()

    def _sign_with_servers_key(self) -> Values:
        return self._answer(
            "accept",
            signature=draw(),
            sha256=self._page["sha256"],
            consent=self._page["consent"]["sha256"],
            fallback="no_web_crypto",
        )

    def _sign_with_own_key(self) -> Values:
        opened = self._answer("challenge", sha256=self._page["sha256"])
        if "error" in opened:
            return opened
        prepared = self._answer(
            "prepare",
            number=opened["number"],
            public_key=to_text(self._public_key),
            proof=self._make_signature(opened["challenge"]),
            signature=draw(),
        )
        if "error" in prepared:
            return prepared
        return self._answer(
            "finish",
            number=opened["number"],
            value=self._make_signature(prepared["attributes"]),
            detached=self._make_signature(to_text(self._fetch_document())),
            consent=self._page["consent"]["sha256"],
        )

    def _fetch_document(self) -> bytes:
        document = self._session.get(f"{self._link}/document.pdf", timeout=SECONDS)
        assert document.status_code == 200, document.status_code
        return document.content

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)

    @property
    def _public_key(self) -> bytes:
        return self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def _make_signature(self, text: str) -> str:
        data = base64.b64decode(text)
        return to_text(self._key.sign(data, padding.PKCS1v15(), hashes.SHA256()))

    def _answer(self, step: str, **params: Any) -> Values:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        response = self._session.post(f"{self._link}/{step}", json=body, timeout=SECONDS)
        content = response.json()
        assert "result" in content, content
        answer: Values = content["result"]
        return answer


def draw() -> str:
    """A drawn signature: PNG in base64."""
    picture = Image.new("RGBA", (300, 120))
    ImageDraw.Draw(picture).line([(10, 100), (90, 20), (200, 90), (290, 30)], "navy", 4)
    output = BytesIO()
    picture.save(output, "PNG")
    return to_text(output.getvalue())


def to_text(data: bytes) -> str:
    """Bytes as JSON carries them."""
    return base64.b64encode(data).decode()
