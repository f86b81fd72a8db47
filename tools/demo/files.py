"""The signed files: their digests, their signatures, and a copy that was tampered with."""

import hashlib
import re
import subprocess
from pathlib import Path

from .outcome import Unexpected, expect

VALID = "Signature Validation: Signature is Valid."


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def expect_pdf(path: Path) -> None:
    """Make sure that a file is a PDF.

    :raises Unexpected: when it is not
    """
    expect(path.read_bytes()[:5] == b"%PDF-", f"{path.name} is no PDF file.")


def check_signatures(path: Path, count: int) -> list[str]:
    """Have Poppler check a document's signatures, and return who signed, each once.

    :param count: how many sign; one who seals the edges of the pages has a signature on each
    :raises Unexpected: when it is not so many, or a signature is not valid
    """
    result = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False)
    names = re.findall(r"Signer Certificate Common Name: (.+)", result.stdout)
    signers = list(dict.fromkeys(names))
    expect(
        len(signers) == count and result.stdout.count(VALID) == len(names),
        f"pdfsig does not find valid signatures of {count} signers in {path.name}:\n"
        f"{result.stdout}{result.stderr}",
    )
    return signers


def tamper(path: Path, target: Path) -> int:
    """Copy a document with one byte of its first stream changed.

    :return: which byte, counted from 0
    :raises Unexpected: when the document has no stream
    """
    content = bytearray(path.read_bytes())
    start = content.find(b"stream")
    if start < 0:
        raise Unexpected(f"{path.name} has no stream to change.")
    place = start + 100
    content[place] ^= 1
    target.write_bytes(content)
    return place
