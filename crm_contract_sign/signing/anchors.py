"""Authorities of others that somebody wants to trust (RFC 5280, 6.1.1: trust anchors)."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ..errors import SigningError
from .certification_path import get_extension
from .keys import check_purpose, check_validity
from .verification.trust import weakness_of_key


def load_anchor(data: bytes, *, moment: datetime) -> x509.Certificate:
    """Read the certificate of one authority, and refuse what nobody should trust.

    It must be a CA's that may issue certificates (RFC 5280, 4.2.1.3 and 4.2.1.9), valid, and its
    key no weaker than the verification accepts in a signature.

    :param data: PEM (RFC 7468) or DER, of one certificate
    :param moment: now, with its zone
    :raise SigningError: ``malformed_anchor``, ``several_certificates(count)``,
        ``wrong_purpose``, ``certificate_expired``, ``certificate_not_yet_valid``,
        ``weak_key(key)``, ``unsupported_key``
    """
    certificate = _read_one(data)
    check_purpose(certificate, "authority")
    if get_extension(certificate, x509.KeyUsage) is None:
        raise SigningError("wrong_purpose", purpose="authority")
    check_validity(certificate, moment)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise SigningError("unsupported_key")
    if weak := weakness_of_key(certificate):
        raise SigningError("weak_key", key=weak)
    return certificate


def _read_one(data: bytes) -> x509.Certificate:
    try:
        if b"-----BEGIN" not in data:
            return x509.load_der_x509_certificate(data)
        found = x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise SigningError("malformed_anchor") from error
    if len(found) != 1:
        raise SigningError("several_certificates", count=len(found))
    return found[0]
