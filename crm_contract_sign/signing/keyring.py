"""Open keys, held for a short while: one PIN signs many documents, and is asked for but once.

A keyring lives in the memory of one process and nowhere else.  A signer is had back only with the
ticket that was given for it, by whom it was given to, until its time is over; a server with several
processes, or one that restarts, asks for the PIN again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from cryptography.hazmat.primitives import hashes

from ..errors import SigningError
from .signers import Signer

LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Held:
    signer: Signer = field(repr=False)
    owner: str
    fingerprint: str
    deadline: float


class Keyring:
    """Holds signers; safe to share between threads.

    :param lifetime: how long each is held, from when it was put in: using it does not prolong it
    :param clock: seconds that never go back
    """

    def __init__(
        self, lifetime: timedelta = LIFETIME, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._lifetime = lifetime.total_seconds()
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._lock = Lock()

    def hold(self, signer: Signer, owner: str) -> str:
        """Take a signer that its owner has just opened.

        :param owner: whose it is and where they opened it, such as a session's identifier
        :return: the ticket, 256 random bits; whoever has it and is the owner may sign
        """
        ticket = secrets.token_urlsafe(32)
        fingerprint = signer.certificate.fingerprint(hashes.SHA256()).hex()
        with self._lock:
            self._drop(lambda held: held.deadline <= self._clock())
            deadline = self._clock() + self._lifetime
            self._held[ticket] = _Held(signer, owner, fingerprint, deadline)
        return ticket

    def get(self, ticket: str, owner: str) -> Signer:
        """The signer of a ticket.  Its certificate may have been revoked elsewhere meanwhile: ask
        before it signs.

        :raise SigningError: ``key_closed`` if there is none, or not for this owner, any more
        """
        with self._lock:
            self._drop(lambda held: held.deadline <= self._clock())
            held = self._held.get(ticket)
            if held is None or not secrets.compare_digest(held.owner.encode(), owner.encode()):
                raise SigningError("key_closed")
            return held.signer

    def forget(self, *, owner: str | None = None, fingerprint: str | None = None) -> None:
        """Drop what an owner holds, when they log out, or a certificate's key, when it is revoked.

        :param fingerprint: the certificate's, SHA-256, hexadecimal
        """
        with self._lock:
            self._drop(lambda held: owner == held.owner or fingerprint == held.fingerprint)

    def __len__(self) -> int:
        return len(self._held)

    def _drop(self, is_over: Callable[[_Held], bool]) -> None:
        for ticket in [ticket for ticket, held in self._held.items() if is_over(held)]:
            del self._held[ticket]
