from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    contract_signatory_id = fields.Many2one(
        related="company_id.contract_signatory_id", readonly=False
    )
    contract_order_requirement = fields.Selection(
        related="company_id.contract_order_requirement", readonly=False
    )
    contract_link_days = fields.Integer(related="company_id.contract_link_days", readonly=False)
    contract_round_days = fields.Integer(related="company_id.contract_round_days", readonly=False)
    contract_reminder_days = fields.Integer(
        related="company_id.contract_reminder_days", readonly=False
    )
    contract_reminder_limit = fields.Integer(
        related="company_id.contract_reminder_limit", readonly=False
    )
    contract_key_size = fields.Selection(related="company_id.contract_key_size", readonly=False)
    contract_authority_id = fields.Many2one(related="company_id.contract_authority_id")
    contract_authority_until = fields.Datetime(related="contract_authority_id.valid_until")

    def action_create_contract_authority(self):
        """Make the company's signing authority in one click."""
        self.env["crm.contract.certificate"]._create_authority(self.company_id)
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_import_contract_authority(self):
        """Upload a PKCS#12 file as the company's signing authority."""
        return self.env["crm.contract.import.key"]._open("authority", self.company_id)

    def action_view_contract_certificates(self):
        """Open the certificates."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_certificate_action"
        )
