"""Files that harm whoever reads them, or hide what they do: refused before a verdict."""

import re

import pytest
from attack_builders import (
    NOW,
    bomb,
    build_page,
    codes,
    judge,
    prepare,
    sign,
    signed,
    stream,
    write_update,
)

from crm_contract_sign.signing import MAXIMUM_FILE_BYTES, Verdict

SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
LAUNCH = b"<</S/Launch/F(calc.exe)>>"


def link(action):
    return b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/F 4/A %s>>" % action


# Active content in files of others: refused though properly signed by somebody trusted.


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ({"catalog": b"/OpenAction " + SCRIPT}, "JavaScript"),
        ({"catalog": b"/AA<</WC %s>>" % SCRIPT}, "JavaScript"),
        ({"catalog": b"/Names<</JavaScript<</Names[(a) 6 0 R]>>>>", "o6": SCRIPT}, "JavaScript"),
        ({"page": b"/AA<</O %s>>" % LAUNCH}, "Launch"),
        ({"page": b"/Annots[6 0 R]", "o6": link(SCRIPT)}, "JavaScript"),
        ({"page": b"/Annots[6 0 R]", "o6": link(LAUNCH)}, "Launch"),
        (
            {"page": b"/Annots[6 0 R]", "o6": link(b"<</S/URI/URI(x)/Next %s>>" % SCRIPT)},
            "JavaScript",
        ),
        (
            {"page": b"/Annots[6 0 R]", "o6": link(b"<</S/SubmitForm/F(http://x)>>")},
            "SubmitForm",
        ),
        (
            {"page": b"/Annots[6 0 R]", "o6": link(b"<</S/SetOCGState/State[/OFF]>>")},
            "SetOCGState",
        ),
        (
            {
                "catalog": b"/Outlines<</First 6 0 R/Last 6 0 R/Count 1>>",
                "o6": b"<</Title(x)/A %s>>" % SCRIPT,
            },
            "JavaScript",
        ),
        (
            {
                "page": b"/Annots[6 0 R]",
                "o6": b"<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/F 4>>",
            },
            "RichMedia",
        ),
    ],
)
def test_signed_file_that_acts_is_refused_with_the_kind_of_action(page, kind):
    report = judge(sign(prepare(build_page(**page))))
    assert codes(report) == {"active_content"}
    assert report.problems[0].params["kinds"] == [kind]


def test_signed_file_with_layers_that_can_be_switched_off_is_refused():
    layers = b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>"
    pdf = sign(prepare(build_page(catalog=layers, o6=b"<</Type/OCG/Name(Price)>>")))
    assert codes(judge(pdf)) == {"optional_content"}


def test_signed_file_that_carries_another_file_is_refused():
    names = b"/Names<</EmbeddedFiles<</Names[(invoice.exe) 6 0 R]>>>>"
    attached = b"<</Type/Filespec/F(invoice.exe)/EF<</F 7 0 R>>>>"
    pdf = build_page(catalog=names, o6=attached, o7=stream(b"MZ", b"/Type/EmbeddedFile"))
    report = judge(sign(prepare(pdf)))
    assert codes(report) == {"embedded_files"}
    assert report.problems[0].params["names"] == ["invoice.exe"]


def test_data_that_belongs_to_the_document_is_no_stranger():
    names = b"/AF[6 0 R]/Names<</EmbeddedFiles<</Names[(contract.json) 6 0 R]>>>>"
    attached = b"<</Type/Filespec/F(contract.json)/AFRelationship/Data/EF<</F 7 0 R>>>>"
    content = stream(b"{}", b"/Type/EmbeddedFile/Subtype/application#2Fjson")
    assert judge(sign(prepare(build_page(catalog=names, o6=attached, o7=content)))).accepted


def test_links_to_pages_and_addresses_do_no_harm():
    notes = {"page": b"/Annots[6 0 R]", "o6": link(b"<</S/URI/URI(https://example.com)>>")}
    assert judge(sign(prepare(build_page(**notes)))).accepted


def test_field_whose_type_stands_in_its_parent_is_no_hiding_place():
    form = {
        "catalog": b"/AcroForm<</Fields[6 0 R]>>",
        "o6": b"<</T(a)/Kids[7 0 R]>>",
        "o7": b"<</T(b)/Parent 6 0 R/FT/Tx/V(EUR 900)>>",
    }
    report = judge(sign(prepare(build_page(**form))))
    assert codes(report) == {"other_form_fields"}
    assert report.problems[0].params["names"] == ["a.b"]


def test_xfa_form_is_refused():
    form = b"/AcroForm<</Fields[]/XFA[(template) 6 0 R]>>"
    pdf = sign(prepare(build_page(catalog=form, o6=stream(b"<x/>"))))
    assert "xfa_form" in codes(judge(pdf))


# Files that cannot or must not be read.


def test_encrypted_file_is_named_as_such():
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(BytesIO(build_page())))
    writer.encrypt("secret", "secret")
    output = BytesIO()
    writer.write(output)
    report = judge(output.getvalue())
    assert codes(report) == {"encrypted"}
    assert report.verdict is Verdict.UNREADABLE


def test_oversized_file_is_refused_unread():
    assert codes(judge(b"%PDF-1.7\n" + bytes(MAXIMUM_FILE_BYTES))) == {"too_large"}


def test_stream_that_unfolds_without_end_is_refused():
    assert codes(judge(build_page(o6=bomb(150)))) == {"too_complex"}


@pytest.mark.parametrize(
    "filters",
    [
        b"/Filter[/FlateDecode/FlateDecode]",
        b"/Filter[/Fl#61teDecode /FlateDecode]",
        b"/Filter[/ASCIIHexDecode/FlateDecode]",
        b"/Filter 7 0 R",
    ],
)
def test_compression_that_hides_its_size_is_refused(filters):
    assert codes(judge(build_page(o6=stream(b"x", filters)))) == {"too_complex"}


def test_endless_nesting_is_refused():
    assert not judge(build_page(o6=b"[" * 100_000 + b"]" * 100_000)).accepted
    assert not judge(build_page(o6=b"<</A" * 50_000 + b" 1" + b">>" * 50_000)).accepted


def test_more_objects_than_any_contract_has_are_refused():
    assert codes(judge(b"%PDF-1.7\n" + b"1 0 obj\n" * 100_001)) == {"too_complex"}


def test_cross_reference_loop_ends_in_a_refusal():
    pdf = signed()
    start = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    looped = re.sub(rb"/Prev \d+", lambda found: b"/Prev %s" % start.rjust(1), pdf)
    assert not judge(looped).accepted


def test_page_tree_that_bites_its_tail_ends_in_a_refusal():
    looped = write_update(build_page(), {2: b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"})
    assert codes(judge(looped)) <= {"malformed", "unsigned"}
    assert not judge(looped).accepted


def test_field_tree_that_bites_its_tail_ends_in_a_refusal():
    form = {"catalog": b"/AcroForm<</Fields[6 0 R]>>", "o6": b"<</T(a)/Kids[6 0 R]>>"}
    assert codes(judge(build_page(**form))) == {"malformed"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x89PNG", b"<html>", b"%!PS-Adobe"])
def test_file_of_another_kind_is_named_as_such(content):
    assert codes(judge(content)) == {"not_a_pdf"}


def test_report_of_a_bad_file_has_its_digest_all_the_same():
    assert len(judge(b"junk", moment=NOW).sha256) == 64
