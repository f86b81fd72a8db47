import base64

from odoo.tests import HttpCase, tagged

from .common import ContractCaseMixin
from .test_settings import make_pkcs12


@tagged("post_install", "-at_install")
class TestKeyImportPage(ContractCaseMixin, HttpCase):
    """The upload of a key in a browser: what is chosen and typed there reaches the server once."""

    def test_colleague_uses_the_key_of_a_trust_service(self):
        certificates = self.env["crm.contract.certificate"].with_user(self.salesperson)
        certificates._get_usable(self.salesperson).action_revoke()
        contract = self._create_approved_contract()
        contract.action_send()
        file = base64.b64encode(make_pkcs12("Sam of Elsewhere")).decode()
        # Where the tour finds what it uploads.
        self.env["ir.attachment"].with_user(self.salesperson).create(
            {"name": "key.p12", "description": file}
        )
        self.start_tour(
            f"/odoo/contracts/{contract.id}",
            "crm_contract_salesperson_imports_key",
            login=self.salesperson.login,
        )
        certificate = certificates._get_usable(self.salesperson)
        self.assertEqual((certificate.source, certificate.name), ("imported", "Sam of Elsewhere"))
        contract.action_sign("a PIN for Elsewhere")
        self.assertEqual(contract.signer_ids[0].certificate_id, certificate)
