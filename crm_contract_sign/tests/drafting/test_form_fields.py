"""What a form asks: its fields, their bounds, and when each is asked."""

from datetime import date
from decimal import Decimal

import pytest
from drafting_builders import findings
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import (
    Condition,
    DraftingError,
    FormField,
    Kind,
    check_field,
    check_form,
    field_placeholder,
    is_asked,
)


def field(name="day", kind=Kind.TEXT, place=1, **values):
    return FormField(name=name, label=values.pop("label", name), kind=kind, place=place, **values)


def refuse(*fields):
    with pytest.raises(DraftingError) as caught:
        check_form(fields)
    return str(caught.value)


TICK = field("tick", Kind.CHECKBOX)


def test_a_field_is_anchored_by_its_name():
    assert field_placeholder("day") == "field.day"


@given(
    st.builds(
        FormField,
        name=st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True),
        label=st.text(min_size=1),
        kind=st.sampled_from(Kind),
        place=st.integers(1, 9),
        is_required=st.booleans(),
        choices=st.lists(st.text()).map(tuple),
        minimum=st.none() | st.decimals(-1000, 1000, places=2),
        earliest=st.none() | st.dates(),
        condition=st.none() | st.builds(Condition, st.text(), st.none() | st.text()),
    )
)
def test_a_field_is_what_it_was_after_json(one):
    again = FormField.from_json(one.to_json())
    assert again == one
    assert again.to_json() == one.to_json()


def test_a_text_has_a_usual_length_and_never_more_than_the_most():
    assert field().length == 100
    assert field(max_length=20).length == 20
    assert field(max_length=10**9).length == 300
    assert field(kind=Kind.LONG_TEXT, max_length=10**9).length == 3000
    assert field(kind=Kind.DATE, max_length=20).length == 0


@pytest.mark.parametrize("name", ["", "Day", "1st", "a-b", "a.b", "a" * 41, "日", "a b"])
def test_names_that_no_placeholder_can_have_are_refused(name):
    with pytest.raises(DraftingError, match="malformed_field"):
        check_field(field(name, label="Label"))


def test_a_field_without_a_question_is_refused():
    with pytest.raises(DraftingError, match="malformed_field"):
        check_field(field(label="  "))


@pytest.mark.parametrize(
    "choices", [(), ("a", "a"), ("",), ("a" * 121,), tuple(map(str, range(41)))]
)
def test_choices_that_cannot_be_chosen_are_refused(choices):
    with pytest.raises(DraftingError, match="unusable_choices"):
        check_field(field(kind=Kind.CHOICE, choices=choices))


@pytest.mark.parametrize(
    "bounds",
    [
        {"minimum": Decimal(2), "maximum": Decimal(1)},
        {"earliest": date(2026, 2, 1), "latest": date(2026, 1, 1)},
    ],
)
def test_bounds_between_which_nothing_is_are_refused(bounds):
    with pytest.raises(DraftingError, match="reversed_bounds"):
        check_field(field(**bounds))


def test_two_fields_of_one_name_are_refused():
    assert refuse(field("a"), field("a")).startswith("duplicate_field")


def test_more_fields_than_a_person_can_fill_in_are_refused():
    assert refuse(*(field(f"f{number}") for number in range(61))).startswith("too_many_fields")


def test_conditions_that_cannot_be_met_are_refused():
    choice = field("choice", Kind.CHOICE, choices=("a", "b"))
    cases = {
        "unknown_condition": [field("a", condition=Condition("b"))],
        "foreign_condition": [TICK, field("a", place=2, condition=Condition("tick"))],
        "impossible_condition": [choice, field("a", condition=Condition("choice", "c"))],
        "circular_condition": [
            field("a", condition=Condition("b")),
            field("b", condition=Condition("a")),
        ],
    }
    assert {code: refuse(*fields).partition("(")[0] for code, fields in cases.items()} == {
        code: code for code in cases
    }


def test_a_tick_has_no_value_to_compare_with():
    one = field("a", condition=Condition("tick", "yes"))
    assert refuse(TICK, one).startswith("impossible_condition")


def test_a_field_is_asked_where_its_condition_holds():
    known = {"tick": TICK, "a": field("a", condition=Condition("tick"))}
    assert is_asked(known["a"], known, {"tick": True})
    assert not is_asked(known["a"], known, {"tick": False})
    assert not is_asked(known["a"], known, {})


def test_a_field_is_asked_where_the_value_is_the_one_wanted():
    choice = field("choice", Kind.CHOICE, choices=("a", "b"))
    known = {"choice": choice, "a": field("a", condition=Condition("choice", "a"))}
    assert is_asked(known["a"], known, {"choice": "a"})
    assert not is_asked(known["a"], known, {"choice": "b"})


def test_conditions_follow_from_each_other():
    known = {
        "tick": TICK,
        "a": field("a", condition=Condition("tick")),
        "b": field("b", condition=Condition("a")),
    }
    check_form(list(known.values()))
    assert is_asked(known["b"], known, {"tick": True, "a": "x"})
    assert not is_asked(known["b"], known, {"tick": False, "a": "x"})


def test_a_place_without_a_field_is_found():
    (finding,) = findings(
        "unknown_field", "On {{ field.day }} and {{ field.b }}.", form_fields={"b": "B"}
    )
    assert finding.params == {"name": "field.day"}
    assert finding.place.quote == "{{ field.day }}"


def test_a_field_without_a_place_is_found():
    (finding,) = findings("unplaced_field", "On {{ field.a }}.", form_fields={"a": "A", "b": "B"})
    assert finding.params == {"name": "field.b", "label": "B"}


def test_the_place_of_a_field_is_no_placeholder_left_over():
    assert findings("unresolved_placeholder", "On {{ field.a }}.", form_fields={"a": "A"}) == ()
