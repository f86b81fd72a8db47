from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .signing_plan_common import PlanCaseMixin


@tagged("post_install", "-at_install")
class TestNamesThatChanged(PlanCaseMixin, TransactionCase):
    """A draft whose signing plan changes after its text was filled in."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_contract()
        self.section = self.contract.section_ids[0]
        self._fill("<p>Signed for the customer by {{ customer.signatory }}.</p>")

    def _fill(self, source):
        values = self.contract._to_placeholder_values()
        self.section.write(self.contract._fill_section_values(source, values))

    def _find_outdated(self):
        self.contract.action_check_draft()
        return self.contract.finding_ids.filtered(
            lambda finding: finding.code == "outdated_value" and finding.section_id == self.section
        )

    def test_draft_whose_names_are_right_is_left_alone(self):
        self.assertFalse(self._find_outdated())
        self.assertFalse(self.contract.has_outdated_value)

    def test_another_signatory_of_the_plan_is_noticed(self):
        self.contract.signatory_id = self.dora
        finding = self._find_outdated()
        self.assertEqual(finding.quote, "Clara Customer")
        self.assertIn("now it is “Dora” (Customer: who signs)", finding.message)
        self.assertEqual(finding.severity, "warning")
        self.assertTrue(self.contract.has_outdated_value)

    def test_second_signatory_of_the_plan_is_noticed(self):
        self.contract.action_plan_signatories()
        self.assertFalse(self._find_outdated())
        self.contract.participant_ids = [(0, 0, self._them(30, self.dora))]
        self.assertIn("Clara Customer, Dora", self._find_outdated().message)

    def test_names_are_brought_up_to_date_where_nobody_edited(self):
        self.contract.signatory_id = self.dora
        self.contract.action_refill()
        self.assertIn("by Dora.", self.section.body)
        self.assertFalse(self.section.is_modified)
        self.assertFalse(self._find_outdated())

    def test_what_somebody_wrote_is_never_overwritten(self):
        body = self.section.body.replace("Signed", "Gladly signed")
        self.section.body = body
        self.contract.signatory_id = self.dora
        action = self.contract.action_refill()
        self.assertEqual(self.section.body, body)
        self.assertIn(self.section.name, action["params"]["message"])
        self.assertTrue(self._find_outdated())

    def test_formatting_is_an_edit_as_well(self):
        body = self.section.body.replace("Clara", Markup("<b>Clara</b>"))
        self.section.body = body
        self.contract.signatory_id = self.dora
        self.contract.action_refill()
        self.assertEqual(self.section.body, body)

    def test_name_corrected_by_hand_is_left_alone(self):
        self.contract.signatory_id = self.dora
        self.section.body = self.section.body.replace("Clara Customer", "Dora")
        self.assertFalse(self._find_outdated())

    def test_frozen_contract_is_not_filled_in_anew(self):
        self.contract.action_submit()
        with self.assertRaises(UserError):
            self.contract.action_refill()

    def test_section_of_an_earlier_revision_of_the_add_on_is_left_alone(self):
        self.section.write({"source_body": False, "filled_values": False})
        self.contract.signatory_id = self.dora
        self.assertFalse(self._find_outdated())
        self.contract.action_refill()
        self.assertIn("Clara Customer", self.section.body)
