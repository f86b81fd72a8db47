import os
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..errors import RenderingError
from .common import GROUP, PIN, ContractCaseMixin, draw_signature

RENDER = "odoo.addons.crm_contract_sign.rendering.snapshot.render"
RENDER_COMPLETION = "odoo.addons.crm_contract_sign.rendering.render"


@tagged("post_install", "-at_install")
class TestNothingHalfMade(ContractCaseMixin, TransactionCase):
    """What goes wrong is said in words, and leaves the contract where it was."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    @contextmanager
    def _assert_refused(self, pattern):
        """As a request: what is refused with a message is rolled back as a whole."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertRegex(str(caught.exception), pattern)

    def _assert_still_draft(self, contract):
        contract.invalidate_recordset()
        everyone = contract.with_context(active_test=False)
        self.assertEqual((contract.state, contract.revision), ("draft", 0))
        self.assertFalse(contract.document_ids | contract.current_document_id)
        self.assertFalse(everyone.signer_ids)
        self.assertFalse(contract.event_ids)
        self.assertFalse(contract.review_ids)
        self.assertFalse(contract.activity_ids)

    # Submitting

    def test_renderer_that_fails_freezes_nothing(self):
        contract = self._create_contract()
        error = RenderingError("rendering_failed", reason="a table without an end")
        with (
            patch(RENDER, side_effect=error),
            self._assert_refused("a table without an end.*nothing was changed"),
        ):
            contract.action_submit()
        self._assert_still_draft(contract)
        contract.action_submit()
        self.assertEqual(contract.revision, 1)

    def test_renderer_that_is_not_installed_is_named_and_freezes_nothing(self):
        contract = self._create_contract()
        error = RenderingError("renderer_missing", reason="no libpango")
        with (
            patch(RENDER, side_effect=error),
            self._assert_refused("Ask your administrator"),
        ):
            contract.action_submit()
        self._assert_still_draft(contract)

    def test_one_contract_that_can_not_be_rendered_freezes_none_of_a_batch(self):
        good, bad = self._create_contract(), self._create_contract()
        bad.section_ids[0].body = "<p><img src='file:///etc/passwd'/>Parties</p>"
        with self._assert_refused("may not load"):
            (good | bad).action_submit()
        self._assert_still_draft(good)
        self._assert_still_draft(bad)

    def test_customer_without_an_address_for_the_link_is_asked_for_one(self):
        contract = self._create_contract()
        contract.signatory_id.sudo().email = False
        with self._assert_refused("no e-mail address.*Add one"):
            contract.action_submit()
        self._assert_still_draft(contract)

    def test_contract_without_a_signatory_is_not_submitted(self):
        contract = self._create_contract()
        contract.company_signatory_id = False
        with self._assert_refused("lacks a signatory"):
            contract.action_submit()
        self._assert_still_draft(contract)

    def test_contract_without_a_template_can_not_be_drafted_from_it(self):
        contract = self._create_contract()
        contract.template_id = False
        with self._assert_refused("has no template. Choose one"):
            contract.action_assemble()

    def test_empty_draft_says_that_it_is_empty(self):
        contract = self._create_contract()
        contract.section_ids.unlink()
        with self._assert_refused("The draft is empty"):
            contract.action_submit()
        self._assert_still_draft(contract)

    # Sending and signing

    def test_without_an_authority_nothing_is_sent(self):
        contract = self._create_approved_contract()
        authority = self.env.company.contract_authority_id
        authority.with_user(self.key_manager).sudo(False).action_revoke()
        with self._assert_refused("signing authority"):
            contract.action_send()
        self.assertEqual(contract.state, "approved")
        self.assertFalse(
            contract.activity_ids.filtered(lambda each: "Sign" in (each.summary or ""))
        )

    def test_without_the_servers_secret_the_customer_does_not_sign(self):
        contract = self._create_sent_contract()
        signer = contract.signer_ids[1].sudo()
        before = contract.document_sha256
        with (
            patch.dict(os.environ, {"CRM_CONTRACT_SIGN_SECRET": "short"}),
            self._assert_refused("no secret.*administrator"),
        ):
            contract.sudo()._take_signature(signer, None, {}, draw_signature())
        contract.invalidate_recordset()
        self.assertEqual((contract.state, signer.state), ("signing", "waiting"))
        self.assertEqual(contract.document_sha256, before)

    def test_under_another_secret_than_the_keys_the_customer_does_not_sign(self):
        contract = self._create_sent_contract()
        signer = contract.signer_ids[1].sudo()
        secret = {"CRM_CONTRACT_SIGN_SECRET": "another secret of another server"}
        with patch.dict(os.environ, secret), self._assert_refused("."):
            contract.sudo()._take_signature(signer, None, {}, draw_signature())
        self.assertEqual((contract.state, signer.state), ("signing", "waiting"))

    def test_colleague_who_is_no_signatory_is_told_who_is(self):
        contract = self._create_approved_contract()
        contract.action_send()
        other = new_test_user(self.env, "bad.other", f"{GROUP}user_all", name="Olga")
        with self._assert_refused("not a signatory.*Sam"):
            contract.with_user(other).action_sign(PIN)

    def test_certificate_of_completion_that_fails_leaves_the_last_signature_undone(self):
        contract = self._create_sent_contract()
        signer = contract.signer_ids[1].sudo()
        error = RenderingError("rendering_failed", reason="no space left")
        completion = type(contract)._prepare_completion_document_values

        def fail(record):
            with patch(RENDER_COMPLETION, side_effect=error):
                return completion(record)

        with (
            patch.object(type(contract), "_prepare_completion_document_values", fail),
            self._assert_refused("no space left"),
        ):
            contract.sudo()._take_signature(signer, None, {}, draw_signature())
        contract.invalidate_recordset()
        self.assertEqual((contract.state, signer.state), ("signing", "waiting"))
        self.assertFalse(contract.signed_document_id)
        self.assertEqual(contract.event_ids[0].code, "sign")

    # Deleting

    def test_party_of_a_contract_is_not_deleted_and_the_message_names_the_contract(self):
        contract = self._create_sent_contract()
        with self._assert_refused(f"{contract.reference}.*Archive"):
            self.customer.unlink()
        self.assertTrue(self.customer.exists())

    def test_partner_of_no_contract_is_deleted(self):
        partner = self.env["res.partner"].create({"name": "Nobody"})
        partner.unlink()
        self.assertFalse(partner.exists())


@tagged("post_install", "-at_install")
class TestTwoAtOnce(TransactionCase):
    """Two people, two transactions."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Two at once", "email": "two@example.com"})
            contract = env["crm.contract"].create(
                {
                    "name": "Two at once",
                    "type_id": env["crm.contract.type"].search([], limit=1).id,
                    "partner_id": partner.id,
                }
            )
            self.contract_id, self.partner_id = contract.id, partner.id
        self.addCleanup(self._delete)

    def _delete(self):
        with self.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            env["crm.contract"].browse(self.contract_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def test_second_to_submit_is_told_before_anything_is_rendered(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            mine = api.Environment(first, SUPERUSER_ID, {})["crm.contract"]
            theirs = api.Environment(second, SUPERUSER_ID, {})["crm.contract"]
            mine.browse(self.contract_id).lock_for_update(allow_referencing=True)
            with self.assertRaises(LockError), patch(RENDER) as render:
                theirs.browse(self.contract_id).action_submit()
            render.assert_not_called()
            second.rollback()
