"""Attacks on signed contracts by what is appended to them, and what was prepared for it before."""

import re

import pytest
from attack_builders import (
    CATALOG,
    CONTENT,
    FORGED,
    PAGE,
    PAGES,
    build_page,
    certified,
    changes,
    codes,
    find_object,
    judge,
    make_signer,
    page_objects,
    prepare,
    read_object,
    sign,
    signed,
    stream,
    write_update,
)

NOTE = (
    b"<</Type/Annot/Subtype/FreeText/Rect[60 690 400 730]/Contents(Price: EUR 900)"
    b"/AP<</N 91 0 R>>/F 4>>"
)
APPEARANCE = stream(FORGED, b"/Type/XObject/Subtype/Form/BBox[0 0 340 40]")


def replace_page(pdf, entries):
    """The page as it stands, with further entries."""
    return {PAGE: read_object(pdf, PAGE).rstrip()[:-2] + entries + b">>"}


@pytest.mark.parametrize("contract", [certified, signed])
def test_contract_as_it_was_signed_is_accepted(contract):
    assert judge(contract()).accepted


def test_white_space_after_the_end_changes_nothing():
    assert judge(signed() + b"\n\n").accepted


# Trailing update: a reader follows the last startxref, a verifier stops at the last %%EOF.


@pytest.mark.parametrize("contract", [certified, signed])
def test_replaced_content_without_an_end_marker_is_refused(contract):
    forged = write_update(contract(), {CONTENT: stream(FORGED)}, end=False)
    assert codes(judge(forged)) & {"trailing_bytes", "malformed"}


def test_update_behind_an_empty_cross_reference_table_is_refused():
    update = b"4 0 obj\n%s\nendobj\nxref\n0 0\ntrailer\n<<>>\n" % stream(FORGED)
    report = judge(signed() + update)
    assert codes(report) & {"trailing_bytes", "malformed"}


def test_update_whose_end_marker_an_older_comment_lends_is_refused():
    forged = write_update(signed(), {CONTENT: stream(FORGED)}, end=False)
    assert not judge(forged + b"%%EOF %").accepted


# Incremental saving: a whole revision after the last signature.


@pytest.mark.parametrize("contract", [certified, signed])
@pytest.mark.parametrize(
    ("update", "change"),
    [
        (lambda pdf: {CONTENT: stream(FORGED)}, "page_content_changed"),
        (
            lambda pdf: {
                90: stream(FORGED),
                PAGE: read_object(pdf, PAGE).replace(b"4 0 R", b"90 0 R"),
            },
            "page_content_changed",
        ),
        (
            lambda pdf: {
                PAGES: b"<</Type/Pages/Kids[3 0 R 90 0 R]/Count 2>>",
                90: page_objects()[PAGE],
            },
            "pages_added",
        ),
        (
            lambda pdf: {PAGE: read_object(pdf, PAGE).replace(b"595 842", b"595 600")},
            "page_layout_changed",
        ),
    ],
)
def test_whole_revision_that_changes_a_page_is_refused_and_named(contract, update, change):
    pdf = contract()
    report = judge(write_update(pdf, update(pdf)))
    assert "changed_afterwards" in codes(report)
    assert change in changes(report)


def test_page_deleted_from_the_catalogue_is_refused():
    pdf = signed()
    report = judge(write_update(pdf, {}, free=[CONTENT]))
    assert not report.accepted


def test_script_added_to_the_catalogue_is_refused():
    pdf = certified()
    catalog = read_object(pdf, CATALOG)[:-2] + b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
    report = judge(write_update(pdf, {CATALOG: catalog}))
    assert {"active_content", "changed_afterwards"} <= codes(report)
    assert "catalog_changed" in changes(report)


def test_revision_that_does_nothing_to_see_is_refused_as_odd():
    report = judge(write_update(signed(), {90: b"(nobody)"}))
    assert codes(report) == {"unexplained_revision"}


# Evil annotations (EAA): notes that cover the text.


def test_note_over_the_price_is_refused_and_named():
    pdf = certified()
    annotations = re.search(rb"/Annots\s*(\[[^\]]*\])", read_object(pdf, PAGE))[1]
    page = read_object(pdf, PAGE).replace(annotations, annotations[:-1] + b" 90 0 R]")
    report = judge(write_update(pdf, {PAGE: page, 90: NOTE, 91: APPEARANCE}))
    assert "changed_afterwards" in codes(report)
    assert "annotation_added" in changes(report)


def test_note_is_refused_even_where_the_certification_permits_notes():
    pdf = certify_permitting_notes()
    assert judge(pdf).accepted
    page = read_object(pdf, PAGE)
    annotations = re.search(rb"/Annots\s*(\[[^\]]*\])", page)[1]
    page = page.replace(annotations, annotations[:-1] + b" 90 0 R]")
    report = judge(write_update(pdf, {PAGE: page, 90: NOTE, 91: APPEARANCE}))
    assert "changed_afterwards" in codes(report)


def certify_permitting_notes():
    """A certification that allows comments (DocMDP P=3), made with pyHanko alone."""
    from outside_signers import sign_outside
    from pyhanko.sign.fields import MDPPerm

    return sign_outside(prepare(), certify=True, docmdp_permissions=MDPPerm.ANNOTATE)


# Sneaky signatures (SSA): fields that nobody planned.


def test_field_added_after_the_certification_is_refused_though_its_signer_is_trusted():
    from outside_signers import sign_outside

    pdf = sign_outside(certified(), field_name="Sneaky", box=(60, 690, 400, 730))
    report = judge(pdf)
    assert "field_added_afterwards" in codes(report)
    assert {"field_added", "signature_added"} <= set(changes(report))


def test_invisible_field_added_after_the_certification_is_refused_too():
    from outside_signers import sign_outside

    assert "field_added_afterwards" in codes(judge(sign_outside(certified(), field_name="Sneaky")))


def test_planned_field_moved_over_the_price_is_refused():
    pdf = certified()
    number = find_object(pdf, rb"Signature2")
    field = re.sub(rb"/Rect\s*\[[^\]]*\]", b"/Rect[60 690 400 730]", read_object(pdf, number))
    report = judge(write_update(pdf, {number: field}))
    assert "changed_afterwards" in codes(report)
    assert "field_changed" in changes(report)


def test_text_field_added_later_is_refused():
    pdf = certified()
    form = find_object(pdf, rb"/SigFlags")
    text = read_object(pdf, form)
    fields = re.search(rb"/Fields\s*\[([^\]]*)\]", text)[1]
    update = {
        form: text.replace(fields, fields + b" 90 0 R"),
        90: b"<</FT/Tx/T(Price)/V(EUR 900)>>",
    }
    report = judge(write_update(pdf, update))
    assert {"other_form_fields", "field_added_afterwards"} & codes(report)
    assert not report.accepted


# Shadow attacks: prepared before signing, sprung after it.


def test_shadow_hide_is_refused_when_the_cover_is_taken_off():
    cover = b"<</Type/Annot/Subtype/Stamp/Rect[60 690 400 730]/F 4/AP<</N 7 0 R>>>>"
    white = stream(b"1 g 0 0 340 40 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 340 40]")
    pdf = sign(prepare(build_page(page=b"/Annots[6 0 R]", o6=cover, o7=white)))
    report = judge(write_update(pdf, {6: cover.replace(b"/F 4", b"/F 2")}))
    assert "changed_afterwards" in codes(report)
    assert "annotation_changed" in changes(report)


def test_shadow_replace_is_refused_before_and_after_the_field_is_filled():
    pdf = sign(prepare(build_page(**shadow_form())))
    assert "other_form_fields" in codes(judge(pdf))
    filled = shadow_form()["o7"].replace(b"(EUR 100)", b"(EUR 900)")
    report = judge(write_update(pdf, {7: filled}))
    assert not report.accepted
    assert "field_filled" in changes(report)


def shadow_form():
    """A text field that shows the price, as the attacker would have it signed."""
    return {
        "catalog": b"/AcroForm<</Fields[7 0 R]>>",
        "page": b"/Annots[7 0 R]",
        "o7": b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Price)/V(EUR 100)/Rect[60 600 200 620]/F 4>>",
    }


def test_shadow_hide_and_replace_is_refused_when_the_hidden_page_is_switched_in():
    other = page_objects()[PAGE].replace(b"4 0 R", b"8 0 R")
    pdf = sign(prepare(build_page(o7=other, o8=stream(FORGED))))
    assert judge(pdf).accepted
    report = judge(write_update(pdf, {PAGES: b"<</Type/Pages/Kids[7 0 R]/Count 1>>"}))
    assert "changed_afterwards" in codes(report)
    assert "page_content_changed" in changes(report)


def test_hidden_object_that_only_the_cross_reference_table_brings_up_is_refused():
    pdf = sign(prepare(build_page(o8=stream(FORGED))))
    entry = pdf.index(b"8 0 obj")
    table = b"xref\n0 1\n0000000000 65535 f \n4 1\n%010d 00000 n \n" % entry
    previous = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    trailer = b"trailer\n<</Size 9/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
    forged = pdf + table + trailer % (previous, len(pdf))
    assert codes(judge(forged)) & {"malformed", "changed_afterwards"}


def test_contract_signed_by_somebody_else_of_the_same_authority_is_told_by_the_plan():
    from crm_contract_sign import signing

    pdf = sign(prepare(), signer=make_signer("Eve"))
    plan = signing.Expectation(fingerprints={"Signature1": "00" * 32})
    assert codes(judge(pdf, expectation=plan)) == {"other_certificate"}
