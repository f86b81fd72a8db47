from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    contract_certificate_id = fields.Many2one(
        "crm.contract.certificate",
        string="Signing Key",
        compute="_compute_contract_certificate_id",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "contract_certificate_id"]

    def _compute_contract_certificate_id(self):
        for user in self:
            user.contract_certificate_id = self.env["crm.contract.certificate"]._get_usable(user)

    def action_enroll_contract_key(self):
        """Open the dialog in which users make their own signing key."""
        self.ensure_one()
        return self.env["crm.contract.enroll"]._open_for()

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
