"""Revocation lists downloaded from a real authority on loopback, and from nobody else."""

import pytest
from signing_builders import DAY, NOW, make_authority
from time_servers import misbehaving

from crm_contract_sign import signing

HOST = "127.0.0.1"


@pytest.fixture
def stamper(time_authority):
    return time_authority.get_certificate("stamper"), time_authority.get_certificate("root")


def issue(authority, crl_url):
    return signing.issue_certificate(
        *authority,
        signing.generate_private_key("ecdsa").public_key(),
        signing.Subject("Ann"),
        valid_from=NOW,
        valid_until=NOW + DAY,
        crl_url=crl_url,
    )


def test_list_is_downloaded_from_where_the_certificate_says(stamper):
    material = signing.RevocationListFetcher([HOST])(*stamper)
    (found,) = material.revocation_lists
    assert signing.read_revocation_list(found, stamper[1], moment=NOW).revocations == ()


def test_host_that_was_not_named_is_not_asked(stamper):
    fetch = signing.RevocationListFetcher(["crl.example.com"])
    assert fetch(*stamper) == signing.ValidationMaterial()


@pytest.mark.parametrize("path", ["down", "nonsense", "elsewhere", "endless"])
def test_bad_answer_is_no_list(path):
    authority = make_authority(algorithm="ecdsa")
    with misbehaving() as (url, _handler):
        fetch = signing.RevocationListFetcher([HOST])
        material = fetch(issue(authority, f"{url}/{path}"), authority[0])
    assert material == signing.ValidationMaterial()


def test_list_of_another_authority_is_not_taken(time_authority):
    # The address answers, but with the list of somebody else.
    authority = make_authority(algorithm="ecdsa")
    url = f"{time_authority.url}/time/crls/root/latest.crl"
    fetch = signing.RevocationListFetcher([HOST])
    assert fetch(issue(authority, url), authority[0]) == signing.ValidationMaterial()


def test_certificate_that_names_no_address_is_not_asked_for():
    authority = make_authority(algorithm="ecdsa")
    fetch = signing.RevocationListFetcher([HOST])
    assert fetch(issue(authority, None), authority[0]) == signing.ValidationMaterial()
