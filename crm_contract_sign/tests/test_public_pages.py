import base64
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CODE, ContractCaseMixin, SigningPageMixin

PAGE = "/contract/sign/%s"


@tagged("post_install", "-at_install")
class TestPublicPages(SigningPageMixin, ContractCaseMixin, HttpCase):
    """What a customer, a stranger and a machine get from the addresses that need no log-in."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_sent_contract()
        self.signer = self.contract.signer_ids[1].sudo()
        self.token = self.signer._make_token()

    def _verify(self, content):
        files = {"file": ("contract.pdf", content, "application/pdf")}
        return self.url_open("/contract/verify.json", files=files).json()

    # Signing

    def test_customer_signs_after_the_one_time_code(self):
        self.assertEqual(self.url_open(PAGE % self.token).status_code, 200)
        self.assertEqual(self._identify(), {"identified": True})
        self.assertIn("redirect", self._accept())
        self.assertEqual(self.contract.state, "active")
        page = self.url_open(PAGE % self.signer._make_token())
        self.assertIn("You have signed", page.text)

    def test_nobody_signs_without_the_code(self):
        self.assertIn("prove who you are", self._accept()["error"])
        self.assertEqual(self.contract.state, "signing")

    def test_wrong_code_is_refused_in_words(self):
        self._ask_code()
        self.assertIn("code is wrong", self._call("identify", code="000000")["error"])

    def test_right_code_does_not_help_after_too_many_wrong_ones(self):
        self._ask_code()
        # Here, for the savepoint of a request also undoes what tests' other cursors wrote.
        for _attempt in range(5):
            self.signer._spend_attempt()
        self.assertIn("Too many wrong attempts", self._call("identify", code=CODE)["error"])

    def test_expired_code_is_refused(self):
        self._ask_code()
        self.signer.code_expiry = fields.Datetime.now() - timedelta(minutes=1)
        self.assertIn("expired", self._call("identify", code=CODE)["error"])

    def test_signature_that_is_no_picture_is_refused_and_nothing_is_signed(self):
        self._identify()
        answer = self._accept(signature=base64.b64encode(b"<svg/>").decode())
        self.assertIn("picture", answer["error"])
        self.assertIn("draw or type", self._accept(signature="")["error"])
        self.assertEqual(self.signer.state, "waiting")

    def test_other_document_than_the_one_read_is_not_signed(self):
        self._identify()
        self.assertIn("has changed", self._accept(sha256="0" * 64)["error"])

    def test_customer_declines_with_a_reason(self):
        self._identify()
        self.assertIn("why", self._call("decline", reason=" ")["error"])
        self.assertIn("redirect", self._call("decline", reason="Too dear"))
        self.assertEqual(self.contract.state, "declined")

    # Links

    def test_forged_and_malformed_links_look_alike(self):
        signer_id, *rest = self.token.split("-")
        forged = [self.token[:-1] + "z", "-".join(["999999", *rest]), "nonsense"]
        answers = {self.url_open(PAGE % token).status_code for token in forged}
        self.assertEqual(answers, {404})
        self.assertTrue(signer_id.isdigit())

    def test_expired_link_offers_a_new_one_and_opens_no_file(self):
        with freeze_time(datetime.now() - timedelta(days=400)):
            token = self.signer._make_token()
        page = self.url_open(PAGE % token)
        self.assertEqual(page.status_code, 410)
        self.assertEqual(self.url_open(f"{PAGE % token}/document.pdf").status_code, 404)

    def test_link_signs_once(self):
        self._identify()
        self._accept()
        self.assertIn("error", self._accept())
        self.assertEqual(len(self.contract.document_ids.filtered(lambda d: d.step == 2)), 2)

    def test_file_is_given_byte_for_byte(self):
        response = self.url_open(f"{PAGE % self.token}/document.pdf")
        self.assertEqual(response.content, self.contract.current_document_id.sudo()._get_bytes())

    # The customer's account, and previews

    def test_customer_finds_what_to_sign_in_the_account(self):
        new_test_user(self.env, "own.customer", "base.group_portal", partner_id=self.customer.id)
        self.authenticate("own.customer", "own.customer")
        page = self.url_open("/my/contracts").text
        self.assertIn(f"/my/contracts/{self.contract.id}", page)
        self.assertEqual(page.count('class="btn btn-primary"'), 1)
        self.assertIn("/contract/sign/", self.url_open(f"/my/contracts/{self.contract.id}").url)

    def test_account_gives_no_file_before_the_proofs_that_the_signing_page_asks_for(self):
        new_test_user(self.env, "own.customer", "base.group_portal", partner_id=self.customer.id)
        self.authenticate("own.customer", "own.customer")
        answer = self.url_open(f"/my/contracts/{self.contract.id}/document")
        self.assertIn("/contract/sign/", answer.url)
        self.assertNotIn(b"%PDF-", answer.content[:8])

    def test_customer_finds_what_they_signed_in_the_account(self):
        self._identify()
        self._accept()
        new_test_user(self.env, "own.customer", "base.group_portal", partner_id=self.customer.id)
        self.authenticate("own.customer", "own.customer")
        self.assertNotIn('class="btn btn-primary"', self.url_open("/my/contracts").text)
        page = self.url_open(f"/my/contracts/{self.contract.id}").text
        self.assertIn(self.contract.document_sha256, page)
        self.assertIn(self.salesperson.name, page)

    def test_another_customer_finds_nothing_in_the_account(self):
        own = new_test_user(self.env, "own.portal", "base.group_portal")
        self.assertNotEqual(self.contract.signatory_id, own.partner_id)
        self.authenticate("own.portal", "own.portal")
        page = self.url_open(f"/my/contracts/{self.contract.id}")
        self.assertTrue(page.url.endswith("/my"))
        self.assertNotIn(self.contract.name, self.url_open("/my/contracts").text)

    def test_preview_is_for_those_who_may_read_the_draft(self):
        draft = self._create_contract()
        url = f"/contract/preview/{draft.id}"
        self.authenticate("life.sales", "life.sales")
        self.assertTrue(self.url_open(url).content.startswith(b"%PDF-"))
        self.assertFalse(draft.document_ids)
        new_test_user(self.env, "preview.portal", "base.group_portal")
        self.authenticate("preview.portal", "preview.portal")
        self.assertEqual(self.url_open(url).status_code, 404)

    # Verification

    def test_verification_accepts_the_signed_file_and_refuses_a_changed_one(self):
        self._identify()
        self._accept()
        content = self.contract.sudo().signed_document_id._get_bytes()
        self.assertTrue(self._verify(content)["accepted"])
        changed = content[:2000] + bytes([content[2000] ^ 1]) + content[2001:]
        verdict = self._verify(changed)
        self.assertFalse(verdict["accepted"])
        self.assertFalse(verdict["is_known"])
        held = [check["holds"] for each in verdict["signatures"] for check in each["checks"]]
        self.assertNotIn(True, held)

    def test_verification_names_what_is_no_pdf(self):
        self.assertIn("not a PDF", self._verify(b"hello")["problems"][0])

    def test_code_of_a_document_opens_its_page_and_another_code_says_so(self):
        code = self.contract.current_document_id.sudo().verification_code
        self.assertIn(self.contract.reference, self.url_open(f"/contract/verify/{code}").text)
        self.assertIn("No document with this code", self.url_open("/contract/verify/x").text)

    def test_only_authorities_certificates_are_public(self):
        authority = self.env.company.contract_authority_id.sudo()
        url = "/contract/certificate/%s.pem"
        self.assertIn("BEGIN CERTIFICATE", self.url_open(url % authority.fingerprint).text)
        own = self.env["crm.contract.certificate"].sudo()._get_usable(self.salesperson)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url % own.fingerprint).status_code, 404)
