"""Servers on loopback: a real RFC 3161 authority (certomancer), and some that misbehave."""

import contextlib
import logging
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import yaml
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertLabel, CertomancerConfig, ServiceLabel
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from crm_contract_sign import signing

ARCHITECTURE = Path(__file__).with_name("time_authority.yml")
REPLY = "application/timestamp-reply"


class ThreadingWsgiServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *values):
        logging.getLogger(__name__).debug("%s", values)


class TimeAuthority:
    """A time-stamp authority that answers as RFC 3161 says, with its root and its CRLs."""

    def __init__(self, folder):
        config = yaml.safe_load(ARCHITECTURE.read_text())
        config["keysets"] = {"keys": {"keys": {}}}
        for name in ("root", "stamper", "signer"):
            key = signing.generate_private_key(size=2048)
            path = folder / f"{name}.pem"
            path.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            config["keysets"]["keys"]["keys"][name] = {"path": str(path)}
        self._server = make_server("127.0.0.1", 0, None, ThreadingWsgiServer, QuietHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        config["external-url-prefix"] = self.url
        certomancer = CertomancerConfig(config, key_search_dir=str(folder))
        self._architecture = certomancer.get_pki_arch("time")
        store = AnimatorArchStore(certomancer.pki_archs)
        self._server.set_app(Animator(store, with_web_ui=False))

    def get_certificate(self, label="root"):
        certificate = self._architecture.get_cert(CertLabel(label))
        return x509.load_der_x509_certificate(certificate.dump())

    def get_crl(self, moment):
        services = self._architecture.service_registry
        return services.get_crl(ServiceLabel("root"), moment).dump()

    def serve(self):
        """Answer on loopback, at ``url``."""
        return running(self._server)


@contextlib.contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Misbehaviour(BaseHTTPRequestHandler):
    """Answers by the path: each a fault that a client must survive."""

    token_of_another = b""
    seen = []

    def do_GET(self):
        getattr(self, f"be_{self.path.strip('/')}")()

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers.get("Authorization"), query))
        getattr(self, f"be_{self.path.strip('/')}")()

    def be_down(self):
        self.answer(b"", status=503)

    def be_nonsense(self):
        self.answer(b"\x30\x03nonsense")

    def be_html(self):
        self.answer(b"<html>", kind="text/html")

    def be_endless(self):
        self.answer(b"\x30" * 1_000_000)

    def be_elsewhere(self):
        self.send_response(302)
        self.send_header("Location", "/nonsense")
        self.end_headers()

    def be_stale(self):
        self.answer(self.token_of_another)

    def be_slow(self):
        # A byte now and then: no single read waits long.
        self.send_response(200)
        self.send_header("Content-Type", REPLY)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _number in range(100):
                self.wfile.write(b"\x30")
                time.sleep(0.05)

    def answer(self, content, kind=REPLY, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *values):
        logging.getLogger(__name__).debug("%s", values)


@contextlib.contextmanager
def misbehaving():
    """A server of faults; gives its address and its handler class."""
    handler = type("Faults", (Misbehaviour,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}", handler
