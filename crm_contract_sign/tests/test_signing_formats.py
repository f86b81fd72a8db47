import base64
import io
import json
import subprocess
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .. import signing
from ..errors import SigningError
from .common import PIN
from .keys_common import NEW_SECRET, SECRET, KeysMixin
from .signing.time_servers import TimeAuthority

NOBODY = "http://127.0.0.1:9/tsa"  # The discard port: nobody answers.


class FormatsCase(KeysMixin, TransactionCase):
    """A company that has its signatures time-stamped by an authority on loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.clock = TimeAuthority(Path(folder.name))
        cls.enterClassContext(cls.clock.serve())
        cls.clock_url = f"{cls.clock.url}/time/tsa/stamper"
        cls.clocks = cls.env["crm.contract.timestamp.authority"].with_user(cls.key_manager)

    @classmethod
    def _add_clock(cls, url=None, **values):
        return cls.clocks.create({"name": "Clock", "url": url or cls.clock_url, **values})

    def _set_level(self, level, **values):
        self.env.company.write({"contract_signature_level": level, **values})

    def _run_cron(self, name):
        self.env.flush_all()
        self.env.ref(f"crm_contract_sign.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _count_timestamps(self, document):
        return document.sudo()._get_bytes().count(b"/ETSI.RFC3161")


@tagged("post_install", "-at_install")
class TestTimestampAuthority(FormatsCase):
    """Who gives time-stamps, and in which order."""

    def test_button_says_whether_an_authority_answers(self):
        clock = self._add_clock()
        action = clock.action_test()
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("Time Authority", clock.last_answer)
        silent = self._add_clock(NOBODY)
        self.assertEqual(silent.action_test()["params"]["type"], "danger")

    def test_address_that_is_none_is_refused(self):
        with self.assertRaises(ValidationError):
            self._add_clock("file:///etc/passwd")

    def test_password_is_sealed_and_shown_to_nobody(self):
        clock = self._add_clock(user_name="us", password="of the clock")
        clock.invalidate_recordset()
        self.assertFalse(clock.password)
        self.assertTrue(clock.has_password)
        sealed = base64.b64decode(clock.sudo().sealed_password)
        self.assertNotIn(b"of the clock", sealed)
        self.assertEqual(clock._to_timestamp_authority().password, "of the clock")

    def test_password_stays_when_the_form_is_saved_without_one(self):
        clock = self._add_clock(user_name="us", password="of the clock")
        clock.write({"name": "Other", "password": False})
        self.assertEqual(clock._to_timestamp_authority().password, "of the clock")

    def test_password_moved_to_another_authority_does_not_open(self):
        clock, other = (self._add_clock(password=word) for word in ("of the clock", "of the other"))
        clock.sudo().sealed_password = other.sudo().sealed_password
        with self.assertRaises(SigningError):
            clock._to_timestamp_authority()

    def test_password_is_sealed_anew_when_the_secret_changes(self):
        clock = self._add_clock(password="of the clock")
        self._configure(secret=NEW_SECRET, previous_secret=SECRET)
        self.certificates.with_user(self.key_manager)._rotate_server_secret()
        self._configure(previous_secret="")
        self.assertEqual(clock._to_timestamp_authority().password, "of the clock")

    def test_level_with_time_needs_an_authority(self):
        with self.assertRaisesRegex(ValidationError, "Add a time-stamp authority"):
            self._set_level("b_t")

    def test_trusted_certificates_that_are_none_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "can't be read"):
            self._add_clock(anchor_pem="not a certificate")

    def test_authority_that_chains_to_another_certificate_gives_no_time_stamp(self):
        clock = self._add_clock(anchor_pem=self.env.company.contract_authority_id.certificate_pem)
        with self.assertRaises(SigningError):
            self.clocks._get_policy(self.env.company)(b"\0" * 32)
        clock.anchor_pem = signing.to_pem(self.clock.get_certificate())
        self.assertTrue(self.clocks._get_policy(self.env.company)(b"\0" * 32))

    def test_hosts_to_ask_for_revocation_lists_are_those_named_and_its_own(self):
        self._add_clock(revocation_hosts="CRL.example.com, other.example.com")
        self.assertEqual(
            self.clocks._get_revocation_hosts(self.env.company),
            {"127.0.0.1", "crl.example.com", "other.example.com"},
        )

    def test_they_are_kept_by_administrators_of_keys_alone(self):
        clock = self._add_clock()
        with self.assertRaises(AccessError):
            clock.with_user(self.approver).action_test()


@tagged("post_install", "-at_install")
class TestLevels(FormatsCase):
    """What goes into the PDF beside the signatures."""

    def test_signature_of_level_b_t_bears_a_time_stamp(self):
        self._add_clock()
        self._set_level("b_t")
        contract = self._sign_contract()
        self.assertEqual(contract.signer_ids[0].evidence["timestamp"], "embedded")
        # The object identifier id-ct-TSTInfo (RFC 3161, 2.4.2), in the signature's hexadecimal.
        content = contract.sudo().current_document_id._get_bytes().lower()
        self.assertIn(b"2a864886f70d0109100104", content)
        (signature,) = self._verify(contract.current_document_id).signatures
        self.assertTrue(signature.intact and signature.trusted)

    def test_verification_takes_the_time_from_an_authority_that_is_trusted(self):
        clock = self._add_clock(anchor_pem=signing.to_pem(self.clock.get_certificate()))
        self._set_level("b_t")
        document = self._sign_contract().current_document_id
        (signature,) = self._verify(document).signatures
        self.assertEqual(signature.time_source, signing.TimeSource.TIMESTAMP)
        clock.anchor_pem = False
        (signature,) = self._verify(document).signatures
        self.assertNotEqual(signature.time_source, signing.TimeSource.TIMESTAMP)

    def test_second_authority_stands_in_for_the_first(self):
        self._add_clock(NOBODY, sequence=1)
        self._add_clock(sequence=2)
        self._set_level("b_t")
        contract = self._sign_contract()
        self.assertEqual(contract.signer_ids[0].evidence["timestamp"], "embedded")

    def test_without_a_time_stamp_is_signed_where_settings_say_so(self):
        self._add_clock(NOBODY)
        self._set_level("b_t", contract_timestamp_failure="without")
        contract = self._create_signed_contract()
        self.assertEqual(contract.signer_ids[0].evidence["timestamp"], "unavailable")
        self.assertFalse(contract.proof_state)
        self.assertTrue(self._verify(contract.sudo().signed_document_id).accepted)

    def test_missing_time_stamp_is_added_later_as_a_step_of_the_document(self):
        clock = self._add_clock(NOBODY)
        self._set_level("b_t")
        contract = self._create_signed_contract().sudo()
        self.assertEqual(contract.proof_state, "due")
        signed = contract.signed_document_id
        self._run_cron("ir_cron_contract_proof")
        self.assertEqual(contract.proof_state, "due")
        self.assertIn("127.0.0.1", contract.proof_error)
        clock.url = self.clock_url
        self._run_cron("ir_cron_contract_proof")
        self.assertEqual(contract.proof_state, "done")
        self.assertEqual(contract.signed_document_id.kind, "preserved")
        self.assertTrue(contract.signed_document_id._get_bytes().startswith(signed._get_bytes()))
        self.assertEqual(self._count_timestamps(contract.signed_document_id), 1)
        self.assertIn("preserve", contract.event_ids.mapped("code"))

    def test_button_adds_the_missing_proof_at_once(self):
        clock = self._add_clock(NOBODY)
        self._set_level("b_t")
        contract = self._create_signed_contract()
        clock.url = self.clock_url
        self.key_manager.group_ids += self.env.ref(
            "crm_contract_sign.crm_contract_sign_group_user_all"
        )
        contract.with_user(self.key_manager).action_add_proof()
        self.assertEqual(contract.sudo().proof_state, "done")

    def test_done_proof_is_not_added_twice(self):
        self._add_clock()
        self._set_level("b_lta")
        contract = self._create_signed_contract().sudo()
        self._run_cron("ir_cron_contract_proof")
        document = contract.signed_document_id
        self._run_cron("ir_cron_contract_proof")
        self.assertEqual(contract.signed_document_id, document)

    def test_archive_level_adds_validation_data_and_a_time_stamp_over_all(self):
        self._add_clock()
        self._set_level("b_lta")
        contract = self._create_signed_contract().sudo()
        self._run_cron("ir_cron_contract_proof")
        self.assertFalse(contract.proof_error)
        content = contract.signed_document_id._get_bytes()
        self.assertIn(b"/DSS", content)
        self.assertEqual(self._count_timestamps(contract.signed_document_id), 1)

    def test_validation_level_adds_validation_data_alone(self):
        self._add_clock()
        self._set_level("b_lt")
        contract = self._create_signed_contract().sudo()
        self._run_cron("ir_cron_contract_proof")
        self.assertFalse(contract.proof_error)
        self.assertIn(b"/DSS", contract.signed_document_id._get_bytes())
        self.assertEqual(self._count_timestamps(contract.signed_document_id), 0)

    def test_failure_half_way_leaves_the_contract_as_it_was(self):
        self._add_clock()
        self._set_level("b_lta")
        contract = self._create_signed_contract().sudo()
        signed = contract.signed_document_id
        refusal = patch.object(
            type(contract), "_log_event", side_effect=UserError("The log is full. Wait.")
        )
        with refusal:
            self._run_cron("ir_cron_contract_proof")
        self.assertEqual(contract.signed_document_id, signed)
        self.assertEqual(contract.proof_error, "The log is full. Wait.")


@tagged("post_install", "-at_install")
class TestAlgorithms(FormatsCase):
    """How RSA keys sign, inside the PDF and beside it."""

    def test_pss_signs_inside_the_pdf_where_settings_say_so(self):
        self.env.company.contract_signature_algorithm = "rsa_pss_sha256"
        contract = self._create_signed_contract()
        report = self._verify(contract.sudo().signed_document_id)
        self.assertTrue(report.accepted, report)
        # The object identifier id-RSASSA-PSS (RFC 4055, 3.1), in the signatures' hexadecimal.
        content = contract.sudo().signed_document_id._get_bytes().lower()
        self.assertGreaterEqual(content.count(b"2a864886f70d01010a"), 2)

    def test_every_signature_has_a_record_beside_the_document(self):
        contract = self._create_signed_contract().sudo()
        self.assertEqual(contract.detached_signature_ids.signer_id, contract.signer_ids)
        for record in contract.detached_signature_ids:
            self.assertEqual(record.algorithm, "rsa_pss_sha256")
            signing.check_detached(record._to_detached(), record.document_id._get_bytes())

    def test_record_is_of_the_file_that_the_signatory_was_shown(self):
        contract = self._send_contract()
        shown = contract.current_document_id
        contract.action_sign(PIN)
        self.assertEqual(contract.detached_signature_ids.document_id, shown)
        self.assertEqual(contract.detached_signature_ids.sha256, shown.sha256)

    def test_key_on_a_curve_signs_beside_the_document_in_its_own_way(self):
        self.env.company.contract_key_type = "ecdsa_p256"
        self.certificates.with_user(self.salesperson)._create_for_user(self.salesperson, PIN)
        record = self._sign_contract().detached_signature_ids
        self.assertEqual(record.algorithm, "ecdsa_p256_sha256")

    def _sign_digests(self, key, chosen=None):
        """A contract signed by a key that is given digests, as services and tokens are."""
        own = signing.from_pem(self.certificate.certificate_pem)
        signer = signing.DigestSigner(own, (), key, chosen)
        pin = type(self.env["crm.contract.signing.backend.pin"])
        opened = (signer, self.certificate)
        with patch.object(pin, "_open", lambda self, signer, secrets: opened):
            return self._sign_contract()

    def test_key_that_signs_in_one_way_only_signs_beside_the_document_in_that_way(self):
        key = self.certificate.with_user(self.salesperson)._unwrap(PIN.encode())
        digested = Prehashed(hashes.SHA256())
        contract = self._sign_digests(lambda digest: key.sign(digest, PKCS1v15(), digested))
        record = contract.detached_signature_ids
        self.assertEqual(record.algorithm, "rsa_pkcs1_sha256")
        signing.check_detached(record._to_detached(), record.document_id._get_bytes())

    def test_token_without_pss_signs_beside_the_document_in_its_own_way(self):
        sign_with = signing.LoadedKeySigner.sign

        def sign(signer, data):
            if signer.mechanism is signing.Mechanism.RSA_PSS:
                raise SigningError("token_failed", reason="MechanismInvalid")
            return sign_with(signer, data)

        with patch.object(signing.LoadedKeySigner, "sign", sign):
            record = self._sign_contract().detached_signature_ids
        self.assertEqual(record.algorithm, "rsa_pkcs1_sha256")
        signing.check_detached(record._to_detached(), record.document_id._get_bytes())

    def test_back_end_whose_keys_sign_once_makes_no_record(self):
        pin = type(self.env["crm.contract.signing.backend.pin"])
        with patch.object(pin, "_makes_detached_signatures", lambda self: False):
            contract = self._sign_contract()
        self.assertFalse(contract.detached_signature_ids)
        self.assertTrue(self._verify(contract.current_document_id).accepted)

    def test_download_holds_all_that_openssl_needs(self):
        self._assert_openssl_accepts(self._sign_contract().detached_signature_ids)

    def test_download_of_a_signature_by_pkcs1_holds_all_that_openssl_needs(self):
        key = self.certificate.with_user(self.salesperson)._unwrap(PIN.encode())
        digested = Prehashed(hashes.SHA256())
        contract = self._sign_digests(lambda digest: key.sign(digest, PKCS1v15(), digested))
        self._assert_openssl_accepts(contract.detached_signature_ids)

    def _assert_openssl_accepts(self, record):
        with tempfile.TemporaryDirectory() as folder:
            with zipfile.ZipFile(io.BytesIO(record._pack())) as archive:
                archive.extractall(folder)
            text = (Path(folder) / "HOW-TO-VERIFY.txt").read_text()
            start = text.index("openssl")
            command = text[start : text.index("\n\n", start)].replace("\\\n", " ").split()
            result = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False
            )
        self.assertIn("Signature Verified Successfully", result.stdout, result.stderr)


@tagged("post_install", "-at_install")
class TestAnchor(FormatsCase):
    """The logs' heads, time-stamped once a day."""

    def _anchor(self):
        return self.env["crm.contract.anchor"]._anchor(self.env.company)

    def test_anchor_holds_the_heads_of_logs_that_have_grown(self):
        self._add_clock()
        self._anchor()
        contract = self._send_contract().sudo()
        anchor = self._anchor()
        (head,) = json.loads(anchor.heads)
        last = contract.event_ids.sorted("sequence")[-1]
        self.assertEqual(
            head,
            {"contract": contract.reference, "sequence": last.sequence, "hash": last.hash},
        )
        self.assertEqual(anchor.action_check()["params"]["type"], "success")

    def test_nothing_new_is_not_anchored_again(self):
        self._add_clock()
        self._send_contract()
        self.assertTrue(self._anchor())
        self.assertFalse(self._anchor())

    def test_next_anchor_covers_what_a_silent_authority_left_out(self):
        clock = self._add_clock()
        self._anchor()
        contract = self._send_contract()
        clock.url = NOBODY
        self.assertFalse(self._anchor())
        clock.url = self.clock_url
        self.assertIn(contract.reference, self._anchor().heads)

    def test_anchor_finds_a_log_that_was_rewritten(self):
        self._add_clock()
        contract = self._send_contract()
        anchor = self._anchor()
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE crm_contract_event DISABLE TRIGGER USER;"
            "UPDATE crm_contract_event SET hash = 'forged' WHERE contract_id = %s;"
            "ALTER TABLE crm_contract_event ENABLE TRIGGER USER",
            [contract.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, contract.reference):
            anchor.action_check()

    def test_only_companies_that_chose_so_are_anchored(self):
        self._add_clock()
        self._send_contract()
        anchors = self.env["crm.contract.anchor"]
        before = anchors.search_count([])
        self._run_cron("ir_cron_contract_anchor")
        self.assertEqual(anchors.search_count([]), before)
        self.env.company.contract_anchor_logs = True
        self._run_cron("ir_cron_contract_anchor")
        self.assertEqual(anchors.search_count([]), before + 1)
