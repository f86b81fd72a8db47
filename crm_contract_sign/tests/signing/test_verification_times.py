"""What a signature's time rests on, and what that decides: validity, revocation, levels."""

from datetime import timedelta
from functools import cache

import pytest
from attack_builders import (
    AUTHORITY,
    NOW,
    anchors,
    codes,
    judge,
    make_authority,
    make_signer,
    prepare,
    sign,
    signed,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from outside_signers import sign_outside, to_asn1, to_asn1_key

from crm_contract_sign import signing
from crm_contract_sign.signing import Level, TimeSource, Verdict


def days(count):
    return NOW + timedelta(days=count)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def make_list(*revoked, authority=AUTHORITY, signed_by=None, reason=None):
    """A revocation list: pairs of a signer and the day on which they were revoked."""
    issuer, _key = make_authority(authority)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
    builder = builder.last_update(days(-1)).next_update(days(7))
    for signer, day in revoked:
        entry = x509.RevokedCertificateBuilder(signer.certificate.serial_number, days(day))
        if reason:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    crl = builder.sign(make_authority(signed_by or authority)[1], hashes.SHA256())
    return crl.public_bytes(serialization.Encoding.DER)


@cache
def make_time_authority(start=-30, end=30, key_usage=ExtendedKeyUsageOID.TIME_STAMPING):
    """A time-stamp authority's certificate, which is its own anchor's, and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name("Test Time"))
        .issuer_name(make_authority("Time Root")[0].subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(days(start))
        .not_valid_after(days(end))
        .add_extension(x509.ExtendedKeyUsage([key_usage]), critical=True)
        .sign(make_authority("Time Root")[1], hashes.SHA256())
    )
    return certificate, key


def make_stamper(moment=None, **authority):
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate, key = make_time_authority(**authority)
    store = SimpleCertificateStore()
    store.register(to_asn1(make_authority("Time Root")[0]))
    return DummyTimeStamper(
        tsa_cert=to_asn1(certificate),
        tsa_key=to_asn1_key(key),
        certs_to_embed=store,
        fixed_dt=moment or NOW,
    )


def judge_time(pdf, **options):
    return judge(pdf, timestamp_anchors=anchors("Time Root"), **options)


def sign_for_years(lta=False, signer=None, revocation_lists=None):
    """A signature with a time-stamp and the data to check it later; B-LT, or B-LTA."""
    from asn1crypto.crl import CertificateList
    from pyhanko_certvalidator import ValidationContext

    lists = revocation_lists or [make_list(), make_list(authority="Time Root")]
    roots = [to_asn1(make_authority(each)[0]) for each in (AUTHORITY, "Time Root")]
    context = ValidationContext(
        trust_roots=roots,
        crls=[CertificateList.load(each) for each in lists],
        allow_fetching=False,
        revocation_mode="hard-fail",
    )
    return sign_outside(
        prepare(),
        signer=signer,
        timestamper=make_stamper(),
        embed_validation_info=True,
        validation_context=context,
        use_pades_lta=lta,
    )


# Levels.


def test_signature_without_a_time_stamp_is_of_level_b_b_and_its_time_is_claimed():
    (signature, _other) = judge(signed()).signatures
    assert (signature.level, signature.time_source) == (Level.B_B, TimeSource.CLAIM)
    assert signature.proven_at is None
    assert "time_is_claimed" in {note.code for note in signature.notes}


def test_time_stamped_signature_is_of_level_b_t_and_its_time_is_proven():
    report = judge_time(sign_outside(prepare(), timestamper=make_stamper()))
    (signature,) = report.signatures
    assert report.accepted
    assert (signature.level, signature.time_source) == (Level.B_T, TimeSource.TIMESTAMP)
    assert signature.proven_at == NOW
    assert signature.timestamp_authority == "Test Time"


def test_signature_with_its_revocation_lists_is_of_level_b_lt():
    report = judge_time(sign_for_years())
    assert report.accepted, codes(report)
    assert report.signatures[0].level is Level.B_LT


def test_document_time_stamp_over_all_that_makes_it_b_lta_and_is_listed_apart():
    report = judge_time(sign_for_years(lta=True))
    assert report.accepted, codes(report)
    assert report.signatures[0].level is Level.B_LTA
    (stamp,) = report.timestamps
    assert (stamp.authority, stamp.trusted, stamp.moment) == ("Test Time", True, NOW)


def test_archived_signature_is_accepted_when_all_its_certificates_have_expired():
    pdf = sign_for_years(lta=True)
    assert judge_time(pdf, moment=days(20)).accepted


def test_signature_of_iso_32000_1_is_judged_and_called_no_pades_signature():
    from pyhanko.sign.fields import SigSeedSubFilter

    report = judge(sign_outside(prepare(), subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED))
    assert report.accepted, codes(report)
    assert report.signatures[0].level is Level.CMS


# Time-stamps that prove nothing.


def test_time_stamp_of_an_unknown_authority_proves_nothing_and_is_noted():
    report = judge(sign_outside(prepare(), timestamper=make_stamper()))
    (signature,) = report.signatures
    assert report.accepted, codes(report)
    assert signature.time_source is TimeSource.CLAIM
    assert "untrusted_timestamp" in {note.code for note in signature.notes}


def test_time_stamp_of_a_certificate_that_is_not_for_time_stamping_proves_nothing():
    stamper = make_stamper(key_usage=ExtendedKeyUsageOID.CODE_SIGNING)
    report = judge_time(sign_outside(prepare(), timestamper=stamper))
    assert report.signatures[0].time_source is TimeSource.CLAIM


def test_time_stamp_whose_authority_has_expired_since_proves_nothing_by_itself():
    pdf = sign_outside(prepare(), timestamper=make_stamper())
    report = judge_time(pdf, moment=days(40))
    assert report.signatures[0].time_source is TimeSource.CLAIM


def test_time_stamp_of_another_signature_is_refused():
    from asn1crypto.cms import ContentInfo

    first = sign_outside(prepare(), timestamper=make_stamper())
    second = sign_outside(prepare(), timestamper=make_stamper(), reason="another")
    theirs, ours = read_container(second), read_container(first)
    token = ContentInfo.load(theirs)["content"]["signer_infos"][0]["unsigned_attrs"]
    changed = ContentInfo.load(ours)
    changed["content"]["signer_infos"][0]["unsigned_attrs"] = token
    forged = replace_container(first, changed.dump(force=True))
    assert "wrong_timestamp" in codes(judge_time(forged))


def read_container(pdf):
    from test_attacks_forgery import get_gap

    first, second = get_gap(pdf)
    return bytes.fromhex(pdf[first + 1 : second - 1].decode())


def replace_container(pdf, content):
    from test_attacks_forgery import get_gap

    first, second = get_gap(pdf)
    text = content.hex().upper().encode().ljust(second - first - 2, b"0")
    return pdf[: first + 1] + text + pdf[second - 1 :]


def test_claim_of_a_later_time_than_the_time_stamp_proves_is_refused():
    pdf = sign_outside(prepare(), timestamper=make_stamper(days(-0.5)))
    assert "signed_in_the_future" in codes(judge_time(pdf))


def test_claim_of_a_time_to_come_is_refused():
    pdf = sign(prepare(), signer=make_signer("Ann"))
    assert codes(judge(pdf, moment=days(-0.5))) == {"signed_in_the_future"}


# Validity, at the time that counts.


def test_certificate_that_had_expired_when_it_signed_is_refused():
    pdf = sign(prepare(), signer=make_signer("Ann", start=-3, end=-2))
    assert "certificate_expired" in codes(judge(pdf))


def test_certificate_that_was_not_valid_yet_when_it_signed_is_refused():
    pdf = sign(prepare(), signer=make_signer("Ann", start=2, end=3))
    assert "certificate_not_yet_valid" in codes(judge(pdf))


def test_certificate_that_has_expired_since_is_judged_at_the_time_of_signing():
    pdf = sign(prepare(), signer=make_signer("Ann"))
    assert judge(pdf, moment=days(300)).accepted


def test_time_stamp_shows_that_a_claim_to_have_signed_in_time_is_false():
    signer = make_signer("Ann", start=-3, end=-2)
    pdf = sign_outside(prepare(), signer=signer, timestamper=make_stamper())
    assert "certificate_expired" in codes(judge_time(pdf))


# Revocation.


def test_certificate_revoked_before_it_signed_is_refused():
    signer = make_signer("Ann")
    pdf = sign(prepare(), signer=signer)
    report = judge(pdf, revocation_lists=[make_list((signer, -1))])
    assert codes(report) == {"certificate_revoked"}
    assert report.signatures[0].revoked_on == days(-1)


def test_certificate_revoked_afterwards_is_refused_where_the_time_is_only_claimed():
    signer = make_signer("Ann")
    pdf = sign(prepare(), signer=signer)
    report = judge(pdf, moment=days(2), revocation_lists=[make_list((signer, 1))])
    assert codes(report) == {"certificate_revoked_unproven"}


def test_certificate_revoked_afterwards_is_accepted_where_a_time_stamp_proves_the_time():
    signer = make_signer("Ann")
    pdf = sign_outside(prepare(), signer=signer, timestamper=make_stamper())
    report = judge_time(pdf, moment=days(2), revocation_lists=[make_list((signer, 1))])
    assert report.accepted, codes(report)
    assert "revoked_afterwards" in {note.code for note in report.signatures[0].notes}


def test_certificate_revoked_afterwards_is_accepted_where_our_own_record_proves_the_time():
    signer = make_signer("Ann")
    pdf = sign(prepare(), signer=signer)
    known = signing.Expectation(recorded_at={"Signature1": NOW})
    lists = [make_list((signer, 1))]
    report = judge(pdf, moment=days(2), revocation_lists=lists, expectation=known)
    assert report.accepted, codes(report)
    assert report.signatures[0].time_source is TimeSource.RECORD


def test_revocation_in_the_file_itself_counts_as_well():
    signer = make_signer("Ann")
    later = make_list((signer, 1), reason=x509.ReasonFlags.superseded)
    pdf = sign_for_years(
        signer=signer, revocation_lists=[make_list(), make_list(authority="Time Root")]
    )
    assert judge_time(pdf, moment=days(2), revocation_lists=[later]).accepted
    revoked = judge_time(pdf, moment=days(2), revocation_lists=[make_list((signer, -1))])
    assert codes(revoked) == {"certificate_revoked"}


def test_list_that_another_authority_signed_revokes_nobody():
    signer = make_signer("Ann")
    forged = make_list((signer, -1), signed_by="Impostor")
    assert judge(sign(prepare(), signer=signer), revocation_lists=[forged, b"junk"]).accepted


def test_list_may_be_handed_in_as_pem():
    signer = make_signer("Ann")
    pem = x509.load_der_x509_crl(make_list((signer, -1)))
    lists = [pem.public_bytes(serialization.Encoding.PEM)]
    pdf = sign(prepare(), signer=signer)
    assert codes(judge(pdf, revocation_lists=lists)) == {"certificate_revoked"}


def test_authority_whose_trust_was_withdrawn_vouches_for_nothing_later():
    pdf = sign(prepare())
    fingerprint = signing.describe(make_authority(AUTHORITY)[0]).fingerprint
    assert codes(judge(pdf, withdrawn={fingerprint: days(-1)})) == {"certificate_revoked"}
    assert codes(judge(pdf, withdrawn={fingerprint: days(1)})) == {"certificate_revoked_unproven"}


# Strength and purpose.


@pytest.mark.parametrize("digest", ["sha384", "sha512"])
def test_other_strong_digests_are_accepted(digest):
    assert judge(sign_outside(prepare(), md_algorithm=digest)).accepted


def test_pss_signature_is_accepted_and_named():
    report = judge(sign_outside(prepare(), pss=True))
    assert report.accepted, codes(report)
    assert report.signatures[0].algorithm == "RSA-2048 PSS / SHA256"


def test_sha1_signature_is_refused_as_weak():
    assert codes(judge(sign_outside(prepare(), md_algorithm="sha1"))) == {"weak_algorithm"}


def test_short_key_is_refused_as_weak():
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    signer = signing.LoadedKeySigner(key, certify(key), (make_authority(AUTHORITY)[0],))
    assert "weak_algorithm" in codes(judge(sign_outside(prepare(), signer=signer)))


def test_ecdsa_signature_is_accepted():
    key = ec.generate_private_key(ec.SECP256R1())
    signer = signing.LoadedKeySigner(key, certify(key), (make_authority(AUTHORITY)[0],))
    report = judge(sign_outside(prepare(), signer=signer))
    assert report.accepted, codes(report)
    assert report.signatures[0].algorithm == "ECDSA-secp256r1 / SHA256"


def test_certificate_for_another_purpose_is_refused():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    usage = {"digital_signature": False, "key_encipherment": True, "content_commitment": False}
    signer = signing.LoadedKeySigner(key, certify(key, **usage), (make_authority(AUTHORITY)[0],))
    assert codes(judge(sign_outside(prepare(), signer=signer))) == {"wrong_key_usage"}


def certify(key, **usage):
    authority, authority_key = make_authority(AUTHORITY)
    usages = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only"
    )
    used = {"digital_signature": True, "content_commitment": True, **usage}
    return (
        x509.CertificateBuilder()
        .subject_name(name("Somebody"))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(days(-1))
        .not_valid_after(days(1))
        .add_extension(
            x509.KeyUsage(**{each: used.get(each, False) for each in usages.split()}), critical=True
        )
        .sign(authority_key, hashes.SHA256())
    )


# Signatures of others.


def test_signature_of_an_unknown_authority_is_intact_but_not_vouched_for():
    report = judge(signed(), anchors=[])
    assert report.verdict is Verdict.INTACT
    assert all(signature.holds for signature in report.signatures)


def test_unsigned_document_and_one_without_a_signature_yet_are_called_unsigned():
    from attack_builders import build_page

    for pdf in (build_page(), prepare()):
        report = judge(pdf)
        assert codes(report) == {"unsigned"}
        assert report.verdict is Verdict.UNSIGNED


def test_two_signatures_in_turn_are_accepted_where_nobody_certified():
    once = sign_outside(prepare(), box=None)
    twice = sign_outside(once, field_name="Another", box=(60, 300, 200, 360))
    assert judge(twice).accepted
