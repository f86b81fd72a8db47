"""Numbers in a text, in figures and in words, English and Chinese.

Figures are read with a decimal point and commas, spaces or apostrophes between thousands, as
English and Chinese texts have them; ``12.500,00`` with its decimal comma can be nothing else and
is read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from ...errors import DraftingError
from ..folding import fold
from ..numerals import parse_chinese_number, parse_english_number
from ..numerals.chinese import NUMERALS
from ..numerals.english import NUMBER_WORDS, SCALE_WORDS

Form = Literal["figures", "words"]

FIGURES: Final = (
    r"(?:\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)"  # 12.500,00
    r"|\d{1,3}(?: \d{3})+,\d{1,2}(?!\d)"  # 12 500,00
    r"|\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?(?![.,]?\d)"  # 12,500.00 and 1,25,000.00
    r"|\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?(?![.,]?\d)"  # 12 500.00 and 12'500.00
    r"|\d+,\d{1,2}(?![.,]?\d)"  # 12,50
    r"|\d+(?:\.\d+)?(?![.,]?\d))"
)
_WORD = f"(?:{'|'.join(NUMBER_WORDS)})"
_LARGE = f"(?:hundred|{'|'.join(SCALE_WORDS)})"
ENGLISH_WORDS: Final = (
    rf"(?:a\s+(?={_LARGE}))?{_WORD}(?:(?:\s*-\s*|\s+|,\s+)(?:and\s+)?{_WORD})*\b(?!-)"
)

_FIGURES = re.compile(rf"(?<![A-Za-z0-9_.,/-]){FIGURES}(?![A-Za-z])")
_ENGLISH = re.compile(rf"(?<![\w-]){ENGLISH_WORDS}", re.IGNORECASE)
_CHINESE = re.compile(f"[{NUMERALS}]+")
# What stands before makes another number, or a name, of it: "two point five", "one tenth of one",
# "Year One", 千分之三, 几十, 第三.
_PART_BEFORE = re.compile(
    r"(?:\bpoint|(?:half|thirds?|quarters?|\w+ths?)\s+of"
    r"|\b(?:year|phase|stage|tier|level|class|series|part)|分之|[几数第])\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    :param value: what it says
    :param form: whether it is written in figures or in words
    :param start: position of its first character
    :param end: position after its last character
    """

    value: Decimal
    form: Form
    start: int
    end: int


def extract_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of ``text`` in reading order; words that make no number are left out."""
    folded = fold(text)
    found = [
        Number(read_figures(match.group()), "figures", *match.span())
        for match in _FIGURES.finditer(folded)
    ]
    found += _numbers_in_words(folded, _ENGLISH, parse_english_number)
    found += _numbers_in_words(folded, _CHINESE, parse_chinese_number)
    return tuple(sorted(found, key=lambda number: number.start))


def read_figures(figures: str) -> Decimal:
    """The value of figures matched by :data:`FIGURES`.

    >>> [str(read_figures(figures)) for figures in ("12,500.00", "12.500,00", "12 500")]
    ['12500.00', '12500.00', '12500']
    """
    plain = figures.replace(" ", "").replace("'", "")
    if re.search(r",\d{1,2}$", plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    return Decimal(plain.replace(",", ""))


def _numbers_in_words(
    text: str, pattern: re.Pattern[str], parse: Callable[[str], int]
) -> Iterator[Number]:
    for match in pattern.finditer(text):
        if _PART_BEFORE.search(text, max(0, match.start() - 16), match.start()):
            continue
        try:
            value = parse(match.group())
        except DraftingError:
            continue
        yield Number(Decimal(value), "words", *match.span())
