from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import PIN, capture_mail, read_mail
from .signing_plan_common import PlanCaseMixin


@tagged("post_install", "-at_install")
class TestSigningRound(PlanCaseMixin, TransactionCase):
    """Reminders, the deadline, and how everyone hears that signing has ended."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()
        self.contract = self._create_approved_contract(
            [self._us(10), self._them(20), self._them(20, self.dora), self._them(30, self.ed)]
        )

    def _send(self):
        self.contract.action_send()
        self._sign(self.contract, self.salesperson)

    def test_reminder_comes_by_the_companys_schedule_and_not_for_ever(self):
        self.env.company.write({"contract_reminder_days": 3, "contract_reminder_limit": 2})
        self._send()
        customer = self._find(self.contract, self.customer)
        start = fields.Datetime.now()
        counts = []
        for days in (1, 3, 4, 6, 9, 12):
            with freeze_time(start + timedelta(days=days, minutes=1)), capture_mail(self.env) as m:
                customer._remind_if_due()
            counts.append(len(m))
        self.assertEqual(counts, [0, 1, 0, 1, 0, 0])

    def test_nobody_is_reminded_before_their_turn(self):
        self._send()
        with freeze_time(fields.Datetime.now() + timedelta(days=30)), capture_mail(self.env) as m:
            self._find(self.contract, self.ed)._remind_if_due()
        self.assertFalse(m)

    def test_link_in_a_reminder_leaves_the_former_one_good(self):
        self._send()
        customer = self._find(self.contract, self.customer)
        link = customer._make_token()
        with capture_mail(self.env) as messages:
            customer.with_user(self.salesperson).sudo(False).action_remind()
        self.assertIn("waits for your answer", read_mail(messages[0]))
        self.assertEqual(customer._find_by_token(link), (customer, False))

    def test_everyone_who_was_asked_hears_of_a_decline_and_nobody_else(self):
        self._send()
        with capture_mail(self.env) as messages:
            self._find(self.contract, self.customer)._decline("Too dear", {})
        told = {message["To"] for message in messages}
        self.assertEqual(told, {self.salesperson.email, "dora@example.com"})
        self.assertIn("Too dear", read_mail(messages[0]))
        self.assertIn(self.salesperson, self.contract.activity_ids.user_id)

    def test_colleague_declines_with_a_reason(self):
        self.contract.action_send()
        action = self.contract.action_open_decline()
        wizard = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "say why"):
            wizard.action_end()
        wizard.reason = "Not my price"
        wizard.action_end()
        self.assertEqual(self.contract.state, "declined")
        evidence = self._find(self.contract, self.salesperson).evidence
        self.assertEqual(evidence, {"method": "user_login"})

    def test_colleague_with_two_factors_declines_and_the_evidence_says_so(self):
        self.contract.action_send()
        self.patch(type(self.env.user), "_mfa_type", lambda _self: "totp")
        action = self.contract.with_user(self.salesperson).action_open_decline()
        wizard = self.env[action["res_model"]].with_user(self.salesperson).browse(action["res_id"])
        wizard.reason = "Not my price"
        wizard.action_end()
        evidence = self._find(self.contract, self.salesperson).evidence
        self.assertEqual(evidence, {"method": "user_login_2fa"})

    def test_withdrawing_tells_whoever_had_a_link_and_stops_it(self):
        self._send()
        customer = self._find(self.contract, self.customer)
        with capture_mail(self.env) as messages:
            self.contract.action_withdraw("We have found a mistake")
        self.assertIn(self.customer.email, {message["To"] for message in messages})
        self.assertIn("We have found a mistake", read_mail(messages[0]))
        self.assertFalse(customer._is_their_turn())

    def test_time_to_sign_is_proposed_by_the_settings(self):
        self.env.company.contract_round_days = 14
        self.contract.action_send()
        self.assertEqual(self.contract.sign_by, fields.Date.today() + timedelta(days=14))

    def test_overdue_round_that_nobody_signed_can_be_sent_again(self):
        self.contract.sign_by = fields.Date.today()
        self.contract.action_send()
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.env.ref("crm_contract_sign.ir_cron_follow_rounds").method_direct_trigger()
        self.assertEqual(self.contract.state, "approved")
        self.assertIn("round_expired", self.contract.event_ids.mapped("code"))
        self.contract.action_send()
        self.assertTrue(self.contract.is_my_turn)

    def test_overdue_round_that_somebody_signed_is_declined(self):
        self.contract.sign_by = fields.Date.today()
        self._send()
        with freeze_time(fields.Datetime.now() + timedelta(days=1)), capture_mail(self.env) as m:
            self.env.ref("crm_contract_sign.ir_cron_follow_rounds").method_direct_trigger()
        self.assertEqual(self.contract.state, "declined")
        self.assertIn(self.customer.email, {message["To"] for message in m})

    def test_many_are_sent_at_once_and_the_one_that_can_not_be_is_named(self):
        draft = self._create_contract()
        answer = (self.contract | draft).with_user(self.salesperson).action_send_selection()
        self.assertEqual(self.contract.state, "signing")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertIn(draft.display_name, answer["params"]["message"])

    def test_mail_that_can_not_be_sent_marks_the_signatory_and_loses_no_signature(self):
        self.contract.action_send()
        server = type(self.env["ir.mail_server"])
        self.patch(server, "send_email", self._fail)
        with self.assertLogs("odoo.addons.crm_contract_sign", "WARNING"):
            self.contract.action_sign(PIN)
        self.assertEqual(self._find(self.contract, self.salesperson).state, "signed")
        self.assertTrue(self._find(self.contract, self.customer).has_delivery_failed)

    def test_wrong_address_of_the_next_one_loses_no_signature(self):
        self._find(self.contract, self.customer).email = "no address"
        self._send()
        self.assertEqual(self._find(self.contract, self.salesperson).state, "signed")
        self.assertTrue(self._find(self.contract, self.customer).has_delivery_failed)
        self.assertFalse(self._find(self.contract, self.dora).has_delivery_failed)

    @staticmethod
    def _fail(*_arguments, **_options):
        raise ConnectionRefusedError
