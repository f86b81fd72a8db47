"""A prepared signature that waits between two requests."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from signing_builders import make_authority, make_empty_document, make_request, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError

names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


@pytest.fixture(scope="module")
def authority():
    return make_authority()


@pytest.fixture(scope="module")
def signer(authority):
    return make_signer(authority)


@pytest.fixture(scope="module")
def prepared(signer):
    return signing.prepare(make_empty_document(), make_request(signer))


@pytest.fixture(scope="module")
def suspended(prepared):
    return signing.suspend(prepared)


def change_header(suspended, **values):
    line, pdf = suspended.split(b"\n", 1)
    return json.dumps({**json.loads(line), **values}).encode() + b"\n" + pdf


def assert_refused(data):
    with pytest.raises(SigningError) as caught:
        signing.resume(data)
    assert caught.value.code == "malformed_prepared_signature"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=names, reason=st.none() | names, certify=st.booleans())
def test_resumed_signature_finishes_as_if_it_had_not_waited(signer, name, reason, certify):
    request = make_request(signer, name=name, reason=reason, certify=certify)
    prepared = signing.prepare(make_empty_document(), request)
    signature = signer.sign(prepared.signed_attributes)
    resumed = signing.resume(signing.suspend(prepared))
    assert resumed == prepared
    assert resumed.finish(signature) == prepared.finish(signature)


def test_finished_document_of_a_resumed_signature_is_accepted(authority, signer, suspended):
    resumed = signing.resume(suspended)
    pdf = resumed.finish(signer.sign(resumed.signed_attributes))
    report = signing.verify(pdf, [signing.to_pem(authority[0])])
    assert report.accepted, report


def test_resumed_signature_refuses_the_signature_of_another_key(authority, suspended):
    resumed = signing.resume(suspended)
    with pytest.raises(SigningError) as caught:
        resumed.finish(make_signer(authority, "Eve").sign(resumed.signed_attributes))
    assert caught.value.code == "signature_mismatch"


def test_suspended_document_names_its_format_and_version(suspended):
    header = json.loads(suspended.split(b"\n", 1)[0])
    assert header["format"] == "crm_contract_sign.prepared_signature"
    assert header["version"] == 1


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_changed_document_is_not_resumed(suspended, data):
    start = suspended.index(b"\n") + 1
    position = data.draw(st.integers(start, len(suspended) - 1))
    changed = bytearray(suspended)
    changed[position] ^= data.draw(st.integers(1, 255))
    assert_refused(bytes(changed))


@settings(max_examples=50, deadline=None)
@given(junk=st.binary(max_size=200))
def test_junk_is_not_resumed(junk):
    assert_refused(junk)


@pytest.mark.parametrize(
    "values",
    [
        {"format": "something.else"},
        {"version": 2},
        {"gap": [0, 1]},
        {"gap": [10, 10**9]},
        {"gap": "1"},
        {"certificates": []},
        {"certificates": ["MAA="]},
        {"document_digest": "00"},
        {"signed_attributes": "MAA="},
        {"signed_attributes": 7},
        {"mechanism": "rsa_pss_sha256"},
        {"mechanism": "md5"},
    ],
)
def test_header_that_does_not_fit_its_document_is_refused(suspended, values):
    assert_refused(change_header(suspended, **values))


def test_attributes_of_another_document_are_refused(signer, suspended):
    # Else a signature prepared for one document could be moved into another.
    other = signing.prepare(make_empty_document(), make_request(signer, name="Another name"))
    header = json.loads(signing.suspend(other).split(b"\n", 1)[0])
    assert_refused(change_header(suspended, signed_attributes=header["signed_attributes"]))


def test_certificate_of_somebody_else_is_refused(authority, suspended):
    # Else a document shown to one could be signed by another.
    other = signing.prepare(make_empty_document(), make_request(make_signer(authority, "Eve")))
    header = json.loads(signing.suspend(other).split(b"\n", 1)[0])
    assert_refused(change_header(suspended, certificates=header["certificates"]))


def test_half_of_a_suspended_document_is_refused(suspended):
    assert_refused(suspended[: len(suspended) // 2])
