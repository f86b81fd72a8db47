"""Amounts in words, in English and in Chinese capitals, and back to figures."""

from __future__ import annotations

from decimal import Decimal

from ...errors import DraftingError
from ..currencies import currency_of
from ..document import Language
from .chinese import amount_in_capitals, parse_chinese_capitals, parse_chinese_number
from .english import amount_in_english, parse_english_number, parse_english_words

LIMIT = Decimal(10**16)

__all__ = [
    "amount_in_words",
    "parse_chinese_capitals",
    "parse_chinese_number",
    "parse_english_number",
    "parse_english_words",
]


def amount_in_words(amount: Decimal, currency: str, language: Language) -> str:
    """An amount in words, as contracts repeat it after the figures.

    >>> amount_in_words(Decimal("1200.50"), "USD", "en")
    'One thousand two hundred US dollars and fifty cents'
    >>> amount_in_words(Decimal("1200.50"), "CNY", "zh")
    '人民币壹仟贰佰元伍角整'

    :param currency: ISO 4217 code
    :raise DraftingError: ``malformed_currency``; ``unknown_language``; ``amount_out_of_range``
        when it is negative or ten quadrillion and more; ``amount_too_precise`` when it has more
        decimals than the currency
    """
    named = currency_of(currency)
    if not 0 <= amount < LIMIT:
        raise DraftingError("amount_out_of_range", amount=str(amount), limit=str(LIMIT))
    if amount != amount.quantize(Decimal(1).scaleb(-named.digits)):
        raise DraftingError(
            "amount_too_precise", amount=str(amount), currency=currency, digits=named.digits
        )
    if language == "en":
        return amount_in_english(amount, named)
    if language == "zh":
        return amount_in_capitals(amount, named.chinese[0], named.digits)
    raise DraftingError("unknown_language", language=language)
