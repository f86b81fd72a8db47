"""Keys that stay unlocked for some minutes."""

import pytest

from crm_contract_sign import signing
from crm_contract_sign.signing.unlocked import SECONDS_REMEMBERED

PLACE = ("database", 2, 7, "session")
PIN, WRAPPED = "correct horse", b"the key as it is stored"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def key():
    return signing.generate_private_key("ecdsa")


@pytest.fixture
def keys(clock, key):
    keys = signing.UnlockedKeys(clock)
    keys.put(PLACE, key, PIN, WRAPPED)
    return keys


def test_key_is_had_back_at_its_place_with_its_pin(keys, key):
    assert keys.get(PLACE, PIN, WRAPPED) is key


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_had_at_another_place(keys, part):
    other = [*PLACE]
    other[part] = "another"
    assert keys.get(tuple(other), PIN, WRAPPED) is None


def test_nothing_is_had_with_another_pin_and_the_key_stays(keys, key):
    assert keys.get(PLACE, "guessed it", WRAPPED) is None
    assert keys.get(PLACE, PIN, WRAPPED) is key


def test_key_whose_wrapping_has_changed_is_forgotten(keys):
    assert keys.get(PLACE, PIN, b"under another PIN") is None
    assert keys.get(PLACE, PIN, WRAPPED) is None


def test_key_ends_with_its_time_however_often_it_was_used(keys, key, clock):
    clock.now = SECONDS_REMEMBERED - 1
    assert keys.get(PLACE, PIN, WRAPPED) is key
    clock.now = SECONDS_REMEMBERED
    assert keys.get(PLACE, PIN, WRAPPED) is None


def test_sweeping_drops_what_has_ended_and_leaves_the_rest(keys, key, clock):
    clock.now = SECONDS_REMEMBERED / 2
    later = ("database", 3, 8, "session")
    keys.put(later, key, PIN, WRAPPED)
    clock.now = SECONDS_REMEMBERED
    keys.sweep()
    clock.now = SECONDS_REMEMBERED / 2  # As if time ran back: only what was dropped is gone.
    assert keys.get(PLACE, PIN, WRAPPED) is None
    assert keys.get(later, PIN, WRAPPED) is key


def test_keys_are_forgotten_by_what_their_places_say(keys):
    keys.forget(lambda place: place[-1] == "another session")
    assert keys.get(PLACE, PIN, WRAPPED) is not None
    keys.forget(lambda place: place[-1] == "session")
    assert keys.get(PLACE, PIN, WRAPPED) is None
