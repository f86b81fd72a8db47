from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import (
    DraftingError,
    amount_in_words,
    parse_chinese_capitals,
    parse_english_words,
)
from crm_contract_sign.drafting.currencies import currencies
from crm_contract_sign.drafting.numerals import parse_chinese_number, parse_english_number

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999999999999.99"), places=2)
CODES = st.sampled_from(sorted(currencies()))


def in_minor_units(code: str):
    digits = currencies()[code].digits
    whole_numbers = st.integers(min_value=0, max_value=10 ** (16 + digits) - 1)
    return whole_numbers.map(lambda number: (code, Decimal(number).scaleb(-digits)))


@given(CODES.flatmap(in_minor_units))
def test_english_words_say_the_amount(named):
    code, amount = named
    assert parse_english_words(amount_in_words(amount, code, "en")) == amount


@given(CODES.flatmap(in_minor_units))
def test_chinese_capitals_say_the_amount(named):
    code, amount = named
    assert parse_chinese_capitals(amount_in_words(amount, code, "zh")) == amount


@given(AMOUNTS)
def test_a_currency_without_names_is_written_by_its_code(amount):
    words = amount_in_words(amount, "XYZ", "en")
    assert "XYZ" in words
    assert parse_english_words(words.replace("XYZ", "dollars")) == amount


# The examples of 《支付结算办法》, appendix 1, item 5.
@pytest.mark.parametrize(
    ("figures", "capitals"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ],
)
def test_capitals_are_those_of_the_regulation(figures, capitals):
    assert amount_in_words(Decimal(figures), "CNY", "zh") == capitals


@pytest.mark.parametrize(
    ("capitals", "figures"),
    [
        ("人民币壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("人民币壹拾万零柒仟元伍角叁分", "107000.53"),
        ("人民币 壹仟肆佰零玖元伍角", "1409.50"),
        ("人民币（大写）：壹万贰仟伍佰元正", "12500"),
        ("人民幣壹萬圓整".replace("人民幣", ""), "10000"),
        ("拾伍元整", "15"),
        ("零元零伍分", "0.05"),
        ("美元壹佰元整", "100"),
    ],
)
def test_capitals_are_read_with_the_freedoms_that_the_regulation_leaves(capitals, figures):
    assert parse_chinese_capitals(capitals) == Decimal(figures)


@pytest.mark.parametrize(
    "text", ["", "元", "壹贰元", "一百五", "壹万贰", "伍分叁角", "万元", "壹仟元整贰角"]
)
def test_numerals_that_are_no_number_or_two_are_refused(text):
    with pytest.raises(DraftingError, match="unreadable_amount"):
        parse_chinese_capitals(text)


@pytest.mark.parametrize(("text", "number"), [("三十", 30), ("一百二十", 120), ("两万零五", 20005)])
def test_ordinary_chinese_numbers_are_read(text, number):
    assert parse_chinese_number(text) == number


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1200.50", "USD", "One thousand two hundred US dollars and fifty cents"),
        ("1", "EUR", "One euro"),
        ("0.01", "GBP", "Zero pounds sterling and one penny"),
        ("12500", "JPY", "Twelve thousand five hundred Japanese yen"),
        ("12.005", "KWD", "Twelve Kuwaiti dinars and five fils"),
        ("12.05", "XYZ", "Twelve XYZ and 05/100"),
    ],
)
def test_english_words_are_those_of_a_contract(amount, currency, words):
    assert amount_in_words(Decimal(amount), currency, "en") == words


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("Twelve Thousand Five Hundred and 50/100 Dollars", "12500.50"),
        ("US Dollars Twelve Thousand Five Hundred only", "12500"),
        ("one hundred dollars and no/100", "100"),
        ("United States Dollars one hundred and cents fifty only", "100.50"),
        ("twelve hundred", "1200"),
        ("Twelve Thousand, Five Hundred euros", "12500"),
    ],
)
def test_english_amounts_are_read_as_people_write_them(words, amount):
    assert parse_english_words(words) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hundred",
        "twenty thirty",
        "one two",
        "and five",
        "one thousand and",
        "one million million",
        "five thousand two million",
        "about five",
    ],
)
def test_english_words_that_are_no_number_are_refused(text):
    with pytest.raises(DraftingError, match="unreadable_amount"):
        parse_english_number(text)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "code"),
    [
        ("-1", "USD", "en", "amount_out_of_range"),
        ("10000000000000000", "USD", "zh", "amount_out_of_range"),
        ("1.005", "USD", "en", "amount_too_precise"),
        ("1.5", "JPY", "zh", "amount_too_precise"),
        ("1", "usd", "en", "malformed_currency"),
        ("1", "USD", "fr", "unknown_language"),
    ],
)
def test_amounts_that_cannot_be_written_are_refused(amount, currency, language, code):
    with pytest.raises(DraftingError) as error:
        amount_in_words(Decimal(amount), currency, language)
    assert error.value.code == code
