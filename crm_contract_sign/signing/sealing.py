"""Bytes encrypted under a secret that people choose: a PIN, or a server's secret.

What is sealed is a JSON text that says how it was made: scrypt (RFC 7914) derives a key from the
secret, AES-256-GCM (NIST SP 800-38D) encrypts the bytes and binds them to their context.
"""

from __future__ import annotations

import base64
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ..errors import SigningError

VERSION = 1
# OWASP's minimum for scrypt: 2^17 × 8 × 128 bytes = 128 MiB and about 0.3 s for each guess.
SCRYPT_PARAMETERS = {"n": 2**17, "r": 8, "p": 1}
# Whatever asks for more than this was not sealed here: refuse to burn memory for it.
SCRYPT_MAXIMUM = {"n": 2**20, "r": 16, "p": 4}


def seal(plain: bytes, secret: bytes, *, context: bytes = b"") -> bytes:
    """Encrypt bytes under a secret.

    :param secret: a PIN or a server's secret; kept nowhere
    :param context: what the result is bound to; must be the same to unseal
    :return: self-describing JSON
    """
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(secret, salt, SCRYPT_PARAMETERS)).encrypt(nonce, plain, context)
    return json.dumps(
        {
            "version": VERSION,
            "kdf": {"name": "scrypt", "salt": _to_text(salt), **SCRYPT_PARAMETERS},
            "cipher": "AES-256-GCM",
            "nonce": _to_text(nonce),
            "sealed": _to_text(sealed),
        }
    ).encode()


def unseal(sealed: bytes, secret: bytes, *, context: bytes = b"") -> bytes:
    """Decrypt what was sealed.

    :raise SigningError: ``wrong_secret`` (or another context), ``malformed_key``
    """
    parameters, salt, nonce, encrypted = _read(sealed)
    if any(value > SCRYPT_MAXIMUM[name] for name, value in parameters.items()):
        raise SigningError("malformed_key")
    try:
        return AESGCM(_derive(secret, salt, parameters)).decrypt(nonce, encrypted, context)
    except InvalidTag:
        raise SigningError("wrong_secret") from None


def is_sealed_as_today(sealed: bytes) -> bool:
    """Whether guessing the secret costs as much as if the bytes were sealed now.

    :raise SigningError: ``malformed_key``
    """
    parameters = _read(sealed)[0]
    return all(parameters[name] >= value for name, value in SCRYPT_PARAMETERS.items())


def _read(sealed: bytes) -> tuple[dict[str, int], bytes, bytes, bytes]:
    try:
        envelope = json.loads(sealed)
        if envelope["version"] != VERSION or envelope["kdf"]["name"] != "scrypt":
            raise SigningError("malformed_key")
        parameters = {name: int(envelope["kdf"][name]) for name in SCRYPT_PARAMETERS}
        salt, nonce, encrypted = (
            base64.b64decode(text, validate=True)
            for text in (envelope["kdf"]["salt"], envelope["nonce"], envelope["sealed"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SigningError("malformed_key") from error
    return parameters, salt, nonce, encrypted


def _derive(secret: bytes, salt: bytes, parameters: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, **parameters).derive(secret)


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode()
