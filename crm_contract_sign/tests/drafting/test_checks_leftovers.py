import pytest
from drafting_builders import findings, quotes, section

from crm_contract_sign.drafting import Document, Facts, check


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("Dear {{ customer.name }}", "customer.name", "unfilled"),
        ("Dear {{ Customer Name }}", "{{ Customer Name }}", "malformed"),
        ("Dear {{ customer.name }", "{{", "malformed"),
        ("Dear customer.name }}", "}}", "malformed"),
    ],
)
def test_braces_that_are_left_block(text, name, reason):
    (finding,) = findings("unresolved_placeholder", text)
    assert dict(finding.params) == {"name": name, "reason": reason}


def test_braces_are_seen_in_headings():
    draft = Document("en", (section("Fine.", heading="For {{ customer.name }}"),))
    (finding,) = check(draft, Facts())
    assert (finding.place.part, finding.place.quote) == ("heading", "{{ customer.name }}")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Delivery: TBD", "TBD"),
        ("within [●] days", "[●]"),
        ("within [ ] days", "[ ]"),
        ("[insert the date]", "[insert the date]"),
        ("within ____ days", "____"),
        ("contract XXX-17", "XXX"),
        ("价格待定。", "待定"),
        ("于【 】日内付款", "【 】"),
        ("交货地点【待填写】", "【待填写】"),
        ("向XX公司交付", "XX"),
        ("质保期待补充", "待补充"),
    ],
)
def test_notes_and_blanks_are_seen(text, note):
    assert quotes("leftover_note", text) == [note]


@pytest.mark.parametrize(
    "text",
    [
        "The methods todo and tbd are names in small letters.",
        "[ ] Monday\n[ ] Tuesday",
        "Signature: ____________",
        "签字：__________ 日期：____年__月__日",
        "Article XXX",
        "【特别提示】请阅读",
        "乙方等待定制产品完成",
        "see [1] and [Annex 2]",
        "the Supplier (or its agent)",
    ],
)
def test_what_is_no_note_is_left_alone(text):
    assert quotes("leftover_note", text) == []
