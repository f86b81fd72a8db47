"""The document security store: what a file keeps for checking its signatures in years to come
(ETSI EN 319 142-1, 5.4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ._objects import entries, look_up
from .revocation_status import StatusSource

MAXIMUM_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class EmbeddedData:
    """What the store of a file holds.

    :ivar certificates: DER of the certificates
    :ivar status: its revocation lists and OCSP responses
    :ivar revision: the first revision with a store, 0 for the file's first state; None without
    """

    certificates: tuple[bytes, ...]
    status: StatusSource
    revision: int | None

    @classmethod
    def read(cls, reader: Any) -> EmbeddedData:
        """Read a file's store; an empty one where it has none.

        :raise ValueError: the store is larger than any honest one
        """
        store = look_up(reader.root, "/DSS")
        if store is None:
            return cls((), StatusSource(), None)
        return cls(
            tuple(_read_streams(store, "/Certs")),
            StatusSource(_read_streams(store, "/CRLs"), _read_streams(store, "/OCSPs")),
            _last_change(reader),
        )


def _read_streams(store: Any, key: str) -> Iterator[bytes]:
    streams = entries(store, key)
    if len(streams) > MAXIMUM_ENTRIES:
        raise ValueError("too many entries")
    for entry in streams:
        yield bytes(entry.get_object().data)


def _last_change(reader: Any) -> int:
    """The revision in which the store became what it is now."""
    current = look_up(reader.root, "/DSS")
    for number in range(reader.xrefs.total_revisions - 2, -1, -1):
        former = look_up(reader.get_historical_resolver(number).root, "/DSS")
        if former != current:
            return number + 1
    return 0
