from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    contract_signatory_id = fields.Many2one(
        "res.users", string="Default Contract Signatory", domain="[('share', '=', False)]"
    )
    contract_order_requirement = fields.Selection(
        [
            ("none", "No contract needed"),
            ("sign", "To sign the quotation online"),
            ("confirm", "To confirm the order"),
        ],
        string="Active Contract Required",
        default="none",
        required=True,
    )
    contract_link_days = fields.Integer(string="Signing Link Validity", default=30, required=True)
    contract_round_days = fields.Integer(
        string="Days to Sign",
        help="Proposed end of signing, in days after sending; 0 for no limit.",
    )
    contract_reminder_days = fields.Integer(
        string="Reminder Interval", default=3, help="Days between reminders; 0 for none."
    )
    contract_reminder_limit = fields.Integer(string="Most Reminders", default=3)
    contract_key_size = fields.Selection(
        [("2048", "RSA-2048"), ("3072", "RSA-3072"), ("4096", "RSA-4096")],
        string="Key Size",
        default="3072",
        required=True,
    )
    contract_authority_id = fields.Many2one(
        "crm.contract.certificate", compute="_compute_contract_authority_id"
    )

    _contract_link_days_positive = models.Constraint(
        "CHECK(contract_link_days BETWEEN 1 AND 365)",
        "A signing link is valid for 1 to 365 days. Enter a number between these.",
    )

    _contract_round_days_not_negative = models.Constraint(
        "CHECK(contract_round_days >= 0 AND contract_reminder_days >= 0"
        " AND contract_reminder_limit >= 0)",
        "Numbers of days and of reminders can't be negative. Enter 0 for none.",
    )

    @api.depends_context("uid")
    def _compute_contract_authority_id(self):
        # sudo: whether a company has an authority is shown to whoever may see the company.
        certificates = self.env["crm.contract.certificate"].sudo()
        for company in self:
            company.contract_authority_id = certificates.search(
                [
                    ("kind", "=", "authority"),
                    ("company_id", "=", company.id),
                    ("state", "in", ["valid"]),
                ],
                limit=1,
            )
