"""Verifying four signatures: bare pyHanko against the add-on's numbered rules.

Both get the same document, the same anchor and the same time, in turn, in one process.
"""

import argparse
from datetime import UTC, datetime, timedelta
from io import BytesIO

from crm_contract_sign import rendering, signing

from .tables import Goal, Table
from .timing import time_in_turn

ROUNDS = 7
LIMIT = 1.3
SIGNATURES = 4
PAGES = 6


def measure(options: argparse.Namespace) -> Table:
    """Verify by each in turn."""
    pdf, anchor = _make_document()
    ours, bare = "this add-on, all its rules", "pyHanko alone"
    taken = time_in_turn(
        {ours: lambda: _verify(pdf, anchor), bare: lambda: _verify_bare(pdf, anchor)}, ROUNDS
    )
    ratio = taken[ours] / taken[bare]
    return Table(
        f"Verifying {SIGNATURES} signatures on a PDF of {PAGES} pages: processor time, median",
        ("way", "time", "to pyHanko"),
        [
            (name, f"{seconds * 1000:.0f} ms", f"{seconds / taken[bare]:.2f}")
            for name, seconds in taken.items()
        ],
        [Goal(f"at most {LIMIT} times pyHanko alone: {ratio:.2f}", ratio <= LIMIT)],
    )


def _verify(pdf: bytes, anchor: str) -> None:
    report = signing.verify(pdf, [anchor])
    if not report.accepted:
        raise AssertionError(report)


def _verify_bare(pdf: bytes, anchor: str) -> None:
    """What pyHanko's documentation shows, and nothing more."""
    from asn1crypto.pem import unarmor
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = Certificate.load(unarmor(anchor.encode())[2])
    reader = PdfFileReader(BytesIO(pdf))
    for signature in reader.embedded_regular_signatures:
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        if not validate_pdf_signature(signature, context).bottom_line:
            raise AssertionError(signature.field_name)


def _make_document() -> tuple[bytes, str]:
    """A contract like the add-on's own: tagged PDF/A of six pages, signed by four people."""
    now = datetime.now(UTC)
    start, end = now - timedelta(days=1), now + timedelta(days=1)
    authority_key = signing.generate_private_key()
    authority = signing.create_authority(
        signing.Subject("Benchmark Authority"), authority_key, valid_from=start, valid_until=end
    )
    pdf = signing.prepare_fields(_render(), _make_fields())
    for number in range(1, SIGNATURES + 1):
        key = signing.generate_private_key()
        certificate = signing.issue_certificate(
            authority,
            authority_key,
            key.public_key(),
            signing.Subject(f"Signatory {number}"),
            valid_from=start,
            valid_until=end,
        )
        request = signing.SignatureRequest(
            field_name=f"Signature{number}",
            name=f"Signatory {number}",
            moment=now,
            certificate=certificate,
            chain=(authority,),
            certify=number == 1,
            lock_all=number == SIGNATURES,
        )
        signer = signing.LoadedKeySigner(key, certificate, (authority,))
        pdf = signing.sign(pdf, request, signer)
    return pdf, signing.to_pem(authority)


def _make_fields() -> list[signing.FieldSpec]:
    return [
        signing.FieldSpec(
            f"Signature{number}",
            0,
            (40 + 130 * (number - 1), 60, 150 + 130 * (number - 1), 110),
            lock_all=number == SIGNATURES,
        )
        for number in range(1, SIGNATURES + 1)
    ]


def _render() -> bytes:
    clause = "<p>The Supplier delivers the goods to the Customer in good time.</p>" * 12
    pages = "".join(
        f"<section style='break-after:page'><h2>{number}. Delivery</h2>{clause}</section>"
        for number in range(1, PAGES + 1)
    )
    page = f"<html lang='en'><head><title>Contract</title></head><body>{pages}</body></html>"
    return rendering.render(page, stylesheet="", created=datetime.now(UTC)).pdf
