"""What a verification found: values that carry their reasons, as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum
from typing import Any


class Coverage(IntEnum):
    """How much of the file a signature's bytes cover, from worst to best."""

    UNCLEAR = 0  # the signed byte ranges do not add up
    FROM_START = 1  # from the first byte on, but not up to the end of a revision
    REVISION = 2  # a whole revision; later revisions were added
    FILE = 3  # the whole file


class Level(IntEnum):
    """How long a signature can be checked, from shortest to longest (ETSI EN 319 142-1, 5.1)."""

    CMS = 0  # a PDF signature of ISO 32000-1 that is no PAdES signature
    B_B = 1  # the signer's certificate is signed along; the time is claimed
    B_T = 2  # a trusted time-stamp proves that the signature existed
    B_LT = 3  # certificates and revocation data for a later check are in the file
    B_LTA = 4  # a document time-stamp protects these as well

    @property
    def label(self) -> str:
        """The name people know it by: ``B-LT``."""
        return self.name.replace("_", "-")


class TimeSource(Enum):
    """What the time of a signature rests on, from best to worst."""

    TIMESTAMP = "timestamp"  # a trusted time-stamp authority's
    RECORD = "record"  # the record of the database that issued the document
    CLAIM = "claim"  # what the signer's computer said
    NONE = "none"  # nothing is said


class Verdict(Enum):
    """The outcome for a file, from best to worst."""

    ACCEPTED = "accepted"  # every signature is intact and trusted
    INTACT = "intact"  # nothing was changed, but who signed or when cannot be vouched for
    UNSIGNED = "unsigned"  # a PDF without signatures
    REFUSED = "refused"  # something speaks against it
    UNREADABLE = "unreadable"  # no PDF that can be judged


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason not to accept a file or a signature, as a code and its values."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know of a signature that does not speak against it."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that one revision of a file changed.

    :ivar harmless: whether a later revision may change this without touching what was agreed
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What was added to a file after its first signature, one save at a time.

    :ivar number: 1 for the file's first state, 2 for the first revision after it, and so on
    """

    number: int
    changes: tuple[Change, ...]

    @property
    def is_harmless(self) -> bool:
        """Whether it does what signing does, and nothing else; to do nothing at all is odd."""
        return bool(self.changes) and all(change.harmless for change in self.changes)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the planner of a document knows of it; None where nothing is known.

    :ivar sha256: the file's digest, hexadecimal
    :ivar field_names: the signature fields that were planned, in any order
    :ivar fingerprints: the SHA-256 fingerprint of each signer's certificate, by field name
    :ivar recorded_at: when each signature was recorded, with its zone, by field name
    """

    sha256: str | None = None
    field_names: frozenset[str] | None = None
    fingerprints: Mapping[str, str] | None = None
    recorded_at: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a file.

    :ivar intact: the signed bytes are unchanged
    :ivar valid: the cryptographic signature fits the certificate
    :ivar trusted: the certificate chains to one of the given anchors, at the time of signing
    :ivar unmodified: nothing was changed after it but what it permits
    :ivar signed_at: the time that the signer's computer claimed
    :ivar proven_at: the time before which it provably existed, None if only claimed
    :ivar time_source: what its time rests on
    :ivar timestamp_authority: who time-stamped it, None if nobody did
    :ivar level: the PAdES level that the file reaches for it
    :ivar revision: the revision of the file that it signed, from 1 on
    :ivar anchor: the SHA-256 fingerprint of the authority that it chains to, None if unknown
    :ivar anchor_name: the name of that authority
    :ivar revoked_on: when its certificate was revoked, None if that is not known
    :ivar problems: why it is not accepted; empty when it is
    :ivar notes: what else to know
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
    proven_at: datetime | None = None
    time_source: TimeSource = TimeSource.CLAIM
    timestamp_authority: str | None = None
    level: Level = Level.B_B
    revision: int = 1
    anchor: str | None = None
    anchor_name: str | None = None
    revoked_on: datetime | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against this signature."""
        return not self.problems

    @property
    def holds(self) -> bool:
        """Whether the signature itself stands, whoever made it."""
        return self.intact and self.valid and self.unmodified


@dataclass(frozen=True, slots=True)
class TimestampReport:
    """A time-stamp of the whole document, which people do not sign with (RFC 3161).

    :ivar authority: who says so, as its certificate names it
    :ivar moment: the time it states
    :ivar trusted: it is intact and its authority's certificate chains to a given anchor
    """

    field_name: str
    authority: str
    moment: datetime | None
    intact: bool
    trusted: bool
    revision: int
    problems: tuple[Problem, ...] = ()


# Problems of trust: the signature stands, but not who stands behind it or when.
TRUST_PROBLEMS = frozenset({"untrusted_certificate", "no_signing_time"})


@dataclass(frozen=True, slots=True)
class Report:
    """A file.

    :ivar sha256: its digest, hexadecimal
    :ivar problems: what speaks against the file as a whole
    :ivar signatures: its signatures, in the order in which they were made
    :ivar timestamps: the document time-stamps, in the order in which they were made
    :ivar revisions: what each revision after the first signature changed
    """

    sha256: str
    problems: tuple[Problem, ...] = ()
    signatures: tuple[SignatureReport, ...] = ()
    timestamps: tuple[TimestampReport, ...] = ()
    revisions: tuple[Revision, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the file is signed, and nothing speaks against it or any signature."""
        return (
            bool(self.signatures)
            and not self.problems
            and all(signature.accepted for signature in self.signatures)
        )

    @property
    def verdict(self) -> Verdict:
        """The outcome in one word."""
        codes = {problem.code for problem in self.problems}
        if self.accepted:
            return Verdict.ACCEPTED
        if not self.signatures:
            if codes == {"unsigned"}:
                return Verdict.UNSIGNED
            return Verdict.REFUSED if "unreadable_signature" in codes else Verdict.UNREADABLE
        of_signatures = {each.code for signature in self.signatures for each in signature.problems}
        stand = all(signature.holds for signature in self.signatures)
        if stand and not codes and of_signatures <= TRUST_PROBLEMS:
            return Verdict.INTACT
        return Verdict.REFUSED
