import base64
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from cryptography import x509
from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .. import signing
from ..errors import SigningError
from ..signing import sealing
from .common import PIN
from .keys_common import NEW_SECRET, SECRET, KeysMixin
from .test_settings import make_pkcs12

NEW_PIN = "staple battery"
CHEAPER = {"n": 2**2, "r": 8, "p": 1}


@tagged("post_install", "-at_install")
class TestAuthority(KeysMixin, TransactionCase):
    """One authority at a time; the former ones stay trusted."""

    def test_new_authority_takes_the_place_of_the_old_one(self):
        former, new = self.authority, self._replace_authority()
        self.env.company.invalidate_recordset()
        self.assertEqual(self.env.company.contract_authority_id, new)
        self.assertEqual(former.state, "retired")
        self.assertIn("retire", self._get_codes(former))

    def test_a_second_valid_authority_is_refused_by_the_database(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.authority.sudo().copy({"fingerprint": "00"})
            self.env.flush_all()

    def test_imported_authority_retires_the_present_one(self):
        data = make_pkcs12("Root", is_authority=True)
        self.certificates.with_user(self.key_manager)._import_pkcs12(
            data, "of the file", "", kind="authority", company=self.env.company
        )
        self.assertEqual(self.authority.state, "retired")

    def test_what_the_former_authority_certified_is_still_trusted(self):
        contract = self._create_signed_contract()
        self._replace_authority()
        report = self._verify(contract.sudo().signed_document_id)
        self.assertTrue(report.accepted, report)

    def test_colleagues_key_is_certified_anew_when_it_next_signs(self):
        new = self._replace_authority()
        contract = self._sign_contract()
        certificate = contract.signer_ids[0].certificate_id
        self.assertEqual(certificate.issuer_id, new)
        self.assertEqual(self.certificate.state, "retired")
        self.assertFalse(self.certificate.sudo().wrapped_key)
        self.assertEqual(
            signing.from_pem(certificate.certificate_pem).public_key(),
            signing.from_pem(self.certificate.certificate_pem).public_key(),
        )
        self.assertTrue(self._verify(contract.current_document_id).accepted)

    def test_authority_is_replaced_by_nobody_else(self):
        with self.assertRaises(AccessError):
            self.certificates.with_user(self.approver)._replace_authority(self.env.company)

    def test_authority_with_an_elliptic_curve_certifies_keys_that_sign(self):
        self.env.company.contract_key_type = "ecdsa_p256"
        new = self._replace_authority()
        self.assertIn("secp256r1", new.key_description)
        self.certificates.with_user(self.salesperson)._create_for_user(self.salesperson, PIN)
        contract = self._sign_contract()
        self.assertTrue(self._verify(contract.current_document_id).accepted)

    def test_certificates_say_where_revocations_and_issuer_are_to_be_had(self):
        certificate = signing.from_pem(self.certificate.certificate_pem)
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        self.assertEqual(points[0].full_name[0].value, self.authority.crl_url)
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
        self.assertIn(f"{self.authority.fingerprint}.cer", str(access.value))


@tagged("post_install", "-at_install")
class TestPin(KeysMixin, TransactionCase):
    """What unlocks a colleague's key."""

    def _change(self, pin, new_pin, again=None, user=None):
        wizard = self.env["crm.contract.change.pin"].with_user(user or self.salesperson)
        wizard = wizard.create({"certificate_id": self.certificate.id})
        given = {"pin": pin, "new_pin": new_pin, "new_pin_again": again or new_pin}
        return wizard.with_context(**given).action_change_pin()

    def test_changed_pin_signs_and_key_and_certificate_stay(self):
        self._change(PIN, NEW_PIN)
        contract = self._sign_contract(NEW_PIN)
        self.assertEqual(contract.signer_ids[0].certificate_id, self.certificate)
        self.assertIn("change_pin", self._get_codes(self.certificate))

    def test_old_pin_opens_nothing_after_the_change(self):
        self._change(PIN, NEW_PIN)
        with self.assertRaisesRegex(UserError, "PIN is wrong"):
            self._sign_contract(PIN)

    def test_change_is_refused_in_words(self):
        cases = {
            "PIN is wrong": ("guessed it", NEW_PIN, None),
            "Choose a PIN": (PIN, "123", None),
            "is the old one": (PIN, PIN, None),
            "two new PINs differ": (PIN, NEW_PIN, "staple batteries"),
        }
        before = self.certificate.sudo().wrapped_key
        for words, (pin, new_pin, again) in cases.items():
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._change(pin, new_pin, again)
        self.assertEqual(self.certificate.sudo().wrapped_key, before)

    def test_nobody_changes_the_pin_of_somebody_else(self):
        with self.assertRaises(AccessError):
            self._change(PIN, NEW_PIN, user=self.key_manager)

    def test_wrong_pins_end_in_a_pause_for_the_right_one_too(self):
        for _attempt in range(5):
            with self.assertRaisesRegex(UserError, "PIN is wrong"):
                self._change("guessed it", NEW_PIN)
        with self.assertRaisesRegex(UserError, "Too many wrong attempts"):
            self._change(PIN, NEW_PIN)

    def test_key_wrapped_with_less_effort_is_strengthened_when_it_next_signs(self):
        certificate = self.certificate.with_user(self.salesperson)
        with patch.object(sealing, "SCRYPT_PARAMETERS", CHEAPER):
            certificate._wrap(certificate._unwrap(PIN.encode()), PIN.encode())
        self._sign_contract()
        wrapped = base64.b64decode(self.certificate.sudo().wrapped_key)
        self.assertTrue(signing.is_sealed_as_today(wrapped))
        self.assertIn("strengthen", self._get_codes(self.certificate))


@tagged("post_install", "-at_install")
class TestRevocation(KeysMixin, HttpCase):
    """Who revokes, and how everyone learns of it."""

    def _read_list(self):
        url = f"/contract/crl/{self.authority.fingerprint}.crl"
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pkix-crl")
        authority = signing.from_pem(self.authority.certificate_pem)
        return signing.read_revocation_list(response.content, authority, moment=datetime.now(UTC))

    def _revoke(self, user, reason):
        certificate = self.certificate.with_user(user).sudo(False)
        wizard = self.env["crm.contract.revoke"].with_user(user)
        wizard.create({"certificate_ids": certificate.ids, "reason": reason}).action_revoke()

    def test_list_is_public_signed_and_names_what_was_revoked_and_why(self):
        self.assertEqual(self._read_list().revocations, ())
        self._revoke(self.key_manager, "keyCompromise")
        (revocation,) = self._read_list().revocations
        self.assertEqual(revocation.serial, self.certificate.serial)
        self.assertEqual(revocation.reason, signing.RevocationReason.KEY_COMPROMISE)

    def test_list_is_signed_once_until_something_is_revoked(self):
        first = self._read_list().number
        self.assertEqual(self._read_list().number, first)
        self._revoke(self.salesperson, "superseded")
        self.assertEqual(self._read_list().number, first + 1)

    def test_retired_authority_goes_on_publishing_its_list(self):
        self._replace_authority()
        self._revoke(self.key_manager, "affiliationChanged")
        self.assertEqual(len(self._read_list().revocations), 1)

    def test_revoked_authority_leaves_a_list_that_lasts(self):
        self.authority.with_user(self.key_manager).sudo(False).action_revoke()
        self.assertFalse(self.authority.sudo().wrapped_key)
        published = self._read_list()
        self.assertGreater(published.next_update, datetime.now(UTC) + timedelta(days=3600))

    def test_last_list_of_a_revoked_authority_outlives_what_is_revoked_after_it(self):
        self.authority.with_user(self.key_manager).sudo(False).action_revoke()
        self._revoke(self.key_manager, "keyCompromise")
        self.assertGreater(self._read_list().next_update, datetime.now(UTC))

    def test_there_is_no_list_of_whoever_is_no_authority(self):
        for fingerprint in (self.certificate.fingerprint, "00"):
            response = self.url_open(f"/contract/crl/{fingerprint}.crl")
            self.assertEqual(response.status_code, 404)

    def test_issuers_certificate_is_public_as_der(self):
        response = self.url_open(f"/contract/certificate/{self.authority.fingerprint}.cer")
        certificate = x509.load_der_x509_certificate(response.content)
        self.assertEqual(certificate, signing.from_pem(self.authority.certificate_pem))

    def test_revoking_keeps_who_and_why_and_erases_the_key(self):
        self._revoke(self.key_manager, "affiliationChanged")
        certificate = self.certificate.sudo()
        self.assertEqual(certificate.state, "revoked")
        self.assertEqual(certificate.revoked_by_id, self.key_manager)
        self.assertEqual(certificate.revocation_reason, "affiliationChanged")
        self.assertFalse(certificate.wrapped_key or certificate.has_key)

    def test_owner_revokes_their_key_and_makes_another(self):
        self._revoke(self.salesperson, "keyCompromise")
        self.certificates.with_user(self.salesperson)._create_for_user(self.salesperson, NEW_PIN)
        contract = self._sign_contract(NEW_PIN)
        self.assertNotEqual(contract.signer_ids[0].certificate_id, self.certificate)

    def test_nobody_else_revokes(self):
        with self.assertRaises(AccessError):
            self._revoke(self.approver, "unspecified")

    def test_unknown_reason_is_refused(self):
        with self.assertRaisesRegex(UserError, "one of the reasons"):
            self.certificate.with_user(self.salesperson).action_revoke("a whim")


@tagged("post_install", "-at_install")
class TestServerSecret(KeysMixin, TransactionCase):
    """The secret that is not in the database, and changing it."""

    def test_both_secrets_open_while_they_are_changed(self):
        self._configure(secret=NEW_SECRET, previous_secret=SECRET)
        self.assertTrue(self.authority._unwrap_for_server())
        self.assertEqual(self.authority._get_secret_state(), "rotating")

    def test_rotation_wraps_the_keys_anew_and_logs_it(self):
        self._configure(secret=NEW_SECRET, previous_secret=SECRET)
        settings = self.env["res.config.settings"].with_user(self.key_manager).sudo().create({})
        action = settings.with_user(self.key_manager).action_rotate_contract_secret()
        self.assertEqual(action["params"]["type"], "success")
        self._configure(previous_secret="")
        self.assertTrue(self.authority._unwrap_for_server())
        self.assertIn("rotate", self._get_codes(self.authority))

    def test_rotation_may_be_repeated(self):
        self._configure(secret=NEW_SECRET, previous_secret=SECRET)
        certificates = self.certificates.with_user(self.key_manager)
        done = certificates._rotate_server_secret()
        again = certificates._rotate_server_secret()
        self.assertEqual(again, {"done": 0, "already": done["done"], "failed": done["failed"]})

    def test_rotation_tells_of_keys_that_neither_secret_opens(self):
        self._configure(secret=NEW_SECRET, previous_secret="forgotten and wrong secret")
        certificates = self.certificates.with_user(self.key_manager)
        result = certificates._rotate_server_secret()
        self.assertGreaterEqual(result["failed"], 1)
        self.assertIn("neither secret", certificates._describe_rotation(result))
        self.assertIn("rotate_failed", self._get_codes(self.authority))
        self._configure(secret=SECRET)
        self.assertTrue(self.authority._unwrap_for_server())

    def test_rotation_is_for_administrators_of_keys(self):
        with self.assertRaises(AccessError):
            self.certificates.with_user(self.approver)._rotate_server_secret()

    def test_settings_say_how_the_secret_stands(self):
        self.assertEqual(self.authority._get_secret_state(), "set")
        self._configure(secret=NEW_SECRET)
        self.assertEqual(self.authority._get_secret_state(), "wrong")
        self._configure(secret="short")
        self.assertEqual(self.authority._get_secret_state(), "missing")

    def test_with_every_column_of_the_database_nobody_signs(self):
        """Whatever a thief of the database has, tried as the secret of every key in it."""
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM crm_contract_certificate")
        rows = self.env.cr.dictfetchall()
        texts = {str(value).encode() for row in rows for value in row.values() if value}
        self.assertGreater(len(texts), 20)
        texts = {text for text in texts if len(text) < 100}
        for certificate in self.authority | self.certificate:
            for text in texts:
                with self.assertRaises(SigningError):
                    certificate._unwrap(text)

    def test_wrapped_key_moved_to_another_record_does_not_open(self):
        thief = self.certificates.with_user(self.approver)._create_for_user(self.approver, NEW_PIN)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_contract_certificate SET wrapped_key ="
            " (SELECT wrapped_key FROM crm_contract_certificate WHERE id = %s) WHERE id = %s",
            [thief.id, self.certificate.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(SigningError) as refused:
            self.certificate._unwrap(NEW_PIN.encode())
        self.assertEqual(refused.exception.code, "wrong_secret")


@tagged("post_install", "-at_install")
class TestExpiry(KeysMixin, TransactionCase):
    """Nobody is surprised by the end of a certificate."""

    def _warn(self, days_before, certificate):
        moment = certificate.valid_until - timedelta(days=days_before, hours=-1)
        with freeze_time(moment):
            self.certificates._cron_warn_of_expiry()
        return certificate.sudo().activity_ids

    def test_owner_is_warned_of_their_own_certificate(self):
        self.assertFalse(self._warn(61, self.certificate))
        activity = self._warn(60, self.certificate)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertEqual(activity.date_deadline, self.certificate.valid_until.date())

    def test_administrators_of_keys_are_warned_of_the_authority(self):
        activities = self._warn(60, self.authority)
        self.assertIn(self.key_manager, activities.user_id)
        self.assertNotIn(self.salesperson, activities.user_id)

    def test_each_warning_is_given_once(self):
        counts = [len(self._warn(days, self.certificate)) for days in (60, 59, 14, 13, 1, 1)]
        self.assertEqual(counts, [1, 1, 2, 2, 3, 3])

    def test_certificate_that_ends_soon_is_renewed_when_it_signs(self):
        self.certificate.sudo().valid_until = datetime.now() + timedelta(days=20)
        contract = self._sign_contract()
        certificate = contract.signer_ids[0].certificate_id
        self.assertGreater(certificate.valid_until, datetime.now() + timedelta(days=700))
        self.assertIn("renew", self._get_codes(certificate))
