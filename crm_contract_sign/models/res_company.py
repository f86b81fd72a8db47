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
    contract_key_type = fields.Selection(
        [
            ("rsa_2048", "RSA-2048"),
            ("rsa_3072", "RSA-3072"),
            ("rsa_4096", "RSA-4096"),
            ("ecdsa_p256", "ECDSA P-256"),
        ],
        string="Type of New Keys",
        default="rsa_3072",
        required=True,
    )
    contract_colleague_backend = fields.Selection(
        selection=lambda self: self.env["crm.contract.signing.backend"]._get_selection("company"),
        string="Colleagues Sign with",
        default="crm.contract.signing.backend.pin",
        required=True,
    )
    contract_customer_backend = fields.Selection(
        selection=lambda self: self.env["crm.contract.signing.backend"]._get_selection("customer"),
        string="Customers Sign with",
        default="crm.contract.signing.backend.one.time",
        required=True,
    )
    contract_browser_key = fields.Selection(
        [
            ("required", "Always: who has no such browser can't sign"),
            ("preferred", "Where the browser can; else a one-time key on the server"),
            ("never", "Never: a one-time key on the server"),
        ],
        string="Key in the Customer's Browser",
        default="preferred",
        required=True,
    )
    contract_in_person_code = fields.Boolean(string="One-time Code in Person", default=True)
    contract_authority_id = fields.Many2one(
        "crm.contract.certificate", compute="_compute_contract_authority_id"
    )

    _contract_link_days_positive = models.Constraint(
        "CHECK(contract_link_days BETWEEN 1 AND 365)",
        "A signing link is valid for 1 to 365 days. Enter a number between these.",
    )

    @api.depends_context("uid")
    def _compute_contract_authority_id(self):
        for company in self:
            company.contract_authority_id = self.env["crm.contract.certificate"]._find_authority(
                company
            )

    def _generate_contract_key(self):
        """A new private key of the type that this company has chosen."""
        from .. import signing

        self.ensure_one()
        algorithm, size = self.contract_key_type.split("_")
        if algorithm == "ecdsa":
            return signing.generate_private_key("ecdsa")
        return signing.generate_private_key("rsa", int(size))
