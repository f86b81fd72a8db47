"""The clause library that the add-on brings: every clause, merged, passes every check."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from drafting_builders import table
from lxml import etree
from lxml import html as lxml_html

from crm_contract_sign.drafting import (
    Document,
    Facts,
    HtmlFragment,
    Section,
    amount_in_words,
    check,
    fill,
    find_placeholders,
)

DATA = Path(__file__).parents[2] / "data"
SYMBOLS = {"USD": "$\u00a0{}", "EUR": "{}\u00a0€", "CNY": "¥\u00a0{}"}
DATES = {"en": "{:%-d %B %Y}", "zh": "{:%Y年%-m月%-d日}"}
CASES = [(language, currency) for language in DATES for currency in SYMBOLS]
UNTAXED, TAX, TOTAL = Decimal("10000.00"), Decimal("2500.00"), Decimal("12500.00")
PARTIES = {
    "company.name": "Example Ltd",
    "company.address": "1 High Street, London",
    "company.vat": "GB123456789",
    "company.registry": "—",
    "company.email": "sales@example.com",
    "company.phone": "+44 20 7946 0018",
    "company.signatory": "Ann Example",
    "company.signatory_title": "Director",
    "customer.name": "示例有限公司",
    "customer.address": "上海市南京路1号",
    "customer.vat": "91310000MA1FL00000",
    "customer.email": "info@example.cn",
    "customer.phone": "—",
    "customer.signatory": "李明",
    "customer.signatory_title": "—",
}
PARTY_NAMES = ("Example Ltd", "示例有限公司")
START, END = date(2026, 3, 1), date(2027, 2, 28)


@cache
def clauses(language: str) -> tuple[Section, ...]:
    """The clauses of a language, keyed by their code, as they are in the library."""
    found = []
    for record in etree.parse(DATA / f"crm_contract_clause_data_{language}.xml").iter("record"):
        if record.get("model") == "crm.contract.clause":
            fields = {field.get("name"): field for field in record.iter("field")}
            body = "".join(
                lxml_html.tostring(child, encoding="unicode") for child in fields["body"]
            )
            category = fields["category_id"].get("ref")
            found.append(
                Section.from_html(fields["code"].text, fields["name"].text, body, category)
            )
    return tuple(found)


def values(language: str, currency: str) -> dict[str, str | HtmlFragment]:
    def money(amount: Decimal) -> str:
        return SYMBOLS[currency].format(f"{amount:,.2f}")

    def day(moment: date) -> str:
        return DATES[language].format(moment)

    lines = table(
        ("Description", "Quantity", "Unit Price", "Amount"),
        (
            "[E-COM07] Large Cabinet",
            "2.0 Units",
            money(Decimal("320.00")),
            money(Decimal("640.00")),
        ),
        ("Installation", "8 Hours", money(Decimal("1170.00")), money(Decimal("9360.00"))),
    )
    return {
        **PARTIES,
        "contract.reference": "CT/2026/00001",
        "contract.title": "Cabinets",
        "contract.date": day(date(2026, 2, 10)),
        "contract.start": day(START),
        "contract.end": day(END),
        "order.reference": "S00042",
        "order.lines": HtmlFragment(lines),
        "order.note": "",
        "amount.total": money(TOTAL),
        "amount.untaxed": money(UNTAXED),
        "amount.tax": money(TAX),
        "amount.total_words": amount_in_words(TOTAL, currency, language),
        "amount.currency": currency,
        "payment.term": {"en": "30 days", "zh": "30天"}[language],
    }


def merged(language: str, currency: str, **typed: str) -> Document:
    """Every clause of the library in one document, with ``typed`` over some of the values."""
    given = values(language, currency) | {
        name.replace("__", "."): text for name, text in typed.items()
    }
    return Document(
        language,
        tuple(
            Section.from_html(each.key, each.heading, fill(each.html, given).html, each.category)
            for each in clauses(language)
        ),
    )


def facts(language: str, currency: str) -> Facts:
    return Facts(
        amount_total=TOTAL,
        amount_untaxed=UNTAXED,
        amount_tax=TAX,
        currency=currency,
        date_start=START,
        date_end=END,
        mandatory_categories=tuple({each.category for each in clauses(language)}),
        language=language,
        party_names=PARTY_NAMES,
    )


@pytest.mark.parametrize("language", DATES)
def test_every_placeholder_of_the_library_has_a_value(language):
    names = {found.name for each in clauses(language) for found in find_placeholders(each.html)}
    assert names <= values(language, "USD").keys()


@pytest.mark.parametrize(("language", "currency"), CASES)
def test_nothing_is_found_in_the_library(language, currency):
    assert check(merged(language, currency), facts(language, currency)) == ()


@pytest.mark.parametrize("language", DATES)
def test_before_merging_only_placeholders_are_found(language):
    codes = {found.code for found in check(Document(language, clauses(language)), Facts())}
    assert codes == {"unresolved_placeholder"}


@pytest.mark.parametrize(("language", "currency"), CASES)
def test_a_total_typed_over_the_library_s_is_found(language, currency):
    typed = merged(
        language,
        currency,
        amount__total=SYMBOLS[currency].format("15,000.00"),
        amount__total_words=amount_in_words(Decimal(15000), currency, language),
    )
    codes = {found.code for found in check(typed, facts(language, currency))}
    assert codes == {"inconsistent_amount"}


@pytest.mark.parametrize(("language", "currency"), CASES)
def test_words_of_an_earlier_price_are_found_in_the_library(language, currency):
    words = amount_in_words(Decimal(11000), currency, language)
    typed = merged(language, currency, amount__total_words=words)
    codes = {found.code for found in check(typed, facts(language, currency))}
    assert codes == {"inconsistent_amount"}


@pytest.mark.parametrize("language", DATES)
def test_an_end_typed_over_the_library_s_is_found(language):
    typed = merged(language, "USD", contract__end=DATES[language].format(date(2028, 1, 1)))
    codes = {found.code for found in check(typed, facts(language, "USD"))}
    assert codes == {"date_mismatch"}


def templates() -> dict[str, list[str]]:
    """The codes of the clauses of each template that the add-on brings, by its external id."""
    found: dict[str, list[str]] = {}
    for record in etree.parse(DATA / "crm_contract_template_data.xml").iter("record"):
        if record.get("model") == "crm.contract.template.section":
            fields = {field.get("name"): field.get("ref") for field in record.iter("field")}
            clause = fields["clause_id"].removeprefix("crm_contract_clause_")
            found.setdefault(fields["template_id"], []).append(clause)
    return found


@pytest.mark.parametrize("template", templates())
def test_nothing_is_found_in_any_template_with_all_its_sections(template):
    names = templates()[template]
    language = names[0][:2]
    library = {each.key: each for each in merged(language, "USD").sections}
    draft = Document(language, tuple(library[name[3:]] for name in names))
    known = {"party_names": PARTY_NAMES, "language": language}
    assert check(draft, Facts(**known)) == ()
