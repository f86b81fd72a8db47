"""What a file may cost before anyone has looked into it.

A small file can ask for gigabytes of memory or hours of work: by compressed streams that unfold a
thousandfold, by objects without number, by endless revisions.  These checks read the bytes alone,
before a parser trusts them.
"""

from __future__ import annotations

import re
import zlib

from .report import Problem

MAXIMUM_FILE_BYTES = 25 * 1024 * 1024
MAXIMUM_UNFOLDED_BYTES = 128 * 1024 * 1024
MAXIMUM_OBJECTS = 100_000
MAXIMUM_REVISIONS = 100
MAXIMUM_NESTING = 200

_STREAM = re.compile(rb"\bstream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTERS = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+|\d+\s+\d+\s+R)")
_UNFOLDING = frozenset({b"FlateDecode", b"Fl", b"LZWDecode", b"LZW"})
_CHUNK = 1024 * 1024
# The dictionary before a stream is short; a longer one is read from its end.
_DICTIONARY_BYTES = 4096


def check_limits(pdf: bytes) -> Problem | None:
    """Why the file must not be parsed, or None.

    :param pdf: the file, not trusted
    """
    if len(pdf) > MAXIMUM_FILE_BYTES:
        return Problem("too_large", {"limit": MAXIMUM_FILE_BYTES})
    if not pdf.startswith(b"%PDF-"):
        return Problem("not_a_pdf")
    objects = len(re.findall(rb"\d\s+obj\b", pdf))
    if objects > MAXIMUM_OBJECTS:
        return Problem("too_complex", {"what": "objects", "limit": MAXIMUM_OBJECTS})
    if pdf.count(b"startxref") > MAXIMUM_REVISIONS:
        return Problem("too_complex", {"what": "revisions", "limit": MAXIMUM_REVISIONS})
    if _nests_too_deep(pdf):
        return Problem("too_complex", {"what": "nesting", "limit": MAXIMUM_NESTING})
    return _check_streams(pdf)


def _nests_too_deep(pdf: bytes) -> bool:
    """Whether brackets open without end: a parser would run out of stack."""
    return bool(
        re.search(rb"(?:\[\s*){%d}" % MAXIMUM_NESTING, pdf)
        or re.search(rb"(?:<<\s*/\w*\s*){%d}" % MAXIMUM_NESTING, pdf)
    )


def _check_streams(pdf: bytes) -> Problem | None:
    budget = MAXIMUM_UNFOLDED_BYTES
    for match in _STREAM.finditer(pdf):
        head = pdf[max(0, match.start() - _DICTIONARY_BYTES) : match.start()]
        if _stacks_compression(head.rpartition(b" obj")[2]):
            return Problem("too_complex", {"what": "compression", "limit": 1})
        budget -= _unfolded_length(pdf, match.end(), budget)
        if budget < 0:
            return Problem(
                "too_complex", {"what": "unfolded bytes", "limit": MAXIMUM_UNFOLDED_BYTES}
            )
    return None


def _stacks_compression(dictionary: bytes) -> bool:
    """Whether a stream's filters hide how far it unfolds: two that unfold, or one at second hand.

    Names may be written with escapes (ISO 32000-2, 7.3.5).
    """
    plain = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), dictionary)
    for match in _FILTERS.finditer(plain):
        names = re.findall(rb"/(\w+)", match[1])
        unfolding = [
            name for name in names if name in (b"FlateDecode", b"Fl", b"LZWDecode", b"LZW")
        ]
        if match[1][:1].isdigit() or len(unfolding) > 1 or (unfolding and len(names) > 1):
            return True
    return False


def _unfolded_length(pdf: bytes, start: int, budget: int) -> int:
    """How many bytes a deflated stream unfolds to, at most a little more than ``budget``."""
    if pdf[start : start + 1] not in b"\x08\x18\x28\x38\x48\x58\x68\x78":
        return 0
    unfolder = zlib.decompressobj()
    total, data = 0, memoryview(pdf)[start:]
    try:
        piece: bytes | memoryview = data[:_CHUNK]
        position = len(piece)
        while len(piece) and not unfolder.eof:
            total += len(unfolder.decompress(piece, _CHUNK))
            if total > budget:
                return total
            piece = unfolder.unconsumed_tail
            if not piece:
                piece = data[position : position + _CHUNK]
                position += len(piece)
    except zlib.error:
        return total
    return total
