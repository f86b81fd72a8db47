from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    contract_certificate_id = fields.Many2one(
        "crm.contract.certificate",
        string="Signing Key",
        compute="_compute_contract_certificate_id",
    )
    contract_signing_backend = fields.Selection(
        selection=lambda self: self.env["crm.contract.signing.backend"]._get_selection("company"),
        string="Signs Contracts with",
        help="Where this person's key lives; as the company has set when empty.",
    )
    contract_key_fingerprint = fields.Char(compute="_compute_contract_certificate_id")
    contract_key_until = fields.Datetime(compute="_compute_contract_certificate_id")
    contract_key_description = fields.Char(compute="_compute_contract_certificate_id")
    contract_key_issuer = fields.Char(compute="_compute_contract_certificate_id")
    contract_key_can_renew = fields.Boolean(compute="_compute_contract_certificate_id")
    contract_key_ends_soon = fields.Boolean(compute="_compute_contract_certificate_id")
    contract_key_company = fields.Char(
        compute="_compute_contract_certificate_id",
        help="The company for which the key signs; empty for who works for one alone.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [
            *super().SELF_READABLE_FIELDS,
            "contract_certificate_id",
            "contract_signing_backend",
            "contract_key_fingerprint",
            "contract_key_until",
            "contract_key_description",
            "contract_key_issuer",
            "contract_key_can_renew",
            "contract_key_ends_soon",
            "contract_key_company",
        ]

    @api.depends_context("company", "uid")
    def _compute_contract_certificate_id(self):
        for user in self:
            company = self.env.company
            certificate = self.env["crm.contract.certificate"]._get_usable(user, company)
            user.contract_certificate_id = certificate
            user.contract_key_fingerprint = certificate.fingerprint
            user.contract_key_until = certificate.valid_until
            user.contract_key_description = certificate.key_description
            user.contract_key_issuer = certificate.issuer_name
            user.contract_key_can_renew = certificate.can_renew
            user.contract_key_ends_soon = certificate.ends_soon
            user.contract_key_company = len(user.company_ids) > 1 and company.name

    def action_enroll_contract_key(self):
        """Open the dialog in which users make their own signing key."""
        self.ensure_one()
        return self.env["crm.contract.enroll"]._open_for()

    def action_renew_contract_key(self):
        """Open the dialog in which users have their key certified anew."""
        self.ensure_one()
        return self.contract_certificate_id.action_open_renew()

    def action_change_contract_pin(self):
        """Open the dialog in which users give their key another PIN."""
        self.ensure_one()
        return self.env["crm.contract.change.pin"]._open_for(self.contract_certificate_id)

    def action_revoke_contract_key(self):
        """Open the dialog in which users revoke their key."""
        self.ensure_one()
        return self.contract_certificate_id.action_open_revoke()

    @api.model
    def _get_contracts_awaiting(self):
        """What awaits the current user's signature, for the systray.

        :return: count, and the first few as dicts of id, name and customer
        :rtype: dict
        """
        contracts = self.env["crm.contract"]
        if not contracts.has_access("read"):
            return {"count": 0, "contracts": []}
        waiting = contracts.search(contracts._search_awaiting_user(self.env.user)).filtered(
            "is_my_turn"
        )
        return {
            "count": len(waiting),
            "contracts": [
                {
                    "id": contract.id,
                    "name": contract.name,
                    "customer": contract.commercial_partner_id.name,
                }
                for contract in waiting[:8]
            ],
        }

    @api.model
    def get_contracts_awaiting(self):
        """The systray's question, see ``_get_contracts_awaiting``."""
        return self._get_contracts_awaiting()
