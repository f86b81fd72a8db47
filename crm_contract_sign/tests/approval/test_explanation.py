"""The tree read aloud, and the nearest way to a yes."""

import pytest
from approval_builders import DAYS, DISCOUNT, OVERDUE, TYPE, discount_tree, history
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.approval import Node, Tree, decide, nearest_change, outline, train

# Discount at most 15, then payment within 45 days, then nothing overdue.
STRICT = Tree(
    [DISCOUNT, DAYS, OVERDUE],
    [
        Node((80, 120), "discount", None, 15.0, 1, 2),
        Node((40, 120), "payment_days", None, 45.5, 3, 4),
        Node((40, 0)),
        Node((20, 120), "overdue", None, 0.5, 5, 6),
        Node((20, 0)),
        Node((0, 120)),
        Node((20, 0)),
    ],
)
FINE = {"discount": 10.0, "payment_days": 30, "overdue": False}


def test_an_outline_reads_each_answer_before_what_follows_from_it():
    lines = [(branch.depth, branch.feature, branch.operator) for branch in outline(STRICT)]
    assert lines == [
        (0, "discount", "at_most"),
        (1, "payment_days", "at_most"),
        (2, "overdue", "is"),
        (2, "overdue", "is"),
        (1, "payment_days", "more_than"),
        (0, "discount", "more_than"),
    ]


def test_the_outline_of_a_leaf_alone_is_empty():
    assert list(outline(Tree([], [Node((1, 2))]))) == []


def test_a_sure_contract_needs_no_change():
    assert nearest_change(STRICT, FINE) is None


def test_it_names_the_one_number_that_stands_in_the_way():
    change = nearest_change(STRICT, FINE | {"discount": 18.0})
    assert (change.feature, change.operator, change.operand) == ("discount", "at_most", 15.0)
    assert (change.value, change.unit) == (18.0, "percent")


def test_it_names_a_whole_number_of_days():
    change = nearest_change(STRICT, FINE | {"payment_days": 60})
    assert (change.operator, change.operand) == ("at_most", 45.0)


def test_it_is_silent_when_two_numbers_stand_in_the_way():
    assert nearest_change(STRICT, FINE | {"payment_days": 60, "discount": 18.0}) is None


def test_it_is_silent_when_what_stands_in_the_way_is_no_number():
    assert nearest_change(STRICT, FINE | {"overdue": True}) is None
    by_type = Tree([TYPE], [Node((9, 90), "type", "nda", 0.5, 1, 2), Node((9, 0)), Node((0, 90))])
    assert nearest_change(by_type, {"type": "goods"}) is None


def test_it_is_silent_when_what_stands_in_the_way_is_not_known():
    assert nearest_change(STRICT, {"discount": 18.0}) is None


def test_it_is_silent_when_no_leaf_is_sure_enough():
    assert nearest_change(discount_tree(at_most=(0, 5)), {"discount": 20.0}) is None


@given(st.floats(0, 40), st.booleans(), st.sampled_from(TYPE.categories))
def test_making_the_change_makes_the_tree_approve(discount, overdue, kind):
    row = {"discount": discount, "overdue": overdue, "type": kind, "amount": 100.0}
    change = nearest_change(LEARNED, row)
    if change is None:
        return
    step = 0.0 if change.operator == "at_most" else 1e-6 + abs(change.operand) * 1e-9
    changed = row | {change.feature: change.operand + step}
    assert decide(LEARNED, row).outcome == "route"
    assert decide(LEARNED, changed).outcome == "approve"
    assert decide(LEARNED, changed).confidence == pytest.approx(change.confidence)


LEARNED = train(*history(count=300, noise=0.05)).tree
