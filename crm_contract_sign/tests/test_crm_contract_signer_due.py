from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, freeze_time, tagged

from .common import SigningPageMixin, capture_mail, read_mail
from .signing_plan_common import PlanCaseMixin


class LanguageCaseMixin(PlanCaseMixin):
    """On top of the former: Chinese with our terms in it, and Dora, who reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["crm_contract_sign"], ["zh_CN"])
        cls.dora.lang = "zh_CN"


@tagged("post_install", "-at_install")
class TestLanguageOfAPerson(LanguageCaseMixin, SigningPageMixin, HttpCase):
    """Everyone is written to in their own language; the document keeps the contract's."""

    def _open(self, **values):
        contract = self._create_approved_contract(
            [self._us(10), self._them(20, self.dora, **values)]
        )
        contract.action_send()
        with capture_mail(self.env) as self.messages:
            self._sign(contract, self.salesperson)
        self.contract, self.signer = contract, self._find(contract, self.dora)
        self.token = self.signer._make_token()

    def test_mail_and_page_come_in_the_contacts_language(self):
        self._open()
        self.assertEqual(self.signer.lang, "zh_CN")
        self.assertRegex(read_mail(self.messages[-1]), "签署")
        page = self.url_open(f"/contract/sign/{self.token}").text
        self.assertIn('lang="zh-CN"', page)
        self.assertEqual(self.contract.language, "en")

    def test_plan_may_choose_another_language_than_the_contacts(self):
        self._open(lang="en_US")
        self.assertNotRegex(read_mail(self.messages[-1]), "签署")
        self.assertIn('lang="en-US"', self.url_open(f"/contract/sign/{self.token}").text)

    def test_refusals_come_in_the_language_of_the_page(self):
        self._open()
        self.assertNotIn("prove who you are", self._accept()["error"])
        self._ask_code()
        self.assertRegex(self._call("identify", code="000000")["error"], "[\u4e00-\u9fff]")

    def test_code_comes_in_the_persons_language(self):
        self._open()
        with capture_mail(self.env) as messages:
            self._ask_code()
        self.assertRegex(messages[0]["Subject"], "[\u4e00-\u9fff]")

    def test_signed_copy_comes_in_the_persons_language(self):
        self._open()
        self._sign(self.contract, self.dora)
        mails = self.env["mail.mail"].sudo().search([("email_to", "=", "dora@example.com")])
        self.assertRegex(mails[:1].subject, "[\u4e00-\u9fff]")

    def test_language_that_is_not_there_any_more_gives_way_to_the_contracts(self):
        self._open()
        languages = type(self.env["res.lang"])
        self.patch(languages, "get_installed", lambda _self: [("en_US", "English")])
        self.assertEqual(self.signer._get_lang_code(), "en_US")

    def test_who_takes_the_place_is_written_to_in_their_own_language(self):
        self._open(can_delegate=True)
        self.ed.lang = "en_US"
        self.assertEqual(self.signer._reassign(partner=self.ed).lang, "en_US")


@tagged("post_install", "-at_install")
class TestDaysToAnswer(LanguageCaseMixin, SigningPageMixin, HttpCase):
    """How long a person may take, from the day of their turn; what happens when it is over."""

    def setUp(self):
        super().setUp()
        self.env.company.contract_reminder_days = 0
        self.contract = self._create_approved_contract(
            [self._us(10, due_days=2), self._them(20, due_days=5), self._them(30, self.dora)]
        )
        self.start = fields.Datetime.now()
        self.today = fields.Date.today()
        self.signer = self._find(self.contract, self.customer)

    def _send(self):
        self.contract.action_send()
        with capture_mail(self.env) as messages:
            self._sign(self.contract, self.salesperson)
        return messages

    def _run_cron(self, days):
        with freeze_time(self.start + timedelta(days=days)), capture_mail(self.env) as messages:
            self.env.ref("crm_contract_sign.ir_cron_follow_rounds").method_direct_trigger()
        return messages

    def _get_activities(self):
        return self.contract.activity_ids.filtered(
            lambda each: "Clara" in (each.summary or "") and each.user_id == self.salesperson
        )

    def test_days_count_from_the_turn_and_not_from_the_sending(self):
        with freeze_time(self.start + timedelta(days=-3)):
            self.contract.action_send()
        us = self._find(self.contract, self.salesperson)
        self.assertEqual(us.answer_by, self.today - timedelta(days=1))
        self.assertFalse(self.signer.answer_by)
        self._sign(self.contract, self.salesperson)
        self.assertEqual(self.signer.answer_by, self.today + timedelta(days=5))
        self.assertFalse(self._find(self.contract, self.dora).answer_by)

    def test_end_of_signing_comes_first_where_it_is_earlier(self):
        self.contract.sign_by = self.today + timedelta(days=3)
        self._send()
        self.assertEqual(self.signer.answer_by, self.contract.sign_by)

    def test_mail_and_page_say_by_when(self):
        (message,) = self._send()
        due = (self.today + timedelta(days=5)).strftime("%m/%d/%Y")
        self.assertIn(due, read_mail(message))
        page = self.url_open(f"/contract/sign/{self.signer._make_token()}").text
        self.assertIn(due, page)

    def test_new_link_gives_no_more_days(self):
        self._send()
        with freeze_time(self.start + timedelta(days=3)):
            self.signer.with_user(self.salesperson).sudo(False).action_resend_link()
        self.assertEqual(self.signer.answer_by, self.today + timedelta(days=5))

    def test_nothing_happens_on_the_last_day(self):
        self._send()
        self.assertFalse(self._run_cron(5))
        self.assertFalse(self._get_activities())

    def test_who_is_late_is_reminded_and_the_responsible_is_told_once(self):
        self._send()
        (message,) = self._run_cron(6)
        self.assertEqual(message["To"], "clara@example.com")
        self.assertEqual(len(self._get_activities()), 1)
        self.assertIn("overdue", self.contract.event_ids.mapped("code"))
        self.assertFalse(self._run_cron(7))
        self.assertEqual(len(self._get_activities()), 1)

    def test_contract_stays_out_for_signature_and_can_still_be_signed(self):
        self._send()
        self._run_cron(6)
        self.assertEqual(self.contract.state, "signing")
        self._sign(self.contract, self.customer)
        self.assertEqual(self.signer.state, "signed")

    def test_days_begin_anew_with_a_new_round(self):
        self._send()
        self._run_cron(6)
        self.contract.action_withdraw("A mistake")
        self.contract.action_revise()
        self.contract.action_submit()
        signer = self._find(self.contract, self.customer)
        self.assertFalse(signer.due_date)
        self.assertEqual(signer.due_days, 5)
