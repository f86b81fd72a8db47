import base64
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_contract_sign import signing

from .common import GROUP
from .keys_common import KeysMixin
from .trust_common import make_authority, make_authority_file, make_document

OTHER_PIN = "a long PIN"
PASSWORD = "of the file"


class TrustMixin(KeysMixin):
    """Somebody certified by an authority of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trusted = cls.env["crm.contract.trusted.authority"].with_user(cls.key_manager)
        cls.root, cls.root_key = make_authority("Trust Services Root")
        cls.root_file = base64.b64encode(cls.root.public_bytes(Encoding.PEM)).decode()

    def _certify(self, name):
        """A person's key, and the certificate that the authority has issued for it."""
        key = signing.generate_private_key(size=2048)
        now = datetime.now(UTC)
        certificate = signing.issue_certificate(
            self.root,
            self.root_key,
            key.public_key(),
            signing.Subject(common_name=name),
            valid_from=now - timedelta(days=1),
            valid_until=now + timedelta(days=1),
        )
        return key, certificate

    def _sign_elsewhere(self):
        """A document of others: signed by somebody whom the authority has certified."""
        key, certificate = self._certify("Olga Others")
        request = signing.SignatureRequest(
            field_name="Signature1",
            name="Olga Others",
            moment=datetime.now(UTC),
            certify=True,
            certificate=certificate,
            chain=(),
        )
        signer = signing.LoadedKeySigner(key, certificate)
        prepared = signing.prepare(make_document(), request)
        return prepared.finish(signer.sign(prepared.signed_attributes))

    def _sign_with_imported_key(self):
        """A contract signed with a certificate that the authority has issued."""
        key, certificate = self._certify("Sam of Elsewhere")
        data = serialize_key_and_certificates(
            b"Sam", key, certificate, [self.root], BestAvailableEncryption(PASSWORD.encode())
        )
        self.certificates.with_user(self.salesperson)._import_pkcs12(
            data, PASSWORD, OTHER_PIN, kind="user", company=self.env.company
        )
        return self._sign_contract(OTHER_PIN).current_document_id.sudo()._get_bytes()

    def _judge(self, content):
        report, document = self.env["crm.contract.document"].sudo()._verify_upload(content)
        return report, self.env["crm.contract.messages"]._describe_report(report, document)


@tagged("post_install", "-at_install")
class TestTrustedAuthorities(TrustMixin, TransactionCase):
    """The list of authorities of others, and what it changes."""

    def test_imported_certificate_is_trusted_once_its_authority_is_on_the_list(self):
        content = self._sign_with_imported_key()
        self.assertFalse(self._judge(content)[0].signatures[0].trusted)
        self.trusted.create({"file": self.root_file, "purpose": "own"})
        report, sentences = self._judge(content)
        self.assertTrue(report.accepted, report)
        checks = sentences["signatures"][0]["checks"]
        self.assertIn("Trust Services Root is on our list", checks[-1]["label"])

    def test_list_for_our_documents_does_not_hold_for_those_of_others(self):
        content = self._sign_elsewhere()
        authority = self.trusted.create({"file": self.root_file, "purpose": "own"})
        self.assertEqual(self._judge(content)[0].verdict, signing.Verdict.INTACT)
        for purpose in ("others", "both"):
            authority.purpose = purpose
            with self.subTest(purpose=purpose):
                report, sentences = self._judge(content)
                self.assertTrue(report.accepted, report)
                self.assertEqual(sentences["signatures"][0]["anchor"], authority.fingerprint)
                self.assertEqual(sentences["signatures"][0]["anchor_name"], "Trust Services Root")

    def test_list_for_documents_of_others_does_not_hold_for_ours(self):
        content = self._sign_with_imported_key()
        self.trusted.create({"file": self.root_file, "purpose": "others"})
        self.assertFalse(self._judge(content)[0].accepted)

    def test_archived_authority_is_not_trusted(self):
        authority = self.trusted.create({"file": self.root_file, "purpose": "others"})
        authority.active = False
        self.assertFalse(self._judge(self._sign_elsewhere())[0].accepted)

    def test_own_authority_is_named_as_such(self):
        content = self._sign_contract().current_document_id.sudo()._get_bytes()
        checks = self._judge(content)[1]["signatures"][0]["checks"]
        self.assertIn(f"our signing authority is {self.authority.name}", checks[-1]["label"])

    def test_fingerprint_is_shown_before_it_is_saved(self):
        with Form(self.trusted) as form:
            form.file = self.root_file
            self.assertEqual(form.fingerprint, signing.describe(self.root).fingerprint)
            self.assertEqual(form.name, "Trust Services Root")
        self.assertEqual(form.record.certificate_pem, signing.to_pem(self.root))

    def test_what_is_said_of_a_certificate_is_read_from_it(self):
        authority = self.trusted.create(
            {"file": self.root_file, "name": "Root of Somebody", "fingerprint": "00"}
        )
        self.assertEqual(authority.name, "Trust Services Root")
        self.assertEqual(authority.fingerprint, signing.describe(self.root).fingerprint)

    def test_certificate_on_the_list_stays_what_it_is(self):
        authority = self.trusted.create({"file": self.root_file})
        other = make_authority_file("Another")
        for values in ({"certificate_pem": "x"}, {"fingerprint": "00"}, {"file": other}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "stays what it is"):
                authority.write(values)

    def test_same_authority_is_on_the_list_once(self):
        self.trusted.create({"file": self.root_file})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.trusted.create({"file": self.root_file})

    def test_file_that_does_not_do_is_refused_in_words(self):
        person = signing.to_pem(signing.from_pem(self.certificate.certificate_pem)).encode()
        cases = {
            "Choose the file": False,
            "too large": base64.b64encode(bytes(100_005)).decode(),
            "no certificate in PEM or DER": "not base64!",
            "another purpose": base64.b64encode(person).decode(),
            "has expired": make_authority_file(days=-1),
        }
        for words, file in cases.items():
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.trusted.create({"file": file})

    def test_only_administrators_of_keys_keep_the_list(self):
        for user in (self.salesperson, self.approver):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.trusted.with_user(user).create({"file": self.root_file})

    def test_list_of_one_company_is_not_seen_from_another(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        self.trusted.sudo().create({"file": self.root_file, "company_id": other.id})
        self.assertFalse(self.trusted.search([("name", "=", "Trust Services Root")]))


@tagged("post_install", "-at_install")
class TestExport(TrustMixin, HttpCase):
    """What the list is worth outside Odoo, and on the public pages."""

    def test_exported_anchors_serve_the_command_line(self):
        self.trusted.create({"file": self.root_file, "purpose": "others"})
        new_test_user(self.env, "trust.keys", f"{GROUP}key_manager")
        self.authenticate("trust.keys", "trust.keys")
        response = self.url_open("/contract/anchors.pem")
        self.assertEqual(response.status_code, 200)
        found = signing.from_pem_bundle(response.text)
        self.assertIn(self.root, found)
        self.assertIn(signing.from_pem(self.authority.certificate_pem), found)
        report = signing.verify(self._sign_elsewhere(), [response.text])
        self.assertTrue(report.accepted, report)

    def test_anchors_are_exported_to_nobody_else(self):
        new_test_user(self.env, "trust.sales", f"{GROUP}user")
        self.authenticate("trust.sales", "trust.sales")
        self.assertEqual(self.url_open("/contract/anchors.pem").status_code, 404)

    def test_machines_are_told_the_anchor(self):
        authority = self.trusted.create({"file": self.root_file, "purpose": "others"})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "signed.pdf"
            path.write_bytes(self._sign_elsewhere())
            with path.open("rb") as file:
                response = self.url_open("/contract/verify.json", files={"file": file})
        (signature,) = json.loads(response.text)["signatures"]
        self.assertTrue(signature["accepted"], signature)
        self.assertEqual(signature["anchor"], authority.fingerprint)
        self.assertEqual(signature["anchor_name"], "Trust Services Root")
