"""Attacks on the signature object itself: forged, wrapped, transplanted, swapped, mutated."""

import re

import pytest
from attack_builders import (
    FORGED,
    build_page,
    certified,
    codes,
    judge,
    make_signer,
    prepare,
    sign,
    signed,
    stream,
    write_update,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_contract_sign import signing
from crm_contract_sign.signing import Verdict

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[[^\]]*\]")


def get_range(pdf):
    """The signed byte range of the newest signature."""
    return [int(number) for number in re.findall(rb"\d+", BYTE_RANGE.findall(pdf)[-1])]


def get_gap(pdf):
    """Where the newest signature's own bytes stand."""
    _start, first, second, _length = get_range(pdf)
    return first, second


def write_signature(entries):
    """An unsigned contract with a signature object of our own making in its first field."""
    field = b"<</FT/Sig/T(Signature1)/V 8 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>"
    return build_page(catalog=b"/AcroForm<</Fields[7 0 R]/SigFlags 3>>", o7=field, o8=entries)


SIGNATURE = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached%s>>"


def borrowed_contents():
    """The signature of a good contract, as hexadecimal text."""
    first, second = get_gap(certified())
    return certified()[first:second]


# Universal signature forgery (USF): a signature object that nothing can be checked by.


@pytest.mark.parametrize(
    "byte_range",
    [
        b"",
        b"/ByteRange null",
        b"/ByteRange[]",
        b"/ByteRange[0]",
        b"/ByteRange[0 0 0 0]",
        b"/ByteRange[0 -1 -1 -1]",
        b"/ByteRange[-1 9 9 9]",
        b"/ByteRange[0 100 200 99999999]",
        b"/ByteRange[0 100 50 100]",
        b"/ByteRange[0 99999999999999999999 0 1]",
        b"/ByteRange[0 100 200 50 300 10]",
        b"/ByteRange[0 (a) 200 50]",
        b"/ByteRange 7 0 R",
    ],
)
def test_signature_with_an_odd_byte_range_is_refused(byte_range):
    pdf = write_signature(SIGNATURE % (byte_range + b"/Contents" + borrowed_contents()))
    report = judge(pdf)
    assert codes(report) & {"unreadable_signature", "odd_byte_range"}
    assert report.verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    "contents",
    [b"", b"/Contents null", b"/Contents<>", b"/Contents<00>", b"/Contents(text)", b"/Contents 9"],
)
def test_signature_without_contents_is_refused(contents):
    report = judge(write_signature(SIGNATURE % (b"/ByteRange[0 10 20 10]" + contents)))
    assert "unreadable_signature" in codes(report)
    assert report.verdict is Verdict.REFUSED


@pytest.mark.parametrize("value", [b"null", b"[]", b"(signed)", b"<<>>"])
def test_field_with_a_value_that_is_no_signature_is_refused(value):
    assert not judge(write_signature(value)).accepted


@pytest.mark.parametrize("kind", [b"adbe.x509.rsa_sha1", b"adbe.pkcs7.sha1", b"nothing"])
def test_signature_of_an_outdated_or_unknown_kind_is_refused(kind):
    changed = certified().replace(b"/ETSI.CAdES.detached", b"/%s" % kind.ljust(19, b" "))
    assert not judge(changed).accepted


# Wrapping (SWA) and changed byte ranges.


def test_byte_range_that_leaves_out_the_price_is_refused():
    pdf = certified()
    first, second = get_gap(pdf)
    start = pdf.index(b"Price")
    numbers = b"0 %d %d %d" % (start, second, len(pdf) - second)
    old = BYTE_RANGE.findall(pdf)[-1]
    forged = pdf.replace(old, (b"/ByteRange [%s]" % numbers).ljust(len(old))[: len(old)])
    assert first > start
    assert "odd_byte_range" in codes(judge(forged))


def test_signed_part_moved_behind_forged_objects_is_refused():
    pdf = certified()
    first, second = get_gap(pdf)
    injected = b"\n4 0 obj\n%s\nendobj\n" % stream(FORGED)
    moved = pdf[:second] + injected + pdf[second:]
    numbers = b"0 %d %d %d" % (first, second + len(injected), len(pdf) - second)
    old = BYTE_RANGE.findall(pdf)[-1]
    forged = moved.replace(old, (b"/ByteRange [%s]" % numbers).ljust(len(old)))
    assert codes(judge(forged)) & {"odd_byte_range", "bytes_changed", "malformed"}


def test_object_hidden_in_the_padding_of_a_signature_is_refused():
    pdf = certified()
    _first, second = get_gap(pdf)
    hidden = b"4 0 obj (EUR 900) endobj".hex().upper().encode()
    forged = pdf[: second - 1 - len(hidden)] + hidden + pdf[second - 1 :]
    assert codes(judge(forged)) == {"odd_container"}


def test_signature_of_another_contract_is_refused():
    first, second = get_gap(certified())
    other = sign(prepare(build_page(o4=stream(FORGED))))
    here, there = get_gap(other)
    assert (here, there) == (first, second)
    transplanted = other[:here] + certified()[first:second] + other[there:]
    assert "bytes_changed" in codes(judge(transplanted))


def test_signature_copied_into_the_other_field_of_the_same_contract_is_refused():
    pdf = certified()
    number = re.findall(rb"(\d+) 0 obj\s+<<[^>]*?/T\s*\(Signature2\)", pdf)[-1]
    text = re.findall(rb"\n%s 0 obj\s+(.*?)\s+endobj" % number, pdf, re.DOTALL)[-1]
    value = re.findall(rb"/V (\d+ 0 R)", pdf)[-1]
    forged = write_update(pdf, {int(number): text[:-2] + b"/V " + value + b">>"})
    assert {"shared_signature", "unexplained_revision"} <= codes(judge(forged))


# Swapped certificates.


def test_certificate_swapped_for_one_of_another_person_is_refused():
    pdf = certified()
    first, second = get_gap(pdf)
    mine, theirs = make_signer(), make_signer("Eve")
    contents = bytes.fromhex(pdf[first + 1 : second - 1].decode())
    swapped = contents.replace(to_der(mine.certificate), to_der(theirs.certificate))
    swapped = swapped.ljust(len(contents), b"\x00")[: len(contents)]
    forged = pdf[: first + 1] + swapped.hex().encode() + pdf[second - 1 :]
    assert not judge(forged).accepted


def test_key_that_calls_itself_by_the_same_name_is_not_trusted():
    impostor = make_signer("Ann", authority="Impostor")
    assert codes(judge(sign(prepare(), signer=impostor))) == {"untrusted_certificate"}


def test_authority_of_the_same_name_with_another_key_is_not_trusted():
    from attack_builders import make_authority

    signer = make_signer.__wrapped__("Ann")
    twin = make_authority.__wrapped__("Test Authority")
    report = judge(sign(prepare(), signer=signer), anchors=[signing.to_pem(twin[0])])
    assert not report.accepted
    assert report.verdict is Verdict.INTACT


def to_der(certificate):
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


# Mutated bytes.


@settings(max_examples=80, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_anywhere_is_accepted(place, bit):
    pdf = bytearray(signed())
    pdf[int(place * len(pdf))] ^= 1 << bit
    assert not judge(bytes(pdf)).accepted


@settings(max_examples=80, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_of_a_signature_itself_is_accepted(place, bit):
    pdf = bytearray(signed())
    first, second = get_gap(bytes(pdf))
    # A third of the gap is the signature; the rest are zeros.
    length = (second - first) // 3
    pdf[first + int(place * length)] ^= 1 << bit
    assert not judge(bytes(pdf)).accepted


@settings(max_examples=40, deadline=None)
@given(length=st.floats(0, 1, exclude_max=True))
def test_no_truncated_contract_is_accepted(length):
    assert not judge(signed()[: int(length * (len(signed()) - 6))]).accepted


@settings(max_examples=40, deadline=None)
@given(place=st.floats(0, 1), junk=st.binary(min_size=1, max_size=40))
def test_no_contract_with_something_put_in_is_accepted(place, junk):
    pdf = signed()
    index = int(place * (len(pdf) - 7))
    assert not judge(pdf[:index] + junk + pdf[index:]).accepted


@settings(max_examples=100, deadline=None)
@given(junk=st.binary(max_size=400))
def test_junk_is_refused_and_raises_nothing(junk):
    for content in (junk, b"%PDF-1.7\n" + junk, b"%PDF-1.7\n" + junk + b"\nstartxref\n9\n%%EOF\n"):
        assert not judge(content).accepted
