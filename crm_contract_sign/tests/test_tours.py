from odoo.tests import HttpCase, tagged

from .approval_common import create_discount_tree
from .common import ContractCaseMixin


class TourCase(ContractCaseMixin, HttpCase):
    """People at work in a real browser, each by their log-in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the tree of the demo data says is another test's business.
        cls.env["crm.contract.approval.policy"].search([]).tree_id = False

    @property
    def partner_url(self):
        return f"/odoo/contacts/{self.customer.id}"


@tagged("post_install", "-at_install")
class TestSalespersonTour(TourCase):
    """From the partner's form to the company's signature, with no documentation."""

    def test_salesperson_drafts_mends_and_submits(self):
        self.start_tour(self.partner_url, "crm_contract_salesperson_drafts", login="life.sales")
        contract = self.env["crm.contract"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((contract.state, contract.name), ("review", "Supply of lamps"))
        self.assertEqual(contract.section_ids.sorted("sequence")[0].name, "Goods")
        warranty = contract.section_ids.filtered(lambda section: section.name == "Warranty")
        self.assertIn("The warranty is two years.", warranty.body)
        self.assertTrue(warranty.is_modified)

    def test_salesperson_sends_and_signs_from_the_partner(self):
        contract = self._create_approved_contract()
        self.start_tour(
            self.partner_url, "crm_contract_salesperson_signs_from_partner", login="life.sales"
        )
        self.assertEqual(contract.signer_ids.mapped("state"), ["signed", "waiting"])

    def test_salesperson_signs_from_the_top_bar(self):
        contract = self._create_approved_contract()
        contract.action_send()
        self.start_tour(
            "/odoo/contracts", "crm_contract_salesperson_signs_from_systray", login="life.sales"
        )
        self.assertEqual(contract.signer_ids.mapped("state"), ["signed", "waiting"])


@tagged("post_install", "-at_install")
class TestSalespersonPhoneTour(TourCase):
    """The short way on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_salesperson_drafts_and_submits_on_a_phone(self):
        self.start_tour(self.partner_url, "crm_contract_salesperson_on_a_phone", login="life.sales")
        contract = self.env["crm.contract"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(contract.state, "review")


@tagged("post_install", "-at_install")
class TestApproverTour(TourCase):
    """From an activity to a decision, the tree's path read in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contract = cls._create_contract()
        contract.discount = 40
        policy = cls.env["crm.contract.approval.policy"].sudo()._find(contract)[contract]
        create_discount_tree(cls.env, policy, at_most=(2, 98), more_than=(20, 20))
        contract.action_submit()
        cls.contract = contract

    def test_approver_reads_the_path_and_approves(self):
        self.start_tour("/odoo", "crm_contract_approver_approves", login="life.approver")
        self.assertEqual(self.contract.state, "approved")

    def test_approver_rejects_with_a_reason(self):
        self.start_tour("/odoo", "crm_contract_approver_rejects", login="life.approver")
        self.assertEqual(self.contract.state, "draft")
        decision = self.contract.sudo().decision_ids.filtered(lambda each: each.source == "person")
        self.assertEqual(decision.outcome, "reject")
