import json
from io import BytesIO

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import SigningPageMixin
from .signing_plan_common import PlanCaseMixin

NOT_TEXT = "is no text"


@tagged("post_install", "-at_install")
class TestInputOfStrangers(SigningPageMixin, PlanCaseMixin, HttpCase):
    """What is no text, too long, or holds control characters is refused in words, everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = [
            cls._us(20),
            cls._them(10, cls.dora, role="approver", needs_email_code=False, can_delegate=True),
            cls._them(30),
        ]
        cls.contract = cls._create_approved_contract(plan)
        cls.contract.action_send()
        cls.signer = cls.contract.sudo().signer_ids.filtered(lambda each: each.name == "Dora")
        cls.token = cls.signer._make_token()
        cls.page = f"/contract/sign/{cls.token}"

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _post(self, page, files=None, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(f"{self.page}/{page}", data=data, files=files)

    def _post_file(self, page, field, **data):
        return self._post(page, {field: ("a.txt", BytesIO(b"text"), "text/plain")}, **data)

    def _assert_refused(self, response, words):
        self.assertEqual(response.status_code, 400)
        self.assertIn(words, response.text)
        self.assertEqual(self.signer.state, "waiting")

    # Forms

    def test_file_in_place_of_a_reason_is_refused(self):
        response = self._post_file("agree", "reason", answer="decline")
        self._assert_refused(response, NOT_TEXT)

    def test_file_in_place_of_an_answer_or_a_digest_is_refused(self):
        for name in ("answer", "sha256"):
            self._assert_refused(self._post_file("agree", name), NOT_TEXT)

    def test_file_in_place_of_who_should_sign_is_refused(self):
        person = {"name": "Dan", "email": "dan@example.com", "phone": "0"}
        for name in person:
            rest = {key: value for key, value in person.items() if key != name}
            self._assert_refused(self._post_file("delegate", name, **rest), NOT_TEXT)

    def test_file_in_place_of_a_code_is_refused(self):
        self.signer.needs_email_code = True
        for name in ("value", "then"):
            response = self._post_file("identity/email_code", name, start="1")
            self._assert_refused(response, NOT_TEXT)

    def test_control_characters_are_refused(self):
        for text in ("a\0b", "a\x1bb"):
            response = self._post("agree", answer="decline", reason=text)
            self._assert_refused(response, NOT_TEXT)

    def test_name_on_two_lines_or_written_backwards_is_refused(self):
        for text in ("Dan\nEd", "Dan \u202egro.live@nad"):
            response = self._post("delegate", name=text, email="dan@example.com")
            self._assert_refused(response, NOT_TEXT)

    def test_text_that_is_too_long_is_refused_and_not_cut(self):
        response = self._post("agree", answer="decline", reason="x" * 2001)
        self._assert_refused(response, "2000 characters")

    def test_reason_may_have_lines(self):
        reason = "Too dear.\r\nAnd too late."
        self._post("agree", answer="decline", reason=reason.ljust(1990, "!"))
        self.assertTrue(self.signer.decline_reason.startswith("Too dear.\nAnd too late."))

    # Answers in JSON

    def _send(self, step, body):
        response = self.url_open(
            f"{self.page}/{step}", body, headers={"Content-Type": "application/json"}
        )
        return response.json()["result"]

    def test_json_that_is_no_text_is_refused_in_words(self):
        self.signer.write({"needs_email_code": False})
        for reason in (["a"], {"a": 1}, 1, "a\0b"):
            answer = self._call("decline", reason=reason)
            self.assertIn(NOT_TEXT, answer["error"])
        # Half of a pair of UTF-16, which no text in UTF-8 can hold.
        body = json.dumps({"jsonrpc": "2.0", "params": {"reason": "?"}}).replace("?", "\\ud800")
        self.assertIn(NOT_TEXT, self._send("decline", body)["error"])
        self.assertEqual(self.signer.state, "waiting")

    # Addresses

    def test_addresses_with_control_characters_lead_nowhere(self):
        odd = ("a%00b", "%ff", "a%0ab")
        for path in ("/contract/sign/%s", "/contract/certificate/%s.pem", "/contract/crl/%s.crl"):
            for text in odd:
                self.assertEqual(self.url_open(path % text).status_code, 404)
        for text in odd:
            page = self.url_open(f"/contract/verify/{text}")
            self.assertEqual(page.status_code, 200)
            self.assertIn("No document with this code", page.text)
