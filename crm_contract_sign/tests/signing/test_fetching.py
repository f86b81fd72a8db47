"""Revocation lists, fetched from where certificates say they are."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from signing_builders import DAY, NOW, make_authority
from time_servers import running

from crm_contract_sign import signing


class Shelf(BaseHTTPRequestHandler):
    """Gives what lies at a path, or that nothing does."""

    lists = {}

    def do_GET(self):
        content = self.lists.get(self.path)
        self.send_response(200 if content else 404)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *values):
        threading.current_thread()


@pytest.fixture(scope="module")
def authority():
    return make_authority(size=2048)


@pytest.fixture
def shelf():
    handler = type("Shelf", (Shelf,), {"lists": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}", handler.lists


def fetch(certificate, issuer, hosts=("127.0.0.1",)):
    return signing.RevocationListFetcher(hosts)(certificate, issuer)


def issue(authority, url):
    key = signing.generate_private_key("ecdsa")
    return signing.issue_certificate(
        *authority,
        key.public_key(),
        signing.Subject(common_name="Ann"),
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
        crl_url=url,
    )


def test_list_is_had_from_the_place_that_the_certificate_names(authority, shelf):
    address, lists = shelf
    encoded = signing.create_revocation_list(
        *authority, (), number=1, issued_at=NOW - DAY, next_update=NOW + DAY
    )
    lists["/a.crl"] = encoded
    certificate = issue(authority, f"{address}/a.crl")
    material = fetch(certificate, authority[0])
    assert material.revocation_lists == (encoded,)
    assert material.certificates == (authority[0],)


def test_nothing_is_had_where_nobody_answers_well(authority, shelf):
    address, _lists = shelf
    for url in (f"{address}/none.crl", "http://127.0.0.1:9/a.crl", None):
        material = fetch(issue(authority, url), authority[0])
        assert material == signing.ValidationMaterial()


def test_host_that_nobody_named_is_not_asked(authority, shelf):
    address, lists = shelf
    lists["/a.crl"] = b"a list"
    certificate = issue(authority, f"{address}/a.crl")
    asked = fetch(certificate, authority[0], hosts=("crl.example.com",))
    assert asked == signing.ValidationMaterial()
    assert fetch(certificate, authority[0]).revocation_lists == (b"a list",)
