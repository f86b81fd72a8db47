import base64
import os
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .. import signing
from .common import GROUP, PIN, ContractCaseMixin

PASSWORD = "of the file"


def make_pkcs12(name, *, is_authority=False, size=2048, days=30):
    """A PKCS#12 file as another authority would hand it out."""
    now = datetime.now(UTC)
    validity = {"valid_from": now - timedelta(days=60), "valid_until": now + timedelta(days=days)}
    root_key = signing.generate_private_key(size=2048)
    root = signing.create_authority(signing.Subject(common_name=name), root_key, **validity)
    key, certificate, chain = root_key, root, []
    if not is_authority:
        key = signing.generate_private_key(size=size)
        subject = signing.Subject(common_name=name)
        certificate = signing.issue_certificate(
            root, root_key, key.public_key(), subject, purpose="user", **validity
        )
        chain = [root]
    sealed = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, chain, sealed)


class SettingsCase(ContractCaseMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = cls.env["crm.contract.certificate"]
        cls.administrator = new_test_user(
            cls.env, "settings.admin", f"base.group_system,{GROUP}key_manager", name="Ann"
        )

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def _open_settings(self, **values):
        return self.env["res.config.settings"].with_user(self.administrator).create(values)

    def _revoke_authority(self):
        authority = self.env.company.contract_authority_id
        authority.with_user(self.key_manager).sudo(False).action_revoke()
        self.env.company.invalidate_recordset()
        return authority


@tagged("post_install", "-at_install")
class TestSettings(SettingsCase):
    """Settings › Contracts."""

    def test_settings_are_those_of_the_company(self):
        settings = Form(self.env["res.config.settings"].with_user(self.administrator))
        settings.contract_link_days = 7
        settings.contract_order_requirement = "confirm"
        settings.contract_signatory_id = self.salesperson
        settings.save().execute()
        company = self.env.company
        self.assertEqual(company.contract_link_days, 7)
        self.assertEqual(company.contract_order_requirement, "confirm")
        self.assertEqual(company.contract_signatory_id, self.salesperson)

    def test_default_signatory_signs_where_the_contract_names_nobody(self):
        self.env.company.contract_signatory_id = self.approver
        contract = self.env["crm.contract"].create(
            {
                "name": "Supply",
                "partner_id": self.customer.id,
                "language": "en",
                "type_id": self.env.ref(
                    "crm_contract_sign.crm_contract_template_goods_en"
                ).type_id.id,
            }
        )
        self.assertEqual(contract.company_signatory_id, self.approver)

    def test_signing_link_is_valid_for_a_day_to_a_year(self):
        for days in (0, -1, 366):
            with (
                self.subTest(days=days),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.company.contract_link_days = days
                self.env.flush_all()

    def test_authority_is_made_in_one_click_with_the_size_chosen(self):
        self._revoke_authority()
        settings = self._open_settings(contract_key_type="rsa_2048")
        settings.action_create_contract_authority()
        authority = self.env.company.contract_authority_id
        self.assertEqual(authority.kind, "authority")
        self.assertIn("2048", authority.key_description)
        self.assertGreater(authority.valid_until, datetime.now() + timedelta(days=3600))
        self.assertEqual(settings.contract_authority_until, authority.valid_until)

    def test_company_has_one_authority_at_a_time(self):
        with self.assertRaisesRegex(UserError, "has a signing authority already"):
            self._open_settings().action_create_contract_authority()

    def test_authority_is_made_by_nobody_else(self):
        self._revoke_authority()
        for user in (self.salesperson, self.approver):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.certificates.with_user(user)._create_authority(self.env.company)

    def test_without_a_secret_of_the_server_no_authority_is_made(self):
        self._revoke_authority()
        settings = self._open_settings()
        with (
            patch.dict(os.environ, {"CRM_CONTRACT_SIGN_SECRET": "too short"}),
            self.assertRaisesRegex(UserError, "odoo.conf"),
        ):
            settings.action_create_contract_authority()
        self.assertFalse(self.env.company.contract_authority_id)

    def test_revoked_authority_is_still_trusted_for_what_it_signed(self):
        # Signatures are recorded to the second: what is revoked within it counts as revoked before.
        with freeze_time(datetime.now(UTC) - timedelta(minutes=1)):
            contract = self._create_signed_contract()
        self._revoke_authority()
        content = contract.sudo().signed_document_id._get_bytes()
        report, _known = self.env["crm.contract.document"]._verify_upload(content)
        self.assertTrue(report.accepted, report)

    def test_links_of_the_settings_open_certificates_and_the_upload(self):
        settings = self._open_settings()
        action = settings.action_view_contract_certificates()
        self.assertEqual(action["res_model"], "crm.contract.certificate")
        action = settings.action_import_contract_authority()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((dialog.kind, dialog.company_id), ("authority", self.env.company))


@tagged("post_install", "-at_install")
class TestEnrolment(SettingsCase):
    """Where users make or bring their own key."""

    def _enroll(self, user, pin, again=None, **values):
        wizard = self.env["crm.contract.enroll"].with_user(user).create(values)
        return wizard.with_context(pin=pin, pin_again=again or pin).action_enroll()

    def test_new_key_is_the_users_and_certified_by_the_company(self):
        self._enroll(self.approver, "a long PIN")
        certificate = self.approver.contract_certificate_id
        self.assertEqual(certificate.user_id, self.approver)
        self.assertEqual(certificate.issuer_id, self.env.company.contract_authority_id)
        self.assertEqual(certificate.state, "valid")

    def test_new_key_replaces_the_former_one(self):
        former = self.certificates._get_usable(self.salesperson)
        self._enroll(self.salesperson, "another PIN")
        self.assertEqual(former.state, "retired")
        self.assertFalse(former.sudo().wrapped_key)
        self.assertNotEqual(self.certificates._get_usable(self.salesperson), former)

    def test_two_different_pins_make_no_key(self):
        with self.assertRaisesRegex(UserError, "two PINs differ"):
            self._enroll(self.approver, "a long PIN", "a wrong PIN")
        self.assertFalse(self.certificates._get_usable(self.approver))

    def test_pin_that_is_easy_to_guess_makes_no_key(self):
        for pin in ("", "12345", "111111111"):
            with self.subTest(pin=pin), self.assertRaisesRegex(UserError, "Choose a PIN"):
                self._enroll(self.approver, pin)
        self.assertFalse(self.certificates._get_usable(self.approver))

    def test_nobody_makes_a_key_for_somebody_else(self):
        with self.assertRaisesRegex(AccessError, "made by the person who will use it"):
            self.certificates.with_user(self.key_manager)._create_for_user(self.approver, PIN)

    def test_without_an_authority_no_key_is_made(self):
        self._revoke_authority()
        with self.assertRaisesRegex(UserError, "no signing authority yet"):
            self._enroll(self.approver, "a long PIN")

    def test_neither_pin_is_in_a_column(self):
        for model in ("crm.contract.enroll", "crm.contract.sign", "crm.contract.import.key"):
            for name, field in self.env[model]._fields.items():
                if name.startswith(("pin", "password", "file")):
                    with self.subTest(model=model, field=name):
                        self.assertFalse(field.store)

    def test_dialog_that_asks_for_a_secret_is_stored_before_it_opens(self):
        # What is typed into a dialog and in no column is lost when its record is created.
        own = self.certificates._get_usable(self.salesperson).with_user(self.salesperson)
        enroll = self.env["crm.contract.enroll"].with_user(self.salesperson)
        for action in (
            enroll._open_for(),
            enroll.create({}).action_import(),
            self.env["crm.contract.change.pin"].with_user(self.salesperson)._open_for(own),
            own.action_open_renew(),
        ):
            with self.subTest(dialog=action["res_model"]):
                self.assertTrue(self.env[action["res_model"]].browse(action["res_id"]).exists())

    def test_signing_goes_on_after_the_key_is_made(self):
        contract = self._create_approved_contract()
        self.certificates._get_usable(self.salesperson).with_user(self.salesperson).action_revoke()
        contract.action_send()
        action = contract.action_open_sign()
        self.assertEqual(action["res_model"], "crm.contract.enroll")
        contract_id = self.env[action["res_model"]].browse(action["res_id"]).contract_id.id
        action = self._enroll(self.salesperson, "a long PIN", contract_id=contract_id)
        self.assertEqual(action["res_model"], "crm.contract.sign")

    def test_dialog_signs_the_document_that_it_showed_and_no_other(self):
        contract = self._create_approved_contract()
        contract.action_send()
        action = contract.action_open_sign()
        wizard = self.env["crm.contract.sign"].with_user(self.salesperson).browse(action["res_id"])
        shown = wizard.sha256
        contract.action_withdraw()
        contract.action_revise()
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(self.approver).action_approve()
        contract.action_send()
        self.assertEqual(wizard.sha256, shown)
        with self.assertRaisesRegex(UserError, "another one than you were shown"):
            wizard.with_context(pin=PIN).action_sign()
        self.assertEqual(contract.signer_ids[0].state, "waiting")

    def test_preferences_open_the_dialog_for_a_new_key(self):
        action = self.salesperson.with_user(self.salesperson).action_enroll_contract_key()
        self.assertEqual(action["res_model"], "crm.contract.enroll")
        self.assertFalse(self.env[action["res_model"]].browse(action["res_id"]).contract_id)

    def test_users_read_their_own_key_in_their_preferences(self):
        user = self.salesperson.with_user(self.salesperson)
        (values,) = user.read(["contract_certificate_id"])
        self.assertEqual(
            values["contract_certificate_id"][0], self.certificates._get_usable(user).id
        )


@tagged("post_install", "-at_install")
class TestImport(SettingsCase):
    """Keys that another authority has certified, as PKCS#12 files."""

    def _import(self, user, data, kind="user", *, password=PASSWORD, pin="a long PIN"):
        wizard = (
            self.env["crm.contract.import.key"]
            .with_user(user)
            .create({"kind": kind, "company_id": self.env.company.id})
        )
        given = {"password": password, "pin": pin}
        if data is not None:
            given["pkcs12_file"] = base64.b64encode(data).decode()
        return wizard.with_context(**given).action_import()

    def test_imported_key_signs_and_its_own_authority_is_not_trusted_by_itself(self):
        self._import(self.salesperson, make_pkcs12("Sam of Elsewhere"))
        certificate = self.certificates._get_usable(self.salesperson)
        self.assertEqual((certificate.source, certificate.name), ("imported", "Sam of Elsewhere"))
        contract = self._create_approved_contract()
        contract.action_send()
        contract.action_sign("a long PIN")
        content = contract.sudo().current_document_id._get_bytes()
        report = self.env["crm.contract.document"]._verify_upload(content)[0]
        self.assertTrue(report.signatures[0].intact)
        self.assertFalse(report.signatures[0].trusted)

    def test_imported_authority_certifies_the_next_key(self):
        self._revoke_authority()
        self._import(self.key_manager, make_pkcs12("Root", is_authority=True), "authority")
        authority = self.env.company.contract_authority_id
        self.assertEqual((authority.name, authority.source), ("Root", "imported"))
        certificate = self.certificates.with_user(self.approver)._create_for_user(
            self.approver, "a long PIN"
        )
        self.assertEqual(certificate.issuer_id, authority)

    def test_authority_is_imported_by_nobody_else(self):
        with self.assertRaises(AccessError):
            self._import(self.salesperson, make_pkcs12("Root", is_authority=True), "authority")

    def test_file_that_does_not_do_is_refused_in_words(self):
        person = make_pkcs12("Sam")
        cases = {
            "Choose a PKCS#12 file": {"data": None},
            "too large": {"data": bytes(100_001)},
            "not a PKCS#12 file": {"data": b"something else"},
            "password does not open": {"data": person, "password": "guessed"},
            "Choose a PIN": {"data": person, "pin": "123"},
            "has expired": {"data": make_pkcs12("Sam", days=-1)},
            "another purpose": {"data": make_pkcs12("Root", is_authority=True)},
        }
        before = self.certificates._get_usable(self.salesperson)
        for words, values in cases.items():
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._import(self.salesperson, **values)
        self.assertEqual(self.certificates._get_usable(self.salesperson), before)


@tagged("post_install", "-at_install")
class TestDialogs(SettingsCase):
    """Signing and rejecting."""

    def test_dialog_of_signing_shows_the_document_and_signs_it_with_the_pin(self):
        contract = self._create_approved_contract()
        contract.action_send()
        action = contract.action_open_sign()
        wizard = self.env["crm.contract.sign"].with_user(self.salesperson).browse(action["res_id"])
        self.assertEqual(wizard.sha256, contract.document_sha256)
        self.assertEqual(wizard.certificate_id, self.certificates._get_usable(self.salesperson))
        wizard.with_context(pin=PIN).action_sign()
        self.assertEqual(contract.signer_ids[0].state, "signed")

    def test_systray_lists_what_awaits_the_user_and_nobody_else(self):
        contract = self._create_approved_contract()
        contract.action_send()
        users = self.env["res.users"]
        waiting = users.with_user(self.salesperson).get_contracts_awaiting()
        self.assertEqual(waiting["count"], 1)
        self.assertEqual(waiting["contracts"][0]["id"], contract.id)
        self.assertEqual(users.with_user(self.approver).get_contracts_awaiting()["count"], 0)
        outsider = new_test_user(self.env, "settings.outsider", "base.group_user")
        self.assertEqual(users.with_user(outsider).get_contracts_awaiting()["count"], 0)

    def test_rejecting_from_the_dialog_keeps_the_reason(self):
        contract = self._create_contract()
        contract.action_submit()
        action = contract.with_user(self.approver).action_reject()
        self.assertEqual(action["res_model"], "crm.contract.reject")
        wizard = Form.from_action(self.env(user=self.approver), action)
        wizard.reason = "Too cheap"
        wizard.save().action_reject()
        self.assertEqual(contract.state, "draft")
        self.assertIn("Too cheap", contract.approval_status)
