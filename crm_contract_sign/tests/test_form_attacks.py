import base64
import dataclasses
import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import draw_signature
from .form_common import ANSWERS, FormCaseMixin, read_text

LAYOUT = "odoo.addons.crm_contract_sign.rendering.layout"
FILL_IN = "odoo.addons.crm_contract_sign.models.crm_contract_fill_in"


@tagged("post_install", "-at_install")
class TestFormAttacks(FormCaseMixin, TransactionCase):
    """What somebody tries who can reach the database, or another person's part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_sent_form().sudo()
        cls.form = cls.contract.current_document_id

    def _tamper(self, column, value):
        """Change a row as a database administrator can, who switches the triggers off."""
        self.env.flush_all()
        self.cr.execute("ALTER TABLE crm_contract_document DISABLE TRIGGER USER")
        self.cr.execute(
            f"UPDATE crm_contract_document SET {column} = %s WHERE id = %s", [value, self.form.id]
        )
        self.cr.execute("ALTER TABLE crm_contract_document ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_snapshot_with_another_price_is_refused(self):
        snapshot = self.form._to_snapshot()
        forged = dataclasses.replace(snapshot, html=snapshot.html.replace("Deliver", "Give away"))
        self._tamper("snapshot", base64.b64encode(forged.pack()))
        with self.assertRaisesRegex(UserError, "can't be made again"), self.cr.savepoint():
            self._fill_in(self.contract)
        self.assertFalse(self.contract.form_answer_ids)

    def test_wider_bounds_than_approved_are_refused(self):
        form = json.loads(json.dumps(self.form.form))
        form["fields"][1]["is_future"] = False
        self._tamper("form", json.dumps(form))
        with self.assertRaisesRegex(UserError, "is not what was approved"), self.cr.savepoint():
            self._fill_in(self.contract, {**ANSWERS, "day": "2001-01-01"})

    def test_form_of_another_renderer_is_not_even_sent(self):
        contract = self._create_form()
        with (
            patch.object(type(contract), "_get_stylesheet", lambda self, name: "", spec_set=False),
        ):
            contract.action_send()  # The snapshot has its own stylesheet.
        self.assertTrue(contract.is_filling_in)
        other = self._create_form()
        with (
            patch(
                "odoo.addons.crm_contract_sign.rendering.layout.CONFORMANCE_STYLE", "p{color:red}"
            ),
            self.assertRaisesRegex(UserError, "can't be made again"),
        ):
            other.action_send()

    def test_field_that_is_not_theirs_is_refused(self):
        faults = self._fill_in(self.contract, {**ANSWERS, "price": "1"})
        self.assertEqual(faults, {"price": "unknown_field"})

    def test_another_person_s_field_is_refused(self):
        contract = self._create_form_draft()
        contract.action_plan_signatories()
        contract.form_field_ids[0].participant_id = contract.participant_ids[0]
        contract.action_submit()
        contract.with_user(self.approver).action_approve()
        contract.action_send()
        contract = contract.sudo()
        self.assertEqual(contract._get_due_signers(), contract.signer_ids)
        self.assertEqual(self._fill_in(contract), {"address": "unknown_field"})
        own = {name: value for name, value in ANSWERS.items() if name != "address"}
        self.assertEqual(self._fill_in(contract, own), {})
        self.assertTrue(contract.is_filling_in)
        with self.assertRaises(AccessError):
            contract.with_user(self.approver).action_fill_in({"address": "x"})

    def test_values_of_any_type_are_refused_in_words(self):
        for value in (1, 1.5, ["x"], {"a": 1}, True, "\x00", "a\u202eb", "x" * 100_000):
            with self.subTest(value=str(value)[:20]):
                self.assertIn(
                    "address", self._fill_in(self.contract, {**ANSWERS, "address": value})
                )

    def test_colleague_writes_nobody_s_answer(self):
        values = {
            "contract_id": self.contract.id,
            "signer_id": self.contract.signer_ids[1].id,
            "document_id": self.form.id,
            "round_number": 1,
            "sha256": "0",
        }
        with self.assertRaises(AccessError):
            self.env["crm.contract.form.answer"].with_user(self.salesperson).create(values)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.salesperson).form_round = 7

    def test_answers_are_not_changed_without_end(self):
        contract = self._create_sent_form(has_initials=True)
        with patch(f"{FILL_IN}.MAXIMUM_CHANGES", 2):
            for _time in range(2):
                self._fill_in(contract, initials=draw_signature())
            with self.assertRaisesRegex(UserError, "changed your answers 2 times"):
                self._fill_in(contract, initials=draw_signature())

    def test_initials_of_a_colleague_are_a_picture_and_nothing_else(self):
        contract = self._create_sent_form([], has_initials=True).with_user(self.salesperson)
        for text in ("no base64!", "R0lGODlh", "PHN2Zy8+"):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "picture"):
                contract.action_fill_in({}, text, contract.document_sha256)

    def test_placeholder_in_an_answer_is_not_looked_up(self):
        self._fill_in(self.contract, {**ANSWERS, "order_number": "{{ customer.vat }}"})
        text = read_text(self.contract.current_document_id)
        self.assertIn("{{customer.vat}}", text.replace(" ", ""))
