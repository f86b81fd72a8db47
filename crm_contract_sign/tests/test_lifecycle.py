from itertools import product

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, TransactionCase, tagged

from ..errors import LifecycleError
from ..lifecycle import CONTRACT_LIFECYCLE, Lifecycle, Transition
from .common import PIN, ContractCaseMixin

# The table once more, by where one stands: a second opinion, on purpose not computed from it.
ALLOWED = {
    "draft": {"submit", "cancel"},
    "review": {"approve", "revise", "cancel"},
    "approved": {"send", "revise", "cancel"},
    "signing": {"activate", "decline", "withdraw", "abort"},
    "active": {"expire", "terminate"},
    "declined": {"revise", "cancel"},
    "expired": set(),
    "terminated": set(),
    "cancelled": set(),
}
FINAL = {"expired", "terminated", "cancelled"}


@tagged("post_install", "-at_install")
class TestLifecycleTable(BaseCase):
    """The table of states, by itself."""

    def test_each_state_is_left_by_what_it_allows_and_by_nothing_else(self):
        self.assertCountEqual(CONTRACT_LIFECYCLE.states, ALLOWED)
        for state, transition in product(ALLOWED, CONTRACT_LIFECYCLE):
            with self.subTest(state=state, transition=transition.name):
                is_allowed = transition.name in ALLOWED[state]
                self.assertEqual(state in transition.sources, is_allowed)
                self.assertEqual(
                    transition.name in CONTRACT_LIFECYCLE.names_from(state), is_allowed
                )

    def test_every_state_can_be_reached(self):
        reached = {CONTRACT_LIFECYCLE.initial}
        for _round in CONTRACT_LIFECYCLE.states:
            reached |= {each.target for each in CONTRACT_LIFECYCLE if each.sources & reached}
        self.assertEqual(reached, set(CONTRACT_LIFECYCLE.states))

    def test_no_way_leads_around_review_approval_and_signature(self):
        for skipped in ("review", "approved", "signing"):
            reached = {CONTRACT_LIFECYCLE.initial}
            for _round in CONTRACT_LIFECYCLE.states:
                reached |= {
                    each.target
                    for each in CONTRACT_LIFECYCLE
                    if each.sources & reached and each.target != skipped
                }
            with self.subTest(skipped=skipped):
                self.assertNotIn("active", reached)

    def test_no_transition_stays_where_it_is(self):
        for transition in CONTRACT_LIFECYCLE:
            self.assertNotIn(transition.target, transition.sources)

    def test_unknown_transition_is_refused_by_name(self):
        with self.assertRaises(LifecycleError) as caught:
            CONTRACT_LIFECYCLE["sleep"]
        self.assertEqual(str(caught.exception), "unknown_transition(name='sleep')")

    def test_two_transitions_of_one_name_are_refused(self):
        edge = Transition("sleep", frozenset({"draft"}), "asleep")
        with self.assertRaises(LifecycleError) as caught:
            Lifecycle([edge, edge], "draft")
        self.assertEqual(caught.exception.code, "duplicate_transition")

    def test_extension_adds_edges_and_leaves_the_original_alone(self):
        suspend = Transition("suspend", frozenset({"active"}), "suspended")
        resume = Transition("resume", frozenset({"suspended"}), "active")
        extended = CONTRACT_LIFECYCLE.extended(suspend, resume)
        self.assertEqual(extended.names_from("active"), ("expire", "terminate", "suspend"))
        self.assertEqual(extended.states[-1], "suspended")
        self.assertNotIn("suspended", CONTRACT_LIFECYCLE.states)

    def test_extension_of_the_same_name_replaces_an_edge(self):
        nowhere = Transition("cancel", frozenset({"draft"}), "cancelled")
        extended = CONTRACT_LIFECYCLE.extended(nowhere)
        self.assertNotIn("cancel", extended.names_from("review"))
        self.assertEqual(len(list(extended)), len(list(CONTRACT_LIFECYCLE)))

    def test_diagram_has_a_line_for_every_edge(self):
        lines = CONTRACT_LIFECYCLE.mermaid().splitlines()
        edges = [
            f"    {state} --> {CONTRACT_LIFECYCLE[name].target}: {name}"
            for state, names in ALLOWED.items()
            for name in names
        ]
        self.assertEqual(lines[:2], ["stateDiagram-v2", "    [*] --> draft"])
        self.assertCountEqual(lines[2:], edges)


@tagged("post_install", "-at_install")
class TestContractLifecycle(ContractCaseMixin, TransactionCase):
    """The records follow the table, and nobody writes a state around it."""

    def setUp(self):
        super().setUp()
        # Attempts at a PIN are counted in a transaction of their own.
        self.registry_enter_test_mode()

    def _put_into(self, contract, state):
        contract.sudo().state = state
        return contract

    def _get_codes(self, contract):
        return contract.event_ids.sorted("sequence").mapped("code")

    def test_transition_that_the_table_forbids_is_refused_and_leaves_no_trace(self):
        contract = self._create_contract()
        for state, transition in product(ALLOWED, CONTRACT_LIFECYCLE):
            if transition.name not in ALLOWED[state]:
                self._put_into(contract, state)
                with self.subTest(state=state, transition=transition.name):
                    with self.assertRaisesRegex(UserError, "This step starts from"):
                        contract._transition(transition.name)
                    self.assertEqual(contract.state, state)
        self.assertFalse(contract.event_ids)

    def test_state_and_what_belongs_to_it_are_written_by_nobody(self):
        contract = self._create_contract()
        values = {"state": "active", "reference": "X", "revision": 7, "date_signed": "2026-01-01"}
        for user in (self.salesperson, self.approver, self.env.ref("base.user_admin")):
            for name, value in values.items():
                refused = self.assertRaisesRegex(AccessError, f"\\b{name}\\b")
                with self.subTest(user=user.name, field=name), refused:
                    contract.with_user(user).write({name: value})

    def test_nothing_is_born_in_force(self):
        values = self._create_contract().copy_data()[0]
        contracts = self.env["crm.contract"].with_user(self.salesperson)
        with self.assertRaisesRegex(AccessError, "state"):
            contracts.create({**values, "state": "active"})

    def test_import_of_a_file_can_not_set_a_state(self):
        contract = self._create_contract()
        contract.env["ir.model.data"].sudo()._update_xmlids(
            [{"xml_id": "__test__.contract", "record": contract, "noupdate": True}]
        )
        result = contract.browse().load(["id", "state"], [["__test__.contract", "active"]])
        self.assertTrue(result["messages"])
        contract.invalidate_recordset()
        self.assertEqual(contract.state, "draft")

    def test_buttons_offered_are_those_of_the_state(self):
        contract = self._create_contract()
        for state, names in ALLOWED.items():
            self._put_into(contract, state)
            with self.subTest(state=state):
                self.assertEqual(set(contract.available_transitions.split()), names)

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def test_cancelled_contract_keeps_its_evidence_and_its_reviewers_are_free(self):
        contract = self._create_contract()
        contract.action_submit()
        contract.action_cancel()
        self.assertEqual(contract.state, "cancelled")
        self.assertEqual(self._get_codes(contract)[-1], "cancel")
        self.assertTrue(contract.sudo().current_document_id._get_bytes())
        self.assertEqual(set(contract.sudo().review_ids.mapped("state")) - {"superseded"}, set())
        self.assertFalse(contract.sudo().activity_ids)

    def test_revising_needs_a_new_approval_of_the_new_document(self):
        contract = self._create_approved_contract()
        first = contract.document_sha256
        contract.action_revise()
        self.assertEqual(contract.state, "draft")
        contract.section_ids[0].body = "<p>The seller delivers better chairs.</p>"
        contract.action_submit()
        self.assertEqual(contract.revision, 2)
        self.assertNotEqual(contract.document_sha256, first)
        with self.assertRaises(UserError):
            contract.action_send()

    def test_declined_contract_can_be_revised_but_not_sent_again_as_it_is(self):
        contract = self._create_sent_contract()
        contract.signer_ids[1].sudo()._decline("Too dear", {})
        with self.assertRaisesRegex(UserError, "This step starts from"):
            contract.action_send()
        contract.action_revise()
        self.assertEqual(contract.state, "draft")

    def test_withdrawn_contract_can_be_sent_again_and_waits_for_nobody_meanwhile(self):
        contract = self._create_approved_contract()
        contract.action_send()
        self.assertTrue(contract.is_my_turn)
        contract.action_withdraw()
        self.assertFalse(contract.is_my_turn)
        self.assertFalse(contract.activity_ids)
        contract.action_send()
        self.assertTrue(contract.is_my_turn)

    def test_contract_with_a_signature_is_declined_when_we_withdraw_it(self):
        contract = self._create_sent_contract()
        contract.action_withdraw("The price was wrong")
        self.assertEqual(contract.state, "declined")
        self.assertIn("The price was wrong", contract.event_ids[0].message)

    def test_signed_document_is_not_put_back_among_the_approved(self):
        contract = self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "already bears a signature"):
            contract._transition("withdraw")
        self.assertEqual(contract.state, "signing")

    def test_one_contract_that_may_not_go_on_stops_the_whole_batch(self):
        ready, draft = self._create_approved_contract(), self._create_contract()
        with self.assertRaises(UserError):
            (ready | draft).action_send()
        self.assertEqual((ready.state, draft.state), ("approved", "draft"))

    def test_every_step_is_an_event_of_an_unbroken_log(self):
        contract = self._create_sent_contract()
        codes = self._get_codes(contract)
        self.assertEqual(codes[:3], ["create", "freeze", "submit"])
        self.assertLess(codes.index("approve"), codes.index("send"))
        self.assertLess(codes.index("send"), codes.index("sign"))
        self.assertEqual(contract.action_check_log()["params"]["type"], "success")

    # ------------------------------------------------------------------
    # COPIES, ARCHIVE, DELETION
    # ------------------------------------------------------------------

    def test_copy_is_a_fresh_draft_with_the_same_words(self):
        contract = self._create_signed_contract()
        copy = contract.copy()
        self.assertEqual((copy.state, copy.revision), ("draft", 0))
        self.assertNotEqual(copy.reference, contract.reference)
        self.assertIn(contract.name, copy.name)
        self.assertEqual(copy.section_ids.mapped("body"), contract.section_ids.mapped("body"))
        self.assertFalse(copy.document_ids | copy.signed_document_id | copy.current_document_id)
        self.assertFalse(copy.with_context(active_test=False).signer_ids)
        self.assertFalse(copy.event_ids)
        self.assertFalse(copy.date_signed)
        self.assertFalse(copy.sale_order_id, "an order has one contract of its own")

    def test_archived_contract_is_out_of_sight_and_still_verifies(self):
        contract = self._create_signed_contract()
        contract.action_archive()
        self.assertNotIn(contract, contract.search([]))
        content = contract.sudo().signed_document_id._get_bytes()
        report, known = self.env["crm.contract.document"]._verify_upload(content)
        self.assertTrue(report.accepted, report)
        self.assertEqual(known, contract.signed_document_id)

    def test_draft_that_was_never_submitted_is_deleted_with_its_sections(self):
        contract = self._create_contract()
        sections = contract.section_ids
        contract.unlink()
        self.assertFalse(contract.exists() or sections.exists())

    def test_contract_with_evidence_is_not_deleted_by_anyone(self):
        contract = self._create_contract()
        contract.action_submit()
        contract.action_cancel()
        for user in (
            self.salesperson,
            self.env.ref("base.user_admin"),
            self.env.ref("base.user_root"),
        ):
            with self.subTest(user=user.name), self.assertRaisesRegex(UserError, "evidence"):
                contract.with_user(user).unlink()

    def test_log_of_a_draft_begins_with_its_first_step(self):
        contract = self._create_contract()
        self.assertFalse(contract.event_ids)
        contract.action_cancel()
        self.assertEqual(self._get_codes(contract), ["create", "cancel"])

    def test_signing_twice_is_refused(self):
        contract = self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "already signed"):
            contract.action_sign(PIN)
