"""The time of a signature: what is claimed, what is proven, and what that leaves to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509

from ..certificates import describe
from .envelope import timestamp_tokens
from .report import Note, Problem, TimeSource
from .trust import path_of, signer_certificate

CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SigningTime:
    """The time at which a signature is judged, and what it rests on."""

    moment: datetime
    source: TimeSource
    authority: str | None = None
    path: tuple[x509.Certificate, ...] = ()
    note: Note | None = None

    @property
    def is_proven(self) -> bool:
        return self.source in (TimeSource.TIMESTAMP, TimeSource.RECORD)


def settle_time(
    status: Any,
    claimed: datetime | None,
    recorded: datetime | None,
    later: datetime | None,
    moment: datetime,
) -> SigningTime:
    """The best time that is known of a signature."""
    note = None
    stamp = status.timestamp_validity
    if stamp is not None:
        authority = describe(signer_certificate(stamp)).common_name
        if stamp.intact and stamp.valid and stamp.trusted:
            path = tuple(path_of(stamp))
            return SigningTime(stamp.timestamp, TimeSource.TIMESTAMP, authority, path)
        note = Note("untrusted_timestamp", {"authority": authority})
    if later:
        return SigningTime(later, TimeSource.TIMESTAMP, note=note)
    if recorded:
        return SigningTime(recorded, TimeSource.RECORD, note=note)
    if claimed:
        return SigningTime(claimed, TimeSource.CLAIM, note=note)
    return SigningTime(moment, TimeSource.NONE, note=note)


def stated_time(signature: Any) -> datetime | None:
    """What the first time-stamp of a signature states, before anybody has checked it."""
    for token in timestamp_tokens(signature):
        stated: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return stated
    return None


def judge_time(
    status: Any, claimed: datetime | None, time: SigningTime, moment: datetime
) -> list[Problem]:
    stamp = status.timestamp_validity
    problems = []
    if stamp is not None and not (stamp.intact and stamp.valid):
        problems.append(Problem("wrong_timestamp"))
    if time.source is TimeSource.NONE:
        problems.append(Problem("no_signing_time"))
    latest = time.moment if time.is_proven else moment
    if claimed is not None and claimed > latest + CLOCK_TOLERANCE:
        problems.append(Problem("signed_in_the_future", {"signed_at": claimed.isoformat()}))
    return problems


def notes_on(
    time: SigningTime, claimed: datetime | None, revoked_on: datetime | None
) -> list[Note]:
    notes = [time.note] if time.note else []
    if not time.is_proven:
        notes.append(Note("time_is_claimed"))
    elif claimed and time.moment - claimed > timedelta(days=1):
        notes.append(Note("proven_later", {"claimed": claimed.isoformat()}))
    if revoked_on:
        notes.append(Note("revoked_afterwards", {"revoked_on": revoked_on.date().isoformat()}))
    return notes
