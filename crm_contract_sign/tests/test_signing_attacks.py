from unittest.mock import patch

from odoo.exceptions import LockError
from odoo.tests import tagged

from .browser_key_common import make_key, to_text
from .test_browser_key import BrowserKeyCase

SCRIPT = "<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@tagged("post_install", "-at_install")
class TestSigningAttacks(BrowserKeyCase):
    """What strangers, other customers and impatient people try at the signing page."""

    # Two at once

    def test_second_of_two_browsers_signs_nothing(self):
        self._identify()
        first, second = self._challenge(), self._challenge()
        prepared = self._prepare(first), self._prepare(second, key=make_key(4096))
        self.assertIn("redirect", self._finish(first, prepared[0]))
        documents = self.contract.document_ids
        evidence = self.signer.evidence
        self._restore_identity()
        answer = self._finish(second, prepared[1], key=make_key(4096))
        self.assertIn("error", answer)
        self.env.invalidate_all()
        self.assertEqual(self.contract.document_ids, documents)
        self.assertEqual(self.signer.evidence, evidence)

    def test_browser_that_finishes_while_another_signs_is_asked_to_wait(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)

        def refuse(records, **_options):
            raise LockError("locked")

        with patch.object(type(self.contract), "lock_for_update", refuse):
            self.assertIn("Somebody else is signing", self._finish(opened, prepared)["error"])
        self._assert_nothing_signed()
        self.assertIn("redirect", self._finish(opened, prepared))

    def test_server_key_does_not_sign_over_the_browser_s(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self.assertIn("redirect", self._accept())
        documents = self.contract.document_ids
        self._restore_identity()
        self.assertIn("error", self._finish(opened, prepared))
        self.env.invalidate_all()
        self.assertEqual(self.contract.document_ids, documents)

    # Another revision than the one shown

    def test_revision_that_was_replaced_meanwhile_is_not_signed(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        shown = self.contract.document_sha256
        contract = self.contract.sudo()
        contract.current_document_id = contract._keep_signed_document(b"%PDF-another")
        self.assertIn("has changed", self._finish(opened, prepared)["error"])
        self.assertIn("has changed", self._challenge(sha256=shown)["error"])
        self.assertIn("has changed", self._accept(sha256=shown)["error"])
        self.assertEqual(self.signer.state, "waiting")

    # What is shown again

    def test_script_in_a_name_is_shown_as_text(self):
        self.signer.name = SCRIPT
        page = self.url_open(f"/contract/sign/{self.token}").text
        self.assertNotIn(SCRIPT, page)
        self.assertIn("&lt;script&gt;", page)

    def test_script_in_a_name_can_be_signed_with(self):
        self.signer.name = SCRIPT
        self._identify()
        self.assertIn("redirect", self._sign_with_browser_key())
        self.assertNotIn(SCRIPT, self.url_open(f"/contract/sign/{self.token}").text)

    def test_script_in_a_reason_is_shown_as_text(self):
        self._identify()
        self._call("decline", reason=SCRIPT)
        activity = self.contract.sudo().activity_ids.filtered("note")
        self.assertNotIn("<script", "".join(activity.mapped("note")))
        self.assertNotIn(SCRIPT, self.url_open(f"/contract/sign/{self.token}").text)

    def test_script_in_a_consent_is_shown_as_text(self):
        self.env["crm.contract.consent"].create(
            {"version": "attack", "language": "en", "text": SCRIPT}
        )
        self.assertNotIn(SCRIPT, self.url_open(f"/contract/sign/{self.token}").text)

    # Pictures

    def test_signature_is_a_picture_and_nothing_else(self):
        self._identify()
        for data in (
            SVG,
            SCRIPT.encode(),
            b"GIF89a",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n" + b"0" * 99,
        ):
            with self.subTest(data=data):
                answer = self._prepare(self._challenge(), signature=to_text(data))
                self.assertIn("picture", answer["error"])
        self._assert_nothing_signed()

    def test_signature_of_many_megabytes_is_not_even_decoded(self):
        self._identify()
        drawing = "A" * (6 * 1024 * 1024)
        with patch("base64.b64decode", side_effect=AssertionError("decoded")) as decode:
            answer = self._call("accept", **self._answer_with(drawing))
        self.assertIn("draw or type", answer["error"])
        self.assertFalse(decode.called)

    def test_picture_of_a_billion_points_is_refused(self):
        self._identify()
        answer = self._prepare(self._challenge(), signature=to_text(make_enormous_png()))
        self.assertIn("too large", answer["error"])

    def test_answers_that_are_no_text_are_refused_in_words(self):
        self._identify()
        for value in (None, 1, True, [], {}, ["a"], {"a": 1}):
            with self.subTest(value=value):
                self.assertIn("error", self._call("accept", **self._answer_with(value)))
                self.assertIn("error", self._challenge(sha256=value))
                self.assertIn("error", self._call("identify", code=value))
                self.signer._clear_attempts()
                self.assertIn("error", self._call("decline", reason=value))
        self._assert_nothing_signed()

    # Guessing

    def test_links_that_are_guessed_all_get_the_same_answer(self):
        other = self._create_sent_contract().signer_ids[1].sudo()
        signer_id, link, expiry, mac = self.token.split("-")
        guesses = [
            f"{other.id}-{link}-{expiry}-{mac}",
            f"{signer_id}-{int(link) + 1}-{expiry}-{mac}",
            f"{signer_id}-{link}-{int(expiry) + 9}-{mac}",
            f"{signer_id}-{link}-{expiry}-{'0' * 64}",
            f"{signer_id}-{link}-{expiry}-",
            f"999999999-{link}-{expiry}-{mac}",
            f"-1-{link}-{expiry}-{mac}",
            "é" * 20,
        ]
        pages = set()
        for token in guesses:
            page = self.url_open(f"/contract/sign/{token}")
            pages.add((page.status_code, "opens nothing" in page.text))
            self.assertIn("not valid any more", self._call("code", token=token)["error"])
        self.assertEqual(pages, {(404, True)})

    def test_code_is_tried_five_times_and_then_not_even_the_right_one_counts(self):
        self._ask_code()
        # Here, for the savepoint of a request also undoes what tests' other cursors wrote.
        for _attempt in range(5):
            self.signer._spend_attempt()
        self.assertIn("Too many", self._call("identify", code="000000")["error"])
        self.assertIn("Too many", self._call("identify", code="123456")["error"])
        self.assertIn("prove who you are", self._challenge()["error"])

    def test_page_is_shown_in_no_frame_and_kept_in_no_cache(self):
        headers = self.url_open(f"/contract/sign/{self.token}").headers
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")

    def _answer_with(self, signature):
        return {
            "signature": signature,
            "sha256": self.contract.document_sha256,
            "consent": self._get_consent().digest,
        }


def make_enormous_png():
    """A PNG of 30,000 by 30,000 points in a few bytes."""
    import struct
    import zlib

    def chunk(name, data):
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
