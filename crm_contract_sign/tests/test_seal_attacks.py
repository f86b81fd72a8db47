import base64

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .. import rendering
from .seal_common import SealCaseMixin


@tagged("post_install", "-at_install")
class TestSealAttacks(SealCaseMixin, TransactionCase):
    """What nobody gets past."""

    def _create_approved(self):
        contract = self._create_sealed_contract(plan=[self._sealed(10), self._them(20)])
        self._send(contract)
        self._approve(contract)
        return contract

    def test_nobody_but_the_custodian_affixes(self):
        contract = self._create_approved()
        for user in (self.heir, self.seal_approver, self.key_manager, self.salesperson):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._affix(contract, user=user)

    def test_person_put_into_the_plan_by_force_still_lacks_custody(self):
        contract = self._create_approved()
        self._get_seal_signer(contract).user_id = self.heir
        with self.assertRaisesRegex(UserError, "nobody else affixes it"):
            self._affix(contract, user=self.heir)

    def test_custodian_of_another_companys_seal_affixes_nothing_here(self):
        contract = self._create_approved()
        other = self.env["res.company"].create({"name": "Other"})
        self.custodian.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self._affix(contract)

    def test_approval_of_another_document_does_not_count(self):
        contract = self._create_approved()
        content = base64.b64encode(b"%PDF-1.7 another price")
        former = contract.sudo().current_document_id
        other = former.create(
            {
                "contract_id": contract.id,
                "name": "other.pdf",
                "kind": "frozen",
                "revision": former.revision,
                "step": 0,
                "sha256": rendering.sha256_hex(b"%PDF-1.7 another price"),
                "content": content,
                "signature_places": former.signature_places,
            }
        )
        contract.sudo().current_document_id = other
        with self.assertRaisesRegex(ValidationError, "approved for another document"):
            self._affix(contract)

    def test_approval_of_a_former_revision_does_not_count(self):
        contract = self._create_approved()
        use = self._get_use(contract)
        contract.sudo().revision += 1
        newer = contract.sudo().current_document_id.copy_data()[0]
        newer.update(revision=contract.revision)
        document = self.env["crm.contract.document"].create(newer)
        contract.sudo().current_document_id = document
        with self.assertRaisesRegex(ValidationError, "approved for another document"):
            use.sudo()._check_holds(document)

    def test_uses_are_written_over_rpc_by_nobody(self):
        contract = self._create_approved()
        use = self._get_use(contract)
        for user in (self.salesperson, self.custodian, self.seal_approver, self.key_manager):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    use.with_user(user).write({"state": "approved"})
                with self.assertRaises(AccessError):
                    use.with_user(user).create(use.sudo().copy_data()[0])
                with self.assertRaises(AccessError):
                    use.with_user(user).unlink()

    def test_custody_is_written_over_rpc_by_nobody(self):
        seal = self.seal.with_user(self.key_manager)
        for values in (
            {"state": "active"},
            {"certificate_id": False},
            {"heir_id": self.heir.id},
            {"handover_key": "x"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                seal.write(values)
        with self.assertRaises(UserError):
            seal.write({"custodian_id": self.heir.id})
        with self.assertRaises(AccessError):
            self._create_seal(name="Spare", state="active")

    def test_key_being_handed_over_is_read_by_nobody(self):
        self._offer()
        for user in (self.custodian, self.heir, self.key_manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.seal.with_user(user).read(["handover_key"])

    @mute_logger("odoo.sql_db")
    def test_database_keeps_what_was_asked_decided_and_affixed(self):
        contract = self._create_approved()
        use = self._get_use(contract)
        self.env.flush_all()
        statements = (
            "UPDATE crm_contract_seal_use SET sha256 = 'x' WHERE id = %s",
            "UPDATE crm_contract_seal_use SET decided_by_id = 1 WHERE id = %s",
            "DELETE FROM crm_contract_seal_use WHERE id = %s",
        )
        for statement in statements:
            with (
                self.subTest(statement=statement),
                self.assertRaises(RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement, [use.id])
        self._affix(contract)
        self.env.flush_all()
        with self.assertRaises(RestrictViolation), self.cr.savepoint():
            self.cr.execute(
                "UPDATE crm_contract_seal_use SET state = 'approved' WHERE id = %s", [use.id]
            )

    def test_seals_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.heir.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self._send(self._create_sealed_contract())
        for model in ("crm.contract.seal", "crm.contract.seal.use", "crm.contract.seal.event"):
            found = self.env[model].with_user(self.heir).search([])
            with self.subTest(model=model):
                self.assertNotIn(self.seal, found if model.endswith("seal") else found.seal_id)

    def test_approver_of_a_seal_reads_the_contracts_in_question_and_no_others(self):
        contract, other = self._create_sealed_contract(), self._create_approved_contract()
        self.assertFalse(contract.with_user(self.seal_approver).has_access("read"))
        self._send(contract)
        mine = contract.with_user(self.seal_approver)
        self.assertTrue(mine.has_access("read"))
        self.assertTrue(mine.current_document_id.has_access("read"))
        self.assertFalse(mine.has_access("write"))
        self.assertFalse(other.with_user(self.seal_approver).has_access("read"))

    def test_colleague_with_contracts_of_their_own_sees_no_use_on_others(self):
        use = self._send(self._create_sealed_contract())
        self.assertFalse(use.with_user(self.heir).has_access("read"))
        self.assertTrue(use.with_user(self.salesperson).has_access("read"))

    def test_seal_is_no_way_to_sign_for_somebody_else(self):
        contract = self._create_approved()
        with self.assertRaises(UserError):
            self._get_seal_signer(contract).with_user(self.salesperson).action_open_change()
