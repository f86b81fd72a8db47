from decimal import Decimal

import pytest
from drafting_builders import findings, quotes
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import amount_in_words

FACTS = {
    "amount_total": Decimal("12500.00"),
    "amount_untaxed": Decimal("10000.00"),
    "amount_tax": Decimal("2500.00"),
    "currency": "USD",
}
AMOUNTS = st.decimals(min_value=1, max_value=Decimal("99999999.99"), places=2)
CURRENCIES = st.sampled_from(["USD", "EUR", "CNY", "HKD"])


def wrong(text, **facts):
    return [dict(each.params) for each in findings("inconsistent_amount", text, **FACTS | facts)]


def both(figures, words, currency):
    return [
        f"{currency} {figures:,.2f} ({amount_in_words(words, currency, 'en')})",
        f"{amount_in_words(words, currency, 'en')} ({currency}\u00a0{figures:,.2f})",
        f"{currency}{figures:,.2f}（大写：{amount_in_words(words, currency, 'zh')}）",
    ]


@given(AMOUNTS, CURRENCIES)
def test_words_that_repeat_the_figures_are_right(amount, currency):
    for text in both(amount, amount, currency):
        assert wrong(text) == []


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_words_that_differ_from_the_figures_are_wrong(figures, words, currency):
    for text in both(figures, words, currency):
        assert [each["kind"] for each in wrong(text)] == ["words"] * (figures != words)


def test_a_difference_gives_both_amounts():
    text = "USD 12,500.00 (twelve thousand US dollars)"
    assert wrong(text) == [
        {"kind": "words", "stated": "12000", "expected": "12500", "currency": "USD"}
    ]
    assert quotes("inconsistent_amount", text) == ["USD 12,500.00 (twelve thousand US dollars)"]


def test_words_in_another_currency_are_wrong():
    text = "USD 500.00 (five hundred euros)"
    assert wrong(text) == [
        {"kind": "currency", "stated": "EUR", "expected": "USD", "currency": None}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The total price is USD 15,000.00.",
        "The Contract Price is $\u00a015,000.00.",
        "The total contract price of the Services (the “Price”) shall be USD 15,000.00.",
        "Total price: USD 15,000.00",
        "The total amount payable: none. The total amount is USD 15,000.00.",
        "The total price, including VAT, is USD 15,000.00.",
        "a contract value of USD 15,000.00",
        "The contract price is fifteen thousand US dollars.",
        "合同总价为15,000.00美元。",
        "本合同总价款（含税）为USD 15,000.00（大写：美元壹万伍仟元整）。",
        "合同金额：￥15,000.00元",
        "双方确认合同总价为人民币（大写）壹万伍仟元整（¥15,000.00）。",
        "总价：USD 15,000.00",
    ],
)
def test_a_total_that_is_not_the_contract_s_is_wrong(text):
    currency = "CNY" if "￥" in text or "¥" in text else "USD"
    (finding,) = wrong(text, currency=currency)
    assert (finding["kind"], finding["stated"], finding["expected"]) == ("total", "15000", "12500")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The total price excluding VAT is USD 12,500.00.", "untaxed"),
        ("The total price is USD 12,500.00 (excluding taxes).", "untaxed"),
        ("The contract price is USD 12,500.00 plus VAT.", "untaxed"),
        ("The total price including VAT is USD 10,000.00.", "total"),
        ("The VAT amount is USD 2,000.00.", "tax"),
        ("It consists of USD 12,500.00 before tax and USD 2,500.00 of tax.", "untaxed"),
        ("It consists of USD 10,000.00 before tax and USD 2,000.00 of tax.", "tax"),
        ("不含税合同总价为12,500.00美元", "untaxed"),
        ("合同总价（含税）为10,000.00美元", "total"),
        ("税额为2,000.00美元", "tax"),
    ],
)
def test_taxes_decide_which_amount_is_meant(text, kind):
    assert [each["kind"] for each in wrong(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The total price is USD 12,500.00 (twelve thousand five hundred US dollars).",
        "The total price is USD 10,000.00, excluding VAT of USD 2,500.00.",
        "The total price is USD 10,000.00 (ten thousand US dollars) plus VAT.",
        "合同总价（含税）为12,500.00美元，其中不含税金额为10,000.00美元，税额为2,500.00美元。",
        "合同总价的30%，即3,750.00美元，于签订后支付。",
        "首期款为合同总价的百分之三十，即3,750.00美元。",
        "An instalment of 30% of the total contract price, USD 3,750.00, is due on signature.",
        "Liability is limited to a total amount of USD 50,000.00.",
        "If the contract value exceeds USD 100,000.00, a guarantee is given.",
        "The original contract price is USD 9,000.00.",
        "原合同总价为9,000.00美元。",
        "The total price is USD 10.00 per unit.",
        "Training can be ordered at a total price of USD 4,000.00.",
        "Goods of a total value of USD 4,000.00 are insured.",
        "The penalty is USD 500.00 a day.",
    ],
)
def test_amounts_that_are_right_or_not_the_total_are_left_alone(text):
    assert wrong(text) == []


def test_the_total_of_an_order_line_is_known():
    text = "The total price of the services is USD 4,000.00."
    assert wrong(text, known_amounts=frozenset({Decimal("4000.00")})) == []
    assert (
        len(wrong("The contract price is USD 4,000.00.", known_amounts=frozenset({Decimal(4000)})))
        == 1
    )


def test_a_total_in_another_currency_is_wrong():
    (finding,) = wrong("The total price is EUR 12,500.00.")
    assert (finding["kind"], finding["stated"], finding["expected"]) == ("currency", "EUR", "USD")


def test_a_symbol_that_may_mean_the_contract_s_currency_is_right():
    assert wrong("The total price is $\u00a012,500.00.", currency="CAD") == []


def test_nothing_is_held_against_amounts_that_are_unknown():
    text = "The total price is USD 15,000.00."
    assert findings("inconsistent_amount", text) == ()


@pytest.mark.parametrize("text", ["within thirty (60) days", "三十（60）日内", "60 (thirty) days"])
def test_a_number_that_differs_in_words_and_figures_is_seen(text):
    (finding,) = findings("inconsistent_number", text)
    assert dict(finding.params) == {"words": "30", "figures": "60"}
