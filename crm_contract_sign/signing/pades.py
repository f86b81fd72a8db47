"""PAdES signatures (ETSI EN 319 142-1, level B-B) as incremental updates of one PDF.

Three phases, each a type of its own, because the key may live elsewhere: a document gets its
empty fields (:func:`prepare_fields`); one signature is prepared (:func:`prepare`) and gives the
bytes to be signed; ``PreparedSignature.finish`` embeds what the key made of them.

The plan of signatures: the first certifies the document and permits signing only (DocMDP P=2,
ISO 32000-2, 12.8.2.2); the last locks it (FieldMDP All and P=1, 12.8.2.4).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from ..errors import SigningError
from .signers import Signer

DIGEST = "sha256"
# Hexadecimal digits kept free for the CMS object: a chain of three certificates needs a third.
BYTES_RESERVED = 16384


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """An empty signature field.

    :ivar name: unique in the document
    :ivar page: zero-based
    :ivar box: (x1, y1, x2, y2) in PDF points from the page's bottom left
    :ivar lock_all: whether the signature in it locks the document
    """

    name: str
    page: int
    box: tuple[float, float, float, float]
    lock_all: bool = False


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """One signature to make.

    :ivar field_name: an empty signature field of the document
    :ivar name: the signatory, as the PDF states them
    :ivar moment: the claimed time of signing, with its zone
    :ivar certificate: the signer's
    :ivar chain: the certificates above it, nearest first
    :ivar certify: whether it is the document's certification signature
    :ivar lock_all: whether its field locks the document, see :class:`FieldSpec`
    :ivar appearance: a one-page PDF of the field's size, shown in the field, or None
    """

    field_name: str
    name: str
    moment: datetime
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    reason: str | None = None
    location: str | None = None
    certify: bool = False
    lock_all: bool = False
    appearance: bytes | None = None


@dataclass(frozen=True, slots=True)
class PreparedSignature:
    """A document that waits for one signature.  It is plain values, so that it can wait long: see
    :mod:`.suspension`.

    :ivar pdf: the document, with a gap of zeros where the signature belongs
    :ivar gap: first and last offset of that gap, ``<`` and ``>`` included: what the signature
        does not cover
    :ivar document_digest: SHA-256 over the rest of the document
    :ivar signed_attributes: DER of the CMS signed attributes (RFC 5652, 5.4): sign these
    :ivar certificate: the signer's
    :ivar chain: the certificates above it, nearest first
    """

    pdf: bytes
    gap: tuple[int, int]
    document_digest: bytes
    signed_attributes: bytes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    def finish(self, signature: bytes) -> bytes:
        """Embed a raw signature of ``signed_attributes``; gives the signed PDF.

        :raise SigningError: ``signature_mismatch`` if it does not fit the certificate
        """
        from asn1crypto.cms import CMSAttributes

        _check_signature(self.certificate, signature, self.signed_attributes)
        signer = _external_signer(self.certificate, self.chain, signature)
        container = asyncio.run(
            signer.async_sign_prescribed_attributes(
                DIGEST, signed_attrs=CMSAttributes.load(self.signed_attributes)
            )
        )
        return self._fill_gap(container.dump())

    def _fill_gap(self, container: bytes) -> bytes:
        start, end = self.gap
        filling = container.hex().upper().encode().ljust(end - start - 2, b"0")
        return b"".join((self.pdf[: start + 1], filling, self.pdf[end - 1 :]))


def prepare_fields(pdf: bytes, fields: Sequence[FieldSpec]) -> bytes:
    """Add empty signature fields.

    :raise SigningError: ``malformed_pdf``
    """
    from pyhanko.sign.fields import append_signature_field

    writer = _open_for_update(pdf)
    for spec in fields:
        append_signature_field(writer, _to_pyhanko_field(spec))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def prepare(pdf: bytes, request: SignatureRequest) -> PreparedSignature:
    """Prepare one signature in an empty field of ``pdf``.

    :raise SigningError: ``malformed_pdf``, ``unknown_field``
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError as PyHankoSigningError

    writer = _open_for_update(pdf)
    signer = _external_signer(request.certificate, request.chain)
    try:
        digest, _tbs_document, output = asyncio.run(
            _to_pdf_signer(request, signer).async_digest_doc_for_signing(
                writer, existing_fields_only=True, bytes_reserved=BYTES_RESERVED
            )
        )
    except PyHankoSigningError as error:
        raise SigningError("unknown_field", name=request.field_name, reason=str(error)) from error
    except PdfError as error:
        raise SigningError("malformed_pdf", reason=str(error)) from error
    attributes = asyncio.run(signer.signed_attrs(digest.document_digest, DIGEST, use_pades=True))
    return PreparedSignature(
        pdf=output.getvalue(),
        gap=(digest.reserved_region_start, digest.reserved_region_end),
        document_digest=digest.document_digest,
        signed_attributes=attributes.dump(),
        certificate=request.certificate,
        chain=request.chain,
    )


def sign(pdf: bytes, request: SignatureRequest, signer: Signer) -> bytes:
    """Prepare, sign and finish one signature."""
    prepared = prepare(pdf, request)
    return prepared.finish(signer.sign(prepared.signed_attributes))


def _open_for_update(pdf: bytes) -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    try:
        return IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
    except Exception as error:  # pyHanko raises plain ValueError and TypeError on bad files.
        raise SigningError("malformed_pdf", reason=type(error).__name__) from error


def _to_pyhanko_field(spec: FieldSpec) -> Any:
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec

    left, bottom, right, top = (round(edge) for edge in spec.box)
    return SigFieldSpec(
        sig_field_name=spec.name,
        on_page=spec.page,
        box=(left, bottom, right, top),
        empty_field_appearance=True,  # PDF/A wants an appearance for every visible field.
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if spec.lock_all else None,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if spec.lock_all else None,
    )


def _to_pdf_signer(request: SignatureRequest, signer: Any) -> Any:
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

    metadata = PdfSignatureMetadata(
        field_name=request.field_name,
        md_algorithm=DIGEST,
        name=request.name,
        reason=request.reason,
        location=request.location,
        certify=request.certify,
        docmdp_permissions=MDPPerm.NO_CHANGES if request.lock_all else MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    return PdfSigner(
        metadata, signer=signer, timestamper=None, stamp_style=_to_stamp_style(request)
    )


def _to_stamp_style(request: SignatureRequest) -> Any:
    from pyhanko.pdf_utils.layout import InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.stamp import StaticStampStyle

    if request.appearance is None:
        return StaticStampStyle(border_width=0)
    from ._stamp import PageContent

    fill = SimpleBoxLayoutRule(
        x_align=_middle(),
        y_align=_middle(),
        margins=Margins.uniform(0),
        inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
    )
    return StaticStampStyle(
        border_width=0, background=PageContent(request.appearance), background_layout=fill
    )


def _middle() -> Any:
    from pyhanko.pdf_utils.layout import AxisAlignment

    return AxisAlignment.ALIGN_MID


def _external_signer(
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    signature: bytes | None = None,
) -> Any:
    from pyhanko.sign.signers import ExternalSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple(_to_asn1(each) for each in chain)
    return ExternalSigner(
        signing_cert=_to_asn1(certificate),
        cert_registry=store,
        signature_value=signature or _signature_length(certificate),
        signature_mechanism=_mechanism(certificate),
    )


def _mechanism(certificate: x509.Certificate) -> Any:
    from asn1crypto.algos import SignedDigestAlgorithm

    is_rsa = isinstance(certificate.public_key(), rsa.RSAPublicKey)
    # PKCS#1 v1.5 rather than PSS: every reader of PDF signatures accepts it.
    return SignedDigestAlgorithm({"algorithm": f"{DIGEST}_{'rsa' if is_rsa else 'ecdsa'}"})


def _to_asn1(certificate: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _signature_length(certificate: x509.Certificate) -> int:
    key = certificate.public_key()
    return key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else 72


def _check_signature(certificate: x509.Certificate, signature: bytes, data: bytes) -> None:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            raise SigningError("unsupported_key")
    except InvalidSignature:
        raise SigningError("signature_mismatch") from None
