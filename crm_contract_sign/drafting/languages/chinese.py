"""Chinese words, by jieba's dictionary, which it brings along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text, and where it stands."""

    text: str
    start: int
    end: int


def segment(text: str) -> Iterator[Word]:
    """The words of a text in reading order; punctuation counts as words.

    >>> [word.text for word in segment("双方协商解决")]
    ['双方', '协商', '解决']
    """
    for word, start, end in _segmenter().tokenize(text):
        yield Word(word, start, end)


def is_word_at(text: str, start: int, end: int) -> bool:
    """Whether the characters from ``start`` to ``end`` are a word, or several, of their own.

    >>> is_word_at("等待定制完成", 1, 3)
    False
    """
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:].partition("\n")[0]
    borders = {line_start + word.start for word in segment(line)} | {line_start + len(line)}
    return start in borders and end in borders


@cache
def _segmenter() -> jieba.Tokenizer:
    """jieba's tokenizer with its dictionary read from the package.

    Its own ``initialize()`` would read a cache with ``marshal`` from the shared temporary folder,
    where any user of the machine may have put it.
    """
    import jieba

    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter
