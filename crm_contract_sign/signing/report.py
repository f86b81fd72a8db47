"""What a verification says: verdicts that carry their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class Coverage(IntEnum):
    """How much of the file a signature's bytes cover, from worst to best."""

    UNCLEAR = 0  # the signed byte ranges do not add up
    FROM_START = 1  # from the first byte on, but not up to the end of a revision
    REVISION = 2  # a whole revision; later revisions were added
    FILE = 3  # the whole file


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason not to accept a file or a signature, as a code and its values."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the planner of a document knows of it; None where nothing is known.

    :ivar sha256: the file's digest, hexadecimal
    :ivar field_names: the signature fields that were planned, in any order
    :ivar fingerprints: the SHA-256 fingerprint of each signer's certificate, by field name
    """

    sha256: str | None = None
    field_names: frozenset[str] | None = None
    fingerprints: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a file.

    :ivar intact: the signed bytes are unchanged
    :ivar valid: the cryptographic signature fits the certificate
    :ivar trusted: the certificate chains to one of the given anchors, at the time of signing
    :ivar unmodified: nothing was changed after it but what it permits
    :ivar signed_at: the time that the signer's computer claimed
    :ivar problems: why it is not accepted; empty when it is
    """

    field_name: str
    signer_name: str
    signer_email: str | None
    organization: str | None
    issuer: str
    fingerprint: str
    serial: str
    signed_at: datetime | None
    reason: str | None
    is_certification: bool
    algorithm: str
    coverage: Coverage
    intact: bool
    valid: bool
    trusted: bool
    unmodified: bool
    problems: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against this signature."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Report:
    """A file.

    :ivar sha256: its digest, hexadecimal
    :ivar problems: what speaks against the file as a whole
    :ivar signatures: its signatures, in the order in which they were made
    """

    sha256: str
    problems: tuple[Problem, ...] = ()
    signatures: tuple[SignatureReport, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the file is signed, and nothing speaks against it or any signature."""
        return (
            bool(self.signatures)
            and not self.problems
            and all(signature.accepted for signature in self.signatures)
        )
