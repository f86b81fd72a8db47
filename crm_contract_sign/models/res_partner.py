from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.contract.source.mixin"]

    contract_ids = fields.One2many("crm.contract", "partner_id", string="Contracts")

    def _get_contract_domain(self):
        """Contracts of this partner, and of its contacts."""
        return [("partner_id", "child_of", self.id)]

    def _prepare_contract_values(self):
        self.ensure_one()
        return {
            "partner_id": self.id,
            "language": self._get_contract_language(self),
            "company_id": (self.company_id or self.env.company).id,
        }
