"""The name of a document: the SHA-256 of its bytes."""

import hashlib


def sha256_hex(content: bytes) -> str:
    """SHA-256 (FIPS 180-4) of ``content``, in 64 lower-case hexadecimal digits.

    >>> sha256_hex(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()
