from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .. import approval

APPROVER_GROUP = "crm_contract_sign.crm_contract_sign_group_approver"


class CrmContractApprovalPolicy(models.Model):
    """Who decides on which contracts, and how far the decision tree may go by itself."""

    _name = "crm.contract.approval.policy"
    _description = "Approval Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", tracking=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    type_ids = fields.Many2many(
        "crm.contract.type", string="Contract Types", help="All types when empty."
    )
    reviewer_ids = fields.Many2many(
        "res.users",
        string="Reviewers",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(APPROVER_GROUP).id)],
        tracking=True,
        help="Who is asked, and decides, when a person must; all approvers when empty.",
    )
    quorum = fields.Integer(
        string="Approvals Needed",
        default=1,
        required=True,
        tracking=True,
        help="How many reviewers have to approve. One rejection is enough to reject.",
    )
    four_eyes = fields.Boolean(
        default=True,
        tracking=True,
        help="Nobody decides on a contract that they are responsible for or have submitted.",
    )
    ask_on_submit = fields.Boolean(
        string="Ask the Tree on Submission",
        default=True,
        tracking=True,
        help="The decision tree looks at each contract as soon as it is submitted. Otherwise the"
        " reviewers are asked straight away.",
    )
    minimum_confidence = fields.Float(
        default=0.8,
        tracking=True,
        help="The tree approves by itself only where, of earlier decisions like this one, at least"
        " this share was approved (lower bound of the 95 % interval).",
    )
    person_above = fields.Monetary(
        string="A Person Decides Above",
        tracking=True,
        help="Above this amount, in the company's currency, the tree never decides. 0: no limit.",
    )
    sample_share = fields.Float(
        string="Checked by a Person Anyway",
        default=0.1,
        tracking=True,
        help="This share of what the tree would approve goes to the reviewers all the same. Only"
        " so does one notice when the tree has become wrong.",
    )
    tree_id = fields.Many2one(
        "crm.contract.tree",
        string="Tree in Use",
        index="btree_not_null",
        copy=False,
        domain="[('policy_id', '=', id)]",
        ondelete="restrict",
        tracking=True,
    )
    tree_ids = fields.One2many("crm.contract.tree", "policy_id", string="Trees")
    tree_summary = fields.Char(related="tree_id.summary")

    _quorum_positive = models.Constraint(
        "CHECK(quorum >= 1)", "At least one approval is needed. Enter 1 or more."
    )
    _minimum_confidence_range = models.Constraint(
        "CHECK(minimum_confidence BETWEEN 0.5 AND 1)",
        "The minimum confidence lies between 50 % and 100 %.",
    )
    _sample_share_range = models.Constraint(
        "CHECK(sample_share BETWEEN 0 AND 1)",
        "The share that a person checks lies between 0 % and 100 %.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = (policy.company_id or self.env.company).currency_id

    @api.constrains("reviewer_ids", "quorum")
    def _check_reviewers(self):
        for policy in self.filtered("reviewer_ids"):
            outsiders = policy.reviewer_ids - policy._get_approvers()
            if outsiders:
                raise ValidationError(
                    self.env._(
                        "%(person)s is no approver and can't review contracts. Give them the group"
                        " “Approver” first.",
                        person=outsiders[0].name,
                    )
                )
            if policy.quorum > len(policy.reviewer_ids):
                raise ValidationError(
                    self.env._(
                        "%(quorum)s approvals can't come from %(count)s reviewers. Name more"
                        " reviewers, or ask for fewer approvals.",
                        quorum=policy.quorum,
                        count=len(policy.reviewer_ids),
                    )
                )

    @api.constrains("tree_id")
    def _check_tree(self):
        for policy in self:
            if policy.tree_id and policy.tree_id.policy_id != policy:
                raise ValidationError(
                    self.env._(
                        "“%(tree)s” learned from another policy's decisions. Choose one of this"
                        " policy's own trees, or retrain.",
                        tree=policy.tree_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # CHOICE OF POLICY AND PEOPLE
    # ------------------------------------------------------------------

    @api.model
    def _find(self, contracts):
        """The policy that decides on each of some contracts.

        Called when contracts are submitted, asked about or decided on.  Gets a recordset.  Returns
        a dict from contract to a recordset of at most one policy: one that names its type before
        one for all types, one of its company before one for all companies.  Override to choose by
        your own criteria.
        """
        ranked = self.search([]).sorted(
            lambda policy: (not policy.type_ids, not policy.company_id, policy.sequence, policy.id)
        )
        return {
            contract: ranked.filtered(lambda policy, each=contract: policy._applies_to(each))[:1]
            for contract in contracts
        }

    def _applies_to(self, contract):
        """Whether this policy may decide on ``contract``.

        Called for each policy and contract.  Returns a boolean.  Override to add criteria.
        """
        self.ensure_one()
        return (not self.type_ids or contract.type_id in self.type_ids) and (
            not self.company_id or contract.company_id == self.company_id
        )

    @api.model
    def _get_approvers(self):
        # sudo: who belongs to a group is not readable by every salesperson.
        users = self.env.ref(APPROVER_GROUP).sudo().all_user_ids
        return users.filtered(lambda user: user.active and not user.share)

    def _get_reviewers(self, contract):
        """The people who decide on a contract.

        Called when reviewers are asked, and when somebody decides.  Gets the contract; ``self`` is
        its policy, or empty where none applies.  Returns users: the policy's reviewers, or all
        approvers where it names none or where too few of them are left.  Override to choose
        them by team or amount.
        """
        approvers = self._get_approvers().filtered(
            lambda user: contract.company_id in user.company_ids
        )
        if not self or self.four_eyes:
            approvers -= contract._get_involved_users()
        named = self.reviewer_ids & approvers
        return named if named and len(named) >= self.quorum else approvers

    # ------------------------------------------------------------------
    # DECISION TREE
    # ------------------------------------------------------------------

    def _to_thresholds(self):
        """How far the tree may go, as the pure package knows it."""
        if not self:
            return approval.Thresholds()
        self.ensure_one()
        return approval.Thresholds(
            minimum_confidence=self.minimum_confidence,
            limits={"amount": self.person_above} if self.person_above else {},
            sample_share=self.sample_share,
        )

    def action_retrain(self):
        """Learn new trees from what people decided; use those that beat the majority's answer."""
        if not self.env.user.has_group(APPROVER_GROUP):
            raise AccessError(
                self.env._("Only approvers retrain the decision tree. Ask one of them, please.")
            )
        self.check_access("read")
        trees = self.env["crm.contract.tree"]
        for policy in self:
            trees |= trees._train(policy)
        is_used = all(tree.is_in_use for tree in trees)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if is_used else "warning",
                "sticky": not is_used,
                "title": self.env._("Decision tree retrained"),
                "message": " ".join(trees.mapped("summary")),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_decisions(self):
        """Open the decisions taken under this policy."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_decision_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}
