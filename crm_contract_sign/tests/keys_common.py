"""What the tests of keys and certificates share."""

import os
from unittest.mock import patch

from .common import PIN, ContractCaseMixin

SECRET = "a secret of the test server"
NEW_SECRET = "another secret of this server"


class KeysMixin(ContractCaseMixin):
    """A company's authority, a colleague's key, and a contract that awaits their signature."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = cls.env["crm.contract.certificate"]
        cls.authority = cls.certificates._find_authority(cls.env.company)
        cls.certificate = cls.certificates._get_usable(cls.salesperson)

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own; a browser test sees to it.
        if not type(self)._registry_patched:
            self.registry_enter_test_mode()

    def _configure(self, **options):
        """Start the server anew, so to speak, with other secrets in its environment."""
        values = {f"CRM_CONTRACT_SIGN_{name.upper()}": value for name, value in options.items()}
        patcher = patch.dict(os.environ, values)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _replace_authority(self):
        return self.certificates.with_user(self.key_manager)._replace_authority(self.env.company)

    def _get_codes(self, certificate):
        return certificate.sudo().event_ids.mapped("code")

    def _send_contract(self):
        contract = self._create_approved_contract()
        contract.action_send()
        return contract

    def _sign_contract(self, pin=PIN):
        contract = self._send_contract()
        contract.action_sign(pin)
        return contract

    def _verify(self, document):
        content = document.sudo()._get_bytes()
        return self.env["crm.contract.document"]._verify_upload(content)[0]
