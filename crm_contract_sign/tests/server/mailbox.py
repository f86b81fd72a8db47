"""The customers' mailboxes: an SMTP server on loopback that remembers links and codes."""

import re
import threading
import time
from email import message_from_bytes, policy
from html import unescape
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller

LINK = re.compile(r'href="([^"]*/contract/sign/[^"]+)"')
CODE = re.compile(r">\s*(\d{6})\s*<")
SECONDS = 90


class Mailboxes:
    """What arrived, by address; a context manager that serves as long as its block lasts.

    :param port: of the loopback interface, free
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._links: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._news = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> "Mailboxes":
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message in; aiosmtpd calls this."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        body = message.get_body(("html",))  # type: ignore[attr-defined]
        text = str(body.get_content()) if body else ""
        with self._news:
            for address in envelope.rcpt_tos:
                if link := LINK.search(text):
                    self._links[address] = unescape(link[1])
                elif code := CODE.search(text):
                    self._codes[address] = code[1]
            self._news.notify_all()
        return "250 OK"

    def link_of(self, address: str) -> str:
        """The newest signing link sent to an address."""
        return self._wait(self._links, address)

    def take_code(self, address: str) -> str:
        """The newest one-time code sent to an address; it is taken out."""
        code = self._wait(self._codes, address)
        del self._codes[address]
        return code

    def _wait(self, box: dict[str, str], address: str) -> str:
        deadline = time.monotonic() + SECONDS
        with self._news:
            while address not in box:
                if not self._news.wait(deadline - time.monotonic()):
                    raise AssertionError(f"nothing reached {address} within {SECONDS} seconds")
            return box[address]
