from odoo import api, fields, models


class CrmContractRevoke(models.TransientModel):
    """Where somebody says why a certificate is revoked."""

    _name = "crm.contract.revoke"
    _description = "Revoke a Certificate"

    certificate_ids = fields.Many2many("crm.contract.certificate", required=True, readonly=True)
    kind = fields.Selection(related="certificate_ids.kind", related_sudo=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    reason = fields.Selection(
        selection=lambda self: (
            self.env["crm.contract.certificate"]
            ._fields["revocation_reason"]
            ._description_selection(self.env)
        ),
        required=True,
        default="unspecified",
    )

    @api.depends("certificate_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for wizard in self:
            wizard.is_mine = wizard.certificate_ids.user_id == self.env.user

    @api.model
    def _open_for(self, certificates):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revoke"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_certificate_ids": certificates.ids, "dialog_size": "medium"},
        }

    def action_revoke(self):
        """Revoke the certificates for the given reason."""
        self.ensure_one()
        self.certificate_ids.action_revoke(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
