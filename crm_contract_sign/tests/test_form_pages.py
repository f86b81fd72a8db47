import base64
from unittest.mock import patch

from odoo.exceptions import LockError
from odoo.tests import HttpCase, tagged

from .common import CODE, PIN, SigningPageMixin, draw_signature
from .form_common import ANSWERS, FormCaseMixin, read_fields_and_notes, read_text

SCRIPT = "<script>alert(1)</script>"


class FormPageCase(SigningPageMixin, FormCaseMixin, HttpCase):
    """A customer who has something to fill in, and signs first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_form_customer_first()
        cls.signer = cls.contract.sudo().signer_ids[0]
        cls.token = cls.signer._make_token()

    def _send_form(self, given=None, **params):
        values = {
            "sha256": self.contract.document_sha256,
            "given": ANSWERS if given is None else given,
            **params,
        }
        return self._call("fill", **values)

    def _open_page(self, query=""):
        return self.url_open(f"/contract/sign/{self.token}{query}").text


@tagged("post_install", "-at_install")
class TestFormPages(FormPageCase):
    """The customer's page before anybody signs."""

    def test_page_asks_what_is_theirs_and_says_nothing_else(self):
        page = self._open_page()
        self.assertIn("Delivery address", page)
        self.assertIn("crm_contract_sign.ceremony", page)

    def test_stranger_fills_in_nothing_without_the_code(self):
        self.assertIn("prove who you are", self._send_form()["error"])
        self.assertFalse(self.contract.sudo().form_answer_ids)

    def test_customer_fills_in_and_goes_straight_on_to_sign(self):
        self._identify()
        self.assertEqual(self._send_form(), {"redirect": f"/contract/sign/{self.token}"})
        self.env.invalidate_all()
        self.assertEqual(self.contract.sudo().current_document_id.kind, "completed")
        self.assertIn("Filled in by Clara Customer", self._open_page())
        self.assertIn("redirect", self._accept())
        self.assertEqual(self.signer.state, "signed")

    def test_customer_signs_the_completed_document_and_not_the_form(self):
        self._identify()
        form = self.contract.document_sha256
        self._send_form()
        self.env.invalidate_all()
        self.assertIn("has changed", self._accept(sha256=form)["error"])
        self.assertEqual(self.signer.state, "waiting")

    def test_form_is_not_signed(self):
        self._identify()
        self.assertIn("must fill in their part", self._accept()["error"])
        challenge = self._call("challenge", sha256=self.contract.document_sha256)
        opened = {"number": challenge["number"], "public_key": "", "proof": ""}
        self.assertIn("error", self._call("prepare", **opened))
        self.env.invalidate_all()
        self.assertEqual(self.signer.state, "waiting")

    def test_visit_on_a_colleague_s_device_goes_on_from_filling_in_to_signing(self):
        action = self.signer.with_user(self.salesperson).sudo(False).action_sign_in_person()
        self.token = action["url"].rsplit("/", 1)[1]
        self._open_page()
        self._identify()
        self.assertIn("redirect", self._send_form())
        # The page of the form says goodbye before, or after, the next one opens.
        self.url_open(f"/contract/sign/{self.token}/leave", data={"page": "1"})
        self.assertIn("o_crm_contract_page", self._open_page())
        self.url_open(f"/contract/sign/{self.token}/leave", data={"page": "1"})
        self.assertIn("redirect", self._accept())
        self.assertEqual(self.signer.evidence["method"], "in_person_code")

    def test_faults_are_told_field_by_field_and_nothing_is_kept(self):
        self._identify()
        faults = self._send_form({**ANSWERS, "day": "31 May", "address": ""})["faults"]
        self.assertEqual(list(faults), ["address", "day"])
        self.assertIn("Please fill this in", faults["address"])
        self.assertFalse(self.contract.sudo().form_answer_ids)

    def test_whatever_is_sent_is_refused_in_words(self):
        self._identify()
        for given in (None, 1, "x", [], [1], {"a": 1}, {str(number): "" for number in range(999)}):
            with self.subTest(given=str(given)[:20]):
                answer = self._call("fill", sha256=self.contract.document_sha256, given=given)
                self.assertTrue(answer.get("error") or answer.get("faults"))
        self.assertIn("error", self._send_form(sha256=None))
        self.assertFalse(self.contract.sudo().form_answer_ids)

    def test_script_in_an_answer_is_shown_as_text(self):
        self._identify()
        self._send_form({**ANSWERS, "address": SCRIPT, "order_number": SCRIPT[:20]})
        self.env.invalidate_all()
        self.assertNotIn(SCRIPT, self._open_page())
        summary = str(self.contract.sudo().form_summary)
        self.assertNotIn(SCRIPT, summary)
        self.assertIn("&lt;script&gt;", summary)

    def test_second_of_two_answers_at_once_is_asked_to_wait(self):
        self._identify()

        def refuse(records, **_options):
            raise LockError("locked")

        with patch.object(type(self.contract), "lock_for_update", refuse):
            self.assertIn("Please try again", self._send_form()["error"])
        self.env.invalidate_all()
        self.assertFalse(self.contract.sudo().form_answer_ids)

    def test_answers_after_everyone_has_filled_in_are_refused(self):
        self._identify()
        self._send_form()
        self.env.invalidate_all()
        self.assertIn("filled in by everyone", self._send_form()["error"])

    def test_void_link_fills_in_nothing(self):
        self._identify()
        self.signer._send_link()
        self.assertIn("not valid any more", self._send_form()["error"])

    def test_customer_fills_in_on_a_colleague_s_device(self):
        self.signer.contract_id.company_id.contract_in_person_code = False
        visits = self.env["crm.contract.signer.visit"].with_user(self.salesperson)
        token = visits._open_for(self.signer).rpartition("/")[2]
        self.url_open(f"/contract/sign/{token}")
        self.assertEqual(self._send_form(token=token), {"redirect": f"/contract/sign/{token}"})
        self.env.invalidate_all()
        evidence = self.contract.sudo().form_answer_ids.evidence
        self.assertEqual((evidence["method"], evidence["witness"]), ("in_person", "Sam"))

    def test_customer_declines_to_fill_in(self):
        self._identify()
        self._call("decline", reason="Not like this")
        self.env.invalidate_all()
        self.assertEqual(self.contract.state, "declined")
        self.assertIn("declined", self._open_page())


@tagged("post_install", "-at_install")
class TestFormOfSeveral(FormPageCase):
    """Two who have something to fill in, at the same time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_form_customer_first(has_initials=True)
        cls.signer, cls.colleague = cls.contract.sudo().signer_ids
        cls.token = cls.signer._make_token()
        cls.initials = base64.b64encode(draw_signature()).decode()

    def test_who_has_filled_in_reads_who_is_missing_and_may_change_it(self):
        self._identify()
        self._send_form(initials=self.initials)
        self.env.invalidate_all()
        page = self._open_page()
        self.assertIn("Sam", page)
        self.assertIn("Change My Answers", page)
        self.assertIn("PO-77/B", self._open_page("?change=1"))
        self._identify()
        self._send_form({**ANSWERS, "order_number": "PO-99"}, initials=self.initials)
        self.env.invalidate_all()
        contract = self.contract.with_user(self.salesperson)
        contract.action_fill_in({}, self.initials, contract.document_sha256)
        text = read_text(self.contract.sudo().current_document_id)
        self.assertIn("PO-99", text)
        self.assertNotIn("PO-77", text)

    def test_code_is_asked_for_anew_where_others_are_waited_for(self):
        self._identify()
        self._send_form(initials=self.initials)
        self.assertIn("prove who you are", self._send_form(initials=self.initials)["error"])

    def test_initials_that_are_no_picture_are_refused(self):
        self._identify()
        for data in (b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", SCRIPT.encode()):
            with self.subTest(data=data):
                answer = self._send_form(initials=base64.b64encode(data).decode())
                self.assertIn("picture", answer["error"])

    def test_only_who_has_not_filled_in_is_reminded(self):
        self._fill_in(self.contract, signer=self.signer, initials=draw_signature())
        self.signer.contract_id.company_id.contract_reminder_days = 1
        self.contract.sudo().signer_ids.write({"invited_on": "2020-01-01"})
        self.contract.sudo().signer_ids._remind_if_due()
        self.assertEqual(self.contract.sudo().signer_ids.mapped("reminder_count"), [0, 1])


class FormTourMixin:
    """From the link to the signature, in one visit and in a real browser."""

    def test_customer_fills_in_and_signs_in_one_visit(self):
        with patch.object(type(self.signer), "_generate_code", lambda signer: CODE):
            self.start_tour(f"/contract/sign/{self.token}", "crm_contract_sign_customer_fills_in")
        self.env.invalidate_all()
        contract = self.contract.sudo()
        self.assertEqual(self.signer.state, "signed")
        answers = contract.form_answer_ids.answers
        self.assertEqual(answers["address"], "Dock 4\nBristol")
        self.assertEqual(answers["order_number"], "PO-1")
        contract.with_user(self.salesperson).action_sign(PIN)
        kinds, notes = read_fields_and_notes(contract.signed_document_id)
        self.assertEqual(kinds, {"/Sig"})
        self.assertLessEqual(notes, {"/Widget", "/Link"})
        content = contract.signed_document_id._get_bytes()
        self.assertTrue(self.env["crm.contract.document"]._verify_upload(content)[0].accepted)


@tagged("post_install", "-at_install")
class TestFormOnADesk(FormTourMixin, FormPageCase):
    """On a screen with a mouse."""

    browser_size = "1280x900"


@tagged("post_install", "-at_install")
class TestFormOnAPhone(FormTourMixin, FormPageCase):
    """On a small screen, with a finger."""

    browser_size = "390x844"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestColleagueFillsIn(FormPageCase):
    """A colleague's part, in the back end."""

    def test_colleague_gives_their_initials(self):
        contract = self._create_sent_form([], has_initials=True)
        url = f"/odoo/contracts/{contract.id}"
        self.start_tour(url, "crm_contract_sign_colleague_fills_in", login="life.sales")
        self.env.invalidate_all()
        self.assertEqual(contract.sudo().signer_ids.mapped("has_filled_in"), [True, False])
