"""Keys that their owners have unlocked in order to sign several documents in a row.

They are in this process's memory alone, for minutes, and of use only to whoever gives the PIN
again: what is saved is the derivation of the key from the PIN, not the proof of who is there.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .mechanisms import PrivateKey

SECONDS_REMEMBERED = 300


@dataclass(frozen=True, slots=True, repr=False)
class _Entry:
    key: PrivateKey
    proof: bytes
    wrapping: bytes
    deadline: float


class UnlockedKeys:
    """A key for each place; a place is a tuple such as database, user, certificate and session.

    :param clock: seconds that never run backwards
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[Hashable, _Entry] = {}
        self._proof_key = os.urandom(32)

    def put(self, place: Hashable, key: PrivateKey, pin: str, wrapped: bytes) -> None:
        """Remember a key for :data:`SECONDS_REMEMBERED`.

        :param wrapped: the key as it is stored
        """
        entry = _Entry(
            key, self._prove(pin), self._digest(wrapped), self._clock() + SECONDS_REMEMBERED
        )
        with self._lock:
            self._drop_ended()
            self._entries[place] = entry
        # Nobody may come by again: the key must go all the same.
        sweep = threading.Timer(SECONDS_REMEMBERED + 1, self.sweep)
        sweep.daemon = True
        sweep.start()

    def get(self, place: Hashable, pin: str, wrapped: bytes) -> PrivateKey | None:
        """The key remembered at a place.

        :param wrapped: the key as it is stored now
        :return: None without one, with another PIN, or if the stored key is not the same any more
        """
        with self._lock:
            self._drop_ended()
            entry = self._entries.get(place)
            if entry is None or not hmac.compare_digest(entry.proof, self._prove(pin)):
                return None
            if not hmac.compare_digest(entry.wrapping, self._digest(wrapped)):
                # Another process has changed the PIN or erased the key since.
                del self._entries[place]
                return None
            return entry.key

    def forget(self, is_forgotten: Callable[..., bool]) -> None:
        """Forget the keys at places for which ``is_forgotten`` is true."""
        with self._lock:
            for place in [place for place in self._entries if is_forgotten(place)]:
                del self._entries[place]

    def sweep(self) -> None:
        """Forget the keys whose time is over."""
        with self._lock:
            self._drop_ended()

    def _drop_ended(self) -> None:
        now = self._clock()
        for place in [place for place, entry in self._entries.items() if entry.deadline <= now]:
            del self._entries[place]

    def _prove(self, pin: str) -> bytes:
        return hmac.digest(self._proof_key, pin.encode(), "sha256")

    def _digest(self, wrapped: bytes) -> bytes:
        return hashlib.sha256(wrapped).digest()


unlocked_keys = UnlockedKeys()
