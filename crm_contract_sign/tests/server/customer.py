"""A customer's browser, as far as the server can tell: pages, a one-time code, a signature."""

import base64
import re
from html import unescape
from io import BytesIO
from typing import Any

import requests
from PIL import Image, ImageDraw

from .mailbox import Mailboxes

SECONDS = 180
PROPS = re.compile(r'name="crm_contract_sign\.ceremony"[^>]*?props="([^"]*)"', re.S)
DIGEST = re.compile(r'"sha256":\s*"([0-9a-f]{64})"')


class Customer:
    """One customer at one browser.

    :param address: their e-mail address
    :param mailboxes: where their mail arrives
    """

    def __init__(self, address: str, mailboxes: Mailboxes) -> None:
        self.address = address
        self._mailboxes = mailboxes
        self._session = requests.Session()
        # A server that was killed leaves no connection to go on with.
        self._session.headers["Connection"] = "close"
        self._link = mailboxes.link_of(address)
        self._sha256 = ""

    def read(self) -> None:
        """Open the link and read which document it shows."""
        page = self._session.get(self._link, timeout=SECONDS)
        assert page.status_code == 200, f"{page.status_code} at the signing link"
        found = DIGEST.search(unescape(page.text))
        assert found, "the page shows no digest"
        self._sha256 = found[1]

    def identify(self) -> None:
        """Ask for a one-time code and enter it."""
        self._answer("code")
        answer = self._answer("identify", code=self._mailboxes.take_code(self.address))
        assert answer.get("identified"), answer

    def sign(self) -> dict[str, Any]:
        """Sign what was read, and return the server's answer."""
        return self._answer("accept", signature=draw(), sha256=self._sha256)

    def _answer(self, step: str, **params: Any) -> dict[str, Any]:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        response = self._session.post(f"{self._link}/{step}", json=body, timeout=SECONDS)
        content = response.json()
        assert "result" in content, content
        answer: dict[str, Any] = content["result"]
        return answer


def draw() -> str:
    """A drawn signature: PNG in base64."""
    picture = Image.new("RGBA", (300, 120))
    ImageDraw.Draw(picture).line([(10, 100), (90, 20), (200, 90), (290, 30)], "navy", 4)
    output = BytesIO()
    picture.save(output, "PNG")
    return base64.b64encode(output.getvalue()).decode()
