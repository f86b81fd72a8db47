"""When a tree may approve, and when a person decides."""

import math

import pytest
from approval_builders import discount_tree
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.approval import (
    Node,
    Thresholds,
    Tree,
    decide,
    decide_all,
    wilson_lower_bound,
)

CERTAIN = {"discount": 5.0}
DOUBTFUL = {"discount": 20.0}


def test_it_approves_where_earlier_decisions_were_sure_enough():
    verdict = decide(discount_tree(), CERTAIN)
    assert (verdict.outcome, verdict.reason) == ("approve", "confident_approval")
    assert verdict.support == 100
    assert verdict.share == pytest.approx(0.98)
    assert verdict.confidence == pytest.approx(0.93, abs=0.005)


def test_it_never_rejects_but_hands_over_with_its_recommendation():
    verdict = decide(discount_tree(), DOUBTFUL)
    assert (verdict.outcome, verdict.recommendation) == ("route", "reject")
    assert verdict.reason == "tree_recommends_rejection"


def test_it_hands_over_when_too_few_decisions_were_alike():
    verdict = decide(discount_tree(at_most=(0, 10)), CERTAIN)
    assert (verdict.outcome, verdict.recommendation) == ("route", "approve")
    assert verdict.reason == "unsure"


def test_it_hands_over_when_there_is_no_tree():
    verdict = decide(None, CERTAIN)
    assert (verdict.outcome, verdict.reason) == ("route", "no_tree")
    assert verdict.recommendation is None


def test_it_hands_over_when_something_asked_for_is_not_known():
    assert decide(discount_tree(), {}).reason == "missing_feature"


def test_it_hands_over_above_a_limit_however_sure_the_tree_is():
    thresholds = Thresholds(limits={"amount": 50_000})
    assert decide(discount_tree(), CERTAIN | {"amount": 50_000.0}, thresholds).outcome == "approve"
    assert (
        decide(discount_tree(), CERTAIN | {"amount": 50_000.01}, thresholds).reason == "above_limit"
    )


@pytest.mark.parametrize("amount", [None, math.nan])
def test_it_hands_over_when_what_is_limited_is_not_known(amount):
    thresholds = Thresholds(limits={"amount": 50_000})
    assert decide(discount_tree(), CERTAIN | {"amount": amount}, thresholds).outcome == "route"


def test_it_hands_over_a_sample_of_what_it_would_approve():
    thresholds = Thresholds(sample_share=0.1)
    assert decide(discount_tree(), CERTAIN, thresholds, draw=0.09).reason == "sampled"
    assert decide(discount_tree(), CERTAIN, thresholds, draw=0.1).outcome == "approve"


def test_a_leaf_that_nobody_reached_is_no_ground_for_approval():
    assert decide(Tree([], [Node((0, 0))]), {}).outcome == "route"


def test_many_contracts_get_their_verdicts_in_their_order():
    verdicts = decide_all(discount_tree(), [CERTAIN, DOUBTFUL, CERTAIN])
    assert [verdict.outcome for verdict in verdicts] == ["approve", "route", "approve"]


def test_wilsons_bound_agrees_with_a_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263 gives 0.2553.
    assert wilson_lower_bound(81, 263) == pytest.approx(0.2553, abs=5e-5)


counts = st.tuples(st.integers(0, 400), st.integers(0, 400))


@given(counts, st.floats(0.5, 1.0))
def test_whatever_the_leaf_an_approval_is_at_least_as_sure_as_asked(leaf, minimum):
    verdict = decide(Tree([], [Node(leaf)]), {}, Thresholds(minimum_confidence=minimum))
    assert verdict.outcome in ("approve", "route")
    if verdict.outcome == "approve":
        assert verdict.share >= verdict.confidence >= minimum


@given(counts)
def test_one_more_rejection_never_makes_the_tree_surer(leaf):
    rejected, approved = leaf
    with_another = wilson_lower_bound(approved, rejected + approved + 1)
    assert with_another <= wilson_lower_bound(approved, rejected + approved) + 1e-12
