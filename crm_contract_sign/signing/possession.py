"""Public keys of others, such as a browser's: usable, and held by who asks for a certificate."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ..errors import SigningError
from .keys import MAXIMUM_RSA_BITS, MINIMUM_RSA_BITS
from .mechanisms import Mechanism, PublicKey, check_signature, default_mechanism

MINIMUM_EXPONENT = 65537  # NIST SP 800-56B, 6.2; FIPS 186-5, A.1.1.


def load_public_key(encoded: bytes) -> PublicKey:
    """Read a public key and refuse what no signature should rest on.

    :param encoded: DER of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), as Web Crypto exports it
    :raise SigningError: ``malformed_key``, ``key_too_weak``, ``unsupported_key``
    """
    try:
        key = serialization.load_der_public_key(encoded)
    except ValueError as error:
        raise SigningError("malformed_key") from error
    except Exception as error:  # cryptography's UnsupportedAlgorithm, for exotic curves.
        raise SigningError("unsupported_key") from error
    if isinstance(key, rsa.RSAPublicKey):
        exponent = key.public_numbers().e
        is_strong = MINIMUM_RSA_BITS <= key.key_size <= MAXIMUM_RSA_BITS
        if not is_strong or exponent < MINIMUM_EXPONENT:
            raise SigningError("key_too_weak", size=key.key_size)
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise SigningError("unsupported_key")


def check_possession(
    public_key: bytes,
    challenge: bytes,
    signature: bytes,
    *,
    mechanism: Mechanism | None = None,
) -> PublicKey:
    """Check that who sent a public key holds its private key (RFC 4211, 4).

    :param public_key: DER of a SubjectPublicKeyInfo
    :param challenge: random bytes of ours, used once and for nothing else
    :param signature: of the challenge; an ECDSA one of Web Crypto must go through
        :func:`.mechanisms.from_ieee_p1363` first
    :param mechanism: how it was made; None for the key's default
    :return: the key, ready to be certified
    :raise SigningError: ``possession_not_proved``, and those of :func:`load_public_key`
    """
    key = load_public_key(public_key)
    try:
        check_signature(key, signature, challenge, mechanism or default_mechanism(key))
    except SigningError as error:
        raise SigningError("possession_not_proved") from error
    return key
