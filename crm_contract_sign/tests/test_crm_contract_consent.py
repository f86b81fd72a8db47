import hashlib

from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestConsent(TransactionCase):
    """What signatories agree to: versions that stay as they were once somebody has agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["crm.contract.consent"]
        cls.newest = cls.consents.create({"version": "t-1", "language": "en", "text": "I agree."})

    def setUp(self):
        super().setUp()
        # A version is marked as used in a transaction of its own.
        self.registry_enter_test_mode()

    def test_newest_version_of_the_reader_s_language_is_shown(self):
        self.assertEqual(self.consents._get_current("en_GB"), self.newest)
        self.assertEqual(self.consents._get_current("zh_CN").language, "zh")

    def test_reader_of_another_language_gets_the_english_version(self):
        self.assertEqual(self.consents._get_current("fr_FR"), self.newest)
        self.assertEqual(self.consents._get_current(False), self.newest)

    def test_archived_version_is_not_shown(self):
        self.newest.active = False
        self.assertNotEqual(self.consents._get_current("en_US"), self.newest)

    def test_company_without_any_text_is_told_where_to_write_one(self):
        self.consents.search([]).active = False
        with self.assertRaisesRegex(UserError, "Consent Texts"):
            self.consents._get_current("en_US")

    def test_digest_is_that_of_the_text(self):
        self.assertEqual(self.newest.digest, hashlib.sha256(b"I agree.").hexdigest())

    def test_text_shown_before_a_newer_version_came_is_not_accepted(self):
        self.assertEqual(self.consents._find_shown(self.newest.digest), self.newest)
        self.newest.copy({"version": "t-2", "text": "I agree to more."})
        with self.assertRaisesRegex(UserError, "has changed"):
            self.consents._find_shown(self.newest.digest)

    def test_unknown_digest_is_not_accepted(self):
        for digest in ("", "0" * 64, False):
            with self.subTest(digest=digest), self.assertRaisesRegex(UserError, "has changed"):
                self.consents._find_shown(digest)

    def test_text_is_free_until_it_is_used(self):
        self.newest.text = "I agree to everything."
        self.newest._use()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.newest.text = "I agree to nothing."
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.newest.unlink()
        self.newest.active = False

    def test_database_refuses_to_change_what_somebody_agreed_to(self):
        self.newest._use()
        self.env.flush_all()
        statements = (
            "UPDATE crm_contract_consent SET text = 'x' WHERE id = %s",
            "UPDATE crm_contract_consent SET is_used = FALSE WHERE id = %s",
            "DELETE FROM crm_contract_consent WHERE id = %s",
        )
        for statement in statements:
            with (
                self.subTest(statement=statement),
                mute_logger("odoo.sql_db"),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [self.newest.id])

    def test_copy_of_a_used_version_can_be_written(self):
        self.newest._use()
        copy = self.newest.copy({"version": "t-2"})
        copy.text = "I agree to more."
        self.assertFalse(copy.is_used)
