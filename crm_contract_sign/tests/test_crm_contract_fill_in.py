import base64
import json
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import PIN, draw_signature
from .form_common import (
    ANSWERS,
    FormCaseMixin,
    count_pictures,
    read_data,
    read_fields_and_notes,
    read_text,
)


@tagged("post_install", "-at_install")
class TestFillIn(FormCaseMixin, TransactionCase):
    """The round before signing: everybody's answers make the document that is signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_sent_form().sudo()
        cls.customer_signer = cls.contract.signer_ids[1]
        cls.form = cls.contract.current_document_id

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def test_who_has_something_to_fill_in_is_asked_before_who_signs_first(self):
        self.assertTrue(self.contract.is_filling_in)
        self.assertEqual(self.contract._get_due_signers(), self.customer_signer)
        self.assertTrue(self.customer_signer.invited_on)
        self.assertFalse(self.contract.signer_ids[0].invited_on)

    def test_nobody_signs_a_form(self):
        with self.assertRaisesRegex(UserError, "must fill in their part first"):
            self.contract.with_user(self.salesperson).action_sign(PIN)
        with self.assertRaisesRegex(UserError, "must fill in their part first"):
            self.contract._take_signature(
                self.customer_signer, None, {"method": "email_code"}, draw_signature()
            )

    def test_answers_are_printed_and_attached(self):
        self.assertEqual(self._fill_in(self.contract), {})
        document = self.contract.current_document_id
        self.assertEqual(document.kind, "completed")
        text = read_text(document)
        for words in ("Dock 4, 1 Harbour Road", "4 May 2031", "√", "PO-77/B"):
            with self.subTest(words=words):
                self.assertIn(words, text)
        data = read_data(document)
        self.assertEqual(data["answers"], ANSWERS)
        self.assertEqual(data["approved_form"], self.form.sha256)

    def test_completed_document_has_signature_fields_and_no_others(self):
        self._fill_in(self.contract)
        document = self.contract.current_document_id
        kinds, notes = read_fields_and_notes(document)
        self.assertEqual(kinds, {"/Sig"})
        self.assertLessEqual(notes, {"/Widget", "/Link"})

    def test_completed_document_is_signed_by_everyone_and_accepted(self):
        self._fill_in(self.contract)
        self.contract.with_user(self.salesperson).action_sign(PIN)
        self.contract._take_signature(
            self.customer_signer, None, {"method": "email_code"}, draw_signature()
        )
        self.assertEqual(self.contract.state, "active")
        content = self.contract.signed_document_id._get_bytes()
        report, document = self.env["crm.contract.document"]._verify_upload(content)
        self.assertTrue(report.accepted)
        self.assertEqual(document, self.contract.signed_document_id)

    def test_approved_form_is_known_and_called_a_form(self):
        self._fill_in(self.contract)
        content = self.form._get_bytes()
        documents = self.env["crm.contract.document"]
        report, document = documents._verify_upload(content)
        words = self.env["crm.contract.messages"]._describe_report(report, document)
        self.assertFalse(report.accepted)
        self.assertIn("It is not the contract", words["known"])

    def test_answers_that_are_out_of_bounds_are_refused_and_nothing_is_kept(self):
        faults = self._fill_in(
            self.contract, {**ANSWERS, "day": "2020-01-01", "order_number": "x" * 21}
        )
        self.assertEqual(faults, {"day": "in_the_past", "order_number": "too_long"})
        self.assertFalse(self.contract.form_answer_ids)
        self.assertTrue(self.contract.is_filling_in)

    def test_field_whose_condition_does_not_hold_is_left_out(self):
        answers = {**ANSWERS, "has_order_number": False}
        self.assertEqual(self._fill_in(self.contract, answers), {})
        stored = self.contract.form_answer_ids.answers
        self.assertNotIn("order_number", stored)
        self.assertNotIn("PO-77/B", read_text(self.contract.current_document_id))

    def test_markup_is_printed_as_it_was_typed(self):
        typed = '<script>alert(1)</script> & <img src="file:///etc/passwd"> {{ field.day }}'
        self.assertEqual(self._fill_in(self.contract, {**ANSWERS, "address": typed}), {})
        self.assertIn(typed, read_text(self.contract.current_document_id))

    def test_character_that_no_font_has_is_told_to_whoever_wrote_it(self):
        with self.assertRaisesRegex(UserError, "No font on the server"), self.cr.savepoint():
            self._fill_in(self.contract, {**ANSWERS, "address": "\U0001e290 Street"})
        self.assertTrue(self.contract.is_filling_in)

    def test_log_says_who_filled_in_and_which_documents_came_of_it(self):
        self._fill_in(self.contract)
        events = {event.code: json.loads(event.payload) for event in self.contract.event_ids}
        answer = self.contract.form_answer_ids
        self.assertEqual(events["fill_in"]["answers"], answer.sha256)
        self.assertEqual(events["fill_in"]["method"], "email_code")
        self.assertEqual(events["complete_form"]["approved"], self.form.sha256)
        self.assertEqual(
            events["complete_form"]["sha256"], self.contract.current_document_id.sha256
        )

    def test_certificate_of_completion_shows_the_answers_and_both_digests(self):
        self._fill_in(self.contract)
        self.contract.with_user(self.salesperson).action_sign(PIN)
        self.contract._take_signature(
            self.customer_signer, None, {"method": "email_code"}, draw_signature()
        )
        text = read_text(self.contract.completion_document_id).replace(" ", "")
        completed = self.contract.document_ids.filtered(lambda each: each.kind == "completed")
        for words in (self.form.sha256, completed.sha256, "4May2031", "Filledinbeforesigning"):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_signatory_whose_turn_is_next_goes_on_with_their_link(self):
        contract = self._create_form()
        contract.sudo().signer_ids[1].sequence = 5
        contract.action_send()
        signer = contract.sudo().signer_ids[1]
        link = signer.link_number
        self._fill_in(contract, signer=signer)
        self.assertEqual(signer.link_number, link)
        self.assertTrue(signer._is_their_turn())

    def test_signatory_whose_turn_comes_later_gets_another_link_then(self):
        link = self.customer_signer.link_number
        self._fill_in(self.contract)
        self.assertFalse(self.customer_signer.invited_on)
        self.contract.with_user(self.salesperson).action_sign(PIN)
        self.assertEqual(self.customer_signer.link_number, link + 1)

    def test_nothing_is_filled_in_twice_once_it_is_complete(self):
        self._fill_in(self.contract)
        with self.assertRaisesRegex(UserError, "filled in by everyone"):
            self._fill_in(self.contract)

    def test_answers_to_another_form_than_the_present_are_refused(self):
        with self.assertRaisesRegex(UserError, "has changed"):
            self._fill_in(self.contract, sha256="0" * 64)

    def test_contract_that_is_withdrawn_is_filled_in_anew(self):
        self._fill_in(self.contract)
        self.contract.action_withdraw("Typing error")
        self.assertEqual(self.contract.state, "approved")
        self.assertEqual(self.contract.current_document_id, self.form)
        self.contract.action_send()
        self.assertTrue(self.contract.is_filling_in)
        self.assertFalse(self.customer_signer.has_filled_in)
        self.assertEqual(self.customer_signer._prepare_form_props()["values"], ANSWERS)
        self._fill_in(self.contract, {**ANSWERS, "order_number": "PO-78"})
        self.assertIn("PO-78", read_text(self.contract.current_document_id))

    def test_answers_are_never_changed_or_deleted(self):
        self._fill_in(self.contract)
        answer = self.contract.form_answer_ids
        with self.assertRaises(UserError):
            answer.answers = {}
        with self.assertRaises(UserError):
            answer.unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute("UPDATE crm_contract_form_answer SET sha256 = 'x'")

    def test_person_who_takes_the_place_fills_in_themselves(self):
        dora = self.env["res.partner"].create(
            {"name": "Dora", "email": "dora@example.com", "parent_id": self.customer.id}
        )
        successor = self.customer_signer._reassign(partner=dora)
        self.assertEqual(self.contract._get_due_signers(), successor)
        self._fill_in(self.contract, signer=successor)
        self.assertEqual(self.contract.current_document_id.kind, "completed")
        with self.assertRaisesRegex(UserError, "already says what Dora filled in"):
            successor._reassign(partner=self.customer)

    def test_who_declines_to_fill_in_ends_the_round(self):
        self.customer_signer._decline("Not like this", {"method": "email_code"})
        self.assertEqual(self.contract.state, "declined")


@tagged("post_install", "-at_install")
class TestInitials(FormCaseMixin, TransactionCase):
    """Initials at the foot of each page, of everyone who signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_sent_form([], has_initials=True).sudo()
        cls.colleague_signer, cls.customer_signer = cls.contract.signer_ids

    def _give_all(self):
        self.contract.with_user(self.salesperson).action_fill_in(
            {}, base64.b64encode(draw_signature()).decode(), self.contract.document_sha256
        )
        self._fill_in(self.contract, {}, initials=draw_signature())

    def test_everyone_who_signs_is_asked_at_once(self):
        self.assertEqual(self.contract._get_due_signers(), self.contract.signer_ids)
        self.assertTrue(all(self.contract.signer_ids.mapped("invited_on")))

    def test_initials_are_required(self):
        self.assertEqual(self._fill_in(self.contract, {}), {"initials": "missing_initials"})

    def test_colleague_gives_theirs_in_the_back_end(self):
        contract = self.contract.with_user(self.salesperson)
        self.assertTrue(contract.is_my_turn)
        action = contract.action_open_sign()
        self.assertEqual(action["tag"], "crm_contract_sign.fill_in")
        self.assertTrue(action["params"]["asksInitials"])
        faults = contract.action_fill_in({}, None, contract.document_sha256)
        self.assertEqual(list(faults), ["initials"])
        drawing = base64.b64encode(draw_signature()).decode()
        self.assertEqual(contract.action_fill_in({}, drawing, contract.document_sha256), {})
        self.assertFalse(contract.is_my_turn)
        self.assertTrue(self.colleague_signer.has_filled_in)

    def test_initials_are_on_every_page(self):
        self._give_all()
        document = self.contract.current_document_id
        self.assertEqual(document.kind, "completed")
        self.assertEqual(count_pictures(document), [2] * document.page_count)

    def test_initials_leave_the_pages_as_they_were(self):
        pages = self.contract.current_document_id.page_count
        places = self.contract._get_signature_places(
            self.contract.current_document_id._to_snapshot().render()
        )
        self._give_all()
        self.assertEqual(self.contract.current_document_id.page_count, pages)
        self.assertEqual(self.contract.current_document_id.signature_places, places)

    def test_more_people_than_a_foot_has_room_for_are_refused(self):
        contract = self._create_form_draft([], has_initials=True)
        with (
            patch("odoo.addons.crm_contract_sign.models.crm_contract_form.MAXIMUM_INITIALS", 1),
            self.assertRaisesRegex(UserError, "has room"),
        ):
            contract.action_submit()
