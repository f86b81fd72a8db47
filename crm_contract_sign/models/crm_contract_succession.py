import re
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

GIVEN_UP = ("cancelled", "declined")


class CrmContractSuccession(models.Model):
    """The stage of performing and managing: a contract that renews or amends another.

    A successor is a contract of its own, with its own approval and signatures.  It begins as a
    draft with the words of the former contract, in which dates and reference are the new ones.
    """

    _inherit = "crm.contract"

    predecessor_id = fields.Many2one(
        "crm.contract",
        string="Former Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The contract that this one renews or amends.",
    )
    succession = fields.Selection(
        [("renewal", "Renewal"), ("amendment", "Amendment")], readonly=True, copy=False
    )
    successor_ids = fields.One2many("crm.contract", "predecessor_id", string="Later Contracts")
    successor_id = fields.Many2one(
        "crm.contract",
        string="Later Contract",
        compute="_compute_successor_id",
        compute_sudo=True,
        help="The contract that renews or amends this one.",
    )

    @api.depends("successor_ids.state")
    def _compute_successor_id(self):
        for contract in self:
            alive = contract.successor_ids.filtered(lambda each: each.state not in GIVEN_UP)
            contract.successor_id = alive.sorted("id")[-1:]

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_renew(self):
        """Draft the contract that follows each of these once its term is over."""
        return self._open_contracts(self._draft_successors("renewal", ("active", "expired")))

    def action_amend(self):
        """Draft the contract that replaces each of these from the day on which it begins."""
        return self._open_contracts(self._draft_successors("amendment", ("active",)))

    def action_view_successor(self):
        """Open the contract that renews or amends this one."""
        self.ensure_one()
        return self._open_contracts(self.successor_id)

    def action_view_predecessor(self):
        """Open the contract that this one renews or amends."""
        self.ensure_one()
        return self._open_contracts(self.predecessor_id)

    @api.model
    def _open_contracts(self, contracts):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action"
        )
        action.update(domain=[("id", "in", contracts.ids)], context={})
        if len(contracts) == 1:
            action.update(views=[(False, "form")], res_id=contracts.id)
        return action

    # ------------------------------------------------------------------
    # DRAFTING A SUCCESSOR
    # ------------------------------------------------------------------

    def _draft_successors(self, succession, states):
        self.check_access("write")
        self.lock_for_update(allow_referencing=True)
        successors = self.browse()
        for contract in self:
            contract._check_can_be_succeeded(states)
            successors |= contract._draft_successor(succession)
        successors.action_check_draft()
        return successors

    def _check_can_be_succeeded(self, states):
        self._check_state(states)
        self.invalidate_recordset(["successor_ids"])
        if self.successor_id:
            raise UserError(
                self.env._(
                    "%(contract)s already has a successor, %(successor)s. Go on with that one, or"
                    " cancel it first.",
                    contract=self.display_name,
                    successor=self.successor_id.display_name,
                )
            )

    def _draft_successor(self, succession):
        successor = self.copy(
            {
                "name": self.name,
                "opportunity_id": self.opportunity_id.id,
                "sale_order_id": self.sale_order_id.id,
                **self._prepare_successor_values(succession),
            }
        )
        # sudo: what a contract succeeds is written here alone.
        successor.sudo().write({"predecessor_id": self.id, "succession": succession})
        successor._rewrite_sections(self._get_successor_words(successor))
        self._post_succession(successor)
        return successor

    def _prepare_successor_values(self, succession):
        """Values of the draft that renews or amends this contract.

        Called by *Renew* and *Amend*.  Gets ``renewal`` or ``amendment``.  Returns a dict: a
        renewal runs as long as the contract did, from the day after its end; an amendment runs
        from today to the same end.  Override to move other terms; call ``super()``.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if succession == "amendment":
            return {"date_start": max(today, self.date_start or today), "date_end": self.date_end}
        if not self.date_end:
            return {"date_start": today, "date_end": False}
        start, next_day = self.date_end + timedelta(days=1), timedelta(days=1)
        if not self.date_start:
            return {"date_start": start, "date_end": False}
        term = relativedelta(self.date_end + next_day, self.date_start)
        return {"date_start": start, "date_end": start + term - next_day}

    def _get_successor_words(self, successor):
        """What reads otherwise in the successor: dates of the term, and the reference."""
        pairs = [
            (self._format_long_date(self[name]), successor._format_long_date(successor[name]))
            for name in ("date_start", "date_end")
        ]
        pairs.append((self.reference, successor.reference))
        return {former: new for former, new in pairs if former and new}

    def _rewrite_sections(self, words):
        """Replace words in the text of these drafts, whole ones alone: not 1 May in 11 May."""
        if not words:
            return
        alternatives = "|".join(re.escape(former) for former in words)
        pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
        for section in self.section_ids:
            values = {
                name: Markup(pattern.sub(lambda match: words[match.group()], section[name]))
                for name in ("body", "original_body")
                if section[name]
            }
            section.write(values)

    def _post_succession(self, successor):
        link = successor._get_html_link(successor.reference)
        self.message_post(body=self.env._("Continued by the draft %(successor)s.", successor=link))
        link = self._get_html_link(self.reference)
        successor.message_post(body=self.env._("Drafted from %(contract)s.", contract=link))

    # ------------------------------------------------------------------
    # IN FORCE
    # ------------------------------------------------------------------

    def _prepare_creation_payload(self):
        payload = super()._prepare_creation_payload()
        if self.predecessor_id:
            # sudo: the log names the former contract, whoever may read that one.
            payload["predecessor"] = self.sudo().predecessor_id.reference
        return payload

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name == "activate":
            # sudo: the last signatory, who may be a customer, puts the successor in force.
            for contract in self.sudo().filtered("predecessor_id"):
                contract._succeed()

    def _succeed(self):
        """Tell the former contract that this one is in force, and end what it replaces."""
        former = self.predecessor_id
        former._log_event(
            "renew" if self.succession == "renewal" else "amend", successor=self.reference
        )
        if self.succession == "amendment" and former.state == "active":
            today = fields.Date.context_today(self)
            reason = self.with_context(lang=former.user_id.lang).env._(
                "Replaced by %(successor)s", successor=self.reference
            )
            former._end_on(max(self.date_start or today, today), reason)

    def _format_date(self, date):
        return format_date(self.env, date)
