from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from .signing_plan_common import PlanCaseMixin


@tagged("post_install", "-at_install")
class TestPlanning(PlanCaseMixin, TransactionCase):
    """A draft's signing plan."""

    def test_contract_of_two_needs_no_plan(self):
        contract = self._create_approved_contract()
        self.assertFalse(contract.participant_ids)
        self.assertEqual(
            contract.signer_ids.mapped(lambda each: (each.side, each.role, each.field_name)),
            [("company", "signatory", "Signature1"), ("customer", "signatory", "Signature2")],
        )

    def test_plan_begins_with_the_two_who_sign_anyway(self):
        contract = self._create_contract()
        contract.action_plan_signatories()
        people = contract.participant_ids.mapped("name")
        self.assertEqual(people, [self.salesperson.name, self.customer.name])

    def test_first_of_each_side_in_the_plan_stands_in_the_text(self):
        contract = self._create_contract()
        contract.action_plan_signatories()
        contract.participant_ids[1].partner_id = self.dora
        self.assertEqual(contract.signatory_id, self.dora)
        contract.action_drop_plan()
        self.assertEqual(contract.signatory_id, self.dora)
        self.assertFalse(contract.participant_ids)

    def test_plan_that_could_be_completed_without_the_customer_is_refused(self):
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._us(10, needed=1)),
            Command.create(self._them(10, needed=1)),
        ]
        with self.assertRaises(UserError):
            contract.action_submit()
        self.assertEqual(contract.state, "draft")

    def test_customers_signatory_with_a_colleagues_address_is_refused(self):
        contract = self._create_contract()
        self.customer.email = self.salesperson.email
        with self.assertRaises(ValidationError):
            contract.action_submit()
        self.assertEqual(contract.state, "draft")

    def test_contact_whom_no_mail_reaches_is_refused_when_the_plan_is_frozen(self):
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._us(10)),
            Command.create(self._them(20)),
            Command.create(self._them(30, self.dora)),
        ]
        for email in (False, "dora", "朵拉@example.com"):
            self.dora.email = email
            with self.subTest(email=email), self.assertRaisesRegex(UserError, "Dora has no e-mail"):
                contract._prepare_signers_values()

    def test_text_names_all_who_sign_for_a_side_and_no_witness(self):
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._us(10)),
            Command.create(self._us(20, self.colleague)),
            Command.create(self._us(20, self.approver, role="witness")),
            Command.create(self._them(30)),
        ]
        values = contract._prepare_merge_values()
        self.assertEqual(values["company.signatory"], "Sam, Cleo")
        self.assertEqual(values["customer.signatory"], "Clara Customer")

    def test_plan_of_a_template_is_filled_with_the_contracts_people(self):
        template = self.env.ref("crm_contract_sign.crm_contract_template_goods_en").copy()
        self.env["crm.contract.template.participant"].create(
            [
                {"template_id": template.id, "name": "Sales", "side": "company", "sequence": 10},
                {"template_id": template.id, "name": "Buyer", "sequence": 20},
                {"template_id": template.id, "name": "Witness", "role": "witness", "sequence": 30},
            ]
        )
        values = {**self._create_contract().copy_data()[0], "template_id": template.id}
        values.pop("participant_ids")
        contract = self.env["crm.contract"].create(values)
        self.assertEqual(
            contract.participant_ids.mapped("name"),
            [self.salesperson.name, self.customer.name, "Witness"],
        )
        with self.assertRaisesRegex(UserError, "lacks a signatory"):
            contract._prepare_signers_values()

    def test_stranger_can_not_sign_for_the_customer(self):
        contract = self._create_contract()
        stranger = self.env["res.partner"].create({"name": "Stranger", "email": "s@example.com"})
        with self.assertRaisesRegex(ValidationError, "Stranger can't take part"):
            contract.write({"participant_ids": [Command.create(self._them(20, stranger))]})

    def test_frozen_plan_can_not_be_changed(self):
        contract = self._create_approved_contract([self._us(10), self._them(20)])
        with self.assertRaisesRegex(UserError, "Revise"):
            contract.participant_ids[0].sequence = 30
        with self.assertRaisesRegex(UserError, "Revise"):
            contract.participant_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "Revise"):
            self.env["crm.contract.participant"].create(
                {**self._them(20, self.dora), "contract_id": contract.id}
            )

    def test_plan_without_a_signatory_of_one_side_is_refused(self):
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._us(10)),
            Command.create(self._them(20, role="witness")),
        ]
        with self.assertRaisesRegex(UserError, "one of the two sides"):
            contract._prepare_signers_values()

    def test_group_that_needs_more_people_than_it_has_is_refused(self):
        contract = self._create_contract()
        contract.participant_ids = [
            Command.create(self._us(10)),
            Command.create(self._them(20, needed=2)),
        ]
        with self.assertRaisesRegex(UserError, "needs 2 signatures but has 1"):
            contract._prepare_signers_values()


@tagged("post_install", "-at_install")
class TestTurns(PlanCaseMixin, TransactionCase):
    """Groups in their order, and who is needed in them."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def _send(self, *participants):
        contract = self._create_approved_contract(participants)
        contract.action_send()
        return contract

    def test_everyone_of_four_signs_group_by_group_and_the_file_verifies(self):
        contract = self._send(
            self._us(10),
            self._us(10, self.colleague, role="witness"),
            self._them(20),
            self._them(20, self.dora),
        )
        self.assertEqual(self._get_due(contract), {"Sam", "Cleo"})
        self.assertFalse(self._find(contract, self.customer).invited_on)
        self._sign(contract, self.colleague)
        with self.assertRaisesRegex(UserError, "not your turn yet: Sam"):
            self._sign(contract, self.dora)
        self._sign(contract, self.salesperson, self.dora, self.customer)
        self.assertEqual(contract.state, "active")
        report = self._verify(contract)
        self.assertTrue(report.accepted, report)
        self.assertEqual(
            [signature.is_certification for signature in report.signatures],
            [True, False, False, False],
        )

    def test_one_signing_of_a_group_does_not_write_to_the_others_again(self):
        contract = self._send(self._us(10), self._them(20), self._them(20, self.dora))
        self._sign(contract, self.salesperson)
        dora = self._find(contract, self.dora)
        link = dora._make_token()
        self._sign(contract, self.customer)
        self.assertEqual(dora._find_by_token(link), (dora, False))

    def test_any_one_of_three_is_enough_and_excuses_the_others(self):
        contract = self._send(
            self._us(10),
            self._them(20, needed=1),
            self._them(20, self.dora),
            self._them(20, self.ed),
        )
        self._sign(contract, self.salesperson, self.dora)
        self.assertEqual(contract.state, "active")
        states = {signer.name: signer.state for signer in contract.signer_ids}
        self.assertEqual(states["Ed"], "excused")
        self.assertEqual(states[self.customer.name], "excused")
        self.assertTrue(self._verify(contract).accepted)
        with self.assertRaisesRegex(UserError, "not out for signature"):
            self._sign(contract, self.ed)

    def test_customer_who_signs_first_certifies_the_document(self):
        contract = self._send(self._them(10), self._us(20))
        self._sign(contract, self.customer, self.salesperson)
        report = self._verify(contract)
        self.assertTrue(report.accepted, report)
        self.assertEqual(report.signatures[0].signer_name, self.customer.name)
        self.assertTrue(report.signatures[0].is_certification)

    def test_approver_opens_the_next_turn_without_a_signature(self):
        contract = self._send(
            self._us(10), self._us(20, self.colleague, role="approver"), self._them(30)
        )
        self._sign(contract, self.salesperson)
        self.assertFalse(self._find(contract, self.customer).invited_on)
        contract.with_user(self.colleague).action_agree()
        self.assertEqual(self._find(contract, self.colleague).state, "agreed")
        self.assertTrue(self._find(contract, self.customer).invited_on)
        self._sign(contract, self.customer)
        self.assertEqual(len(self._verify(contract).signatures), 2)

    def test_signatory_can_not_merely_agree(self):
        contract = self._send(self._us(10), self._them(20))
        with self.assertRaisesRegex(UserError, "agreeing to it is not enough"):
            contract.action_agree()

    def test_who_gets_a_copy_is_asked_for_nothing_and_gets_it(self):
        contract = self._send(self._us(10), self._them(20), self._them(20, self.fay, role="copy"))
        self._sign(contract, self.salesperson, self.customer)
        self.assertEqual(contract.state, "active")
        fay = self._find(contract, self.fay)
        self.assertEqual((fay.state, fay.invited_on), ("informed", False))
        mails = self.env["mail.mail"].sudo().search([("email_to", "=", "fay@example.com")])
        self.assertEqual(len(mails.attachment_ids), 2)

    def test_colleague_who_signs_second_sees_the_contract_of_another(self):
        contract = self._send(self._us(10), self._us(20, self.colleague), self._them(30))
        theirs = self.env["crm.contract"].with_user(self.colleague).search([])
        self.assertIn(contract, theirs)

    def test_portal_user_finds_the_contract_once_it_is_their_turn(self):
        account = {"partner_id": self.dora.id, "email": self.dora.email}
        user = new_test_user(self.env, "plan.portal", "base.group_portal", **account)
        contract = self._send(self._us(10), self._them(20), self._them(30, self.dora))
        contracts = self.env["crm.contract"].with_user(user)
        self._sign(contract, self.salesperson)
        self.assertNotIn(contract, contracts.search([]))
        self._sign(contract, self.customer)
        self.assertIn(contract, contracts.search([]))

    def test_changing_the_plan_of_a_sent_contract_makes_it_a_draft(self):
        contract = self._send(self._us(10), self._them(20))
        contract.action_change_signatories()
        self.assertEqual(contract.state, "draft")

    def test_plan_of_a_contract_that_somebody_signed_can_not_be_changed(self):
        contract = self._send(self._us(10), self._them(20))
        self._sign(contract, self.salesperson)
        with self.assertRaisesRegex(UserError, "already bears an answer"):
            contract.action_change_signatories()
