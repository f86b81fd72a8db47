"""A tree as data: how it is walked, kept as JSON, and refused when it is none."""

import json

import pytest
from approval_builders import DAYS, DISCOUNT, OVERDUE, TYPE, discount_tree, history
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.approval import Node, Tree, train
from crm_contract_sign.errors import ApprovalError


def one_question(spec, category=None, threshold=0.5):
    nodes = [Node((5, 5), spec.name, category, threshold, 1, 2), Node((5, 0)), Node((0, 5))]
    return Tree([spec], nodes)


# Walking


def test_a_value_at_the_threshold_goes_left():
    assert discount_tree().walk({"discount": 15.0}).counts == (2, 98)


def test_a_value_above_the_threshold_goes_right():
    assert discount_tree().walk({"discount": 15.01}).counts == (40, 10)


def test_a_category_goes_right_when_it_is_the_one_asked_for():
    tree = one_question(TYPE, category="nda")
    assert tree.walk({"type": "nda"}).counts == (0, 5)
    assert tree.walk({"type": "goods"}).counts == (5, 0)


def test_a_step_tells_the_question_the_answer_and_the_information_gained():
    (step,) = one_question(OVERDUE).walk({"overdue": True}).steps
    assert (step.feature, step.operator, step.operand, step.value) == ("overdue", "is", True, True)
    assert (step.entropy, step.gain, step.samples) == (1.0, 1.0, 10)


def test_a_threshold_between_whole_days_reads_as_the_day_below():
    (step,) = one_question(DAYS, threshold=44.5).walk({"payment_days": 30}).steps
    assert (step.operator, step.operand) == ("at_most", 44.0)


def test_a_walk_stops_where_a_missing_value_is_asked_for():
    path = discount_tree().walk({})
    assert path.missing == "discount"
    assert path.steps == ()
    assert path.counts == (42, 108)


def test_a_missing_value_answers_the_question_whether_it_is_known():
    tree = one_question(DISCOUNT, threshold=None)
    (step,) = tree.walk({}).steps
    assert (step.operator, step.operand) == ("unknown", None)
    assert tree.walk({"discount": 3.0}).steps[0].operator == "known"


# JSON


def test_a_tree_read_back_is_the_same_tree():
    specs, rows, approvals = history()
    tree = train(specs, rows, approvals).tree
    assert Tree.from_json(tree.to_json()) == tree


def test_a_tree_in_json_is_readable_text():
    content = json.loads(discount_tree().to_json())
    assert content["schema"] == "crm-contract-sign/decision-tree/1"
    assert content["nodes"][0]["feature"] == "discount"


def broken(**changes):
    """The JSON of a tree whose first node has other values."""
    content = json.loads(discount_tree().to_json())
    content["nodes"][0].update(changes)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not json", "JSONDecodeError"),
        ("[]", "TypeError"),
        ("{}", "KeyError"),
        ('{"schema": "other"}', "schema"),
        (broken(left=0), "order"),
        (broken(right=1), "order"),
        (broken(right=9), "order"),
        (broken(feature="price"), "feature"),
        (broken(feature=None), "unreachable"),
        (broken(category="nda"), "category"),
        (broken(counts=[1, 1]), "counts"),
        (broken(counts=[True, 1]), "TypeError"),
        (broken(threshold="15"), "TypeError"),
        (broken(threshold=float("inf")), "threshold"),
        ("[" * 100_000, "RecursionError"),
    ],
)
def test_text_that_is_no_tree_is_refused(text, reason):
    with pytest.raises(ApprovalError) as caught:
        Tree.from_json(text)
    assert caught.value.code == "malformed_tree"
    assert caught.value.params == {"reason": reason}


def test_a_tree_without_nodes_is_refused():
    with pytest.raises(ApprovalError, match="size"):
        Tree([DISCOUNT], [])


def test_two_features_of_one_name_are_refused():
    with pytest.raises(ApprovalError, match="duplicate_feature"):
        Tree([DISCOUNT, DISCOUNT], [Node((1, 1))])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_json_comes_in_nothing_but_a_coded_error_comes_out(content):
    with pytest.raises(ApprovalError):
        Tree.from_json(
            json.dumps({"schema": "crm-contract-sign/decision-tree/1", "nodes": content})
        )
