import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

MODULE = Path(__file__).parents[1]
# What a translation must keep as it is: placeholders, and the tags around words ...
KEPT = re.compile(r"%\(\w+\)s|%%|\{\{.*?\}\}|<[^>]+>")
# ... but for these attributes, whose values a person reads.
READ_ATTRIBUTES = re.compile(r'(title|aria-label|alt|placeholder)="[^"]*"')
IDENTIFIER = re.compile(r'\bid="(\w+)"')


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """Every word that a user sees exists in Chinese; ``make i18n`` brings the files up to date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = polib.pofile(str(MODULE / "i18n/crm_contract_sign.pot"))
        cls.chinese = polib.pofile(str(MODULE / "i18n/zh_CN.po"))
        cls.terms = {entry.msgid for entry in cls.template}

    def test_the_template_has_exactly_the_terms_of_the_module(self):
        self.assertEqual(self.terms, self._export_terms())

    def test_the_translation_has_exactly_the_terms_of_the_template(self):
        self.assertEqual({entry.msgid for entry in self.chinese}, self.terms)

    def test_every_term_is_translated_and_none_is_a_guess(self):
        translated = {entry.msgid for entry in self.chinese.translated_entries()}
        self.assertEqual(self.terms - translated, set())

    def test_a_translation_keeps_placeholders_and_tags(self):
        for entry in self.chinese:
            with self.subTest(term=entry.msgid):
                self.assertEqual(self._find_kept(entry.msgstr), self._find_kept(entry.msgid))

    def test_a_chinese_user_reads_labels_states_and_messages_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["crm_contract_sign"], ["zh_CN"])
        chinese = self.env(context={"lang": "zh_CN"})
        state = chinese["crm.contract"].fields_get(["state"])["state"]
        self.assertEqual(state["string"], "状态")
        self.assertEqual(dict(state["selection"])["review"], "审批中")
        messages = chinese["crm.contract.messages"]
        self.assertEqual(messages.env._("The file bears no signature."), "文件中没有签名。")

    def _export_terms(self):
        """Return what Odoo would export, without what only the demo data brings."""
        demo = tuple(
            f"crm_contract_sign.{identifier}"
            for path in (MODULE / "demo").glob("*.xml")
            for identifier in IDENTIFIER.findall(path.read_text())
        )
        reader = TranslationModuleReader(self.env.cr, modules=["crm_contract_sign"])
        # Odoo names a product's template after the product, with something added to it.
        return {source for _, _, _, owner, source, *_ in reader if not str(owner).startswith(demo)}

    def _find_kept(self, text):
        return sorted(READ_ATTRIBUTES.sub(r"\1", kept) for kept in KEPT.findall(text))
