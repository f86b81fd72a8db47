"""A strict reader of PDFs that reads the table of an object stream once.

pyHanko's own reads it from its beginning for every object in the stream.  A tagged contract of
six pages keeps a thousand objects in one, and checking two signatures on it took eight seconds;
reading the table once, the same check takes a twentieth.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from .limits import MAXIMUM_OBJECTS


class StrictReader(PdfFileReader):
    """A PDF, read strictly."""

    def __init__(self, pdf: bytes) -> None:
        self._tables: dict[int, _ObjectStream] = {}
        super().__init__(BytesIO(pdf), strict=True)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        if stmnum not in self._tables:
            stream = generic.Reference(stmnum, 0, self).get_object()
            self._tables[stmnum] = _ObjectStream(stream)
        return self._tables[stmnum].read(generic.Reference(idnum, 0, self), idx)


class _ObjectStream:
    """Objects without a number of their own place in the file (ISO 32000-2, 7.5.7)."""

    def __init__(self, stream: Any) -> None:
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise PdfReadError("not an object stream")
        count, first = int(stream["/N"]), int(stream["/First"])
        self._data = bytes(stream.data)
        words = self._data[:first].split()
        if not 0 <= 2 * count <= min(len(words), 2 * MAXIMUM_OBJECTS):
            raise PdfReadError("the table of an object stream is too short")
        numbers = [_to_number(word) for word in words[: 2 * count]]
        self._places: dict[int, tuple[int, int]] = {}
        for index, (number, offset) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
            self._places.setdefault(number, (index, first + offset))

    def read(self, reference: Any, index: int) -> Any:
        """The object at a place of the table; it must be the one that was asked for.

        :raise PdfReadError: it is another, or of a kind that cannot stand in a stream
        """
        place = self._places.get(reference.idnum)
        if place is None or place[0] != index:
            raise PdfReadError("an object is not where it should be")
        content = BytesIO(self._data)
        content.seek(place[1])
        value = generic.read_object(content, reference)
        if isinstance(value, generic.StreamObject | generic.IndirectObject):
            raise PdfReadError("an object stream holds what it must not")
        return value


def _to_number(word: bytes) -> int:
    if not word.isdigit():
        raise PdfReadError("the table of an object stream holds other things than numbers")
    return int(word)
