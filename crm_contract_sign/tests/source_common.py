from odoo import Command
from odoo.tests import Form, TransactionCase

from .common import ContractCaseMixin


class SourceCase(ContractCaseMixin, TransactionCase):
    """A customer with contacts, an opportunity, orders, and contracts on any of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer_company = cls.env["res.partner"].create(
            {"name": "Azure Interior", "is_company": True, "country_id": cls.env.ref("base.fr").id}
        )
        cls.buyer, cls.other_buyer = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{name.lower()}@example.com",
                    "parent_id": cls.buyer_company.id,
                }
                for name in ("Bea", "Bob")
            ]
        )
        cls.template = cls.env.ref("crm_contract_sign.crm_contract_template_goods_en")
        cls.product = cls.env["product.product"].create({"name": "Desk", "list_price": 100})

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def _draft(self, partner, **values):
        contracts = self.env["crm.contract"].with_user(self.salesperson)
        return contracts.create(
            {
                "name": "Supply",
                "type_id": self.template.type_id.id,
                "language": "en",
                "partner_id": partner.id,
                **values,
            }
        )

    def _create_order(self, partner=None, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.buyer).id,
                "user_id": self.salesperson.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 3})
                ],
                **values,
            }
        )

    def _open_wizard(self, source):
        """The dialog behind *New Contract*, as the salesperson sees it."""
        source = source.with_user(self.salesperson)
        return Form.from_action(source.env, source.action_new_contract())
