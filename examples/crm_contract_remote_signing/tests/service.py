"""A signing service on loopback, as small as one can be."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

PADDINGS = {
    "rsa_pkcs1_sha256": padding.PKCS1v15(),
    "rsa_pss_sha256": padding.PSS(padding.MGF1(hashes.SHA256()), 32),
}


class SigningService:
    """Keeps one key under one PIN; ``questions`` is what it was asked."""

    def __init__(self, pin):
        self.pin = pin
        self.questions = []
        self.is_broken = False
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                status, answer = service.answer(json.loads(self.rfile.read(length)))
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *values):
                """Say nothing: tests look at ``questions``."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sign"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, question):
        """Status and body of the answer to a question."""
        self.questions.append(question)
        if question["pin"] != self.pin:
            return 403, {}
        if self.is_broken:
            return 200, {"signature": base64.b64encode(bytes(256)).decode()}
        digest = base64.b64decode(question["digest"])
        chosen = PADDINGS[question["algorithm"]]
        signature = self._key.sign(digest, chosen, Prehashed(hashes.SHA256()))
        return 200, {"signature": base64.b64encode(signature).decode()}

    def get_public_key(self):
        """The public half of its key, PEM."""
        return self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def close(self):
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
