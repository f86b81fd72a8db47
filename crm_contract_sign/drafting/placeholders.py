"""Placeholders in rich text: ``{{ customer.name }}``.

A placeholder is a name between double braces: lower-case words joined by dots.  It is looked up,
never evaluated.  The editor may have split the braces or the name over inline tags; what counts
is the text that a reader sees.  Placeholders in attributes are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .html import flatten, html_to_text, parse, serialize
from .splicing import cut, insert_html, insert_text

# The editor leaves zero-width characters around links and between inline tags.
_GAP = r"(?:[^\S\n]|[\u200b\ufeff])*"
PLACEHOLDER: Final = re.compile(
    r"\{\{" + _GAP + r"(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)" + _GAP + r"\}\}"
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder in a text.

    :param name: the name between the braces
    :param start: position of the first brace in the plain text
    :param end: position after the last brace
    :param text: the placeholder as it is written
    """

    name: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class HtmlFragment:
    """Rich text as a value, trusted by the caller: a table, a note."""

    html: str


@dataclass(frozen=True, slots=True)
class Filled:
    """Rich text after its placeholders were filled.

    :param html: the result
    :param used: names that were filled, in order, each once
    :param unresolved: names that had no value and stay in the text, in order, each once
    """

    html: str
    used: tuple[str, ...]
    unresolved: tuple[str, ...]


def find_placeholders(html: str) -> tuple[Placeholder, ...]:
    """The placeholders of ``html`` in reading order.

    >>> [placeholder.name for placeholder in find_placeholders("{<b>{ party.na</b>me }}")]
    ['party.name']

    :raise DraftingError: ``unreadable_html``
    """
    return _find(html_to_text(html))


def fill(html: str, values: Mapping[str, str | HtmlFragment]) -> Filled:
    """``html`` with its placeholders replaced by ``values``.

    A string is escaped, and its line breaks become ``<br>``.  An :class:`HtmlFragment` with
    blocks in it takes the place of the paragraph in which it stands alone; in the middle of a
    paragraph it divides it.  An empty value removes the paragraph in which it stands alone.
    Values are not expanded again.  HTML in which nothing is filled is returned as it came.

    >>> fill("<p>{{ party.name }}</p>", {"party.name": "Smith & Sons"}).html
    '<p>Smith &amp; Sons</p>'

    :param values: by name; a name that is not here stays in the text
    :raise DraftingError: ``unreadable_html``
    """
    placeholders = find_placeholders(html)
    names = tuple(dict.fromkeys(placeholder.name for placeholder in placeholders))
    used = tuple(name for name in names if name in values)
    unresolved = tuple(name for name in names if name not in values)
    if not used:
        return Filled(html, used, unresolved)
    root = parse(html)
    flat = flatten(root)
    # From the last to the first, so that what stands before a change keeps its position.
    for placeholder in reversed(placeholders):
        if placeholder.name in values:
            slot, position = cut(flat, placeholder.start, placeholder.end)
            value = values[placeholder.name]
            if isinstance(value, HtmlFragment):
                insert_html(slot, position, value.html)
            else:
                insert_text(slot, position, value)
    return Filled(serialize(root), used, unresolved)


def _find(text: str) -> tuple[Placeholder, ...]:
    return tuple(
        Placeholder(match["name"], match.start(), match.end(), match.group())
        for match in PLACEHOLDER.finditer(text)
    )
