"""Slips of the pen that need no knowledge of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..document import Document, Language
from ..facts import Facts
from ..findings import Place, Severity
from ..languages.chinese import segment
from .registry import Occurrence, draft_check

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# Below these, a section may be a name or an address that is the same in any language.
_FEWEST_CHARACTERS = 20
_FEWEST_WORDS = 12
# In small letters only: "Walla Walla" is a place, and "the Line line losses" are right.
_TWICE = re.compile(r"\b(?P<word>[a-z]{2,})[ \u00a0]{1,2}(?P=word)\b(?!-)")
_RIGHTLY_TWICE = frozenset({"that", "had"})
_PERHAPS_TWICE = re.compile(r"([\u4e00-\u9fff]{1,6})\1")
_CHINESE_PARTICLES = frozenset("的在和及与或为由向将应从按")


@draft_check("foreign_language", Severity.WARNING)
def foreign_language(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A section has no word of the language in which the contract is to be."""
    for section in document.sections:
        if facts.language and _has_only_other_language(section.text, facts.language):
            place = Place.in_text(section, 0, len(section.text))
            yield place, {"heading": section.heading, "language": facts.language}


@draft_check("repeated_word", Severity.INFO)
def repeated_word(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A word stands twice in a row: "the the", 双方双方."""
    for section in document.sections:
        text = section.text
        for start, end, word in (*_repeated_english(text), *_repeated_chinese(text)):
            yield Place.in_text(section, start, end), {"word": word}


def _has_only_other_language(text: str, language: Language) -> bool:
    characters, words = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if language == "en":
        return words == 0 and characters >= _FEWEST_CHARACTERS
    return characters == 0 and words >= _FEWEST_WORDS


def _repeated_english(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TWICE.finditer(text):
        if match["word"] not in _RIGHTLY_TWICE:
            yield match.start(), match.end(), match["word"]


def _repeated_chinese(text: str) -> Iterator[tuple[int, int, str]]:
    if not _PERHAPS_TWICE.search(text):
        return
    for first, second in pairwise(segment(text)):
        word = first.text
        is_word = len(word) > 1 and all(map(_HAN.match, word))
        if word == second.text and (is_word or word in _CHINESE_PARTICLES):
            yield first.start, second.end, word
