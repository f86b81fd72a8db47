"""The number before a section's heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.rendering import section_label

SPOKEN = {
    1: "一",
    10: "十",
    11: "十一",
    20: "二十",
    21: "二十一",
    99: "九十九",
    100: "一百",
    105: "一百零五",
    110: "一百一十",
    111: "一百一十一",
    1001: "一千零一",
    1010: "一千零一十",
    2300: "二千三百",
}


@pytest.mark.parametrize(("number", "spoken"), SPOKEN.items())
def test_chinese_sections_are_articles(number, spoken):
    assert section_label(number, "zh") == f"第{spoken}条"


def test_other_languages_count_their_sections():
    assert section_label(7, "en") == "7."


@given(st.lists(st.integers(1, 9999), unique=True, min_size=2, max_size=2))
def test_no_two_sections_have_the_same_label(numbers):
    assert len({section_label(number, "zh") for number in numbers}) == 2


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        section_label(number, "zh")
