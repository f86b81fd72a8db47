"""Verifying four signatures: bare pyHanko against the add-on's numbered rules.

Both get the same document, the same anchor and the same time, in turn, in one process.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from statistics import median

from crm_contract_sign import rendering, signing

RUNS = 7
TARGET = 1.3
SIGNATURES = 4
PAGES = 6


def main() -> int:
    """Print the table; the exit code says whether the target is met."""
    figures = measure()
    print(f"{SIGNATURES} signatures on {PAGES} pages, median of {RUNS} runs")
    for name in ("bare pyHanko", "crm_contract_sign"):
        print(f"    {name:<20} {figures[name] * 1000:8.0f} ms")
    ratio = figures["ratio"]
    print(f"    ratio                {ratio:8.2f}   (at most {TARGET})")
    return 0 if ratio <= TARGET else 1


def measure(runs: int = RUNS) -> dict[str, float]:
    """Seconds for one verification by either, and their ratio.

    :param runs: how often each is measured; they take turns
    """
    pdf, anchor = _make_document()
    ways: dict[str, Callable[[bytes, str], None]] = {
        "bare pyHanko": _verify_bare,
        "crm_contract_sign": _verify,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _run in range(runs):
        for name, verify in ways.items():
            start = time.perf_counter()
            verify(pdf, anchor)
            times[name].append(time.perf_counter() - start)
    figures = {name: median(each) for name, each in times.items()}
    return {**figures, "ratio": figures["crm_contract_sign"] / figures["bare pyHanko"]}


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


if __name__ == "__main__":
    raise SystemExit(main())
