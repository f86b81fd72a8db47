"""Defined terms: where a text gives a word its meaning, and where it uses the word.

(the “Supplier”)   “Goods” means …   以下称“质量保证期”   甲方：…
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTED = re.compile(
    r"(?:[“\"„«]|``|'')\s?(?P<term>[^“”\"„«»()（）\n]{1,60}?)[,.]?\s?(?:[”\"»]|'')"
    r"|「(?P<corner>[^」\n]{1,30})」"
)
_WORDS_OF_DEFINITION = (
    r"(?:an?|the|this|these|each|all|both|its|their|and|or|together|with|collectively|individually"
    r"|severally|jointly|hereinafter|hereafter|herein|sometimes|referred|to|as|called|known|defined"
    r"|being|in|such|capacity)"
)
# What stands before or after a quoted word that is being defined, not cited.
_INTRODUCED = re.compile(
    rf"(?:[(（](?:\W*\b{_WORDS_OF_DEFINITION}\b|\W*[“\"][^“”\"]{{1,40}}[”\"])*\W*"
    r"|\b(?:is|are|be|called|referred to as|known as|hereinafter|together)(?: (?:an?|the|its))? "
    r"|(?:简称|合称|统称|(?<!名)称)(?:为|之为|作)?[:：]?|^\s*(?:[(（]?[a-z0-9.]{1,6}[)）.]?\s+|[a-z]+\s)?)$",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"\s*(?:means?\b|shall mean|has the meaning|have the meaning|includes?\b|refers? to"
    r"|[是系]?指|包括)"
)
# Words that are not quoted, but placed as headings, labels and definitions are: "Customer: …",
# "1.2 Acceptance Date - the day …", "(the Supplier)".
_PLACED = re.compile(
    r"^[ \t\u3000]*(?:(?:Section|Article|Clause) )?"
    r"(?:[(]?(?:\d{1,2}|[a-z]{1,2}|[ivx]+)[).]?[\d.]*[)]?[ \t]*)?"
    r"(?P<term>[A-Z][A-Za-z]*(?: (?:of|and|to|[A-Z][A-Za-z]*)){0,4}|[\u4e00-\u9fff]{1,4}方)"
    r"(?:[ \t]*[(（][^()（）\n]{0,20}[)）])?[ \t]*(?:[:：\t.–—]|-|$| means?\b| shall mean\b)"
    r"|[(（](?:the )?(?P<bare>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})[)）]",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that a text puts between quotation marks, or where headings and labels stand.

    :param text: the word, or the words
    :param start: position of its first character
    :param end: position after its last character
    :param is_defined: whether it is given a meaning there; otherwise it may be cited
    """

    text: str
    start: int
    end: int
    is_defined: bool


def extract_terms(text: str) -> tuple[Term, ...]:
    """The quoted, labelled and heading words of ``text``, in reading order.

    >>> [(term.text, term.is_defined) for term in extract_terms("Example Ltd (the “Supplier”)")]
    [('Supplier', True)]
    """
    found = [*_quoted(text), *_placed(text)]
    return tuple(sorted(found, key=lambda term: (term.start, term.end)))


def _quoted(text: str) -> Iterator[Term]:
    for match in _QUOTED.finditer(text):
        name = "term" if match["term"] else "corner"
        line = text.rfind("\n", 0, match.start()) + 1
        before = text[max(line, match.start() - 90) : match.start()]
        is_defined = bool(_INTRODUCED.search(before) or _EXPLAINED.match(text, match.end()))
        yield Term(match[name].strip(), *match.span(name), is_defined)


def _placed(text: str) -> Iterator[Term]:
    for match in _PLACED.finditer(text):
        name = "term" if match["term"] else "bare"
        yield Term(match[name], *match.span(name), is_defined=False)
