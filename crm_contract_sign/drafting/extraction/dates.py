"""Dates and periods in a text, English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from ...errors import DraftingError
from ..folding import fold
from ..numerals import parse_chinese_number

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_MONTH = "(?P<month>" + "|".join(rf"{name}|{name[:3]}\b" for name in _MONTHS) + r"|sept\b)\.?"
_DAY = r"(?P<day>\d{1,2})"
# Up to 31, or "page 45 May 2026" would be a date.
_DAY_IN_WORDS = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>[12]\d{3})"
_BEFORE = r"(?<![A-Za-z0-9_./-])"
_AFTER = r"(?![0-9A-Za-z_]|[./-]\d)"
_NUMERAL = "[〇○零一二三四五六七八九十廿卅]"
_WRITTEN = tuple(
    re.compile(_BEFORE + pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY_IN_WORDS}(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}{_AFTER}",
        rf"{_MONTH}\s+{_DAY_IN_WORDS}(?:st|nd|rd|th)?(?:,\s*|\s+){_YEAR}{_AFTER}",
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*{_DAY}\s*[日号]",
        rf"(?P<year>{_NUMERAL}{{4}})年(?P<month>{_NUMERAL}{{1,2}})月(?P<day>{_NUMERAL}{{1,3}})日",
    )
)
_YEAR_FIRST = re.compile(rf"{_BEFORE}{_YEAR}([-/.])(?P<month>\d\d?)\2{_DAY}{_AFTER}")
_YEAR_LAST = re.compile(rf"{_BEFORE}(?P<one>\d\d?)([-/.])(?P<two>\d\d?)\2{_YEAR}{_AFTER}")
_VERBS = r"(?:end|expir|terminat|conclud|continu|remain|run)\w*"
_UNTIL = re.compile(
    r"\s*(?:\([^()]{0,30}\))?\s*,?\s*(?:"
    r"(?:up\s+)?to|until|till|through|thru|[-–—~～]"
    rf"|and\s+(?:shall\s+|will\s+)?{_VERBS}[\w\s]{{0,40}}?(?:\s(?:on|until|till|through|to))"
    r"|起?(?:正式)?(?:生效|开始|施行)?[\s,，]*(?:有效期)?(?:持续|延续)?(?:至|到)"
    r")(?:\s+and\s+including)?\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*and\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
# "moved from 1 June to 1 May" is a change, not a period.
_CHANGED = re.compile(
    r"(?:chang|mov|amend|advanc|postpon|reschedul|revis|brought|bring)[^.;\n]{0,60}$"
    r"|(?:提前|变更|调整|修改|更改|推迟|延期)[^。；\n]{0,20}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    :param readings: the days that it may mean: none for 31 February, two for 03/04/2026
    :param start: position of its first character
    :param end: position after its last character
    :param text: the date as it is written
    """

    readings: tuple[date, ...]
    start: int
    end: int
    text: str

    @property
    def value(self) -> date | None:
        """The day, unless there is a choice or none."""
        return self.readings[0] if len(self.readings) == 1 else None


@dataclass(frozen=True, slots=True)
class DateRange:
    """A period in a text, from one date to another."""

    start: DateMention
    end: DateMention


# Several checks read the same section.
@lru_cache(maxsize=64)
def extract_dates(text: str) -> tuple[DateMention, ...]:
    """The full dates (day, month and year) of ``text`` in reading order.

    >>> [mention.value.isoformat() for mention in extract_dates("1 May 2026，2027年4月30日")]
    ['2026-05-01', '2027-04-30']
    """
    folded = fold(text)
    found = [
        DateMention(readings, *span, text=text[slice(*span)])
        for readings, span in (*_written_dates(folded), *_numeric_dates(folded))
    ]
    return tuple(sorted(found, key=lambda mention: mention.start))


def extract_date_ranges(text: str) -> tuple[DateRange, ...]:
    """The periods of ``text``: two dates with "to", "until", 至 or the like between them."""
    folded = fold(text)
    return tuple(
        DateRange(first, second)
        for first, second in pairwise(extract_dates(text))
        if _is_period(folded, first, second)
    )


def _is_period(folded: str, first: DateMention, second: DateMention) -> bool:
    before = folded[max(0, first.start - 80) : first.start]
    between = folded[first.end : second.start]
    if _AND.fullmatch(between):
        return _BETWEEN.search(before) is not None
    return _UNTIL.fullmatch(between) is not None and not _CHANGED.search(before)


def _written_dates(folded: str) -> Iterator[tuple[tuple[date, ...], tuple[int, int]]]:
    for pattern in _WRITTEN:
        for match in pattern.finditer(folded):
            numbers = [_number(match[name]) for name in ("year", "month", "day")]
            if None not in numbers:
                yield _days(numbers), match.span()


def _numeric_dates(folded: str) -> Iterator[tuple[tuple[date, ...], tuple[int, int]]]:
    for match in _YEAR_FIRST.finditer(folded):
        if days := _days([int(match[name]) for name in ("year", "month", "day")]):
            yield days, match.span()
    for match in _YEAR_LAST.finditer(folded):
        year, one, two = int(match["year"]), int(match["one"]), int(match["two"])
        if days := tuple(dict.fromkeys((*_days([year, two, one]), *_days([year, one, two])))):
            yield days, match.span()


def _days(numbers: list[int | None]) -> tuple[date, ...]:
    """The day of a year, month and day, as a tuple that is empty if there is no such day."""
    try:
        return (date(*numbers),)  # type: ignore[arg-type]
    except ValueError:
        return ()


def _number(text: str) -> int | None:
    """A year, month or day in figures, as a month's name, or in Chinese numerals."""
    if text.isdecimal():
        return int(text)
    if text[0].isalpha() and text.isascii():
        return next(i for i, name in enumerate(_MONTHS, 1) if name[:3] == text[:3].lower())
    if len(text) == 4:
        digits = [str("零一二三四五六七八九".find(c)) for c in re.sub("[〇○]", "零", text)]
        return int("".join(digits)) if "-1" not in digits else None
    try:
        return parse_chinese_number(text.replace("廿", "二十").replace("卅", "三十"))
    except DraftingError:
        return None
