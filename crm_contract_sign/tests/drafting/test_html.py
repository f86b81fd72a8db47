import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import DraftingError, Section, html_to_text, text_to_html
from crm_contract_sign.drafting.html import flatten, has_image, parse

LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=20
).map(lambda line: " ".join(line.split()))
TIDY_TEXTS = st.lists(LINES, max_size=6).map(lambda lines: "\n".join(lines).strip("\n"))


@given(TIDY_TEXTS)
def test_text_survives_html(text):
    assert html_to_text(text_to_html(text)) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one<br>two</p>", "one\ntwo"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("one<div>two</div>three", "one\ntwo\nthree"),
        ("<p>one</p><p><br></p><p>two</p>", "one\n\ntwo"),
    ],
)
def test_text_has_a_line_for_each_block(html, text):
    assert html_to_text(html) == text


def test_text_collapses_white_space_as_a_browser_does():
    assert html_to_text("<p>\n  one \t <b> two</b>\n</p>\n<p> three </p>") == "one two\nthree"


def test_text_keeps_no_break_spaces():
    assert html_to_text("<p>$&nbsp;12,500.00</p>") == "$\u00a012,500.00"


def test_text_has_a_tab_between_cells():
    html = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert html_to_text(html) == "a\tb\nc\td"


def test_text_joins_what_inline_tags_split():
    assert html_to_text("<p>$ <span>12</span><b>,500</b></p>") == "$ 12,500"


def test_text_leaves_out_what_is_never_shown():
    html = "<p>one<!-- note --></p><script>two()</script><style>p{}</style>"
    assert html_to_text(html) == "one"


@pytest.mark.parametrize("html", ["", " \n", "<p></p>", "<p><br></p>"])
def test_text_is_empty_when_nothing_is_shown(html):
    assert html_to_text(html) == ""


def test_runs_say_where_each_stretch_of_text_came_from():
    flat = flatten(parse("<p> one <b>two</b> three</p>"))
    (bold,) = flat.runs_between(4, 7)
    assert (bold.text, bold.slot.element.tag, bold.source_span(5, 6)) == ("two", "b", (1, 2))


def test_runs_count_in_the_source_with_its_white_space():
    flat = flatten(parse("<p>   one   two</p>"))
    assert flat.runs[0].source_span(4, 7) == (9, 12)


def test_html_that_is_no_fragment_is_refused():
    with pytest.raises(DraftingError, match="unreadable_html"):
        html_to_text("<html><body>one</body><body>two</body></html>")


def test_a_picture_is_seen_without_text():
    assert has_image('<p><img src="data:,"></p>')
    assert not has_image("<p>picture</p>")


def test_section_has_the_text_of_its_html():
    assert Section.from_html("7", "Price", "<p>Net <b>price</b></p>").text == "Net price"
