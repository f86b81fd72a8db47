"""Rich text to plain text and back.

A contract's body is HTML; everything that reads it works on plain text and names places in it by
position.  ``flatten`` therefore keeps, for each stretch of text, the place in the element tree
that it came from, so that a change at a position can be made in the HTML.

White space is collapsed as a browser does it; blocks and ``<br>`` begin a new line; a further
table cell in its row is preceded by a tab.  No-break spaces are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape
from typing import Literal

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from ..errors import DraftingError

BLOCK_TAGS = frozenset(
    "address article aside blockquote caption dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody "
    "tfoot thead tr ul".split()
)
CELL_TAGS = frozenset({"td", "th"})
IMAGE_TAGS = frozenset({"img", "svg", "object", "canvas"})
_HIDDEN_TAGS = frozenset({"script", "style", "template", "title", "head", "noscript"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACE_OR_CHARACTER = re.compile(r"[ \t\r\n\f]+|.", re.DOTALL)


# What no XML text may hold (XML 1.0, production 2), nor therefore an element of lxml.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE_TO_FORBIDDEN = re.compile(
    r"&#(?:x0*(?:1?[0-8bcef]|1[9ad]|fff[ef])|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45]))"
    r"(?![0-9a-f]);?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Slot:
    """A place in an element tree that holds characters: an element's text, or its tail."""

    element: HtmlElement
    kind: Literal["text", "tail"]

    @property
    def content(self) -> str:
        """The characters, as the source has them."""
        return (self.element.text if self.kind == "text" else self.element.tail) or ""

    @content.setter
    def content(self, content: str) -> None:
        if self.kind == "text":
            self.element.text = content
        else:
            self.element.tail = content


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of flat text that came from one slot.

    :param start: position of its first character in the flat text
    :param text: the characters, white space collapsed
    :param is_clipped: whether white space at the slot's beginning was left out
    """

    slot: Slot
    start: int
    text: str
    is_clipped: bool

    @property
    def end(self) -> int:
        """Position after its last character in the flat text."""
        return self.start + len(self.text)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the slot's content that shows as the flat positions ``start`` to ``end``."""
        spans = [match.span() for match in _SPACE_OR_CHARACTER.finditer(self.slot.content)]
        if self.is_clipped:
            del spans[0]
        return spans[start - self.start][0], spans[end - self.start - 1][1]


@dataclass(slots=True)
class FlatText:
    """The text of an element tree, and where each stretch of it came from."""

    text: str = ""
    runs: list[Run] = field(default_factory=list)

    def runs_between(self, start: int, end: int) -> list[Run]:
        """The runs that hold the characters from ``start`` to ``end``, in order."""
        return [run for run in self.runs if run.start < end and start < run.end]


class _Flattener:
    """Gathers text as a browser would lay it out in lines."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = "\n"
        self.runs: list[Run] = []

    @property
    def text(self) -> str:
        return "".join(self._pieces).rstrip(" \t\n")

    def append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
        self._last = piece[-1]

    def begin_line(self) -> None:
        if self._last == " ":
            self.drop_last_space()
        if self._last != "\n":
            self.append("\n")

    def drop_last_space(self) -> None:
        """Take back the space that a browser does not show at the end of a line."""
        run = self.runs.pop()
        if len(run.text) > 1:
            self.runs.append(replace(run, text=run.text[:-1]))
        self._pieces[-1] = run.text[:-1]
        self._length -= 1
        self._last = run.text[-2:-1]

    def begin_cell(self) -> None:
        if self._last != "\n":
            self.append("\t")

    def add_slot(self, slot: Slot) -> None:
        text = _SPACE.sub(" ", slot.content)
        is_clipped = text.startswith(" ") and self._last in " \n\t"
        text = text[1:] if is_clipped else text
        if text:
            self.runs.append(Run(slot, self._length, text, is_clipped))
            self.append(text)

    def walk(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _HIDDEN_TAGS:
            return
        if tag == "br":
            if self._last == " ":
                self.drop_last_space()
            self.append("\n")
        elif tag in BLOCK_TAGS:
            self.begin_line()
        elif tag in CELL_TAGS:
            self.begin_cell()
        self.add_slot(Slot(element, "text"))
        for child in element:
            self.walk(child)
            if child.tail:
                self.add_slot(Slot(child, "tail"))
        if tag in BLOCK_TAGS:
            self.begin_line()


def without_forbidden(text: str) -> str:
    """``text`` without the control characters that no element can hold."""
    return _FORBIDDEN.sub("", text)


def parse(html: str) -> HtmlElement:
    """The element tree of a piece of HTML, under a ``div`` of its own.

    :raise DraftingError: ``unreadable_html`` when it is no HTML fragment
    """
    try:
        root: HtmlElement = lxml_html.fragment_fromstring(
            _REFERENCE_TO_FORBIDDEN.sub("", without_forbidden(html)), create_parent="div"
        )
    except (ValueError, AssertionError, etree.LxmlError):
        raise DraftingError("unreadable_html") from None
    return root


def serialize(root: HtmlElement) -> str:
    """The HTML inside ``root``, the reverse of :func:`parse`."""
    pieces = [escape(root.text or "", quote=False)]
    pieces += [lxml_html.tostring(child, encoding="unicode") for child in root]
    return "".join(pieces)


def flatten(root: HtmlElement) -> FlatText:
    """The text under ``root`` with its origin."""
    flattener = _Flattener()
    flattener.walk(root)
    return FlatText(flattener.text, flattener.runs)


def html_to_text(html: str) -> str:
    """The plain text of a piece of HTML.

    >>> html_to_text("<p>Net <b>price</b></p><table><tr><td>a</td><td>b</td></tr></table>")
    'Net price\\na\\tb'

    :raise DraftingError: ``unreadable_html``
    """
    return flatten(parse(html)).text if html.strip() else ""


def text_to_html(text: str) -> str:
    """Plain text as HTML, a paragraph a line.

    >>> text_to_html("Price < 5")
    '<p>Price &lt; 5</p>'
    """
    return "".join(
        f"<p>{escape(line, quote=False) or '<br>'}</p>" for line in text.split("\n") if text
    )


def has_image(html: str) -> bool:
    """Whether a piece of HTML shows a picture, so that it may say something without any text.

    :raise DraftingError: ``unreadable_html``
    """
    return bool(html.strip()) and _shows_image(parse(html))


def is_blank(element: HtmlElement) -> bool:
    """Whether nothing of ``element`` can be seen: no characters and no pictures."""
    return not element.text_content().strip() and not _shows_image(element)


def _shows_image(element: HtmlElement) -> bool:
    return next(element.iter(*IMAGE_TAGS), None) is not None
