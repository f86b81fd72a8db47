from datetime import datetime, timedelta
from urllib.parse import urlsplit

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import GROUP
from .test_browser_key import BrowserKeyCase


@tagged("post_install", "-at_install")
class TestSigningInPerson(BrowserKeyCase):
    """A colleague hands a device to the signatory beside them: one page, one browser, one time."""

    def setUp(self):
        super().setUp()
        self.page = self._open_for_visit()
        self.token = self.page.rsplit("/", 1)[1]

    def _open_for_visit(self, user=None):
        action = self.signer.with_user(user or self.salesperson).sudo(False).action_sign_in_person()
        return urlsplit(action["url"]).path

    def _find_visit(self):
        return self.env["crm.contract.signer.visit"].sudo()._find_by_token(self.token)

    def _close_browser(self):
        """Go on in another browser, which has no session of the page."""
        self.opener.cookies.clear()
        self.authenticate(None, None)

    # The way as it is meant

    def test_signatory_signs_on_the_colleague_s_device(self):
        self.assertIn("o_crm_contract_page", self.url_open(self.page).text)
        self._identify()
        self.assertEqual(self._sign_with_browser_key(), {"redirect": self.page})
        evidence = self.signer.evidence
        self.assertEqual(evidence["method"], "in_person_code")
        self.assertEqual(evidence["witness"], self.salesperson.name)
        self.assertEqual(evidence["key_location"], "browser")
        self.assertIn("You have signed", self.url_open(self.page).text)

    def test_certificate_of_completion_names_the_witness(self):
        self.url_open(self.page)
        self._identify()
        self._sign_with_browser_key()
        row = self.contract.sudo()._prepare_signer_evidence(self.signer)
        self.assertEqual(row["witness"], self.salesperson.name)
        self.assertIn("in person", row["identity"])

    def test_company_may_do_without_the_code(self):
        self.contract.sudo().company_id.contract_in_person_code = False
        self.url_open(self.page)
        self.assertIn("redirect", self._sign_with_browser_key())
        self.assertEqual(self.signer.evidence["method"], "in_person")

    def test_company_that_wants_the_code_gets_it_in_person_too(self):
        self.url_open(self.page)
        self.assertIn("prove who you are", self._challenge()["error"])

    def test_opening_is_in_the_log_with_its_witness(self):
        event = self.contract.sudo().event_ids.filtered(lambda each: each.code == "host")
        self.assertIn(self.salesperson.name, event.message)
        self.assertIn(self.customer.name, event.message)

    # Whose device, whose session

    def test_colleague_is_signed_out_where_the_page_opens(self):
        self.authenticate("life.sales", "life.sales")
        self.assertEqual(self.url_open("/odoo").url.rsplit("/", 1)[1], "odoo")
        self.url_open(self.page)
        self.assertIn("/web/login", self.url_open("/odoo").url)

    def test_page_opens_in_one_browser_only(self):
        self.assertEqual(self.url_open(self.page).status_code, 200)
        self.assertEqual(self.url_open(self.page).status_code, 200)
        self._close_browser()
        page = self.url_open(self.page)
        self.assertEqual(page.status_code, 410)
        self.assertNotIn(self.contract.name, page.text)

    def test_another_browser_neither_reads_nor_signs(self):
        self.url_open(self.page)
        self._identify()
        self._close_browser()
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 404)
        self.assertIn("not valid any more", self._challenge()["error"])
        self.assertIn("not valid any more", self._call("code")["error"])

    def test_page_that_nobody_opened_answers_nothing(self):
        self.assertIn("not valid any more", self._call("code")["error"])
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 404)

    def test_page_ends_after_half_an_hour(self):
        self.url_open(self.page)
        self._find_visit().expiry = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.url_open(self.page).status_code, 410)
        self.assertIn("not valid any more", self._call("code")["error"])

    def test_page_that_nobody_opened_in_time_stays_closed(self):
        self._find_visit().expiry = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.url_open(self.page).status_code, 410)

    def test_code_entered_at_the_link_does_not_open_the_visit(self):
        visit, self.token = self.token, self.signer._make_token()
        self._identify()
        self.token = visit
        self.url_open(self.page)
        self.assertIn("prove who you are", self._challenge()["error"])

    def test_signature_begun_in_person_does_not_go_on_from_the_link(self):
        self.url_open(self.page)
        self._identify()
        opened = self._challenge()
        self.token = self.signer._make_token()
        self._identify()
        self.assertIn("can't be completed", self._prepare(opened)["error"])

    # Secrets

    def test_colleague_never_sees_the_signatory_s_own_link(self):
        self.url_open(self.page)
        link = f"{self.signer.id}-{self.signer.link_number}-"
        texts = [self.page, self.url_open(self.page).text, str(self._identify())]
        texts.append(str(self._sign_with_browser_key()))
        texts.append(self.url_open(self.page).text)
        self.assertFalse([text for text in texts if link in text])

    def test_forged_and_unknown_pages_look_alike(self):
        prefix, number, secret = self.token.split("-", 2)
        forged = [
            f"{prefix}-{number}-{secret[:-1]}x",
            f"{prefix}-{number}-",
            f"{prefix}-999999-{secret}",
            f"{prefix}-x-{secret}",
            f"{prefix}-{'9' * 30}-{secret}",
            prefix,
        ]
        answers = set()
        for token in forged:
            page = self.url_open(f"/contract/sign/{token}")
            answers.add((page.status_code, "opens nothing" in page.text))
        self.assertEqual(answers, {(404, True)})

    def test_secret_of_the_page_is_kept_as_a_digest_only(self):
        secret = self.token.split("-", 2)[2]
        visit = self._find_visit()
        self.assertNotIn(secret, str(visit.read()))
        self.assertEqual(len(visit.secret_digest), 64)

    # Who may ask

    def test_colleague_without_rights_on_the_contract_opens_nothing(self):
        stranger = new_test_user(self.env, "visit.stranger", f"{GROUP}user")
        with self.assertRaises(AccessError):
            self._open_for_visit(stranger)

    def test_colleague_who_signs_for_the_company_uses_their_own_key(self):
        contract = self._create_approved_contract()
        contract.action_send()
        with self.assertRaisesRegex(UserError, "key of their own"):
            contract.signer_ids[0].action_sign_in_person()

    def test_nobody_opens_the_page_before_the_signatory_s_turn(self):
        contract = self._create_approved_contract()
        contract.action_send()
        with self.assertRaisesRegex(UserError, "not your turn"):
            contract.signer_ids[1].action_sign_in_person()

    def test_visits_that_are_over_are_forgotten(self):
        visit = self._find_visit()
        visit.expiry = fields.Datetime.now() - timedelta(days=2)
        visit._gc_expired()
        self.assertFalse(visit.exists())

    # When the device goes on to somebody else

    def _leave(self, **data):
        # No token of a form: a page that closes has none.
        return self.url_open(f"{self.page}/leave", data=data or {"x": "y"})

    def _load(self):
        self.url_open(self.page)
        return self._find_visit().page_number

    def test_code_is_void_once_the_page_is_loaded_again(self):
        self.url_open(self.page)
        self._identify()
        self.assertIn("challenge", self._challenge())
        self.url_open(self.page)
        self.assertIn("prove who you are", self._challenge()["error"])

    def test_signature_begun_on_a_page_does_not_go_on_after_it_was_loaded_again(self):
        self.url_open(self.page)
        self._identify()
        opened = self._challenge()
        self.url_open(self.page)
        self._identify()
        self.assertIn("can't be completed", self._prepare(opened)["error"])

    def test_visit_ends_when_its_page_is_left(self):
        number = self._load()
        self._identify()
        self._leave(page=number)
        self.assertIn("not valid any more", self._challenge()["error"])
        self.assertEqual(self.url_open(self.page).status_code, 410)
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 404)

    def test_visit_without_a_code_ends_when_its_page_is_left(self):
        self.contract.sudo().company_id.contract_in_person_code = False
        number = self._load()
        self._leave(page=number)
        self.assertIn("not valid any more", self._challenge()["error"])

    def test_page_that_was_loaded_again_goes_on_when_the_former_one_says_goodbye(self):
        former = self._load()
        self._load()
        self._leave(page=former)
        self.assertEqual(self.url_open(self.page).status_code, 200)

    def test_what_was_signed_can_be_read_until_the_device_is_handed_back(self):
        self._load()
        self._identify()
        self._sign_with_browser_key()
        page = self.url_open(self.page)
        self.assertIn("Hand Back the Device", page.text)
        self._leave(page=self._find_visit().page_number)
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 200)
        self.assertIn("This page is closed", self._leave().text)
        self.assertEqual(self.url_open(f"{self.page}/document.pdf").status_code, 404)

    def test_visit_ends_when_the_colleague_signs_in_again(self):
        self.url_open(self.page)
        self._identify()
        former = http.root.session_store.get(self.opener.cookies["session_id"])
        kept = {name: former[name] for name in former if name.startswith("crm_contract_sign")}
        self.assertTrue(kept)
        self.authenticate("life.sales", "life.sales", session_extra=kept)
        self.assertIn("not valid any more", self._challenge()["error"])
        self.assertEqual(self.url_open(self.page).status_code, 410)

    def test_visit_ends_when_another_begins_in_the_browser(self):
        self.url_open(self.page)
        self._identify()
        self.url_open(self._open_for_visit())
        self.assertIn("not valid any more", self._challenge()["error"])

    def test_code_of_a_visit_holds_for_ten_minutes(self):
        self.url_open(self.page)
        self._identify()
        with freeze_time(datetime.now() + timedelta(minutes=11)):
            self.assertIn("prove who you are", self._challenge()["error"])

    def test_stranger_without_the_address_ends_no_visit(self):
        number = self._load()
        right, self.page = self.page, f"{self.page[:-1]}x"
        self._leave(page=number)
        self.assertEqual(self.url_open(right).status_code, 200)

    def test_link_of_the_signatory_does_not_end_when_its_page_is_left(self):
        self.page = f"/contract/sign/{self.signer._make_token()}"
        self._leave(page=0)
        self.assertEqual(self.url_open(self.page).status_code, 200)
