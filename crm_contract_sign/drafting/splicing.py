"""Changes to rich text at a position: cut characters out, put text or blocks in.

HTML does not allow a table inside a paragraph.  Blocks that are put into a paragraph therefore
end it there, and what followed continues in a paragraph of its own; a half in which nothing is
left is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import html as lxml_html
from lxml.html import HtmlElement

from .html import BLOCK_TAGS, CELL_TAGS, FlatText, Slot, is_blank, parse, without_forbidden

_PARAGRAPH_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 pre address".split())
_FLOW_TAGS = (BLOCK_TAGS | CELL_TAGS) - _PARAGRAPH_TAGS


def cut(flat: FlatText, start: int, end: int) -> tuple[Slot, int]:
    """Remove the characters from ``start`` to ``end``, and inline elements emptied by it.

    :param flat: the text, unchanged so far up to ``end``
    :return: the place where the characters were: a slot, and the position in its content
    """
    first, *others = flat.runs_between(start, end)
    # Backwards, because dropping an element hands its tail to what stands before it.
    for run in reversed(others):
        _remove(run.slot, run.source_span(run.start, min(run.end, end)))
        if run.slot.kind == "text":
            _drop_blank_inline(run.slot.element)
    span = first.source_span(start, min(first.end, end))
    _remove(first.slot, span)
    return first.slot, span[0]


def insert_text(slot: Slot, position: int, text: str) -> None:
    """Put plain text at a place; its line breaks become ``<br>``."""
    first, *others = without_forbidden(text).replace("\r\n", "\n").split("\n")
    _insert(slot, position, first, [_line_break(line) for line in others])
    if not text:
        _drop_blank_paragraph(slot)


def insert_html(slot: Slot, position: int, html: str) -> None:
    """Put rich text at a place, ending the paragraph around it if it holds blocks.

    :raise DraftingError: ``unreadable_html``
    """
    content = parse(html) if html.strip() else lxml_html.Element("div")
    elements = list(content)
    halves: list[HtmlElement] = []
    if any(element.tag in BLOCK_TAGS for element in elements):
        slot, position, halves = _split(slot, position)
    _insert(slot, position, content.text or "", elements)
    for half in filter(is_blank, halves):
        half.drop_tree()
    if not elements and not content.text:
        _drop_blank_paragraph(slot)


def _remove(slot: Slot, span: tuple[int, int]) -> None:
    content = slot.content
    slot.content = content[: span[0]] + content[span[1] :]


def _insert(slot: Slot, position: int, text: str, elements: Sequence[HtmlElement]) -> None:
    before, after = slot.content[:position] + text, slot.content[position:]
    if not elements:
        slot.content = before + after
        return
    slot.content = before
    parent, index = _following_child(slot)
    parent[index:index] = elements
    elements[-1].tail = (elements[-1].tail or "") + after


def _line_break(text: str) -> HtmlElement:
    element = lxml_html.Element("br")
    element.tail = text
    return element


def _split(slot: Slot, position: int) -> tuple[Slot, int, list[HtmlElement]]:
    """End, at a place, every element around it that may not hold blocks.

    :return: the place between the halves, and the halves from the inside out
    """
    halves: list[HtmlElement] = []
    parent, _ = _following_child(slot)
    while parent.tag not in _FLOW_TAGS:
        halves += [parent, _split_element(parent, slot, position)]
        slot, position = Slot(parent, "tail"), 0
        parent = parent.getparent()
    return slot, position, halves


def _split_element(element: HtmlElement, slot: Slot, position: int) -> HtmlElement:
    """Move what follows a place within ``element`` to a twin right after it."""
    _, index = _following_child(slot)
    attributes = {name: value for name, value in element.attrib.items() if name != "id"}
    twin = lxml_html.Element(element.tag, attributes)
    twin.text = slot.content[position:]
    slot.content = slot.content[:position]
    twin.extend(element[index:])
    twin.tail, element.tail = element.tail, None
    parent = element.getparent()
    parent.insert(parent.index(element) + 1, twin)
    return twin


def _following_child(slot: Slot) -> tuple[HtmlElement, int]:
    """The element in which a slot's characters stand, and the index of the child after them."""
    if slot.kind == "text":
        return slot.element, 0
    parent: HtmlElement = slot.element.getparent()
    return parent, parent.index(slot.element) + 1


def _drop_blank_inline(element: HtmlElement) -> None:
    for ancestor in _up_to(element, BLOCK_TAGS | CELL_TAGS):
        if len(ancestor) or not is_blank(ancestor):
            return
        ancestor.drop_tree()


def _drop_blank_paragraph(slot: Slot) -> None:
    """Remove the paragraph around a place if nothing is left in it."""
    parent, _ = _following_child(slot)
    for ancestor in _up_to(parent, _FLOW_TAGS):
        if not is_blank(ancestor):
            return
        ancestor.drop_tree()


def _up_to(element: HtmlElement, tags: frozenset[str]) -> Iterator[HtmlElement]:
    """``element`` and what surrounds it, up to but without the first that has one of ``tags``."""
    while element.tag not in tags:
        parent = element.getparent()
        yield element
        element = parent
