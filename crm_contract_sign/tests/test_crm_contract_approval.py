from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestAskingTheTree(ApprovalCommon):
    """What a submission sets going, and what the tree's verdict does."""

    def test_a_submitted_contract_is_approved_when_the_tree_is_sure(self):
        tree = self._create_tree()
        contract = self._submit()
        decision = contract.decision_ids
        self.assertEqual(contract.state, "approved")
        self.assertEqual((decision.source, decision.outcome), ("tree", "approve"))
        self.assertEqual(decision.tree_id, tree)
        self.assertEqual(decision.reason_code, "confident_approval")

    def test_a_decision_names_the_document_and_its_digest(self):
        self._create_tree()
        contract = self._submit()
        self.assertEqual(contract.decision_ids.document_id, contract.current_document_id)
        self.assertEqual(contract.decision_ids.sha256, contract.document_sha256)

    def test_the_log_tells_who_approved(self):
        self._create_tree()
        contract = self._submit()
        codes = contract.event_ids.sorted("sequence").mapped("code")
        self.assertEqual(codes[-3:], ["submit", "ask_tree_approve", "approve"])

    def test_the_reviewers_are_called_when_the_tree_is_unsure(self):
        self._create_tree(at_most=(0, 5))
        contract = self._submit()
        self.assertEqual(contract.state, "review")
        self.assertEqual(contract.decision_ids.reason_code, "unsure")
        self.assertEqual(contract.review_ids.user_id, self.approver | self.second_approver)
        self.assertEqual(self._get_activity_users(contract), self.approver | self.second_approver)

    def test_the_tree_recommends_a_rejection_but_never_rejects(self):
        self._create_tree()
        contract = self._submit(discount=20)
        self.assertEqual(contract.state, "review")
        self.assertEqual(contract.decision_ids.outcome, "route")
        self.assertEqual(contract.decision_ids.recommendation, "reject")

    def test_people_decide_while_there_is_no_tree(self):
        contract = self._submit()
        self.assertEqual(contract.decision_ids.reason_code, "no_tree")
        self.assertEqual(len(contract.review_ids), 2)

    def test_a_person_decides_above_the_policys_limit(self):
        self._create_tree()
        self.policy.person_above = 5_000
        self.assertEqual(self._submit(amount_total=5_000).state, "approved")
        contract = self._submit(amount_total=5_001)
        self.assertEqual(contract.state, "review")
        self.assertEqual(contract.decision_ids.reason_code, "above_limit")

    def test_a_person_checks_a_sample_of_what_the_tree_would_approve(self):
        self._create_tree()
        self.policy.sample_share = 1.0
        self.assertEqual(self._submit().decision_ids.reason_code, "sampled")

    def test_asking_again_does_not_draw_again(self):
        contract = self._submit()
        self.assertEqual(contract._get_sample_draw(), contract._get_sample_draw())
        self.assertTrue(0 <= contract._get_sample_draw() < 1)

    def test_the_reviewers_are_asked_straight_away_where_the_policy_says_so(self):
        self._create_tree()
        self.policy.ask_on_submit = False
        contract = self._submit()
        self.assertFalse(contract.decision_ids)
        self.assertEqual(len(contract.review_ids), 2)
        contract.action_ask_decision_tree()
        self.assertEqual(contract.state, "approved")

    def test_asking_again_asks_no_reviewer_twice(self):
        contract = self._submit()
        contract.action_ask_decision_tree()
        self.assertEqual(len(contract.review_ids), 2)
        self.assertEqual(len(contract.decision_ids), 2)

    def test_many_contracts_are_asked_about_at_once(self):
        contracts = self._submit() | self._submit(discount=20)
        self._create_tree()
        action = contracts.action_ask_decision_tree()
        self.assertEqual(contracts.mapped("state"), ["approved", "review"])
        self.assertIn("1", action["params"]["message"])

    def test_many_at_once_make_activities_but_no_emails(self):
        contracts = self.env["crm.contract"].union(*(self._create_contract() for _i in range(6)))
        before = self.env["mail.mail"].search_count([])
        contracts.with_user(self.salesperson).action_submit()
        self.assertEqual(len(contracts.sudo().activity_ids), 12)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_an_extension_has_the_last_word_on_a_verdict(self):
        self._create_tree()
        self.patch(
            type(self.env["crm.contract"]),
            "_prepare_verdict",
            lambda _contract, verdict, _row, _policy: replace(verdict, outcome="route"),
        )
        contract = self._submit()
        self.assertEqual(contract.state, "review")
        self.assertEqual(contract.decision_ids.outcome, "route")

    def test_only_a_submitted_contract_is_asked_about(self):
        with self.assertRaisesRegex(UserError, "not in review"):
            self._create_contract().action_ask_decision_tree()

    def test_a_submission_is_refused_when_nobody_is_left_to_decide(self):
        approvers = self.approver | self.second_approver
        self.patch(type(self.policy), "_get_approvers", lambda _policy: approvers)
        self.policy.quorum = 2
        with self.assertRaisesRegex(UserError, "Nobody is left to approve"):
            self._submit(user_id=self.approver.id)

    def test_all_approvers_are_asked_when_the_named_ones_are_involved(self):
        self.policy.reviewer_ids = self.approver
        contract = self._submit(user_id=self.approver.id)
        self.assertIn(self.second_approver, contract.review_ids.user_id)
        self.assertNotIn(self.approver, contract.review_ids.user_id)

    def test_a_policy_for_the_type_comes_before_one_for_all(self):
        self.env["crm.contract.approval.policy"].create({"name": "All", "sequence": 1})
        contract = self._create_contract()
        self.assertEqual(
            self.env["crm.contract.approval.policy"]._find(contract)[contract], self.policy
        )


@tagged("post_install", "-at_install")
class TestExplanation(ApprovalCommon):
    """Why the tree decided so, in words."""

    def test_the_path_is_told_question_by_question(self):
        self._create_tree()
        contract = self._submit(discount=20)
        self.assertIn("Highest discount: more than 15%", contract.decision_explanation)
        self.assertIn("here: 20%", contract.decision_explanation)
        self.assertIn("Of 50 earlier decisions like this one, 20%", contract.decision_explanation)

    def test_the_one_number_in_the_way_is_named(self):
        self._create_tree()
        contract = self._submit(discount=20)
        self.assertIn("Highest discount: at most 15%", contract.decision_explanation)

    def test_the_status_says_for_whom_it_waits(self):
        contract = self._submit()
        self.assertEqual(contract.approval_tone, "info")
        self.assertIn("Approver", contract.approval_status)
        self.assertIn("0 of 1", contract.approval_status)

    def test_the_status_says_who_approved(self):
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        self.assertEqual(contract.approval_tone, "success")
        self.assertIn("Approved by Approver on", contract.approval_status)

    def test_every_reason_of_a_verdict_has_a_sentence(self):
        codes = {
            "confident_approval",
            "tree_recommends_rejection",
            "unsure",
            "missing_feature",
            "no_tree",
            "above_limit",
            "sampled",
        }
        self.assertEqual(codes, set(self.env["crm.contract.messages"]._get_verdict_sentences()))

    def test_every_feature_has_a_name(self):
        names = {spec.name for spec in self.env["crm.contract"]._get_approval_features()}
        self.assertEqual(names, set(self.env["crm.contract.messages"]._get_feature_names()))

    def test_every_value_is_shown_in_the_readers_format(self):
        messages, company = self.env["crm.contract.messages"], self.env.company
        for feature, value, unit, words in (
            ("discount", 12.5, "percent", "12.5%"),
            ("payment_days", 30.0, "days", "30 days"),
            ("overdue", True, None, "yes"),
            ("duration_days", None, "days", "not known"),
            ("type", "approval_test", None, "Approval Test"),
        ):
            self.assertEqual(messages._format_feature(feature, value, unit, company), words)


@tagged("post_install", "-at_install")
class TestDeciding(ApprovalCommon):
    """Who may decide, and what their decision does."""

    def test_a_salesperson_decides_nothing(self):
        contract = self._submit()
        with self.assertRaisesRegex(AccessError, "Only approvers"):
            contract.action_approve()
        with self.assertRaisesRegex(AccessError, "Only approvers"):
            contract.action_reject("No")
        self.assertFalse(contract.can_decide)

    def test_an_approver_does_not_decide_on_their_own_contract(self):
        contract = self._submit(user_id=self.approver.id).with_user(self.approver)
        self.assertFalse(contract.can_decide)
        with self.assertRaisesRegex(AccessError, "four eyes"):
            contract.action_approve()

    def test_an_approver_does_not_decide_on_what_they_submitted(self):
        contract = self._create_contract().with_user(self.approver)
        contract.action_submit()
        with self.assertRaisesRegex(AccessError, "four eyes"):
            contract.action_approve()

    def test_an_approver_does_not_hand_over_their_own_contract_in_review(self):
        contract = self._submit(user_id=self.approver.id).with_user(self.approver)
        with self.assertRaisesRegex(AccessError, "hand it over"):
            contract.user_id = self.salesperson

    def test_they_decide_on_their_own_where_the_policy_asks_for_two_eyes(self):
        self.policy.four_eyes = False
        contract = self._submit(user_id=self.approver.id).with_user(self.approver)
        self.assertTrue(contract.can_decide)
        contract.action_approve()
        self.assertEqual(contract.state, "approved")

    def test_an_approval_is_kept_bound_to_the_document(self):
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        decision = contract.decision_ids.filtered(lambda each: each.source == "person")
        self.assertEqual(contract.state, "approved")
        self.assertEqual((decision.user_id, decision.outcome), (self.approver, "approve"))
        self.assertEqual(decision.sha256, contract.document_sha256)
        self.assertEqual(decision.features["discount"], 5)

    def test_an_approval_closes_the_reviews_and_activities(self):
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        states = {review.user_id: review.state for review in contract.review_ids}
        self.assertEqual(states, {self.approver: "approved", self.second_approver: "superseded"})
        self.assertFalse(self._get_activity_users(contract))

    def test_as_many_approvals_are_needed_as_the_policy_asks_for(self):
        self.policy.quorum = 2
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        self.assertEqual(contract.state, "review")
        self.assertIn("1 of 2", contract.approval_status)
        contract.with_user(self.second_approver).action_approve()
        self.assertEqual(contract.state, "approved")

    def test_nobody_approves_twice(self):
        self.policy.quorum = 2
        contract = self._submit().with_user(self.approver)
        contract.action_approve()
        self.assertFalse(contract.can_decide)
        with self.assertRaisesRegex(UserError, "already approved"):
            contract.action_approve()

    def test_only_the_policys_reviewers_decide(self):
        self.policy.reviewer_ids = self.approver
        contract = self._submit().with_user(self.second_approver)
        self.assertFalse(contract.can_decide)
        with self.assertRaisesRegex(AccessError, "Approver decide"):
            contract.action_approve()

    def test_a_rejection_returns_the_contract_to_draft_with_its_reason(self):
        contract = self._submit()
        contract.with_user(self.approver).action_reject(" The discount is too high. ")
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.decision_ids[0].reason, "The discount is too high.")
        self.assertEqual(contract.approval_tone, "danger")
        self.assertIn("The discount is too high.", contract.message_ids[0].body)

    def test_one_rejection_is_enough(self):
        self.policy.quorum = 2
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        contract.with_user(self.second_approver).action_reject("No.")
        self.assertEqual(contract.state, "draft")

    def test_a_rejection_asks_for_its_reason(self):
        contract = self._submit().with_user(self.approver)
        action = contract.action_reject()
        self.assertEqual(contract.state, "review")
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.approver)
            .with_context(**action["context"])
            .create({"reason": "Too long a term."})
        )
        wizard.action_reject()
        self.assertEqual(contract.state, "draft")

    def test_what_was_on_screen_is_what_is_decided_on(self):
        contract = self._submit()
        seen = contract.document_sha256
        contract.action_revise()
        contract.action_submit()
        with self.assertRaisesRegex(UserError, "revised since you opened it"):
            contract.with_user(self.approver).with_context(decided_sha256=seen).action_approve()

    def test_a_revision_voids_the_approval(self):
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        contract.action_revise()
        contract.action_submit()
        self.assertEqual(contract.state, "review")
        self.assertFalse(contract._is_approved())

    def test_no_code_approves_without_a_decision(self):
        contract = self._submit()
        with self.assertRaisesRegex(UserError, "not approved yet"):
            contract.sudo()._transition("approve")

    def test_no_code_sends_a_document_that_nobody_approved(self):
        contract = self._submit()
        contract.with_user(self.approver).action_approve()
        contract.sudo().current_document_id = contract.current_document_id.sudo().copy(
            {"sha256": "0" * 64}
        )
        with self.assertRaisesRegex(UserError, "not approved yet"):
            contract.sudo()._transition("send")

    def test_several_contracts_are_decided_on_all_or_none(self):
        contracts = self._submit() | self._submit(user_id=self.approver.id)
        with self.assertRaises(AccessError):
            contracts.with_user(self.approver).action_approve()
        self.assertEqual(contracts.mapped("state"), ["review", "review"])

    def test_approvers_find_what_waits_for_them(self):
        contract = self._submit()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action_my_decision"
        )
        self.assertEqual(action["res_model"], "crm.contract")
        domain = [
            ("review_ids", "any", [("user_id", "=", self.approver.id), ("state", "=", "pending")])
        ]
        self.assertIn(contract, self.env["crm.contract"].with_user(self.approver).search(domain))


@tagged("post_install", "-at_install")
class TestServerActions(ApprovalCommon):
    """The approval stage as server actions, for a selection of contracts."""

    def _run(self, name, records, user):
        action = self.env.ref(f"crm_contract_sign.{name}").with_user(user)
        return action.with_context(
            active_model=records._name, active_ids=records.ids, active_id=records[:1].id
        ).run()

    def test_the_tree_is_asked_about_a_selection(self):
        contracts = self._submit() | self._submit(discount=20)
        self._create_tree()
        self._run("action_server_ask_decision_tree", contracts, self.salesperson)
        self.assertEqual(contracts.mapped("state"), ["approved", "review"])

    def test_an_approver_approves_a_selection(self):
        contracts = self._submit() | self._submit()
        self._run("action_server_approve", contracts, self.approver)
        self.assertEqual(contracts.mapped("state"), ["approved", "approved"])

    def test_a_salesperson_may_not_run_it(self):
        with self.assertRaises(AccessError):
            self._run("action_server_approve", self._submit(), self.salesperson)

    def test_a_rejection_opens_the_dialog(self):
        action = self._run("action_server_reject", self._submit(), self.approver)
        self.assertEqual(action["res_model"], "crm.contract.reject")

    def test_an_approver_retrains_from_the_policy_and_from_the_tree(self):
        self._create_history()
        self._run("action_server_retrain", self.policy, self.approver)
        self._run("action_server_retrain_tree", self.policy.tree_id, self.approver)
        self.assertEqual(len(self.policy.tree_ids), 2)
