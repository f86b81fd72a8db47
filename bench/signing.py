"""One company signature on a contract of six pages: ours, and pyHanko's own ways.

All sign the same document with the same key, certificate, chain and visible appearance.
"""

import argparse
import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from crm_contract_sign import rendering, signing
from crm_contract_sign.signing._stamp import to_stamp_style
from crm_contract_sign.signing.cms import to_asn1

from .tables import Goal, Table
from .timing import time_in_turn

ROUNDS = 15
NOW = datetime.now(UTC)
FIELD = "Signature1"
PARAGRAPH = "<p>The seller delivers the goods as agreed in this contract. 卖方应按合同交货。</p>"
PAGE = '<html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'
STYLE = 'body { font-family: "Noto Sans", "Noto Sans CJK SC" }'


class KeptKeySigner(Signer):
    """pyHanko at its best: the loaded key is kept, where ``SimpleSigner`` loads it each time."""

    def __init__(self, signer: signing.LoadedKeySigner, store: SimpleCertificateStore) -> None:
        self._signer = signer
        super().__init__(signing_cert=to_asn1(signer.certificate), cert_registry=store)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return self._signer.sign(data)


def measure(options: argparse.Namespace) -> Table:
    """Sign by each way in turn."""
    signer, key = make_signer()
    document, appearance = make_document(), make_appearance()
    ours = "this add-on"
    stock, kept = "pyHanko, SimpleSigner", "pyHanko, the key kept, room given"
    floor = "nothing but reading, hashing, RSA"
    taken = time_in_turn(
        {
            ours: lambda: sign_ours(document, appearance, signer),
            stock: make_stock_way(document, appearance, signer, key),
            kept: make_kept_way(document, appearance, signer),
            floor: lambda: signer.sign(hashlib.sha256(BytesIO(document).read()).digest()),
        },
        ROUNDS,
    )
    rows = [
        (name, f"{seconds * 1000:.1f} ms", f"{seconds / taken[ours]:.2f}")
        for name, seconds in sorted(taken.items(), key=lambda item: item[1])
    ]
    faster, against_best = taken[stock] / taken[ours], taken[ours] / min(taken[ours], taken[kept])
    return Table(
        "One visible RSA-3072 signature on a PDF of six pages: processor time, median",
        ("way", "time", "to ours"),
        rows,
        [
            Goal(f"at least 8 times as fast as SimpleSigner: {faster:.0f}", faster >= 8),
            Goal(
                f"within twice the fastest other way to sign a PDF: {against_best:.2f}",
                against_best <= 2,
            ),
        ],
    )


def make_signer() -> tuple[signing.LoadedKeySigner, PrivateKeyInfo]:
    """A company's signer, and its key as pyHanko wants it."""
    authority_key, key = (signing.generate_private_key(size=3072) for _number in range(2))
    times = {"valid_from": NOW - timedelta(days=1), "valid_until": NOW + timedelta(days=365)}
    authority = signing.create_authority(signing.Subject("Authority"), authority_key, **times)
    certificate = signing.issue_certificate(
        authority, authority_key, key.public_key(), signing.Subject("Company"), **times
    )
    encoded = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    loaded = signing.LoadedKeySigner(key, certificate, (authority,))
    return loaded, PrivateKeyInfo.load(encoded)


def make_document() -> bytes:
    """A contract of six pages with two empty signature fields."""
    sections = "".join(f"<h1>Section {number}</h1>{PARAGRAPH * 12}" for number in range(6))
    rendered = rendering.render(
        PAGE.format(title="Contract", body=sections),
        stylesheet=f"{STYLE} h1 {{ break-before: page }}",
        created=NOW,
    )
    assert rendered.page_count == 6, rendered.page_count
    return signing.prepare_fields(
        rendered.pdf,
        [
            signing.FieldSpec(FIELD, 5, (60, 100, 270, 180)),
            signing.FieldSpec("Signature2", 5, (300, 100, 510, 180), lock_all=True),
        ],
    )


def make_appearance() -> bytes:
    """What shows in the field: a name and a time, in Latin and Chinese letters."""
    page = (
        '<html lang="en"><head><title>Stamp</title></head><body><p>Company 公司</p></body></html>'
    )
    size = "@page { size: 210pt 80pt; margin: 4pt }"
    return rendering.render(page, stylesheet=f"{STYLE} {size}", created=NOW).pdf


def sign_ours(document: bytes, appearance: bytes, signer: signing.LoadedKeySigner) -> bytes:
    """The add-on's way."""
    request = signing.SignatureRequest(
        field_name=FIELD,
        name="Company",
        moment=NOW,
        certificate=signer.certificate,
        chain=signer.chain,
        certify=True,
        appearance=appearance,
    )
    return signing.sign(document, request, signer)


def make_stock_way(
    document: bytes, appearance: bytes, signer: signing.LoadedKeySigner, key: PrivateKeyInfo
) -> Callable[[], bytes]:
    """pyHanko as its documentation shows it."""
    simple = SimpleSigner(to_asn1(signer.certificate), key, make_store(signer))
    return lambda: sign_by_pyhanko(document, appearance, simple, None)


def make_kept_way(
    document: bytes, appearance: bytes, signer: signing.LoadedKeySigner
) -> Callable[[], bytes]:
    """pyHanko with what it lets one tune."""
    kept = KeptKeySigner(signer, make_store(signer))
    return lambda: sign_by_pyhanko(document, appearance, kept, 16384)


def make_store(signer: signing.LoadedKeySigner) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    store.register_multiple(map(to_asn1, signer.chain))
    return store


def sign_by_pyhanko(
    document: bytes, appearance: bytes, signer: Signer, bytes_reserved: int | None
) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name="Company",
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    pdf_signer = PdfSigner(metadata, signer=signer, stamp_style=to_stamp_style(appearance))
    writer = IncrementalPdfFileWriter(BytesIO(document))
    output = asyncio.run(
        pdf_signer.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=bytes_reserved)
    )
    signed: bytes = output.getvalue()
    return signed
