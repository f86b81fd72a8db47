from odoo import fields, models
from odoo.exceptions import UserError


class CrmContractSeal(models.Model):
    """Using a seal: whether it can be affixed, who approves that, and the register of its uses."""

    _inherit = "crm.contract.seal"

    use_count = fields.Integer(compute="_compute_use_count")

    def _compute_use_count(self):
        groups = self.env["crm.contract.seal.use"]._read_group(
            [("seal_id", "in", self.ids)], ["seal_id"], ["__count"]
        )
        counts = {seal.id: count for seal, count in groups}
        for seal in self:
            seal.use_count = counts.get(seal.id, 0)

    def action_view_uses(self):
        """Open the register of this seal's uses."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_seal_use_action"
        )
        return {**action, "domain": [("seal_id", "=", self.id)], "context": {}}

    def _get_approvers_for(self, user):
        """Who may approve a use that somebody asks for.

        Called when a contract is sent, when a use is asked for, shown and decided on.  Gets one
        seal and the ``res.users`` who asks.  Returns users: the seal's approvers, without
        whoever asks unless the company lets people approve themselves.  Override to choose by a
        rule of your own.
        """
        self.ensure_one()
        approvers = self.approver_ids.filtered(
            lambda approver: approver.active and self.company_id in approver.company_ids
        )
        return approvers if self.company_id.contract_seal_self_approval else approvers - user

    def _check_approvable(self, user):
        """Refuse to ask for a use that nobody could approve.

        :param res.users user: who asks
        :raise UserError: nobody else is an approver
        """
        if not self._get_approvers_for(user):
            raise UserError(
                self.env._(
                    "Nobody but you may approve the use of “%(seal)s”. Let an administrator of keys"
                    " name another approver of it, then send the contract again.",
                    seal=self.name,
                )
            )

    def _check_usable(self):
        """Refuse a seal that can't be affixed.

        :raise UserError: not in custody, or retired
        """
        self.ensure_one()
        if self.state != "active":
            raise UserError(
                self.env._(
                    "“%(seal)s” can't be affixed: it is not in anybody's custody. %(custodian)s"
                    " takes it into custody under Contracts › Configuration › Seals.",
                    seal=self.name,
                    custodian=self.custodian_id.name,
                )
            )
