"""Pictures from outside."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from rendering_builders import build_drawing, build_picture

from crm_contract_sign.rendering import RenderingError, reencode_image


def open_image(data):
    return Image.open(BytesIO(data))


def refusal(data, **options):
    with pytest.raises(RenderingError) as caught:
        reencode_image(data, **options)
    return caught.value


@pytest.mark.parametrize("image_format", ["PNG", "JPEG"])
def test_a_drawing_becomes_a_png(image_format):
    assert open_image(reencode_image(build_drawing(image_format=image_format))).format == "PNG"


def test_blank_margins_are_cut():
    assert open_image(reencode_image(build_drawing(ink=(100, 50, 199, 89)))).size == (100, 40)


def test_transparent_margins_are_cut():
    picture = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    picture.paste((0, 0, 120, 255), (10, 20, 60, 50))
    output = BytesIO()
    picture.save(output, "PNG")
    assert open_image(reencode_image(output.getvalue())).size == (50, 30)


def test_a_large_drawing_is_made_smaller_in_proportion():
    drawing = build_drawing(size=(2000, 1000), ink=(0, 0, 1999, 499))
    assert open_image(reencode_image(drawing, width=400, height=400)).size == (400, 100)


def test_nothing_but_the_picture_is_kept():
    picture = Image.open(BytesIO(build_drawing(image_format="JPEG")))
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    output = BytesIO()
    picture.save(output, "JPEG", exif=exif)
    assert b"where I live" in output.getvalue()
    assert b"where I live" not in reencode_image(output.getvalue())


def test_a_photograph_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # Turned by 90 degrees.
    output = BytesIO()
    open_image(build_drawing(ink=(100, 50, 199, 89))).save(output, "JPEG", exif=exif, quality=95)
    width, height = open_image(reencode_image(output.getvalue())).size
    assert height > width


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        build_picture(image_format="GIF"),
        build_drawing()[:80],
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
    ids=["empty", "pdf", "gif", "cut off", "svg"],
)
def test_what_is_not_a_whole_png_or_jpeg_is_refused(data):
    assert refusal(data).code == "invalid_image"


@pytest.mark.parametrize("color", ["white", "#fdfdfd"])
def test_a_blank_drawing_is_refused(color):
    assert refusal(build_picture(color=color)).code == "invalid_image"


def test_a_fully_transparent_drawing_is_refused():
    assert refusal(build_picture(color=(0, 0, 0, 0), mode="RGBA")).code == "invalid_image"


def test_a_picture_of_too_many_bytes_is_refused():
    error = refusal(build_drawing() + b"\0" * 2 * 1024 * 1024)
    assert (error.code, error.params) == ("image_too_large", {"limit": "2 MB"})


@pytest.mark.parametrize("size", [(3000, 2000), (20_000, 20_000)], ids=["large", "bomb"])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size):
    error = refusal(build_picture(size=size, mode="1", color=0))
    assert (error.code, error.params) == ("image_too_large", {"limit": "4 MP"})


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_a_coded_error(data):
    try:
        reencode_image(b"\x89PNG\r\n\x1a\n" + data)
    except RenderingError as error:
        assert error.code in {"invalid_image", "image_too_large"}  # noqa: PT017
