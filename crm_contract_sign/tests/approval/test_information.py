"""Entropy and information gain against their definitions and their laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.approval import entropy, information_gain

counts = st.lists(st.integers(0, 1000), min_size=1, max_size=6)
pairs = st.tuples(st.integers(0, 500), st.integers(0, 500))


def test_a_fair_coin_is_one_bit():
    assert entropy([7, 7]) == pytest.approx(1.0)


def test_four_equal_outcomes_are_two_bits():
    assert entropy([3, 3, 3, 3]) == pytest.approx(2.0)


def test_the_gain_of_outlook_in_quinlans_weather_example_is_a_quarter_bit():
    # Quinlan (1986), Induction of Decision Trees, section 4: gain(outlook) = 0.246 bits.
    gain = information_gain([5, 9], [[3, 2], [0, 4], [2, 3]])
    assert gain == pytest.approx(0.2467, abs=1e-4)


@given(counts)
def test_entropy_lies_between_nothing_and_the_logarithm_of_the_outcomes(values):
    assert 0 <= entropy(values) <= math.log2(len(values)) + 1e-9


@given(pairs, pairs)
def test_a_question_never_tells_less_than_nothing_nor_more_than_was_unknown(left, right):
    parent = [left[0] + right[0], left[1] + right[1]]
    gain = information_gain(parent, [left, right])
    assert -1e-9 <= gain <= entropy(parent) + 1e-9


@given(pairs)
def test_a_question_with_one_answer_tells_nothing(only):
    assert information_gain(only, [only, (0, 0)]) == pytest.approx(0.0)
