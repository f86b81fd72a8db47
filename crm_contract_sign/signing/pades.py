"""PAdES signatures (ETSI EN 319 142-1, level B-B) as incremental updates of one PDF.

Three phases, each a type of its own, because the key may live elsewhere: a document gets its
empty fields (:func:`prepare_fields`); one signature is prepared (:func:`prepare`) and gives the
bytes to be signed; ``PreparedSignature.finish`` embeds what the key made of them.

The plan of signatures: the first certifies the document and permits signing only (DocMDP P=2,
ISO 32000-2, 12.8.2.2); the last locks it (FieldMDP All and P=1, 12.8.2.4).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from ..errors import SigningError
from .appearance import Slice
from .cms import DIGEST, make_container, make_signed_attributes
from .mechanisms import Mechanism, check_signature, default_mechanism
from .signers import Signer

# A time-stamp authority sends its certificates along: usually 2 to 7 kB.
TIMESTAMP_BYTES = 16 * 1024

TimestampSource = Callable[[bytes], bytes]
"""Gives the time-stamp token (RFC 3161) of a SHA-256 digest, see :mod:`.timestamps`."""


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
    :ivar appearance: a one-page PDF of the field's size, or a part of one, shown in the field; or
        None
    :ivar mechanism: how the key signs; None for its default
    :ivar timestamped: whether to leave room for a time-stamp
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
    appearance: bytes | Slice | None = None
    mechanism: Mechanism | None = None
    timestamped: bool = False


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
    :ivar mechanism: how to sign them
    """

    pdf: bytes
    gap: tuple[int, int]
    document_digest: bytes
    signed_attributes: bytes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    mechanism: Mechanism

    def finish(self, signature: bytes, timestamp: TimestampSource | None = None) -> bytes:
        """Embed a raw signature of ``signed_attributes``; gives the signed PDF.

        :param timestamp: asked for a time-stamp of the signature, which makes it one of level
            B-T (ETSI EN 319 142-1, 6.3); the request must have left room for it
        :raise SigningError: ``signature_mismatch`` if it does not fit the certificate,
            ``signature_too_large`` if it does not fit the room, and whatever ``timestamp`` raises;
            the signature is not lost then, and may be finished again
        """
        check_signature(self.certificate, signature, self.signed_attributes, self.mechanism)
        token = timestamp(hashlib.sha256(signature).digest()) if timestamp else None
        container = make_container(
            self.signed_attributes,
            signature,
            self.certificate,
            self.chain,
            self.mechanism,
            token,
        )
        return fill_gap(self.pdf, self.gap, container)


def prepare_fields(pdf: bytes, fields: Sequence[FieldSpec]) -> bytes:
    """Add empty signature fields.

    :raise SigningError: ``malformed_pdf``
    """
    from pyhanko.sign.fields import append_signature_field

    writer = open_for_update(pdf)
    output = BytesIO()
    with calling_it_malformed():
        for spec in fields:
            append_signature_field(writer, _to_pyhanko_field(spec))
        writer.write(output)
    return output.getvalue()


def prepare(pdf: bytes, request: SignatureRequest) -> PreparedSignature:
    """Prepare one signature in an empty field of ``pdf``.

    :raise SigningError: ``malformed_pdf``, ``unknown_field``, ``document_locked``,
        ``unsupported_key``
    """
    mechanism = request.mechanism or default_mechanism(request.certificate)
    prepared, gap, digest = _write_signature(pdf, request, mechanism)
    return PreparedSignature(
        pdf=prepared,
        gap=gap,
        document_digest=digest,
        signed_attributes=make_signed_attributes(digest, request.certificate, mechanism),
        certificate=request.certificate,
        chain=tuple(request.chain),
        mechanism=mechanism,
    )


def sign(
    pdf: bytes,
    request: SignatureRequest,
    signer: Signer,
    timestamp: TimestampSource | None = None,
) -> bytes:
    """Prepare, sign and finish one signature, by the signer's mechanism unless the request names
    one."""
    request = replace(
        request,
        mechanism=request.mechanism or signer.mechanism,
        timestamped=request.timestamped or timestamp is not None,
    )
    prepared = prepare(pdf, request)
    return prepared.finish(signer.sign(prepared.signed_attributes), timestamp)


def fill_gap(pdf: bytes, gap: tuple[int, int], container: bytes) -> bytes:
    """Put a CMS object into the gap of a prepared document.

    :raise SigningError: ``signature_too_large``
    """
    start, end = gap
    room = end - start - 2
    if len(container) * 2 > room:
        raise SigningError("signature_too_large", size=len(container), limit=room // 2)
    filling = container.hex().upper().encode().ljust(room, b"0")
    return b"".join((pdf[: start + 1], filling, pdf[end - 1 :]))


@contextlib.contextmanager
def calling_it_malformed() -> Iterator[None]:
    """Whatever goes wrong inside, the document is to blame: on bad files, asn1crypto and pyHanko
    raise plain ValueError, TypeError, KeyError, AssertionError…

    :raise SigningError: ``malformed_pdf``
    """
    try:
        yield
    except SigningError:
        raise
    except Exception as error:
        raise SigningError("malformed_pdf", reason=type(error).__name__) from error


def open_for_update(pdf: bytes) -> Any:
    """A writer that appends to a document.

    :raise SigningError: ``malformed_pdf``
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with calling_it_malformed():
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
    if writer.prev.xrefs.hybrid_xrefs_present:
        # Readers old and new would see two different documents (ISO 32000-2, 7.5.8.4).
        raise SigningError("malformed_pdf", reason="hybrid cross-references")
    return writer


def _write_signature(
    pdf: bytes, request: SignatureRequest, mechanism: Mechanism
) -> tuple[bytes, tuple[int, int], bytes]:
    """The document with a signature that lacks its value, the gap for it, the digest."""
    from pyhanko.sign.general import SigningError as PyHankoSigningError
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup

    writer = open_for_update(pdf)
    steps = PdfCMSEmbedder().write_cms(request.field_name, writer, existing_fields_only=True)
    with calling_it_malformed():
        _check_permission(writer.prev, request)
        try:
            signature_field = next(steps).get_object()
        except PyHankoSigningError as error:
            raise SigningError("unknown_field", name=request.field_name) from error
        _declare_extensions(writer, mechanism)
        steps.send(_to_signature_setup(request, signature_field))
        digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    gap = digest.reserved_region_start, digest.reserved_region_end
    return output.getvalue(), gap, digest.document_digest


def _check_permission(reader: Any, request: SignatureRequest) -> None:
    """What earlier signatures permit: the first by its certification (ISO 32000-2, 12.8.2.2.1),
    each by its field's lock (12.7.5.5)."""
    from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
    from pyhanko.sign.validation import read_certification_data

    certification = read_certification_data(reader)
    if certification is not None and certification.permission == MDPPerm.NO_CHANGES:
        raise SigningError("document_locked")
    for _name, _value, reference in enumerate_sig_fields(reader, filled_status=True):
        signed = reference.get_object()
        if request.certify or ("/Lock" in signed and signed["/Lock"].get("/P") == 1):
            raise SigningError("document_locked")


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


def _to_signature_setup(request: SignatureRequest, signature_field: Any) -> Any:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import SigAppearanceSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    from ._stamp import to_stamp_style

    return SigObjSetup(
        sig_placeholder=SignatureObject(
            timestamp=request.moment,
            subfilter=SigSeedSubFilter.PADES,
            name=request.name,
            location=request.location,
            reason=request.reason,
            bytes_reserved=_estimate_size(request) * 2,  # It is written in hexadecimal.
        ),
        mdp_setup=_to_mdp_setup(request, signature_field),
        appearance_setup=SigAppearanceSetup(
            style=to_stamp_style(request.appearance), timestamp=request.moment, name=request.name
        ),
    )


def _to_mdp_setup(request: SignatureRequest, signature_field: Any) -> Any:
    """What the signature permits afterwards: its field's lock, and the plan of signatures."""
    from pyhanko.sign.fields import FieldMDPSpec, MDPPerm
    from pyhanko.sign.signers.cms_embedder import SigMDPSetup

    lock = permission = None
    if "/Lock" in signature_field:
        entry = signature_field["/Lock"]
        lock = FieldMDPSpec.from_pdf_object(entry)
        permission = MDPPerm(int(entry["/P"])) if "/P" in entry else None
    if request.certify:
        permission = MDPPerm.NO_CHANGES if request.lock_all else MDPPerm.FILL_FORMS
    return SigMDPSetup(
        md_algorithm=DIGEST, certify=request.certify, field_lock=lock, docmdp_perms=permission
    )


def _declare_extensions(writer: Any, mechanism: Mechanism) -> None:
    """PAdES in PDF 1.7 (ETSI EN 319 142-1, 5.6), and curves (ISO/TS 32002)."""
    from pyhanko.sign.signers import constants

    writer.ensure_output_version(version=(1, 7))
    if writer.output_version < (2, 0):
        writer.register_extension(constants.ESIC_EXTENSION_1)
    if mechanism is Mechanism.ECDSA:
        writer.register_extension(constants.ISO32002)


def _estimate_size(request: SignatureRequest) -> int:
    """An upper limit of the CMS object's size, in bytes.

    The signer's names and serial number stand in it three times: in the certificate, in the
    signed attributes and beside the signature.
    """
    own, *others = (
        len(certificate.public_bytes(serialization.Encoding.DER))
        for certificate in (request.certificate, *request.chain)
    )
    return 3 * own + sum(others) + 1536 + (TIMESTAMP_BYTES if request.timestamped else 0)
