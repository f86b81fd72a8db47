from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ContractCaseMixin
from .source_common import SourceCase


@tagged("post_install", "-at_install")
class TestOrder(SourceCase):
    """What an order asks of its contract, and what it leaves alone."""

    def _require(self, requirement):
        self.env.company.contract_order_requirement = requirement

    def test_order_is_confirmed_without_a_contract_where_none_is_required(self):
        self._require("none")
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_order_that_needs_a_contract_is_not_confirmed_before_it_is_signed(self):
        self._require("confirm")
        contract = self._create_sent_contract()
        order = contract.sale_order_id
        with self.assertRaisesRegex(UserError, "needs a signed contract"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        self._sign_as_customer(contract)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.signed_contract_id, contract)

    def test_contract_of_another_order_is_no_permission(self):
        self._require("confirm")
        self._create_signed_contract()
        with self.assertRaisesRegex(UserError, "needs a signed contract"):
            self._create_order(self.customer).action_confirm()

    def test_quotation_is_not_signed_online_before_its_contract(self):
        self._require("sign")
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "needs a signed contract"):
            order.signature = b"R0lGODlhAQABAAAAACw="
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_quotation_whose_contract_is_signed_is_not_signed_again(self):
        contract = self._create_sent_contract()
        order = contract.sale_order_id
        order.require_signature = True
        order.action_quotation_sent()
        self._require("confirm")
        self.assertTrue(order._has_to_be_signed())
        self._sign_as_customer(contract)
        self.assertFalse(order._has_to_be_signed())

    def test_orders_of_a_batch_get_one_contract_each_from_the_best_template(self):
        orders = self._create_order() | self._create_order(self.customer)
        action = (
            self.env.ref("crm_contract_sign.action_server_generate_contracts")
            .with_user(self.salesperson)
            .with_context(active_model="sale.order", active_ids=orders.ids)
            .run()
        )
        contracts = self.env["crm.contract"].search(action["domain"])
        self.assertEqual(contracts.sale_order_id, orders)
        self.assertEqual(len(contracts), 2)
        for contract in contracts:
            self.assertEqual(contract.amount_total, contract.sale_order_id.amount_total)
            self.assertTrue(contract.template_id)
            self.assertTrue(contract.section_ids)

    def test_batch_with_an_order_that_fits_no_template_makes_no_contract(self):
        self.env["crm.contract.template"].search([("language", "=", "zh")]).active = False
        self.other_buyer.country_id = self.env.ref("base.cn")
        orders = self._create_order() | self._create_order(self.other_buyer)
        with self.assertRaisesRegex(UserError, "no contract template"):
            orders.with_user(self.salesperson).action_generate_contracts()

    def test_signed_contract_stays_as_it_is_when_its_order_changes(self):
        contract = self._create_signed_contract()
        document, amount = contract.signed_document_id, contract.amount_total
        content = document.sudo()._get_bytes()
        order = contract.sale_order_id
        order.order_line.write({"price_unit": 999, "product_uom_qty": 50})
        order._action_cancel()
        contract.invalidate_recordset()
        self.assertEqual(contract.amount_total, amount)
        self.assertEqual((contract.state, contract.signed_document_id), ("active", document))
        self.assertEqual(document.sudo()._get_bytes(), content)
        self.assertIn(contract, order.contract_ids)

    def test_order_shows_the_contract_in_force_among_several(self):
        contract = self._create_signed_contract()
        order = contract.sale_order_id
        self._draft(self.customer, sale_order_id=order.id)
        self.assertEqual(order.signed_contract_id, contract)
        self.assertEqual(order.signed_contract_document_id, contract.signed_document_id)

    def test_signed_pdf_stays_at_hand_when_the_contract_has_expired(self):
        contract = self._create_signed_contract()
        order = contract.sale_order_id
        contract._transition("expire")
        self.assertEqual(order.signed_contract_document_id, contract.signed_document_id)
        url = order.action_view_signed_contract()["url"]
        self.assertIn(f"/{contract.signed_document_id.id}/", url)

    def test_contract_that_has_expired_is_no_permission_to_confirm(self):
        self._require("confirm")
        contract = self._create_signed_contract()
        contract._transition("expire")
        with self.assertRaisesRegex(UserError, "needs a signed contract"):
            contract.sale_order_id.action_confirm()

    def test_online_signature_is_not_offered_before_the_contract_it_needs(self):
        self._require("sign")
        contract = self._create_sent_contract()
        order = contract.sale_order_id
        order.require_signature = True
        order.action_quotation_sent()
        self.assertFalse(order._has_to_be_signed())
        self._sign_as_customer(contract)
        self.assertTrue(order._has_to_be_signed())

    def _sign_as_customer(self, contract):
        signer = contract.signer_ids[1].sudo()
        contract.sudo()._take_signature(signer, None, {"method": "email_code"})


@tagged("post_install", "-at_install")
class TestOrderPage(ContractCaseMixin, HttpCase):
    """The order's page in the portal."""

    def test_order_names_the_contract_by_which_it_was_agreed(self):
        contract = self._create_sent_contract()
        order = contract.sale_order_id
        order.action_quotation_sent()
        url = order.get_portal_url()
        self.assertNotIn("Signed Contract", self.url_open(url).text)
        contract.sudo()._take_signature(
            contract.signer_ids[1].sudo(), None, {"method": "email_code"}
        )
        page = self.url_open(url).text
        self.assertIn(contract.signed_document_id.sha256, page)
        self.assertIn(contract.signed_document_id.sudo().verification_url, page)
