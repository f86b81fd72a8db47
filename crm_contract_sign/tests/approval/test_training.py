"""What a tree learns from people's decisions, and what is said about how well."""

import math

import pytest
from approval_builders import AMOUNT, DISCOUNT, history
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_contract_sign.approval import Thresholds, decide, entropy, outline, train
from crm_contract_sign.approval.features import encode_rows
from crm_contract_sign.errors import ApprovalError


@pytest.fixture(scope="module")
def noisy():
    return train(*history(count=300, noise=0.05))


def test_it_finds_the_rule_that_people_followed(noisy):
    thresholds = {b.operand for b in outline(noisy.tree) if b.feature == "discount"}
    assert any(threshold == pytest.approx(15, abs=1) for threshold in thresholds)
    assert decide(noisy.tree, {"discount": 5.0, "overdue": False}).outcome == "approve"
    assert decide(noisy.tree, {"discount": 25.0, "overdue": False}).recommendation == "reject"


def test_it_leaves_out_what_people_did_not_look_at(noisy):
    assert noisy.importances["amount"] == noisy.importances["type"] == 0
    assert sum(noisy.importances.values()) == pytest.approx(1)


def test_it_beats_the_majority_where_there_is_a_rule(noisy):
    assert noisy.accuracy > noisy.baseline_accuracy + 0.2
    assert noisy.is_better_than_baseline


def test_it_does_not_claim_to_beat_the_majority_where_there_is_none():
    specs, rows, approvals = history(count=200, noise=0.5)
    training = train(specs, rows, approvals)
    assert training.accuracy < training.baseline_accuracy + 0.05


def test_every_decision_is_measured_once_by_a_tree_that_had_not_seen_it(noisy):
    assert noisy.confusion.total == noisy.sample_count == 300


def test_rates_follow_from_the_confusion(noisy):
    confusion = noisy.confusion
    assert noisy.false_approval_rate == confusion.false_approvals / confusion.rejections
    assert confusion.false_rejection_rate == confusion.false_rejections / confusion.approvals


def test_it_counts_what_it_would_have_approved_by_itself(noisy):
    assert 0 < noisy.automation.approved <= noisy.confusion.total
    assert noisy.automation.wrong <= noisy.confusion.false_approvals


def test_asking_for_more_confidence_automates_less():
    decisions = history(count=300, noise=0.05)
    careful = train(*decisions, Thresholds(minimum_confidence=0.99)).automation
    assert careful.approved < train(*decisions).automation.approved


def test_the_same_decisions_make_the_same_tree():
    assert train(*history(noise=0.1)).tree == train(*history(noise=0.1)).tree


def test_the_walker_agrees_with_scikit_learn():
    from crm_contract_sign.approval.training import _fit, _to_tree

    specs, rows, approvals = history(count=300, noise=0.2)
    matrix = encode_rows(specs, rows)
    fitted = _fit(matrix, [int(approved) for approved in approvals], 0.0)
    tree = _to_tree(specs, fitted)
    for row, (_rejects, approves) in zip(rows, fitted.predict_proba(matrix), strict=True):
        assert decide(tree, row).share == pytest.approx(approves)


def test_the_entropy_of_each_node_agrees_with_scikit_learn():
    from crm_contract_sign.approval.training import _fit, _to_tree

    specs, rows, approvals = history(count=300, noise=0.2)
    fitted = _fit(encode_rows(specs, rows), [int(approved) for approved in approvals], 0.0)
    ours = [entropy(node.counts) for node in _to_tree(specs, fitted).nodes]
    assert ours == pytest.approx(list(fitted.tree_.impurity))


def test_it_learns_from_decisions_that_lack_a_feature():
    specs, rows, approvals = history()
    for row in rows[::2]:
        del row["amount"]
    assert train(specs, rows, approvals).is_better_than_baseline


def test_it_may_learn_that_a_missing_value_is_itself_a_ground():
    rows = [{"amount": 1000.0 if index % 2 else None} for index in range(100)]
    tree = train([AMOUNT], rows, [index % 2 == 1 for index in range(100)]).tree
    assert {branch.operator for branch in outline(tree)} == {"known", "unknown"}
    assert decide(tree, {}).recommendation == "reject"


def test_too_few_decisions_are_refused_with_their_number():
    specs, rows, approvals = history(count=29)
    with pytest.raises(ApprovalError) as caught:
        train(specs, rows, approvals)
    assert caught.value.code == "too_few_decisions"
    assert caught.value.params == {"count": 29, "minimum": 30}


def test_decisions_that_are_all_the_same_are_refused():
    specs, rows, _approvals = history(count=40)
    with pytest.raises(ApprovalError, match="single_outcome"):
        train(specs, rows, [True] * 40)


def test_an_outcome_that_is_too_rare_is_refused_by_name():
    specs, rows, _approvals = history(count=40)
    with pytest.raises(ApprovalError) as caught:
        train(specs, rows, [index > 3 for index in range(40)])
    assert caught.value.code == "one_sided"
    assert caught.value.params == {"outcome": "reject", "count": 4, "minimum": 10}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from([0.0, 5.0, 20.0, math.nan]), min_size=40, max_size=60))
def test_whatever_the_history_the_tree_is_a_tree(discounts):
    rows = [{"discount": discount} for discount in discounts]
    approvals = [index % 3 > 0 for index in range(len(rows))]
    tree = train([DISCOUNT], rows, approvals).tree
    assert sum(tree.nodes[0].counts) == len(rows)
