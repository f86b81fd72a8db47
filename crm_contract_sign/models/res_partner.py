from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError


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

    def action_generate_contracts(self):
        """Open the dialog that drafts a contract for each of these customers."""
        return self.env["crm.contract.generate.several"]._open_for(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_party_of_contract(self):
        """Keep whoever is named in a contract, or signed one.

        :raise UserError: naming the contracts
        """
        # sudo: a party stays, whether or not the one who deletes may read the contract.
        contracts = (
            self.env["crm.contract"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    "|",
                    ("partner_id", "in", self.ids),
                    ("signatory_id", "in", self.ids),
                    ("signer_ids.partner_id", "in", self.ids),
                ],
                limit=5,
            )
        )
        if contracts:
            raise UserError(
                self.env._(
                    "%(names)s can't be deleted: contracts name them (%(contracts)s). Archive the"
                    " contact instead; contracts and their evidence stay readable.",
                    names=", ".join(self.mapped("display_name")),
                    contracts=", ".join(contracts.mapped("reference")),
                )
            )
