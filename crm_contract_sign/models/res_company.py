from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
        default="crm.contract.signing.backend.browser",
        required=True,
    )
    contract_browser_key = fields.Selection(
        [
            ("preferred", "A one-time key on the server signs"),
            ("required", "The customer can't sign there"),
        ],
        string="Where the Browser Makes No Key",
        default="preferred",
        required=True,
    )
    contract_in_person_code = fields.Boolean(string="One-time Code in Person", default=True)
    contract_signature_algorithm = fields.Selection(
        [
            ("rsa_pkcs1_sha256", "RSA PKCS#1 v1.5: every PDF reader checks it"),
            ("rsa_pss_sha256", "RSA-PSS: newer, not known to every PDF reader"),
        ],
        string="RSA Signatures",
        default="rsa_pkcs1_sha256",
        required=True,
    )
    contract_signature_level = fields.Selection(
        [
            ("b_b", "Signature (PAdES B-B)"),
            ("b_t", "… with a time-stamp (B-T)"),
            ("b_lt", "… and validation data (B-LT)"),
            ("b_lta", "… for archives (B-LTA)"),
        ],
        string="Signature Level",
        default="b_b",
        required=True,
    )
    contract_timestamp_failure = fields.Selection(
        [
            ("queue", "Sign now, add the time-stamp later"),
            ("without", "Sign without a time-stamp"),
        ],
        string="When No Time-stamp Is to Be Had",
        default="queue",
        required=True,
    )
    contract_copies_wait_hours = fields.Integer(
        string="Copies Wait for the Proof",
        default=24,
        help="Hours that the copies of a signed contract wait for the proof of time at most;"
        " 0 to send them at once, without it.",
    )
    contract_timestamp_authority_ids = fields.One2many(
        "crm.contract.timestamp.authority", "company_id", string="Time-stamp Authorities"
    )
    contract_anchor_logs = fields.Boolean(
        string="Anchor the Logs Daily",
        help="Once a day, the heads of all contracts' logs are time-stamped.",
    )
    contract_seal_id = fields.Many2one(
        "crm.contract.seal",
        string="Usual Seal",
        domain="[('company_id', '=', id)]",
        help="The seal that is proposed wherever a signing plan wants one.",
    )
    contract_needs_seal = fields.Boolean(string="Every Contract Needs a Seal")
    contract_seal_across_edges = fields.Boolean(string="Seals Across Edges", default=True)
    contract_seal_self_approval = fields.Boolean(string="Approve the Use of Seals Oneself")
    contract_authority_id = fields.Many2one(
        "crm.contract.certificate", compute="_compute_contract_authority_id"
    )

    _contract_link_days_positive = models.Constraint(
        "CHECK(contract_link_days BETWEEN 1 AND 365)",
        "A signing link is valid for 1 to 365 days. Enter a number between these.",
    )

    @api.constrains(
        "contract_signature_level", "contract_anchor_logs", "contract_timestamp_authority_ids"
    )
    def _check_contract_timestamp_authorities(self):
        for company in self:
            needed = company.contract_signature_level != "b_b" or company.contract_anchor_logs
            if needed and not company.contract_timestamp_authority_ids:
                raise ValidationError(
                    self.env._(
                        "Time-stamps need somebody who gives them. Add a time-stamp authority of"
                        " %(company)s first.",
                        company=company.name,
                    )
                )

    _contract_copies_wait_bounded = models.Constraint(
        "CHECK(contract_copies_wait_hours BETWEEN 0 AND 168)",
        "Copies wait for the proof of time for 0 to 168 hours. Enter a number between these.",
    )

    _contract_round_days_not_negative = models.Constraint(
        "CHECK(contract_round_days >= 0 AND contract_reminder_days >= 0"
        " AND contract_reminder_limit >= 0)",
        "Numbers of days and of reminders can't be negative. Enter 0 for none.",
    )

    @api.depends_context("uid")
    def _compute_contract_authority_id(self):
        for company in self:
            company.contract_authority_id = self.env["crm.contract.certificate"]._find_authority(
                company
            )

    def _requires_contract_browser_key(self):
        """Whether no customer may sign but with a key made in their own browser."""
        self.ensure_one()
        browser = self.env["crm.contract.signing.backend.browser"]
        return (
            self.contract_customer_backend == browser._name
            and self.contract_browser_key == "required"
        )

    def _generate_contract_key(self):
        """A new private key of the type that this company has chosen."""
        from .. import signing

        self.ensure_one()
        algorithm, size = self.contract_key_type.split("_")
        if algorithm == "ecdsa":
            return signing.generate_private_key("ecdsa")
        return signing.generate_private_key("rsa", int(size))

    def _get_contract_mechanism(self, certificate):
        """How a key signs for this company: as chosen for RSA, else in the only way it can.

        :param certificate: the key's certificate object
        :rtype: signing.Mechanism
        """
        from .. import signing

        own = signing.default_mechanism(certificate)
        # sudo: how a company signs is no secret.
        chosen = signing.Mechanism(self.sudo().contract_signature_algorithm)
        return chosen if own is signing.Mechanism.RSA_PKCS1 else own
