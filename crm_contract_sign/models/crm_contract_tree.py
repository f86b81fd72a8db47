from odoo import api, fields, models
from odoo.tools import SQL

from .. import approval

DEMO_DECISIONS = 360


class CrmContractTree(models.Model):
    """A decision tree learned from people's decisions: JSON, with its quality measured.

    Trees are never changed: each training makes a new one, and the policy says which is in use,
    so that every decision can be traced to the tree that took it.
    """

    _name = "crm.contract.tree"
    _description = "Decision Tree"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    policy_id = fields.Many2one(
        "crm.contract.approval.policy", required=True, index=True, ondelete="restrict"
    )
    content = fields.Text(string="Tree (JSON)", required=True)
    sample_count = fields.Integer(string="Decisions Learned From", aggregator="max")
    accuracy = fields.Float(
        aggregator="avg",
        help="The share of decisions that it repeats, measured on decisions it had not seen.",
    )
    baseline_accuracy = fields.Float(
        string="Accuracy of the Most Frequent Answer",
        aggregator="avg",
        help="What always giving the same, most frequent answer would reach.",
    )
    false_approval_rate = fields.Float(
        string="False Approvals",
        aggregator="avg",
        help="The share of what people rejected that it would have recommended for approval.",
    )
    automatic_count = fields.Integer(
        string="Automatic Approvals",
        aggregator="max",
        help="How many of the decisions it would have taken by itself, at the policy's confidence.",
    )
    automatic_wrong_count = fields.Integer(
        string="Wrong Automatic Approvals",
        aggregator="max",
        help="How many of these people had rejected.",
    )
    importances = fields.Json(help="The share of the information gain, by feature.")
    is_in_use = fields.Boolean(compute="_compute_is_in_use")
    summary = fields.Char(compute="_compute_summary")
    outline = fields.Html(compute="_compute_outline", sanitize=False)
    reviewed_count = fields.Integer(
        string="Reviewed Recommendations",
        compute="_compute_agreement",
        help="How many of its recommendations in use a person then decided on.",
    )
    agreement = fields.Float(
        string="Agreement in Use",
        compute="_compute_agreement",
        help="In how many of these the person decided as it had recommended.",
    )

    def _compute_is_in_use(self):
        for tree in self:
            tree.is_in_use = tree.policy_id.tree_id == tree

    @api.depends("accuracy", "baseline_accuracy", "false_approval_rate", "sample_count")
    @api.depends_context("lang")
    def _compute_summary(self):
        messages = self.env["crm.contract.messages"]
        for tree in self:
            tree.summary = messages._get_tree_summary(tree)

    @api.depends("content", "importances")
    @api.depends_context("lang")
    def _compute_outline(self):
        messages = self.env["crm.contract.messages"]
        for tree in self:
            company = tree.policy_id.company_id or self.env.company
            tree.outline = self.env["ir.qweb"]._render(
                "crm_contract_sign.tree_outline",
                {
                    "branches": [
                        messages._get_branch_words(branch, company)
                        for branch in approval.outline(tree._to_tree())
                    ],
                    "importances": messages._get_importance_words(tree.importances or {}),
                },
            )

    def _compute_agreement(self):
        counts = self._count_agreement()
        for tree in self:
            reviewed, agreed = counts.get(tree.id, (0, 0))
            tree.reviewed_count = reviewed
            tree.agreement = agreed / reviewed if reviewed else 0.0

    def _count_agreement(self):
        """(reviewed, agreed) by tree: its recommendations against people's later decisions."""
        self.env["crm.contract.decision"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT advice.tree_id, COUNT(*),"
                " COUNT(*) FILTER (WHERE person.outcome = advice.recommendation)"
                " FROM crm_contract_decision advice JOIN crm_contract_decision person"
                " ON person.document_id = advice.document_id AND person.source = 'person'"
                " WHERE advice.tree_id = ANY(%s) AND advice.source = 'tree'"
                " AND advice.recommendation IS NOT NULL GROUP BY advice.tree_id",
                list(self.ids),
            )
        )
        return {tree_id: (reviewed, agreed) for tree_id, reviewed, agreed in rows}

    # ------------------------------------------------------------------
    # TRAINING
    # ------------------------------------------------------------------

    @api.model
    def _train(self, policy):
        """Learn a tree for a policy from people's decisions, and put it to use if it is any good.

        :param crm.contract.approval.policy policy: one policy
        :return: crm.contract.tree
        :raise UserError: too few decisions, or all the same
        """
        decisions = self.env["crm.contract.decision"]._get_training_decisions(policy)
        with self.env["crm.contract.messages"]._translated():
            training = approval.train(
                self.env["crm.contract"]._get_approval_features(),
                [decision.features for decision in decisions],
                [decision.outcome == "approve" for decision in decisions],
                policy._to_thresholds(),
            )
        # sudo: trees are written by training alone; the caller has checked who may train.
        tree = self.sudo().create(self._prepare_tree_values(policy, training))
        if training.is_better_than_baseline:
            policy.sudo().tree_id = tree
        return tree

    @api.model
    def _prepare_tree_values(self, policy, training):
        """Values of the tree that a training made.

        Called once a training.  Gets the policy and an ``approval.Training``.  Returns a dict.
        Override to keep further measures.
        """
        return {
            "name": self.env._(
                "%(policy)s, version %(version)s",
                policy=policy.name,
                version=len(policy.tree_ids) + 1,
            ),
            "policy_id": policy.id,
            "content": training.tree.to_json(),
            "sample_count": training.sample_count,
            "accuracy": training.accuracy,
            "baseline_accuracy": training.baseline_accuracy,
            "false_approval_rate": training.false_approval_rate,
            "automatic_count": training.automation.approved,
            "automatic_wrong_count": training.automation.wrong,
            "importances": training.importances,
        }

    def _to_tree(self):
        """The tree as the pure package knows it, or None where there is none.

        :raise UserError: the stored text is no tree that this version can read
        """
        if not self:
            return None
        self.ensure_one()
        with self.env["crm.contract.messages"]._translated():
            return approval.Tree.from_json(self.content)

    def action_retrain(self):
        """Learn anew for the policies of these trees."""
        return self.policy_id.action_retrain()

    def action_use(self):
        """Put this tree to use in its policy, instead of the one in use now."""
        self.ensure_one()
        self.policy_id.tree_id = self

    # ------------------------------------------------------------------
    # DEMONSTRATION
    # ------------------------------------------------------------------

    @api.model
    def _generate_demo_decisions(self):
        """Imagine two years of decisions and learn from them; only for demonstration data.

        What is imagined is marked as history: it belongs to no contract and approves none.
        """
        from ..demo import decision_history

        policy = self.env.ref("crm_contract_sign.crm_contract_approval_policy_default")
        types = {each.code: each.id for each in self.env["crm.contract.type"].search([])}
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        history = decision_history.generate(sorted(types), DEMO_DECISIONS, yesterday)
        self.env["crm.contract.decision"].create(
            [
                {
                    "source": "history",
                    "outcome": outcome,
                    "decided_on": decided_on,
                    "features": features,
                    "policy_id": policy.id,
                    "type_id": types[features["type"]],
                    "company_id": self.env.company.id,
                }
                for decided_on, features, outcome in history
            ]
        )
        self._train(policy)
