"""QR codes."""

from xml.etree import ElementTree

from crm_contract_sign.rendering import qr_svg

URL = "https://example.com/contract/verify/q7Xw2k?a=1&b=2"
SVG = "{http://www.w3.org/2000/svg}"


def parse(svg):
    return ElementTree.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'))


def test_the_code_is_one_path_that_fills_its_box():
    root = parse(qr_svg(URL))
    assert root.get("width") is None
    assert root.get("viewBox").startswith("0 0 ")
    assert len(root.findall(f"{SVG}path")) == 1


def test_the_address_is_the_alternative_text():
    assert parse(qr_svg(URL)).findtext(f"{SVG}title") == URL


def test_the_same_text_gives_the_same_code():
    assert qr_svg(URL) == qr_svg(URL)
    assert qr_svg(URL) != qr_svg(URL + "1")
