import pytest
from drafting_builders import findings

from crm_contract_sign.drafting import FormerValue


def find(text, before, now, key="1", **facts):
    former = (FormerValue(key, "customer.signatory", before, now),)
    return findings("outdated_value", text, former_values=former, **facts)


@pytest.mark.parametrize(
    ("text", "before", "now"),
    [
        ("Signed by Sam Smith.", "Sam Smith", "Cleo"),
        ("Signed by Sam.", "Sam", "Cleo, Dora"),
        ("Signed by Sam, title: Buyer", "Sam", ""),
        ("由张三签署", "张三", "李四"),
        ("Signed by Clara, Dora.", "Clara, Dora", "Clara"),
    ],
)
def test_former_name_is_seen_where_it_stands(text, before, now):
    (finding,) = find(text, before, now)
    assert finding.place.quote == before
    assert dict(finding.params) == {"name": "customer.signatory", "before": before, "now": now}


@pytest.mark.parametrize(
    ("text", "before", "now"),
    [
        ("Signed by Cleo.", "Sam", "Cleo"),
        ("The Same terms and Samples.", "Sam", "Cleo"),
        ("Signed by Sam, Dora.", "Sam", "Sam, Dora"),
        ("VAT: —", "—", "GB 123"),
    ],
)
def test_text_that_names_the_present_one_is_left_alone(text, before, now):
    assert not find(text, before, now)


def test_section_that_is_not_there_any_more_is_left_alone():
    assert not find("Signed by Sam.", "Sam", "Cleo", key="2")
