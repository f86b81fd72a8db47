"""Which certificates of others may become trust anchors."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from signing_builders import NOW, make_authority, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError


@pytest.fixture(scope="module")
def authority():
    return make_authority()


def make_root(*, key_size=2048, constraints=True, usage=True):
    """A self-signed certificate that may lack what makes an authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=key_size)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Root")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
    )
    if constraints:
        basic = x509.BasicConstraints(ca=True, path_length=None)
        builder = builder.add_extension(basic, critical=True)
    if usage:
        signs = dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        kind = x509.KeyUsage(digital_signature=False, key_cert_sign=True, **signs)
        builder = builder.add_extension(kind, critical=True)
    return builder.sign(key, hashes.SHA256())


def encode(certificate, encoding=Encoding.PEM):
    return certificate.public_bytes(encoding)


def assert_refused(code, data, moment=NOW):
    with pytest.raises(SigningError) as caught:
        signing.load_anchor(data, moment=moment)
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_authority_is_read_from_pem_and_der(encoding):
    root = make_root()
    assert signing.load_anchor(encode(root, encoding), moment=NOW) == root


def test_person_is_refused(authority):
    assert_refused("wrong_purpose", encode(make_signer(authority).certificate))


def test_certificate_without_basic_constraints_is_refused():
    assert_refused("wrong_purpose", encode(make_root(constraints=False)))


def test_certificate_that_does_not_say_that_it_issues_is_refused():
    assert_refused("wrong_purpose", encode(make_root(usage=False)))


def test_authority_is_refused_before_and_after_its_time():
    root = encode(make_root())
    assert_refused("certificate_expired", root, NOW + timedelta(days=2))
    assert_refused("certificate_not_yet_valid", root, NOW - timedelta(days=2))


def test_weak_key_is_refused():
    assert_refused("weak_key", encode(make_root(key_size=1024)))


def test_several_certificates_are_refused():
    assert_refused("several_certificates", encode(make_root()) * 2)


@pytest.mark.parametrize(
    "data",
    [b"", b"something else", b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"\x30\x03\x02\x01\x00"],
)
def test_what_is_no_certificate_is_refused(data):
    assert_refused("malformed_anchor", data)
