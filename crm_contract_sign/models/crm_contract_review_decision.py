from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_contract_approval import REVIEW_ACTIVITY
from .crm_contract_approval_policy import APPROVER_GROUP


class CrmContractReviewDecision(models.Model):
    """The approval stage, the people's part: who may decide, and what their decision does."""

    _inherit = "crm.contract"

    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("state", "user_id", "decision_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        is_approver = self.env.user.has_group(APPROVER_GROUP)
        reviewed = self.filtered(lambda contract: is_approver and contract.state == "review")
        # sudo: whether one may decide is shown to everyone, the policy is not.
        policies = self.env["crm.contract.approval.policy"].sudo()._find(reviewed)
        for contract in self:
            contract.can_decide = (
                contract in reviewed
                and self.env.user in policies[contract]._get_reviewers(contract)
                and self.env.user not in contract._get_people_who_decided()
            )

    def _get_people_who_decided(self):
        # sudo: who has decided counts, whether or not the one who asks may read it.
        return self.sudo()._get_document_decisions().user_id

    def write(self, vals):
        if "user_id" in vals:
            self._check_responsible_stays(vals["user_id"])
        return super().write(vals)

    def _check_responsible_stays(self, user_id):
        """Refuse that an approver hands over their own contract in review, to then decide on it.

        :raise AccessError: they would
        """
        if self.env.su or not self.env.user.has_group(APPROVER_GROUP):
            return
        for contract in self:
            is_own = contract.user_id == self.env.user and user_id != self.env.uid
            if is_own and contract.state == "review":
                raise AccessError(
                    self.env._(
                        "%(contract)s is in review, and you are responsible for it: hand it over"
                        " before you submit it, or after the decision.",
                        contract=contract.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve these contracts as a person who may.

        A contract moves on when as many people approved as its policy asks for.

        :raise AccessError: the user is no approver, or may not decide on one of them
        :raise UserError: a contract is not in review, or has changed since it was opened
        """
        policies = self._check_may_decide()
        self._check_seen()
        self._record_people_decisions("approve", policies)
        approved = self.filtered(
            lambda contract: contract._get_tally(policies[contract]).outcome == "approved"
        )
        approved._transition("approve")

    def action_reject(self, reason=None):
        """Reject these contracts; they go back to draft.

        :param str reason: why, for the salesperson; asked for in a dialog where it is missing
        :return: the dialog's action, or True
        :raise AccessError: the user is no approver, or may not decide on one of them
        :raise UserError: a contract is not in review, or has changed since it was opened
        """
        policies = self._check_may_decide()
        self._check_seen()
        reason = (reason or "").strip()
        if not reason:
            return self.env["crm.contract.reject"]._open_for(self)
        self._record_people_decisions("reject", policies, reason=reason)
        for contract in self:
            contract._transition("revise", revision=contract.revision)
            contract._notify_rejection(reason)
        return True

    def _notify_rejection(self, reason):
        self.message_post(
            body=self.env._(
                "%(person)s rejected the contract: %(reason)s",
                person=self.env.user.name,
                reason=reason,
            ),
            partner_ids=self.user_id.partner_id.ids,
        )

    def _check_seen(self):
        """Refuse a decision on another document than the one that was on screen.

        The form says by the context which digest it showed; that can only refuse, never allow.

        :raise UserError: a new revision was submitted in the meantime
        """
        seen = self.env.context.get("decided_sha256")
        if seen and len(self) == 1 and seen != self.document_sha256:
            raise UserError(
                self.env._(
                    "%(contract)s has been revised since you opened it. Reload the page and look at"
                    " the new document before you decide.",
                    contract=self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # WHO MAY DECIDE
    # ------------------------------------------------------------------

    def _check_in_review(self):
        # What another transaction did while we waited counts, not what we read before.
        self.invalidate_recordset(["state", "current_document_id"])
        for contract in self.filtered(lambda contract: contract.state != "review"):
            raise UserError(
                self.env._(
                    "%(contract)s is not in review. Only a submitted contract is decided on.",
                    contract=contract.display_name,
                )
            )

    def _check_may_decide(self):
        """Refuse a decision by somebody who may not take it.

        :return: policy by contract, in superuser mode
        :raise AccessError: no approver, involved in the contract, or no reviewer of it
        :raise UserError: not in review, or decided by them already
        """
        if not self.env.user.has_group(APPROVER_GROUP):
            raise AccessError(
                self.env._("Only approvers decide on contracts. Ask one of them, please.")
            )
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        self._check_in_review()
        # sudo: approvers decide by policies of which they may read but a part.
        policies = self.env["crm.contract.approval.policy"].sudo()._find(self)
        for contract in self:
            contract._check_is_reviewer(policies[contract])
        return policies

    def _check_is_reviewer(self, policy):
        user = self.env.user
        if (not policy or policy.four_eyes) and user in self._get_involved_users():
            raise AccessError(
                self.env._(
                    "You are responsible for %(contract)s or have submitted it, so somebody else"
                    " decides on it (four eyes).",
                    contract=self.display_name,
                )
            )
        reviewers = policy._get_reviewers(self)
        if user not in reviewers:
            raise AccessError(
                self.env._(
                    "%(reviewers)s decide on %(contract)s. Ask them, please.",
                    reviewers=", ".join(reviewers.mapped("name")) or self.env._("Others"),
                    contract=self.display_name,
                )
            )
        if user in self._get_people_who_decided():
            raise UserError(
                self.env._(
                    "You have already approved %(contract)s; others still have to.",
                    contract=self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # RECORDS
    # ------------------------------------------------------------------

    def _record_people_decisions(self, outcome, policies, reason=None):
        """File the current user's decisions on these contracts, and close their reviews."""
        rows = self._to_features(self._get_approval_features())
        self._record_decisions(
            "person",
            [
                {
                    "contract_id": contract.id,
                    "user_id": self.env.uid,
                    "outcome": outcome,
                    "features": row,
                    "policy_id": policies[contract].id,
                    "reason": reason,
                }
                for contract, row in zip(self, rows, strict=True)
            ],
        )
        # sudo: reviews and their activities are written by asking and deciding alone.
        mine = self.sudo().review_ids.filtered(
            lambda review: review.user_id == self.env.user and review.state == "pending"
        )
        mine.write(
            {
                "state": "approved" if outcome == "approve" else "rejected",
                "decided_on": fields.Datetime.now(),
            }
        )
        self.sudo().activity_unlink([REVIEW_ACTIVITY], user_id=self.env.uid)
