import math

from odoo import api, models
from odoo.tools import format_amount, format_datetime


class CrmContractApprovalMessages(models.AbstractModel):
    """The words of the approval stage: verdicts, questions of a tree, features and their values."""

    _inherit = "crm.contract.messages"

    # ------------------------------------------------------------------
    # ERRORS AND EVENTS
    # ------------------------------------------------------------------

    @api.model
    def _get_document_errors(self):
        _ = self.env._
        return {
            **super()._get_document_errors(),
            "too_few_decisions": _(
                "There are only %(count)s decisions to learn from; %(minimum)s are needed. Let"
                " people decide on some more contracts first."
            ),
            "single_outcome": _(
                "All decisions so far are the same, so there is nothing to learn yet. Let people"
                " decide on some more contracts first."
            ),
            "one_sided": _(
                "Only %(count)s decisions went the other way; at least %(minimum)s are needed to"
                " learn when. Let people decide on some more contracts first."
            ),
            "malformed_tree": _(
                "The decision tree can't be read. Retrain it, or choose an older one in the"
                " approval policy."
            ),
            "unreadable_value": _(
                "The feature “%(feature)s” has a value of the wrong kind. Ask your administrator to"
                " correct the customization that provides it."
            ),
            "invalid_quorum": _(
                "%(quorum)s approvals can't be asked for. Enter 1 or more in the approval policy."
            ),
        }

    @api.model
    def _get_event_sentences(self):
        _ = self.env._
        return {
            **super()._get_event_sentences(),
            "ask_tree_approve": _("The decision tree approved"),
            "ask_tree_route": _("The decision tree handed over to the reviewers"),
            "vote_approve": _("%(by)s approved"),
            "vote_reject": _("%(by)s rejected: %(reason)s"),
        }

    # ------------------------------------------------------------------
    # VERDICTS
    # ------------------------------------------------------------------

    @api.model
    def _get_approval_status(self, contract):
        """Where the approval of a contract stands: a Bootstrap tone, and a sentence.

        :rtype: tuple[str, str]
        """
        _ = self.env._
        if contract.state == "review":
            pending = contract.review_ids.filtered(lambda review: review.state == "pending")
            tally = contract._get_tally()
            return "info", _(
                "Waiting for %(reviewers)s. %(approvals)s of %(quorum)s approvals so far.",
                reviewers=", ".join(pending.user_id.mapped("name")) or _("a reviewer"),
                approvals=tally.approvals,
                quorum=tally.quorum,
            )
        last = contract.decision_ids.sorted("id")[-1:]
        if last.outcome == "reject":
            return "danger", _(
                "Rejected by %(person)s: %(reason)s",
                person=last.user_id.name,
                reason=last.reason or "",
            )
        if last.outcome != "approve" or contract.state == "draft":
            return "info", ""
        return "success", self._get_approved_sentence(contract, last)

    @api.model
    def _get_approved_sentence(self, contract, last):
        _ = self.env._
        moment = format_datetime(self.env, last.decided_on, dt_format="medium")
        if last.source == "tree":
            return _("Approved by the decision tree on %(moment)s.", moment=moment)
        voters = contract.decision_ids.filtered(
            lambda each: each.document_id == last.document_id and each.source == "person"
        ).user_id
        return _(
            "Approved by %(people)s on %(moment)s.",
            people=", ".join(voters.mapped("name")),
            moment=moment,
        )

    @api.model
    def _get_verdict_message(self, decision):
        """Why a decision came out as it did, as a sentence."""
        if decision.source != "tree":
            return decision.reason or ""
        return self._get_verdict_sentences().get(decision.reason_code, decision.reason_code or "")

    @api.model
    def _get_verdict_sentences(self):
        """Sentences of the reasons of verdicts, by code.

        Called whenever decisions of a tree are shown.  Returns a dict.  Override to add the
        reasons of your own ``_prepare_verdict()``.
        """
        _ = self.env._
        return {
            "confident_approval": _("The tree is sure: decisions like this one were approved."),
            "tree_recommends_rejection": _(
                "A person decides: decisions like this one were mostly rejected."
            ),
            "unsure": _("A person decides: decisions like this one are too few or too mixed."),
            "missing_feature": _("A person decides: something the tree asks for is not known."),
            "no_tree": _("A person decides: there is no decision tree yet."),
            "above_limit": _("A person decides: the amount is above the policy's limit."),
            "sampled": _(
                "A person decides: this one was drawn to check whether the tree is still right."
            ),
        }

    @api.model
    def _get_conclusion(self, decision):
        """What the end of a tree's path says about earlier decisions; empty without a tree."""
        if not decision.support:
            return ""
        return self.env._(
            "Of %(support)s earlier decisions like this one, %(share)s were approved; with 95%%"
            " certainty at least %(confidence)s are.",
            support=decision.support,
            share=f"{decision.share:.0%}",
            confidence=f"{decision.confidence:.0%}",
        )

    @api.model
    def _get_tree_summary(self, tree):
        """How good a tree is, as a sentence or two."""
        _ = self.env._
        values = {
            "count": tree.sample_count,
            "accuracy": f"{tree.accuracy:.0%}",
            "baseline": f"{tree.baseline_accuracy:.0%}",
            "automatic": tree.automatic_count,
            "wrong": tree.automatic_wrong_count,
        }
        if tree.accuracy <= tree.baseline_accuracy:
            return _(
                "Learned from %(count)s decisions, it repeats %(accuracy)s of those it had not"
                " seen: no better than always giving the most frequent answer (%(baseline)s). It is"
                " kept, but not used.",
                **values,
            )
        return _(
            "Learned from %(count)s decisions, it repeats %(accuracy)s of those it had not seen"
            " (the most frequent answer alone: %(baseline)s). It would have approved %(automatic)s"
            " of them by itself; people had rejected %(wrong)s of these.",
            **values,
        )

    # ------------------------------------------------------------------
    # QUESTIONS AND FEATURES
    # ------------------------------------------------------------------

    @api.model
    def _get_feature_names(self):
        """The features of a decision in words, by name.

        Called whenever a tree's path is shown.  Returns a dict.  Override to name yours.
        """
        _ = self.env._
        return {
            "amount": _("Amount"),
            "discount": _("Highest discount"),
            "payment_days": _("Payment term"),
            "duration_days": _("Duration"),
            "earlier_contracts": _("Earlier contracts with this customer"),
            "overdue": _("Overdue invoices"),
            "edited_sections": _("Sections that differ from the template"),
            "warnings": _("Warnings of the draft checks"),
            "type": _("Contract type"),
        }

    @api.model
    def _get_feature_name(self, name):
        return self._get_feature_names().get(name, name)

    @api.model
    def _get_question(self, feature, operator, operand, unit, company):
        """One answer of a tree as a clause, such as “Amount: at most € 20,000”."""
        _ = self.env._
        sentences = {
            "at_most": _("%(feature)s: at most %(operand)s"),
            "more_than": _("%(feature)s: more than %(operand)s"),
            "is": _("%(feature)s: %(operand)s"),
            "is_not": _("%(feature)s: not %(operand)s"),
            "known": _("%(feature)s: known"),
            "unknown": _("%(feature)s: not known"),
        }
        return sentences[operator] % {
            "feature": self._get_feature_name(feature),
            "operand": self._format_feature(feature, operand, unit, company),
        }

    @api.model
    def _get_step_words(self, step, company):
        """One question of a tree's walk: what was asked, the answer, what it told."""
        _ = self.env._
        return {
            "question": self._get_question(
                step["feature"], step["operator"], step["operand"], step["unit"], company
            ),
            "value": _(
                "here: %(value)s",
                value=self._format_feature(step["feature"], step["value"], step["unit"], company),
            ),
            "information": _(
                "%(samples)s earlier decisions came here; the answer tells %(gain)s of %(entropy)s"
                " bits",
                samples=step["samples"],
                gain=f"{step['gain']:.2f}",
                entropy=f"{step['entropy']:.2f}",
            ),
        }

    @api.model
    def _get_branch_words(self, branch, company):
        """One line of a tree's outline: the answer, and how earlier decisions went after it.

        :param approval.Branch branch: the line
        """
        rejected, approved = branch.counts
        return {
            "depth": branch.depth,
            "is_leaf": branch.is_leaf,
            "question": self._get_question(
                branch.feature, branch.operator, branch.operand, branch.unit, company
            ),
            "share": round(100 * approved / (rejected + approved)) if rejected + approved else 0,
            "counts": self.env._(
                "%(approved)s of %(total)s approved", approved=approved, total=rejected + approved
            ),
        }

    @api.model
    def _get_importance_words(self, importances):
        """The features that matter, the weightiest first, with their share in percent."""
        ranked = sorted(importances.items(), key=lambda item: -item[1])
        return [
            {"name": self._get_feature_name(name), "percent": round(100 * share)}
            for name, share in ranked
            if share > 0
        ]

    @api.model
    def _get_change_sentence(self, change, company):
        """Which single number stood in the way of an approval; empty where none did."""
        if not change:
            return ""
        return self.env._(
            "It would be approved with “%(question)s”, everything else being the same.",
            question=self._get_question(
                change["feature"], change["operator"], change["operand"], change["unit"], company
            ),
        )

    @api.model
    def _get_feature_words(self, features, company):
        """What a decision was made from: names and values."""
        units = {spec.name: spec.unit for spec in self.env["crm.contract"]._get_approval_features()}
        # JSON in PostgreSQL forgets the order of its keys.
        names = [*(name for name in units if name in features), *(features.keys() - units.keys())]
        return [
            {
                "name": self._get_feature_name(name),
                "value": self._format_feature(name, features[name], units.get(name), company),
            }
            for name in names
        ]

    @api.model
    def _format_feature(self, feature, value, unit, company):
        """A feature's value in the reader's words and format."""
        _ = self.env._
        if value is None:
            return _("not known")
        if feature == "type":
            # sudo: the name of a type is no secret.
            types = self.env["crm.contract.type"].sudo().with_context(active_test=False)
            return types.search([("code", "=", value)], limit=1).name or value
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, str):
            return value
        if unit == "money":
            return format_amount(self.env, value, company.currency_id)
        number = f"{value:.10g}" if math.isfinite(value) else "∞"
        if unit == "percent":
            return _("%(number)s%%", number=number)
        return _("%(number)s days", number=number) if unit == "days" else number
