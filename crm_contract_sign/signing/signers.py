"""Who holds a key and signs with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography import x509

from .mechanisms import Mechanism, PrivateKey, default_mechanism, sign_with


class Signer(Protocol):
    """Anything that can sign bytes: a loaded key, a token, a browser, a service.

    :ivar certificate: the certificate of the key
    :ivar chain: the certificates above it, nearest first
    :ivar mechanism: how it signs
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    mechanism: Mechanism

    def sign(self, data: bytes) -> bytes:
        """The raw signature of ``data`` by :attr:`mechanism`, which hashes it with SHA-256."""
        ...


@dataclass(frozen=True, slots=True)
class DistantKey:
    """A certified key that signs elsewhere, such as in a browser: what preparing needs of it.

    :ivar certificate: the certificate of the key
    :ivar chain: the certificates above it, nearest first
    :ivar mechanism: how it signs
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    mechanism: Mechanism = Mechanism.RSA_PKCS1


class LoadedKeySigner:
    """A private key in memory.  It is loaded once, however many signatures it makes.

    :raise SigningError: ``wrong_mechanism`` when it signs, if the key can't sign so
    """

    def __init__(
        self,
        key: PrivateKey,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...] = (),
        mechanism: Mechanism | None = None,
    ) -> None:
        self._key = key
        self.certificate = certificate
        self.chain = chain
        self.mechanism = mechanism or default_mechanism(key)

    def sign(self, data: bytes) -> bytes:
        """See :meth:`Signer.sign`."""
        return sign_with(self._key, data, self.mechanism)

    def with_mechanism(self, mechanism: Mechanism) -> Self:
        """The same key, signing by another mechanism."""
        return type(self)(self._key, self.certificate, self.chain, mechanism)


class DigestSigner:
    """A key elsewhere that is given digests: a service, a token, a module of hardware.

    :ivar mechanism: how that key signs
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
        sign_digest: Callable[[bytes], bytes],
        mechanism: Mechanism | None = None,
    ) -> None:
        """
        :param sign_digest: from a SHA-256 digest to the raw signature of what has that digest
        """
        self.certificate = certificate
        self.chain = chain
        self.mechanism = mechanism or default_mechanism(certificate)
        self._sign_digest = sign_digest

    def sign(self, data: bytes) -> bytes:
        """See :meth:`Signer.sign`."""
        return self._sign_digest(hashlib.sha256(data).digest())
