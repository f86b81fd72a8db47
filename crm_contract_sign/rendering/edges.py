"""A seal across the edges of pages (骑缝章): laid out like a fan, they show the whole seal.

The pages are divided into groups, each of which shows the whole seal once, for a strip that is too
narrow shows nothing.  Widths are whole PDF points, so that neither a viewer nor a signature
field rounds a slice away: the strips of a group add up to the seal exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..errors import RenderingError

# In PDF points: 3.2 mm, below which a strip shows nothing that could be told.
NARROWEST_STRIP = 9
# What stays free above and below, where documents have their running heads; and between seals.
FREE_AT_ENDS = 85
FREE_BETWEEN = 14


@dataclass(frozen=True, slots=True)
class Strip:
    """The slice of a seal that one page bears.

    :ivar page: zero-based
    :ivar left: where the slice begins on the seal, in points from its left
    :ivar right: where it ends
    :ivar box: (x1, y1, x2, y2) where it lies, in points from the page's bottom left
    """

    page: int
    left: int
    right: int
    box: tuple[int, int, int, int]


def divide(count: int, size: int) -> tuple[tuple[int, int], ...]:
    """How a seal is divided among pages: where each page's slice begins and ends.

    :param count: of pages; one page has no edge to join to another, and gets no slice
    :param size: of the seal, in points
    """
    if count < 2:
        return ()
    groups = -(-count // max(size // NARROWEST_STRIP, 2))
    slices: list[tuple[int, int]] = []
    for group in range(groups):
        pages = count * (group + 1) // groups - count * group // groups
        edges = [size * index // pages for index in range(pages + 1)]
        slices += pairwise(edges)
    return tuple(slices)


def lay_strips(
    page_sizes: Sequence[tuple[float, float]], size: int, *, place: int = 0, places: int = 1
) -> tuple[Strip, ...]:
    """Where the strips of one seal lie, along the right edges of a document's pages.

    :param page_sizes: width and height of each page, in points
    :param size: of the seal, in points
    :param place: which one of several seals it is, from the top
    :param places: how many there are
    :raise RenderingError: ``too_many_edge_seals(count, limit)`` if they don't fit on a page
    """
    slices = divide(len(page_sizes), size)
    return tuple(
        Strip(page, left, right, _place(page_sizes[page], right - left, size, place, places))
        for page, (left, right) in enumerate(slices)
    )


def _place(
    page_size: tuple[float, float], width: int, size: int, place: int, places: int
) -> tuple[int, int, int, int]:
    page_width, page_height = page_size
    limit = int((page_height - 2 * FREE_AT_ENDS + FREE_BETWEEN) // (size + FREE_BETWEEN))
    if places > limit:
        raise RenderingError("too_many_edge_seals", count=places, limit=limit)
    taken = places * size + (places - 1) * FREE_BETWEEN
    top = (page_height + taken) / 2 - place * (size + FREE_BETWEEN)
    x2, y2 = int(page_width), int(top)
    return x2 - width, y2 - size, x2, y2
