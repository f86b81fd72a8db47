from datetime import date

import pytest
from drafting_builders import findings, quotes

TERM = {"date_start": date(2026, 3, 1), "date_end": date(2027, 2, 28)}


def test_a_contract_that_ends_before_it_starts_is_wrong():
    (finding,) = findings(
        "end_before_start", "Fine.", date_start=date(2026, 3, 1), date_end=date(2026, 2, 28)
    )
    assert finding.place is None
    assert dict(finding.params) == {"start": "2026-03-01", "end": "2026-02-28"}


def test_a_contract_of_one_day_is_right():
    day = date(2026, 3, 1)
    assert findings("end_before_start", "Fine.", date_start=day, date_end=day) == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The works run from 1 May 2026 to 30 April 2026.", "1 May 2026 to 30 April 2026"),
        ("服务期自2026年5月1日起至2026年4月30日止。", "2026年5月1日起至2026年4月30日"),
    ],
)
def test_a_period_of_the_text_that_ends_before_it_starts_is_wrong(text, quote):
    assert quotes("end_before_start", text) == [quote]


def test_a_period_that_has_one_right_reading_is_right():
    assert findings("end_before_start", "from 05/04/2026 to 04/05/2026") == ()


@pytest.mark.parametrize("text", ["31 June 2026", "February 29, 2026", "2026年2月30日"])
def test_a_day_that_the_calendar_lacks_is_seen(text):
    assert quotes("impossible_date", f"({text})") == [text]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This Agreement shall commence on 1 April 2026.", "start"),
        ("The term of this Agreement runs from 1 April 2026 to 28 February 2027.", "start"),
        ("This Contract expires on 31 March 2027.", "end"),
        ("This Agreement remains in force until 31 March 2027.", "end"),
        ("This Agreement is valid from 1 March 2026 to 31 March 2027.", "end"),
        ("本合同自2026年4月1日起生效。", "start"),
        ("合同期限自2026年3月1日起至2027年3月31日止。", "end"),
        ("本合同首期期限自2026年4月1日起至2027年2月28日止。", "start"),
        ("本合同有效期至2027年3月31日。", "end"),
        ("本合同于2027年3月31日终止。", "end"),
    ],
)
def test_a_term_that_is_not_the_contract_s_is_seen(text, kind):
    (finding,) = findings("date_mismatch", text, **TERM)
    assert finding.params["kind"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "This Agreement commences on 1 March 2026 and ends on 28 February 2027.",
        "合同期限自2026年3月1日起至2027年2月28日止。",
        "本合同于2026年1月15日签订。",
        "This Agreement is dated 15 January 2026.",
        "Invoices under this Agreement are payable from 1 April 2026.",
        "The agreement of 3 May 2020 ends with this Agreement.",
        "The Services start on 1 April 2026.",
        "This Agreement may be extended until 31 March 2028.",
        "This Agreement commences on 01/03/2026.",
    ],
)
def test_dates_that_are_right_or_not_the_contract_s_are_left_alone(text):
    assert findings("date_mismatch", text, **TERM) == ()
