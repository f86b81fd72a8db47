from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    contract_signatory_id = fields.Many2one(
        related="company_id.contract_signatory_id", readonly=False
    )
    contract_order_requirement = fields.Selection(
        related="company_id.contract_order_requirement", readonly=False
    )
    contract_link_days = fields.Integer(related="company_id.contract_link_days", readonly=False)
    contract_browser_key = fields.Selection(
        related="company_id.contract_browser_key", readonly=False
    )
    contract_in_person_code = fields.Boolean(
        related="company_id.contract_in_person_code", readonly=False
    )
    contract_key_type = fields.Selection(related="company_id.contract_key_type", readonly=False)
    contract_colleague_backend = fields.Selection(
        related="company_id.contract_colleague_backend", readonly=False
    )
    contract_customer_backend = fields.Selection(
        related="company_id.contract_customer_backend", readonly=False
    )
    contract_signature_algorithm = fields.Selection(
        related="company_id.contract_signature_algorithm", readonly=False
    )
    contract_signature_level = fields.Selection(
        related="company_id.contract_signature_level", readonly=False
    )
    contract_timestamp_failure = fields.Selection(
        related="company_id.contract_timestamp_failure", readonly=False
    )
    contract_copies_wait_hours = fields.Integer(
        related="company_id.contract_copies_wait_hours", readonly=False
    )
    contract_timestamp_authority_ids = fields.One2many(
        related="company_id.contract_timestamp_authority_ids"
    )
    contract_anchor_logs = fields.Boolean(related="company_id.contract_anchor_logs", readonly=False)
    contract_round_days = fields.Integer(related="company_id.contract_round_days", readonly=False)
    contract_reminder_days = fields.Integer(
        related="company_id.contract_reminder_days", readonly=False
    )
    contract_reminder_limit = fields.Integer(
        related="company_id.contract_reminder_limit", readonly=False
    )
    contract_seal_id = fields.Many2one(
        related="company_id.contract_seal_id",
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    contract_needs_seal = fields.Boolean(related="company_id.contract_needs_seal", readonly=False)
    contract_seal_across_edges = fields.Boolean(
        related="company_id.contract_seal_across_edges", readonly=False
    )
    contract_seal_self_approval = fields.Boolean(
        related="company_id.contract_seal_self_approval", readonly=False
    )
    contract_authority_id = fields.Many2one(related="company_id.contract_authority_id")
    contract_authority_until = fields.Datetime(related="contract_authority_id.valid_until")

    contract_authority_state = fields.Selection(related="contract_authority_id.state")
    contract_authority_fingerprint = fields.Char(related="contract_authority_id.fingerprint")
    contract_authority_key = fields.Char(related="contract_authority_id.key_description")
    contract_authority_crl_url = fields.Char(related="contract_authority_id.crl_url")
    contract_secret_state = fields.Selection(
        [
            ("missing", "Missing"),
            ("set", "Set"),
            ("rotating", "Being Changed"),
            ("wrong", "Does Not Open the Authority's Key"),
        ],
        string="Server's Secret",
        compute="_compute_contract_secret_state",
    )

    @api.depends("company_id")
    def _compute_contract_secret_state(self):
        for settings in self:
            settings.contract_secret_state = settings.contract_authority_id._get_secret_state()

    def action_create_contract_authority(self):
        """Make the company's signing authority in one click."""
        self.env["crm.contract.certificate"]._create_authority(self.company_id)
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_replace_contract_authority(self):
        """Make a new signing authority in place of the present one."""
        self.env["crm.contract.certificate"]._replace_authority(self.company_id)
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_download_contract_authority(self):
        """Download the trust anchor."""
        return self.contract_authority_id.action_download()

    def action_rotate_contract_secret(self):
        """Wrap every key under the server's new secret, and say how it went."""
        certificates = self.env["crm.contract.certificate"]
        result = certificates._rotate_server_secret()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if result["failed"] else "success",
                "sticky": True,
                "title": self.env._("Server's secret"),
                "message": certificates._describe_rotation(result),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_import_contract_authority(self):
        """Upload a PKCS#12 file as the company's signing authority."""
        return self.env["crm.contract.import.key"]._open("authority", self.company_id)

    def action_view_contract_certificates(self):
        """Open the certificates."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_certificate_action"
        )

    def action_view_contract_timestamp_authorities(self):
        """Open the time-stamp authorities of the company."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_timestamp_authority_action"
        )
        action["domain"] = [("company_id", "=", self.company_id.id)]
        action["context"] = {"default_company_id": self.company_id.id}
        return action

    def action_view_contract_seals(self):
        """Open the seals of the company."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_seal_action"
        )
        return {**action, "domain": [("company_id", "=", self.company_id.id)]}
