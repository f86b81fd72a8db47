import pytest

from crm_contract_sign import signing


@pytest.fixture(scope="module")
def stored():
    return signing.hash_passcode("Blue Heron 7")


def test_passcode_matches_whatever_its_letter_case_and_outer_spaces(stored):
    assert signing.matches_passcode(" blue heron 7 ", stored)


def test_other_passcode_does_not_match(stored):
    assert not signing.matches_passcode("blue heron 8", stored)


def test_same_passcode_is_kept_under_another_hash_each_time(stored):
    assert signing.hash_passcode("Blue Heron 7") != stored


@pytest.mark.parametrize("hash_", ["", "scrypt", "md5$1$1$1$AA==$AA==", "scrypt$3$8$1$AA==$AA=="])
def test_hash_that_can_not_be_read_matches_nothing(hash_):
    assert not signing.matches_passcode("", hash_)
