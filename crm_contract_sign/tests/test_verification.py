import hashlib
import json
import subprocess
import tempfile
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .. import signing
from ..errors import SigningError
from .common import ContractCaseMixin


class VerificationCase(ContractCaseMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Attempts at a PIN, and requests, are counted by cursors of their own.
        if not cls._registry_patched:
            cls.registry_enter_test_mode_cls()
        cls.contract = cls._create_signed_contract().sudo()
        cls.documents = cls.env["crm.contract.document"].sudo()
        cls.signed = cls.contract.signed_document_id
        cls.certificate = cls.contract.completion_document_id

    def _verify(self, content):
        report, document = self.documents._verify_upload(content)
        return (
            report,
            document,
            self.env["crm.contract.messages"]._describe_report(report, document),
        )


@tagged("post_install", "-at_install")
class TestVerification(VerificationCase, TransactionCase):
    """What this database says of files: its own, changed ones, and those of others."""

    def test_signed_document_is_accepted_with_its_time_recorded_here(self):
        report, document, words = self._verify(self.signed._get_bytes())
        self.assertTrue(report.accepted, report)
        self.assertEqual(document, self.signed)
        self.assertIn("as everyone signed it", words["known"])
        sources = {each["time_source"] for each in words["signatures"]}
        self.assertEqual(sources, {"record"})

    def test_document_with_some_of_its_signatures_is_told_as_such(self):
        once = self.contract.document_ids.filtered(lambda each: each.step == 1)[0]
        report, _document, words = self._verify(once._get_bytes())
        self.assertTrue(report.accepted, report)
        self.assertIn("with 1 of 2 signatures", words["known"])

    def test_document_that_nobody_has_signed_yet_is_known_but_unsigned(self):
        frozen = self.contract.document_ids.filtered(lambda each: each.kind == "frozen")
        report, document, words = self._verify(frozen._get_bytes())
        self.assertEqual(report.verdict, signing.Verdict.UNSIGNED)
        self.assertEqual(document, frozen)
        self.assertIn("before anybody signed", words["known"])

    def test_key_revoked_after_signing_does_not_undo_what_it_signed(self):
        certificates = self.contract.signer_ids.certificate_id
        certificates.with_user(self.key_manager).sudo(False).action_revoke()
        self.assertTrue(self._verify(self.signed._get_bytes())[0].accepted)

    def test_authority_revoked_after_signing_still_vouches_for_what_was_recorded(self):
        authority = self.signed.contract_id.signer_ids[0].certificate_id.issuer_id.sudo()
        authority.revoked_on = self.contract.date_signed + timedelta(days=1)
        self.assertTrue(self._verify(self.signed._get_bytes())[0].accepted)
        authority.revoked_on = self.contract.date_signed - timedelta(days=1)
        self.assertFalse(self._verify(self.signed._get_bytes())[0].accepted)

    def test_changed_document_is_refused_and_unknown(self):
        content = self.signed._get_bytes()
        report, document, words = self._verify(content[:-30] + b" " + content[-29:])
        self.assertFalse(report.accepted)
        self.assertFalse(document)
        self.assertIn("not one that was issued here", words["known"])

    def test_every_revision_is_told_in_words(self):
        words = self._verify(self.signed._get_bytes())[2]
        self.assertEqual(words["revisions"][0]["changes"], ["A signature was added (Signature2)"])


@tagged("post_install", "-at_install")
class TestCompletionCertificate(VerificationCase, TransactionCase):
    """The certificate of completion: sealed by the company, and evidence by itself."""

    def test_certificate_is_accepted_and_named_for_what_it_is(self):
        report, document, words = self._verify(self.certificate._get_bytes())
        self.assertTrue(report.accepted, report)
        self.assertEqual(document, self.certificate)
        self.assertIn("certificate of completion of", words["known"])
        (signature,) = report.signatures
        self.assertTrue(signature.is_certification)
        self.assertEqual(signature.fingerprint, self.certificate.certificate_id.fingerprint)

    def test_pdfsig_calls_the_seal_valid(self):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(self.certificate._get_bytes())
            file.flush()
            said = subprocess.run(
                ["pdfsig", file.name], capture_output=True, text=True, check=False
            ).stdout
        self.assertEqual(said.count("Signature is Valid"), 1, said)

    def test_seal_is_certified_by_the_authority_and_kept_under_the_servers_secret(self):
        seal = self.certificate.certificate_id.sudo()
        self.assertEqual(seal.kind, "seal")
        self.assertEqual(seal.issuer_id, self.env.company.contract_authority_id)
        with self.assertRaises(SigningError):
            seal._unwrap(b"another secret")
        self.assertTrue(seal._unwrap(seal._get_server_secret()))

    def test_one_seal_serves_many_contracts(self):
        other = self._create_signed_contract().sudo().completion_document_id
        self.assertEqual(other.certificate_id, self.certificate.certificate_id)

    def test_certificate_carries_the_log_that_it_states(self):
        page = self.contract._prepare_completion_page_values(self.certificate.certificate_id)
        export = self.contract._prepare_log_export()
        self.assertEqual(export["head"]["hash"], page["chain_head"])
        self.assertEqual(len(export["events"]), page["chain_length"])

    def test_contract_is_in_force_even_where_the_seal_cannot_be_used(self):
        contract = self._create_sent_contract().sudo()
        with patch.object(
            type(self.env["crm.contract.certificate"]),
            "_get_seal",
            side_effect=SigningError("wrong_secret"),
        ):
            contract._take_signature(contract.signer_ids[1], None, {"method": "email_code"})
        self.assertEqual(contract.state, "active")
        self.assertIn("seal_missing", contract.event_ids.mapped("code"))
        report = self._verify(contract.completion_document_id._get_bytes())[0]
        self.assertEqual(report.verdict, signing.Verdict.UNSIGNED)


@tagged("post_install", "-at_install")
class TestVerificationPage(VerificationCase, HttpCase):
    """The public page and its JSON, as anybody reaches them."""

    def setUp(self):
        super().setUp()
        # No window ends while requests are counted, however slow the machine.
        counts = type(self.env["crm.contract.request.count"])
        self.patch(counts, "_WINDOW", timedelta(days=365_000))

    def _post(self, content, url="/contract/verify.json"):
        return self.url_open(url, files={"file": ("contract.pdf", content, "application/pdf")})

    def _count(self, number):
        counts = self.env["crm.contract.request.count"].sudo()
        for _time in range(number):
            counts._count_request("verify", "127.0.0.1", 30)

    def test_json_answers_with_codes_and_words(self):
        answer = self._post(self.certificate._get_bytes()).json()
        self.assertEqual((answer["verdict"], answer["is_known"]), ("accepted", True))
        self.assertEqual(answer["codes"], [])

    def test_page_shows_the_authority_with_its_fingerprint(self):
        page = self.url_open("/contract/verify").text
        self.assertIn(self.env.company.contract_authority_id.sudo().fingerprint, page)

    def test_code_of_the_document_lists_what_was_signed(self):
        page = self.url_open(f"/contract/verify/{self.signed.verification_code}").text
        self.assertIn(self.signed.sha256, page)
        self.assertIn(self.contract.reference, page)

    def test_code_of_the_document_does_not_lead_to_its_certificate(self):
        self.assertNotEqual(self.certificate.verification_code, self.signed.verification_code)

    def test_address_that_sends_too_many_files_has_to_wait(self):
        self._count(30)
        response = self._post(b"junk")
        self.assertEqual(response.status_code, 429)
        self.assertGreater(int(response.headers["Retry-After"]), 0)
        self.assertEqual(response.json()["error"], "too_many_requests")

    def test_administrator_may_set_another_limit(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("crm_contract_sign.verification_limit", "2")
        self.assertEqual([self._post(b"junk").status_code for _each in range(3)], [200, 200, 429])

    def test_counts_of_other_addresses_do_not_matter(self):
        counts = self.env["crm.contract.request.count"].sudo()
        for number in range(40):
            counts._count_request("verify", f"192.0.2.{number}", 1)
        self.assertEqual(self._post(b"junk").status_code, 200)

    def test_address_is_not_kept_in_clear(self):
        counts = self.env["crm.contract.request.count"].sudo()
        counts._count_request("verify", "192.0.2.77", 1)
        self.assertFalse(counts.search([("address_digest", "like", "192.0.2")]))

    def test_old_counts_are_forgotten(self):
        counts = self.env["crm.contract.request.count"].sudo()
        counts._count_request("verify", "192.0.2.1", 1)
        counts.search([]).window_start = "2020-01-01 00:00:00"
        counts._gc_counts()
        self.assertFalse(counts.search([]))

    @mute_logger("odoo.http")
    def test_file_that_is_too_large_is_not_read(self):
        self.assertEqual(self._post(bytes(27 * 1024 * 1024)).status_code, 413)

    # Log

    def test_colleague_downloads_the_log_and_it_checks_out(self):
        self.authenticate("life.sales", "life.sales")
        action = self.contract.with_user(self.salesperson).action_export_log()
        response = self.url_open(action["url"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        export = json.loads(response.content)
        links = [signing.chain.Link(**event) for event in export["events"]]
        self.assertTrue(signing.chain.check(links).intact)
        self.assertIn(
            hashlib.sha256(self.signed._get_bytes()).hexdigest(),
            {document["sha256"] for document in export["documents"]},
        )

    @mute_logger("odoo.http")
    def test_nobody_else_downloads_the_log(self):
        url = f"/contract/log/{self.contract.id}.json"
        self.assertNotIn("events", self.url_open(url).text)
        new_test_user(self.env, "log.portal", "base.group_portal", partner_id=self.customer.id)
        self.authenticate("log.portal", "log.portal")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 404, response.text[-1500:])
