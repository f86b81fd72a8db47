"""What somebody filled in: read strictly, judged field by field."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import Condition, FormField, Kind, read_answers
from crm_contract_sign.drafting.form_answers import is_hidden

TODAY = date(2026, 5, 4)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def field(name="a", kind=Kind.TEXT, **values):
    return FormField(name=name, label=name, kind=kind, place=1, **values)


def read(one, value):
    """The value that is taken, or the code of the fault."""
    answers = read_answers([one], {one.name: value}, TODAY)
    return answers.faults[0].code if answers.faults else answers.values.get(one.name)


FORM = [
    field("text"),
    field("long", Kind.LONG_TEXT),
    field("day", Kind.DATE, earliest=TODAY),
    field("number", Kind.NUMBER, minimum=Decimal(0)),
    field("tick", Kind.CHECKBOX),
    field("choice", Kind.CHOICE, choices=("x", "y"), condition=Condition("tick")),
]


@given(st.dictionaries(st.sampled_from([each.name for each in FORM]) | st.text(), ANYTHING))
def test_whatever_is_sent_is_judged_and_nothing_else_comes_out(given_values):
    answers = read_answers(FORM, given_values, TODAY)
    assert answers.values.keys() <= {each.name for each in FORM}
    for value in answers.values.values():
        assert value is True or value is False or (isinstance(value, str) and value)
    unknown = given_values.keys() - {each.name for each in FORM}
    assert len([each for each in answers.faults if each.code == "unknown_field"]) == len(unknown)


@given(st.dictionaries(st.sampled_from([each.name for each in FORM]), ANYTHING))
def test_what_was_read_once_is_read_again_as_it_is(given_values):
    values = read_answers(FORM, given_values, TODAY).values
    again = read_answers(FORM, values, TODAY)
    # A box that was refused is empty once it is not sent at all.
    assert again.values == {"tick": False, **values}
    assert not again.faults


def test_text_is_taken_without_the_space_around_it():
    assert read(field(), "  <b>Dock 4</b> ") == "<b>Dock 4</b>"


def test_lines_are_kept_where_there_may_be_several():
    assert read(field(kind=Kind.LONG_TEXT), "a\r\nb\rc") == "a\nb\nc"
    assert read(field(), "a\nb") == "hidden_characters"


@pytest.mark.parametrize("character", list("\x00\x1b\u202e\u2028\ufeff\ue000\ud800"))
def test_characters_that_are_not_what_they_seem_are_refused(character):
    assert is_hidden(character)
    assert read(field(), f"a{character}b") == "hidden_characters"


@pytest.mark.parametrize("text", ["José", "北京市", "naïve – “quoted”", "a\u200db", "5 m²"])
def test_letters_of_every_language_are_taken(text):
    assert read(field(), text) == text.strip()


def test_texts_are_bounded():
    assert read(field(max_length=3), "abc") == "abc"
    assert read(field(max_length=3), "abcd") == "too_long"
    assert read(field(kind=Kind.LONG_TEXT), "\n".join("a" * 41)) == "too_many_lines"


@pytest.mark.parametrize("value", [1, 1.5, True, [], ["a"], {}])
def test_what_is_no_text_is_refused(value):
    assert read(field(), value) == "not_text"


@pytest.mark.parametrize(
    "value", ["2026-13-01", "2026-02-30", "04.05.2026", "20260504", "2026-W01-1", "1000-01-01", "x"]
)
def test_days_that_are_none_are_refused(value):
    assert read(field(kind=Kind.DATE), value) == "not_a_date"


def test_days_are_bounded():
    day = field(kind=Kind.DATE, earliest=TODAY, latest=TODAY + timedelta(1))
    assert read(day, "2026-05-04") == "2026-05-04"
    assert read(day, "2026-05-03") == "too_early"
    assert read(day, "2026-05-06") == "too_late"
    future = field(kind=Kind.DATE, is_future=True)
    assert read(future, "2026-05-04") == "2026-05-04"
    assert read(future, "2026-05-03") == "in_the_past"


@pytest.mark.parametrize(
    ("value", "taken"),
    [("12", "12"), (" 1.50 ", "1.5"), ("-0", "0"), ("1000", "1000"), ("0.0001", "0.0001")],
)
def test_numbers_are_taken_in_their_plain_form(value, taken):
    assert read(field(kind=Kind.NUMBER), value) == taken


@pytest.mark.parametrize("value", ["1e9", "1,5", "NaN", "Infinity", "١", "0x1", "1" * 16, "--1"])
def test_what_is_no_number_is_refused(value):
    assert read(field(kind=Kind.NUMBER), value) == "not_a_number"


def test_numbers_are_bounded():
    number = field(kind=Kind.NUMBER, minimum=Decimal(1), maximum=Decimal(10))
    assert read(number, "0.5") == "too_small"
    assert read(number, "10.5") == "too_large"
    assert read(number, "1.23456") == "too_many_decimals"


def test_one_of_the_choices_is_chosen():
    choice = field(kind=Kind.CHOICE, choices=("a", "b"))
    assert read(choice, "a") == "a"
    assert read(choice, "c") == "not_a_choice"


def test_boxes_are_ticked_or_not():
    assert read(field(kind=Kind.CHECKBOX), True) is True
    assert read(field(kind=Kind.CHECKBOX), None) is False
    assert read(field(kind=Kind.CHECKBOX), "yes") == "not_a_tick"


def test_what_is_required_may_not_be_left_out():
    assert read(field(is_required=True), "  ") == "missing"
    assert read(field(is_required=True, kind=Kind.CHECKBOX), False) == "not_ticked"
    assert read(field(), "") is None


def test_what_is_not_asked_is_neither_required_nor_taken():
    tick = field("tick", Kind.CHECKBOX)
    one = field("one", is_required=True, condition=Condition("tick"))
    assert read_answers([tick, one], {"one": "x"}, TODAY).values == {"tick": False}
    assert not read_answers([tick, one], {"one": "\x00"}, TODAY).faults
    (fault,) = read_answers([tick, one], {"tick": True}, TODAY).faults
    assert (fault.field, fault.code) == ("one", "missing")


def test_faults_come_in_the_order_of_the_form():
    faults = read_answers(FORM, {"number": "x", "text": 1, "other": 1}, TODAY).faults
    assert [each.field for each in faults] == ["other", "text", "number"]
