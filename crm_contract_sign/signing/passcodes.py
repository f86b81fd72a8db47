"""Access codes that a signatory is told by another way: kept as a slow, salted hash alone.

``scrypt$n$r$p$salt$hash``, base64: the parameters stand beside the hash, so that they can be
raised later (RFC 7914).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata

# 32 MB and about 0.1 s an attempt: a stolen table of six-character codes is slow to try out.
COST, BLOCK_SIZE, PARALLELISM = 2**15, 8, 1
SALT_BYTES = 16
MEMORY_LIMIT = 128 * 1024 * 1024


def hash_passcode(passcode: str) -> str:
    """The hash under which a passcode is kept.

    :param passcode: as it was chosen; letter case and outer spaces do not count
    """
    salt = os.urandom(SALT_BYTES)
    digest = _derive(passcode, salt, COST, BLOCK_SIZE, PARALLELISM)
    parts = (_encode(salt), _encode(digest))
    return "$".join(("scrypt", str(COST), str(BLOCK_SIZE), str(PARALLELISM), *parts))


def matches_passcode(passcode: str, stored: str) -> bool:
    """Whether a passcode is the one kept under ``stored``; compared in constant time.

    A hash that can't be read matches nothing.
    """
    try:
        scheme, cost, block_size, parallelism, salt, digest = stored.split("$")
        if scheme != "scrypt":
            return False
        parameters = (int(cost), int(block_size), int(parallelism))
        expected = base64.b64decode(digest, validate=True)
        derived = _derive(passcode, base64.b64decode(salt, validate=True), *parameters)
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(derived, expected)


def _derive(passcode: str, salt: bytes, cost: int, block_size: int, parallelism: int) -> bytes:
    text = unicodedata.normalize("NFKC", passcode).strip().casefold()
    return hashlib.scrypt(
        text.encode(),
        salt=salt,
        n=cost,
        r=block_size,
        p=parallelism,
        maxmem=MEMORY_LIMIT,
        dklen=32,
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
