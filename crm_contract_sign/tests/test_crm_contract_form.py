from io import BytesIO

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from .form_common import ANSWERS, FormCaseMixin, PdfReader, read_data, read_text


@tagged("post_install", "-at_install")
class TestFormDraft(FormCaseMixin, TransactionCase):
    """What is asked is planned in the draft, and checked before it is frozen."""

    def test_field_without_a_place_in_the_text_blocks(self):
        contract = self._create_form_draft()
        contract.section_ids[0].body = "<p>Deliver to {{ field.address }}.</p>"
        contract.action_check_draft()
        findings = contract.finding_ids.filtered(lambda each: each.code == "unplaced_field")
        self.assertEqual(len(findings), 3)
        self.assertIn("Delivery day", " ".join(findings.mapped("message")))
        with self.assertRaisesRegex(UserError, "can't be submitted yet"):
            contract.action_submit()

    def test_place_in_the_text_without_a_field_blocks(self):
        contract = self._create_form_draft()
        contract.section_ids[0].body += "<p>{{ field.shoe_size }}</p>"
        contract.action_check_draft()
        finding = contract.finding_ids.filtered(lambda each: each.code == "unknown_field")
        self.assertEqual(finding.severity, "blocking")
        self.assertIn("field.shoe_size", finding.message)

    def test_two_fields_have_different_names(self):
        contract = self._create_form_draft()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["crm.contract.form.field"].create(
                {"contract_id": contract.id, "name": "day", "label": "Again"}
            )

    def test_name_that_no_placeholder_can_have_is_refused(self):
        with self.assertRaisesRegex(UserError, "lower-case letters"):
            self._create_form_draft([{"name": "Delivery Day", "label": "Day"}])

    def test_name_is_proposed_from_the_question(self):
        contract = self._create_contract()
        form_field = Form(
            self.env["crm.contract.form.field"].with_context(default_contract_id=contract.id)
        )
        form_field.label = "3. Where shall we deliver?"
        self.assertEqual(form_field.name, "where_shall_we_deliver")

    def test_condition_on_a_field_that_is_not_there_stops_the_submission(self):
        contract = self._create_form_draft()
        contract.form_field_ids[3].condition_field = "shoe_size"
        with self.assertRaisesRegex(UserError, "depends on “shoe_size”"):
            contract.action_submit()

    def test_condition_on_what_somebody_else_fills_in_stops_the_submission(self):
        contract = self._create_form_draft()
        contract.action_plan_signatories()
        contract.form_field_ids[2].participant_id = contract.participant_ids[0]
        with self.assertRaisesRegex(UserError, "somebody else fills in"):
            contract.action_submit()

    def test_person_who_may_not_be_needed_fills_in_nothing(self):
        contract = self._create_form_draft()
        contract.action_plan_signatories()
        other = self.env["res.partner"].create(
            {"name": "Ed", "email": "ed@example.com", "parent_id": self.customer.id}
        )
        contract.participant_ids = [
            Command.create({"sequence": 20, "partner_id": other.id, "needed": 1})
        ]
        with self.assertRaisesRegex(UserError, "may not be needed"):
            contract.action_submit()

    def test_person_who_gets_a_copy_can_t_be_chosen(self):
        contract = self._create_form_draft()
        contract.action_plan_signatories()
        contract.participant_ids[1].copy({"role": "copy"})
        with self.assertRaisesRegex(ValidationError, "can't fill in"):
            contract.form_field_ids[0].participant_id = contract.participant_ids[2]

    def test_form_is_frozen_with_the_document(self):
        contract = self._create_form()
        for act in (
            lambda: contract.form_field_ids[0].write({"label": "Other"}),
            lambda: contract.form_field_ids[0].unlink(),
            lambda: contract.form_field_ids[0].copy({"name": "other"}),
            lambda: contract.write({"has_initials": True}),
        ):
            with self.subTest(act=act), self.assertRaisesRegex(UserError, "is frozen"):
                act()

    def test_copy_of_a_contract_asks_the_same_of_its_own_people(self):
        contract = self._create_form_draft(has_initials=True)
        contract.action_plan_signatories()
        contract.form_field_ids[0].participant_id = contract.participant_ids[0]
        copied = contract.copy()
        self.assertEqual(
            copied.form_field_ids.mapped("name"), contract.form_field_ids.mapped("name")
        )
        self.assertTrue(copied.has_initials)
        self.assertEqual(copied.form_field_ids[0].participant_id, copied.participant_ids[0])

    def test_contract_takes_the_fields_of_its_template(self):
        template = self.env.ref("crm_contract_sign.crm_contract_template_goods_en").copy()
        template.participant_ids = [
            Command.create({"name": "Our Director", "side": "company", "sequence": 10}),
            Command.create({"name": "Buyer", "side": "customer", "sequence": 20}),
        ]
        template.form_field_ids = [
            Command.create(
                {
                    "name": "day",
                    "label": "Day",
                    "kind": "date",
                    "participant_id": template.participant_ids[1].id,
                }
            )
        ]
        template.has_initials = True
        contract = self._create_contract().copy({"template_id": template.id})
        contract = self.env["crm.contract"].create(
            {
                "name": "From a template",
                "type_id": template.type_id.id,
                "template_id": template.id,
                "language": "en",
                "partner_id": self.customer.id,
                "company_signatory_id": self.salesperson.id,
            }
        )
        self.assertEqual(contract.form_field_ids.mapped("name"), ["day"])
        self.assertEqual(contract.form_field_ids.participant_id.label, "Buyer")
        self.assertTrue(contract.has_initials)
        self.assertEqual(template.copy().form_field_ids.participant_id.name, "Buyer")
        self.assertIn("{{ field.day }}", str(template.section_ids[0].placeholder_help))
        contract.action_assemble()
        self.assertEqual(len(contract.form_field_ids), 1)


@tagged("post_install", "-at_install")
class TestFormFreezing(FormCaseMixin, TransactionCase):
    """What is approved is a form with blanks, which its snapshot gives again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_form(has_initials=True)
        cls.form = cls.contract.sudo().current_document_id

    def test_form_shows_each_question_where_its_answer_belongs(self):
        text = read_text(self.form)
        self.assertIn("Deliver to Delivery address", text)
        self.assertNotIn("{{", text)

    def test_form_has_no_signature_fields(self):
        self.assertNotIn(b"/Sig", self.form._get_bytes())
        self.assertFalse(self.form.signature_places)

    def test_snapshot_gives_the_approved_bytes_again(self):
        self.assertEqual(self.form._to_snapshot().render().pdf, self.form._get_bytes())

    def test_bounds_are_approved_with_the_document(self):
        form = read_data(self.form)["form"]
        self.assertEqual(form, self.form.form)
        self.assertEqual([each["name"] for each in form["fields"]], list(ANSWERS))
        self.assertEqual(form["initials"], [1, 2])

    def test_contract_without_anything_to_fill_in_keeps_no_snapshot(self):
        document = self._create_approved_contract().sudo().current_document_id
        self.assertEqual(document.kind, "frozen")
        self.assertFalse(document.snapshot)
        self.assertNotIn("form", read_data(document))

    def test_reviewers_read_what_may_be_filled_in_and_by_whom(self):
        summary = str(self.contract.with_user(self.approver).form_summary)
        for words in ("Order number", "Clara Customer", "at most 20 characters", "asked only if"):
            with self.subTest(words=words):
                self.assertIn(words, summary)
        self.assertIn(self.form.sha256, summary)

    def test_gap_that_a_drafter_wrote_by_hand_is_none(self):
        contract = self._create_form_draft()
        contract.section_ids[1].body = '<p>Price <b data-gap="field.address">100</b></p>'
        body = contract._prepare_printed_sections()[1]["body"]
        self.assertIn("100", body)
        self.assertNotIn("data-gap", body)

    def test_preview_shows_the_blanks(self):
        contract = self._create_form_draft(has_initials=True)
        contract.action_plan_signatories()
        rendered = contract._render_preview()
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(rendered.pdf)).pages)
        self.assertIn("Delivery address", text)
