"""Our own stylesheets: what the signing of the document relies on, and what its readers do."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_builders import (
    build_page,
    extract_text,
    list_words,
    read_stylesheet,
    render_body,
)

from crm_contract_sign.rendering.layout import lay_out

DOCUMENT = read_stylesheet("page", "contract_document")
CERTIFICATE = read_stylesheet("page", "completion_certificate")
POINTS_PER_MM = 72 / 25.4
FOOT = '<div class="running-foot columns"><div>CT/1</div><div>Page <span class="page"></span> of \
<span class="pages"></span></div></div>'


def build_signatures(count):
    """The end of a contract, as the template writes it."""
    cells = [
        f'<div class="signature"><div class="signature-box" id="anchor-signature-{number}"></div>'
        f"<p>Signatory {number}</p></div>"
        for number in range(1, count + 1)
    ]
    rows = [
        f'<div class="signature-row columns">{"".join(cells[start : start + 2])}</div>'
        for start in range(0, count, 2)
    ]
    many = "many" if count > 4 else ""
    return f'<div class="closing {many}"><div class="signatures"><h2>Signatures</h2>{"".join(rows)}\
</div></div>'


def build_clause(body):
    return f'<div class="clauses"><section class="clause"><h2><span class="label">1.</span>Scope\
</h2><div class="body">{body}</div></section></div>'


def size_in_mm(anchor):
    left, bottom, right, top = anchor.box
    return (round((right - left) / POINTS_PER_MM, 1), round((top - bottom) / POINTS_PER_MM, 1))


@pytest.mark.parametrize(
    "stylesheet",
    [DOCUMENT, CERTIFICATE, read_stylesheet("signature_stamp")],
    ids=["document", "certificate", "stamp"],
)
def test_the_renderer_understands_every_rule(stylesheet, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        lay_out(build_page(), stylesheet, {})
    assert caplog.messages == []


@settings(max_examples=12, deadline=None)
@given(paragraphs=st.integers(0, 60), count=st.integers(1, 7))
def test_a_signature_box_is_70_by_28_mm_wherever_it_falls(paragraphs, count):
    body = build_clause("<p>Agreed.</p>" * paragraphs) + build_signatures(count)
    anchors = render_body(body, stylesheet=DOCUMENT).anchors
    assert len(anchors) == count
    assert {size_in_mm(anchor) for anchor in anchors.values()} == {(70.0, 28.0)}
    # Whole on its page: above the foot, below the head.
    assert all(70 < anchor.box[1] < anchor.box[3] < 770 for anchor in anchors.values())


@pytest.mark.parametrize("paragraphs", range(24, 60, 6))
def test_the_signatures_of_both_parties_stand_together_with_text(paragraphs):
    body = build_clause("<p>Agreed.</p>" * paragraphs) + build_signatures(2)
    rendered = render_body(body, stylesheet=DOCUMENT)
    assert {anchor.page for anchor in rendered.anchors.values()} == {rendered.page_count - 1}
    last_page = extract_text(rendered.pdf).rpartition("Agreed.")[2]
    assert "Signatures" in last_page


def test_every_page_bears_its_number_and_their_count():
    body = FOOT + build_clause("<p>Agreed.</p>" * 60)
    rendered = render_body(body, stylesheet=DOCUMENT)
    text = extract_text(rendered.pdf)
    numbers = range(1, rendered.page_count + 1)
    assert rendered.page_count > 1
    assert all(f"Page {number} of {rendered.page_count}" in text for number in numbers)


def test_paragraphs_are_numbered_within_their_section():
    body = build_clause("<ol><li>First<ol><li>letter<ol><li>roman</ol></ol><li>Second</ol>")
    words = list_words(body, DOCUMENT)
    numbers = {word for word in words if word[0].isdigit() or word[0] == "("}
    assert numbers == {"1.", "1.1", "1.2", "(a)", "(i)"}


def test_numbers_go_on_after_a_table_and_start_anew_under_a_subheading():
    body = build_clause(
        "<ol><li>a</ol><table><tr><td>x</table><ol><li>b</ol>"
        "<h3>Fees</h3><ol><li>c<li>d</ol><h3>Taxes</h3><ol><li>e</ol>"
    )
    words = list_words(body, DOCUMENT)
    assert [word for word in words if word[0].isdigit()] == [
        *("1.", "1.1", "1.2"),
        *("1.3", "1.3.1", "1.3.2"),
        *("1.4", "1.4.1"),
    ]


def test_words_are_never_hyphenated():
    body = build_clause("<p>" + "internationalisation " * 60 + "</p>")
    assert extract_text(render_body(body, stylesheet=DOCUMENT).pdf).count("-") == 0


def test_a_signatory_in_the_certificate_is_not_torn_apart():
    facts = "<p>fact</p>" * 12
    body = "".join(
        f'<div class="signatory columns"><div class="who" id="anchor-begin-{number}">Name</div>'
        f'<div>{facts}<p id="anchor-end-{number}">end</p></div></div>'
        for number in range(6)
    )
    rendered = render_body(body, stylesheet=CERTIFICATE)
    pages = {name: anchor.page for name, anchor in rendered.anchors.items()}
    assert rendered.page_count > 1
    for number in range(6):
        assert pages[f"anchor-begin-{number}"] == pages[f"anchor-end-{number}"]
