from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models.crm_contract_awaiting import AWAITING_CHANGED
from .common import GROUP, PIN
from .source_common import SourceCase


@tagged("post_install", "-at_install")
class TestSmartButtons(SourceCase):
    """The numbers on the buttons, and what they open."""

    def _get_count(self, record, user=None):
        record = record.with_user(user or self.salesperson)
        record.invalidate_recordset(["contract_count"])
        return record.contract_count

    def test_company_counts_contracts_of_its_contacts_and_a_contact_its_own(self):
        self._draft(self.buyer_company)
        self._draft(self.buyer)
        self._draft(self.buyer)
        self.assertEqual(self._get_count(self.buyer_company), 3)
        self.assertEqual(self._get_count(self.buyer), 2)
        self.assertEqual(self._get_count(self.other_buyer), 0)

    def test_contracts_of_an_archived_contact_still_count(self):
        self._draft(self.buyer)
        self.buyer.active = False
        self.assertEqual(self._get_count(self.buyer_company), 1)

    def test_number_and_list_are_the_same(self):
        contracts = self._draft(self.buyer_company) | self._draft(self.buyer)
        action = self.buyer_company.with_user(self.salesperson).action_view_contracts()
        self.assertEqual(self.env["crm.contract"].search(action["domain"]), contracts.sorted())

    def test_only_contract_is_opened_at_once(self):
        contract = self._draft(self.buyer)
        action = self.buyer.with_user(self.salesperson).action_view_contracts()
        self.assertEqual((action["res_id"], action["views"]), (contract.id, [(False, "form")]))

    def test_contracts_that_one_may_not_read_are_not_counted(self):
        self._draft(self.buyer)
        colleague = new_test_user(
            self.env, "source.colleague", f"{GROUP}user,sales_team.group_sale_salesman"
        )
        manager = new_test_user(
            self.env, "source.manager", f"{GROUP}user_all,sales_team.group_sale_salesman"
        )
        stranger = new_test_user(self.env, "source.stranger", "sales_team.group_sale_salesman")
        self.assertEqual(self._get_count(self.buyer, colleague), 0)
        self.assertEqual(self._get_count(self.buyer, manager), 1)
        self.assertEqual(self._get_count(self.buyer, stranger), 0)

    def test_contracts_of_another_company_are_not_counted_beside_ours(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.salesperson.company_ids |= other
        self._draft(self.buyer, company_id=other.id, company_signatory_id=self.salesperson.id)
        buyer = self.buyer.with_user(self.salesperson)
        ours, both = self.env.company, self.env.company | other
        for companies, count in ((ours, 0), (other, 1), (both, 1)):
            with self.subTest(companies=companies.mapped("name")):
                chosen = buyer.with_context(allowed_company_ids=companies.ids)
                self.assertEqual(chosen.contract_count, count)

    def test_opportunity_and_order_count_their_own(self):
        lead = self.env["crm.lead"].create({"name": "Desks", "partner_id": self.buyer.id})
        order, other_order = self._create_order(), self._create_order()
        self._draft(self.buyer, opportunity_id=lead.id, sale_order_id=order.id)
        self.assertEqual(self._get_count(lead, self.env.user), 1)
        self.assertEqual(self._get_count(order, self.env.user), 1)
        self.assertEqual(self._get_count(other_order, self.env.user), 0)

    def test_record_that_is_not_saved_yet_has_no_contract(self):
        self.assertEqual(self.env["res.partner"].new({"name": "Nobody"}).contract_count, 0)

    def test_contract_that_awaits_the_user_is_counted_and_opened_for_signing(self):
        contract = self._create_approved_contract()
        customer = self.customer.with_user(self.salesperson)
        self.assertEqual(customer.contract_to_sign_count, 0)
        contract.action_send()
        customer.invalidate_recordset()
        self.assertEqual(customer.contract_to_sign_count, 1)
        self.assertEqual(self.customer.with_user(self.approver).contract_to_sign_count, 0)
        action = customer.action_sign_contracts()
        self.assertEqual(action["res_model"], "crm.contract.sign")


@tagged("post_install", "-at_install")
class TestNewContract(SourceCase):
    """*New Contract* knows what the record behind it knows."""

    def test_from_a_contact_the_company_proposes_and_the_contact_signs(self):
        wizard = self._open_wizard(self.buyer)
        self.assertEqual(wizard.partner_id, self.buyer)
        self.assertEqual(wizard.language, "en")
        self.assertIn("Azure Interior", wizard.name)
        action = wizard.save().action_generate()
        contract = self.env["crm.contract"].browse(action["res_id"])
        self.assertEqual(contract.partner_id, self.buyer)
        self.assertEqual(contract.signatory_id, self.buyer)
        self.assertEqual(contract.user_id, self.salesperson)
        self.assertEqual(contract.template_id, wizard.template_id)
        self.assertTrue(contract.section_ids)
        self.assertTrue(contract.checked_on)

    def test_from_a_company_its_first_contact_with_an_address_signs(self):
        action = self._open_wizard(self.buyer_company).save().action_generate()
        contract = self.env["crm.contract"].browse(action["res_id"])
        self.assertEqual(contract.signatory_id, self.buyer)

    def test_from_an_opportunity_title_revenue_and_team_are_taken_over(self):
        team = self.env["crm.team"].create({"name": "Furniture"})
        lead = self.env["crm.lead"].create(
            {
                "name": "Desks for Azure",
                "type": "opportunity",
                "partner_id": self.buyer.id,
                "expected_revenue": 4200,
                "team_id": team.id,
                "user_id": self.salesperson.id,
            }
        )
        wizard = self._open_wizard(lead)
        self.assertEqual((wizard.partner_id, wizard.opportunity_id), (self.buyer, lead))
        contract = self.env["crm.contract"].browse(wizard.save().action_generate()["res_id"])
        self.assertEqual(contract.amount_total, 4200)
        self.assertEqual(contract.team_id, team)
        self.assertEqual(contract.opportunity_id, lead)

    def test_from_an_opportunity_without_a_customer_one_is_asked_for(self):
        lead = self.env["crm.lead"].create({"name": "Somebody", "user_id": self.salesperson.id})
        wizard = self._open_wizard(lead)
        self.assertFalse(wizard.partner_id)
        wizard.partner_id = self.buyer
        contract = self.env["crm.contract"].browse(wizard.save().action_generate()["res_id"])
        self.assertEqual((contract.partner_id, contract.opportunity_id), (self.buyer, lead))

    def test_from_an_order_amounts_and_discount_are_taken_over(self):
        order = self._create_order()
        order.order_line.discount = 12.5
        wizard = self._open_wizard(order)
        self.assertEqual((wizard.partner_id, wizard.sale_order_id), (self.buyer, order))
        contract = self.env["crm.contract"].browse(wizard.save().action_generate()["res_id"])
        self.assertEqual(contract.sale_order_id, order)
        self.assertEqual(contract.amount_total, order.amount_total)
        self.assertEqual(contract.amount_untaxed, order.amount_untaxed)
        self.assertEqual(contract.currency_id, order.currency_id)
        self.assertEqual(contract.discount, 12.5)

    def test_term_chosen_in_the_dialog_is_the_contracts(self):
        wizard = self._open_wizard(self.buyer)
        wizard.date_start, wizard.date_end = "2026-03-01", "2027-02-28"
        contract = self.env["crm.contract"].browse(wizard.save().action_generate()["res_id"])
        self.assertEqual(contract.date_start, fields.Date.to_date("2026-03-01"))
        self.assertEqual(contract.date_end, fields.Date.to_date("2027-02-28"))

    def test_without_a_template_the_dialog_says_what_to_do(self):
        wizard = self._open_wizard(self.buyer)
        wizard.template_id = self.env["crm.contract.template"]
        with self.assertRaisesRegex(UserError, "create a template"):
            wizard.save().action_generate()


@tagged("post_install", "-at_install")
class TestNewContracts(SourceCase):
    """*Draft Contracts* on the list of contacts: one contract each, in each one's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chinese, cls.nobody = cls.env["res.partner"].create(
            [
                {
                    "name": "上海办公用品有限公司",
                    "is_company": True,
                    "country_id": cls.env.ref("base.cn").id,
                    "email": "purchasing@example.cn",
                },
                {"name": "Nobody's Company", "is_company": True},
            ]
        )

    def _open_dialog(self, partners):
        action = partners.with_user(self.salesperson).action_generate_contracts()
        dialog = self.env["crm.contract.generate.several"].with_user(self.salesperson)
        return dialog.browse(action["res_id"])

    def test_each_customer_gets_a_contract_in_their_language(self):
        dialog = self._open_dialog(self.buyer_company | self.chinese)
        action = dialog.action_generate()
        contracts = self.env["crm.contract"].search(action["domain"], order="id")
        self.assertEqual(contracts.partner_id, self.buyer_company | self.chinese)
        self.assertEqual(contracts.mapped("language"), ["en", "zh"])
        self.assertEqual(contracts.mapped("template_id.language"), ["en", "zh"])
        self.assertEqual(contracts[0].signatory_id, self.buyer)
        self.assertTrue(all(contracts.mapped("section_ids")))
        self.assertTrue(all(contracts.mapped("checked_on")))

    def test_term_and_type_are_everyones(self):
        dialog = self._open_dialog(self.buyer_company | self.chinese)
        dialog.write({"date_start": "2027-01-01", "date_end": "2027-12-31"})
        contracts = self.env["crm.contract"].search(dialog.action_generate()["domain"])
        self.assertEqual({str(each.date_end) for each in contracts}, {"2027-12-31"})
        self.assertEqual(contracts.type_id, dialog.type_id)

    def test_customer_without_an_address_is_shown_before_anything_is_drafted(self):
        dialog = self._open_dialog(self.buyer_company | self.nobody)
        emails = {line.partner_id: line.signatory_email for line in dialog.line_ids}
        self.assertFalse(emails[self.nobody])
        self.assertEqual(emails[self.buyer_company], self.buyer.email)

    def test_customer_without_a_template_is_left_out(self):
        dialog = self._open_dialog(self.buyer_company | self.chinese)
        dialog.line_ids.filtered(lambda line: line.language == "zh").template_id = False
        self.assertEqual(dialog.ready_count, 1)
        contracts = self.env["crm.contract"].search(dialog.action_generate()["domain"])
        self.assertEqual(contracts.partner_id, self.buyer_company)

    def test_without_any_template_the_dialog_says_what_to_do(self):
        dialog = self._open_dialog(self.buyer_company)
        dialog.line_ids.template_id = False
        with self.assertRaisesRegex(UserError, "create a template"):
            dialog.action_generate()

    def test_too_many_customers_are_refused(self):
        self.patch(type(self.env["crm.contract.generate.several"]), "_MAXIMUM_CUSTOMERS", 1)
        with self.assertRaisesRegex(UserError, "at most 1 at a time"):
            self._open_dialog(self.buyer_company | self.chinese)

    def test_template_is_looked_for_once_for_each_kind_of_customer(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(8)]
        )
        templates = type(self.env["crm.contract.template"])
        with patch.object(
            templates, "_propose", autospec=True, side_effect=templates._propose
        ) as it:
            self.assertEqual(self._open_dialog(partners).ready_count, 8)
        self.assertEqual(it.call_count, 1)

    def test_selection_is_submitted_and_what_cannot_be_is_told(self):
        contracts = self.env["crm.contract"].search(
            self._open_dialog(self.buyer_company | self.nobody).action_generate()["domain"]
        )
        answer = contracts.with_user(self.salesperson).action_submit_selection()
        self.assertEqual(answer["params"]["title"], "Contracts submitted: 1")
        self.assertIn("Nobody's Company", answer["params"]["message"])
        states = {each.partner_id: each.state for each in contracts}
        self.assertEqual(states[self.nobody], "draft")
        self.assertNotEqual(states[self.buyer_company], "draft")


@tagged("post_install", "-at_install")
class TestTemplateProposal(SourceCase):
    """Which template is proposed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract_type = cls.env["crm.contract.type"].create({"name": "Lease", "code": "lease"})

    def _create_template(self, name, **values):
        return self.env["crm.contract.template"].create(
            {"name": name, "type_id": self.contract_type.id, "language": "en", **values}
        )

    def _propose(self, **values):
        return self.env["crm.contract.template"]._propose(
            contract_type=self.contract_type, language="en", **values
        )

    def test_template_of_the_customers_country_comes_before_one_for_any(self):
        france = self.env.ref("base.fr")
        anywhere = self._create_template("Anywhere", sequence=1)
        french = self._create_template("France", sequence=9, country_ids=france.ids)
        self.assertEqual(self._propose(country=france), french)
        self.assertEqual(self._propose(country=self.env.ref("base.de")), anywhere)
        self.assertEqual(self._propose(), anywhere)

    def test_template_of_another_language_type_or_company_is_not_proposed(self):
        self._create_template("Chinese", language="zh")
        self._create_template("Goods", type_id=self.template.type_id.id)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._create_template("Elsewhere", company_id=other.id)
        self.assertFalse(self._propose())

    def test_archived_template_is_not_proposed(self):
        self._create_template("Old", active=False)
        self.assertFalse(self._propose())

    def test_dialog_follows_type_and_language(self):
        english = self._create_template("English")
        chinese = self._create_template("Chinese", language="zh")
        wizard = self._open_wizard(self.buyer)
        wizard.type_id = self.contract_type
        self.assertEqual(wizard.template_id, english)
        wizard.language = "zh"
        self.assertEqual(wizard.template_id, chinese)

    def test_customer_in_china_is_offered_a_chinese_contract(self):
        self.buyer.country_id = self.env.ref("base.cn")
        self.assertEqual(self._open_wizard(self.buyer).language, "zh")


@tagged("post_install", "-at_install")
class TestTeam(SourceCase):
    """A contract belongs to a sales team, whose leader may work on it."""

    def test_contract_belongs_to_the_team_of_whoever_drafts_it(self):
        team = self.env["crm.team"].create({"name": "North", "member_ids": self.salesperson.ids})
        self.assertEqual(self._draft(self.buyer).team_id, team)

    def test_leader_of_the_team_reads_it_and_another_colleague_does_not(self):
        leader, other = (
            new_test_user(self.env, f"team.{name}", f"{GROUP}user") for name in ("leader", "other")
        )
        team = self.env["crm.team"].create({"name": "South", "user_id": leader.id})
        contract = self._draft(self.buyer, team_id=team.id)
        self.assertTrue(contract.with_user(leader).has_access("write"))
        self.assertFalse(contract.with_user(other).has_access("read"))


@tagged("post_install", "-at_install")
class TestAwaiting(SourceCase):
    """The menu of contracts to sign hears of what changes."""

    def _get_notified(self, step):
        """The partners of the users to whose browsers ``step`` sends a notice."""
        notices = []

        def note(user, kind, message, **_options):
            if kind == AWAITING_CHANGED:
                notices.append((user, message))

        with patch.object(self.registry["res.users"], "_bus_send", note):
            step()
        return notices

    def test_sending_signing_and_withdrawing_are_told_to_our_signatory_alone(self):
        contract = self._create_approved_contract()
        for step in (contract.action_send, contract.action_withdraw, contract.action_send):
            self.assertEqual(self._get_notified(step), [(self.salesperson, {})])
        signed = self._get_notified(lambda: contract.action_sign(PIN))
        self.assertEqual(signed, [(self.salesperson, {})])
