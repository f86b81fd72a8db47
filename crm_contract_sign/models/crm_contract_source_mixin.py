from odoo import api, fields, models


class CrmContractSourceMixin(models.AbstractModel):
    """A record from which contracts are made: a partner, an opportunity or a sales order."""

    _name = "crm.contract.source.mixin"
    _description = "Source of Contracts"

    contract_count = fields.Integer(string="Number of Contracts", compute="_compute_contract_count")
    contract_to_sign_count = fields.Integer(
        string="Contracts to Sign", compute="_compute_contract_count"
    )

    def _get_contract_domain(self):
        """The domain of the contracts that belong to these records.

        Called for the smart button and its list.  Returns a domain.
        """
        raise NotImplementedError(f"{self._name} does not say which contracts are its own")

    def _prepare_contract_values(self):
        """Values of a contract made from this record.

        Called by *New contract* and by the batch action.  Gets one record.  Returns a dict for
        ``crm.contract``.  Override to hand over fields of your own.
        """
        raise NotImplementedError(f"{self._name} does not say what a contract takes from it")

    def _compute_contract_count(self):
        contracts = self.env["crm.contract"]
        may_read = contracts.has_access("read")
        for record in self:
            record.contract_count = record.contract_to_sign_count = 0
            if may_read and record.id:
                domain = fields.Domain(record._get_contract_domain())
                record.contract_count = contracts.search_count(domain)
                record.contract_to_sign_count = contracts.search_count(
                    domain & contracts._search_awaiting_user(self.env.user)
                )

    def action_view_contracts(self):
        """Open the contracts of this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action"
        )
        action["domain"] = self._get_contract_domain()
        action["context"] = {}
        contracts = self.env["crm.contract"].search(self._get_contract_domain(), limit=2)
        if len(contracts) == 1:
            action.update(views=[(False, "form")], res_id=contracts.id)
        return action

    def action_new_contract(self):
        """Open the wizard that proposes a template and drafts a contract."""
        self.ensure_one()
        values = self._prepare_contract_values()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Contract"),
            "res_model": "crm.contract.generate",
            "view_mode": "form",
            "target": "new",
            "context": {
                f"default_{name}": value
                for name, value in values.items()
                if name in self.env["crm.contract.generate"]._fields
            },
        }

    def action_sign_contracts(self):
        """Open what awaits the current user's signature here."""
        self.ensure_one()
        contracts = self.env["crm.contract"]
        waiting = contracts.search(
            fields.Domain(self._get_contract_domain())
            & contracts._search_awaiting_user(self.env.user)
        ).filtered("is_my_turn")
        if len(waiting) == 1:
            return waiting.action_open_sign()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action"
        )
        return {**action, "domain": [("id", "in", waiting.ids)], "context": {}}

    @api.model
    def _get_contract_language(self, partner):
        """The language to propose for a contract with ``partner``."""
        is_chinese = (partner.lang or "").startswith("zh") or partner.country_id.code == "CN"
        return "zh" if is_chinese else "en"
