"""A log whose events are chained by hashes: changing, dropping or inserting one breaks it.

Version 1 hashes, with SHA-256, the canonical JSON of what an event says together with the hash
before it.  The version stands inside what is hashed, so that a later definition can follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import SigningError

CURRENT_VERSION = 1
EXPORT_FORMAT = "crm_contract_sign.log"
# What an export says of itself, so that it can be checked by whoever has nothing else.
DEFINITION = (
    "Each event's hash is the SHA-256, in lower-case hexadecimal, of the UTF-8 bytes of the JSON"
    " array [version, sequence, moment, code, payload, previous_hash], written without white space"
    " and without escaping letters outside ASCII. The payload is a string that holds JSON. The"
    " first event has sequence 1 and the previous_hash ''; each later one has the sequence after,"
    " and the previous_hash equal to the hash of, the event before it. The head is the hash of the"
    " last event. This is version 1 of the definition."
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the number and hash of its last event; (0, "") of an empty one."""

    sequence: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One event of a chain.

    :ivar version: which definition of the hash it follows
    :ivar sequence: 1 for the first event, then without gaps
    :ivar moment: when it happened, ISO 8601 with zone
    :ivar code: what happened
    :ivar payload: its details, canonical JSON
    :ivar previous_hash: the hash of the event before it, "" for the first
    :ivar hash: its own hash, hexadecimal
    """

    version: int
    sequence: int
    moment: str
    code: str
    payload: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What recomputing a chain says.

    :ivar intact: whether every event follows from the one before it
    :ivar length: how many events were read
    :ivar head: the last hash, "" of an empty chain
    :ivar first_broken_sequence: where it breaks, else None
    :ivar problem: ``gap``, ``wrong_previous_hash`` or ``wrong_hash``, else None
    """

    intact: bool
    length: int
    head: str
    first_broken_sequence: int | None = None
    problem: str | None = None


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no white space, no escaped letters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link_hash(
    version: int, sequence: int, moment: str, code: str, payload: str, previous_hash: str
) -> str:
    """The hash of an event.

    :raise SigningError: ``unsupported_version``
    """
    if version != CURRENT_VERSION:
        raise SigningError("unsupported_version", version=version)
    said = canonical_json([version, sequence, moment, code, payload, previous_hash])
    return hashlib.sha256(said.encode()).hexdigest()


def append(head: Head, *, code: str, moment: str, payload: Mapping[str, Any]) -> Link:
    """The event that follows ``head``."""
    text = canonical_json(payload)
    sequence = head.sequence + 1
    digest = link_hash(CURRENT_VERSION, sequence, moment, code, text, head.hash)
    return Link(CURRENT_VERSION, sequence, moment, code, text, head.hash, digest)


def export(links: Sequence[Link], **details: Any) -> dict[str, Any]:
    """A chain as JSON that can be checked elsewhere, with the definition it follows.

    :param details: what else the export should say, such as ``contract``
    :return: a JSON-able dict
    """
    last = links[-1] if links else Link(CURRENT_VERSION, 0, "", "", "", "", "")
    return {
        "format": EXPORT_FORMAT,
        "definition": DEFINITION,
        **details,
        "head": {"sequence": last.sequence, "hash": last.hash},
        "events": [asdict(link) for link in links],
    }


def check(links: Iterable[Link]) -> ChainReport:
    """Recompute a chain from its first event."""
    head = Head()
    length = 0
    for length, link in enumerate(links, start=1):
        problem = _find_problem(head, link)
        if problem:
            return ChainReport(False, length, head.hash, link.sequence, problem)
        head = Head(link.sequence, link.hash)
    return ChainReport(True, length, head.hash)


def _find_problem(head: Head, link: Link) -> str | None:
    if link.sequence != head.sequence + 1:
        return "gap"
    if link.previous_hash != head.hash:
        return "wrong_previous_hash"
    expected = link_hash(
        link.version, link.sequence, link.moment, link.code, link.payload, link.previous_hash
    )
    return None if expected == link.hash else "wrong_hash"
