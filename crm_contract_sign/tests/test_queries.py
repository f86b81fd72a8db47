from odoo.tests import TransactionCase, tagged

from .common import ContractCaseMixin

FEW, MANY = 10, 80


@tagged("post_install", "-at_install")
class TestQueries(ContractCaseMixin, TransactionCase):
    """More records, no more queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(MANY)]
        )
        cls.template = cls.env.ref("crm_contract_sign.crm_contract_template_goods_en")
        cls.orders = cls.env["sale.order"].create(
            [{"partner_id": partner.id} for partner in cls.partners]
        )
        cls.contracts = (
            cls.env["crm.contract"]
            .with_user(cls.salesperson)
            .create(
                [
                    {
                        "name": f"Supply {order.id}",
                        "type_id": cls.template.type_id.id,
                        "language": "en",
                        "partner_id": order.partner_id.id,
                        "sale_order_id": order.id,
                    }
                    for order in cls.orders
                ]
            )
        )

    def _count_queries(self, function, records):
        """How many queries ``function`` sends for ``records``, with nothing in the cache."""
        records = records.with_user(self.salesperson)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function(records)
        return self.cr.sql_log_count - before

    def _assert_constant(self, function, records):
        self._count_queries(function, records[:2])  # Fills caches of rights and views.
        few = self._count_queries(function, records[:FEW])
        many = self._count_queries(function, records[:MANY])
        self.assertGreater(few, 0)
        self.assertEqual(many, few)

    def _read_view(self, records, view_type):
        """Read what a view of these records shows, as the web client does."""
        view = records.get_view(view_type=view_type)
        names = view["models"][records._name]
        specification = {
            name: {"fields": {"display_name": {}}} if records._fields[name].relational else {}
            for name in names
            if records._fields[name].type not in ("one2many", "binary")
        }
        result = records.web_search_read(
            [("id", "in", records.ids)], specification, limit=len(records)
        )
        self.assertEqual(len(result["records"]), len(records))

    def test_lists_of_contracts_in_any_state(self):
        for state in ("draft", "review", "signing", "active"):
            self.contracts.sudo().write({"state": state})
            for view_type in ("list", "kanban"):
                with self.subTest(state=state, view=view_type):
                    self._assert_constant(
                        lambda records, view_type=view_type: self._read_view(records, view_type),
                        self.contracts,
                    )

    def test_what_stands_beside_a_draft(self):
        for name in ("available_transitions", "finding_count", "blocking_finding_count"):
            with self.subTest(field=name):
                self._assert_constant(
                    lambda records, name=name: records.read([name]), self.contracts
                )

    def test_whose_turn_it_is(self):
        self.contracts.sudo().write({"state": "signing"})
        self.env["crm.contract.signer"].create(
            [
                {
                    "contract_id": contract.id,
                    "revision": 1,
                    "side": "company",
                    "partner_id": self.salesperson.partner_id.id,
                    "user_id": self.salesperson.id,
                    "name": self.salesperson.name,
                    "field_name": "Signature1",
                }
                for contract in self.contracts
            ]
        )
        self._assert_constant(lambda records: records.read(["is_my_turn"]), self.contracts)
        self._assert_constant(self._search_mine, self.contracts)

    def _search_mine(self, contracts):
        mine = contracts.search([("is_my_turn", "=", True), ("id", "in", contracts.ids)])
        self.assertEqual(len(mine), len(contracts))

    def test_numbers_of_contracts_of_partners(self):
        def read(partners):
            counts = partners.read(["contract_count", "contract_to_sign_count"])
            self.assertEqual({values["contract_count"] for values in counts}, {1})

        self._assert_constant(read, self.partners)

    def test_numbers_of_contracts_of_orders(self):
        self._assert_constant(
            lambda orders: orders.sudo().read(["contract_count", "signed_contract_id"]), self.orders
        )
