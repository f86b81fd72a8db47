"""Levels B-T, B-LT and B-LTA of a document that its last signature has locked, as outsiders see
them.  The certificates of its signers expire tomorrow."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from outsiders import (
    ask_openssl,
    ask_pdfsig,
    ask_pyhanko,
    ask_pyhanko_by_security_store,
    ask_pyhanko_for_archive,
)
from pyhanko.sign.diff_analysis import ModificationLevel
from signing_builders import (
    DAY,
    NOW,
    make_authority,
    make_empty_document,
    make_request,
    make_signer,
)

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import ValidationMaterial

MUCH_LATER = NOW + timedelta(days=3650)


@pytest.fixture(scope="module")
def authority():
    return make_authority()


@pytest.fixture(scope="module")
def policy(time_url):
    return signing.TimestampPolicy((signing.TimestampAuthority(time_url),))


@pytest.fixture(scope="module")
def anchors(authority, time_authority):
    return authority[0], time_authority.get_certificate()


def make_list(authority, **values):
    values = {"number": 1, "issued_at": NOW, "next_update": NOW + 30 * DAY, **values}
    return signing.create_revocation_list(*authority, [], **values)


@pytest.fixture(scope="module")
def material(authority, time_authority):
    lists = make_list(authority), time_authority.get_crl(NOW)
    return ValidationMaterial(revocation_lists=lists)


@pytest.fixture(scope="module")
def timestamped(authority, policy):
    """Level B-T, certified by one and locked by another."""
    pdf = make_empty_document()
    for name, field_name in (("Ann", "Signature1"), ("王伟", "Signature2")):
        signer = make_signer(authority, name)
        pdf = signing.sign(pdf, make_request(signer, field_name), signer, policy)
    return pdf


@pytest.fixture(scope="module")
def stored(timestamped, material):
    """Level B-LT."""
    return signing.add_validation_material(timestamped, material)


@pytest.fixture(scope="module")
def archived(stored, policy):
    """Level B-LTA."""
    return signing.add_document_timestamp(stored, policy)


@pytest.fixture(scope="module")
def renewed(archived, material, policy):
    """Level B-LTA, its archive time-stamp renewed."""
    return signing.preserve(archived, material, policy)


@pytest.fixture(scope="module", params=["timestamped", "stored", "archived", "renewed"])
def document(request):
    return request.getfixturevalue(request.param)


# Every level.


def test_signatures_and_their_timestamps_are_accepted_by_pyhanko(document, anchors):
    for status in ask_pyhanko(document, *anchors):
        assert status.bottom_line
        assert status.timestamp_validity.trusted


def test_locked_document_counts_as_unchanged(document, anchors):
    last = ask_pyhanko(document, *anchors)[-1]
    assert last.docmdp_ok
    assert last.modification_level <= ModificationLevel.LTA_UPDATES


def test_signatures_are_accepted_by_pdfsig(document, tmp_path):
    # Of document time-stamps, pdfsig says that it can't verify this kind of signature.
    assert ask_pdfsig(document, tmp_path).count("Signature is Valid") == 2


def test_signatures_are_accepted_by_openssl(document, authority, tmp_path):
    answers = ask_openssl(document, tmp_path, authority[0])
    assert ["successful" in answer for answer in answers] == [True, True]


# Time-stamped signatures.


def test_signature_without_its_timestamp_can_be_finished_again(authority, policy):
    def fail(digest):
        raise SigningError("timestamp_unavailable", failures=[])

    signer = make_signer(authority)
    request = make_request(signer, timestamped=True)
    prepared = signing.prepare(make_empty_document(), request)
    signature = signer.sign(prepared.signed_attributes)
    with pytest.raises(SigningError):
        prepared.finish(signature, fail)
    later = signing.resume(signing.suspend(prepared)).finish(signature, policy)
    assert ask_pyhanko(later, authority[0])[0].timestamp_validity.intact


def test_timestamp_that_finds_no_room_is_not_embedded(authority):
    signer = make_signer(authority)
    prepared = signing.prepare(make_empty_document(), make_request(signer, timestamped=True))
    with pytest.raises(SigningError) as caught:
        prepared.finish(signer.sign(prepared.signed_attributes), lambda digest: bytes(50_000))
    assert caught.value.code == "signature_too_large"


# Stored validation material.


def test_stored_material_is_all_that_a_verifier_needs(stored, anchors):
    statuses = ask_pyhanko_by_security_store(stored, *anchors)
    assert [status.bottom_line for status in statuses] == [True, True]


def test_certificates_whose_status_is_asked_for_are_listed(timestamped):
    names = {signing.describe(each).common_name for each in signing.list_certificates(timestamped)}
    assert names == {"Ann", "王伟", "Test Authority", "Time Authority", "Time Root"}


def test_certificate_of_unknown_status_is_named(timestamped, authority):
    with pytest.raises(SigningError) as caught:
        signing.add_validation_material(
            timestamped, ValidationMaterial(revocation_lists=(make_list(authority),))
        )
    assert caught.value.code == "revocation_unknown"
    assert "Time Authority" in caught.value.params["name"]


def test_outdated_list_is_not_stored(timestamped, authority, time_authority):
    old = make_list(authority, issued_at=NOW - 9 * DAY, next_update=NOW - DAY)
    material = ValidationMaterial(revocation_lists=(old, time_authority.get_crl(NOW)))
    with pytest.raises(SigningError) as caught:
        signing.add_validation_material(timestamped, material)
    assert caught.value.params == {"reason": "outdated"}


def test_list_is_fetched_once_for_all_certificates_of_an_issuer(
    timestamped, authority, time_authority, anchors
):
    asked = []

    def fetch(certificate, issuer):
        asked.append(signing.describe(issuer).common_name)
        is_ours = issuer == authority[0]
        found = make_list(authority) if is_ours else time_authority.get_crl(NOW)
        return ValidationMaterial(revocation_lists=(found,))

    pdf = signing.add_validation_material(timestamped, ValidationMaterial(), fetch=fetch)
    assert sorted(asked) == ["Test Authority", "Time Root"]
    assert all(status.bottom_line for status in ask_pyhanko_by_security_store(pdf, *anchors))


def test_short_lived_certificate_needs_no_status(authority):
    key = signing.generate_private_key(size=2048)
    certificate = signing.issue_signatory_certificate(
        *authority, key.public_key(), signing.Subject("Li Na"), moment=NOW
    )
    signer = signing.LoadedKeySigner(key, certificate, (authority[0],))
    pdf = signing.sign(make_empty_document(), make_request(signer), signer)
    assert signing.add_validation_material(pdf, ValidationMaterial())


# OCSP responses, of authorities that answer so.


def make_ocsp_response(authority, certificate, *, moment=NOW):
    issuer, issuer_key = authority
    return (
        ocsp.OCSPResponseBuilder()
        .add_response(
            certificate,
            issuer,
            hashes.SHA256(),
            ocsp.OCSPCertStatus.GOOD,
            moment,
            moment + DAY,
            None,
            None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
        .sign(issuer_key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


@pytest.fixture(scope="module")
def signer(authority):
    """Somebody whose certificate says that its status is to be asked for."""
    issuer, issuer_key = authority
    key = signing.generate_private_key(size=2048)
    plain = signing.issue_certificate(
        *authority,
        key.public_key(),
        signing.Subject("Olga"),
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
    )
    builder = x509.CertificateBuilder(
        plain.issuer, plain.subject, plain.public_key(), plain.serial_number, NOW - DAY, NOW + DAY
    )
    for extension in plain.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    responder = x509.UniformResourceIdentifier("http://ocsp.example.com/")
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, responder)
    builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return signing.LoadedKeySigner(key, builder.sign(issuer_key, hashes.SHA256()), (issuer,))


@pytest.fixture(scope="module")
def signed(signer):
    return signing.sign(make_empty_document(), make_request(signer), signer)


def test_ocsp_response_tells_the_status_as_well(authority, signer, signed):
    response = make_ocsp_response(authority, signer.certificate)
    pdf = signing.add_validation_material(signed, ValidationMaterial(ocsp_responses=(response,)))
    assert ask_pyhanko_by_security_store(pdf, authority[0])[0].bottom_line


def test_ocsp_response_on_another_certificate_tells_nothing(authority, signed):
    response = make_ocsp_response(authority, make_signer(authority).certificate)
    with pytest.raises(SigningError) as caught:
        signing.add_validation_material(signed, ValidationMaterial(ocsp_responses=(response,)))
    assert caught.value.code == "revocation_unknown"


@pytest.mark.parametrize(
    ("make_response", "reason"),
    [
        (lambda *who: make_ocsp_response(*who, moment=NOW - 9 * DAY), "outdated"),
        (lambda *who: make_ocsp_response(*who)[:-1] + b"?", "wrong_signature"),
        (lambda *who: b"nonsense", "malformed"),
    ],
)
def test_bad_ocsp_response_is_not_stored(authority, signer, signed, make_response, reason):
    response = make_response(authority, signer.certificate)
    with pytest.raises(SigningError) as caught:
        signing.add_validation_material(signed, ValidationMaterial(ocsp_responses=(response,)))
    assert caught.value.code == "ocsp_response_invalid"
    assert caught.value.params == {"reason": reason}


# Archived.


@pytest.mark.parametrize("level", ["archived", "renewed"])
def test_signature_is_provable_long_after_its_certificate_expired(request, level, anchors):
    document = request.getfixturevalue(level)
    verdicts = ask_pyhanko_for_archive(document, MUCH_LATER, *anchors)
    assert [verdict.standard_name for verdict in verdicts] == ["OK", "OK"]


def test_signature_is_not_provable_by_who_does_not_know_the_time_authority(archived, anchors):
    verdicts = ask_pyhanko_for_archive(archived, MUCH_LATER, anchors[0])
    assert all(verdict.standard_name != "OK" for verdict in verdicts)


def test_each_archive_timestamp_has_a_field_of_its_own(renewed):
    from outsiders import read_signatures

    fields = [signature.field_name for signature in read_signatures(renewed)]
    assert fields == ["Signature1", "Signature2", "Timestamp1", "Timestamp2"]


def test_earlier_revisions_stay_what_they_were(timestamped, stored, archived, renewed):
    assert renewed.startswith(archived)
    assert archived.startswith(stored)
    assert stored.startswith(timestamped)


def test_document_that_is_none_is_not_preserved(policy):
    with pytest.raises(SigningError) as caught:
        signing.preserve(b"nonsense", ValidationMaterial(), policy)
    assert caught.value.code == "malformed_pdf"
