"""Chinese numerals: amounts in capitals as banks want them, and ordinary numbers.

Source: 《支付结算办法》 (People's Bank of China, 1997), appendix 1 《正确填写票据和结算凭证的基本
规定》, items 1 to 5: the capitals, 整 after 元 or 角 but never after 分, and where 零 stands.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ...errors import DraftingError
from ..currencies import currencies
from ..folding import fold

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MINOR_UNITS = ("角", "分", "厘")
_VARIANTS = str.maketrans(
    {
        **dict(zip("〇一二三四五六七八九", CAPITALS, strict=True)),
        **dict(zip("○两貳參陸十百千萬億圓圆正", "零贰贰叁陆拾佰仟万亿元元整", strict=True)),
    }
)
NUMERALS = "零壹贰叁肆伍陆柒捌玖〇一二三四五六七八九○两貳參陸拾佰仟万亿十百千萬億"
_NAMES = "|".join(
    sorted((name for currency in currencies().values() for name in currency.chinese), key=len)
)
_AMOUNT = re.compile(
    rf"(?:大写:?)?(?:{_NAMES}|[A-Z]{{3}})?(?:\(大写\)|大写)?:?"
    r"(?:(?P<units>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)(?P<currency>元|$))?"
    r"(?P<minor>(?:零?[零壹贰叁肆伍陆柒捌玖][角分厘])*)整?"
)
_OPTIONAL_ZERO = re.compile("(?<=[万亿])零(?=[壹贰叁肆伍陆柒捌玖]仟)")


def integer_in_capitals(number: int) -> str:
    """A whole number in capitals, without a currency.

    >>> integer_in_capitals(1409), integer_in_capitals(107000)
    ('壹仟肆佰零玖', '壹拾万柒仟')
    """
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            zero = "零" if low < size // 10 else ""
            rest = zero + integer_in_capitals(low) if low else ""
            return integer_in_capitals(high) + unit + rest
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    text = ""
    for place, digit in zip((3, 2, 1, 0), f"{number:04d}", strict=True):
        text += CAPITALS[int(digit)] + (_PLACES[place] if digit != "0" else "")
    return re.sub("零+", "零", text).strip("零") or "零"


def amount_in_capitals(amount: Decimal, currency_name: str, digits: int) -> str:
    """An amount in capitals, e.g. ``人民币壹仟贰佰元伍角整``.

    :param amount: not negative, with at most ``digits`` decimals
    :param digits: 0 to 3; the decimals are 角, 分 and 厘
    """
    scaled = int(amount.scaleb(digits))
    whole, minor = divmod(scaled, 10**digits)
    units = f"{integer_in_capitals(whole)}元" if whole or not minor else ""
    decimals = f"{minor:0{digits}d}" if minor else ""
    text = ""
    for digit, unit in zip(decimals, _MINOR_UNITS, strict=False):
        if digit != "0":
            text += CAPITALS[int(digit)] + unit
        elif (units or text) and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    ending = "整" if not text or text.endswith("角") else ""
    return f"{currency_name}{units}{text}{ending}"


def parse_chinese_number(text: str) -> int:
    """A whole number in Chinese numerals, capital or ordinary.

    >>> parse_chinese_number("一百二十"), parse_chinese_number("壹万零叁佰")
    (120, 10300)

    :raise DraftingError: ``unreadable_amount``; short forms of speech such as 一万二 are refused,
        because they can be read in two ways
    """
    plain = text.translate(_VARIANTS)
    number = _evaluate(plain)
    if number is None or _normal(integer_in_capitals(number)) != _normal(plain):
        raise DraftingError("unreadable_amount", text=text)
    return number


def parse_chinese_capitals(text: str) -> Decimal:
    """An amount in Chinese numerals, with or without the currency before it.

    >>> parse_chinese_capitals("人民币（大写）壹万贰仟伍佰元整")
    Decimal('12500')

    :raise DraftingError: ``unreadable_amount``
    """
    plain = re.sub(r"\s+", "", fold(text)).translate(_VARIANTS)
    match = _AMOUNT.fullmatch(plain)
    if not match or not (match["units"] or match["minor"]):
        raise DraftingError("unreadable_amount", text=text)
    whole = parse_chinese_number(match["units"]) if match["units"] else 0
    return whole + _minor_amount(match["minor"], text)


def _minor_amount(minor: str, text: str) -> Decimal:
    amount, last = Decimal(0), -1
    for digit, unit in re.findall(r"零?(.)([角分厘])", minor):
        place = _MINOR_UNITS.index(unit)
        if place <= last:
            raise DraftingError("unreadable_amount", text=text)
        amount, last = amount + Decimal(CAPITALS.index(digit)).scaleb(-1 - place), place
    return amount


def _evaluate(plain: str) -> int | None:
    """The number that numerals add up to, however badly put; ``None`` without any sense."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        high, separator, low = plain.rpartition(unit)
        if separator:
            left, right = _evaluate(high), _evaluate(low) if low else 0
            return None if left is None or right is None else left * size + right
    total, digit = 0, None
    for character in plain:
        if character in CAPITALS:
            digit = CAPITALS.index(character)
        elif character in _PLACES:
            total += (1 if digit is None else digit) * 10 ** _PLACES.index(character)
            digit = None
        else:
            return None
    return total + (digit or 0) if plain else None


def _normal(plain: str) -> str:
    """The numerals without the freedoms that the rules leave: 零 before 仟, 壹 before 拾."""
    return _OPTIONAL_ZERO.sub("", re.sub("(?<![壹贰叁肆伍陆柒捌玖])拾", "壹拾", plain))
