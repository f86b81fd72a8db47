from collections import Counter

from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.contract.source.mixin"]

    _contract_field = "partner_id"

    def _get_contract_domain(self):
        """Contracts of this partner, and of its contacts."""
        self.ensure_one()
        return [("partner_id", "child_of", self.id)]

    def _count_contracts(self, domain):
        """Contracts of these partners and of their contacts; see ``_get_contract_domain``."""
        family = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        known, counts = set(family.ids), Counter()
        for partner_id, count in super(ResPartner, family)._count_contracts(domain).items():
            ancestor = family.browse(partner_id)
            while ancestor.id in known:
                counts[ancestor.id] += count
                ancestor = ancestor.parent_id
        return counts

    def _prepare_contract_values(self):
        self.ensure_one()
        return {
            "partner_id": self.id,
            "language": self._get_contract_language(self),
            "company_id": (self.company_id or self.env.company).id,
        }
