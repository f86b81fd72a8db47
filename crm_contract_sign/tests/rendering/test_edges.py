"""A seal across the edges of pages: its slices add up to the whole, and each has its place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.rendering import MILLIMETRE, RenderingError, lay_strips
from crm_contract_sign.rendering.edges import NARROWEST_STRIP, divide

A4 = (595.28, 841.89)
MARGIN = 24 * MILLIMETRE
sizes = st.integers(round(20 * MILLIMETRE), round(44 * MILLIMETRE))


def split_into_groups(slices):
    """The slices of each whole seal."""
    groups = []
    for left, right in slices:
        if left == 0:
            groups.append([])
        groups[-1].append((left, right))
    return groups


@given(st.integers(2, 300), sizes)
def test_slices_of_each_group_add_up_to_the_whole_seal(count, size):
    slices = divide(count, size)
    assert len(slices) == count
    for group in split_into_groups(slices):
        assert group[0][0] == 0
        assert group[-1][1] == size
        assert all(one[1] == next_one[0] for one, next_one in pairwise(group))


@given(st.integers(2, 300), sizes)
def test_no_slice_is_too_narrow_to_show_anything_nor_wider_than_the_margin(count, size):
    widths = [right - left for left, right in divide(count, size)]
    assert min(widths) >= NARROWEST_STRIP
    assert max(widths) < MARGIN


@given(st.integers(2, 300), sizes)
def test_groups_are_as_even_as_can_be(count, size):
    lengths = {len(group) for group in split_into_groups(divide(count, size))}
    assert max(lengths) - min(lengths) <= 1


def test_twenty_pages_show_the_seal_twice():
    assert len(split_into_groups(divide(20, 113))) == 2


@pytest.mark.parametrize("count", [0, 1])
def test_one_page_has_no_edge_to_join_to_another(count):
    assert divide(count, 113) == ()


def test_strips_touch_the_right_edge_in_the_middle_of_the_page():
    strips = lay_strips([A4] * 3, 113)
    for number, strip in enumerate(strips):
        left, bottom, right, top = strip.box
        assert strip.page == number
        assert right == int(A4[0])
        assert right - left == strip.right - strip.left
        assert top - bottom == 113
        assert abs((top + bottom) / 2 - A4[1] / 2) <= 1


@given(st.integers(1, 4))
def test_several_seals_lie_below_one_another_without_touching(places):
    boxes = [
        lay_strips([A4] * 2, 113, place=place, places=places)[0].box for place in range(places)
    ]
    for upper, lower in pairwise(boxes):
        assert upper[1] > lower[3]
    assert boxes[0][3] < A4[1] - 27 * MILLIMETRE
    assert boxes[-1][1] > 25 * MILLIMETRE


def test_more_seals_than_fit_on_an_edge_are_refused():
    with pytest.raises(RenderingError) as caught:
        lay_strips([A4] * 2, 125, places=9)
    assert (caught.value.code, caught.value.params) == (
        "too_many_edge_seals",
        {"count": 9, "limit": 4},
    )


def test_a_wider_page_has_its_strip_at_its_own_edge():
    landscape = (841.89, 595.28)
    assert [strip.box[2] for strip in lay_strips([A4, landscape], 113)] == [595, 841]
