from odoo import fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.contract.source.mixin"]

    _contract_field = "opportunity_id"

    contract_ids = fields.One2many("crm.contract", "opportunity_id", string="Contracts")

    def _prepare_contract_values(self):
        self.ensure_one()
        partner = self.partner_id
        return (
            {
                **partner._prepare_contract_values(),
                "name": self.name,
                "opportunity_id": self.id,
                "team_id": self.team_id.id,
                "company_id": (self.company_id or self.env.company).id,
                "amount_total": self.expected_revenue,
            }
            if partner
            else {"name": self.name, "opportunity_id": self.id}
        )
