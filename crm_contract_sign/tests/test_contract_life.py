import base64
from unittest.mock import patch

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import PIN, ContractCaseMixin, draw_signature


@tagged("post_install", "-at_install")
class TestContractLife(ContractCaseMixin, TransactionCase):
    """The main job: from a sales order to a document that anyone can verify."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def test_contract_signed_by_both_sides_is_in_force_and_verifiable(self):
        contract = self._create_approved_contract()
        frozen = contract.document_sha256
        contract.action_send()
        contract.action_sign(PIN)
        customer = contract.signer_ids[1].sudo()
        contract.sudo()._take_signature(customer, None, {"method": "email_code"}, draw_signature())
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.sale_order_id.signed_contract_id, contract)
        self.assertNotEqual(contract.signed_document_id.sha256, frozen)
        documents = self.env["crm.contract.document"]
        content = contract.sudo().signed_document_id._get_bytes()
        report, known = documents._verify_upload(content)
        self.assertTrue(report.accepted, report)
        self.assertEqual(known, contract.signed_document_id)
        tampered = content[:2000] + bytes([content[2000] ^ 1]) + content[2001:]
        self.assertFalse(documents._verify_upload(tampered)[0].accepted)
        self.assertTrue(contract.completion_document_id.sudo()._get_bytes())

    def test_blocking_finding_stops_submission_and_nothing_is_frozen(self):
        contract = self._create_contract()
        contract.section_ids[0].body = "<p>{{ customer.shoe_size }}</p>"
        with self.assertRaisesRegex(UserError, "shoe_size"):
            contract.action_submit()
        self.assertEqual(contract.state, "draft")
        self.assertFalse(contract.document_ids)

    def test_frozen_contract_can_not_be_edited_until_it_is_revised(self):
        contract = self._create_approved_contract()
        with self.assertRaisesRegex(UserError, "Revise"):
            contract.amount_total = 1
        with self.assertRaisesRegex(UserError, "Revise"):
            contract.section_ids[0].body = "<p>Other words</p>"
        contract.action_revise()
        contract.amount_total = 1

    def test_state_is_written_by_nobody(self):
        contract = self._create_contract()
        with self.assertRaises(AccessError):
            contract.state = "approved"

    def test_wrong_pin_signs_nothing_and_attempts_run_out(self):
        contract = self._create_approved_contract()
        contract.action_send()
        for _attempt in range(5):
            with self.assertRaisesRegex(UserError, "PIN is wrong"):
                contract.action_sign("wrong pin")
        with self.assertRaisesRegex(UserError, "Too many wrong attempts"):
            contract.action_sign(PIN)
        self.assertEqual(contract.signer_ids.mapped("state"), ["waiting", "waiting"])

    def test_customer_can_not_sign_before_the_company(self):
        contract = self._create_approved_contract()
        contract.action_send()
        with self.assertRaisesRegex(UserError, "not your turn"):
            contract.sudo()._take_signature(contract.signer_ids[1], None, {}, draw_signature())

    def test_forged_link_finds_nobody_and_former_link_is_stale(self):
        contract = self._create_approved_contract()
        contract.action_send()
        contract.action_sign(PIN)
        signer = contract.signer_ids[1].sudo()
        token = signer._make_token()
        self.assertEqual(signer._find_by_token(token), (signer, False))
        self.assertFalse(signer._find_by_token(token[:-1] + "x")[0])
        signer._send_link()
        self.assertEqual(signer._find_by_token(token), (signer, True))

    def test_one_time_code_works_once(self):
        contract = self._create_approved_contract()
        contract.action_send()
        contract.action_sign(PIN)
        signer = contract.signer_ids[1].sudo()
        with patch.object(type(signer), "_generate_code", lambda self: "123456"):
            signer._send_code()
        with self.assertRaisesRegex(UserError, "code is wrong"):
            signer._check_code("654321")
        signer._check_code("123456")
        with self.assertRaisesRegex(UserError, "expired"):
            signer._check_code("123456")

    def test_declining_needs_a_reason_and_tells_the_responsible(self):
        contract = self._create_approved_contract()
        contract.action_send()
        contract.action_sign(PIN)
        signer = contract.signer_ids[1].sudo()
        with self.assertRaisesRegex(UserError, "say why"):
            signer._decline(" ", {})
        signer._decline("Too dear", {})
        self.assertEqual(contract.state, "declined")
        self.assertIn(self.salesperson, contract.activity_ids.user_id)

    def test_database_refuses_to_change_events_and_documents(self):
        contract = self._create_approved_contract()
        for table in ("crm_contract_event", "crm_contract_document"):
            for query in (f"UPDATE {table} SET contract_id = contract_id", f"DELETE FROM {table}"):
                with (
                    self.subTest(query=query),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(RestrictViolation),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(query)
        self.assertEqual(contract.action_check_log()["params"]["type"], "success")

    def test_pkcs12_with_wrong_password_is_refused_in_words(self):
        certificates = self.env["crm.contract.certificate"].with_user(self.salesperson)
        with self.assertRaisesRegex(UserError, "PKCS#12"):
            certificates._import_pkcs12(
                base64.b64decode("MAA="), "wrong", PIN, kind="user", company=self.env.company
            )
