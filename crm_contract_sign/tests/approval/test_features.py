"""What a feature's value may be, and how it becomes numbers."""

import math

import pytest
from approval_builders import DISCOUNT, OVERDUE, TYPE

from crm_contract_sign.approval.features import encode, encode_rows
from crm_contract_sign.errors import ApprovalError


@pytest.mark.parametrize("row", [{}, {"discount": None}, {"discount": math.nan}])
def test_an_absent_none_or_nan_value_is_missing(row):
    assert DISCOUNT.value_in(row) is None


def test_false_and_zero_are_not_missing():
    assert OVERDUE.value_in({"overdue": False}) is False
    assert DISCOUNT.value_in({"discount": 0.0}) == 0.0


@pytest.mark.parametrize(("spec", "value"), [(DISCOUNT, "12"), (TYPE, 3), (OVERDUE, "yes")])
def test_a_value_of_another_kind_is_refused_by_name(spec, value):
    with pytest.raises(ApprovalError) as caught:
        spec.value_in({spec.name: value})
    assert caught.value.code == "unreadable_value"
    assert caught.value.params == {"feature": spec.name}


def test_a_category_becomes_one_column_for_each_of_its_values():
    assert encode(TYPE, "nda") == [0.0, 1.0]


def test_an_unknown_category_is_like_none_of_them():
    assert encode(TYPE, "lease") == [0.0, 0.0]


def test_a_missing_category_is_not_a_number_in_any_column():
    assert all(math.isnan(number) for number in encode(TYPE, None))


def test_rows_become_a_matrix_in_the_order_of_the_features():
    rows = [{"discount": 5.0, "overdue": True, "type": "goods"}]
    assert encode_rows([DISCOUNT, TYPE, OVERDUE], rows) == [[5.0, 1.0, 0.0, 1.0]]
