"""English numerals: amounts in words, written and read."""

from __future__ import annotations

import re
from decimal import Decimal

from ...errors import DraftingError
from ..currencies import Currency, currencies, currency_names, currency_of
from ..folding import fold

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}
_VALUES = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
}
SCALE_WORDS = tuple(_SCALES)
# The longer first: "seventy" must not be read as "seven".
NUMBER_WORDS = tuple(sorted((*_VALUES, "hundred", *_SCALES), key=len, reverse=True))
CURRENCY_WORDS = "|".join(
    re.escape(name)
    for name in sorted(currency_names(), key=len, reverse=True)
    if name.isascii() and name.replace(" ", "").replace(".", "").isalpha()
)
MINOR_WORDS = "|".join(
    sorted({name for c in currencies().values() for name in (c.minor_singular, c.minor_plural)})
).strip("|")
_FRACTION = r"(?P<%s>\d{1,3}|no|zero|xx)/(?P<%s_size>1000?)"
_WORD = f"(?:{'|'.join(NUMBER_WORDS)})"
_FEW_WORDS = rf"{_WORD}(?:[ -]{_WORD})?(?: and {_WORD}(?:[ -]{_WORD})?)?"
_AMOUNT = re.compile(
    rf"(?:(?:the )?(?:sum of )?(?P<prefix>{CURRENCY_WORDS})\s+)?"
    r"(?P<units>[a-z,\s-]+?)(?<=[a-z])(?![a-z])"
    rf"(?:\s+and\s+{_FRACTION % (('early',) * 2)})?"
    rf"(?:\s+(?P<suffix>{CURRENCY_WORDS}))?"
    rf"(?:\s*,?\s*(?:and\s+)?(?:{_FRACTION % (('late',) * 2)}"
    rf"|(?P<minor>{_FEW_WORDS})\s+(?:{MINOR_WORDS})|cents?\s+(?P<cents>{_FEW_WORDS})))?"
    r"(?:\s+only)?"
)


def integer_in_english(number: int) -> str:
    """A whole number in words: ``one thousand two hundred and one``."""
    from num2words import num2words

    return str(num2words(number, lang="en")).replace(",", "")


def amount_in_english(amount: Decimal, currency: Currency) -> str:
    """An amount in words: ``One thousand two hundred US dollars and fifty cents``.

    A currency without an English minor unit has its decimals as a fraction, as on a cheque.

    :param amount: not negative, with at most ``currency.digits`` decimals
    """
    size = 10**currency.digits
    whole, minor = divmod(int(amount.scaleb(currency.digits)), size)
    name = currency.singular if whole == 1 else currency.plural
    words = f"{integer_in_english(whole)} {name}"
    if minor and currency.minor_plural:
        unit = currency.minor_singular if minor == 1 else currency.minor_plural
        words += f" and {integer_in_english(minor)} {unit}"
    elif minor:
        words += f" and {minor:0{currency.digits}d}/{size}"
    return words[0].upper() + words[1:]


def parse_english_number(text: str) -> int:
    """A whole number in English words.

    >>> parse_english_number("one hundred and twenty-five thousand")
    125000

    :raise DraftingError: ``unreadable_amount``
    """
    words = re.findall(r"[a-z]+", text.lower())
    number = _read(words)
    if number is None or not re.fullmatch(r"[A-Za-z,\s-]+", text):
        raise DraftingError("unreadable_amount", text=text)
    return number


def _read(words: list[str]) -> int | None:
    """The number that words say, scale by scale; ``None`` if they say none."""
    total, last_scale = 0, 10**18
    group: list[str] = []
    for word in words:
        if word not in _SCALES:
            group.append(word)
            continue
        value = _below_thousand(group)
        if not value or _SCALES[word] >= last_scale:
            return None
        last_scale = _SCALES[word]
        total, group = total + value * last_scale, []
    if not group:
        return total if words else None
    value = _below_thousand(group[1:] if total and group[0] == "and" else group)
    return None if value is None or (total and value >= last_scale) else total + value


def _below_thousand(words: list[str]) -> int | None:
    """A number of at most three figures, or hundreds up to ``ninety-nine hundred``."""
    if "hundred" in words:
        at = words.index("hundred")
        high = 1 if words[:at] in (["a"], ["one"]) else _below_hundred(words[:at])
        rest = words[at + 1 :]
        rest = rest[1:] if rest[:1] == ["and"] else rest
        low = 0 if words[at + 1 :] == [] else _below_hundred(rest)
        return high * 100 + low if high and low is not None else None
    return 1 if words == ["a"] else _below_hundred(words)


def _below_hundred(words: list[str]) -> int | None:
    match words:
        case [word] if word in _VALUES:
            return _VALUES[word]
        case [tens, unit] if tens in _TENS and 0 < _VALUES.get(unit, 0) < 10:
            return _VALUES[tens] + _VALUES[unit]
        case _:
            return None


def parse_english_words(text: str) -> Decimal:
    """An amount in English words, with or without the currency, with cents in words or as n/100.

    >>> parse_english_words("Twelve thousand five hundred US dollars and fifty cents")
    Decimal('12500.50')

    :raise DraftingError: ``unreadable_amount``
    """
    plain = re.sub(r"\s+", " ", fold(text)).strip().lower()
    match = _AMOUNT.fullmatch(plain)
    if not match:
        raise DraftingError("unreadable_amount", text=text)
    return parse_english_number(match["units"]) + _minor_amount(match)


def _minor_amount(match: re.Match[str]) -> Decimal:
    if words := match["minor"] or match["cents"]:
        codes = currency_names().get(match["prefix"] or match["suffix"] or "", frozenset())
        digits = max((currency_of(code).digits for code in codes), default=2)
        return Decimal(parse_english_number(words)).scaleb(-digits)
    count = match["early"] or match["late"] or "no"
    size = match["early_size"] or match["late_size"] or "100"
    return Decimal(count) / Decimal(size) if count.isdigit() else Decimal(0)
