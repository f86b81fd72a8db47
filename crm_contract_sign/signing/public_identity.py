"""Certificates and public keys of keys that live elsewhere: on a token, in a service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from ..errors import SigningError
from .certificates import from_pem_bundle
from .certification_path import order_path
from .keys import check_purpose, check_validity
from .mechanisms import PublicKey
from .possession import load_public_key


@dataclass(frozen=True, slots=True)
class PublicIdentity:
    """What is known of a key that lives elsewhere.

    :ivar certificate: None where only the public key was given
    :ivar chain: the certificates above it, nearest first
    """

    public_key: PublicKey
    certificate: x509.Certificate | None = None
    chain: tuple[x509.Certificate, ...] = ()


def load_public_identity(text: bytes, *, moment: datetime) -> PublicIdentity:
    """Read a person's certificate, with its issuers or without, or a public key alone.

    :param text: PEM (RFC 7468); of several certificates, the person's own comes first
    :param moment: when the certificate must be valid, with its zone
    :raise SigningError: ``malformed_certificate``, ``key_too_weak``, ``unsupported_key``,
        ``certificate_expired``, ``certificate_not_yet_valid``, ``wrong_purpose``, ``chain_broken``
    """
    try:
        if b"PUBLIC KEY" in text:
            return PublicIdentity(_check_key(serialization.load_pem_public_key(text)))
        certificate, *others = from_pem_bundle(text.decode("ascii"))
    except ValueError as error:
        raise SigningError("malformed_certificate") from error
    key = _check_key(certificate.public_key())
    check_validity(certificate, moment)
    check_purpose(certificate, "user")
    return PublicIdentity(key, certificate, order_path(certificate, others, moment=moment))


def _check_key(key: object) -> PublicKey:
    if not hasattr(key, "public_bytes"):
        raise SigningError("unsupported_key")
    encoded: bytes = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return load_public_key(encoded)
