"""Numbers that a text says twice, in figures and in words: ``thirty (30)``, 5元（伍元整）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ..folding import fold
from ..numerals.english import SCALE_WORDS
from .amounts import Amount, extract_amounts
from .numbers import Number, extract_numbers

_CUE = r"(?:say|in words|in figures|(?:金额)?(?:大写|小写)(?:金额)?(?:为)?)"
_SCALE = f"(?:hundred|{'|'.join(SCALE_WORDS)})"
_UNIT = r"(?P<unit>%|per\s+cent|[a-z]+|[天日月年份])?"
_OPENING = re.compile(rf"\s*{_UNIT}\s*[(\[]\s*(?:{_CUE}\s*:?\s*)?", re.IGNORECASE)
_CUED = re.compile(rf"\s*[,，;；、/]?\s*\(?{_CUE}\)?\s*:?\s*", re.IGNORECASE)
_CLOSING = re.compile(rf"\s*{_UNIT}(?:\s+only)?\s*[)\]](?!\s*{_SCALE})", re.IGNORECASE)
_ENDING = re.compile(r"\s*(?:only)?\s*(?:[.,;)\n，。；]|$)", re.IGNORECASE)
_PERCENT = re.compile(r"per\s*cent")


@dataclass(frozen=True, slots=True)
class Restatement:
    """A number and, right after it, the same number in the other form.

    :param first: the one that stands first
    :param second: the one that repeats it
    :param end: position after the repetition, its closing bracket included
    """

    first: Amount | Number
    second: Amount | Number
    end: int

    @property
    def start(self) -> int:
        """Position of the first character."""
        return self.first.start

    @property
    def is_money(self) -> bool:
        """Whether a currency stands beside either of the two."""
        return isinstance(self.first, Amount) or isinstance(self.second, Amount)

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.first.value == self.second.value


# Several checks read the same section.
@lru_cache(maxsize=64)
def extract_restatements(text: str) -> tuple[Restatement, ...]:
    """The numbers of ``text`` that are said in figures and in words, in reading order.

    >>> [pair.agrees for pair in extract_restatements("thirty (30) days, sixty (90) days")]
    [True, False]
    """
    folded = fold(text)
    return tuple(
        Restatement(first, second, end)
        for first, second in pairwise(_mentions(text))
        if first.form != second.form and (end := _end_of_repetition(folded, first, second))
    )


def _mentions(text: str) -> Iterator[Amount | Number]:
    """Amounts and plain numbers in reading order, numbers within amounts left out."""
    amounts = extract_amounts(text)
    plain: list[Amount | Number] = [
        number
        for number in extract_numbers(text)
        if not any(a.start < number.end and number.start < a.end for a in amounts)
    ]
    return iter(sorted([*plain, *amounts], key=lambda mention: mention.start))


def _end_of_repetition(folded: str, first: Amount | Number, second: Amount | Number) -> int | None:
    """Where a repetition ends, if the words between and after two numbers say that it is one."""
    between = folded[first.end : second.start]
    opening = _OPENING.fullmatch(between)
    closing = _CLOSING.match(folded, second.end)
    if opening and closing:
        unit, repeated = (
            _PERCENT.sub("%", (match["unit"] or "").lower()) for match in (opening, closing)
        )
        is_same = unit == repeated or (not unit and repeated in ("%", "only"))
        return closing.end() if is_same else None
    if _CUED.fullmatch(between) and _ENDING.match(folded, second.end):
        return second.end
    return None
