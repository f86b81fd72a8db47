import base64
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_contract_sign import signing

from .browser_key_common import BrowserKeyMixin, make_key, to_spki, to_text
from .common import ContractCaseMixin


class BrowserKeyCase(BrowserKeyMixin, ContractCaseMixin, HttpCase):
    """A customer on their turn, in a browser that makes its own key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_sent_contract()
        cls.signer = cls.contract.signer_ids[1].sudo()
        cls.token = cls.signer._make_token()


@tagged("post_install", "-at_install")
class TestBrowserKey(BrowserKeyCase):
    """The customer's key stays in the browser: what the server certifies, prepares and embeds."""

    # The way as it is meant

    def test_customer_signs_with_the_key_of_their_browser(self):
        self._identify()
        self.assertIn("redirect", self._sign_with_browser_key())
        self.assertEqual(self.contract.state, "active")
        self.assertEqual(self.signer.evidence["key_location"], "browser")
        content = self.contract.sudo().signed_document_id._get_bytes()
        report, document = self.env["crm.contract.document"]._verify_upload(content)
        self.assertTrue(report.accepted)
        self.assertEqual(document, self.contract.sudo().signed_document_id)
        certificate = signing.from_pem(self.signer.certificate_id.certificate_pem)
        self.assertEqual(
            certificate.public_key().public_numbers(), self.key.public_key().public_numbers()
        )

    def test_server_keeps_no_private_key_of_the_customer(self):
        self._identify()
        self._sign_with_browser_key()
        certificate = self.signer.certificate_id
        self.assertFalse(certificate.has_key)
        self.assertFalse(certificate.wrapped_key)

    def test_certificate_names_the_signatory_and_lives_an_hour_at_most(self):
        self._identify()
        self._prepare(self._challenge())
        found = signing.from_pem(self._find_requests().certificate_id.certificate_pem)
        name = found.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
        self.assertEqual(name, self.customer.name)
        lifetime = found.not_valid_after_utc - found.not_valid_before_utc
        self.assertLessEqual(lifetime, timedelta(minutes=65))

    def test_certificate_of_completion_says_that_the_key_was_in_the_browser(self):
        self._identify()
        self._sign_with_browser_key()
        row = self.contract.sudo()._prepare_signer_evidence(self.signer)
        self.assertIn("browser", row["key_location"])

    def test_consent_is_recorded_with_its_version_and_digest(self):
        self._identify()
        self._sign_with_browser_key()
        consent = self._get_consent()
        self.assertEqual(self.signer.evidence["consent"], consent.version)
        self.assertEqual(self.signer.evidence["consent_sha256"], consent.digest)
        self.assertTrue(consent.is_used)

    def test_reload_midway_leaves_nothing_signed_and_begins_anew(self):
        self._identify()
        self._prepare(self._challenge())
        self.assertIn("o_crm_contract_page", self.url_open(f"/contract/sign/{self.token}").text)
        self._assert_nothing_signed()
        self.assertIn("redirect", self._sign_with_browser_key())

    # Who asks

    def test_nobody_begins_without_the_code(self):
        self.assertIn("prove who you are", self._challenge()["error"])
        self.assertFalse(self._find_requests())

    def test_nobody_goes_on_without_the_code(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self.opener.cookies.clear()
        self.assertIn("prove who you are", self._prepare(opened)["error"])
        self.assertIn("prove who you are", self._finish(opened, prepared)["error"])
        self._assert_nothing_signed()

    def test_signature_under_way_of_another_signatory_is_unknown(self):
        other = self._create_sent_contract()
        other_signer = other.signer_ids[1].sudo()
        foreign = self.env["crm.contract.signature.request"]._start(other_signer, "link 1")
        self._identify()
        opened = {
            "number": foreign.id,
            "challenge": to_text(foreign._get_challenge()),
        }
        answer = self._prepare(opened)
        self.assertEqual(answer, self._prepare({**opened, "number": 0}))
        self.assertIn("can't be completed", answer["error"])
        self.assertFalse(foreign.certificate_id)

    def test_signature_begun_from_a_former_link_does_not_go_on_from_the_new_one(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self.signer._send_link()
        self.assertIn("not valid any more", self._finish(opened, prepared)["error"])
        self.token = self.signer._make_token()
        self._identify()
        self.assertIn("can't be completed", self._finish(opened, prepared)["error"])
        self._assert_nothing_signed()

    def test_number_that_is_no_number_is_unknown(self):
        self._identify()
        opened = self._challenge()
        for number in ("1 OR 1=1", [opened["number"]], {"id": 1}, None, True, -1, 2**70):
            with self.subTest(number=number):
                self.assertIn("error", self._prepare(opened, number=number))

    # What is proved

    def test_wrong_answer_to_the_challenge_certifies_nothing(self):
        self._identify()
        opened = self._challenge()
        answer = self._prepare(opened, proof=to_text(self._sign(b"something else")))
        self.assertIn("could not prove", answer["error"])
        self.assertFalse(self._find_requests().certificate_id)

    def test_challenge_of_another_signature_certifies_nothing(self):
        self._identify()
        first, second = self._challenge(), self._challenge()
        self.assertNotEqual(first["challenge"], second["challenge"])
        answer = self._prepare({**first, "number": second["number"]})
        self.assertIn("could not prove", answer["error"])

    def test_key_of_somebody_else_is_not_certified(self):
        self._identify()
        opened = self._challenge()
        answer = self._prepare(opened, public_key=to_text(to_spki(make_key(4096))))
        self.assertIn("could not prove", answer["error"])

    def test_weak_key_is_refused(self):
        self._identify()
        self.assertIn("1024 bits", self._prepare(self._challenge(), key=make_key(1024))["error"])

    def test_key_of_another_kind_is_refused(self):
        elliptic = ec.generate_private_key(ec.SECP256R1()).public_key()
        spki = elliptic.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._identify()
        answer = self._prepare(self._challenge(), public_key=to_text(spki))
        self.assertIn("could not prove", answer["error"])

    def test_malformed_key_is_refused_in_words(self):
        self._identify()
        for public_key in ("", "not base64!", to_text(b"\x30\x03\x02"), 7, "A" * 100_000):
            with self.subTest(public_key=public_key):
                answer = self._prepare(self._challenge(), public_key=public_key)
                self.assertIn("can't be read", answer["error"])

    # What is signed

    def test_forged_signature_is_refused_and_the_true_one_still_counts(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        for forged in (to_text(self._sign(b"something else")), to_text(b"\x00" * 384), "", None):
            with self.subTest(forged=forged):
                answer = self._finish(opened, prepared, value=forged)
                self.assertIn("does not fit", answer["error"])
                self._assert_nothing_signed()
        self.assertIn("redirect", self._finish(opened, prepared))

    def test_signature_of_another_key_is_refused(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        answer = self._finish(opened, prepared, key=make_key(4096))
        self.assertIn("does not fit", answer["error"])
        self._assert_nothing_signed()

    def test_signature_counts_once(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self._finish(opened, prepared)
        documents = self.contract.document_ids
        self._restore_identity()
        self.assertIn("error", self._finish(opened, prepared))
        self.assertEqual(self.contract.document_ids, documents)

    def test_used_request_is_refused_even_on_the_signatory_s_turn(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self._find_requests().used_on = fields.Datetime.now()
        self.assertIn("can't be completed", self._finish(opened, prepared)["error"])
        self._assert_nothing_signed()

    def test_key_is_certified_once_for_each_request(self):
        self._identify()
        opened = self._challenge()
        self._prepare(opened)
        certificate = self._find_requests().certificate_id
        self.assertIn("can't be completed", self._prepare(opened)["error"])
        self.assertEqual(self._find_requests().certificate_id, certificate)

    def test_signature_without_a_certified_key_is_refused(self):
        self._identify()
        opened = self._challenge()
        answer = self._finish(opened, {"attributes": to_text(b"anything")})
        self.assertIn("can't be completed", answer["error"])

    def test_expired_request_is_refused(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self._find_requests().expiry = fields.Datetime.now() - timedelta(seconds=1)
        self.assertIn("can't be completed", self._finish(opened, prepared)["error"])
        self._assert_nothing_signed()

    def test_document_that_changed_meanwhile_is_not_signed(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        contract = self.contract.sudo()
        contract.current_document_id = contract._keep_signed_document(
            contract.current_document_id._get_bytes() + b"\n"
        )
        self.assertIn("has changed", self._finish(opened, prepared)["error"])
        self.assertEqual(self.signer.state, "waiting")

    def test_other_document_than_the_one_read_is_not_begun(self):
        self._identify()
        self.assertIn("has changed", self._challenge(sha256="0" * 64)["error"])
        self.assertFalse(self._find_requests())

    def test_prepared_document_that_was_changed_in_the_database_is_not_signed(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        request = self._find_requests()
        content = bytearray(base64.b64decode(request.prepared))
        content[-100] ^= 1
        request.prepared = base64.b64encode(bytes(content))
        self.assertIn("error", self._finish(opened, prepared))
        self._assert_nothing_signed()

    def test_withdrawn_contract_is_not_signed(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self.contract.sudo().state = "approved"
        self.assertIn("not out for signature", self._finish(opened, prepared)["error"])
        self.assertEqual(self.signer.state, "waiting")

    def test_signature_of_the_file_itself_is_kept_beside_the_document(self):
        shown = self.contract.current_document_id
        self._identify()
        self._sign_with_browser_key()
        record = self.contract.sudo().detached_signature_ids.filtered(
            lambda each: each.signer_id == self.signer
        )
        self.assertEqual(record.algorithm, "rsa_pkcs1_sha256")
        self.assertEqual(record.document_id, shown)
        signing.check_detached(record._to_detached(), shown.sudo()._get_bytes())

    def test_wrong_or_missing_signature_of_the_file_signs_nothing(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        for detached in (None, to_text(self._sign(b"another file"))):
            with self.subTest(detached=detached):
                answer = self._finish(opened, prepared, detached=detached)
                self.assertIn("does not fit the certificate", answer["error"])
        self._assert_nothing_signed()
        self.assertFalse(
            self.contract.sudo().detached_signature_ids.filtered(
                lambda each: each.signer_id == self.signer
            )
        )

    def test_unread_consent_signs_nothing(self):
        self._identify()
        opened = self._challenge()
        prepared = self._prepare(opened)
        self.assertIn(
            "What you agree to", self._finish(opened, prepared, consent="0" * 64)["error"]
        )
        self._assert_nothing_signed()

    # What the company allows

    def test_company_that_requires_browser_keys_accepts_no_other(self):
        self.contract.sudo().company_id.contract_browser_key = "required"
        self._identify()
        self.assertIn("your own browser", self._accept()["error"])
        self.assertIn("your own browser", self._accept(fallback="no_web_crypto")["error"])
        self._assert_nothing_signed()
        self.assertIn("redirect", self._sign_with_browser_key())

    def test_company_that_wants_no_browser_keys_begins_none(self):
        company = self.contract.sudo().company_id
        company.contract_customer_backend = "crm.contract.signing.backend.one.time"
        self._identify()
        self.assertIn("does not use keys in browsers", self._challenge()["error"])
        self.assertIn("redirect", self._accept())
        self.assertEqual(self.signer.evidence["key_location"], "one_time_server_key")

    def test_person_for_whom_the_plan_says_so_signs_with_a_one_time_key(self):
        self.signer.signing_backend = "crm.contract.signing.backend.one.time"
        self._identify()
        self.assertIn("does not use keys in browsers", self._challenge()["error"])
        self.assertIn("redirect", self._accept())
        self.assertEqual(self.signer.evidence["key_location"], "one_time_server_key")

    def test_person_for_whom_the_plan_says_so_signs_with_a_browser_key(self):
        company = self.contract.sudo().company_id
        company.contract_customer_backend = "crm.contract.signing.backend.one.time"
        self.signer.signing_backend = "crm.contract.signing.backend.browser"
        self._identify()
        self.assertIn("redirect", self._sign_with_browser_key())
        self.assertEqual(self.signer.evidence["key_location"], "browser")

    def test_fallback_is_recorded_with_its_reason(self):
        self._identify()
        self._accept(fallback="insecure_context")
        self.assertEqual(self.signer.evidence["key_location"], "one_time_server_key")
        self.assertEqual(self.signer.evidence["no_browser_key"], "insecure_context")

    def test_reason_of_a_fallback_is_one_of_ours(self):
        self._identify()
        self._accept(fallback="<script>alert(1)</script>")
        self.assertNotIn("no_browser_key", self.signer.evidence)

    # What is left over

    def test_request_is_forgotten_once_it_is_over(self):
        self._identify()
        self._prepare(self._challenge())
        request = self._find_requests()
        request._gc_expired()
        self.assertTrue(request.exists())
        request.expiry = fields.Datetime.now() - timedelta(days=1)
        request._gc_expired()
        self.assertFalse(request.exists())
        self._assert_nothing_signed()

    def test_certificate_that_signed_stays_valid_when_the_request_is_forgotten(self):
        self._identify()
        self._sign_with_browser_key()
        request = self._find_requests()
        request.expiry = fields.Datetime.now() - timedelta(days=1)
        request._gc_expired()
        self.assertFalse(request.exists())
        self.assertFalse(self.signer.certificate_id.revoked_on)
