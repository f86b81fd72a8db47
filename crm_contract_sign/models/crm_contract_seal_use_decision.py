from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_contract_seal_use import USE_ACTIVITY


class CrmContractSealUse(models.Model):
    """Deciding on the use of a seal: by an approver of the seal who has not asked for it."""

    _inherit = "crm.contract.seal.use"

    can_decide = fields.Boolean(compute="_compute_can_decide", search="_search_can_decide")

    # ------------------------------------------------------------------
    # WHO DECIDES
    # ------------------------------------------------------------------

    @api.depends("state", "requested_by_id", "seal_id.approver_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for use in self:
            use.can_decide = use.state == "requested" and self.env.user in use._get_approvers()

    def _search_can_decide(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        waiting = self.search(
            [("state", "=", "requested"), ("seal_id.approver_ids", "in", self.env.user.ids)]
        )
        return [("id", "in", waiting.filtered("can_decide").ids)]

    def _get_approvers(self):
        """Who may decide on this use."""
        self.ensure_one()
        # sudo: who approves is no secret to whoever sees the use; settings are the company's.
        use = self.sudo()
        return use.seal_id._get_approvers_for(use.requested_by_id)

    def _check_may_decide(self):
        self.ensure_one()
        if self.env.user not in self._get_approvers():
            is_own = self.requested_by_id == self.env.user
            raise AccessError(
                self.env._(
                    "You have asked for this use of “%(seal)s”, so somebody else decides on it"
                    " (four eyes): %(people)s.",
                    seal=self.seal_id.name,
                    people=", ".join(self._get_approvers().mapped("name")) or "—",
                )
                if is_own
                else self.env._(
                    "%(people)s decide on the use of “%(seal)s”. Ask one of them, please.",
                    seal=self.seal_id.name,
                    people=", ".join(self._get_approvers().mapped("name")) or "—",
                )
            )

    # ------------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve these uses, each of the document that it was asked for."""
        for use in self:
            use._decide("approved")
            # sudo: the custodian is told, whoever approves.
            use.sudo().contract_id._invite_next()

    def action_refuse(self, reason=None):
        """Refuse these uses: their contracts are declined.

        :param str reason: why; asked for in a dialog where it is missing
        :return: the dialog's action, or True
        """
        reason = (reason or "").strip()
        if not reason:
            for use in self:
                use._check_may_decide()
            return self.env["crm.contract.refuse.use"]._open_for(self)
        for use in self:
            use._decide("refused", reason=reason[:2000])
            # sudo: a refused use ends the round, whoever may write the contract.
            use.sudo().signer_id._decline_for_seal(use)
        return True

    def _decide(self, state, reason=False):
        """File the current user's decision on this use, with its contract locked.

        :raise AccessError: the user may not decide on it
        :raise UserError: it was decided on already, or its contract is not out for signature
        """
        self.ensure_one()
        self._check_seen()
        # sudo: approvers decide on contracts that they need not be able to write.
        contract = self.sudo().contract_id
        contract.lock_for_update(allow_referencing=True)
        contract.invalidate_recordset()
        self.invalidate_recordset()
        self._check_may_decide()
        if self.state != "requested" or contract.state != "signing":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Use %(use)s is not to be decided on any more: %(state)s.",
                    use=self.name,
                    state=labels[self.state],
                )
            )
        # sudo: uses are written by these methods alone.
        self.sudo().write(
            {
                "state": state,
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        contract._log_event(
            f"{state}_seal", use=self.name, seal=self.seal_id.name, by=self.env.user.name
        )
        self._take_off_lists()

    def _check_seen(self):
        """Refuse a decision on another document than the one that was on screen.

        The form says by the context which digest it showed; that can only refuse, never allow.
        """
        seen = self.env.context.get("decided_sha256")
        if seen and seen != self.sha256:
            raise UserError(
                self.env._(
                    "This use is asked for on another document than the one you were shown. Reload"
                    " the page and look at it again."
                )
            )

    def _take_off_lists(self):
        """Take what approvers were asked off their lists, unless another use still awaits them."""
        for contract in self.sudo().contract_id:  # sudo: activities of others are closed.
            waiting = contract.seal_use_ids.filtered(lambda use: use.state == "requested")
            still_asked = self.env["res.users"].union(*(use._get_approvers() for use in waiting))
            activities = contract.activity_ids.filtered(
                lambda activity: (
                    activity.activity_type_id == self.env.ref(USE_ACTIVITY)
                    and activity.user_id not in still_asked  # noqa: B023
                )
            )
            activities.unlink()
