"""What a page may load, and what is refused."""

import base64

import pytest
from rendering_builders import build_picture, list_objects, render_body

from crm_contract_sign.rendering import RenderingError

PNG = build_picture()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def embed(data, media_type="image/png"):
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def count_images(rendered):
    return sum(each.get("/Subtype") == "/Image" for each in list_objects(rendered.pdf))


def refusal(body, **options):
    with pytest.raises(RenderingError) as caught:
        render_body(body, **options)
    return caught.value


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_inside_the_page_is_drawn(image_format):
    source = embed(build_picture(image_format=image_format), f"image/{image_format.lower()}")
    assert count_images(render_body(f'<img src="{source}" alt="">')) == 1


def test_a_picture_handed_over_is_drawn():
    rendered = render_body('<img src="asset:logo" alt="">', images={"logo": PNG})
    assert count_images(rendered) == 1


def test_a_picture_may_be_handed_over_under_the_pages_own_address():
    address = "/web/image/12-abcd/plan.png?height=90"
    rendered = render_body(f'<img src="{address}" alt="">', images={address: PNG})
    assert count_images(rendered) == 1


def test_a_logo_may_be_a_vector_graphic():
    body = '<img src="asset:logo" alt="" style="width: 20mm">'
    assert len(render_body(body, images={"logo": SVG}).pdf) > len(render_body("").pdf)


@pytest.mark.parametrize(
    "body",
    [
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<a rel="attachment" href="{}">x</a>',
        '<object data="{}"></object>',
        '<embed src="{}">',
        '<p style="background: url({})">x</p>',
        '<ul style="list-style-image: url({})"><li>x</ul>',
        "<style>@import url({});</style>",
        "<style>@font-face {{ font-family: x; src: url({}) }}</style>",
        '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    ],
)
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname"])
def test_nothing_is_fetched(body, address):
    error = refusal(body.format(address))
    assert (error.code, error.params) == ("forbidden_resource", {"url": address})


def test_a_page_may_not_attach_files():
    page = '<link rel="attachment" href="data:image/png;base64,AAAA">'
    assert b"/Filespec" not in render_body(page).pdf


@pytest.mark.parametrize(
    "address", ["asset:unknown", "/web/image/7", "relative.png", "data:text/css,p{}", "ftp://a/b"]
)
def test_an_unknown_picture_is_refused(address):
    assert refusal(f'<img src="{address}">').code == "forbidden_resource"


def test_a_vector_graphic_may_load_no_more_than_the_page():
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        b'<image href="file:///etc/hostname" width="9" height="9"/></svg>'
    )
    error = refusal('<img src="asset:logo" alt="">', images={"logo": svg})
    assert (error.code, error.params["url"]) == ("forbidden_resource", "file:///etc/hostname")


def test_a_stylesheet_may_load_no_more_than_the_page():
    assert refusal("<p>x</p>", stylesheet="@import 'file:///a.css';").code == "forbidden_resource"


@pytest.mark.parametrize("data", [PNG[:-20], b"no picture", b"<html></html>", b"<svg"])
def test_a_broken_picture_is_an_error_rather_than_a_gap(data):
    assert refusal(f'<img src="{embed(data)}">').code == "invalid_image"


def test_a_refused_address_is_shown_shortened():
    assert len(refusal(f'<img src="http://a/{"b" * 999}">').params["url"]) == 200


@pytest.mark.parametrize(
    "address", ["https://example.com/a?b=1", "mailto:a@example.com", "tel:+44205550123", "#here"]
)
def test_a_link_may_lead_to_what_people_can_read(address):
    assert render_body(f'<p id="here"><a href="{address}">x</a></p>').page_count == 1


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///a", "/web", "data:text/html,x"]
)
def test_any_other_link_is_refused(address):
    error = refusal(f'<a href="{address}">x</a>')
    assert (error.code, error.params) == ("forbidden_resource", {"url": address})
