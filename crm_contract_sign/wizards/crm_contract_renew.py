from odoo import api, fields, models


class CrmContractRenew(models.TransientModel):
    """Where a certificate is renewed before it ends.  The PIN is in no column and in no log."""

    _name = "crm.contract.renew"
    _description = "Renew a Certificate"
    _inherit = ["crm.contract.dialog.mixin"]

    certificate_id = fields.Many2one("crm.contract.certificate", required=True, readonly=True)
    valid_until = fields.Datetime(related="certificate_id.valid_until")
    way = fields.Char(compute="_compute_way")
    with_new_key = fields.Boolean(
        string="Make a New Key Too",
        help="A new key takes the place of the present one, under the same PIN.",
    )
    pin = fields.Char(string="PIN", store=False)

    @api.depends("certificate_id")
    @api.depends_context("uid")
    def _compute_way(self):
        for wizard in self:
            wizard.way = wizard.certificate_id._get_renewal()

    @api.model
    def _open_for(self, certificate):
        return self._open_stored(
            self.env._("Renew “%(name)s”", name=certificate.name),
            {"certificate_id": certificate.id},
        )

    def action_renew(self):
        """Renew the certificate, with the PIN given by the dialog where one is needed."""
        self.ensure_one()
        pin = self.env.context.get("pin")
        certificate = self.with_context(pin=None).certificate_id
        renewed = certificate._renew_in_place(pin, with_new_key=self.with_new_key)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The new certificate is valid until %(day)s.", day=renewed.valid_until.date()
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
