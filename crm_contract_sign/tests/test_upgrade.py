from odoo import SUPERUSER_ID
from odoo.modules.module import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file, file_path

MODULE = "crm_contract_sign"


@tagged("post_install", "-at_install")
class TestUpgrade(TransactionCase):
    """A database of an earlier revision gets what the present one says."""

    def _migrate(self, script):
        path = file_path(f"{MODULE}/migrations/{script}.py")
        load_script(path, f"{MODULE}_migration").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def _find_flags(self):
        return self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.rule")]
        )

    def test_every_record_rule_is_brought_up_to_date_by_updates(self):
        self.assertTrue(self._find_flags())
        self.assertFalse(self._find_flags().filtered("noupdate"))

    def test_rules_of_an_earlier_revision_are_replaced(self):
        self._find_flags().noupdate = True
        self.env.flush_all()
        rule = self.env.ref(f"{MODULE}.crm_contract_rule_portal")
        present, rule.domain_force = rule.domain_force, "[(1, '=', 1)]"
        self._migrate("19.0.1.1.0/pre-rules")
        convert_file(self.env, MODULE, "security/crm_contract_security.xml", {}, mode="update")
        self.assertEqual(rule.domain_force, present)

    def test_mail_that_nobody_edited_is_replaced_and_another_stays(self):
        own = self.env.ref(f"{MODULE}.mail_template_reminder")
        ours = self.env.ref(f"{MODULE}.mail_template_signing_link")
        present = ours.with_user(SUPERUSER_ID).lang
        (own | ours).with_user(SUPERUSER_ID).lang = "{{ object.partner_id.lang }}"
        own.with_user(self.env.ref("base.user_admin")).subject = "Don't forget us"
        self.env.flush_all()
        self._migrate("19.0.1.1.0/post-mail_templates")
        self.assertEqual(own.subject, "Don't forget us")
        self.assertEqual(own.lang, "{{ object.partner_id.lang }}")
        self.assertEqual((ours.lang, present), ("{{ object._get_lang_code() }}",) * 2)
