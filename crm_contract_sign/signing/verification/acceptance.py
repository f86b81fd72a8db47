"""Whether to accept a signed PDF.

A library's "valid" is not enough: bytes appended after the last signature can replace what a
reader shows while every signature stays mathematically valid.  :func:`verify` therefore accepts
a file only if all of this holds:

1. The file is small enough, unfolds to a bounded size, is a PDF, parses strictly and is not
   encrypted (``limits``).
2. Nothing but white space follows the last ``%%EOF`` (``structure``).
3. Its form has signature fields only, and no XFA; nothing in it acts, hides or hitch-hikes:
   no script, action, layer or file of others (``structure``).
4. It bears signatures, and no planned field is empty or unplanned field present; after a
   certification signature no field is added; a seal across the edges of pages is whole
   (``strips``).
5. Of each signature, the bytes are intact and all bytes are signed but its own, which hold nothing
   spare (``envelope``); the signature fits its certificate; digests and keys are strong; and
   nothing was changed after it but what it permits (ISO 32000-2, 12.8.2; ``differences`` tells
   what was).
6. Each certificate chains to a given anchor, was valid and not revoked at the time of signing,
   which lies not in the future; the time is proven or, failing that, claimed (``judging``).
7. Where the document is one of our own, its digest and its signers' certificates are those that
   were recorded.

Certificates are judged at the time of signing because a customer's lives for one signature only.
What a claimed time is worth is in the report: whoever holds a key can claim any time, so that
a certificate revoked by now counts for nothing without a proof that the signature is older.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .differences import describe_revisions
from .embedded_data import EmbeddedData
from .judging import Judge, is_certification
from .limits import MAXIMUM_FILE_BYTES, check_limits
from .report import Expectation, Problem, Report, Revision
from .revocation_status import StatusSource
from .strips import MAXIMUM_SIGNATURES, check_strips, split_strip_name
from .structure import check_end, check_structure
from .trust import Trust, load_roots

__all__ = ["MAXIMUM_FILE_BYTES", "verify"]


def verify(
    pdf: bytes,
    anchors: Sequence[str],
    *,
    moment: datetime | None = None,
    expectation: Expectation | None = None,
    timestamp_anchors: Sequence[str] = (),
    revocation_lists: Iterable[bytes] = (),
    withdrawn: Mapping[str, datetime] | None = None,
) -> Report:
    """Judge a file by the steps above.  Never raises on a bad file, and fetches nothing.

    :param anchors: trusted authorities' certificates, PEM
    :param moment: now, unless another time of verification is meant; with its zone
    :param expectation: what is known of the document, if it is one of our own
    :param timestamp_anchors: trusted time-stamp authorities' certificates, PEM
    :param revocation_lists: lists of revoked certificates, DER or PEM, beside those in the file
    :param withdrawn: when the trust in an anchor ended, by its SHA-256 fingerprint (hexadecimal)
    :raise ValueError: an anchor is no certificate in PEM
    """
    _silence_pyhanko()
    moment = moment or datetime.now(UTC)
    expectation = expectation or Expectation()
    trust = Trust(
        tuple(anchors), tuple(timestamp_anchors), StatusSource(revocation_lists), withdrawn or {}
    )
    for pem in (*trust.anchors, *trust.timestamp_anchors):
        load_roots(pem)
    sha256 = hashlib.sha256(pdf).hexdigest()
    # 1. Size, type, strict parsing, encryption.
    reader, problem = _read(pdf)
    if reader is None:
        return Report(sha256, problems=(problem,) if problem else ())
    try:
        return _judge(pdf, reader, trust, moment, expectation, sha256)
    except Exception as error:  # pyHanko raises plain ValueError, TypeError… on bad files.
        return Report(sha256, problems=(Problem("malformed", {"reason": type(error).__name__}),))


def _judge(
    pdf: bytes,
    reader: Any,
    trust: Trust,
    moment: datetime,
    expectation: Expectation,
    sha256: str,
) -> Report:
    problems = [*check_end(pdf), *check_structure(reader.root)]  # 2 and 3.
    try:
        signatures = reader.embedded_regular_signatures
    except Exception as error:  # See verify().
        problems.append(Problem("unreadable_signature", {"reason": type(error).__name__}))
        return Report(sha256, tuple(problems))
    if len(reader.embedded_signatures) > MAXIMUM_SIGNATURES:
        problems.append(Problem("too_complex", {"what": "signatures", "limit": MAXIMUM_SIGNATURES}))
        return Report(sha256, tuple(problems))
    revisions = describe_revisions(reader, signatures[0].signed_revision) if signatures else ()
    of_strips = check_strips(reader.root, signatures)
    problems += [*_check_plan(signatures, revisions, expectation, of_strips), *of_strips]  # 4.
    judge = Judge(pdf, reader, trust, moment, expectation, EmbeddedData.read(reader.root))
    timestamps, reports = asyncio.run(_judge_all(judge, signatures))  # 5 and 6.
    problems += [problem for each in timestamps for problem in each.problems]
    # 7. The recorded digest; recorded certificates are compared in each signature's report.
    if expectation.sha256 and expectation.sha256 != sha256:
        problems.append(Problem("unknown_digest", {"expected": expectation.sha256}))
    return Report(sha256, tuple(problems), reports, timestamps, revisions)


async def _judge_all(judge: Judge, signatures: Sequence[Any]) -> tuple[Any, Any]:
    timestamps = await judge.judge_timestamps()
    return timestamps, tuple([await judge.judge_signature(each) for each in signatures])


def _read(pdf: bytes) -> tuple[Any, Problem | None]:
    from ._reader import StrictReader

    if problem := check_limits(pdf):
        return None, problem
    try:
        reader = StrictReader(pdf)
        if reader.encrypted:
            return None, Problem("encrypted")
        reader.root  # noqa: B018  An unreadable catalogue shows here.
    except Exception as error:  # See verify().
        return None, Problem("malformed", {"reason": type(error).__name__})
    return reader, None


def _check_plan(
    signatures: Sequence[Any],
    revisions: Sequence[Revision],
    expectation: Expectation,
    of_strips: Sequence[Problem],
) -> list[Problem]:
    if not signatures:
        return [Problem("unsigned")]
    problems = _check_revisions(signatures, revisions)
    objects = {signature.sig_field.raw_get("/V").reference for signature in signatures}
    if len(objects) < len(signatures):
        problems.append(Problem("shared_signature"))
    if expectation.field_names is None:
        return problems
    signed = {signature.field_name for signature in signatures}
    # A seal's missing strips are told by their pages already.
    told = {each.params["seal"] for each in of_strips if each.code == "missing_strip"}
    missing = {
        name
        for name in expectation.field_names - signed
        if not ((place := split_strip_name(name)) and place[0] in told)
    }
    if missing:
        problems.append(Problem("missing_signature", {"names": sorted(missing)}))
    if unplanned := signed - expectation.field_names:
        problems.append(Problem("unplanned_signature", {"names": sorted(unplanned)}))
    return problems


def _check_revisions(signatures: Sequence[Any], revisions: Sequence[Revision]) -> list[Problem]:
    """Each revision after the first signature does what signing does, and signs what it adds."""
    problems = []
    added = [
        str(change.params["name"])
        for revision in revisions
        for change in revision.changes
        if change.code == "field_added"
    ]
    if added and any(map(is_certification, signatures)):
        # A field that nobody planned can show anything (sneaky signature attack, Rohlmann et al.).
        problems.append(Problem("field_added_afterwards", {"names": added}))
    signed_in = {signature.field_name: signature.signed_revision + 1 for signature in signatures}
    odd = [
        revision.number
        for revision in revisions
        if not revision.is_harmless
        or any(
            signed_in.get(change.params["name"]) != revision.number
            for change in revision.changes
            if change.code == "signature_added"
        )
    ]
    if odd:
        problems.append(Problem("unexplained_revision", {"numbers": odd}))
    return problems


def _silence_pyhanko() -> None:
    """The report says what is wrong with a file; a stack trace for each bad upload says less."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
