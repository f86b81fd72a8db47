"""A good contract, from template to checks: nothing is found; one slip, and it alone is found."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from drafting_builders import table

from crm_contract_sign.drafting import (
    Document,
    Facts,
    HtmlFragment,
    Section,
    amount_in_words,
    check,
    fill,
    text_to_html,
)

TEMPLATES = {
    "en": {
        "parties": "Supplier: {{ company.name }}, {{ company.address }}\n"
        "Customer: {{ customer.name }}, {{ customer.address }}",
        "scope": "The Supplier delivers to the Customer:\n{{ order.lines }}\n{{ order.note }}",
        "price": "The total contract price is {{ amount.total }} ({{ amount.total_words }}), "
        "of which {{ amount.tax }} is VAT. The net price is {{ amount.untaxed }}.\n"
        "30% of the total contract price, {{ deposit }}, is due within thirty (30) days of "
        "signature; the balance is paid as set out in Clause 2. Late payment bears interest of "
        "eight percent (8%) a year.",
        "term": "This Agreement commences on {{ contract.start }} and ends on {{ contract.end }}. "
        "It may be extended once, until 31 December 2030, by agreement. Either party may end it "
        "under Article 9 of the Consumer Rights Act by ninety (90) days' notice.",
        "liability": "Save for wilful misconduct, liability is limited to a total amount of "
        "USD 50,000.00 (fifty thousand US dollars) and does not exceed the contract price.",
    },
    "zh": {
        "parties": "甲方（需方）：{{ customer.name }}\n地址：{{ customer.address }}\n"
        "乙方（供方）：{{ company.name }}\n地址：{{ company.address }}",
        "scope": "乙方向甲方交付下列货物和服务：\n{{ order.lines }}\n{{ order.note }}",
        "price": "本合同总价（含税）为{{ amount.total }}（大写：{{ amount.total_words }}），"
        "其中不含税金额为{{ amount.untaxed }}，税额为{{ amount.tax }}。\n"
        "甲方应在本合同签订后三十（30）日内支付合同总价的30%，即{{ deposit }}，"
        "余款按照本合同第二条的约定支付。逾期付款的，每逾期一日，按照未付金额的千分之五（0.5%）支付违约金。",
        "term": "本合同自{{ contract.start }}起生效，至{{ contract.end }}止。"
        "经双方协商一致，可以延长一年。",
        "liability": "依照《中华人民共和国民法典》第五百八十五条，违约金总额不超过合同总价。"
        "乙方等待定制产品完成期间，双方均不承担其他责任。",
    },
}
FACTS = Facts(
    amount_total=Decimal("12500.00"),
    amount_untaxed=Decimal("10000.00"),
    amount_tax=Decimal("2500.00"),
    date_start=date(2026, 3, 1),
    date_end=date(2027, 2, 28),
    mandatory_categories=("parties", "price", "term"),
    party_names=("Example Ltd", "示例有限公司"),
)
SYMBOLS = {"USD": "$\u00a0{}", "EUR": "{}\u00a0€", "CNY": "¥\u00a0{}"}
DATES = {"en": "{:%-d %B %Y}", "zh": "{:%Y年%-m月%-d日}"}
CASES = [(language, currency) for language in TEMPLATES for currency in SYMBOLS]


def values(language: str, currency: str) -> dict[str, str | HtmlFragment]:
    def money(amount):
        return SYMBOLS[currency].format(f"{amount:,.2f}")

    header = {"en": ("Product", "Total"), "zh": ("产品名称", "金额")}[language]
    return {
        "company.name": "Example Ltd",
        "company.address": "1 High Street\nLondon",
        "customer.name": "示例有限公司",
        "customer.address": "上海市南京路1号",
        "order.lines": HtmlFragment(table(header, ("Installation", money(Decimal(10000))))),
        "order.note": "",
        "amount.total": money(FACTS.amount_total),
        "amount.untaxed": money(FACTS.amount_untaxed),
        "amount.tax": money(FACTS.amount_tax),
        "amount.total_words": amount_in_words(FACTS.amount_total, currency, language),
        "deposit": money(Decimal(3750)),
        "contract.start": DATES[language].format(FACTS.date_start),
        "contract.end": DATES[language].format(FACTS.date_end),
    }


def contract(language: str, currency: str, **typed: str) -> Document:
    """The contract of a template, its values merged, with ``typed`` texts over some of them."""
    merged = values(language, currency) | {
        key.replace("__", "."): text for key, text in typed.items()
    }
    sections = (
        Section.from_html(key, key.title(), fill(text_to_html(text), merged).html, key)
        for key, text in TEMPLATES[language].items()
    )
    return Document(language, tuple(sections))


def codes(document: Document, facts: Facts) -> list[str]:
    return [finding.code for finding in check(document, facts)]


@pytest.mark.parametrize(("language", "currency"), CASES)
def test_nothing_is_found_in_a_good_contract(language, currency):
    facts = replace(FACTS, currency=currency, language=language)
    assert codes(contract(language, currency), facts) == []


@pytest.mark.parametrize(("language", "currency"), CASES)
def test_a_total_typed_by_hand_is_found(language, currency):
    facts = replace(FACTS, currency=currency, language=language)
    words = amount_in_words(Decimal(15000), currency, language)
    typed = contract(
        language,
        currency,
        amount__total=SYMBOLS[currency].format("15,000.00"),
        amount__total_words=words,
    )
    assert codes(typed, facts) == ["inconsistent_amount"]


@pytest.mark.parametrize(("language", "currency"), CASES)
def test_words_left_from_an_earlier_price_are_found(language, currency):
    facts = replace(FACTS, currency=currency, language=language)
    words = amount_in_words(Decimal(11000), currency, language)
    assert codes(contract(language, currency, amount__total_words=words), facts) == [
        "inconsistent_amount"
    ]


@pytest.mark.parametrize("language", TEMPLATES)
def test_dates_typed_by_hand_are_found(language):
    facts = replace(FACTS, currency="USD", language=language)
    day = DATES[language].format(date(2028, 1, 1))
    assert codes(contract(language, "USD", contract__end=day), facts) == ["date_mismatch"]


@pytest.mark.parametrize("language", TEMPLATES)
def test_a_placeholder_without_a_value_is_found(language):
    merged = values(language, "USD")
    del merged["customer.name"]
    html = fill(text_to_html(TEMPLATES[language]["parties"]), merged).html
    draft = Document(language, (Section.from_html("1", "Parties", html),))
    assert codes(draft, Facts()) == ["unresolved_placeholder"]
