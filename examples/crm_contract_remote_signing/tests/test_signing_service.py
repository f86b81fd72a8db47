import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_contract_sign.tests.common import ContractCaseMixin

from ..models.crm_contract_signing_backend_service import ADDRESS_PARAMETER
from .service import SigningService

SERVICE = "crm.contract.signing.backend.service"
PIN = "of the service"


@tagged("post_install", "-at_install")
class TestSigningService(ContractCaseMixin, TransactionCase):
    """A colleague whose key is kept by a service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = SigningService(PIN)
        cls.addClassCleanup(cls.service.close)
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param(ADDRESS_PARAMETER, cls.service.url)

    def setUp(self):
        super().setUp()
        self.service.questions.clear()
        self.service.is_broken = False
        self.registry_enter_test_mode()

    def _register(self, user=None):
        wizard = self.env["crm.contract.register"].with_user(user or self.key_manager)
        wizard = wizard.create(
            {
                "user_id": self.salesperson.id,
                "signing_backend": SERVICE,
                "file": base64.b64encode(self.service.get_public_key()),
            }
        )
        action = wizard.action_register()
        return self.env["crm.contract.certificate"].browse(action["res_id"])

    def _send_contract(self):
        contract = self._create_approved_contract()
        contract.action_send()
        return contract

    def test_service_is_offered_as_a_way_of_signing(self):
        offered = self.env["res.users"].fields_get(["contract_signing_backend"])
        self.assertIn(
            (SERVICE, "Signing Service"), offered["contract_signing_backend"]["selection"]
        )

    def test_registered_colleague_signs_by_the_service(self):
        certificate = self._register()
        contract = self._send_contract()
        contract.action_sign(PIN)
        signer = contract.signer_ids[0]
        self.assertEqual(signer.certificate_id, certificate)
        self.assertEqual(signer.evidence["key_location"], "signing_service")
        content = contract.sudo().current_document_id._get_bytes()
        report = self.env["crm.contract.document"]._verify_upload(content)[0]
        self.assertTrue(report.accepted, report)

    def test_service_sees_digests_alone(self):
        self._register()
        contract = self._send_contract()
        shown = contract.document_sha256
        contract.action_sign(PIN)
        for question in self.service.questions:
            self.assertEqual(question.keys(), {"key", "algorithm", "digest", "pin"})
        inside, beside = (base64.b64decode(each["digest"]) for each in self.service.questions)
        self.assertEqual(len(inside), 32)
        self.assertEqual(beside.hex(), shown)

    def test_wrong_pin_signs_nothing(self):
        self._register()
        contract = self._send_contract()
        with self.assertRaisesRegex(UserError, "refuses this PIN"):
            contract.action_sign("guessed")
        self.assertEqual(contract.signer_ids[0].state, "waiting")

    def test_wrong_answer_signs_nothing(self):
        self._register()
        contract = self._send_contract()
        self.service.is_broken = True
        with self.assertRaisesRegex(UserError, "does not fit the certificate"):
            contract.action_sign(PIN)
        self.assertEqual(contract.signer_ids[0].state, "waiting")

    def test_colleague_without_a_registered_certificate_is_told_whom_to_ask(self):
        contract = self._send_contract()
        self.salesperson.contract_signing_backend = SERVICE
        with self.assertRaisesRegex(UserError, "administrator of keys"):
            contract.action_open_sign()
        with self.assertRaisesRegex(UserError, "administrator of keys"):
            self._send_contract()

    def test_only_administrators_of_keys_register(self):
        with self.assertRaises(AccessError):
            self._register(self.salesperson)
