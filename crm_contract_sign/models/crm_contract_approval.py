from dataclasses import asdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hmac

from .. import approval

REVIEW_ACTIVITY = "crm_contract_sign.mail_activity_type_review"
MAXIMUM_EMAILS = 5


class CrmContractApproval(models.Model):
    """The approval stage, the machine's part: the tree's verdict, and who is asked.

    A contract is approved by its decisions alone: append-only records bound to the digest of the
    document that was looked at.  Nothing else makes the transition *approve* possible.
    """

    _inherit = "crm.contract"

    # What we think of a contract: its customer may read the contract, but not this.
    _COLLEAGUES_FIELDS = frozenset(
        {
            "approval_status",
            "approval_tone",
            "decision_explanation",
            "decision_verdict",
            "tree_decision_id",
        }
    )

    review_ids = fields.One2many("crm.contract.review", "contract_id", readonly=True)
    decision_ids = fields.One2many("crm.contract.decision", "contract_id", readonly=True)
    tree_decision_id = fields.Many2one(
        "crm.contract.decision", compute="_compute_tree_decision", compute_sudo=True
    )
    decision_verdict = fields.Char(
        string="The Decision Tree Says", compute="_compute_tree_decision", compute_sudo=True
    )
    decision_explanation = fields.Html(
        string="Explanation", compute="_compute_tree_decision", compute_sudo=True, sanitize=False
    )
    approval_status = fields.Char(compute="_compute_approval_status", compute_sudo=True)
    approval_tone = fields.Char(compute="_compute_approval_status", compute_sudo=True)

    @api.model
    def _has_field_access(self, field, operation):
        if field.name in self._COLLEAGUES_FIELDS and self.env.user.share and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.depends("decision_ids")
    @api.depends_context("lang")
    def _compute_tree_decision(self):
        for contract in self:
            by_tree = contract.decision_ids.filtered(lambda decision: decision.source == "tree")
            latest = by_tree.sorted("id")[-1:]
            contract.tree_decision_id = latest
            contract.decision_verdict = latest.verdict
            contract.decision_explanation = latest.explanation

    @api.depends("state", "decision_ids", "review_ids.state")
    @api.depends_context("lang")
    def _compute_approval_status(self):
        messages = self.env["crm.contract.messages"]
        for contract in self:
            tone, status = messages._get_approval_status(contract)
            contract.approval_tone = tone
            contract.approval_status = status

    # ------------------------------------------------------------------
    # LIFECYCLE
    # ------------------------------------------------------------------

    def _check_transition(self, transition):
        super()._check_transition(transition)
        is_ready = {"approve": self._is_approved, "send": self._has_approval}.get(transition.name)
        if is_ready and not is_ready():
            raise UserError(
                self.env._(
                    "The document of %(contract)s is not approved yet. Let its reviewers decide"
                    " first.",
                    contract=self.display_name,
                )
            )

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name == "submit":
            self._begin_approval()
        elif transition.name in ("approve", "revise", "cancel"):
            self._supersede_reviews()

    def _begin_approval(self):
        # sudo: salespeople submit without being able to read policies.
        policies = self.env["crm.contract.approval.policy"].sudo()._find(self)
        asking = self.filtered(lambda contract: policies[contract].ask_on_submit)
        asking._ask_decision_tree()
        (self - asking)._ask_reviewers(policies)

    def _is_approved(self):
        """Whether the present document is approved: by a tree, or by as many people as needed."""
        self.ensure_one()
        # sudo: an approval counts whether or not the one who goes on may read it.
        decisions = self.sudo()._get_document_decisions()
        if any(each.source == "tree" and each.outcome == "approve" for each in decisions):
            return True
        return self._get_tally().outcome == "approved"

    def _has_approval(self):
        """Whether somebody, or a tree, approved the very document that is about to be sent."""
        # sudo: an approval counts whether or not the one who sends may read it.
        return "approve" in self.sudo()._get_document_decisions().mapped("outcome")

    def _get_document_decisions(self):
        """The decisions on the very document that the contract has now."""
        document = self.current_document_id
        return self.decision_ids.filtered(
            lambda decision: (
                document and decision.document_id == document and decision.sha256 == document.sha256
            )
        )

    def _get_tally(self, policy=None):
        """How people's votes on the present document stand; an ``approval.Tally``."""
        # sudo: policies and votes count for whoever asks.
        contract = self.sudo()
        policy = policy or self.env["crm.contract.approval.policy"].sudo()._find(contract)[contract]
        people = contract._get_document_decisions().filtered(
            lambda decision: decision.source == "person"
        )
        votes = [decision._to_vote() for decision in people]
        return approval.tally(votes, quorum=policy.quorum or 1)

    # ------------------------------------------------------------------
    # ASKING THE TREE
    # ------------------------------------------------------------------

    def action_ask_decision_tree(self):
        """Ask the decision tree about these contracts: it approves, or calls the reviewers.

        :raise UserError: a contract is not in review
        """
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        self._check_in_review()
        self._ask_decision_tree()
        approved = self.filtered(lambda contract: contract.state == "approved")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if approved else "info",
                "message": self.env._(
                    "The decision tree approved %(approved)s and handed %(routed)s to reviewers.",
                    approved=len(approved),
                    routed=len(self - approved),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _ask_decision_tree(self):
        # sudo: salespeople ask the tree without being able to read policies.
        policies = self.env["crm.contract.approval.policy"].sudo()._find(self)
        rows = dict(zip(self, self._to_features(self._get_approval_features()), strict=True))
        values_list = []
        for policy, contracts in self.grouped(policies.get).items():
            with self.env["crm.contract.messages"]._translated():
                values_list += contracts._judge(policy, rows)
        decisions = self._record_decisions("tree", values_list)
        self._apply_verdicts(decisions, policies)

    def _judge(self, policy, rows):
        """What the tree of one policy says on these contracts, as values of decisions."""
        tree, thresholds = policy.tree_id._to_tree(), policy._to_thresholds()
        values_list = []
        for contract in self:
            row = rows[contract]
            verdict = approval.decide(tree, row, thresholds, contract._get_sample_draw())
            verdict = contract._prepare_verdict(verdict, row, policy)
            change = approval.nearest_change(tree, row, thresholds) if tree else None
            values_list.append(
                {
                    "contract_id": contract.id,
                    "policy_id": policy.id,
                    "tree_id": policy.tree_id.id,
                    "outcome": verdict.outcome,
                    "recommendation": verdict.recommendation,
                    "reason_code": verdict.reason,
                    "features": row,
                    "path": [asdict(step) for step in verdict.path.steps] if verdict.path else [],
                    "nearest_change": asdict(change) if change else None,
                    "share": verdict.share,
                    "confidence": verdict.confidence,
                    "support": verdict.support,
                }
            )
        return values_list

    def _prepare_verdict(self, verdict, row, policy):
        """Have the last word on what the tree said, before it counts.

        Called for each contract that the tree was asked about.  Gets an ``approval.Verdict``, the
        features, and the policy in superuser mode, possibly empty.  Returns a verdict.  Override
        to hand over in further cases:
        ``dataclasses.replace(verdict, outcome="route", reason="new_customer")``.
        """
        self.ensure_one()
        return verdict

    def _apply_verdicts(self, decisions, policies):
        """Do what the tree decided: approve, or ask people.

        Called after the decisions are filed.  Gets the ``crm.contract.decision`` of these
        contracts, and the policy of each, both in superuser mode.  Returns nothing.  Override to
        follow up; call ``super()``.
        """
        approvals = decisions.filtered(lambda decision: decision.outcome == "approve")
        approved = self & approvals.contract_id
        # sudo: the tree approves on the policy's behalf, whatever the asker may do.
        approved.sudo()._transition("approve")
        (self - approved)._ask_reviewers(policies)

    def _get_sample_draw(self):
        """Where the present document falls in the sample, from 0 to 1.

        Drawn with the database's secret, so that nobody can see it coming, and from the digest, so
        that asking again is not drawing again.
        """
        # sudo: the secret is read to be mixed in, not shown.
        drawn = hmac(self.env(su=True), "crm_contract_sample", self.document_sha256 or "")
        return int(drawn[:13], 16) / 16**13

    def _record_decisions(self, source, values_list):
        """File one decision on each of these contracts, bound to the digest of its document.

        :param str source: ``person`` or ``tree``
        :param list values_list: values of ``crm.contract.decision``, with ``contract_id``
        :return: crm.contract.decision, in superuser mode
        """
        # sudo: decisions are written here alone; callers have checked who decides.
        contracts = {contract.id: contract.sudo() for contract in self}
        decisions = (
            self.env["crm.contract.decision"]
            .sudo()
            .create(
                [
                    {
                        "document_id": contracts[values["contract_id"]].current_document_id.id,
                        "sha256": contracts[values["contract_id"]].document_sha256,
                        "type_id": contracts[values["contract_id"]].type_id.id,
                        "company_id": contracts[values["contract_id"]].company_id.id,
                        "source": source,
                        **values,
                    }
                    for values in values_list
                ]
            )
        )
        self.invalidate_recordset(["decision_ids"])
        for outcome, alike in decisions.grouped("outcome").items():
            alike._log(f"{'ask_tree' if source == 'tree' else 'vote'}_{outcome}")
        return decisions

    # ------------------------------------------------------------------
    # ASKING PEOPLE
    # ------------------------------------------------------------------

    def _get_involved_users(self):
        """The people who must not decide on this contract where the policy asks for four eyes.

        Called when reviewers are asked, and when somebody decides.  Gets one contract.  Returns
        users: the responsible, and whoever submitted this revision.  Override to add others.
        """
        self.ensure_one()
        # sudo: the log says who submitted, whoever asks.
        submissions = self.sudo().event_ids.filtered(lambda event: event.code == "submit")
        return self.sudo().user_id | submissions.sorted("sequence")[-1:].user_id

    def _ask_reviewers(self, policies):
        """Ask the people who may decide on these contracts, each once a document.

        :param dict policies: the policy of each contract, in superuser mode
        :raise UserError: too few people are left to decide on one of them
        """
        values_list, contracts_by_user = [], {}
        # sudo: reviews and their activities are written by asking and deciding alone.
        for contract in self.sudo():
            document = contract.current_document_id
            reviewers = contract._get_enough_reviewers(policies[contract])
            asked = contract.review_ids.filtered(
                lambda review, document=document: review.document_id == document
            )
            for user in reviewers - asked.user_id:
                values_list.append(
                    {"contract_id": contract.id, "document_id": document.id, "user_id": user.id}
                )
                contracts_by_user[user] = contracts_by_user.get(user, contract) | contract
        self.env["crm.contract.review"].sudo().create(values_list)
        for user, contracts in contracts_by_user.items():
            # A dozen contracts submitted at once are a dozen activities, but no dozen e-mails.
            is_quiet = len(contracts) > MAXIMUM_EMAILS
            contracts.with_context(mail_activity_quick_update=is_quiet).activity_schedule(
                REVIEW_ACTIVITY, user_id=user.id, summary=self.env._("Approve or reject")
            )

    def _get_enough_reviewers(self, policy):
        reviewers = policy._get_reviewers(self)
        needed = policy.quorum or 1
        if len(reviewers) < needed:
            raise UserError(
                self.env._(
                    "Nobody is left to approve %(contract)s: %(needed)s needed, %(count)s may."
                    " Whoever is responsible or submits does not decide. Give a colleague the group"
                    " “Approver”, or change the approval policy.",
                    contract=self.display_name,
                    needed=needed,
                    count=len(reviewers),
                )
            )
        return reviewers

    def _supersede_reviews(self):
        # sudo: reviews and their activities are written by asking and deciding alone.
        pending = self.sudo().review_ids.filtered(lambda review: review.state == "pending")
        pending.write({"state": "superseded"})
        self.sudo().activity_unlink([REVIEW_ACTIVITY])
