from odoo import api, fields, models


class CrmContractReissue(models.TransientModel):
    """Where an administrator of keys has a seal's key made anew."""

    _name = "crm.contract.reissue"
    _description = "Re-issue the Key of a Seal"

    seal_id = fields.Many2one("crm.contract.seal", required=True, readonly=True)
    company_id = fields.Many2one(related="seal_id.company_id", related_sudo=False)
    user_id = fields.Many2one(
        "res.users",
        string="Custodian from Now On",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    reason = fields.Selection(
        [
            ("superseded", "The PIN is lost"),
            ("keyCompromise", "The PIN may be in wrong hands"),
            ("affiliationChanged", "The custodian has left without handing it over"),
        ],
        required=True,
        default="superseded",
    )

    @api.model
    def _open_for(self, seal):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Re-issue the Key of “%(seal)s”", seal=seal.name),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_seal_id": seal.id,
                "default_user_id": seal.custodian_id.id,
                "dialog_size": "medium",
            },
        }

    def action_reissue(self):
        """Revoke the present key; the custodian makes the next one."""
        self.ensure_one()
        self.seal_id._reissue(self.user_id, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
