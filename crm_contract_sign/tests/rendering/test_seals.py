"""A company's seal: drawn as outlines, or uploaded and freed of its paper."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from rendering_builders import list_objects, open_pdf

from crm_contract_sign.rendering import (
    RenderingError,
    SealDesign,
    SealStyle,
    draw_seal,
    prepare_seal_picture,
    stamp_seal,
)

CHINESE = SealDesign("上海云合信息技术有限公司", "合同专用章", "3101150012345", SealStyle.CHINESE)
PLAIN = SealDesign("Northwind Trading Ltd.", "Contract Seal")
SVG = "{http://www.w3.org/2000/svg}"


def list_letters(svg):
    """The letters of a drawn seal: shapes that are turned or moved to their place."""
    root = ElementTree.fromstring(svg)
    return [each for each in root.iter(f"{SVG}path") if each.get("transform")]


def draw_scan():
    """A red ring on white paper, as a scanner gives it."""
    picture = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(picture).ellipse((60, 30, 300, 270), outline=(200, 20, 30), width=14)
    output = BytesIO()
    picture.save(output, "JPEG", quality=92)
    return output.getvalue()


def open_picture(data):
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(
    ("design", "count"),
    [
        (CHINESE, len(CHINESE.name + CHINESE.kind + CHINESE.code)),
        (PLAIN, len("NorthwindTradingLtd." + "ContractSeal" + "NTL")),
    ],
)
def test_every_letter_of_the_seal_is_drawn(design, count):
    assert len(list_letters(draw_seal(design))) == count


def test_a_seal_needs_no_font():
    objects = list_objects(stamp_seal(draw_seal(CHINESE).encode(), size=113))
    assert not [each for each in objects if each.get("/Type") == "/Font"]


def test_a_seal_is_red_where_custom_wants_it():
    assert 'fill="#c8161d"' in draw_seal(CHINESE)
    assert 'fill="#1d3f7a"' in draw_seal(PLAIN)


def test_a_stamped_seal_is_a_square_of_exactly_its_size():
    (page,) = open_pdf(stamp_seal(draw_seal(PLAIN).encode(), size=113)).pages
    assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, 113, 113], abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.text("公司有限技术上海北京合同云智能科", min_size=1, max_size=40))
def test_letters_stay_on_the_seal_however_long_the_name(name):
    for letter in list_letters(draw_seal(SealDesign(name, "合同专用章", style=SealStyle.CHINESE))):
        rise = re.search(r"translate\((-?[\d.]+) (-?[\d.]+)\)", letter.get("transform"))
        assert abs(float(rise[1])) < 48
        assert abs(float(rise[2])) < 48


@pytest.mark.parametrize("name", ["", "  ", "公" * 61])
def test_a_name_that_has_no_room_is_refused(name):
    with pytest.raises(RenderingError) as caught:
        draw_seal(SealDesign(name, style=SealStyle.CHINESE))
    assert caught.value.code == "seal_name_too_long"


def test_a_letter_that_no_font_has_is_refused():
    with pytest.raises(RenderingError) as caught:
        draw_seal(SealDesign("\U000f0000", style=SealStyle.CHINESE))
    assert caught.value.code == "missing_glyphs"


def test_markup_in_a_name_is_drawn_and_not_obeyed():
    design = SealDesign('<b onload="x">&', style=SealStyle.PLAIN)
    assert "onload" not in draw_seal(design)


def test_the_paper_around_a_scanned_seal_becomes_transparent():
    picture = open_picture(prepare_seal_picture(draw_scan()))
    assert picture.mode == "RGBA"
    assert picture.width == picture.height
    middle = picture.getpixel((picture.width // 2, picture.height // 2))
    assert middle[3] < 10
    ink = picture.getpixel((picture.width // 2, 8))
    assert ink[3] > 200
    assert ink[0] > 150 > ink[1]


def test_a_transparent_seal_stays_as_it_is():
    picture = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(picture).ellipse((10, 10, 190, 190), outline=(200, 20, 30, 255), width=10)
    output = BytesIO()
    picture.save(output, "PNG")
    middle = open_picture(prepare_seal_picture(output.getvalue())).getpixel((90, 90))
    assert middle[3] == 0


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\x89PNG\r\n"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(RenderingError) as caught:
        prepare_seal_picture(data)
    assert caught.value.code == "invalid_image"
