"""Private keys: made, wrapped under a secret (``sealing``), unwrapped, and read from PKCS#12."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from ..errors import SigningError
from .certification_path import get_extension, order_path
from .mechanisms import PrivateKey
from .sealing import seal, unseal

MINIMUM_RSA_BITS = 2048
MAXIMUM_RSA_BITS = 4096


@dataclass(frozen=True, slots=True)
class ImportedIdentity:
    """What a PKCS#12 file holds: a key, its certificate, and the certificates above it."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def generate_private_key(algorithm: str = "rsa", size: int = 3072) -> PrivateKey:
    """Make a private key.

    :param algorithm: ``rsa`` or ``ecdsa`` (curve P-256)
    :param size: bits of an RSA modulus, 2048 to 4096
    :raise SigningError: ``key_too_weak``, ``unsupported_key``
    """
    if algorithm == "ecdsa":
        return ec.generate_private_key(ec.SECP256R1())
    if algorithm != "rsa":
        raise SigningError("unsupported_key", algorithm=algorithm)
    if not MINIMUM_RSA_BITS <= size <= MAXIMUM_RSA_BITS:
        raise SigningError("key_too_weak", size=size)
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def wrap_private_key(key: PrivateKey, secret: bytes, *, context: bytes = b"") -> bytes:
    """Encrypt a key under a secret, see :func:`.sealing.seal`.

    :param secret: a PIN or a server's secret; kept nowhere
    :param context: what the result is bound to; must be the same to unwrap
    :return: self-describing JSON
    """
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return seal(plain, secret, context=context)


def unwrap_private_key(wrapped: bytes, secret: bytes, *, context: bytes = b"") -> PrivateKey:
    """Decrypt a wrapped key.

    :raise SigningError: ``wrong_secret`` (or another context), ``malformed_key``
    """
    return _load_trusted_key(unseal(wrapped, secret, context=context))


def rewrap_private_key(
    wrapped: bytes,
    old_secret: bytes,
    new_secret: bytes,
    *,
    context: bytes = b"",
    new_context: bytes | None = None,
) -> bytes:
    """Encrypt a wrapped key under another secret, with a new salt and today's parameters.

    The key and its certificate stay what they are: a person changes their PIN, or the server's
    secret is rotated.  The open key is only ever in memory.

    :param context: what the old result is bound to
    :param new_context: what the new one shall be bound to, if it is something else
    :raise SigningError: those of :func:`unwrap_private_key`
    """
    key = unwrap_private_key(wrapped, old_secret, context=context)
    return wrap_private_key(
        key, new_secret, context=context if new_context is None else new_context
    )


def load_pkcs12(
    data: bytes, password: bytes, *, purpose: str = "user", moment: datetime | None = None
) -> ImportedIdentity:
    """Read a PKCS#12 file (RFC 7292).

    :param purpose: ``user``, or ``authority`` for a certificate that must be a CA's
    :raise SigningError: ``wrong_password``, ``malformed_pkcs12``, ``key_too_weak``,
        ``unsupported_key``, ``certificate_expired``, ``certificate_not_yet_valid``,
        ``wrong_purpose``, ``chain_broken``
    """
    if not data.startswith(b"\x30"):  # A PKCS#12 file is an ASN.1 SEQUENCE.
        raise SigningError("malformed_pkcs12")
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(data, password or None)
    except ValueError as error:
        wrong = "password" in str(error).lower() or "mac" in str(error).lower()
        raise SigningError("wrong_password" if wrong else "malformed_pkcs12") from error
    if key is None or certificate is None:
        raise SigningError("malformed_pkcs12")
    usable_key = _check_strength(key)
    if usable_key.public_key() != certificate.public_key():
        raise SigningError("malformed_pkcs12")
    moment = moment or datetime.now(UTC)
    check_validity(certificate, moment)
    check_purpose(certificate, purpose)
    return ImportedIdentity(usable_key, certificate, order_path(certificate, chain, moment=moment))


def _check_strength(key: Any) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < MINIMUM_RSA_BITS:
            raise SigningError("key_too_weak", size=key.key_size)
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise SigningError("unsupported_key")


def check_validity(certificate: x509.Certificate, moment: datetime) -> None:
    """Refuse a certificate that is not valid at a moment.

    :raise SigningError: ``certificate_expired``, ``certificate_not_yet_valid``
    """
    if certificate.not_valid_after_utc < moment:
        raise SigningError("certificate_expired")
    if certificate.not_valid_before_utc > moment:
        raise SigningError("certificate_not_yet_valid")


def check_purpose(certificate: x509.Certificate, purpose: str) -> None:
    """An authority needs a CA's certificate (RFC 5280, 4.2.1.9); a person must not have one.

    :param purpose: ``user`` or ``authority``
    :raise SigningError: ``wrong_purpose``

    Where a certificate says what its key is for (4.2.1.3), it must be for that: issuing, or
    signing.
    """
    constraints = get_extension(certificate, x509.BasicConstraints)
    usage = get_extension(certificate, x509.KeyUsage)
    is_authority = constraints is not None and constraints.ca
    is_usable = usage is None or (
        usage.key_cert_sign if is_authority else usage.digital_signature or usage.content_commitment
    )
    if is_authority != (purpose == "authority") or not is_usable:
        raise SigningError("wrong_purpose", purpose=purpose)


def _load_trusted_key(plain: bytes) -> PrivateKey:
    """Load a key that GCM has authenticated as our own: testing its primes again takes 0.1 s."""
    try:
        key = serialization.load_der_private_key(
            plain, password=None, unsafe_skip_rsa_key_validation=True
        )
    except ValueError as error:
        raise SigningError("malformed_key") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningError("unsupported_key")
    return key
