"""How a key signs: RSA PKCS#1 v1.5, RSA-PSS or ECDSA on P-256, each with SHA-256.

A key made for one of them signs with no other where it lives in a browser or a token, so a
signature names its mechanism from its preparation on.
"""

from __future__ import annotations

from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from ..errors import SigningError

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
# As long as the digest, which is what RFC 4055 (3.1) recommends and Web Crypto, HSMs and smart
# cards make.  Whoever declares another length than the one used makes an invalid signature.
PSS_SALT_BYTES = 32


class Mechanism(StrEnum):
    """A signature algorithm with SHA-256, by a name that may be stored.

    PDFs use ``RSA_PKCS1`` unless told otherwise: every reader of signatures accepts it.
    """

    RSA_PKCS1 = "rsa_pkcs1_sha256"
    """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2)"""
    RSA_PSS = "rsa_pss_sha256"
    """RSASSA-PSS (RFC 8017, 8.1), MGF1 with SHA-256, 32 bytes of salt"""
    ECDSA = "ecdsa_p256_sha256"
    """ECDSA on NIST P-256 (FIPS 186-5), its value as DER (RFC 3279, 2.2.3)"""


def default_mechanism(key: object) -> Mechanism:
    """The mechanism of a key for which none was chosen.

    :param key: a public or private key, or a certificate
    :raise SigningError: ``unsupported_key``
    """
    if isinstance(key, x509.Certificate):
        key = key.public_key()
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return Mechanism.RSA_PKCS1
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return Mechanism.ECDSA
    raise SigningError("unsupported_key")


def sign_with(key: PrivateKey, data: bytes, mechanism: Mechanism) -> bytes:
    """Sign the SHA-256 digest of ``data``.

    :raise SigningError: ``wrong_mechanism`` if the key can't sign so
    """
    _check_fit(key, mechanism)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, _padding(mechanism), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def check_signature(
    key: object, signature: bytes, data: bytes, mechanism: Mechanism, *, is_digest: bool = False
) -> None:
    """Check a raw signature.

    :param key: a public key, or a certificate that holds one
    :param data: what was signed
    :param is_digest: whether ``data`` is the SHA-256 digest of what was signed
    :raise SigningError: ``signature_mismatch``, ``wrong_mechanism``, ``unsupported_key``
    """
    if isinstance(key, x509.Certificate):
        key = key.public_key()
    _check_fit(key, mechanism)
    algorithm = Prehashed(hashes.SHA256()) if is_digest else hashes.SHA256()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, _padding(mechanism), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(algorithm))
    except (InvalidSignature, ValueError):  # ValueError: a digest of another length.
        raise SigningError("signature_mismatch") from None


def from_ieee_p1363(signature: bytes) -> bytes:
    """The DER form of an ECDSA signature in the form of Web Crypto and PKCS#11, which is r and s
    side by side (IEEE P1363; RFC 3279, 2.2.3).

    :raise SigningError: ``signature_mismatch`` if it has another length than P-256 gives
    """
    if len(signature) != 64:
        raise SigningError("signature_mismatch")
    r, s = signature[:32], signature[32:]
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


def _check_fit(key: object, mechanism: Mechanism) -> None:
    is_rsa = default_mechanism(key) is Mechanism.RSA_PKCS1
    if is_rsa == (mechanism is Mechanism.ECDSA):
        raise SigningError("wrong_mechanism", mechanism=str(mechanism))


def _padding(mechanism: Mechanism) -> padding.PKCS1v15 | padding.PSS:
    if mechanism is Mechanism.RSA_PSS:
        return padding.PSS(padding.MGF1(hashes.SHA256()), PSS_SALT_BYTES)
    return padding.PKCS1v15()
