"""Gaps in a page: what is filled in after it was approved, and nothing else.

A gap is an element that carries its name in ``data-gap``.  :func:`fill_gaps` replaces what is in
it, by text that is never markup, by a tick, or by a picture; everything around it stays as it is.
Where the same page is filled with nothing, it stays as it is to the last byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from ..errors import RenderingError

GAP: Final = "data-gap"
# The shapes of gaps, which the stylesheet draws.
LINE, LINES, BOX, INITIALS = "line", "lines", "box", "initials"
# In every font of Latin and of Chinese; Chinese forms are ticked with it.
TICK = "\u221a"


@dataclass(frozen=True, slots=True)
class Words:
    """Text to fill a gap with; its line breaks are kept.  Nothing in it is markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Whether a box is ticked."""

    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is handed to the renderer by name.

    :ivar alt: what it shows, for whoever can't see it
    """

    name: str
    alt: str


Filling = Words | Tick | Picture
"""What goes into a gap."""


def gap(name: str, label: str, shape: str = LINE) -> str:
    """The HTML of a gap, as it is printed before anybody has filled it in.

    :param name: of what goes there
    :param label: shown small in the gap, but for a box
    :param shape: ``line``, ``lines``, ``box`` or ``initials``
    """
    hint = f'<span class="hint">{escape(label)}</span>' if label and shape != BOX else ""
    name, shape = escape(name), escape(shape)
    return f'<span class="gap {shape}" {GAP}="{name}">{hint}</span>'


def without_gaps(html: str) -> str:
    """A piece of HTML from outside, in which nothing is a gap of ours.

    :raise RenderingError: ``unreadable_page``
    """
    if GAP not in html.lower():
        return html
    from lxml import html as lxml_html

    root = _parse(lambda: lxml_html.fragment_fromstring(html, create_parent="div"))
    for element in _find(root):
        del element.attrib[GAP]
    pieces = [lxml_html.tostring(child, encoding="unicode") for child in root]
    return escape(root.text or "", quote=False) + "".join(pieces)


def normalize_page(page: str) -> str:
    """A whole page of HTML, written as :func:`fill_gaps` writes it.

    :raise RenderingError: ``unreadable_page``
    """
    return _serialize(_parse_page(page))


def find_gaps(page: str) -> tuple[str, ...]:
    """The names of the gaps of a page, each once, in reading order.

    :raise RenderingError: ``unreadable_page``
    """
    return tuple(dict.fromkeys(element.get(GAP) for element in _find(_parse_page(page))))


def fill_gaps(page: str, fillings: Mapping[str, Filling]) -> str:
    """A whole page of HTML with its gaps filled.

    :param page: as :func:`normalize_page` gave it
    :param fillings: by the name of the gap; a gap that is not named stays as it is
    :raise RenderingError: ``unknown_gap(name)`` for a name that no gap has, ``unreadable_page``,
        ``unprintable_text(name)`` for a text with characters that no page can hold
    """
    if not fillings:
        return page
    root = _parse_page(page)
    gaps: dict[str, list[Any]] = {}
    for element in _find(root):
        gaps.setdefault(element.get(GAP), []).append(element)
    for name, filling in fillings.items():
        if name not in gaps:
            raise RenderingError("unknown_gap", name=name)
        for element in gaps[name]:
            _fill(element, filling, name)
    return _serialize(root)


def _fill(element: Any, filling: Filling, name: str) -> None:
    from lxml import etree

    element[:] = []
    element.text = None
    classes = [each for each in element.get("class", "").split() if each != "gap"]
    if isinstance(filling, Tick):
        element.set("class", " ".join(["filled", *classes, *["ticked"] * filling.is_ticked]))
        element.text = TICK if filling.is_ticked else None
        return
    element.set("class", " ".join(["filled", *classes]))
    if isinstance(filling, Picture):
        etree.SubElement(element, "img", src=f"asset:{filling.name}", alt=filling.alt)
        return
    try:
        first, *others = filling.text.split("\n")
        element.text = first
        for line in others:
            etree.SubElement(element, "br").tail = line
    except ValueError as error:
        raise RenderingError("unprintable_text", name=name) from error


def _find(root: Any) -> Iterator[Any]:
    return iter([element for element in root.iter() if element.get(GAP) is not None])


def _parse_page(page: str) -> Any:
    from lxml import html as lxml_html

    return _parse(lambda: lxml_html.document_fromstring(page))


def _parse(read: Any) -> Any:
    from lxml import etree

    try:
        return read()
    except (ValueError, AssertionError, etree.LxmlError) as error:
        raise RenderingError("unreadable_page") from error


def _serialize(root: Any) -> str:
    from lxml import html as lxml_html

    text: str = lxml_html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    return text
