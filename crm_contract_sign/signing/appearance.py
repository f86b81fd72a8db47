"""What several signatures of one document show together: slices of one picture, kept once."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class SharedAppearance:
    """A picture that a document keeps once, however many of its signatures show a part of it.

    It belongs to the revisions of one document, one after the other.

    :ivar pdf: a one-page PDF
    :ivar object_number: of the picture in the document, once a signature has brought it there
    """

    pdf: bytes
    object_number: int | None = field(default=None, init=False)


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a picture that one signature shows, as high as the picture.

    :ivar whole: the picture
    :ivar left: where the part begins, in PDF points from the picture's left
    :ivar right: where it ends
    """

    whole: SharedAppearance
    left: float
    right: float
