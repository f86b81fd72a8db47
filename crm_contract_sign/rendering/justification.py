"""Flush right edges for Chinese text.

WeasyPrint justifies a line by widening its spaces.  Chinese has none, or a few around a Latin word,
which then stands in a hole.  Here what is missing is shared among all characters of the line, as
typesetters do (W3C, Requirements for Chinese Text Layout).

This works on WeasyPrint's boxes, between layout and drawing: a text box is shaped anew from its
style when it is drawn.  Imported only where WeasyPrint is in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

LANGUAGE = "zh"
# A line that lacks more than this for each character ends before a word too long to be shared out.
MAXIMUM_SPACING_EM = 0.25


def justify_ideographs(document: Any) -> None:
    """Justify the Chinese lines of a laid out document whose style asks for it.

    :param document: a ``weasyprint.Document``; its boxes are changed in place
    """
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockContainerBox):
                right_edge = box.content_box_x() + box.width
                for line in box.children:
                    if isinstance(line, boxes.LineBox) and _is_to_be_justified(line):
                        _justify(line, right_edge)


def _is_to_be_justified(line: Any) -> bool:
    style = line.style
    return (
        (style["lang"] or "").startswith(LANGUAGE)
        and style["text_align_all"] == "justify"
        and style["white_space"] in ("normal", "pre-line")
        and line.resume_at is not None  # The paragraph goes on…
        and not any(box.element_tag == "br" for box in line.descendants())  # …in a full line.
    )


def _justify(line: Any, right_edge: float) -> None:
    texts = list(_texts(line))
    characters = sum(len(text.text) for text in texts)
    if not characters:
        return
    end = max(text.position_x + text.width for text in texts)
    spacing = (right_edge - end + sum(map(_spacing_of_spaces, texts))) / characters
    if 0 < spacing <= MAXIMUM_SPACING_EM * line.style["font_size"]:
        _spread(line, spacing, 0)


def _texts(box: Any) -> Iterator[Any]:
    """The text boxes of a line, in the flow and outside inline blocks."""
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child)


def _spacing_of_spaces(text: Any) -> float:
    """By how much WeasyPrint widened the spaces of a text box."""
    spaces = text.text.count(" ") + text.text.count("\N{NO-BREAK SPACE}")
    spacing: float = text.justification_spacing * spaces
    return spacing


def _spread(box: Any, spacing: float, shift: float) -> float:
    """Give every character ``spacing`` and move what follows.

    :param shift: by how much what comes before became wider, in CSS pixels
    :return: the same for what comes after
    """
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        growth = spacing * len(box.text) - _spacing_of_spaces(box)
        box.justification_spacing = box.pango_layout.justification_spacing = 0
        box.style = box.style.copy()
        box.style["letter_spacing"] = spacing
        box.width += growth
        return shift + growth
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += shift
        after = shift
        for child in box.children:
            if child.is_in_normal_flow():
                after = _spread(child, spacing, after)
        box.width += after - shift
        return after
    box.translate(shift, 0)
    return shift
