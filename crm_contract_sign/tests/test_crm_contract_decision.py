import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestDecision(ApprovalCommon):
    """Decisions are evidence: nobody makes one up, and nobody changes one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._submit()
        cls.decision = cls.contract.decision_ids
        cls.values = {
            "contract_id": cls.contract.id,
            "document_id": cls.contract.current_document_id.id,
            "sha256": cls.contract.document_sha256,
            "source": "person",
            "outcome": "approve",
            "user_id": cls.approver.id,
            "features": {"discount": 5.0},
        }

    def _assert_database_refuses(self, **values):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.env["crm.contract.decision"].create({**self.values, **values})

    def test_nobody_writes_decisions_by_hand(self):
        for person in (self.salesperson, self.approver, self.key_manager):
            with self.assertRaises(AccessError):
                self.env["crm.contract.decision"].with_user(person).create(self.values)

    def test_nobody_writes_reviews_by_hand(self):
        review = self.contract.review_ids[0].with_user(self.approver)
        with self.assertRaises(AccessError):
            review.state = "approved"
        with self.assertRaises(AccessError):
            review.copy()

    def test_a_decision_is_never_changed_nor_deleted(self):
        with self.assertRaisesRegex(UserError, "can't be changed"):
            self.decision.sudo().outcome = "approve"
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            self.decision.sudo().unlink()

    def test_postgresql_refuses_to_change_a_decision(self):
        for statement in (
            "UPDATE crm_contract_decision SET outcome = 'approve' WHERE id = %s",
            "DELETE FROM crm_contract_decision WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [self.decision.id])

    def test_a_tree_rejects_nothing(self):
        self._assert_database_refuses(source="tree", user_id=False, outcome="reject")

    def test_a_persons_decision_names_the_person(self):
        self._assert_database_refuses(user_id=False)

    def test_a_persons_decision_names_the_document(self):
        self._assert_database_refuses(document_id=False, sha256=False)

    def test_what_was_decided_earlier_approves_no_contract(self):
        self._assert_database_refuses(source="history", user_id=False)

    def test_a_person_hands_over_to_nobody(self):
        self._assert_database_refuses(outcome="route")

    def test_a_decision_is_about_the_contracts_own_document(self):
        other = self._submit()
        with self.assertRaisesRegex(ValidationError, "not the contract's"):
            self.env["crm.contract.decision"].create(
                {**self.values, "contract_id": other.id, "sha256": other.document_sha256}
            )

    def test_a_decision_on_one_contract_is_seen_by_those_who_see_the_contract(self):
        stranger = self._create_person("stranger", "user")
        decisions = self.env["crm.contract.decision"]
        self.assertIn(self.decision, decisions.with_user(self.salesperson).search([]))
        self.assertNotIn(self.decision, decisions.with_user(stranger).search([]))

    def test_the_features_are_shown_in_words(self):
        self.assertIn("Highest discount", self.decision.feature_table)
        self.assertIn("5%", self.decision.feature_table)


@tagged("post_install", "-at_install")
class TestFeatures(ApprovalCommon):
    """What a tree is told about a contract."""

    def _get_features(self, **values):
        contract = self._create_contract(**values)
        return contract._to_features(contract._get_approval_features())[0]

    def test_they_tell_amount_discount_and_type(self):
        features = self._get_features(amount_total=1234.5, discount=7.5)
        self.assertEqual(features["amount"], 1234.5)
        self.assertEqual(features["discount"], 7.5)
        self.assertEqual(features["type"], "approval_test")

    def test_they_tell_the_amount_in_the_companys_currency(self):
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        self.env["res.currency.rate"].create({"currency_id": currency.id, "rate": 4.0})
        features = self._get_features(amount_total=1000, currency_id=currency.id)
        self.assertEqual(features["amount"], 250)

    def test_they_tell_the_days_of_payment_and_of_the_term(self):
        term = self.env.ref("account.account_payment_term_30days")
        features = self._get_features(
            payment_term_id=term.id, date_start="2026-01-01", date_end="2026-12-31"
        )
        self.assertEqual(features["payment_days"], 30)
        self.assertEqual(features["duration_days"], 364)

    def test_an_open_end_is_not_known(self):
        self.assertIsNone(self._get_features(date_end=False)["duration_days"])

    def test_they_count_earlier_contracts_of_the_whole_customer(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customer.id})
        earlier = self._create_contract(partner_id=contact.id)
        earlier.sudo().state = "active"
        self.assertEqual(self._get_features()["earlier_contracts"], 1)

    def test_they_tell_what_was_edited(self):
        self.assertEqual(self._get_features()["edited_sections"], 1)

    def test_they_tell_only_what_is_asked_for(self):
        contract = self._create_contract()
        specs = contract._get_approval_features()[:2]
        self.assertEqual(list(contract._to_features(specs)[0]), ["amount", "discount"])

    def test_many_contracts_cost_no_more_queries_than_one(self):
        contracts = self.env["crm.contract"].union(*(self._create_contract() for _i in range(6)))
        specs = contracts._get_approval_features()
        counts = []
        for batch in (contracts, contracts[0], contracts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            batch._to_features(specs)
            counts.append(self.cr.sql_log_count - before)
        _warming_up, one, many = counts
        self.assertEqual(one, many)
