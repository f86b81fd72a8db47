"""Whether to accept a signed PDF.

A library's "valid" is not enough: bytes appended after the last signature can replace what a
reader shows while every signature stays mathematically valid.  :func:`verify` therefore accepts
a file only if all of this holds:

1. The file is small enough, is a PDF, parses strictly and is not encrypted.
2. Nothing but white space follows the last ``%%EOF``.
3. Its form has signature fields only, and no XFA.
4. It bears signatures, and no planned field is empty or unplanned field present.
5. Of each signature, the bytes are intact, the signature fits its certificate, and nothing was
   changed after it but what it permits (ISO 32000-2, 12.8.2; pyHanko's difference analysis).
6. Each certificate chains to a given anchor and was valid at the claimed time of signing, which
   lies not in the future.
7. Where the document is one of our own, its digest and its signers' certificates are those that
   were recorded.

The claimed time is what the signer's computer said: a level B-B signature has no time-stamp.
Certificates are judged at that time because a customer's lives for one signature only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from cryptography import x509

from .certificates import describe, from_pem
from .report import Coverage, Expectation, Problem, Report, SignatureReport

MAXIMUM_FILE_BYTES = 25 * 1024 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)


def verify(
    pdf: bytes,
    anchors: Sequence[str],
    *,
    moment: datetime | None = None,
    expectation: Expectation | None = None,
) -> Report:
    """Judge a file by the steps above.  Never raises on a bad file.

    :param anchors: trusted authorities' certificates, PEM
    :param moment: now, unless another time of verification is meant
    :param expectation: what is known of the document, if it is one of our own
    """
    moment = moment or datetime.now(UTC)
    expectation = expectation or Expectation()
    sha256 = hashlib.sha256(pdf).hexdigest()
    # 1. Size, type, strict parsing, encryption.
    reader, problem = _read(pdf)
    if reader is None:
        return Report(sha256, problems=(problem,) if problem else ())
    try:
        problems = [
            *_check_end(pdf),  # 2.
            *_check_form(reader),  # 3.
            *_check_plan(reader, expectation),  # 4.
        ]
        # 5 and 6.
        signatures = tuple(
            _report_signature(signature, anchors, moment, expectation)
            for signature in reader.embedded_regular_signatures
        )
    except Exception as error:  # pyHanko raises plain ValueError, TypeError… on bad files.
        return Report(sha256, problems=(Problem("malformed", {"reason": type(error).__name__}),))
    # 7. The recorded digest; recorded certificates are compared in each signature's report.
    if expectation.sha256 and expectation.sha256 != sha256:
        problems.append(Problem("unknown_digest", {"expected": expectation.sha256}))
    return Report(sha256, tuple(problems), signatures)


def _read(pdf: bytes) -> tuple[Any, Problem | None]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    if len(pdf) > MAXIMUM_FILE_BYTES:
        return None, Problem("too_large", {"limit": MAXIMUM_FILE_BYTES})
    if not pdf.startswith(b"%PDF-"):
        return None, Problem("not_a_pdf")
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        if reader.encrypted:
            return None, Problem("encrypted")
        reader.root  # noqa: B018  An unreadable catalogue shows here.
    except Exception as error:  # See verify().
        return None, Problem("malformed", {"reason": type(error).__name__})
    return reader, None


def _check_end(pdf: bytes) -> list[Problem]:
    _head, marker, tail = pdf.rpartition(b"%%EOF")
    if not marker or tail.strip(b"\r\n\t \x00\x0c"):
        return [Problem("trailing_bytes", {"count": len(tail)})]
    # A cross-reference section without its own %%EOF hides behind an earlier one.
    if len(re.findall(rb"startxref\s+\d+\s+%%EOF", pdf)) != len(re.findall(rb"%%EOF", pdf)):
        return [Problem("trailing_bytes", {"count": 0})]
    return []


def _check_form(reader: Any) -> list[Problem]:
    if "/AcroForm" not in reader.root:
        return [Problem("unsigned")]
    form = reader.root["/AcroForm"]
    problems = []
    if "/XFA" in form:
        problems.append(Problem("xfa_form"))
    others = [
        str(entry.get_object().get("/T", ""))
        for entry in form["/Fields"]
        if entry.get_object().get("/FT") != "/Sig"
    ]
    if others:
        problems.append(Problem("other_form_fields", {"names": others}))
    return problems


def _check_plan(reader: Any, expectation: Expectation) -> list[Problem]:
    signed = {signature.field_name for signature in reader.embedded_regular_signatures}
    if not signed:
        return [Problem("unsigned")]
    if expectation.field_names is None:
        return []
    problems = []
    if missing := expectation.field_names - signed:
        problems.append(Problem("missing_signature", {"names": sorted(missing)}))
    if unplanned := signed - expectation.field_names:
        problems.append(Problem("unplanned_signature", {"names": sorted(unplanned)}))
    return problems


def _report_signature(
    signature: Any, anchors: Sequence[str], moment: datetime, expectation: Expectation
) -> SignatureReport:
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    description = describe(certificate)
    signed_at = signature.self_reported_timestamp
    status = _validate(signature, anchors, signed_at or moment)
    problems = _judge(status, signed_at, moment)
    recorded = (expectation.fingerprints or {}).get(signature.field_name)
    if expectation.fingerprints is not None and recorded != description.fingerprint:
        problems.append(Problem("other_certificate", {"expected": recorded}))
    return SignatureReport(
        field_name=signature.field_name,
        signer_name=description.common_name,
        signer_email=description.email,
        organization=description.organization,
        issuer=description.issuer,
        fingerprint=description.fingerprint,
        serial=description.serial,
        signed_at=signed_at,
        reason=_text_of(signature.sig_object.get("/Reason")),
        is_certification=_is_certification(signature),
        algorithm=f"{description.key} / {status.md_algorithm.upper()}",
        coverage=Coverage(status.coverage.value),
        intact=status.intact,
        valid=status.valid,
        trusted=status.trusted,
        unmodified=bool(status.docmdp_ok) and status.coverage.value >= Coverage.REVISION,
        problems=tuple(problems),
    )


def _validate(signature: Any, anchors: Sequence[str], moment: datetime) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from .pades import _to_asn1

    context = ValidationContext(
        trust_roots=[_to_asn1(from_pem(anchor)) for anchor in anchors],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return validate_pdf_signature(signature, signer_validation_context=context)


def _judge(status: Any, signed_at: datetime | None, moment: datetime) -> list[Problem]:
    """Why a signature is not accepted, most serious reason first."""
    problems = []
    if not status.intact:
        problems.append(Problem("bytes_changed"))
    if not status.valid:
        problems.append(Problem("wrong_signature"))
    if not status.docmdp_ok or status.coverage.value < Coverage.REVISION:
        problems.append(Problem("changed_afterwards"))
    if status.intact and status.valid and not status.trusted:
        # Of a signature that does not hold, the certificate's chain is not looked at.
        problems.append(_explain_distrust(status))
    if signed_at is None:
        problems.append(Problem("no_signing_time"))
    elif signed_at > moment + CLOCK_TOLERANCE:
        problems.append(Problem("signed_in_the_future", {"signed_at": signed_at.isoformat()}))
    if not problems and not status.bottom_line:
        problems.append(Problem("not_acceptable"))
    return problems


def _explain_distrust(status: Any) -> Problem:
    reason = getattr(status.trust_problem_indic, "name", None) or "NO_CERTIFICATE_CHAIN_FOUND"
    codes = {
        "EXPIRED": "certificate_expired",
        "NOT_YET_VALID": "certificate_not_yet_valid",
        "OUT_OF_BOUNDS_NO_POE": "certificate_expired",
        "OUT_OF_BOUNDS_NOT_REVOKED": "certificate_expired",
        "REVOKED": "certificate_revoked",
        "REVOKED_NO_POE": "certificate_revoked",
    }
    return Problem(codes.get(reason, "untrusted_certificate"), {"reason": reason})


def _is_certification(signature: Any) -> bool:
    has_references = "/Reference" in signature.sig_object
    return signature.docmdp_level is not None and any(
        entry.get_object().get("/TransformMethod") == "/DocMDP"
        for entry in (signature.sig_object["/Reference"] if has_references else ())
    )


def _text_of(value: Any) -> str | None:
    return str(value) if value is not None else None
