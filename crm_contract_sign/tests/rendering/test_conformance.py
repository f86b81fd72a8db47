"""PDF/A-3, level A (ISO 19005-3), as far as the structure of the file shows it."""

import re

import pytest
from rendering_builders import (
    build_picture,
    list_objects,
    open_catalog,
    open_pdf,
    render_body,
)

from crm_contract_sign.rendering import contract_data_attachment, qr_svg

FORBIDDEN_KEYS = ("/AcroForm", "/OCProperties", "/OpenAction", "/AA", "/Perms", "/NeedsRendering")


@pytest.fixture(scope="module")
def pdf():
    body = (
        '<h1>Contract</h1><p>Agreed, <b>soon</b> <i>or</i> later. <a href="https://a.example">x</a>'
        "<p>双方同意。<table><tr><th>A<td>1</table>"
        f'<img src="asset:logo" alt="Logo">{qr_svg("https://a.example")}'
    )
    return render_body(
        body,
        images={"logo": build_picture(mode="RGBA")},
        attachments=[contract_data_attachment({"a": 1})],
    ).pdf


@pytest.fixture(scope="module")
def catalog(pdf):
    return open_catalog(pdf)


@pytest.fixture(scope="module")
def objects(pdf):
    return list_objects(pdf)


def test_it_says_that_it_is_pdf_a_3a(catalog):
    metadata = catalog["/Metadata"].get_object().get_data().decode()
    assert re.search(r'pdfaid:part="3"', metadata)
    assert re.search(r'pdfaid:conformance="A"', metadata)


def test_its_version_is_1_7_and_it_is_identified(pdf):
    assert pdf.startswith(b"%PDF-1.7")
    assert len(open_pdf(pdf).trailer["/ID"]) == 2


def test_its_colours_are_defined(catalog):
    (intent,) = catalog["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert b"acsp" in intent["/DestOutputProfile"].get_object().get_data()[:128]


def test_it_is_tagged_and_its_language_is_set(catalog):
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert "/StructTreeRoot" in catalog


def test_every_picture_has_an_alternative_text(objects):
    figures = [each for each in objects if each.get("/S") == "/Figure"]
    assert sorted(figure["/Alt"] for figure in figures) == ["Logo", "https://a.example"]


def test_every_font_is_embedded_and_its_characters_are_known(objects):
    fonts = [each for each in objects if each.get("/Type") == "/Font"]
    descriptors = [each for each in objects if each.get("/Type") == "/FontDescriptor"]
    assert len(descriptors) >= 3
    assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)
    assert all("/ToUnicode" in each for each in fonts if each["/Subtype"] == "/Type0")


def test_no_picture_asks_to_be_smoothed(objects):
    images = [each for each in objects if each.get("/Subtype") == "/Image"]
    assert images
    assert [each for each in images if each.get("/Interpolate", False) != False] == []  # noqa: E712


def test_every_annotation_is_a_link_that_prints(objects):
    annotations = [each for each in objects if each.get("/Type") == "/Annot"]
    assert [(each["/Subtype"], each["/F"]) for each in annotations] == [("/Link", 4)]


def test_it_can_do_nothing_by_itself(pdf, catalog):
    assert [key for key in FORBIDDEN_KEYS if key in catalog] == []
    assert b"/JavaScript" not in pdf
    assert not open_pdf(pdf).is_encrypted


def test_its_attachment_is_associated_with_it(catalog):
    assert {each.get_object()["/AFRelationship"] for each in catalog["/AF"]} == {"/Data"}
