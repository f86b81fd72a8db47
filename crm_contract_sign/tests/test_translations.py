import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged

FOLDER = Path(__file__).parents[1] / "i18n"
# What a translation must keep as it is: placeholders, and the tags around words.
KEPT = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|</?\w+")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """Every word that a user sees exists in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = polib.pofile(str(FOLDER / "crm_contract_sign.pot"))
        cls.chinese = polib.pofile(str(FOLDER / "zh_CN.po"))

    def test_every_term_of_the_template_is_translated(self):
        translated = {entry.msgid for entry in self.chinese.translated_entries()}
        self.assertEqual({entry.msgid for entry in self.template} - translated, set())

    def test_a_translation_keeps_placeholders_and_tags(self):
        for entry in self.chinese:
            with self.subTest(term=entry.msgid):
                kept = sorted(KEPT.findall(entry.msgid))
                self.assertEqual(sorted(KEPT.findall(entry.msgstr)), kept)

    def test_every_field_label_is_in_the_template(self):
        terms = {entry.msgid for entry in self.template}
        own = self.env["ir.model.data"].search(
            [("module", "=", "crm_contract_sign"), ("model", "=", "ir.model.fields")]
        )
        labels = self.env["ir.model.fields"].browse(own.mapped("res_id"))
        self.assertEqual(set(labels.mapped("field_description")) - terms, set())
