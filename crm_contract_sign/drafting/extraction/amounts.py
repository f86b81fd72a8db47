"""Amounts of money in a text, in figures and in words, with the currency that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from ...errors import DraftingError
from ..currencies import currencies, currency_names
from ..folding import fold
from ..numerals import parse_chinese_capitals, parse_english_words
from ..numerals.chinese import NUMERALS
from ..numerals.english import MINOR_WORDS
from .numbers import ENGLISH_WORDS, FIGURES, Form, read_figures

_MAGNITUDES = {
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "bn"), 10**9),
    "trillion": 10**12,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in a text.

    :param value: in units of its currency, e.g. dollars
    :param currencies: ISO 4217 codes that the name or symbol beside it may mean
    :param form: whether it is written in figures or in words
    :param start: position of its first character, the currency included
    :param end: position after its last character, the currency included
    :param text: the amount as it is written
    """

    value: Decimal
    currencies: frozenset[str]
    form: Form
    start: int
    end: int
    text: str

    @property
    def currency(self) -> str | None:
        """The ISO 4217 code, unless the name or symbol leaves a choice."""
        return next(iter(self.currencies)) if len(self.currencies) == 1 else None


# Several checks read the same section.
@lru_cache(maxsize=64)
def extract_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of ``text`` in reading order.

    A number is an amount only with a currency beside it.

    >>> [(str(amount.value), amount.currency) for amount in extract_amounts("USD 5, 伍欧元")]
    [('5', 'USD'), ('5', 'EUR')]
    """
    folded = fold(text)
    found = [
        *_amounts_in_figures(folded, text),
        *_amounts_in_english(folded, text),
        *_amounts_in_chinese(folded, text),
    ]
    return tuple(sorted(found, key=lambda amount: amount.start))


def _amounts_in_figures(folded: str, text: str) -> Iterator[Amount]:
    position = 0
    while match := _figures_pattern().search(folded, position):
        before = _common_codes(match["first"], match["second"])
        after = _common_codes(match["after"])
        start, end = match.start(), match.end()
        if before and after and not before & after:
            # What follows is the currency of the next amount: "EUR 5 USD 6".
            after, end = frozenset(), match.end("magnitude")
        position = end
        if codes := before & after or before or after:
            factor = _MAGNITUDES.get(match["magnitude"].strip().lower(), 1)
            value = read_figures(match["figures"]) * factor
            signed = -value if match["sign"] else value
            yield Amount(signed, codes, "figures", start, end, text[start:end])


def _amounts_in_english(folded: str, text: str) -> Iterator[Amount]:
    for match in _english_pattern().finditer(folded):
        codes = _common_codes(match["before"]) or _common_codes(match["after"])
        start, end = match.span()
        try:
            value = parse_english_words(match.group())
        except DraftingError:
            continue
        if codes:
            yield Amount(value, codes, "words", start, end, text[start:end])


def _amounts_in_chinese(folded: str, text: str) -> Iterator[Amount]:
    for match in _chinese_pattern().finditer(folded):
        before, unit = (
            _common_codes(match["before"] or match["alone"]),
            _common_codes(match["unit"]),
        )
        start, end = match.span()
        numerals = f"{match['numerals']}元{match['minor']}" if unit else match["minor_alone"]
        try:
            value = parse_chinese_capitals(numerals)
        except DraftingError:
            continue
        if codes := before & unit or before or unit:
            yield Amount(value, codes, "words", start, end, text[start:end])


def _common_codes(*names: str | None) -> frozenset[str]:
    """The currencies that all of the names, symbols or codes given may mean."""
    known = [
        currency_names()[re.sub(r"\s+", " ", name).lower()] for name in names if name is not None
    ]
    return frozenset.intersection(*known) if known else frozenset()


def _alternatives(names: Iterable[str]) -> str:
    """A pattern of names, the longer first, grouped by first letter to be fast."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names), key=len, reverse=True):
        rest = re.escape(name[1:]).replace(r"\ ", r"\s+")
        groups.setdefault(re.escape(name[0]), []).append(rest)
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())


@cache
def _name_patterns() -> tuple[str, str, str]:
    """Patterns of what names a currency: English words, Chinese words, codes and symbols."""
    table = currencies().values()
    signs = {sign for currency in table for sign in (currency.code, *currency.symbols)}
    names = currency_names().keys() - {sign.lower() for sign in signs} - {"rmb"}
    english = _alternatives(name for name in names if name.isascii())
    chinese = _alternatives(name for name in names if not name.isascii())
    letters = _alternatives(sign for sign in {*signs, "RMB"} if sign[-1].isalpha())
    others = _alternatives(sign for sign in signs if not sign[-1].isalpha())
    return rf"(?i:{english})(?![A-Za-z])", chinese, rf"(?:{letters})(?![A-Za-z])|{others}"


@cache
def _figures_pattern() -> re.Pattern[str]:
    english, chinese, signs = _name_patterns()
    prefix = rf"(?<![A-Za-z])(?:{chinese}|{signs})"
    return re.compile(
        rf"(?:(?P<first>{prefix})\s*(?:\(小写\)|小写)?:?\s*(?P<second>{prefix})?[^\S\n]?"
        r"|(?<![A-Za-z0-9_.,/%万亿千]))"
        rf"(?P<sign>-\ufeff?)?(?P<figures>{FIGURES})"
        r"(?P<magnitude>\s?(?i:thousand|million|billion|trillion|mn|bn)\b|[kKmM]\b"
        r"|[百千]?万|亿|[百千](?=元)|)"
        rf"(?:[^\S\n]?(?P<after>{chinese}|{signs}|{english})整?)?"
    )


@cache
def _english_pattern() -> re.Pattern[str]:
    english, _, signs = _name_patterns()
    name = f"{english}|{signs}"
    words = f"(?i:{ENGLISH_WORDS})"
    fraction = r"(?:\d{1,3}|no|NO|No|zero|xx|XX)/1000?"
    return re.compile(
        rf"(?<![\w-])(?:(?P<before>{name})(?:\s+of)?\s+)?{words}"
        rf"(?:\s+(?i:and)\s+{fraction})?(?:\s+(?P<after>{name}))?"
        rf"(?:\s*,?\s*(?:(?i:and)\s+)?(?:{fraction}|{words}\s+(?i:{MINOR_WORDS})\b"
        rf"|(?i:cents?)\s+{words}))?(?:\s+(?i:only)\b)?"
    )


@cache
def _chinese_pattern() -> re.Pattern[str]:
    _, chinese, signs = _name_patterns()
    before = rf"(?P<before>{chinese}|{signs})\s*(?:\(大写\)|大写)?:?\s*"
    minor = rf"零?[{NUMERALS}][角分厘]"
    return re.compile(
        # None begins like most of an English text, which this passes over quickly.
        r"(?![a-z\s])"
        rf"(?:(?:{before})?(?P<numerals>[{NUMERALS}]+)(?P<unit>{chinese})"
        rf"(?P<minor>(?:{minor})*[整正]?)"
        # Less than one unit of a currency that is named: 人民币伍角整.
        rf"|{before.replace('before', 'alone')}(?P<minor_alone>(?:{minor})+[整正]?))"
    )
