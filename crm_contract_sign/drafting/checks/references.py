"""Do references to clauses of the contract lead anywhere?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import DraftingError
from ..document import Document
from ..facts import Facts
from ..findings import Place, Severity
from ..folding import fold
from ..numerals import parse_chinese_number
from ..numerals.chinese import NUMERALS
from .context import after, before
from .registry import Occurrence, draft_check

# Two figures at most: three are a statute's.
_REFERENCE = re.compile(
    r"\b(?:Section|Clause|Article)s? (?P<figures>\d\d?)(?:\.\d{1,2})*(?:\([a-z0-9]{1,3}\))*"
    r"(?![\w-]|\.\d)"
    rf"|第 ?(?P<numerals>\d\d?|[{NUMERALS}]{{1,3}}) ?条",
    re.IGNORECASE,
)
_STATUTE = (
    r"\b(?:Act|Code|Laws?|Regulations?|Directive|GDPR|UCC|CISG|Rules?|Convention|Treaty|ERISA"
    r"|U\.?S\.?C|C\.?F\.?R|D?FAR|Incoterms)\b"
)
# A clause of a statute or of another paper, not of this contract.
_ELSEWHERE_BEFORE = re.compile(
    rf"{_STATUTE}|\b(?:Schedule|Annex|Exhibit|Appendix)\b|[》法典]|条例|规定|办法|解释|附件|附录"
)
_ELSEWHERE_AFTER = re.compile(
    rf"[^,]{{0,60}}{_STATUTE}|.{{0,60}}\b(?:of|in|under) (?!this\b|the (?:contract|agreement)\b)"
    r"(?:the|that|such|its|any)\b| ?[A-Z]|[,，]? ?《"
)
_NUMBERED = re.compile(
    r"^\s*(?:(?:Section|Clause|Article)\s+)?(?P<figures>\d{1,3})(?:[.)、．\s]|$)"
    rf"|^\s*第\s?(?P<numerals>\d{{1,3}}|[{NUMERALS}]{{1,5}})\s?条",
    re.IGNORECASE | re.MULTILINE,
)


@draft_check("broken_reference", Severity.WARNING)
def broken_reference(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """The text refers to a clause by a number that no clause of the contract has."""
    numbers = _clause_numbers(document)
    for section in document.sections:
        folded = fold(section.text)
        for match in _REFERENCE.finditer(folded):
            number = _number(match)
            if number is None or number in numbers or _is_elsewhere(folded, match):
                continue
            place = Place.in_text(section, *match.span())
            count = len(document.sections)
            yield place, {"reference": place.quote, "number": number, "count": count}


def _clause_numbers(document: Document) -> set[int]:
    """The sections' positions, and every number that a heading or a line begins with."""
    numbers = set(range(1, len(document.sections) + 1))
    for section in document.sections:
        for text in (section.heading, section.text):
            found = map(_number, _NUMBERED.finditer(fold(text)))
            numbers |= {number for number in found if number is not None}
    return numbers


def _number(match: re.Match[str]) -> int | None:
    text = match["figures"] or match["numerals"]
    if text.isdecimal():
        return int(text)
    try:
        return parse_chinese_number(text)
    except DraftingError:
        return None


def _is_elsewhere(folded: str, match: re.Match[str]) -> bool:
    return bool(
        _ELSEWHERE_BEFORE.search(before(folded, match.start()))
        or _ELSEWHERE_AFTER.match(after(folded, match.end()))
    )
