"""Proof of possession: that whoever shows a public key holds its private half (RFC 4211, 4).

An authority must not certify a key for somebody who merely copied it.  The applicant signs a
challenge that was made for this one purpose.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ..errors import SigningError

MINIMUM_BITS = 3072
MAXIMUM_BITS = 4096
# The exponent that browsers use, and the only one that FIPS 186-5 (5.1) would call usual.
EXPONENT = 65537


def check_possession(public_key: bytes, challenge: bytes, signature: bytes) -> rsa.RSAPublicKey:
    """Read a public key whose owner has signed a challenge.

    :param public_key: DER of the SubjectPublicKeyInfo (RFC 5280, 4.1.2.7): RSA, 3072 to 4096 bits
    :param challenge: what was to be signed; for this purpose alone, and never used before
    :param signature: RSASSA-PKCS1-v1_5 with SHA-256 of the challenge (RFC 8017, 8.2)
    :raise SigningError: ``malformed_public_key``, ``unsupported_key``, ``key_too_weak(size)``,
        ``possession_not_proved``
    """
    key = _load(public_key)
    try:
        key.verify(signature, challenge, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise SigningError("possession_not_proved") from None
    return key


def _load(data: bytes) -> rsa.RSAPublicKey:
    try:
        key = serialization.load_der_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningError("malformed_public_key") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise SigningError("unsupported_key")
    # Before anything is computed with it: the modulus is a stranger's.
    if not MINIMUM_BITS <= key.key_size <= MAXIMUM_BITS:
        raise SigningError("key_too_weak", size=key.key_size)
    if key.public_numbers().e != EXPONENT:
        raise SigningError("unsupported_key")
    return key
