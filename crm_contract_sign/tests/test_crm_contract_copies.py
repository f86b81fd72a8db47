from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .signing_plan_common import PlanCaseMixin
from .test_signing_formats import NOBODY, FormatsCase


@tagged("post_install", "-at_install")
class TestCopiesWithProofs(FormatsCase):
    """The copies wait for the proof of time, though not for ever."""

    def _find_mails(self, contract):
        """The mails with the copies of this contract."""
        name = contract.signed_document_id.name
        return self.env["mail.mail"].search([("attachment_ids.name", "=", name)])

    def _sign_all(self, level="b_lta", url=None):
        self._add_clock(url)
        self._set_level(level)
        return self._create_signed_contract().sudo()

    def _read_copies(self, mail):
        return {each.name: each.raw for each in mail.attachment_ids}

    def test_copies_are_sent_at_once_where_no_proof_is_to_come(self):
        contract = self._create_signed_contract().sudo()
        self.assertFalse(contract.copies_due_on)
        self.assertEqual(len(self._find_mails(contract)), 2)

    def test_copies_are_sent_with_their_proof(self):
        contract = self._sign_all()
        self.assertFalse(self._find_mails(contract))
        self._run_cron("ir_cron_contract_proof")
        self.assertEqual(contract.signed_document_id.kind, "preserved")
        mails = self._find_mails(contract)
        self.assertEqual(len(mails), 2)
        for mail in mails:
            copies = self._read_copies(mail)
            self.assertEqual(
                copies[contract.signed_document_id.name], contract.signed_document_id._get_bytes()
            )
            self.assertEqual(len(copies), 2)
            self.assertNotIn("could not be had", mail.body_html)
        self.assertFalse(contract.copies_due_on)

    def test_copies_wait_while_no_authority_answers(self):
        contract = self._sign_all("b_t", NOBODY)
        self._run_cron("ir_cron_contract_proof")
        self.assertFalse(self._find_mails(contract))
        self.assertTrue(contract.copies_due_on)

    def test_copies_are_sent_without_proof_when_they_have_waited_long_enough_and_say_so(self):
        contract = self._sign_all("b_t", NOBODY)
        contract.copies_due_on = fields.Datetime.now() - timedelta(minutes=1)
        self._run_cron("ir_cron_contract_proof")
        mails = self._find_mails(contract)
        self.assertEqual(len(mails), 2)
        for mail in mails:
            self.assertIn("could not be had so far", mail.body_html)
            copies = self._read_copies(mail)
            self.assertEqual(
                copies[contract.signed_document_id.name], contract.signed_document_id._get_bytes()
            )
        self.assertEqual(contract.proof_state, "due")

    def test_copies_are_sent_once(self):
        contract = self._sign_all("b_t", NOBODY)
        contract.copies_due_on = fields.Datetime.now() - timedelta(minutes=1)
        self._run_cron("ir_cron_contract_proof")
        self.clocks.search([]).url = self.clock_url
        self._run_cron("ir_cron_contract_proof")
        self.assertEqual(contract.proof_state, "done")
        self.assertEqual(len(self._find_mails(contract)), 2)

    def test_wait_is_as_long_as_the_company_says(self):
        self.env.company.contract_copies_wait_hours = 3
        contract = self._sign_all()
        expected = fields.Datetime.now() + timedelta(hours=3)
        self.assertAlmostEqual(contract.copies_due_on, expected, delta=timedelta(minutes=5))

    def test_company_that_does_not_wait_sends_at_once(self):
        self.env.company.contract_copies_wait_hours = 0
        contract = self._sign_all()
        self.assertEqual(len(self._find_mails(contract)), 2)

    def test_wait_without_end_is_refused(self):
        for hours in (-1, 169):
            with (
                self.subTest(hours=hours),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.company.contract_copies_wait_hours = hours
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestReceivers(PlanCaseMixin, TransactionCase):
    """Who gets a copy."""

    def _get_addresses(self, *participants):
        contract = self._create_contract()
        contract.participant_ids = [Command.create(values) for values in participants]
        contract.sudo()._freeze()
        return contract.sudo()._get_copy_receivers().mapped("email")

    def test_signatory_who_also_gets_a_copy_gets_one(self):
        addresses = self._get_addresses(
            self._us(10), self._them(20), self._them(30, role="copy"), self._us(40, role="copy")
        )
        self.assertCountEqual(addresses, [self.salesperson.email, self.customer.email])

    def test_everybody_else_gets_theirs(self):
        addresses = self._get_addresses(
            self._us(10), self._them(20), self._them(30, self.dora, role="copy")
        )
        self.assertCountEqual(
            addresses, [self.salesperson.email, self.customer.email, self.dora.email]
        )
