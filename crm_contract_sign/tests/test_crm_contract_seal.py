import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .. import signing
from .common import PIN, draw_signature
from .seal_common import SEAL_PIN, SealCaseMixin

NEW_PIN = "another paste"


class CustodyCase(SealCaseMixin, TransactionCase):
    def _get_codes(self, seal=None):
        return (seal or self.seal).sudo().event_ids.sorted("id").mapped("code")

    def _open(self, user, pin):
        """The seal's key, opened by a colleague."""
        return self.seal.with_user(user).certificate_id._unlock(pin)


@tagged("post_install", "-at_install")
class TestSeal(CustodyCase):
    """What a seal is, and what it looks like."""

    def test_custodian_takes_a_seal_into_custody_and_makes_its_key(self):
        self.assertEqual(self.seal.state, "active")
        self.assertEqual(self._get_codes(), ["create", "take"])
        self.assertTrue(self._open(self.custodian, SEAL_PIN))

    def test_certificate_of_a_seal_names_the_company_and_no_person(self):
        self.env.company.write({"company_registry": "HRB1234"})
        seal = self._create_seal(name="Finance Seal", kind="finance")
        seal.with_user(self.custodian)._take_custody(SEAL_PIN)
        certificate = signing.from_pem(seal.sudo().certificate_id.certificate_pem)
        description = signing.describe(certificate)
        self.assertEqual(description.organization, self.env.company.name)
        self.assertIn("Finance Seal", description.common_name)
        self.assertIsNone(description.email)
        self.assertNotIn("Cora", certificate.subject.rfc4514_string())
        country = self.env.company.country_id.code
        self.assertIn(f"NTR{country}-HRB1234", certificate.subject.rfc4514_string())

    def test_nobody_else_takes_a_seal_into_custody(self):
        seal = self._create_seal(name="Spare")
        for user in (self.heir, self.key_manager, self.seal_approver):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                seal.with_user(user)._take_custody(SEAL_PIN)

    def test_weak_pin_is_refused(self):
        seal = self._create_seal(name="Spare")
        for pin in ("1111111", "12345", ""):
            with self.subTest(pin=pin), self.assertRaises(UserError):
                seal.with_user(self.custodian)._take_custody(pin)

    def test_seal_of_a_chinese_company_is_drawn_as_custom_wants_it(self):
        seal = self._create_seal(name="合同章", style="chinese", legal_name="北京甲公司")
        self.assertEqual(seal.caption, "合同专用章")
        self.assertIn(b"#c8161d", base64.b64decode(seal.picture))

    def test_uploaded_picture_is_made_harmless_and_transparent(self):
        picture = base64.b64encode(draw_signature())
        seal = self._create_seal(name="Scanned", style="picture", upload=picture)
        data = base64.b64decode(seal.picture)
        self.assertTrue(data.startswith(b"\x89PNG"))
        self.assertNotEqual(data, draw_signature())

    def test_what_is_no_picture_is_refused(self):
        with self.assertRaises(UserError):
            self._create_seal(
                name="Bad", style="picture", upload=base64.b64encode(b"<svg onload='x'/>")
            )

    def test_seal_without_an_approver_is_refused(self):
        with self.assertRaises(ValidationError):
            self.seal.with_user(self.key_manager).approver_ids = False

    def test_custodian_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.heir.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaisesRegex(ValidationError, "does not work for"):
            self._create_seal(name="Spare", custodian_id=self.heir.id)

    def test_change_of_its_picture_is_logged(self):
        self.seal.with_user(self.key_manager).code = "42"
        self.assertEqual(self._get_codes()[-1], "redraw")

    def test_name_in_its_certificate_does_not_change(self):
        with self.assertRaisesRegex(UserError, "in custody"):
            self.seal.with_user(self.key_manager).legal_name = "Other Ltd."

    def test_seal_is_deleted_by_nobody(self):
        with self.assertRaises(AccessError):
            self.seal.with_user(self.key_manager).unlink()
        with self.assertRaisesRegex(UserError, "Retire it"):
            self.seal.sudo().unlink()

    def test_retired_seal_can_not_be_used_again(self):
        certificate = self.seal.certificate_id
        self.seal.with_user(self.key_manager).action_retire()
        self.assertEqual(self.seal.state, "retired")
        self.assertTrue(certificate.sudo().revoked_on)
        self.assertFalse(certificate.sudo().has_key)

    def test_seal_that_is_awaited_is_not_retired(self):
        self._send(self._create_sealed_contract())
        with self.assertRaisesRegex(UserError, "is awaited on"):
            self.seal.with_user(self.key_manager).action_retire()


@tagged("post_install", "-at_install")
class TestHandover(CustodyCase):
    """Custody changes with a code that one tells the other; neither knows the other's PIN."""

    def test_next_custodian_takes_over_under_a_pin_of_their_own(self):
        code = self._offer()
        self.seal.with_user(self.heir)._accept(code, NEW_PIN)
        self.assertEqual(self.seal.custodian_id, self.heir)
        self.assertTrue(self._open(self.heir, NEW_PIN))
        self.assertEqual(self._get_codes()[-2:], ["offer", "hand_over"])
        self.assertFalse(self.seal.sudo().handover_key)

    def test_former_custodian_can_not_affix_any_more(self):
        code = self._offer()
        self.seal.with_user(self.heir)._accept(code, NEW_PIN)
        with self.assertRaises(AccessError):
            self._open(self.custodian, SEAL_PIN)

    def test_certificate_stays_when_custody_changes(self):
        certificate = self.seal.certificate_id
        self.seal.with_user(self.heir)._accept(self._offer(), NEW_PIN)
        self.assertEqual(self.seal.certificate_id, certificate)
        self.assertFalse(certificate.sudo().revoked_on)

    def test_seal_stays_with_its_custodian_until_it_is_taken_over(self):
        self._offer()
        self.assertEqual(self.seal.custodian_id, self.custodian)
        self.assertTrue(self._open(self.custodian, SEAL_PIN))

    def test_handover_needs_the_present_custodians_pin(self):
        with self.assertRaisesRegex(UserError, "PIN is wrong"):
            self.seal.with_user(self.custodian)._offer(self.heir, PIN)
        with self.assertRaises(AccessError):
            self.seal.with_user(self.key_manager)._offer(self.heir, SEAL_PIN)

    def test_wrong_code_is_refused_and_tried_five_times_at_most(self):
        self._offer()
        seal = self.seal.with_user(self.heir)
        for _attempt in range(5):
            with self.assertRaisesRegex(UserError, "code is wrong"):
                seal._accept("AAAA-AAAA-AAAA-AAAA", NEW_PIN)
        with self.assertRaisesRegex(UserError, "Too many wrong attempts"):
            seal._accept("AAAA-AAAA-AAAA-AAAA", NEW_PIN)

    def test_code_is_of_no_use_to_anybody_else(self):
        code = self._offer()
        for user in (self.seal_approver, self.key_manager):
            with self.subTest(user=user.name), self.assertRaisesRegex(UserError, "not being"):
                self.seal.with_user(user)._accept(code, NEW_PIN)

    def test_code_ends_after_seven_days(self):
        code = self._offer()
        self.seal.sudo().handover_until = fields.Datetime.now() - timedelta(seconds=1)
        with self.assertRaisesRegex(UserError, "time to take it is over"):
            self.seal.with_user(self.heir)._accept(code, NEW_PIN)

    def test_handover_that_is_called_off_opens_nothing(self):
        code = self._offer()
        self.seal.with_user(self.custodian).action_keep()
        with self.assertRaises(UserError):
            self.seal.with_user(self.heir)._accept(code, NEW_PIN)
        self.assertEqual(self._get_codes()[-1], "keep")

    def test_what_awaits_the_seal_awaits_its_next_custodian(self):
        contract = self._create_sealed_contract()
        self._send(contract)
        self._approve(contract)
        self._sign(contract, self.salesperson)
        self.seal.with_user(self.heir)._accept(self._offer(), NEW_PIN)
        signer = self._get_seal_signer(contract)
        self.assertEqual(signer.user_id, self.heir)
        self.assertTrue(contract.with_user(self.heir).is_my_turn)
        with self.assertRaises(AccessError):
            self._affix(contract)
        self._affix(contract, NEW_PIN, self.heir)
        self.assertEqual(self._get_use(contract).custodian_id, self.heir)
        self.assertIn("seal_custody", contract.sudo().event_ids.mapped("code"))

    def test_custodian_changes_the_pin(self):
        certificate = self.seal.with_user(self.custodian).certificate_id
        certificate._change_pin(SEAL_PIN, NEW_PIN)
        self.assertTrue(self._open(self.custodian, NEW_PIN))
        self.assertEqual(self._get_codes()[-1], "change_pin")


@tagged("post_install", "-at_install")
class TestLostPin(CustodyCase):
    """A PIN that is lost: the key is revoked, and the custodian makes another."""

    def test_administrator_of_keys_re_issues_the_key_and_the_custodian_makes_it(self):
        former = self.seal.certificate_id
        self.seal.with_user(self.key_manager)._reissue(self.heir, "superseded")
        self.assertEqual((self.seal.state, self.seal.custodian_id), ("new", self.heir))
        self.assertTrue(former.sudo().revoked_on)
        self.seal.with_user(self.heir)._take_custody(NEW_PIN)
        self.assertEqual(self.seal.state, "active")
        self.assertNotEqual(self.seal.certificate_id, former)
        self.assertEqual(self._get_codes()[-2:], ["reissue", "take"])

    def test_nobody_else_re_issues_it(self):
        for user in (self.custodian, self.seal_approver, self.approver):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.seal.with_user(user)._reissue(user, "superseded")

    def test_wrong_pins_are_tried_five_times_at_most(self):
        contract = self._create_sealed_contract(plan=[self._sealed(10), self._them(20)])
        self._send(contract)
        self._approve(contract)
        for _attempt in range(5):
            with self.assertRaisesRegex(UserError, "PIN is wrong"):
                self._affix(contract, "a wrong one")
        with self.assertRaisesRegex(UserError, "Too many wrong attempts"):
            self._affix(contract)

    def test_revoked_certificate_lets_the_seal_await_its_custodian(self):
        certificate = self.seal.with_user(self.custodian).certificate_id
        certificate.action_revoke("keyCompromise")
        self.assertEqual(self.seal.state, "new")
        self.assertFalse(self.seal.certificate_id)

    def test_certificate_that_ends_soon_is_renewed_when_the_seal_is_affixed(self):
        former = self.seal.certificate_id
        former.sudo().valid_until = fields.Datetime.now() + timedelta(days=3)
        contract = self._create_sealed_contract(plan=[self._sealed(10), self._them(20)])
        self._send(contract)
        self._approve(contract)
        self._affix(contract)
        self.assertNotEqual(self.seal.certificate_id, former)
        self.assertEqual(self._get_codes()[-1], "renew")
        self.assertEqual(former.sudo().state, "retired")
