"""Certificates and public keys of keys that live elsewhere."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from signing_builders import DAY, NOW, make_authority, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError


def to_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def load(text, moment=NOW):
    return signing.load_public_identity(text, moment=moment)


@pytest.fixture(scope="module")
def authority():
    return make_authority(size=2048)


@pytest.fixture(scope="module")
def certificate(authority):
    return make_signer(authority, size=2048).certificate


def test_certificate_is_read_with_its_issuers(authority, certificate):
    text = signing.to_pem(certificate) + signing.to_pem(authority[0])
    identity = load(text.encode())
    assert identity.certificate == certificate
    assert identity.chain == (authority[0],)
    assert identity.public_key == certificate.public_key()


def test_public_key_is_read_without_a_certificate():
    key = signing.generate_private_key("ecdsa")
    identity = load(to_pem(key))
    assert identity.public_key == key.public_key()
    assert identity.certificate is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "malformed_certificate"),
        (b"something else", "malformed_certificate"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "malformed_certificate"),
        ("合同".encode(), "malformed_certificate"),
        (to_pem(ed25519.Ed25519PrivateKey.generate()), "unsupported_key"),
        (to_pem(rsa.generate_private_key(65537, 1024)), "key_too_weak"),
    ],
)
def test_what_can_sign_no_contract_is_refused(text, code):
    with pytest.raises(SigningError) as refused:
        load(text)
    assert refused.value.code == code


def test_certificate_of_another_time_or_purpose_is_refused(authority, certificate):
    text = signing.to_pem(certificate).encode()
    for moment, code in (
        (NOW + 20000 * DAY, "certificate_expired"),
        (NOW - 20000 * DAY, "certificate_not_yet_valid"),
    ):
        with pytest.raises(SigningError) as refused:
            load(text, moment)
        assert refused.value.code == code
    with pytest.raises(SigningError) as refused:
        load(signing.to_pem(authority[0]).encode())
    assert refused.value.code == "wrong_purpose"
