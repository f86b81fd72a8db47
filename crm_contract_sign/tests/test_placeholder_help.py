import re

from odoo.tests import TransactionCase, tagged

from .common import ContractCaseMixin

PLACEHOLDER = re.compile(r"\{\{ ([\w.]+) \}\}")


@tagged("post_install", "-at_install")
class TestPlaceholderHelp(ContractCaseMixin, TransactionCase):
    """Whoever writes clauses and templates sees which placeholders there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("crm_contract_sign.crm_contract_template_goods_en")
        cls.clause = cls.template.section_ids.clause_id[0]

    def test_every_placeholder_is_listed_beside_clauses_and_sections(self):
        names = self.env["crm.contract"]._get_placeholder_names()
        for record in (self.clause, self.template.section_ids[0]):
            with self.subTest(model=record._name):
                listed = PLACEHOLDER.findall(str(record.placeholder_help))
                self.assertCountEqual(listed, names)

    def test_every_placeholder_says_what_it_stands_for(self):
        labels = self.env["crm.contract.messages"]._get_placeholder_labels()
        self.assertEqual(set(labels), self.env["crm.contract"]._get_placeholder_names())
        self.assertTrue(all(labels.values()))

    def test_what_is_listed_is_filled_in(self):
        contract = self._create_contract()
        given = contract._to_placeholder_values()
        unknown = {"contract.end", "order.note"}
        listed = set(PLACEHOLDER.findall(str(self.clause.placeholder_help)))
        self.assertEqual(listed - given.keys() - unknown, {"company.address"} - given.keys())

    def test_section_with_a_condition_is_marked(self):
        marked = self.template.section_ids.filtered("is_conditional")
        self.assertTrue(marked)
        self.assertTrue(all("(" in section.condition_domain for section in marked))
        self.assertNotIn(self.template.section_ids[0], marked)
