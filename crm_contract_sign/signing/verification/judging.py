"""Judging one signature, or one document time-stamp, of a file that may be read at all.

Time decides much: a certificate must have been valid when it was used, and what was signed before
a revocation stays signed.  The signer's computer only *claims* a time.  It is proven by a trusted
time-stamp on the signature, by a document time-stamp added later, or, for a document of our own,
by the record of the database that received the signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509

from ..certificates import describe
from .embedded_data import EmbeddedData
from .envelope import check_byte_range, check_certificates, check_container
from .report import (
    Coverage,
    Expectation,
    Level,
    Problem,
    SignatureReport,
    TimeSource,
    TimestampReport,
)
from .times import SigningTime, judge_time, notes_on, settle_time, stated_time
from .trust import (
    Trust,
    check_revocation,
    check_strength,
    explain_distrust,
    is_covered,
    path_of,
    signer_certificate,
)


@dataclass(slots=True)
class Judge:
    """What the judgement of each signature of one file shares.

    :ivar proofs: the times that trusted document time-stamps prove, by the revision they cover
    :ivar policy: of what may be added after a signature; None for a new one
    """

    pdf: bytes
    reader: Any
    trust: Trust
    moment: datetime
    expectation: Expectation
    embedded: EmbeddedData
    proofs: dict[int, datetime] = field(default_factory=dict)
    timestamp_paths: dict[int, list[x509.Certificate]] = field(default_factory=dict)
    policy: Any = None

    def __post_init__(self) -> None:
        from ._stepwise import StepwisePolicy

        self.policy = self.policy or StepwisePolicy()

    # ------------------------------------------------------------------
    # DOCUMENT TIME-STAMPS
    # ------------------------------------------------------------------

    async def judge_timestamps(self) -> tuple[TimestampReport, ...]:
        """Judge the document time-stamps, newest first: each proves when the older ones existed."""
        newest_first = reversed(self.reader.embedded_timestamp_signatures)
        reports = [await self._judge_timestamp(each) for each in newest_first]
        return tuple(reversed(reports))

    async def _judge_timestamp(self, stamp: Any) -> TimestampReport:
        from pyhanko.sign.validation import async_validate_pdf_timestamp

        moment = self._proven_after(stamp.signed_revision) or self.moment
        problems = [*check_byte_range(self.pdf, stamp), *check_container(stamp)]
        status = await async_validate_pdf_timestamp(
            stamp, self._timestamp_context(moment), diff_policy=self.policy
        )
        if not (status.intact and status.valid):
            problems.append(Problem("wrong_timestamp"))
        if not _is_permitted(status):
            problems.append(Problem("changed_afterwards"))
        path = path_of(status)
        trusted = bool(status.trusted) and not problems and self._is_unrevoked(path, moment)
        if trusted:
            self.proofs[stamp.signed_revision] = status.timestamp
            self.timestamp_paths[stamp.signed_revision] = path
        return TimestampReport(
            field_name=stamp.field_name,
            authority=describe(signer_certificate(status)).common_name,
            moment=status.timestamp,
            intact=bool(status.intact and status.valid),
            trusted=trusted,
            revision=stamp.signed_revision + 1,
            problems=tuple(problems),
        )

    def _is_unrevoked(self, path: Sequence[x509.Certificate], moment: datetime) -> bool:
        problems, _revoked_on = check_revocation(
            path, self._sources(), self.trust, moment, is_proven=True
        )
        return not problems and not check_strength(path[0], "", path)

    def _proven_after(self, revision: int) -> datetime | None:
        """The earliest time that a document time-stamp proves for a revision before it."""
        later = [moment for number, moment in self.proofs.items() if number > revision]
        return min(later, default=None)

    # ------------------------------------------------------------------
    # SIGNATURES
    # ------------------------------------------------------------------

    async def judge_signature(self, signature: Any) -> SignatureReport:
        """Judge one signature that people sign with."""
        from pyhanko.sign.validation.errors import DisallowedAlgorithmError

        claimed = signature.self_reported_timestamp
        stamped = stated_time(signature)
        recorded = self.expectation.recorded_at.get(signature.field_name)
        later = self._proven_after(signature.signed_revision)
        status = error = None
        try:
            at = stamped or later or recorded or claimed or self.moment
            status = await self._validate(signature, at)
            time = settle_time(status, claimed, recorded, later, self.moment)
            if time.moment != at:
                status = await self._validate(signature, time.moment)
        except DisallowedAlgorithmError:
            error = Problem("weak_algorithm", {"algorithm": signature.md_algorithm.upper()})
        except Exception as exception:  # pyHanko raises plain ValueError… on bad signatures.
            error = Problem("unreadable_signature", {"reason": type(exception).__name__})
        if status is None or error:
            return self._report_failure(signature, claimed, error)
        return self._report(signature, status, time, claimed)

    async def _validate(self, signature: Any, moment: datetime) -> Any:
        from pyhanko.sign.validation import async_validate_pdf_signature

        later = self._proven_after(signature.signed_revision)
        return await async_validate_pdf_signature(
            signature,
            signer_validation_context=self.trust.context(
                self.trust.anchors, moment, self._embedded_certificates()
            ),
            ts_validation_context=self._timestamp_context(later or self.moment),
            diff_policy=self.policy,
        )

    def _timestamp_context(self, moment: datetime) -> Any:
        others = self._embedded_certificates()
        return self.trust.context(self.trust.timestamp_anchors, moment, others)

    def _embedded_certificates(self) -> list[Any]:
        from asn1crypto.x509 import Certificate

        return [Certificate.load(each) for each in self.embedded.certificates]

    def _sources(self) -> tuple[Any, ...]:
        return (self.trust.status, self.embedded.status)

    def _report(
        self, signature: Any, status: Any, time: SigningTime, claimed: datetime | None
    ) -> SignatureReport:
        certificate = signer_certificate(status)
        path = path_of(status) if status.trusted else []
        problems = [*check_byte_range(self.pdf, signature), *check_container(signature)]
        problems += _judge_bytes(status)
        problems += check_strength(certificate, status.md_algorithm, path)
        trust_problems, revoked_on = self._judge_trust(signature, status, path, time)
        problems += trust_problems
        problems += judge_time(status, claimed, time, self.moment)
        problems += self._judge_expectation(signature, certificate)
        if not problems and not _is_accepted(status):
            problems.append(Problem("not_acceptable"))
        return SignatureReport(
            **self._describe(signature, certificate),
            algorithm=_describe_algorithm(status, certificate),
            signed_at=claimed,
            coverage=Coverage(status.coverage.value),
            intact=status.intact,
            valid=status.valid,
            trusted=bool(status.trusted),
            unmodified=_is_permitted(status),
            proven_at=time.moment if time.is_proven else None,
            time_source=time.source,
            timestamp_authority=time.authority,
            level=self._find_level(signature, path, time),
            anchor=describe(path[-1]).fingerprint if path else None,
            anchor_name=describe(path[-1]).common_name if path else None,
            revoked_on=revoked_on,
            problems=tuple(problems),
            notes=tuple(notes_on(time, claimed, revoked_on if not trust_problems else None)),
        )

    def _judge_trust(
        self, signature: Any, status: Any, path: Sequence[x509.Certificate], time: SigningTime
    ) -> tuple[list[Problem], datetime | None]:
        if not (status.intact and status.valid):
            # Of a signature that does not hold, the certificate's chain is not looked at.
            return [], None
        if not status.trusted:
            return [explain_distrust(status, signer_certificate(status), time.moment)], None
        problems, revoked_on = check_revocation(
            path, self._sources(), self.trust, time.moment, is_proven=time.is_proven
        )
        embedded = [signature.signer_cert, *signature.other_embedded_certs]
        stray = check_certificates([each.dump() for each in embedded], path)
        return [*problems, *stray], revoked_on

    def _judge_expectation(self, signature: Any, certificate: x509.Certificate) -> list[Problem]:
        planned = self.expectation.fingerprints
        expected = (planned or {}).get(signature.field_name)
        if planned is None or expected == describe(certificate).fingerprint:
            return []
        return [Problem("other_certificate", {"expected": expected})]

    def _find_level(
        self, signature: Any, path: Sequence[x509.Certificate], time: SigningTime
    ) -> Level:
        """The highest level whose conditions hold (ETSI EN 319 142-1, 6.3)."""
        if signature.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
            return Level.CMS
        if time.source is not TimeSource.TIMESTAMP:
            return Level.B_B
        stamp = time.path or self.timestamp_paths[self._stamp_after(signature.signed_revision)]
        if not self._can_be_checked(path, stamp, self.embedded):
            return Level.B_T
        for revision in self.proofs:
            protected = self.reader.get_historical_resolver(revision).root
            if self._can_be_checked(path, stamp, EmbeddedData.read(protected)):
                return Level.B_LTA
        return Level.B_LT

    @staticmethod
    def _can_be_checked(
        path: Sequence[x509.Certificate], stamp: Sequence[x509.Certificate], data: EmbeddedData
    ) -> bool:
        """Whether the file tells the status of every certificate but the anchors."""
        return is_covered(path, data.status) and is_covered(stamp, data.status)

    def _stamp_after(self, revision: int) -> int:
        return min(number for number in self.proofs if number > revision)

    def _describe(self, signature: Any, certificate: x509.Certificate) -> dict[str, Any]:
        description = describe(certificate)
        return {
            "field_name": signature.field_name,
            "signer_name": description.common_name,
            "signer_email": description.email,
            "organization": description.organization,
            "issuer": description.issuer,
            "fingerprint": description.fingerprint,
            "serial": description.serial,
            "reason": _text_of(signature.sig_object.get("/Reason")),
            "is_certification": is_certification(signature),
            "revision": signature.signed_revision + 1,
        }

    def _report_failure(
        self, signature: Any, claimed: datetime | None, problem: Problem | None
    ) -> SignatureReport:
        """The report of a signature that cannot even be validated."""
        certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
        problems = [*check_byte_range(self.pdf, signature), *([problem] if problem else [])]
        return SignatureReport(
            **self._describe(signature, certificate),
            algorithm=f"{describe(certificate).key} / {signature.md_algorithm.upper()}",
            signed_at=claimed,
            coverage=Coverage.UNCLEAR,
            intact=False,
            valid=False,
            trusted=False,
            unmodified=False,
            time_source=TimeSource.CLAIM if claimed else TimeSource.NONE,
            problems=tuple(problems),
        )


def _judge_bytes(status: Any) -> list[Problem]:
    problems = []
    if not status.intact:
        problems.append(Problem("bytes_changed"))
    if not status.valid:
        problems.append(Problem("wrong_signature"))
    if not _is_permitted(status):
        problems.append(Problem("changed_afterwards"))
    return problems


def _is_permitted(status: Any) -> bool:
    """Whether what was added later is what signing adds, and no more.

    Notes and comments are never permitted, whatever the certification says: a note can cover a
    price (evil annotation attack, Rohlmann et al., IEEE S&P 2021).
    """
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel

    result = status.diff_result
    if result is not None and not isinstance(result, DiffResult):
        return False
    if result is not None and result.modification_level > ModificationLevel.FORM_FILLING:
        return False
    docmdp_ok = getattr(status, "docmdp_ok", True)
    return docmdp_ok is not False and status.coverage.value >= Coverage.REVISION


def _is_accepted(status: Any) -> bool:
    """pyHanko's own verdict, but for time-stamps, which are judged apart."""
    return (
        bool(status.intact and status.valid and status.trusted and status.docmdp_ok)
        and status.seed_value_ok
    )


def is_certification(signature: Any) -> bool:
    """Whether a signature is the document's certification signature (ISO 32000-2, 12.8.2.2)."""
    from ._objects import entries, look_up

    return any(
        look_up(entry.get_object(), "/TransformMethod") == "/DocMDP"
        for entry in entries(signature.sig_object, "/Reference")
    )


def _describe_algorithm(status: Any, certificate: x509.Certificate) -> str:
    scheme = " PSS" if status.pkcs7_signature_mechanism == "rsassa_pss" else ""
    return f"{describe(certificate).key}{scheme} / {status.md_algorithm.upper()}"


def _text_of(value: Any) -> str | None:
    return str(value) if value is not None else None
