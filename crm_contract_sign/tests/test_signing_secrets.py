import logging

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, TransactionCase, tagged

from ..controllers.link_masking import LinkMaskingFilter
from .common import CODE, capture_mail, read_mail
from .signing_plan_common import PlanCaseMixin

SECRET_FIELDS = {
    "crm.contract.participant": ["access_code_hash"],
    "crm.contract.signer": [
        "access_code_hash",
        "link_number",
        "code_digest",
        "code_expiry",
    ],
}


@tagged("post_install", "-at_install")
class TestLinksAndCodesReachTheirOwnerAlone(PlanCaseMixin, TransactionCase):
    """What an administrator finds in the database of a signatory's link and codes: nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.env.ref("base.user_admin")

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()
        contract = self._create_approved_contract([self._us(10), self._them(20)])
        contract.action_send()
        with capture_mail(self.env) as self.messages:
            self._sign(contract, self.salesperson)
            self.signer = self._find(contract, self.customer)
            self.patch(type(self.signer), "_generate_code", lambda _self: CODE)
            self.signer._send_code()
        self.link = self.signer._get_signing_url()
        self.secret = self.link.rpartition("-")[2]

    def test_mail_with_link_and_code_reaches_the_signatory(self):
        link, code = self.messages
        self.assertEqual({link["To"], code["To"]}, {"clara@example.com"})
        self.assertFalse(link["Cc"] or link["Bcc"])
        self.assertIn("/contract/sign/", read_mail(link))
        self.assertIn(CODE, read_mail(code))

    def test_no_row_of_the_mail_system_holds_a_link_or_a_code(self):
        self.env.flush_all()
        for table, column in (
            ("mail_message", "body"),
            ("mail_mail", "body_html"),
            ("mail_activity", "note"),
            ("crm_contract_event", "payload"),
        ):
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} WHERE {column} LIKE ANY(%s)",
                [["%/contract/sign/%", f"%>{CODE}<%"]],
            )
            with self.subTest(table=table):
                self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_failed_mail_is_not_kept(self):
        self.patch(type(self.env["ir.mail_server"]), "send_email", self._fail)
        before = self.env["mail.mail"].search_count([])
        with self.assertLogs("odoo.addons.crm_contract_sign", "WARNING") as log:
            self.signer._send_link()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertNotIn("/contract/sign/", "".join(log.output))

    @staticmethod
    def _fail(_server, message, **_options):
        raise ConnectionRefusedError(message.as_string())

    def test_copy_recipients_of_a_mail_template_get_nothing(self):
        template = self.env.ref("crm_contract_sign.mail_template_signing_link")
        template.write({"email_cc": "thief@example.com", "email_to": "thief@example.com"})
        with capture_mail(self.env) as messages:
            self.signer._send_link()
        self.assertNotIn("thief", messages[0].as_string())

    def test_administrator_reads_searches_and_exports_no_secret(self):
        for model, names in SECRET_FIELDS.items():
            for name in names:
                with self.subTest(field=f"{model}.{name}"):
                    self._check_hidden(self.env[model].with_user(self.administrator), name)

    def _check_hidden(self, records, name):
        self.assertNotIn(name, records.fields_get())
        for read in (
            lambda: records.search([], limit=1).read([name]),
            lambda: records.search([(name, "!=", False)]),
            lambda: records.search([], limit=1).export_data([name]),
            lambda: records.search([], order=name),
            lambda: records.formatted_read_group([], [name], ["__count"]),
        ):
            try:
                read()
            except (AccessError, ValueError):
                continue
            self.fail("An administrator got at it.")

    def test_secrets_of_the_database_make_no_link(self):
        """An administrator reads ``database.secret``; the server's own secret is not there."""
        parameters = self.env["ir.config_parameter"].with_user(self.administrator)
        self.assertTrue(parameters.get_param("database.secret"))
        genuine = self.signer._make_token()
        self.patch(
            type(self.env["crm.contract.certificate"]),
            "_get_server_secret",
            lambda _self: b"the secret of another server",
        )
        self.assertFalse(self.signer._find_by_token(genuine)[0])

    def test_log_of_requests_shows_no_link(self):
        line = f"GET {self.link} HTTP/1.1"
        record = logging.makeLogRecord({"msg": '"%s" %s %s', "args": (line, "200", "-")})
        self.assertTrue(logging.getLogger("werkzeug").filter(record))
        self.assertIn("/contract/sign/", record.getMessage())
        self.assertNotIn(self.secret, record.getMessage())


@tagged("post_install", "-at_install")
class TestLinkMasking(BaseCase):
    """The server's log of requests."""

    def test_secret_part_of_links_and_visits_is_masked(self):
        secret = "0123456789abcdef-_QR"
        for address in (f"/contract/sign/12-1-99-{secret}", f"/contract/sign/visit-12-{secret}"):
            record = logging.makeLogRecord({"msg": "GET %s", "args": (address,)})
            LinkMaskingFilter().filter(record)
            self.assertNotIn("abcdef", record.getMessage())
            self.assertIn("…", record.getMessage())
