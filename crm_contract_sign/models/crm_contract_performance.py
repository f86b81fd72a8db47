import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

ENDING_ACTIVITY = "crm_contract_sign.mail_activity_type_ending"
BATCH_SIZE = 100

_logger = logging.getLogger(__name__)


class CrmContractPerformance(models.Model):
    """The stage of performing and managing: reminders before the end, expiry, termination."""

    _inherit = "crm.contract"

    is_ending_soon = fields.Boolean(
        compute="_compute_is_ending_soon",
        search="_search_is_ending_soon",
        help="In force, and its end is as near as its type's reminder.",
    )
    reminded_on = fields.Date(
        readonly=True,
        copy=False,
        help="When the responsible was reminded of the end.",
    )
    termination_date = fields.Date(
        string="Terminated As Of",
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the contract ends, or ended, before its term.",
    )
    termination_reason = fields.Text(readonly=True, copy=False, groups="base.group_user")
    terminated_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, groups="base.group_user"
    )

    # What is put to an end on a given day is looked for each day.
    _termination_idx = models.Index("(termination_date) WHERE state = 'active'")

    @api.depends("state", "date_end", "type_id.reminder_days")
    def _compute_is_ending_soon(self):
        today = fields.Date.context_today(self)
        for contract in self:
            latest = today + timedelta(days=contract.type_id.reminder_days)
            end = contract.date_end
            contract.is_ending_soon = bool(
                contract.state == "active" and end and today <= end <= latest
            )

    def _search_is_ending_soon(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        types = self.env["crm.contract.type"].with_context(active_test=False).search([])
        near = [
            Domain("type_id", "in", alike.ids)
            & Domain("date_end", "<=", today + timedelta(days=days))
            for days, alike in types.grouped("reminder_days").items()
        ]
        return Domain("state", "=", "active") & Domain("date_end", ">=", today) & Domain.OR(near)

    # ------------------------------------------------------------------
    # TERMINATION
    # ------------------------------------------------------------------

    def action_terminate(self, reason=None, date=None, note=None):
        """Put these contracts to an end before their term, at once or on a later day.

        :param str reason: why, for the record; asked for in a dialog where it is missing
        :param date: the day on which they end; today where it is missing
        :param str note: what to write to the customer's signatory; nothing where it is empty
        :return: the dialog's action, or True
        :raise UserError: a contract is not in force, or does not run on that day
        """
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            self._check_can_end()
            return self.env["crm.contract.terminate"]._open_for(self)
        date = fields.Date.to_date(date) or fields.Date.context_today(self)
        self._check_can_end(date)
        self._end_on(date, reason, self.env.user)
        if note and note.strip():
            self._notify_termination(note.strip())
        return True

    def _check_can_end(self, date=None):
        transition = self._get_lifecycle()["terminate"]
        for contract in self:
            contract._check_lifecycle_allows(transition)
            if date and not contract._runs_on(date):
                raise UserError(
                    self.env._(
                        "%(contract)s does not run on that day, so it can't be terminated then."
                        " Choose a day from its start to its end.",
                        contract=contract.display_name,
                    )
                )

    def _runs_on(self, date):
        """Whether this contract's term covers a day; what has no start or end is open there."""
        self.ensure_one()
        is_begun = not self.date_start or self.date_start <= date
        return is_begun and (not self.date_end or date <= self.date_end)

    def _end_on(self, date, reason, user=None):
        """End these contracts on a day: now if it has come, else by the scheduled action.

        :param date date: the day
        :param str reason: why
        :param res.users user: who terminated them; None where a successor replaces them
        """
        self.lock_for_update(allow_referencing=True)
        # sudo: how a contract ended is written here alone; callers have checked who ends it.
        self.sudo().write(
            {
                "termination_date": date,
                "termination_reason": reason,
                "terminated_by_id": user.id if user else False,
            }
        )
        details = {"date": date.isoformat(), "reason": reason}
        if date <= fields.Date.context_today(self):
            self._transition("terminate", **details)
        else:
            self._log_event("give_notice", **details)

    def _notify_termination(self, note):
        for contract in self:
            contract.message_post(
                body=note,
                subject=self.env._("End of “%(contract)s”", contract=contract.name),
                partner_ids=contract.signatory_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name in ("expire", "terminate"):
            # sudo: reminders belong to whoever is responsible, not to who ends the contract.
            self.sudo().activity_unlink([ENDING_ACTIVITY])

    # ------------------------------------------------------------------
    # SCHEDULED ACTION
    # ------------------------------------------------------------------

    @api.model
    def _cron_manage_terms(self):
        """Once a day: end what was given notice, expire what has run out, remind of the rest."""
        today = fields.Date.context_today(self)
        in_force = Domain("state", "=", "active")
        self._work_off(
            in_force & Domain("termination_date", "<=", today),
            lambda contract: contract._end_on_notice(),
        )
        self._work_off(
            in_force & Domain("date_end", "<", today),
            lambda contract: contract._transition("expire", date=contract.date_end.isoformat()),
        )
        self._work_off(
            Domain("is_ending_soon", "=", True)
            & Domain("reminded_on", "=", False)
            & Domain("termination_date", "=", False),
            lambda contract: contract._remind_of_end(),
        )

    @api.model
    def _work_off(self, domain, step):
        """Take a step with every contract of a domain, a batch at a time, each batch committed.

        What somebody else is working on waits for the next run; what fails is logged and stops
        nobody else.
        """
        crons, last = self.env["ir.cron"], 0
        crons._commit_progress(remaining=self.search_count(domain))
        while contracts := self.search(
            domain & Domain("id", ">", last), order="id", limit=BATCH_SIZE
        ):
            last = contracts[-1].id
            for contract in contracts.try_lock_for_update(allow_referencing=True):
                try:
                    with self.env.cr.savepoint():
                        step(contract)
                except Exception:
                    _logger.exception("Contract %s can't be followed up", contract.id)
            if not crons._commit_progress(len(contracts)):
                return

    def _end_on_notice(self):
        self._transition(
            "terminate", date=self.termination_date.isoformat(), reason=self.termination_reason
        )

    def _remind_of_end(self):
        """Remind the responsible that this contract ends soon, unless its renewal is under way."""
        self.reminded_on = fields.Date.context_today(self)
        if self.successor_id:
            return
        user = self.user_id or self.create_uid
        self.with_context(lang=user.lang).activity_schedule(
            ENDING_ACTIVITY,
            date_deadline=self.date_end,
            user_id=user.id,
            **self.with_context(lang=user.lang)._prepare_ending_activity_values(),
        )

    def _prepare_ending_activity_values(self):
        """What the reminder before the end says.

        Called for each contract that comes near its end.  Gets one contract, in the language of
        its responsible.  Returns values of ``mail.activity``.  Override to say more.
        """
        self.ensure_one()
        return {
            "summary": self.env._("Renew or let end"),
            "note": self.env._(
                "The contract with %(customer)s ends on %(date)s. Press “Renew” to draft its"
                " successor, or let it expire.",
                customer=self.commercial_partner_id.name,
                date=self._format_date(self.date_end),
            ),
        }
