"""The e-mails that the server sent: they end in a Maildir of this machine."""

import mailbox
import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path

from .outcome import Unexpected

SECONDS = 60
LINK = re.compile(r'href="([^"]*/contract/sign/[^"]+)"')
CODE = re.compile(r">\s*(\d{6})\s*<")


class Inbox:
    """Every mailbox of the demonstration, read one e-mail at a time.

    :param folder: the Maildir
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = set(self._keys())

    def wait_for_link(self, address: str) -> str:
        """Return the signing link in the next e-mail to ``address``."""
        return unescape(self._wait_for(address, LINK, "a signing link"))

    def wait_for_code(self, address: str) -> str:
        """Return the one-time code in the next e-mail to ``address``."""
        return self._wait_for(address, CODE, "a one-time code")

    def _wait_for(self, address: str, pattern: re.Pattern[str], what: str) -> str:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for key in sorted(self._keys() - self._read):
                message = self._open(key)
                found = pattern.search(_html(message))
                if found and address in str(message["To"]):
                    self._read.add(key)
                    return found[1]
            time.sleep(0.2)
        raise Unexpected(f"No e-mail with {what} reached {address} within {SECONDS} seconds.")

    def _keys(self) -> set[str]:
        return set(self._maildir().keys()) if self._folder.exists() else set()

    def _open(self, key: str) -> EmailMessage:
        message = message_from_bytes(self._maildir().get_bytes(key), policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def _maildir(self) -> mailbox.Maildir:
        return mailbox.Maildir(self._folder, create=False)


def _html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    return str(part.get_content()) if part else ""
