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
    """

    certificates: tuple[bytes, ...]
    status: StatusSource

    @classmethod
    def read(cls, root: Any) -> EmbeddedData:
        """Read a file's store; an empty one where it has none.

        :param root: the document's catalogue, as it is or as it was
        :raise ValueError: the store is larger than any honest one
        """
        store = look_up(root, "/DSS", {})
        return cls(
            tuple(_read_streams(store, "/Certs")),
            StatusSource(_read_streams(store, "/CRLs"), _read_streams(store, "/OCSPs")),
        )


def _read_streams(store: Any, key: str) -> Iterator[bytes]:
    streams = entries(store, key)
    if len(streams) > MAXIMUM_ENTRIES:
        raise ValueError("too many entries")
    for entry in streams:
        yield bytes(entry.get_object().data)
