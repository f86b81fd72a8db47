from odoo.tests import HttpCase, tagged

from .seal_common import SEAL_PIN, SealCaseMixin


@tagged("post_install", "-at_install")
class TestSealTours(SealCaseMixin, HttpCase):
    """A seal's custodian and approver at work in a real browser."""

    def _create_contract_awaiting_the_seal(self):
        contract = self._create_sealed_contract(
            plan=[self._sealed(10, is_across_edges=True), self._them(20)]
        )
        contract.action_send()
        return contract

    def test_custodian_takes_a_seal_into_custody(self):
        self.seal.with_user(self.key_manager)._reissue(self.custodian, "superseded")
        self.start_tour(
            "/odoo/action-crm_contract_sign.crm_contract_seal_action",
            "crm_contract_custodian_takes_the_seal",
            login="seal.custodian",
        )
        self.assertEqual(self.seal.state, "active")
        self.assertTrue(self.seal.with_user(self.custodian).certificate_id._unlock(SEAL_PIN))

    def test_approver_reads_the_document_and_approves_the_use(self):
        contract = self._create_contract_awaiting_the_seal()
        self.start_tour("/odoo", "crm_contract_approver_approves_the_seal", login="seal.approver")
        use = self._get_use(contract)
        self.assertEqual((use.state, use.decided_by_id), ("approved", self.seal_approver))

    def test_custodian_affixes_the_seal(self):
        contract = self._create_contract_awaiting_the_seal()
        self._approve(contract)
        self.start_tour(
            f"/odoo/contracts/{contract.id}",
            "crm_contract_custodian_affixes_the_seal",
            login="seal.custodian",
        )
        self.assertEqual(self._get_use(contract).state, "affixed")
        self.assertEqual(self._get_seal_signer(contract).state, "signed")
