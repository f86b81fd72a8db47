"""Certificate revocation lists, read by us, by OpenSSL and by pyHanko's path validation."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outsiders import run
from signing_builders import DAY, NOW, make_authority, make_signer

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import Revocation, RevocationReason

moments = st.datetimes(
    min_value=(NOW - 300 * DAY).replace(tzinfo=None), max_value=NOW.replace(tzinfo=None)
).map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))
revocations = st.builds(
    Revocation,
    serial=st.integers(1, 2**159 - 1).map("{:x}".format),
    moment=moments,
    reason=st.sampled_from(RevocationReason),
    compromised_since=st.none() | moments,
)


@pytest.fixture(scope="module", params=[{"size": 2048}, {"algorithm": "ecdsa"}])
def authority(request):
    return make_authority(**request.param)


def make_list(authority, *revoked, number=7, issued_at=NOW, next_update=NOW + DAY):
    return signing.create_revocation_list(
        *authority, revoked, number=number, issued_at=issued_at, next_update=next_update
    )


def assert_invalid(reason, encoded, issuer, moment=None):
    with pytest.raises(SigningError) as caught:
        signing.read_revocation_list(encoded, issuer, moment=moment)
    assert caught.value.code == "revocation_list_invalid"
    assert caught.value.params == {"reason": reason}


@settings(deadline=None, max_examples=30)
@given(revoked=st.lists(revocations, max_size=5, unique_by=lambda each: each.serial))
def test_list_says_what_was_put_into_it(authority, revoked):
    found = signing.read_revocation_list(make_list(authority, *revoked), authority[0], moment=NOW)
    assert (found.number, found.issued_at, found.next_update) == (7, NOW, NOW + DAY)
    assert list(found.revocations) == revoked


def test_list_makes_openssl_refuse_what_is_revoked(authority, tmp_path):
    good, bad = make_signer(authority), make_signer(authority, "Eve")
    serial = signing.describe(bad.certificate).serial
    encoded = make_list(authority, Revocation(serial, NOW, RevocationReason.KEY_COMPROMISE))
    (tmp_path / "crl.der").write_bytes(encoded)
    text = run("openssl", "crl", "-inform", "DER", "-in", tmp_path / "crl.der", "-text")
    assert "Key Compromise" in text
    assert "X509v3 CRL Number" in text
    (tmp_path / "trusted.pem").write_text(
        signing.to_pem(authority[0]) + text[text.index("-----BEGIN") :]
    )
    verify = ["openssl", "verify", "-crl_check", "-CAfile", tmp_path / "trusted.pem"]
    for signer, verdict in ((good, "OK"), (bad, "certificate revoked")):
        (tmp_path / "person.pem").write_text(signing.to_pem(signer.certificate))
        said = run(*verify, tmp_path / "person.pem", may_fail=True)
        assert verdict in said


def test_list_of_another_authority_is_refused(authority):
    assert_invalid("other_issuer", make_list(authority), make_signer(authority).certificate)


def test_list_signed_by_another_key_is_refused(authority):
    impostor = make_authority()
    assert_invalid("wrong_signature", make_list((authority[0], impostor[1])), authority[0])


@pytest.mark.parametrize("late", [timedelta(seconds=-1), DAY + timedelta(seconds=1)])
def test_list_of_another_time_is_outdated(authority, late):
    encoded = make_list(authority)
    assert_invalid("outdated", encoded, authority[0], NOW + late)
    assert signing.read_revocation_list(encoded, authority[0])


@pytest.mark.parametrize("encoded", [b"", b"nonsense", b"-----BEGIN X509 CRL-----\n"])
def test_nonsense_is_no_list(authority, encoded):
    assert_invalid("malformed", encoded, authority[0])
