from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .. import signing
from .common import PIN
from .keys_common import KeysMixin


@tagged("post_install", "-at_install")
class TestRenewal(KeysMixin, TransactionCase):
    """Certificates that will end, renewed by whoever may."""

    def _renew(self, certificate, user, pin=None, **values):
        action = certificate.with_user(user).sudo(False).action_open_renew()
        dialog = self.env["crm.contract.renew"].with_user(user).browse(action["res_id"])
        dialog.write(values)
        dialog.with_context(pin=pin).action_renew()

    def _get_public_key(self, certificate):
        return signing.from_pem(certificate.certificate_pem).public_key()

    def _end_in(self, days, certificate=None):
        certificate = (certificate or self.certificate).sudo()
        certificate.valid_until = datetime.now() + timedelta(days=days)

    def test_colleague_has_the_same_key_certified_anew(self):
        self._end_in(20)
        self._renew(self.certificate, self.salesperson, PIN)
        renewed = self.certificates._get_usable(self.salesperson)
        self.assertNotEqual(renewed, self.certificate)
        self.assertEqual(self._get_public_key(renewed), self._get_public_key(self.certificate))
        self.assertGreater(renewed.valid_until, datetime.now() + timedelta(days=700))
        self.assertEqual(self.certificate.state, "retired")
        self.assertIn("renew", self._get_codes(renewed))
        contract = self._sign_contract()
        self.assertEqual(contract.signer_ids[0].certificate_id, renewed)
        self.assertTrue(self._verify(contract.current_document_id).accepted)

    def test_colleague_gets_a_new_key_under_the_same_pin(self):
        self._renew(self.certificate, self.salesperson, PIN, with_new_key=True)
        renewed = self.certificates._get_usable(self.salesperson)
        self.assertNotEqual(self._get_public_key(renewed), self._get_public_key(self.certificate))
        self.assertEqual(self._sign_contract().signer_ids[0].certificate_id, renewed)

    def test_wrong_pin_renews_nothing(self):
        for with_new_key in (False, True):
            with (
                self.subTest(with_new_key=with_new_key),
                self.assertRaisesRegex(UserError, "PIN is wrong"),
            ):
                self._renew(
                    self.certificate, self.salesperson, "guessed it", with_new_key=with_new_key
                )
        self.assertEqual(self.certificate.state, "valid")

    def test_administrator_of_keys_renews_nobodys_own_key(self):
        with self.assertRaisesRegex(UserError, "can't be renewed by you"):
            self._renew(self.certificate, self.key_manager, PIN)

    def test_renewal_that_would_gain_nothing_is_refused(self):
        self._end_in(20)
        self._end_in(10, self.authority)
        with self.assertRaisesRegex(UserError, "can't certify anything for longer"):
            self._renew(self.certificate, self.salesperson, PIN)
        self.assertEqual(self.certificate.state, "valid")

    def test_administrator_of_keys_renews_the_authority(self):
        self._renew(self.authority, self.key_manager)
        self.env.company.invalidate_recordset()
        self.assertNotEqual(self.env.company.contract_authority_id, self.authority)
        self.assertEqual(self.authority.state, "retired")

    def test_authority_is_renewed_by_nobody_else(self):
        self.assertFalse(self.authority.with_user(self.salesperson).sudo().can_renew)
        with self.assertRaises(AccessError):
            self._renew(self.authority, self.salesperson)

    def test_key_kept_elsewhere_is_certified_anew_without_it(self):
        key = signing.generate_private_key(size=2048).public_key()
        from cryptography.hazmat.primitives import serialization

        pem = key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        backend = "crm.contract.signing.backend.token"
        former = self.certificates.with_user(self.key_manager)._register_for(
            self.salesperson, pem, backend, token_label="Sam", token_key_id="0a1b"
        )
        self._renew(former, self.key_manager)
        renewed = self.env[backend]._find_certificate(self.salesperson, self.env.company)
        self.assertEqual((renewed.token_label, renewed.token_key_id), ("Sam", "0a1b"))
        self.assertEqual(self._get_public_key(renewed), self._get_public_key(former))
        self.assertEqual(former.state, "retired")

    def test_certificate_of_another_issuer_leads_to_its_upload(self):
        self.certificate.sudo().write({"source": "imported", "issuer_id": False})
        action = self.certificate.with_user(self.salesperson).action_open_renew()
        self.assertEqual(action["res_model"], "crm.contract.import.key")

    def test_preferences_and_form_say_when_it_is_time(self):
        user = self.salesperson.with_user(self.salesperson)
        self.assertTrue(user.contract_key_can_renew)
        self.assertFalse(user.contract_key_ends_soon)
        self._end_in(59)
        user.invalidate_recordset()
        self.assertTrue(user.contract_key_ends_soon)
        self.assertEqual(user.action_renew_contract_key()["res_model"], "crm.contract.renew")

    def test_warning_lies_on_the_certificate_and_goes_when_it_is_renewed(self):
        self._end_in(20)
        self.certificates._cron_warn_of_expiry()
        (activity,) = self.certificate.sudo().activity_ids
        self.assertIn("Renew", activity.note)
        self._renew(self.certificate, self.salesperson, PIN)
        self.assertFalse(self.certificate.sudo().activity_ids)


@tagged("post_install", "-at_install")
class TestCompanies(KeysMixin, TransactionCase):
    """A colleague of two companies has a certificate of each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Company"})
        for user in (cls.salesperson, cls.key_manager, cls.approver):
            user.company_ids |= cls.other
        cls.certificates.with_user(cls.key_manager)._create_authority(cls.other)

    def _send_of_other(self):
        contract = self._create_contract()
        contract.sudo().company_id = self.other
        contract = contract.with_context(allowed_company_ids=[self.env.company.id, self.other.id])
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(self.approver).action_approve()
        contract.action_send()
        return contract

    def _enrol(self, contract):
        wizard = self.env["crm.contract.enroll"].with_user(self.salesperson)
        wizard = wizard.create({"contract_id": contract.id})
        return wizard.with_context(pin="another PIN", pin_again="another PIN").action_enroll()

    def test_contract_of_the_other_company_asks_for_a_certificate_of_it(self):
        contract = self._send_of_other()
        action = contract.action_open_sign()
        self.assertEqual(action["res_model"], "crm.contract.enroll")
        dialog = self.env["crm.contract.enroll"].browse(action["res_id"])
        self.assertEqual(dialog.company_id, self.other)
        with self.assertRaisesRegex(UserError, "no valid signing key of Other Company"):
            contract.action_sign(PIN)

    def test_each_companys_contract_is_signed_with_its_certificate(self):
        contract = self._send_of_other()
        self.assertEqual(self._enrol(contract)["res_model"], "crm.contract.sign")
        contract.action_sign("another PIN")
        certificate = contract.signer_ids[0].certificate_id
        self.assertEqual(certificate.company_id, self.other)
        organization = signing.describe(signing.from_pem(certificate.certificate_pem)).organization
        self.assertEqual(organization, "Other Company")
        self.assertTrue(self._verify(contract.current_document_id).accepted)
        self.assertEqual(self.certificate.state, "valid")
        self.assertEqual(self._sign_contract().signer_ids[0].certificate_id, self.certificate)

    def test_key_for_a_company_one_does_not_work_for_is_made_for_ones_own(self):
        stranger = self.env["res.company"].create({"name": "Strangers"})
        wizard = self.env["crm.contract.enroll"].with_user(self.salesperson)
        wizard = wizard.create({"company_id": stranger.id})
        self.assertEqual(wizard._get_company(), self.env.company)

    def test_contracts_of_two_companies_are_not_signed_with_one_pin(self):
        contract = self._send_of_other()
        self._enrol(contract)
        both = contract | self._send_contract().with_context(**contract.env.context)
        with self.assertRaisesRegex(UserError, "different keys"):
            both.action_open_sign_several()

    def test_preferences_show_the_key_of_the_company_at_work(self):
        user = self.salesperson.with_user(self.salesperson)
        self.assertEqual(user.contract_certificate_id, self.certificate)
        self.assertEqual(user.contract_key_company, self.env.company.name)
        user = user.with_context(allowed_company_ids=self.other.ids)
        self.assertFalse(user.contract_certificate_id)
        self.assertEqual(user.contract_key_company, "Other Company")
