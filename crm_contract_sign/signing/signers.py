"""Who holds a key and signs with it."""

from __future__ import annotations

from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from .keys import PrivateKey


class Signer(Protocol):
    """Anything that can sign bytes: a loaded key, a token, a browser, a service.

    :ivar certificate: the certificate of the key
    :ivar chain: the certificates above it, nearest first
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def sign(self, data: bytes) -> bytes:
        """The raw signature of ``data`` with SHA-256: PKCS#1 v1.5 of RSA (RFC 8017, 8.2), DER of
        ECDSA (RFC 3279, 2.2.3)."""
        ...


class LoadedKeySigner:
    """A private key in memory.  It is loaded once, however many signatures it makes."""

    def __init__(
        self,
        key: PrivateKey,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...] = (),
    ) -> None:
        self._key = key
        self.certificate = certificate
        self.chain = chain

    def sign(self, data: bytes) -> bytes:
        """See :meth:`Signer.sign`."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
