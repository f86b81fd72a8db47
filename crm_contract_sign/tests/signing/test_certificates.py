"""Certificates as we issue them, and as others bring them."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from outsiders import run
from signing_builders import DAY, NOW, make_authority, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing.certificates import is_short_term

CRL_URL = "https://contracts.example.com/contract/authority/1.crl"
ISSUER_URL = "https://contracts.example.com/contract/certificate/1.cer"


@pytest.fixture(scope="module", params=[{"size": 2048}, {"algorithm": "ecdsa"}], ids=str)
def authority(request):
    return make_authority(**request.param)


@pytest.fixture(scope="module")
def public_key():
    return signing.generate_private_key("ecdsa").public_key()


def issue_short(authority, public_key, **values):
    values = {"moment": NOW, "lifetime": timedelta(hours=1), **values}
    subject = signing.Subject("Li Na", email="li@example.com")
    return signing.issue_signatory_certificate(*authority, public_key, subject, **values)


def assert_raises(code, function, *arguments, **values):
    with pytest.raises(SigningError) as caught:
        function(*arguments, **values)
    assert caught.value.code == code
    return caught.value.params


# Issued.


def test_openssl_accepts_a_person_under_either_kind_of_authority(authority, tmp_path):
    (tmp_path / "ca.pem").write_text(signing.to_pem(authority[0]))
    person = make_signer(authority, algorithm="ecdsa").certificate
    (tmp_path / "person.pem").write_text(signing.to_pem(person))
    verify = "openssl verify -x509_strict -purpose smimesign -CAfile".split()
    assert "OK" in run(*verify, tmp_path / "ca.pem", tmp_path / "person.pem")


def test_certificate_says_where_to_look_up_its_status(authority, public_key):
    certificate = signing.issue_certificate(
        *authority,
        public_key,
        signing.Subject("Ann"),
        valid_from=NOW,
        valid_until=NOW + DAY,
        crl_url=CRL_URL,
        issuer_url=ISSUER_URL,
    )
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert points[0].full_name[0].value == CRL_URL
    assert access[0].access_location.value == ISSUER_URL


def test_certificate_does_not_say_where_if_there_is_no_address(authority, public_key):
    certificate = issue_short(authority, public_key)
    for kind in (x509.CRLDistributionPoints, x509.AuthorityInformationAccess):
        with pytest.raises(x509.ExtensionNotFound):
            certificate.extensions.get_extension_for_class(kind)


def test_address_that_is_none_is_not_certified(authority, public_key):
    assert_raises("invalid_url", issue_short, authority, public_key, crl_url="no address")


def test_signatory_certificate_lives_shortly_and_says_so(authority, public_key):
    certificate = issue_short(authority, public_key)
    assert certificate.not_valid_after_utc == NOW + timedelta(hours=1)
    assert NOW - timedelta(minutes=10) < certificate.not_valid_before_utc < NOW
    assert is_short_term(certificate)


@pytest.mark.parametrize(
    ("purpose", "days", "is_short"),
    [("signatory", 1, True), ("signatory", 2, False), ("user", 1, False)],
)
def test_only_a_signatory_s_short_lived_certificate_says_so(
    authority, public_key, purpose, days, is_short
):
    certificate = signing.issue_certificate(
        *authority,
        public_key,
        signing.Subject("Li Na"),
        valid_from=NOW,
        valid_until=NOW + days * DAY,
        purpose=purpose,
    )
    assert is_short_term(certificate) == is_short


def test_signatory_certificate_never_lives_longer_than_a_day(authority, public_key):
    certificate = issue_short(authority, public_key, lifetime=timedelta(days=365))
    assert certificate.not_valid_after_utc == NOW + DAY


def test_signatory_certificate_does_not_outlive_its_authority(authority, public_key):
    end = authority[0].not_valid_after_utc
    certificate = issue_short(authority, public_key, moment=end - timedelta(minutes=5))
    assert certificate.not_valid_after_utc == end
    assert_raises("certificate_expired", issue_short, authority, public_key, moment=end)


# Brought along.


def make_path(*lengths, valid_until=NOW + DAY):
    """Authorities below each other: certificate and key of each, the root first."""
    path = []
    for number, length in enumerate(lengths):
        key = signing.generate_private_key("ecdsa")
        name = signing.Subject(f"Authority {number}").to_name()
        issuer_name, issuer_key = (path[-1][0].subject, path[-1][1]) if path else (name, key)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer_name)
            .public_key(key.public_key())
            .serial_number(number + 1)
            .not_valid_before(NOW - DAY)
            .not_valid_after(valid_until)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        )
        if length is not False:
            constraints = x509.BasicConstraints(ca=True, path_length=length)
            builder = builder.add_extension(constraints, critical=True)
        path.append((builder.sign(issuer_key, hashes.SHA256()), key))
    return path


def make_pkcs12(signer, chain, key=None):
    key = key or signer._key
    encryption = serialization.BestAvailableEncryption(b"password")
    return pkcs12.serialize_key_and_certificates(b"", key, signer.certificate, chain, encryption)


def test_imported_chain_is_put_in_order_and_what_is_not_of_it_left_out():
    path = make_path(None, 1, 0)
    root, middle, last = (certificate for certificate, _key in path)
    signer = make_signer(path[-1], algorithm="ecdsa")
    stranger = make_authority()[0]
    data = make_pkcs12(signer, [root, stranger, last, middle])
    assert signing.load_pkcs12(data, b"password").chain == (last, middle, root)


def test_imported_chain_may_lack_its_root():
    path = make_path(None, 0)
    signer = make_signer(path[-1], algorithm="ecdsa")
    data = make_pkcs12(signer, [path[-1][0]])
    assert signing.load_pkcs12(data, b"password").chain == (path[-1][0],)


@pytest.mark.parametrize(
    ("lengths", "valid_until", "reason"),
    [
        ((None, False), NOW + DAY, "not_an_authority"),
        ((0, None, None), NOW + DAY, "path_too_long"),
        ((None,), NOW - timedelta(hours=1), "not_valid_now"),
    ],
)
def test_imported_chain_that_does_not_hold_is_refused(lengths, valid_until, reason):
    path = make_path(*lengths, valid_until=valid_until)
    signer = make_signer(path[-1], algorithm="ecdsa")
    data = make_pkcs12(signer, [certificate for certificate, _key in path])
    params = assert_raises("chain_broken", signing.load_pkcs12, data, b"password")
    assert params["reason"] == reason


def test_forged_issuer_is_not_taken_for_the_real_one():
    # The same name, another key.
    path = make_path(None)
    impostor = make_path(None)[0][0]
    signer = make_signer(path[0], algorithm="ecdsa")
    assert signing.load_pkcs12(make_pkcs12(signer, [impostor]), b"password").chain == ()


def test_certificate_for_another_purpose_is_not_imported(authority):
    signer = make_signer(authority, algorithm="ecdsa")
    data = make_pkcs12(signer, [])
    assert_raises("wrong_purpose", signing.load_pkcs12, data, b"password", purpose="authority")


def test_password_that_is_wrong_is_called_so(authority):
    data = make_pkcs12(make_signer(authority, algorithm="ecdsa"), [])
    assert_raises("wrong_password", signing.load_pkcs12, data, b"guess")
