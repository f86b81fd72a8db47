"""What is particular to a language, a language a file: its words, sentences, tags and duties.

Everything that reads prose asks :func:`analyzer_of` for the :class:`Analyzer` of a passage, and
never meets a tokenizer or a tagger by name.  The libraries behind them (nltk and textblob for
English, nltk and jieba for Chinese) are imported when they are first used; nothing is downloaded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, Protocol

from .spans import Duty, Span, Token

__all__ = ["Analyzer", "Duty", "Span", "Token", "analyzer_of"]

_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN_WORD = re.compile("[A-Za-z]+")


class Analyzer(Protocol):
    """The reading of one language.  All positions count in the text that is given."""

    @property
    def language(self) -> Literal["en", "zh"]:
        """Which language it reads."""
        ...

    def sentences(self, text: str) -> tuple[Span, ...]:
        """The sentences, in reading order; a line break always ends one."""
        ...

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words and punctuation marks, each with its part of speech, in reading order."""
        ...

    def stem(self, word: str) -> str:
        """What the forms of a word have in common, in small letters."""
        ...

    def duties(self, text: str) -> tuple[Duty, ...]:
        """What the text says that somebody shall do, in reading order."""
        ...


def analyzer_of(text: str) -> Analyzer:
    """The analyzer of the language in which most of ``text`` is written.

    Contracts quote each other's languages, so that the text decides, not the document.
    """
    if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)):
        return _chinese()
    return _english()


@lru_cache(maxsize=1)
def _english() -> Analyzer:
    from .english import EnglishAnalyzer

    return EnglishAnalyzer()


@lru_cache(maxsize=1)
def _chinese() -> Analyzer:
    from .chinese import ChineseAnalyzer

    return ChineseAnalyzer()
