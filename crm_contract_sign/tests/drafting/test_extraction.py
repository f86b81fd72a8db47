from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import (
    amount_in_words,
    extract_amounts,
    extract_date_ranges,
    extract_dates,
    extract_restatements,
)

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2)
DATES = st.dates(min_value=date(1950, 1, 1), max_value=date(2199, 12, 31))


def amounts(text):
    return [(amount.value, amount.currency) for amount in extract_amounts(text)]


def values(text):
    return [mention.value for mention in extract_dates(text)]


@given(
    AMOUNTS,
    st.sampled_from(["$\u00a0{}", "{}\u00a0€", "¥\u00a0{}", "USD {}", "人民币{}元", "￥{}元"]),
)
def test_figures_with_a_currency_are_an_amount(amount, form):
    text = f"pays {form.format(f'{amount:,.2f}')}, later"
    (found,) = extract_amounts(text)
    assert found.value == amount
    assert text[found.start : found.end] == found.text == form.format(f"{amount:,.2f}")


@given(AMOUNTS, st.sampled_from(["en", "zh"]))
def test_words_with_a_currency_are_an_amount(amount, language):
    words = amount_in_words(amount, "USD", language)
    assert amounts(f"（{words}）") == [(amount, "USD")]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("US$1.5 million", "1500000", "USD"),
        ("HK$500", "500", "HKD"),
        ("12 500,00 €", "12500", "EUR"),
        ("12.500,00 EUR", "12500", "EUR"),
        ("CHF 12'500.00", "12500", "CHF"),
        ("-\ufeff5.00\u00a0€", "-5", "EUR"),
        ("１２，５００".replace("，", ",") + "美元", "12500", "USD"),
        ("RMB 12,500.00", "12500", "CNY"),
        ("five thousand pounds sterling", "5000", "GBP"),
        ("人民币（大写）：壹万贰仟伍佰元整", "12500", "CNY"),
        ("伍佰欧元", "500", "EUR"),
        ("人民币1.25万元", "12500", "CNY"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, value, currency):
    assert amounts(text) == [(Decimal(value), currency)]


@pytest.mark.parametrize(
    "text", ["clause 4.2.1", "12,500 items", "thirty days", "第三十条", "5.5", "2026"]
)
def test_a_number_without_a_currency_is_no_amount(text):
    assert amounts(text) == []


def test_a_symbol_of_several_currencies_leaves_the_choice():
    (amount,) = extract_amounts("¥ 5")
    assert amount.currency is None
    assert amount.currencies == {"CNY", "JPY"}


def test_a_currency_between_two_amounts_belongs_to_the_second_when_the_first_has_its_own():
    assert amounts("EUR 5 USD 6") == [(Decimal(5), "EUR"), (Decimal(6), "USD")]


@given(
    DATES, st.sampled_from(["{:%-d %B %Y}", "{:%B %-d, %Y}", "{:%Y-%m-%d}", "{:%Y年%-m月%-d日}"])
)
def test_full_dates_are_read(day, form):
    text = f"on {form.format(day)}."
    (mention,) = extract_dates(text)
    assert mention.value == day
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text",
    [
        "the 1st day of March, 2026",
        "1st March 2026",
        "1-Mar-2026",
        "Mar. 1, 2026",
        "2026/3/1",
        "２０２６ 年 ３ 月 １ 日",
        "二〇二六年三月一日",
    ],
)
def test_dates_are_read_as_people_write_them(text):
    assert values(text) == [date(2026, 3, 1)]


def test_a_date_that_can_be_read_in_two_ways_keeps_both():
    (mention,) = extract_dates("03/04/2026")
    assert set(mention.readings) == {date(2026, 4, 3), date(2026, 3, 4)}
    assert mention.value is None


def test_a_day_that_the_calendar_lacks_has_no_reading():
    assert [mention.readings for mention in extract_dates("31 June 2026, 2026年2月30日")] == [
        (),
        (),
    ]


@pytest.mark.parametrize(
    "text", ["version 1.2.2026.4", "page 45 May 2026", "REF-2026-03-01-7", "May 2026"]
)
def test_what_looks_like_a_date_is_none(text):
    assert values(text) == []


@given(
    DATES,
    st.integers(0, 5000),
    st.sampled_from(["from {} to {}", "自{}起至{}止", "{}至{}", "{} until {}"]),
)
def test_two_dates_with_until_between_them_are_a_period(start, days, form):
    end = start + timedelta(days)
    (period,) = extract_date_ranges(form.format(f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"))
    assert (period.start.value, period.end.value) == (start, end)


def test_a_period_may_name_its_end_by_a_verb():
    text = "commences on 1 May 2026 and shall remain in force until 30 April 2027"
    (period,) = extract_date_ranges(text)
    assert period.end.value == date(2027, 4, 30)


@pytest.mark.parametrize(
    "text",
    [
        "signed on 1 May 2026 and 1 April 2026",
        "delivery is moved from 1 June 2026 to 1 May 2026",
        "交货日期由2026年6月1日调整到2026年5月1日，变更自2026年6月1日至2026年5月1日",
    ],
)
def test_two_dates_that_are_no_period(text):
    assert extract_date_ranges(text) == ()


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("thirty (30) days", [True]),
        ("thirty (60) days", [False]),
        ("30 (thirty) days", [True]),
        ("ten percent (10%)", [True]),
        ("三十（30）日", [True]),
        ("USD 5 (five US dollars)", [True]),
        ("USD 5 (say: six US dollars only)", [False]),
        ("¥5.00（大写：伍元整）", [True]),
        ("大写：陆元整，小写：¥5.00", [False]),
    ],
)
def test_a_number_that_is_said_twice_is_compared(text, agrees):
    assert [pair.agrees for pair in extract_restatements(text)] == agrees


@pytest.mark.parametrize(
    "text",
    [
        "sixty days (2 months)",
        "two and one half (2.5)",
        "one tenth of one percent (0.1%)",
        "Year One (2026)",
        "千分之五（0.5%）",
        "six (6,000,000) million",
        "$5.5 million (five and one-half million dollars)",
    ],
)
def test_a_number_that_is_not_said_twice_is_not_compared(text):
    assert extract_restatements(text) == ()
