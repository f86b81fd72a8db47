"""Gaps in a page: filled by text that is never markup, and nothing around them changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from rendering_builders import build_page

from crm_contract_sign.rendering import (
    Picture,
    RenderingError,
    Tick,
    Words,
    fill_gaps,
    find_gaps,
    gap,
    normalize_page,
    without_gaps,
)

PAGE = normalize_page(
    build_page(
        f"<p>Price: 100 &amp; up.</p><p>To {gap('address', 'Address')}, on {gap('day', 'Day')}.</p>"
        f"<p>{gap('tick', 'Tick', 'box')} or not; again {gap('day', 'Day')}.</p>"
        f"<div>{gap('initials', '', 'initials')}</div>"
    )
)
# What XML can hold; line breaks have a test of their own.
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1
)


def read(page, name):
    """The text of each gap or filling with a name."""
    return [
        element.text_content()
        for element in lxml_html.document_fromstring(page).iter()
        if element.get("data-gap") == name
    ]


def empty(page):
    """A page without what is in its gaps."""
    root = lxml_html.document_fromstring(page)
    for element in list(root.iter()):
        if element.get("data-gap"):
            element[:] = []
            element.text = element.attrib["class"] = ""
    return lxml_html.tostring(root)


def test_a_page_with_nothing_to_fill_in_stays_as_it_is():
    assert fill_gaps(PAGE, {}) == PAGE


def test_a_page_is_normalized_once_for_all():
    assert normalize_page(PAGE) == PAGE


def test_gaps_are_found_in_reading_order_each_once():
    assert find_gaps(PAGE) == ("address", "day", "tick", "initials")


@given(TEXTS)
def test_what_was_filled_in_is_read_back(text):
    page = fill_gaps(PAGE, {"address": Words(text)})
    (found,) = read(page, "address")
    assert found == text


@given(TEXTS, TEXTS, st.booleans())
def test_nothing_around_the_gaps_changes(address, day, is_ticked):
    fillings = {"address": Words(address), "day": Words(day), "tick": Tick(is_ticked)}
    assert empty(fill_gaps(PAGE, fillings)) == empty(PAGE)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src="file:///etc/passwd">',
        "&lt;b&gt;",
        "{{ customer.name }}",
        '<span data-gap="day">x</span>',
        "]]><!-- -->",
    ],
)
def test_markup_comes_out_as_text(text):
    page = fill_gaps(PAGE, {"address": Words(text)})
    assert read(page, "address") == [text]
    assert find_gaps(page) == find_gaps(PAGE)
    assert "<script" not in page
    assert "<img" not in page


def test_every_gap_of_a_name_is_filled():
    assert read(fill_gaps(PAGE, {"day": Words("4 May")}), "day") == ["4 May", "4 May"]


def test_lines_of_a_text_are_kept():
    assert "a<br>b" in fill_gaps(PAGE, {"address": Words("a\nb")})


def test_a_box_is_ticked_or_stays_empty():
    assert read(fill_gaps(PAGE, {"tick": Tick(True)}), "tick") == ["√"]
    assert read(fill_gaps(PAGE, {"tick": Tick(False)}), "tick") == [""]


def test_a_picture_is_asked_for_by_name():
    page = fill_gaps(PAGE, {"initials": Picture("i1", 'C.C. "<x>"')})
    (picture,) = lxml_html.document_fromstring(page).iter("img")
    assert dict(picture.attrib) == {"src": "asset:i1", "alt": 'C.C. "<x>"'}


def test_what_has_no_gap_is_refused():
    with pytest.raises(RenderingError) as caught:
        fill_gaps(PAGE, {"price": Words("1")})
    assert (caught.value.code, caught.value.params) == ("unknown_gap", {"name": "price"})


def test_characters_that_no_page_can_hold_are_refused():
    with pytest.raises(RenderingError, match="unprintable_text"):
        fill_gaps(PAGE, {"address": Words("a\x00b")})


def test_labels_of_gaps_are_text():
    html = gap("a", "<b>&", "line")
    assert "&lt;b&gt;&amp;" in html


def test_what_comes_from_outside_is_no_gap():
    html = 'a &lt; b <b DATA-GAP="price">100</b><i>x</i>'
    assert without_gaps(html) == "a &lt; b <b>100</b><i>x</i>"
    assert without_gaps("<p>as it is") == "<p>as it is"
