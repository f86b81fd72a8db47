import random

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestTree(ApprovalCommon):
    """How trees are learned, kept and put to use."""

    def test_a_tree_is_learned_from_decisions_and_put_to_use(self):
        self._create_history()
        self.policy.with_user(self.approver).action_retrain()
        tree = self.policy.tree_id
        self.assertTrue(tree.is_in_use)
        self.assertEqual(tree.sample_count, 80)
        self.assertGreater(tree.accuracy, tree.baseline_accuracy)
        self.assertIn("Highest discount: at most 15.5%", tree.outline)
        self.assertEqual(max(tree.importances, key=tree.importances.get), "discount")

    def test_the_learned_tree_decides(self):
        self._create_history(count=150)
        self.policy.action_retrain()
        self.assertEqual(self._submit(discount=5).state, "approved")
        contract = self._submit(discount=25)
        self.assertEqual(contract.decision_ids.recommendation, "reject")

    def test_retraining_says_how_good_the_tree_is(self):
        self._create_history()
        params = self.policy.action_retrain()["params"]
        self.assertEqual(params["type"], "success")
        self.assertIn("Learned from 80 decisions", params["message"])

    def test_the_old_tree_is_kept(self):
        self._create_history()
        self.policy.action_retrain()
        old = self.policy.tree_id
        self.policy.action_retrain()
        self.assertNotEqual(self.policy.tree_id, old)
        self.assertEqual(self.policy.tree_ids, self.policy.tree_id | old)
        self.assertIn("version 2", self.policy.tree_id.name)

    def test_a_tree_no_better_than_the_majority_is_kept_but_not_used(self):
        chance = random.Random(3)
        self._create_history(is_approved=lambda _discount: chance.random() < 0.8)
        action = self.policy.action_retrain()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertTrue(self.policy.tree_ids)
        self.assertFalse(self.policy.tree_id)

    def test_it_learns_from_people_alone(self):
        self._create_tree()
        contract = self._submit(discount=20)
        contract.with_user(self.approver).action_reject("Too much.")
        learned = self.env["crm.contract.decision"]._get_training_decisions(self.policy)
        self.assertEqual(learned.mapped("source"), ["person"])
        self.assertEqual(learned.outcome, "reject")

    def test_it_learns_once_from_a_document_that_two_people_approved(self):
        self.policy.quorum = 2
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        contract.with_user(self.second_approver).action_approve()
        learned = self.env["crm.contract.decision"]._get_training_decisions(self.policy)
        self.assertEqual(len(learned), 1)

    def test_people_and_their_tree_are_compared_in_use(self):
        tree = self._create_tree()
        for discount in (20, 25):
            contract = self._submit(discount=discount).with_user(self.approver)
            contract.action_reject("No.") if discount == 20 else contract.action_approve()
        self.assertEqual((tree.reviewed_count, tree.agreement), (2, 0.5))

    def test_too_few_decisions_teach_nothing(self):
        self._create_history(count=12)
        with self.assertRaisesRegex(UserError, "only 12 decisions"):
            self.policy.action_retrain()

    def test_a_salesperson_does_not_retrain(self):
        with self.assertRaisesRegex(AccessError, "Only approvers"):
            self.policy.with_user(self.salesperson).action_retrain()

    def test_a_tree_is_never_changed(self):
        tree = self._create_tree()
        with self.assertRaisesRegex(UserError, "can't be changed"):
            tree.sudo().content = "{}"

    def test_an_older_tree_can_be_put_back_to_use(self):
        old = self._create_tree()
        self._create_tree()
        old.with_user(self.key_manager).action_use()
        self.assertEqual(self.policy.tree_id, old)

    def test_a_text_that_is_no_tree_is_reported(self):
        self.policy.tree_id = self.env["crm.contract.tree"].create(
            {"name": "Broken", "policy_id": self.policy.id, "content": "{}"}
        )
        with self.assertRaisesRegex(UserError, "can't be read"):
            self._submit()

    def test_the_demonstration_learns_from_its_own_history(self):
        policy = self.env.ref("crm_contract_sign.crm_contract_approval_policy_default")
        before = len(policy.tree_ids)
        self.env["crm.contract.tree"]._generate_demo_decisions()
        self.assertEqual(len(policy.tree_ids), before + 1)
        self.assertGreater(policy.tree_id.accuracy, policy.tree_id.baseline_accuracy + 0.1)


@tagged("post_install", "-at_install")
class TestPolicy(ApprovalCommon):
    """What a policy may say, and who may change it."""

    def test_approvers_do_not_change_the_policy_they_decide_by(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.approver).minimum_confidence = 0.5

    def test_a_key_manager_changes_it(self):
        self.policy.with_user(self.key_manager).minimum_confidence = 0.9
        self.assertEqual(self.policy.minimum_confidence, 0.9)

    def test_a_reviewer_is_an_approver(self):
        with self.assertRaisesRegex(ValidationError, "no approver"):
            self.policy.reviewer_ids = self.salesperson

    def test_no_more_approvals_are_asked_for_than_there_are_reviewers(self):
        with self.assertRaisesRegex(ValidationError, "3 approvals can't come from 2"):
            self.policy.quorum = 3

    def test_a_tree_of_another_policy_is_refused(self):
        other = self.policy.copy({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "another policy"):
            other.tree_id = self._create_tree()
