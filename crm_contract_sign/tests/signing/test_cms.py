"""Our few lines of DER against a general ASN.1 library."""

import hashlib

import pytest
from asn1crypto import cms, core
from hypothesis import given
from hypothesis import strategies as st
from signing_builders import make_authority, make_signer

from crm_contract_sign.signing import Mechanism, der
from crm_contract_sign.signing.cms import make_container, make_signed_attributes, to_asn1

DIGEST = hashlib.sha256(b"document").digest()


@pytest.fixture(scope="module")
def signer():
    return make_signer(make_authority())


@given(st.integers(0, 2**160))
def test_integer_is_encoded_as_a_library_does(value):
    assert der.integer(value) == core.Integer(value).dump()


@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=8), st.integers(0, 39))
def test_object_identifier_is_encoded_as_a_library_does(rest, second):
    dotted = ".".join(map(str, (1, second, *rest)))
    assert der.identifier(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.binary(max_size=70_000))
def test_octet_string_of_any_length_is_encoded_as_a_library_does(data):
    assert der.octet_string(data) == core.OctetString(data).dump()


@given(st.lists(st.binary(max_size=20)))
def test_members_of_a_set_stand_in_the_order_of_der(members):
    class Strings(core.SetOf):
        _child_spec = core.OctetString

    encoded = der.set_of(*map(der.octet_string, members))
    assert encoded == Strings(members).dump(force=True)


@pytest.mark.parametrize("mechanism", Mechanism)
def test_container_is_what_a_library_would_encode(signer, mechanism):
    # Read all of it, and encode every value again: the same bytes, so it is strict DER.
    attributes = make_signed_attributes(DIGEST, signer.certificate, mechanism)
    container = make_container(
        attributes, b"signature", signer.certificate, signer.chain, mechanism
    )
    parsed = cms.ContentInfo.load(container, strict=True)
    assert parsed.copy().dump(force=True) == container
    said = parsed["content"]["signer_infos"][0]["signed_attrs"]
    assert {each["type"].native for each in said} == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
        "cms_algorithm_protection",
    }


def test_container_holds_the_whole_chain_once(signer):
    certificates = [signer.certificate, *signer.chain]
    attributes = make_signed_attributes(DIGEST, signer.certificate, Mechanism.RSA_PKCS1)
    container = make_container(
        attributes, b"", signer.certificate, certificates, Mechanism.RSA_PKCS1
    )
    held = cms.ContentInfo.load(container)["content"]["certificates"]
    assert sorted(each.chosen.dump() for each in held) == sorted(
        to_asn1(each).dump() for each in certificates
    )
