from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmContractEndRound(models.TransientModel):
    """Where signing is ended without a contract: withdrawn by us, or declined by a colleague."""

    _name = "crm.contract.end.round"
    _description = "End Signing"

    contract_id = fields.Many2one("crm.contract", required=True, readonly=True)
    kind = fields.Selection(
        [("withdraw", "Withdraw"), ("decline", "Decline to Sign")], required=True, readonly=True
    )
    has_signature = fields.Boolean(related="contract_id.has_signature", related_sudo=False)
    told = fields.Char(compute="_compute_told", string="Who Is Told")
    reason = fields.Text()

    @api.depends("contract_id", "kind")
    @api.depends_context("uid")
    def _compute_told(self):
        for wizard in self:
            signers = wizard.contract_id.signer_ids.filtered("invited_on")
            if wizard.kind == "decline":
                signers = signers.filtered(lambda signer: signer.user_id != self.env.user)
            wizard.told = ", ".join(signers.mapped("name"))

    @api.model
    def _open_for(self, contract, kind):
        wizard = self.create({"contract_id": contract.id, "kind": kind})
        title = self.env._("Withdraw “%(contract)s”", contract=contract.name)
        if kind == "decline":
            title = self.env._("Decline to Sign “%(contract)s”", contract=contract.name)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_end(self):
        """End signing, and tell everyone who was asked to sign."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise ValidationError(
                self.env._("Please say why: everyone who was asked to sign is told.")
            )
        if self.kind == "decline":
            signer = self.contract_id._get_my_turn()
            signer._decline(reason, signer._get_login_evidence(has_key=False))
        else:
            self.contract_id.action_withdraw(reason)
        return {"type": "ir.actions.act_window_close"}
