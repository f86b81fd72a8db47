"""A prepared signature, written down while its key signs elsewhere.

A browser's key signs in a request of its own, perhaps in another process.  Between the two, the
document waits as one piece of bytes: a line of JSON that says what it is, then the prepared PDF.
Everything that can be recomputed is checked when it is read back, so that a stored document that
was changed meanwhile is refused rather than signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from ..errors import SigningError
from .cms import make_signed_attributes
from .mechanisms import Mechanism
from .pades import PreparedSignature

FORMAT = "crm_contract_sign.prepared_signature"
VERSION = 1


def suspend(prepared: PreparedSignature) -> bytes:
    """Write a prepared signature down.  The result holds no secret, but the document itself.

    :return: a line of JSON, then the PDF
    """
    header = {
        "format": FORMAT,
        "version": VERSION,
        "gap": list(prepared.gap),
        "document_digest": prepared.document_digest.hex(),
        "mechanism": str(prepared.mechanism),
        "signed_attributes": _to_text(prepared.signed_attributes),
        "certificates": [
            _to_text(certificate.public_bytes(serialization.Encoding.DER))
            for certificate in (prepared.certificate, *prepared.chain)
        ],
    }
    return json.dumps(header, sort_keys=True).encode() + b"\n" + prepared.pdf


def resume(data: bytes) -> PreparedSignature:
    """Read back what :func:`suspend` wrote; ``finish`` then embeds the signature.

    :raise SigningError: ``malformed_prepared_signature``, if it was not written by
        :func:`suspend`, or changed since
    """
    try:
        line, pdf = data.split(b"\n", 1)
        header = json.loads(line)
        if (header["format"], header["version"]) != (FORMAT, VERSION):
            raise ValueError(header["version"])  # noqa: TRY301  Told below.
        prepared = _to_prepared_signature(header, pdf)
        _check_consistency(prepared)
    except (ValueError, KeyError, TypeError) as error:
        raise SigningError("malformed_prepared_signature") from error
    return prepared


def _to_prepared_signature(header: dict[str, Any], pdf: bytes) -> PreparedSignature:
    certificate, *chain = (
        x509.load_der_x509_certificate(_from_text(text)) for text in header["certificates"]
    )
    start, end = header["gap"]
    return PreparedSignature(
        pdf=pdf,
        gap=(int(start), int(end)),
        document_digest=bytes.fromhex(header["document_digest"]),
        signed_attributes=_from_text(header["signed_attributes"]),
        certificate=certificate,
        chain=tuple(chain),
        mechanism=Mechanism(header["mechanism"]),
    )


def _check_consistency(prepared: PreparedSignature) -> None:
    """The gap is one, and what is to be signed is about this very document, certificate and
    mechanism."""
    pdf, (start, end) = prepared.pdf, prepared.gap
    is_gap = 0 < start < end - 2 < len(pdf) and pdf[start:end] == b"<%s>" % (
        b"0" * (end - start - 2)
    )
    digest = hashlib.sha256(pdf[:start] + pdf[end:]).digest() if is_gap else b""
    attributes = make_signed_attributes(digest, prepared.certificate, prepared.mechanism)
    if (prepared.document_digest, prepared.signed_attributes) != (digest, attributes):
        raise ValueError("something was changed")


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_text(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
