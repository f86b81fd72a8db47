"""Open keys, held for a while."""

from datetime import timedelta

import pytest
from signing_builders import make_authority, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def signer():
    return make_signer(make_authority(algorithm="ecdsa"), algorithm="ecdsa")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def keyring(clock):
    return signing.Keyring(timedelta(seconds=60), clock)


def assert_closed(keyring, ticket, owner="session of Ann"):
    with pytest.raises(SigningError) as caught:
        keyring.get(ticket, owner)
    assert caught.value.code == "key_closed"


@pytest.fixture
def ticket(keyring, signer):
    return keyring.hold(signer, "session of Ann")


def test_owner_gets_their_signer_as_often_as_they_like(keyring, ticket, signer):
    assert keyring.get(ticket, "session of Ann") is signer
    assert keyring.get(ticket, "session of Ann") is signer


def test_ticket_is_of_no_use_to_another(keyring, ticket):
    assert_closed(keyring, ticket, "session of Eve")


def test_guessed_ticket_opens_nothing(keyring, ticket):
    assert_closed(keyring, ticket[:-1] + ("A" if ticket[-1] != "A" else "B"))


def test_signer_is_dropped_when_its_time_is_over_though_it_was_used(keyring, clock, ticket):
    clock.now += 59
    keyring.get(ticket, "session of Ann")
    clock.now += 1
    assert_closed(keyring, ticket)
    assert len(keyring) == 0


def test_signer_is_dropped_even_if_nobody_asks_for_it_again(keyring, clock, ticket, signer):
    clock.now += 60
    keyring.hold(signer, "session of Bob")
    assert len(keyring) == 1


def test_revoked_certificate_closes_its_key_for_everyone(keyring, ticket, signer):
    other = keyring.hold(signer, "another session of Ann")
    keyring.forget(fingerprint=signing.describe(signer.certificate).fingerprint)
    assert_closed(keyring, ticket)
    assert_closed(keyring, other, "another session of Ann")


def test_owner_who_leaves_closes_their_keys_alone(keyring, ticket, signer):
    other = keyring.hold(signer, "session of Bob")
    keyring.forget(owner="session of Ann")
    assert_closed(keyring, ticket)
    assert keyring.get(other, "session of Bob") is signer


def test_keyring_shows_no_key(keyring, ticket):
    assert "PrivateKey" not in repr(vars(keyring))
