"""A signature's picture."""

import pytest
from rendering_builders import (
    build_page,
    build_picture,
    extract_text,
    list_objects,
    open_pdf,
    read_stylesheet,
)

from crm_contract_sign.rendering import RenderingError, stamp

WIDTH, HEIGHT = 198.43, 79.37  # 70 by 28 mm
LONG_NAME = "Dr. Maximiliane-Alexandra Hohenlohe-Waldenburg-Schillingsfürst " * 3


def make_stamp(body, stylesheet="", width=WIDTH, height=HEIGHT, **options):
    page = build_page(body)
    return stamp(page, stylesheet=stylesheet, width=width, height=height, **options)


def test_a_stamp_is_one_page_of_exactly_the_boxes_size():
    (page,) = open_pdf(make_stamp("<p>Eleanor Whitcombe</p>")).pages
    assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.01)


def test_the_boxes_size_wins_over_the_stylesheets():
    sheet = "@page { size: A4; margin: 9mm }"
    (page,) = open_pdf(make_stamp("<p>x</p>", sheet)).pages
    assert float(page.mediabox[2]) == pytest.approx(WIDTH, abs=0.01)


def test_a_stamp_embeds_its_fonts():
    objects = list_objects(make_stamp("<p>Eleanor 李文静</p>"))
    descriptors = [each for each in objects if each.get("/Type") == "/FontDescriptor"]
    assert descriptors
    assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)


def test_a_stamp_shows_the_drawing():
    pdf = make_stamp('<img src="asset:drawing" alt="x">', images={"drawing": build_picture()})
    assert any(each.get("/Subtype") == "/Image" for each in list_objects(pdf))


def test_what_does_not_fit_its_box_is_refused():
    with pytest.raises(RenderingError) as caught:
        make_stamp("<p>x</p>" * 40)
    assert caught.value.code == "oversized_stamp"


def test_a_stamp_may_load_no_more_than_a_page():
    with pytest.raises(RenderingError) as caught:
        make_stamp('<img src="file:///etc/hostname">')
    assert caught.value.code == "forbidden_resource"


@pytest.mark.parametrize("name", ["Jo", LONG_NAME, "李文静" * 30])
def test_our_stylesheet_fits_any_name(name):
    body = (
        f'<div class="mark"><div><div class="written">{name}</div></div></div><div class="details">'
        f'<div class="name">{name}</div><div class="reason">For {name}</div></div>'
    )
    text = extract_text(make_stamp(body, read_stylesheet("signature_stamp")))
    assert name[:2] in text
