"""From HTML to PDF: pages, places, errors."""

import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rendering_builders import (
    MOMENT,
    build_page,
    extract_text,
    open_pdf,
    read_stylesheet,
    render_body,
)

from crm_contract_sign.rendering import (
    Anchor,
    Attachment,
    RenderingError,
    contract_data_attachment,
    qr_svg,
    render,
)

A4 = "@page { size: A4; margin: 20mm } body { margin: 0 }"
POINTS_PER_MM = 72 / 25.4


def test_the_text_can_be_read_from_the_pdf():
    text = extract_text(render_body("<p>The parties agree on 1,200 days.</p>").pdf)
    assert "The parties agree on 1,200 days." in text


def test_chinese_text_can_be_read_from_the_pdf():
    assert "双方同意" in extract_text(render_body("<p>双方同意。</p>", lang="zh-CN").pdf)


def test_pages_are_counted():
    body = '<p>one</p><p style="break-before: page">two</p>'
    rendered = render_body(body)
    assert rendered.page_count == len(open_pdf(rendered.pdf).pages) == 2


def test_the_same_input_gives_the_same_bytes():
    def run():
        body = f"<table><tr><th>A</th><td>乙</td></tr></table>{qr_svg('https://example.com')}"
        attachments = [contract_data_attachment({"a": 1})]
        return render_body(body, attachments=attachments).pdf

    assert run() == run()


def test_the_date_is_the_one_given():
    hours = timezone(timedelta(hours=8))
    metadata = open_pdf(
        render(build_page(), stylesheet="", created=datetime(2026, 12, 1, 17, 30, tzinfo=hours)).pdf
    ).metadata
    assert metadata["/CreationDate"] == metadata["/ModDate"] == "D:20261201093000Z"


def test_title_and_author_are_the_pages_own():
    metadata = open_pdf(render(build_page(), stylesheet="", created=MOMENT).pdf).metadata
    assert (metadata.title, metadata.author) == ("Sales Contract", "Northwind Ltd.")


def test_an_anchor_says_where_its_element_lies():
    body = (
        '<p style="break-after: page">one</p>'
        '<div id="anchor-box" style="margin: 30mm 0 0 10mm; width: 70mm; height: 28mm"></div>'
    )
    anchor = render_body(body, stylesheet=A4).anchors["anchor-box"]
    assert anchor.page == 1
    # From the bottom left of a page 297 mm high: 20 mm margin and 30 or 10 mm of the box's own.
    assert [round(edge / POINTS_PER_MM, 1) for edge in anchor.box] == [30.0, 219.0, 100.0, 247.0]


def test_only_ids_that_begin_with_anchor_are_anchors():
    assert render_body('<p id="a">x</p><p id="anchor-a">y</p>').anchors.keys() == {"anchor-a"}


def test_an_anchor_of_an_element_split_over_pages_is_its_first_part():
    body = '<div id="anchor-a"><p>x</p><p style="break-before: page">y</p></div>'
    assert render_body(body).anchors["anchor-a"].page == 0


def test_values_are_plain():
    assert Anchor(0, (0, 0, 1, 1)) == Anchor(0, (0, 0, 1, 1))
    assert Attachment("a", b"", "").relationship == "Data"


def test_a_character_without_a_glyph_is_an_error_rather_than_a_box():
    with pytest.raises(RenderingError) as caught:
        render_body("<p>Price: \ue123 and \uf8fe</p>")
    assert caught.value.code == "missing_glyphs"
    assert caught.value.params == {"characters": "\ue123\uf8fe"}


@pytest.mark.parametrize(
    "character", ["\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\t", "\N{NO-BREAK SPACE}"]
)
def test_an_invisible_character_needs_no_glyph(character):
    assert render_body(f"<p>a{character}b</p>").page_count == 1


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><title>x</title><p>x</p></html>", "missing_language"),
        ('<html lang="en"><p>x</p></html>', "missing_title"),
    ],
)
def test_a_page_without_language_or_title_is_refused(page, code):
    with pytest.raises(RenderingError) as caught:
        render(page, stylesheet="", created=MOMENT)
    assert caught.value.code == code


def test_what_the_renderer_cannot_do_is_a_coded_error(monkeypatch):
    monkeypatch.setattr("weasyprint.HTML.render", lambda *_args, **_options: 1 / 0)
    with pytest.raises(RenderingError) as caught:
        render_body("<p>x</p>")
    assert caught.value.code == "rendering_failed"
    assert caught.value.params == {"reason": "division by zero"}


def test_a_missing_renderer_is_a_coded_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(RenderingError) as caught:
        render_body("<p>x</p>")
    assert caught.value.code == "renderer_missing"


def test_a_naive_date_is_not_guessed():
    with pytest.raises(ValueError, match="aware"):
        render(build_page(), stylesheet="", created=MOMENT.astimezone(UTC).replace(tzinfo=None))


def test_a_field_of_the_text_does_not_become_a_form_field():
    body = '<input name="price" value="1" style="appearance: auto">'
    pdf = render_body(body, stylesheet=read_stylesheet("page")).pdf
    assert "/AcroForm" not in open_pdf(pdf).trailer["/Root"]
