from odoo import api, fields, models
from odoo.exceptions import ValidationError

TRAINING_LIMIT = 5000


class CrmContractDecision(models.Model):
    """One decision on one frozen document: whose, what, on which grounds.  Never changed.

    What the table may hold is said to PostgreSQL, so that no code can make an approval out of
    nothing: people's and trees' decisions name a document and its digest, a tree rejects nothing,
    and a decision taken before contracts were kept here belongs to no contract.
    """

    _name = "crm.contract.decision"
    _description = "Contract Decision"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "decided_on desc, id desc"

    contract_id = fields.Many2one("crm.contract", index="btree_not_null", ondelete="restrict")
    document_id = fields.Many2one(
        "crm.contract.document", index="btree_not_null", ondelete="restrict"
    )
    sha256 = fields.Char(string="SHA-256", help="The digest of the document decided on.")
    policy_id = fields.Many2one(
        "crm.contract.approval.policy", index="btree_not_null", ondelete="restrict"
    )
    type_id = fields.Many2one("crm.contract.type", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one("res.company", index="btree_not_null", ondelete="restrict")
    source = fields.Selection(
        [("person", "Person"), ("tree", "Decision Tree"), ("history", "History")],
        string="Made By",
        required=True,
    )
    outcome = fields.Selection(
        [("approve", "Approved"), ("reject", "Rejected"), ("route", "Handed Over")],
        required=True,
    )
    recommendation = fields.Selection(
        [("approve", "Approve"), ("reject", "Reject")],
        string="Tree Recommends",
        help="What the tree would say, also where a person decides.",
    )
    reason_code = fields.Char(help="Why the tree decided so, as a code.")
    reason = fields.Text(help="Why, in the reviewer's words.")
    user_id = fields.Many2one(
        "res.users", string="Reviewer", ondelete="restrict", index="btree_not_null"
    )
    tree_id = fields.Many2one("crm.contract.tree", ondelete="restrict", index="btree_not_null")
    features = fields.Json(required=True)
    path = fields.Json(help="The tree's questions on the way to its answer.")
    nearest_change = fields.Json(help="The one number that stood in the way of an approval.")
    share = fields.Float(
        string="Approved Before",
        aggregator="avg",
        help="The share of approvals among earlier decisions like this one.",
    )
    confidence = fields.Float(
        aggregator="avg", help="The lower bound of that share, with 95 % certainty."
    )
    support = fields.Integer(
        string="Decisions Like This", aggregator="avg", help="How many earlier decisions these are."
    )
    decided_on = fields.Datetime(required=True, default=fields.Datetime.now)
    verdict = fields.Char(compute="_compute_verdict", string="Why")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    feature_table = fields.Html(compute="_compute_feature_table", sanitize=False)

    _bound_to_document = models.Constraint(
        "CHECK((source = 'history') = (contract_id IS NULL)"
        " AND (source = 'history') = (document_id IS NULL)"
        " AND (source = 'history') = (sha256 IS NULL))",
        "A decision is about one document of one contract.",
    )
    _made_by_somebody = models.Constraint(
        "CHECK((source = 'person') = (user_id IS NOT NULL))",
        "A person's decision names the person, and no other does.",
    )
    _tree_never_rejects = models.Constraint(
        "CHECK(source != 'tree' OR outcome != 'reject')", "A decision tree rejects nothing."
    )
    _people_decide = models.Constraint(
        "CHECK(source = 'tree' OR outcome != 'route')", "A person approves or rejects."
    )

    @api.constrains("document_id", "contract_id", "sha256")
    def _check_document(self):
        for decision in self.filtered("document_id"):
            document = decision.document_id
            if (document.contract_id, document.sha256) != (decision.contract_id, decision.sha256):
                raise ValidationError(
                    self.env._(
                        "This decision names a document that is not the contract's. Reload the"
                        " contract and decide again."
                    )
                )

    @api.depends("outcome", "contract_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for decision in self:
            parts = filter(
                None, (outcomes.get(decision.outcome), decision.contract_id.display_name)
            )
            decision.display_name = " · ".join(parts)

    @api.depends("reason_code", "reason")
    @api.depends_context("lang")
    def _compute_verdict(self):
        messages = self.env["crm.contract.messages"]
        for decision in self:
            decision.verdict = messages._get_verdict_message(decision)

    @api.depends("path", "nearest_change")
    @api.depends_context("lang")
    def _compute_explanation(self):
        messages = self.env["crm.contract.messages"]
        for decision in self:
            company = decision.company_id or self.env.company
            decision.explanation = self.env["ir.qweb"]._render(
                "crm_contract_sign.decision_explanation",
                {
                    "decision": decision,
                    "steps": [
                        messages._get_step_words(step, company) for step in decision.path or ()
                    ],
                    "conclusion": messages._get_conclusion(decision),
                    "change": messages._get_change_sentence(decision.nearest_change, company),
                },
            )

    @api.depends("features")
    @api.depends_context("lang")
    def _compute_feature_table(self):
        messages = self.env["crm.contract.messages"]
        for decision in self:
            company = decision.company_id or self.env.company
            decision.feature_table = self.env["ir.qweb"]._render(
                "crm_contract_sign.decision_features",
                {"features": messages._get_feature_words(decision.features or {}, company)},
            )

    def _log(self, code):
        """Chain these decisions into the logs of their contracts.

        :param str code: the event's code
        """
        self.env["crm.contract.event"]._append(
            self.contract_id,
            code,
            {decision.contract_id.id: decision._prepare_event_payload() for decision in self},
        )
        self.contract_id.invalidate_recordset(["event_ids"])

    def _prepare_event_payload(self):
        payload = {"decision": self.id, "sha256": self.sha256}
        if self.source == "tree":
            return payload | {"tree": self.tree_id.id, "reason_code": self.reason_code}
        return payload | {"by": self.user_id.name, "reason": self.reason or ""}

    def _to_vote(self):
        """A person's decision as a vote."""
        from .. import approval

        self.ensure_one()
        return approval.Vote(voter=self.user_id.id, approves=self.outcome == "approve")

    @api.model
    def _get_training_decisions(self, policy):
        """The decisions that a policy's tree learns from, the oldest first.

        Called when a tree is retrained.  Gets the policy.  Returns the newest decisions taken by
        people, here or earlier, one a document: a tree must not learn from itself.  Override to
        leave some out.
        """
        domain = fields.Domain("source", "in", ("person", "history"))
        if policy.company_id:
            domain &= fields.Domain("company_id", "=", policy.company_id.id)
        if policy.type_ids:
            domain &= fields.Domain("type_id", "in", policy.type_ids.ids)
        decisions = self.search(domain, order="id desc", limit=TRAINING_LIMIT)
        last = {decision.document_id or decision: decision for decision in reversed(decisions)}
        return self.browse(decision.id for decision in last.values())
