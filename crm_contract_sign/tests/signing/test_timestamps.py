"""Time-stamps from a real RFC 3161 authority on loopback, and from some that misbehave."""

import base64
import hashlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, tsp
from outsiders import run
from signing_builders import make_authority
from time_servers import misbehaving

from crm_contract_sign import signing
from crm_contract_sign.errors import SigningError

DIGEST = hashlib.sha256(b"head of a log").digest()


def make_policy(*urls, **values):
    authorities = tuple(signing.TimestampAuthority(url) for url in urls)
    return signing.TimestampPolicy(authorities, **values)


@pytest.fixture
def faults():
    with misbehaving() as (url, handler):
        yield url, handler


@pytest.fixture(scope="module")
def timestamp(time_url):
    return signing.timestamp_digest(DIGEST, make_policy(time_url))


@pytest.fixture(scope="module")
def root(time_authority):
    return signing.to_pem(time_authority.get_certificate())


def assert_fails(reason, policy, digest=DIGEST):
    with pytest.raises(SigningError) as caught:
        signing.timestamp_digest(digest, policy)
    assert caught.value.code == "timestamp_unavailable"
    assert caught.value.params == {"failures": [f"127.0.0.1 ({reason})"]}


def assert_invalid(reason, token, digest=DIGEST, anchors=()):
    with pytest.raises(SigningError) as caught:
        signing.check_timestamp(token, digest, anchors)
    assert caught.value.code == "timestamp_invalid"
    assert caught.value.params == {"reason": reason}


def test_timestamp_says_when_and_by_whom(timestamp):
    assert abs(datetime.now(UTC) - timestamp.moment) < timedelta(minutes=1)
    assert "Time Authority" in timestamp.authority
    assert int(timestamp.serial, 16) > 0


def test_timestamp_is_accepted_by_openssl(timestamp, root, tmp_path):
    (tmp_path / "token.der").write_bytes(timestamp.token)
    (tmp_path / "root.pem").write_text(root)
    said = run(
        *"openssl ts -verify -token_in -in".split(),
        tmp_path / "token.der",
        *("-digest", DIGEST.hex(), "-CAfile", tmp_path / "root.pem"),
    )
    assert "Verification: OK" in said


def test_timestamp_is_accepted_again_later(timestamp, root):
    assert signing.check_timestamp(timestamp.token, DIGEST, [root]) == timestamp


def test_timestamp_of_another_digest_is_invalid(timestamp):
    assert_invalid("other_digest", timestamp.token, hashlib.sha256(b"other").digest())


def test_timestamp_under_an_unknown_root_is_untrusted(timestamp):
    stranger = signing.to_pem(make_authority()[0])
    assert_invalid("untrusted", timestamp.token, anchors=[stranger])


@pytest.mark.parametrize("token", [b"", b"\x30\x00", b"nonsense"])
def test_nonsense_is_no_timestamp(token):
    assert_invalid("malformed", token)


def test_changed_timestamp_is_invalid(timestamp):
    content = cms.ContentInfo.load(timestamp.token)
    signature = content["content"]["signer_infos"][0]["signature"].native
    changed = timestamp.token.replace(signature, bytes(len(signature)))
    assert_invalid("wrong_signature", changed)


def test_changed_time_is_invalid(timestamp):
    info = cms.ContentInfo.load(timestamp.token)["content"]["encap_content_info"]["content"]
    stated = tsp.TSTInfo.load(info.parsed.dump())["gen_time"].contents
    changed = timestamp.token.replace(stated, b"1999" + stated[4:])
    assert_invalid("wrong_signature", changed)


def test_key_that_is_not_for_timestamps_is_refused(time_url):
    assert_fails("wrong_purpose", make_policy(time_url.replace("stamper", "signer")))


def test_first_authority_that_answers_well_is_taken(time_url, faults):
    url, handler = faults
    policy = make_policy(f"{url}/down", f"{url}/nonsense", time_url, f"{url}/html")
    assert signing.timestamp_digest(DIGEST, policy)
    assert [path for path, _header, _query in handler.seen] == ["/down", "/nonsense"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("down", "refused, 503"),
        ("elsewhere", "refused, 302"),
        ("nonsense", "malformed"),
        ("html", "malformed"),
        ("endless", "too_large"),
    ],
)
def test_bad_answer_is_reported_with_its_reason(faults, path, reason):
    assert_fails(reason, make_policy(f"{faults[0]}/{path}"))


def test_redirect_is_not_followed(faults):
    url, handler = faults
    with pytest.raises(SigningError):
        signing.timestamp_digest(DIGEST, make_policy(f"{url}/elsewhere"))
    assert [path for path, _header, _query in handler.seen] == ["/elsewhere"]


def test_slow_authority_is_given_up(faults):
    # It would take 5 s; the margin is wide, so that a busy machine does not decide.
    begun = time.monotonic()
    assert_fails("timed_out", make_policy(f"{faults[0]}/slow", timeout=0.5))
    assert time.monotonic() - begun < 4


def test_authority_that_is_not_there_is_unreachable(unused_port):
    assert_fails("unreachable", make_policy(f"http://127.0.0.1:{unused_port}/"))


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound, but nobody listens.
        yield taken.getsockname()[1]


def test_reply_to_another_request_is_refused(faults, time_url):
    # An old, valid answer for the same digest: only its nonce gives it away.
    import urllib.request

    url, handler = faults
    with pytest.raises(SigningError):
        signing.timestamp_digest(DIGEST, make_policy(f"{url}/down"))
    _path, _header, query = handler.seen[-1]
    headers = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(time_url, data=query, headers=headers)
    with urllib.request.urlopen(request) as reply:
        handler.token_of_another = reply.read()
    assert_fails("other_request", make_policy(f"{url}/stale"))


def test_password_is_sent_to_its_authority_and_shown_nowhere(faults):
    url, handler = faults
    authority = signing.TimestampAuthority(f"{url}/down", user="wei", password="open sesame")
    with pytest.raises(SigningError) as caught:
        signing.timestamp_digest(DIGEST, signing.TimestampPolicy((authority,)))
    header = handler.seen[-1][1]
    assert base64.b64decode(header.removeprefix("Basic ")) == b"wei:open sesame"
    assert "sesame" not in f"{authority}{caught.value}"


@pytest.mark.parametrize(
    "url",
    ["", "tsa.example", "file:///etc/passwd", "ftp://x/", "http://", "http://x:no/", "http://x /"],
)
def test_address_that_is_none_is_refused(url):
    with pytest.raises(SigningError) as caught:
        signing.TimestampAuthority(url)
    assert caught.value.code == "invalid_url"


def test_policy_without_authorities_gives_no_timestamp():
    with pytest.raises(SigningError) as caught:
        signing.timestamp_digest(DIGEST, make_policy())
    assert caught.value.code == "timestamp_unavailable"
