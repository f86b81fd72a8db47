"""Whom the authority certifies: whoever proves that they hold the private key."""

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import Mechanism, check_possession, generate_private_key

CHALLENGE = b"for this purpose alone"


@pytest.fixture(scope="module")
def key():
    return generate_private_key(size=3072)


def to_spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def sign(key, data=CHALLENGE):
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def get_refusal(spki, signature=b""):
    with pytest.raises(SigningError) as caught:
        check_possession(
            spki, CHALLENGE, signature, mechanism=Mechanism.RSA_PKCS1, minimum_rsa_bits=3072
        )
    return caught.value


def test_owner_of_the_key_gets_it_back(key):
    found = check_possession(to_spki(key), CHALLENGE, sign(key))
    assert found.public_numbers() == key.public_key().public_numbers()


def test_signature_of_another_challenge_proves_nothing(key):
    assert get_refusal(to_spki(key), sign(key, b"another")).code == "possession_not_proved"


def test_signature_by_another_key_proves_nothing(key):
    other = generate_private_key(size=3072)
    assert get_refusal(to_spki(key), sign(other)).code == "possession_not_proved"


@pytest.mark.parametrize("size", [1024, 2048])
def test_short_key_is_refused_with_its_size(size):
    weak = rsa.generate_private_key(public_exponent=65537, key_size=size)
    error = get_refusal(to_spki(weak), sign(weak))
    assert (error.code, error.params) == ("key_too_weak", {"size": size})


def test_enormous_key_is_refused_before_it_is_used():
    numbers = rsa.RSAPublicNumbers(65537, 2**16383 + 1)
    spki = numbers.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert get_refusal(spki, b"x" * 2048).code == "key_too_weak"


def test_key_with_a_tiny_exponent_is_refused():
    weak = rsa.generate_private_key(public_exponent=3, key_size=3072)
    assert get_refusal(to_spki(weak), sign(weak)).code == "key_too_weak"


def test_key_of_another_kind_proves_nothing():
    elliptic = ec.generate_private_key(ec.SECP256R1())
    assert get_refusal(to_spki(elliptic)).code == "possession_not_proved"


@pytest.mark.parametrize("spki", [b"", b"\x30\x00", b"-----BEGIN PUBLIC KEY-----", b"\xff" * 400])
def test_bytes_that_are_no_public_key_are_refused(spki):
    assert get_refusal(spki).code == "malformed_public_key"


def test_truncated_key_is_refused(key):
    assert get_refusal(to_spki(key)[:-1]).code == "malformed_public_key"
