"""Traces of work that was not finished: unfilled placeholders, notes to oneself, blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document
from ..facts import Facts
from ..findings import Place, Severity
from ..form_fields import PREFIX
from ..languages.chinese import is_word_at
from ..placeholders import PLACEHOLDER
from .registry import Occurrence, draft_check

_BRACES = re.compile(r"\{\{[^{}\n]*\}\}|\{\{|\}\}")
_NOTES = (
    # Words of people at work; XXX is also thirty in Roman numerals.
    r"(?<![A-Za-z0-9_])(?:TODO|FIXME|TBD|TBC)(?![A-Za-z0-9_])",
    r"(?<!Article )(?<!Chapter )(?<!Section )(?<!Title )(?<![A-Za-z0-9_])XXX+(?![A-Za-z0-9_])",
    r"\b(?i:lorem ipsum)\b",
    # [●], 【 】, [___]; an empty pair at the beginning of a line is a box to tick.
    r"[\[【〔［][ \u3000]*[●•○_*…?？][\s●•○_*…?？]*[\]】〕］]",
    r"[【〔][ \u3000]*[】〕]|(?<!^)\[[ \u3000]*\]",
    # [insert date], 【待填写】
    r"\[\s*(?i:insert|complete|fill in|specify|enter|to be)\b[^\[\]\n]{0,60}\]",
    r"[\[【〔［]\s*(?:待|填写|插入|请)[^\[\]【】〔〕［］\n]{0,30}[\]】〕］]",
    r"(?:待补充|待填写|待完善)(?=[\s，。；、）)]|$)",
    r"×{2,}|(?<![A-Za-z0-9_])XX(?=公司|年|月|日|元|市|省)",
    # A blank within a sentence; one after a colon waits for a pen.
    r"(?<![:：_])(?<![:：]\s)_{3,}(?=\s*(?:[a-z]{2}|%|％|元|天|个))",
)
_NOTE = re.compile("|".join(_NOTES), re.MULTILINE)
_UNDECIDED = re.compile("待定")


@draft_check("unresolved_placeholder", Severity.BLOCKING)
def unresolved_placeholder(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """Double braces are left: a placeholder without a value, or one that was misspelled."""
    for place, match in _search(document, _BRACES):
        well_formed = PLACEHOLDER.fullmatch(match.group())
        name = well_formed["name"] if well_formed else match.group()
        if name.startswith(PREFIX):
            continue  # A field to be filled in later: the checks of the form say more.
        yield place, {"name": name, "reason": "unfilled" if well_formed else "malformed"}


@draft_check("leftover_note", Severity.WARNING)
def leftover_note(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A note to oneself or a blank is left: TODO, [●], 【】, 待定."""
    for place, match in _search(document, _NOTE):
        yield place, {"note": match.group()}
    for place, match in _search(document, _UNDECIDED):
        # 等待定制 has the characters but not the word.
        if is_word_at(match.string, *match.span()):
            yield place, {"note": match.group()}


def _search(document: Document, pattern: re.Pattern[str]) -> Iterator[tuple[Place, re.Match[str]]]:
    """The matches of a pattern in headings and bodies, in reading order."""
    for section in document.sections:
        for match in pattern.finditer(section.heading):
            yield Place.in_heading(section, *match.span()), match
        for match in pattern.finditer(section.text):
            yield Place.in_text(section, *match.span()), match
