import pytest
from drafting_builders import table
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.drafting import HtmlFragment, fill, find_placeholders, html_to_text

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}(\.[a-z][a-z0-9_]{0,5}){0,2}", fullmatch=True)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="{}"),
    min_size=1,
    max_size=8,
)
LINES = table(("Installation", "12,500.00"))


def filled(html, **values):
    return fill(html, {name.replace("__", "."): value for name, value in values.items()}).html


@given(NAMES)
def test_a_name_between_braces_is_found(name):
    assert [found.name for found in find_placeholders(f"<p>a {{{{ {name} }}}}</p>")] == [name]


@pytest.mark.parametrize(
    "text",
    ["{{ Customer.name }}", "{{ customer name }}", "{{ a.b() }}", "{{ .a }}", "{{ a. }}", "{{}}"],
)
def test_what_is_no_name_is_no_placeholder(text):
    assert find_placeholders(f"<p>{text}</p>") == ()


def test_placeholders_have_positions_in_the_plain_text():
    html = "<p>Dear</p><p>{{ customer.name }}</p>"
    (placeholder,) = find_placeholders(html)
    text = html_to_text(html)
    assert text[placeholder.start : placeholder.end] == placeholder.text == "{{ customer.name }}"


@given(st.dictionaries(NAMES, WORDS, min_size=1, max_size=4))
def test_filling_puts_each_value_where_its_name_was(values):
    html = "".join(f"<p>{{{{ {name} }}}}!</p>" for name in values)
    assert html_to_text(fill(html, values).html) == "\n".join(
        f"{value}!" for value in values.values()
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"])))
def test_html_without_placeholders_comes_back_as_it_was(html):
    assert fill(html, {}).html == html


def test_a_string_is_escaped():
    assert filled("<p>{{ x }}</p>", x="<b>R&D</b>") == "<p>&lt;b&gt;R&amp;D&lt;/b&gt;</p>"


def test_a_string_keeps_its_lines():
    assert filled("<p>At {{ x }}, here</p>", x="1 High St\nLondon") == (
        "<p>At 1 High St<br>London, here</p>"
    )


def test_a_value_is_not_expanded_again():
    result = fill("<p>{{ x }} {{ y }}</p>", {"x": "{{ y }}", "y": "secret"})
    assert result.html == "<p>{{ y }} secret</p>"


def test_what_has_no_value_stays_and_is_named_once():
    result = fill("<p>{{ x }} {{ y }} {{ y }}</p>", {"x": "1"})
    assert result.html == "<p>1 {{ y }} {{ y }}</p>"
    assert (result.used, result.unresolved) == (("x",), ("y",))


@pytest.mark.parametrize(
    "html",
    [
        "<p>{<b>{ customer.</b>name }}</p>",
        "<p><b>{</b><i>{</i><u>customer.name</u>}}</p>",
        "<p>{{<span> customer</span><span>.name </span>}}</p>",
        "<p>{{\u00a0customer.name\ufeff }}</p>",
        "<p>{{\n   customer.name\n}}</p>",
    ],
)
def test_braces_that_the_editor_split_are_filled(html):
    result = fill(html, {"customer.name": "Example Ltd"})
    assert html_to_text(result.html) == "Example Ltd"


def test_inline_tags_that_held_only_a_piece_of_a_name_are_dropped():
    assert filled("<p>a {<b>{ x</b> }} c</p>", x="b") == "<p>a b c</p>"


def test_the_style_around_a_placeholder_stays():
    assert filled("<p><b>{{ x }}</b> is due</p>", x="5") == "<p><b>5</b> is due</p>"


def test_a_table_takes_the_place_of_its_paragraph():
    assert filled("<p>a</p><p>{{ x }}<br></p><p>b</p>", x=HtmlFragment(LINES)) == (
        f"<p>a</p>{LINES}<p>b</p>"
    )


def test_a_table_divides_the_paragraph_around_it():
    html = filled('<p class="k">As <b>follows {{ x }} and</b> no more.</p>', x=HtmlFragment(LINES))
    assert html == (
        f'<p class="k">As <b>follows </b></p>{LINES}<p class="k"><b> and</b> no more.</p>'
    )


def test_a_table_stays_within_a_list_item():
    assert (
        filled("<ul><li>{{ x }}</li></ul>", x=HtmlFragment(LINES)) == f"<ul><li>{LINES}</li></ul>"
    )


def test_inline_rich_text_stays_within_its_paragraph():
    assert filled("<p>a {{ x }} c</p>", x=HtmlFragment("<b>b</b>")) == "<p>a <b>b</b> c</p>"


@pytest.mark.parametrize("empty", ["", HtmlFragment("")])
def test_an_empty_value_removes_the_paragraph_that_it_had_for_itself(empty):
    assert filled("<p>a</p><p>{{ x }}</p>", x=empty) == "<p>a</p>"
    assert filled("<p>a {{ x }}</p>", x=empty) == "<p>a </p>"


def test_several_placeholders_of_one_paragraph_are_filled():
    html = "<p>{{ a }} and {{ b }} for {{ a }}</p>"
    assert filled(html, a="X", b=HtmlFragment("<i>Y</i>")) == "<p>X and <i>Y</i> for X</p>"


def test_control_characters_of_a_value_are_left_out():
    assert filled("<p>\x01&#2;&#x1F;{{ x }}</p>", x="a\x0bb\x00") == "<p>ab</p>"
