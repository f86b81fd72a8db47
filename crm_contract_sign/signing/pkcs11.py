"""A key in a PKCS#11 token: a smart card, a USB token, a hardware security module.

The key never leaves the token; the PIN is asked for when something is to be signed, goes to the
token, and is kept nowhere.  The token itself counts wrong PINs and locks.

It needs the package ``python-pkcs11`` (``pip install python-pkcs11``) and the library of the
token's maker.  That library runs inside the server: its path belongs into the server's
configuration, never into a record that users may write.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from types import ModuleType
from typing import Any, Self

from cryptography import x509

from ..errors import SigningError
from .mechanisms import PSS_SALT_BYTES, Mechanism, default_mechanism, from_ieee_p1363

Secrets = Callable[[str], str]
"""Gives a secret by its name, ``pin``, when it is needed."""

# A login holds for every session of a process with a token (PKCS #11 v3.1, 5.6): without a lock,
# one thread would sign on another's PIN.
_ONE_LOGIN = Lock()


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Where a key is.

    :ivar library: path of the token maker's PKCS#11 library
    :ivar token: the token's label
    :ivar label: the key's label, or None to go by ``identifier`` alone
    :ivar identifier: the key's CKA_ID, or None to go by ``label`` alone
    """

    library: str
    token: str
    label: str | None = None
    identifier: bytes | None = None


@dataclass(frozen=True, slots=True)
class TokenCertificate:
    """A certificate in a token, and how its key is found."""

    certificate: x509.Certificate
    key: TokenKey


class TokenSigner:
    """Signs with a key in a token, see :class:`.signers.Signer`.

    :param secrets: called with ``pin`` each time something is signed
    """

    def __init__(
        self,
        key: TokenKey,
        certificate: x509.Certificate,
        secrets: Secrets,
        chain: tuple[x509.Certificate, ...] = (),
        mechanism: Mechanism | None = None,
    ) -> None:
        self._key = key
        self._secrets = secrets
        self.certificate = certificate
        self.chain = chain
        self.mechanism = mechanism or default_mechanism(certificate)

    def sign(self, data: bytes) -> bytes:
        """Have the token sign ``data``.

        :raise SigningError: ``pkcs11_missing``, ``pkcs11_library(path)``, ``token_missing(token)``,
            ``wrong_pin``, ``pin_locked``, ``token_key_missing(token)``, ``token_failed(reason)``
        """
        pkcs11 = _import_pkcs11()
        with _login(self._key, self._secrets("pin")) as session:
            key = session.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY,
                label=self._key.label,
                id=self._key.identifier,
            )
            return self._sign_with(pkcs11, key, data)

    def with_mechanism(self, mechanism: Mechanism) -> Self:
        """The same key, signing by another mechanism."""
        return type(self)(self._key, self.certificate, self._secrets, self.chain, mechanism)

    def _sign_with(self, pkcs11: ModuleType, key: Any, data: bytes) -> bytes:
        names = pkcs11.Mechanism
        if self.mechanism is Mechanism.ECDSA:
            digest = hashlib.sha256(data).digest()  # Not every token hashes.
            return from_ieee_p1363(key.sign(digest, mechanism=names.ECDSA))
        mechanism, parameters = names.SHA256_RSA_PKCS, None
        if self.mechanism is Mechanism.RSA_PSS:
            mechanism = names.SHA256_RSA_PKCS_PSS
            parameters = (names.SHA256, pkcs11.MGF.SHA256, PSS_SALT_BYTES)
        return bytes(key.sign(data, mechanism=mechanism, mechanism_param=parameters))


def list_token_certificates(library: str, token: str) -> tuple[TokenCertificate, ...]:
    """The certificates that a token shows to everyone, without a PIN.

    :param library: path of the token maker's PKCS#11 library
    :param token: the token's label
    :raise SigningError: ``pkcs11_missing``, ``pkcs11_library(path)``, ``token_missing(token)``,
        ``token_failed(reason)``
    """
    pkcs11 = _import_pkcs11()
    found = []
    with _translated(TokenKey(library, token)), _find_token(library, token).open() as session:
        kinds = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
        }
        for each in session.get_objects(kinds):
            certificate = x509.load_der_x509_certificate(each[pkcs11.Attribute.VALUE])
            key = TokenKey(library, token, identifier=each[pkcs11.Attribute.ID])
            found.append(TokenCertificate(certificate, key))
    return tuple(found)


def _import_pkcs11() -> ModuleType:
    try:
        import pkcs11
    except ImportError as error:
        raise SigningError("pkcs11_missing") from error
    return pkcs11


@contextlib.contextmanager
def _login(key: TokenKey, pin: str) -> Iterator[Any]:
    """A session of the token's owner; nobody else of this process has one meanwhile."""
    if not pin:
        raise SigningError("wrong_pin")  # Not worth one of the token's attempts.
    with (
        _ONE_LOGIN,
        _translated(key),
        _find_token(key.library, key.token).open(user_pin=pin) as session,
    ):
        yield session


def _find_token(library: str, token: str) -> Any:
    pkcs11 = _import_pkcs11()
    try:
        loaded = pkcs11.lib(library)
    except pkcs11.PKCS11Error as error:
        raise SigningError("pkcs11_library", path=library) from error
    return loaded.get_token(token_label=token)


@contextlib.contextmanager
def _translated(key: TokenKey) -> Iterator[None]:
    """Give the token's errors our codes."""
    pkcs11 = _import_pkcs11()
    wrong_pin = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)
    missing_token = (pkcs11.NoSuchToken, pkcs11.TokenNotPresent, pkcs11.MultipleTokensReturned)
    missing_key = (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned)
    try:
        yield
    except wrong_pin as error:
        raise SigningError("wrong_pin") from error
    except pkcs11.PinLocked as error:
        raise SigningError("pin_locked") from error
    except missing_token as error:
        raise SigningError("token_missing", token=key.token) from error
    except missing_key as error:
        raise SigningError("token_key_missing", token=key.token) from error
    except pkcs11.PKCS11Error as error:
        raise SigningError("token_failed", reason=type(error).__name__) from error
