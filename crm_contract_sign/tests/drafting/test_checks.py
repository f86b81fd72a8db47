"""What every check keeps to, whatever it looks for."""

from datetime import date
from decimal import Decimal

import pytest
from drafting_builders import document, section
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import (
    Document,
    DraftingError,
    Facts,
    Finding,
    Place,
    Severity,
    check,
    draft_check,
    registered_checks,
)
from crm_contract_sign.drafting import checks as checks_package

FACTS = Facts(
    amount_total=Decimal("12500.00"),
    amount_untaxed=Decimal("10000.00"),
    amount_tax=Decimal("2500.00"),
    currency="USD",
    date_start=date(2026, 3, 1),
    date_end=date(2027, 2, 28),
    mandatory_categories=("payment",),
    language="en",
    party_names=("Example Ltd", "示例有限公司"),
)
FRAGMENTS = st.sampled_from(
    [
        *("{{ a.b }}", "{{", "TODO", "【】", "[●]", "待定", "the the ", "双方双方"),
        *("USD 15,000.00", "$ 12,500.00", "人民币12,500.00元", "（大写：", "壹万元整", "(", ")"),
        *("twelve thousand", "thirty (60)", "total contract price is ", "合同总价为"),
        *("31 June 2026", "2026年3月1日", "from ", " to ", "本合同自", "起至", "1 May 2020"),
        *(
            "the Goods shall be paid. ",
            "(the “Goods”)",
            "shall promptly pay ",
            "as soon as possible",
        ),
        *(
            "乙方应及时支付货款。",
            "“质量保证期”",
            "应",
            "“",
            "and/or ",
            "'s ",
            "’s",
            "a//b",
            "``",
            "''",
        ),
        *("Section 9", "第九条", "Customer: Other Ltd\n", "甲方：", "\n", ". ", "。", "\u00a0"),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=12).map("".join)


@given(st.lists(TEXTS, max_size=4), st.sampled_from(["en", "zh"]))
def test_findings_point_at_what_they_quote(texts, language):
    draft = document(*texts, language=language)
    sections = {each.key: each for each in draft.sections}
    for finding in check(draft, FACTS):
        if place := finding.place:
            text = getattr(sections[place.section_key], place.part)
            assert text[place.start : place.end] == place.quote


@given(st.lists(TEXTS, max_size=4))
def test_findings_come_in_reading_order(texts):
    places = [finding.place for finding in check(document(*texts), FACTS)]
    order = [(int(place.section_key), place.start) if place else (0, 0) for place in places]
    assert order == sorted(order)


@given(TEXTS)
def test_checks_say_the_same_twice(text):
    assert check(document(text), FACTS) == check(document(text), FACTS)


def test_findings_in_a_heading_come_before_those_in_its_body():
    draft = Document("en", (section("{{ b }}", heading="{{ a }}"),))
    parts = [finding.place.part for finding in check(draft, Facts())]
    assert parts == ["heading", "text"]


def test_every_check_is_registered_under_the_code_of_its_findings():
    codes = [each.code for each in registered_checks()]
    assert len(codes) == len(set(codes)) == 25


def test_every_code_is_in_the_table_of_the_package():
    table = checks_package.__doc__
    for each in registered_checks():
        assert f"{each.code} " in table
        assert each.severity.name in table


def test_a_code_can_be_registered_once_only():
    with pytest.raises(DraftingError) as error:
        draft_check("no_section", Severity.INFO)(None)
    assert (error.value.code, error.value.params) == ("duplicate_check", {"check": "no_section"})


def test_a_check_of_one_s_own_can_be_passed():
    class NoShouting:
        code = "shouting"

        def __call__(self, document, facts):
            for each in document.sections:
                if each.text.isupper():
                    yield Finding("shouting", Severity.INFO, Place.in_text(each, 0, 3))

    (finding,) = check(document("fine", "LOUD"), Facts(), [NoShouting()])
    assert (finding.place.section_key, finding.place.quote) == ("2", "LOU")


def test_severities_are_ordered():
    assert Severity.INFO < Severity.WARNING < Severity.BLOCKING
