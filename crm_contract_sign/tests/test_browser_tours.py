import os
import shutil
import subprocess
import tempfile
from unittest import skipUnless
from unittest.mock import patch

from odoo.tests import tagged

from .common import CODE
from .test_browser_key import BrowserKeyCase

SIGNED = "crm_contract_sign_customer_%s"


class CeremonyTourCase(BrowserKeyCase):
    """The customer's way in a real browser, from the link to the signed document."""

    def _start(self, name):
        with patch.object(type(self.signer), "_generate_code", lambda signer: CODE):
            self.start_tour(f"/contract/sign/{self.token}", SIGNED % name)
        self.env.invalidate_all()

    def _assert_signed(self, key_location):
        self.assertEqual(self.signer.state, "signed")
        self.assertEqual(self.signer.evidence["key_location"], key_location)
        content = self.contract.sudo().signed_document_id._get_bytes()
        report, _document = self.env["crm.contract.document"]._verify_upload(content)
        self.assertTrue(report.accepted)
        return content


class CeremonyToursMixin:
    """What works alike on a desk and on a phone."""

    def test_customer_signs_with_the_key_of_their_browser_in_five_taps(self):
        self._start("draws")
        self._assert_signed("browser")

    def test_customer_without_web_crypto_signs_with_a_key_of_the_server(self):
        self._start("without_web_crypto")
        self._assert_signed("one_time_server_key")
        self.assertEqual(self.signer.evidence["no_browser_key"], "no_web_crypto")

    def test_document_can_be_read_and_the_button_stays_in_sight(self):
        self._start("reads")

    def test_customer_declines_with_a_reason(self):
        self._start("declines")
        self.assertEqual(self.contract.state, "declined")
        self.assertIn("Too dear", self.signer.decline_reason)


@tagged("post_install", "-at_install")
class TestCeremonyOnADesk(CeremonyToursMixin, CeremonyTourCase):
    """On a screen with a mouse."""

    browser_size = "1280x900"

    @skipUnless(shutil.which("pdfsig"), "pdfsig comes with poppler-utils")
    def test_signature_of_the_browser_s_key_is_valid_for_other_programs(self):
        self._start("draws")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "signed.pdf")
            with open(path, "wb") as file:
                file.write(self._assert_signed("browser"))
            command = ["pdfsig", "-nocert", path]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(result.stdout.count("Signature is Valid"), 2)
        self.assertIn(self.customer.name, result.stdout)

    def test_browser_s_key_can_t_be_left_out_where_the_company_requires_it(self):
        self.contract.sudo().company_id.contract_browser_key = "required"
        self._start("needs_web_crypto")
        self._assert_nothing_signed()

    def test_customer_types_a_signature(self):
        self._start("types")
        self._assert_signed("browser")

    def test_customer_uploads_a_picture_of_their_signature(self):
        self._start("uploads")
        self._assert_signed("browser")

    def test_customer_goes_back_to_the_document_and_needs_no_second_code(self):
        self._start("goes_back")
        self._assert_nothing_signed()


@tagged("post_install", "-at_install")
class TestCeremonyOnAPhone(CeremonyToursMixin, CeremonyTourCase):
    """On a small screen, with a finger."""

    browser_size = "390x844"
    touch_enabled = True
