from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lifecycle import CONTRACT_LIFECYCLE


class CrmContractLifecycle(models.Model):
    """The one method that moves a contract from state to state, and its hooks."""

    _inherit = "crm.contract"

    # Fields that only _transition() and the steps of a contract's life write.
    _TRANSITION_FIELDS = frozenset(
        {
            "state",
            "reference",
            "revision",
            "current_document_id",
            "signed_document_id",
            "completion_document_id",
            "date_signed",
            "termination_date",
            "termination_reason",
            "terminated_by_id",
            "reminded_on",
            "predecessor_id",
            "succession",
            "form_round",
            "form_answer_count",
        }
    )

    available_transitions = fields.Char(compute="_compute_available_transitions")

    @api.depends("state")
    def _compute_available_transitions(self):
        lifecycle = self._get_lifecycle()
        for contract in self:
            contract.available_transitions = " ".join(lifecycle.names_from(contract.state))

    @api.model
    def _has_field_access(self, field, operation):
        # State moves through _transition() alone; nobody else writes it, RPC and import included.
        if operation == "write" and field.name in self._TRANSITION_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _get_lifecycle(self):
        """The lifecycle that contracts follow.

        Called before every transition and for the buttons of the form.  Returns a
        :class:`~..lifecycle.Lifecycle`.  Override to add edges:
        ``return super()._get_lifecycle().extended(Transition("suspend", …))``, with the new
        states in ``selection_add``.
        """
        return CONTRACT_LIFECYCLE

    def _transition(self, name, **details):
        """Move these contracts along one transition of their lifecycle.

        Order: access, row lock, table, ``_check_transition()``, ``_pre_transition()``, state,
        event, ``_post_transition()``.  All or none: an error leaves every contract where it was.

        :param str name: the transition's name in :mod:`lifecycle`
        :param details: JSON-able values kept in the event
        :raise UserError: a contract is in a state from which ``name`` may not start
        """
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        transition = self._get_lifecycle()[name]
        for contract in self:
            contract._check_lifecycle_allows(transition)
            contract._check_transition(transition)
        self._pre_transition(transition, details)
        # sudo: `state` is written by transitions alone, see _has_field_access().
        self.sudo().write({"state": transition.target})
        self._log_event(transition.name, **details)
        self._post_transition(transition, details)

    def _check_lifecycle_allows(self, transition):
        self._check_state(transition.sources)

    def _check_state(self, sources):
        """Refuse a step that does not start from this contract's state.

        :param sources: the states from which it does
        :raise UserError: naming both
        """
        self.ensure_one()
        # What another transaction did while we waited counts, not what we read before.
        self.invalidate_recordset(["state"])
        if self.state in sources:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(contract)s is “%(state)s”. This step starts from: %(sources)s.",
                contract=self.display_name,
                state=labels[self.state],
                sources=", ".join(labels[state] for state in labels if state in sources),
            )
        )

    def _check_transition(self, transition):
        """Veto a transition of one contract.

        Called for each contract, locked, before anything is written.  Gets the
        :class:`~..lifecycle.Transition`.  Returns nothing.  Override to raise ``UserError`` when
        your condition is not met, and call ``super()``.
        """
        self.ensure_one()

    def _pre_transition(self, transition, details):
        """Prepare a transition of these contracts.

        Called after all checks, before the state is written.  Gets the transition and the
        mutable ``details`` that go into the event.  Returns nothing.  Override to add to
        ``details`` or to write other fields; call ``super()``.
        """

    def _post_transition(self, transition, details):
        """Follow up a transition of these contracts.

        Called after the state and the event are written, in the same transaction.  Gets the
        transition and its details.  Returns nothing.  Override to notify or schedule; call
        ``super()``.
        """

    def action_revise(self):
        """Take these contracts back to draft, as a new revision; approvals are void."""
        for contract in self:
            contract._transition("revise", revision=contract.revision)

    def action_cancel(self):
        """Give these contracts up; their evidence stays."""
        self._transition("cancel")
