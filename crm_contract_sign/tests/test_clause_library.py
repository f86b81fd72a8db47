import re
from itertools import product
from pathlib import Path

from odoo import Command, fields
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ..drafting import find_placeholders

LANGUAGES = {"en", "zh"}
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "clause-library.md"
# A row of the table of categories: | `code` | meaning | contract types, or – | `clause`, … |
_CATEGORY_ROW = re.compile(
    r"^\| `(?P<code>\w+)` \| [^|]+ \| (?P<types>[^|]+) \| (?P<clauses>[^|]+) \|$", re.MULTILINE
)


@tagged("post_install", "-at_install")
class TestClauseLibrary(TransactionCase):
    """The clauses and templates that the add-on brings fit together and draft sound contracts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.clauses = cls._get_own("crm.contract.clause")
        cls.templates = cls._get_own("crm.contract.template")
        country = cls.env.ref("base.cn")
        address = {"street": "1 Example Road", "city": "Shanghai", "country_id": country.id}
        cls.env.company.partner_id.write({**address, "email": "sales@example.com"})
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Azure Interior",
                "is_company": True,
                "email": "azure@example.com",
                **address,
                "child_ids": [
                    Command.create({"name": "Brandon Freeman", "email": "brandon@example.com"})
                ],
            }
        )
        product_sold = cls.env["product.product"].create({"name": "Cabinet", "type": "consu"})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "note": "<p>Delivery in the morning.</p>",
                "order_line": [
                    Command.create(
                        {
                            "product_id": product_sold.id,
                            "product_uom_qty": 3,
                            "price_unit": 1234.56,
                        }
                    )
                ],
            }
        )

    @classmethod
    def _get_own(cls, model):
        """The records of a model that this add-on installed, not those of an administrator."""
        known = cls.env["ir.model.data"].search(
            [("module", "=", "crm_contract_sign"), ("model", "=", model)]
        )
        return cls.env[model].browse(known.mapped("res_id")).exists()

    def _create_contract(self, template, *, has_order=True, has_end=True, amount=None):
        order = self.order if has_order else self.env["sale.order"]
        values = self.env["crm.contract"]._prepare_order_values(order) if order else {}
        if amount is not None:
            values.update(amount_untaxed=amount, amount_tax=0.0, amount_total=amount)
        today = fields.Date.today()
        return self.env["crm.contract"].create(
            {
                "name": "Cabinets",
                "type_id": template.type_id.id,
                "language": template.language,
                "template_id": template.id,
                "partner_id": self.customer.id,
                "signatory_id": self.customer.child_ids.id,
                "company_signatory_id": self.env.ref("base.user_admin").id,
                "date_start": today,
                "date_end": today.replace(year=today.year + 1, day=1) if has_end else False,
                **values,
            }
        )

    def _circumstances(self):
        """Contracts as they come: with and without an order and an end, of any size."""
        for has_order, has_end in product((True, False), repeat=2):
            for amount in (0.0, 1000.0, 5_000_000.0):
                yield {"has_order": has_order, "has_end": has_end, "amount": amount}

    def test_both_languages_have_the_same_clauses(self):
        codes = {
            language: {
                (clause.code, clause.category_id.code)
                for clause in self.clauses
                if clause.language == language
            }
            for language in LANGUAGES
        }
        self.assertGreaterEqual(len(codes["en"]), 28)
        self.assertEqual(codes["en"], codes["zh"])

    def test_every_category_has_clauses_in_both_languages(self):
        for category in self._get_own("crm.contract.clause.category"):
            with self.subTest(category=category.code):
                self.assertEqual(set(category.clause_ids.mapped("language")), LANGUAGES)

    def test_every_placeholder_is_known(self):
        known = self.env["crm.contract"]._get_placeholder_names()
        for clause in self.clauses:
            with self.subTest(clause=clause.code, language=clause.language):
                used = {placeholder.name for placeholder in find_placeholders(clause.body)}
                self.assertLessEqual(used, known)

    def test_every_type_has_a_template_in_both_languages(self):
        for contract_type in self._get_own("crm.contract.type"):
            with self.subTest(type=contract_type.code):
                self.assertTrue(contract_type.mandatory_category_ids)
                templates = self.templates.filtered(
                    lambda template, contract_type=contract_type: template.type_id == contract_type
                )
                self.assertEqual(set(templates.mapped("language")), LANGUAGES)

    def test_chinese_templates_are_proposed_for_china(self):
        china = self.env.ref("base.cn")
        for template in self.templates:
            with self.subTest(template=template.name):
                expected = china if template.language == "zh" else china.browse()
                self.assertEqual(template.country_ids, expected)

    def test_sections_have_the_language_of_their_template(self):
        for section in self.templates.section_ids:
            with self.subTest(template=section.template_id.name, section=section.name):
                self.assertEqual(section.clause_id.language, section.template_id.language)

    def test_conditions_can_be_read(self):
        for section in self.templates.section_ids:
            with self.subTest(template=section.template_id.name, section=section.name):
                Domain(section._get_condition()).validate(self.env["crm.contract"])

    def test_templates_have_every_mandatory_category_in_all_circumstances(self):
        for template, circumstances in product(self.templates, list(self._circumstances())):
            with self.subTest(template=template.name, **circumstances):
                contract = self._create_contract(template, **circumstances)
                sections = template.section_ids.filtered(
                    lambda section, contract=contract: section._applies_to(contract)
                )
                missing = template.type_id.mandatory_category_ids - sections.category_id
                self.assertFalse(missing.mapped("code"))

    def test_no_clause_is_taken_twice(self):
        for template, circumstances in product(self.templates, list(self._circumstances())):
            with self.subTest(template=template.name, **circumstances):
                contract = self._create_contract(template, **circumstances)
                codes = contract.section_ids.clause_id.mapped("code")
                self.assertEqual(len(codes), len(contract.section_ids))
                terms = {code for code in codes if code.startswith("term_")}
                self.assertEqual(len(terms), 1)

    def test_a_contract_from_an_order_has_nothing_to_mend(self):
        for template in self.templates:
            with self.subTest(template=template.name):
                contract = self._create_contract(template)
                contract.action_check_draft()
                self.assertEqual(contract.finding_ids.mapped("message"), [])

    def test_no_circumstances_block(self):
        for template, circumstances in product(self.templates, list(self._circumstances())):
            with self.subTest(template=template.name, **circumstances):
                contract = self._create_contract(template, **circumstances)
                contract.action_check_draft()
                blocking = contract.finding_ids.filtered(
                    lambda finding: finding.severity == "blocking"
                )
                self.assertEqual(blocking.mapped("message"), [])

    def _get_documented_categories(self):
        if not DOCUMENTATION.exists():
            self.skipTest("The documentation is not part of an installed add-on.")
        rows = _CATEGORY_ROW.finditer(DOCUMENTATION.read_text(encoding="utf-8"))
        return {row["code"]: row for row in rows}

    def test_every_category_is_documented(self):
        categories = self._get_own("crm.contract.clause.category").sorted("sequence")
        self.assertEqual(list(self._get_documented_categories()), categories.mapped("code"))

    def test_documentation_says_for_which_types_a_category_is_mandatory(self):
        types = self._get_own("crm.contract.type")
        for code, row in self._get_documented_categories().items():
            with self.subTest(category=code):
                mandatory = {
                    contract_type.code
                    for contract_type in types
                    if code in contract_type.mandatory_category_ids.mapped("code")
                }
                self.assertEqual(set(re.findall(r"\w+", row["types"])), mandatory)

    def test_every_clause_is_documented_under_its_category(self):
        for code, row in self._get_documented_categories().items():
            with self.subTest(category=code):
                clauses = {
                    clause.code for clause in self.clauses if clause.category_id.code == code
                }
                self.assertEqual(set(re.findall(r"`(\w+)`", row["clauses"])), clauses)
