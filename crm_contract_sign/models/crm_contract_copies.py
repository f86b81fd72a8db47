from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_contract_proof import BATCH


class CrmContractCopies(models.Model):
    """Copies wait for the proof of time that belongs into them, though not for ever."""

    _inherit = "crm.contract"

    copies_due_on = fields.Datetime(
        string="Copies Sent at the Latest",
        readonly=True,
        copy=False,
        help="The copies wait for the proof of time until then; empty once they are sent.",
    )

    _copies_waiting_idx = models.Index("(copies_due_on) WHERE copies_due_on IS NOT NULL")

    def _hand_out_copies(self):
        """Override: where a proof of time is to come, the copies follow with it."""
        # sudo: the last signatory, who may be a customer, reads nothing of companies.
        hours = self.company_id.sudo().contract_copies_wait_hours
        if self.proof_state != "due" or not hours:
            return super()._hand_out_copies()
        self.copies_due_on = fields.Datetime.now() + timedelta(hours=hours)
        self.env.ref("crm_contract_sign.ir_cron_contract_proof")._trigger(at=self.copies_due_on)
        self._post_as_odoo(
            self.env._(
                "Everyone has signed. The contract is in force. The copies follow with the proof"
                " of time, at the latest in %(hours)s hours.",
                hours=hours,
            )
        )
        return None

    @api.model
    def _cron_add_proofs(self):
        """Override: send the copies that have waited for a proof, or long enough.

        Each contract is a transaction of its own, apart from that of its proof: mail that can't
        be made costs no proof.
        """
        super()._cron_add_proofs()
        cron = self.env["ir.cron"]
        domain = self._domain_ripe_copies()
        if count := self.search_count(domain):
            cron._commit_progress(remaining=count)
        for contract in self.search(domain, order="copies_due_on, id", limit=BATCH):
            if not contract.try_lock_for_update(allow_referencing=True):
                continue
            contract.invalidate_recordset()
            if contract.copies_due_on:
                contract._send_waiting_copies()
            if not cron._commit_progress(1):
                break

    @api.model
    def _domain_ripe_copies(self):
        return Domain("copies_due_on", "!=", False) & (
            Domain("proof_state", "=", "done")
            | Domain("copies_due_on", "<=", fields.Datetime.now())
        )

    def _send_waiting_copies(self):
        """Send the copies with their proof; or as they are, saying so."""
        self.ensure_one()
        self.copies_due_on = False
        if self.proof_state == "due":
            self._send_copies("crm_contract_sign.mail_template_contract_signed_unproven")
            self._post_copies(
                self.env._(
                    "The proof of time could not be had so far. The copies were sent without it."
                )
            )
        else:
            self._send_copies()
            self._post_copies(
                self.env._("The proof of time is added. The copies were sent with it.")
            )

    def action_add_proof(self):
        """Override: copies that wait for the proof follow it soon."""
        super().action_add_proof()
        if any(self.mapped("copies_due_on")):
            # sudo: an administrator of keys, checked above, starts what would start by itself.
            self.env.ref("crm_contract_sign.ir_cron_contract_proof").sudo()._trigger()
