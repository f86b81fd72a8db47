from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .. import signing
from .common import PIN
from .form_common import FormCaseMixin, read_text
from .seal_common import SEAL_PIN, SealCaseMixin


@tagged("post_install", "-at_install")
class TestFormAndSeal(SealCaseMixin, FormCaseMixin, TransactionCase):
    """A contract that its customer fills in, and that bears our seal across its pages' edges."""

    def setUp(self):
        super().setUp()
        plan = [self._us(10), self._sealed(20, is_across_edges=True), self._them(30)]
        self.contract = self._create_form(
            participant_ids=[Command.create(values) for values in plan]
        )
        self.contract.action_send()
        self.customer_signer = self._find(self.contract, self.customer)

    def _fill_in_form(self):
        self.assertFalse(self._fill_in(self.contract, signer=self.customer_signer))

    def test_use_of_the_seal_is_asked_for_once_the_bytes_to_be_signed_are_known(self):
        self.assertFalse(self._get_use(self.contract))
        self._fill_in_form()
        use = self._get_use(self.contract)
        self.assertEqual(use.state, "requested")
        self.assertEqual(use.sha256, self.contract.sudo().document_sha256)

    def test_approver_decides_on_what_was_filled_in(self):
        self._fill_in_form()
        document = self._get_use(self.contract).sudo().document_id
        self.assertEqual(document.kind, "completed")
        self.assertIn("Dock 4", read_text(document))

    def test_seal_is_not_affixed_on_a_form(self):
        with self.assertRaises(UserError):
            self._affix(self.contract, SEAL_PIN)
        self.assertEqual(self.contract.sudo().current_document_id.kind, "form")

    def test_filled_in_sealed_and_signed_document_is_genuine(self):
        self._fill_in_form()
        self._approve(self.contract)
        self.contract.action_sign(PIN)
        self._affix(self.contract)
        self._sign(self.contract, self.customer)
        self.assertEqual(self.contract.state, "active")
        report = self._verify(self.contract)
        self.assertTrue(report.accepted, report)
        pages = self.contract.signed_document_id.page_count
        acts = signing.group_acts(report.signatures)
        self.assertEqual([len(act.pages) for act in acts], [0, pages, 0])

    def test_sent_again_it_is_filled_in_and_approved_anew(self):
        self._fill_in_form()
        self._approve(self.contract)
        former = self._get_use(self.contract)
        self.contract.action_withdraw("The address is wrong")
        self.assertEqual(former.state, "lapsed")
        self.contract.action_send()
        self.assertTrue(self.contract.is_filling_in)
        self._fill_in_form()
        self.assertEqual(self._get_use(self.contract).state, "requested")
        self.assertNotEqual(self._get_use(self.contract), former)
