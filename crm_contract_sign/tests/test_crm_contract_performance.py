from datetime import date, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GROUP, ContractCaseMixin

TODAY = date(2026, 6, 1)


class PerformanceCase(ContractCaseMixin, TransactionCase):
    """A contract in force for the year 2026, on the first of June."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._put_in_force(date(2026, 1, 1), date(2026, 12, 31))

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(TODAY))

    @classmethod
    def _put_in_force(cls, start, end):
        """A contract brought in force by the lifecycle alone, without its PDFs."""
        contract = cls._create_contract()
        contract.write({"date_start": start, "date_end": end})
        contract._assemble()
        contract.sudo().state = "signing"
        contract._transition("activate")
        return contract

    def _run_scheduled_action(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_contract_sign.ir_cron_manage_terms").method_direct_trigger()
        self.env.invalidate_all()

    def _get_codes(self, contract):
        return contract.event_ids.sorted("sequence").mapped("code")

    def _get_reminders(self, contract):
        ending = self.env.ref("crm_contract_sign.mail_activity_type_ending")
        return contract.activity_ids.filtered(lambda each: each.activity_type_id == ending)


@tagged("post_install", "-at_install")
class TestExpiry(PerformanceCase):
    """Contracts end with their term, by themselves."""

    def test_contract_expires_the_day_after_its_end(self):
        for day, state in ((date(2026, 12, 31), "active"), (date(2027, 1, 1), "expired")):
            with self.subTest(day=day), freeze_time(day):
                self._run_scheduled_action()
                self.assertEqual(self.contract.state, state)
        self.assertEqual(self._get_codes(self.contract)[-1], "expire")

    def test_contract_without_an_end_never_expires(self):
        endless = self._put_in_force(date(2026, 1, 1), False)
        with freeze_time("2099-01-01"):
            self._run_scheduled_action()
        self.assertEqual(endless.state, "active")

    def test_contract_that_is_not_in_force_does_not_expire(self):
        draft = self._create_contract()
        draft.write({"date_start": "2026-01-01", "date_end": "2026-01-31"})
        self._run_scheduled_action()
        self.assertEqual(draft.state, "draft")

    def test_contract_that_fails_is_logged_and_stops_no_other(self):
        other = self._put_in_force(date(2026, 1, 1), date(2026, 12, 31))
        transition = type(other)._transition

        def fail(contract, name, **details):
            if contract == self.contract:
                raise ValueError("not now")
            return transition(contract, name, **details)

        log = mute_logger("odoo.addons.crm_contract_sign.models.crm_contract_performance")
        with patch.object(type(other), "_transition", fail), log, freeze_time("2027-01-01"):
            self._run_scheduled_action()
        self.assertEqual((self.contract.state, other.state), ("active", "expired"))

    def test_more_contracts_than_a_batch_all_expire(self):
        contracts = self.contract | self._put_in_force(date(2026, 1, 1), date(2026, 12, 30))
        module = "odoo.addons.crm_contract_sign.models.crm_contract_performance"
        with patch(f"{module}.BATCH_SIZE", 1), freeze_time("2027-01-01"):
            self._run_scheduled_action()
        self.assertEqual(contracts.mapped("state"), ["expired", "expired"])


@tagged("post_install", "-at_install")
class TestReminder(PerformanceCase):
    """The responsible hears of an end in time."""

    def test_responsible_is_reminded_once_as_early_as_the_type_says(self):
        self.contract.sudo().type_id.reminder_days = 30
        for day, count in ((date(2026, 11, 30), 0), (date(2026, 12, 1), 1), (date(2026, 12, 2), 1)):
            with self.subTest(day=day), freeze_time(day):
                self._run_scheduled_action()
                reminders = self._get_reminders(self.contract)
                self.assertEqual(len(reminders), count)
        self.assertEqual(reminders.user_id, self.salesperson)
        self.assertEqual(reminders.date_deadline, date(2026, 12, 31))
        self.assertEqual(self.contract.reminded_on, date(2026, 12, 1))

    def test_contract_whose_renewal_is_under_way_needs_no_reminder(self):
        self.contract.action_renew()
        with freeze_time("2026-12-20"):
            self._run_scheduled_action()
        self.assertFalse(self._get_reminders(self.contract))

    def test_reminder_goes_when_the_contract_has_ended(self):
        with freeze_time("2026-12-20"):
            self._run_scheduled_action()
        with freeze_time("2027-01-01"):
            self._run_scheduled_action()
        self.assertEqual(self.contract.state, "expired")
        self.assertFalse(self._get_reminders(self.contract))

    def test_filter_finds_what_the_reminder_speaks_of(self):
        self.contract.sudo().type_id.reminder_days = 30
        contracts = self.env["crm.contract"]
        for day, is_near in (("2026-11-30", False), ("2026-12-01", True), ("2027-01-01", False)):
            with self.subTest(day=day), freeze_time(day):
                self.contract.invalidate_recordset()
                found = contracts.search([("is_ending_soon", "=", True)])
                self.assertEqual(self.contract in found, is_near)
                self.assertEqual(self.contract.is_ending_soon, is_near)
                others = contracts.search([("is_ending_soon", "=", False)])
                self.assertEqual(self.contract in others, not is_near)

    def test_reminder_after_the_end_is_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.contract.sudo().type_id.reminder_days = -1
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestTermination(PerformanceCase):
    """A colleague puts a contract to an end before its term."""

    def _terminate(self, **values):
        wizard = Form.from_action(self.contract.env, self.contract.action_terminate())
        for name, value in {"reason": "Notice by the customer", **values}.items():
            wizard[name] = value
        wizard.save().action_terminate()

    def test_terminated_today_it_ends_at_once_and_the_log_says_why(self):
        self._terminate()
        self.assertEqual(self.contract.state, "terminated")
        self.assertEqual(self.contract.termination_date, TODAY)
        self.assertEqual(self.contract.terminated_by_id, self.salesperson)
        event = self.contract.event_ids.sorted("sequence")[-1]
        self.assertEqual((event.code, event.user_id), ("terminate", self.salesperson))
        self.assertIn("Notice by the customer", event.message)

    def test_terminated_for_a_later_day_it_stays_in_force_under_notice_until_then(self):
        self._terminate(date=date(2026, 9, 30))
        self.assertEqual(self.contract.state, "active")
        self.assertEqual(self._get_codes(self.contract)[-1], "give_notice")
        for day, state in ((date(2026, 9, 29), "active"), (date(2026, 9, 30), "terminated")):
            with self.subTest(day=day), freeze_time(day):
                self._run_scheduled_action()
                self.assertEqual(self.contract.state, state)

    def test_day_outside_of_the_term_is_refused(self):
        for day in (date(2025, 12, 31), date(2027, 1, 1)):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "does not run on"):
                self._terminate(date=day)
        self.assertEqual(self.contract.state, "active")
        self.assertFalse(self.contract.termination_date)

    def test_contract_that_is_not_in_force_is_not_terminated(self):
        draft = self._create_contract()
        with self.assertRaisesRegex(UserError, "This step starts from"):
            draft.action_terminate("Too late")
        with self.assertRaisesRegex(UserError, "This step starts from"):
            draft.action_terminate()

    def test_customer_is_told_only_when_asked_for(self):
        self._terminate()
        written = self.contract.message_ids.filtered(
            lambda message: self.customer in message.partner_ids
        )
        self.assertFalse(written)

    def test_customer_reads_the_message_and_not_the_reason(self):
        self._terminate(is_customer_told=True, note="Thank you for three good years.")
        written = self.contract.message_ids.filtered(
            lambda message: self.customer in message.partner_ids
        )
        self.assertIn("three good years", written.body)
        self.assertNotIn("Notice by", written.body)

    def test_colleague_who_may_not_write_does_not_terminate(self):
        stranger = new_test_user(self.env, "performance.other", f"{GROUP}user")
        with self.assertRaises(AccessError):
            self.contract.with_user(stranger).action_terminate("Because")
        self.assertEqual(self.contract.state, "active")

    def test_action_menu_terminates_a_selection(self):
        other = self._put_in_force(date(2026, 1, 1), date(2026, 12, 31))
        contracts = self.contract | other
        action = (
            self.env.ref("crm_contract_sign.action_server_terminate")
            .with_user(self.salesperson)
            .with_context(active_model="crm.contract", active_ids=contracts.ids)
            .run()
        )
        self.assertEqual(action["context"]["default_contract_ids"], contracts.ids)
        contracts.action_terminate("Sold the business")
        self.assertEqual(contracts.mapped("state"), ["terminated", "terminated"])


@tagged("post_install", "-at_install")
class TestSuccession(PerformanceCase):
    """Renewal and amendment: a contract of its own, linked to the one before it."""

    def _succeed(self, action):
        successor = self.env["crm.contract"].browse(action["res_id"])
        self.assertEqual(successor.predecessor_id, self.contract)
        return successor.with_env(self.contract.env)

    def _put_successor_in_force(self, successor):
        successor.sudo().state = "signing"
        successor._transition("activate")

    def test_renewal_is_a_draft_with_the_same_words_for_the_next_term(self):
        successor = self._succeed(self.contract.action_renew())
        self.assertEqual((successor.state, successor.succession), ("draft", "renewal"))
        self.assertEqual(successor.date_start, date(2027, 1, 1))
        self.assertEqual(successor.date_end, date(2027, 12, 31))
        self.assertNotEqual(successor.reference, self.contract.reference)
        self.assertEqual(
            successor.section_ids.mapped("name"), self.contract.section_ids.mapped("name")
        )
        self.assertEqual(successor.amount_total, self.contract.amount_total)
        self.assertEqual(successor.user_id, self.salesperson)

    def test_term_of_a_month_is_renewed_by_a_month(self):
        self.contract.sudo().write({"state": "draft"})
        self.contract.write({"date_start": "2026-06-01", "date_end": "2026-06-30"})
        self.contract.sudo().write({"state": "active"})
        successor = self._succeed(self.contract.action_renew())
        self.assertEqual(successor.date_start, date(2026, 7, 1))
        self.assertEqual(successor.date_end, date(2026, 7, 31))

    def test_dates_and_reference_in_the_text_are_the_new_ones(self):
        words = "<p>From 1 January 2026 to 31 December 2026, not from 11 January 2026.</p>"
        self.contract.sudo().state = "draft"
        self.contract.section_ids[0].body = words
        self.contract.sudo().state = "active"
        successor = self._succeed(self.contract.action_renew())
        text = str(successor.section_ids[0].body)
        self.assertIn("From 1 January 2027 to 31 December 2027", text)
        self.assertIn("not from 11 January 2026", text)
        everything = " ".join(map(str, successor.section_ids.mapped("body")))
        self.assertNotIn(self.contract.reference, everything)

    def test_renewal_passes_the_checks_as_it_is(self):
        successor = self._succeed(self.contract.action_renew())
        self.assertTrue(successor.checked_on)
        self.assertFalse(successor.finding_ids.mapped("message"))

    def test_amendment_runs_from_today_to_the_same_end(self):
        successor = self._succeed(self.contract.action_amend())
        self.assertEqual(successor.succession, "amendment")
        self.assertEqual((successor.date_start, successor.date_end), (TODAY, date(2026, 12, 31)))

    def test_both_show_each_other(self):
        successor = self._succeed(self.contract.action_renew())
        self.assertEqual(self.contract.successor_id, successor)
        self.assertEqual(self.contract.action_view_successor()["res_id"], successor.id)
        self.assertEqual(successor.action_view_predecessor()["res_id"], self.contract.id)
        self.assertIn(successor.reference, self.contract.message_ids[0].body)
        self.assertIn(self.contract.reference, successor.message_ids[0].body)

    def test_second_successor_is_refused_until_the_first_is_given_up(self):
        successor = self._succeed(self.contract.action_renew())
        with self.assertRaisesRegex(UserError, "already has a successor"):
            self.contract.action_amend()
        successor.action_cancel()
        self.assertFalse(self.contract.successor_id)
        self._succeed(self.contract.action_amend())

    def test_renewed_contract_runs_to_its_end(self):
        successor = self._succeed(self.contract.action_renew())
        self._put_successor_in_force(successor)
        self.assertEqual(self.contract.state, "active")
        self.assertEqual(self._get_codes(self.contract)[-1], "renew")
        self.assertIn(successor.reference, self.contract.event_ids[0].message)

    def test_amended_contract_ends_when_its_amendment_begins(self):
        successor = self._succeed(self.contract.action_amend())
        self._put_successor_in_force(successor)
        self.assertEqual(self.contract.state, "terminated")
        self.assertIn(successor.reference, self.contract.termination_reason)
        self.assertFalse(self.contract.terminated_by_id)
        self.assertEqual(self._get_codes(self.contract)[-2:], ["amend", "terminate"])

    def test_amended_contract_stays_in_force_until_a_later_beginning(self):
        successor = self._succeed(self.contract.action_amend())
        successor.date_start = TODAY + timedelta(days=10)
        self._put_successor_in_force(successor)
        self.assertEqual(self.contract.state, "active")
        with freeze_time(TODAY + timedelta(days=10)):
            self._run_scheduled_action()
        self.assertEqual(self.contract.state, "terminated")

    def test_log_of_the_successor_names_the_former_contract(self):
        successor = self._succeed(self.contract.action_renew())
        successor.action_cancel()
        first = successor.event_ids.sorted("sequence")[0]
        self.assertIn(self.contract.reference, first.payload)

    def test_draft_is_neither_renewed_nor_amended(self):
        draft = self._create_contract()
        for action in (draft.action_renew, draft.action_amend):
            with self.assertRaisesRegex(UserError, "This step starts from"):
                action()

    def test_expired_contract_is_renewed_but_not_amended(self):
        self.contract._transition("expire")
        with self.assertRaisesRegex(UserError, "This step starts from"):
            self.contract.action_amend()
        self._succeed(self.contract.action_renew())

    def test_succession_is_written_by_nobody(self):
        draft = self._create_contract()
        for values in ({"predecessor_id": self.contract.id}, {"succession": "renewal"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                draft.write(values)

    def test_log_stays_whole(self):
        self._put_successor_in_force(self._succeed(self.contract.action_amend()))
        self.assertEqual(self.contract.action_check_log()["params"]["type"], "success")
