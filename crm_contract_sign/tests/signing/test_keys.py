"""Wrapped keys, and proof that others hold theirs."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import Mechanism, sealing
from crm_contract_sign.signing.mechanisms import sign_with

UNTOUCHED = dict(sealing.SCRYPT_PARAMETERS)
CHALLENGE = b"thirty-two random bytes of ours."


@pytest.fixture(autouse=True)
def cheap_derivation(monkeypatch):
    """Guessing is made expensive in production, where the parameters stay what they are."""
    monkeypatch.setattr(sealing, "SCRYPT_PARAMETERS", {**sealing.SCRYPT_PARAMETERS, "n": 2**4})


def test_each_guess_of_a_secret_costs_what_owasp_asks_for():
    assert UNTOUCHED == {"n": 2**17, "r": 8, "p": 1}


@pytest.fixture(scope="module", params=["rsa", "ecdsa"])
def key(request):
    return signing.generate_private_key(request.param, 2048)


def encode(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def assert_raises(code, function, *arguments, **values):
    with pytest.raises(SigningError) as caught:
        function(*arguments, **values)
    assert caught.value.code == code


def test_wrapped_key_opens_with_its_secret_and_context_only(key):
    wrapped = signing.wrap_private_key(key, b"secret", context=b"here")
    opened = signing.unwrap_private_key(wrapped, b"secret", context=b"here")
    assert opened.private_numbers() == key.private_numbers()
    for secret, context in ((b"wrong", b"here"), (b"secret", b"elsewhere")):
        assert_raises("wrong_secret", signing.unwrap_private_key, wrapped, secret, context=context)


def test_rewrapped_key_opens_with_the_new_secret_alone(key):
    wrapped = signing.wrap_private_key(key, b"1234", context=b"Ann")
    rewrapped = signing.rewrap_private_key(wrapped, b"1234", b"5678", context=b"Ann")
    opened = signing.unwrap_private_key(rewrapped, b"5678", context=b"Ann")
    assert opened.private_numbers() == key.private_numbers()
    assert_raises("wrong_secret", signing.unwrap_private_key, rewrapped, b"1234", context=b"Ann")


def test_rewrapped_key_can_be_bound_to_something_else(key):
    wrapped = signing.wrap_private_key(key, b"1234", context=b"Ann")
    rewrapped = signing.rewrap_private_key(
        wrapped, b"1234", b"1234", context=b"Ann", new_context=b"Bob"
    )
    assert signing.unwrap_private_key(rewrapped, b"1234", context=b"Bob")


def test_key_is_not_rewrapped_without_its_secret(key):
    wrapped = signing.wrap_private_key(key, b"1234")
    assert_raises("wrong_secret", signing.rewrap_private_key, wrapped, b"0000", b"5678")


def test_who_signs_the_challenge_holds_the_key(key):
    signature = sign_with(key, CHALLENGE, signing.default_mechanism(key))
    found = signing.check_possession(encode(key), CHALLENGE, signature)
    assert found == key.public_key()


def test_holder_of_a_pss_key_says_so():
    key = signing.generate_private_key(size=2048)
    signature = sign_with(key, CHALLENGE, Mechanism.RSA_PSS)
    signing.check_possession(encode(key), CHALLENGE, signature, mechanism=Mechanism.RSA_PSS)
    assert_raises(
        "possession_not_proved", signing.check_possession, encode(key), CHALLENGE, signature
    )


def test_signature_of_another_challenge_proves_nothing(key):
    signature = sign_with(key, b"another", signing.default_mechanism(key))
    assert_raises(
        "possession_not_proved", signing.check_possession, encode(key), CHALLENGE, signature
    )


@pytest.mark.parametrize(
    ("public_key", "code"),
    [
        (encode(rsa.generate_private_key(public_exponent=65537, key_size=1024)), "key_too_weak"),
        (encode(rsa.generate_private_key(public_exponent=3, key_size=2048)), "key_too_weak"),
        (encode(ec.generate_private_key(ec.SECP384R1())), "unsupported_key"),
        (encode(ed25519.Ed25519PrivateKey.generate()), "unsupported_key"),
        (b"nonsense", "malformed_key"),
        (b"", "malformed_key"),
    ],
)
def test_key_that_no_signature_should_rest_on_is_refused(public_key, code):
    assert_raises(code, signing.load_public_key, public_key)
