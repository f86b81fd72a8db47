"""Signing and verifying, as an outsider sees it: real PDFs, judged by us and by ``pdfsig``."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outsiders import read_signatures
from signing_builders import (
    BOXES,
    DAY,
    NOW,
    make_authority,
    make_empty_document,
    make_page,
    make_request,
    make_signer,
)

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import chain


@pytest.fixture(scope="module")
def authority():
    return make_authority()


def add_signature(pdf, field_name, signer):
    return signing.sign(pdf, make_request(signer, field_name), signer)


@pytest.fixture(scope="module")
def empty():
    return make_empty_document()


@pytest.fixture(scope="module")
def signed(authority, empty):
    once = add_signature(empty, "Signature1", make_signer(authority, "Ann"))
    return add_signature(once, "Signature2", make_signer(authority, "王伟"))


@pytest.fixture
def anchors(authority):
    return [signing.to_pem(authority[0])]


def codes(report):
    problems = [*report.problems, *(p for s in report.signatures for p in s.problems)]
    return {problem.code for problem in problems}


def test_document_signed_by_both_sides_is_accepted(signed, anchors):
    report = signing.verify(signed, anchors)
    assert report.accepted, report
    assert [signature.signer_name for signature in report.signatures] == ["Ann", "王伟"]
    assert [signature.is_certification for signature in report.signatures] == [True, False]


def test_pdfsig_calls_both_signatures_valid(signed, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 2


def test_changed_byte_is_refused(signed, anchors):
    changed = bytearray(signed)
    changed[changed.index(b"595 842")] = ord("4")
    assert "bytes_changed" in codes(signing.verify(bytes(changed), anchors))


def test_trailing_update_without_end_marker_is_refused(signed, anchors):
    update = b"4 0 obj\n<</Length 2>>\nstream\nq \nendstream\nendobj\nxref\n0 0\ntrailer\n<<>>\n"
    report = signing.verify(signed + update, anchors)
    assert not report.accepted
    assert codes(report) & {"trailing_bytes", "malformed"}


def test_unknown_authority_is_refused(signed):
    assert codes(signing.verify(signed, [])) == {"untrusted_certificate"}


def test_certificate_that_expired_before_signing_is_refused(authority, empty, anchors):
    expired = make_signer(authority, valid_from=NOW - 3 * DAY, valid_until=NOW - 2 * DAY)
    pdf = add_signature(empty, "Signature1", expired)
    assert "certificate_expired" in codes(signing.verify(pdf, anchors))


def test_missing_planned_signature_is_refused(authority, empty, anchors):
    once = add_signature(empty, "Signature1", make_signer(authority, "Ann"))
    plan = signing.Expectation(field_names=frozenset(BOXES))
    report = signing.verify(once, anchors, expectation=plan)
    assert codes(report) == {"missing_signature"}


def test_other_certificate_than_recorded_is_refused(signed, anchors):
    plan = signing.Expectation(fingerprints={"Signature1": "00", "Signature2": "00"})
    assert "other_certificate" in codes(signing.verify(signed, anchors, expectation=plan))


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "not_a_pdf"), (b"junk", "not_a_pdf"), (b"%PDF-1.7\njunk", "malformed")],
)
def test_file_that_is_no_signed_pdf_is_refused_with_its_reason(content, code):
    assert codes(signing.verify(content, [])) == {code}


def test_unsigned_document_is_refused(anchors):
    assert codes(signing.verify(make_page(), anchors)) == {"unsigned"}


def test_signature_of_another_key_is_not_embedded(authority, empty):
    signer, stranger = make_signer(authority, "Ann"), make_signer(authority, "Eve")
    prepared = signing.prepare(empty, make_request(signer))
    with pytest.raises(SigningError) as caught:
        prepared.finish(stranger.sign(prepared.signed_attributes))
    assert caught.value.code == "signature_mismatch"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_document_is_signed_or_refused_with_a_code(authority, signer, data):
    document = make_empty_document()
    position = data.draw(st.integers(0, len(document) - 1))
    kept = data.draw(st.integers(0, len(document) - position - 1))
    junk = data.draw(st.binary(max_size=4))
    damaged = document[:position] + junk + document[len(document) - kept :]
    code = None
    try:
        signed = signing.sign(damaged, make_request(signer), signer)
        assert signed.startswith(damaged)
    except SigningError as error:
        code = error.code
    assert code in {None, "malformed_pdf", "unknown_field", "document_locked"}


@pytest.fixture(scope="module")
def signer(authority):
    return make_signer(authority)


def test_stated_time_of_signing_is_the_one_asked_for(signed):
    assert [each.self_reported_timestamp for each in read_signatures(signed)] == [NOW, NOW]


def test_certified_document_is_not_certified_again(signed, signer):
    with pytest.raises(SigningError) as caught:
        signing.prepare(signed, make_request(signer))
    assert caught.value.code == "document_locked"


def test_field_that_is_not_there_is_named(signer):
    with pytest.raises(SigningError) as caught:
        signing.prepare(make_empty_document(), make_request(signer, "Elsewhere"))
    assert (caught.value.code, caught.value.params["name"]) == ("unknown_field", "Elsewhere")


def test_locked_document_takes_no_further_signature(signer):
    once = signing.sign(make_empty_document(), make_request(signer, lock_all=True), signer)
    with pytest.raises(SigningError) as caught:
        signing.prepare(once, make_request(signer, "Signature2"))
    assert caught.value.code == "document_locked"


def test_signature_that_locks_must_be_the_last(authority, signer):
    # Else the signature after it would break it.
    once = signing.sign(make_empty_document(), make_request(signer, "Signature2"), signer)
    with pytest.raises(SigningError) as caught:
        signing.prepare(once, make_request(signer, certify=False))
    assert caught.value.code == "document_locked"


def make_chain(length=3):
    links, head = [], chain.Head()
    for number in range(length):
        link = chain.append(head, code="step", moment="2026-01-01T00:00:00Z", payload={"n": number})
        links.append(link)
        head = chain.Head(link.sequence, link.hash)
    return links


def test_untouched_chain_is_intact():
    report = chain.check(make_chain())
    assert report.intact
    assert report.length == 3


@pytest.mark.parametrize("index", [0, 1, 2])
def test_chain_breaks_where_an_event_was_changed(index):
    from dataclasses import replace

    links = make_chain()
    links[index] = replace(links[index], payload='{"n":9}')
    report = chain.check(links)
    assert (report.intact, report.first_broken_sequence) == (False, index + 1)


def test_chain_breaks_where_an_event_was_dropped():
    links = make_chain()
    del links[1]
    assert chain.check(links).problem == "gap"
