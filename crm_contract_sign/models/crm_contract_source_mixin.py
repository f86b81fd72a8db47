from odoo import api, fields, models


class CrmContractSourceMixin(models.AbstractModel):
    """A record from which contracts are made: a partner, an opportunity or a sales order."""

    _name = "crm.contract.source.mixin"
    _description = "Source of Contracts"

    # The field of crm.contract that points to these records.
    _contract_field = None

    contract_count = fields.Integer(string="Number of Contracts", compute="_compute_contract_count")
    contract_to_sign_count = fields.Integer(
        string="Contracts to Sign", compute="_compute_contract_count"
    )

    def _get_contract_domain(self):
        """The domain of the contracts that belong to these records.

        Called for the list behind the smart button.  Gets one record.  Returns a domain.  Override
        it together with ``_count_contracts()``.
        """
        self.ensure_one()
        return [(self._contract_field, "=", self.id)]

    def _count_contracts(self, domain):
        """How many contracts each of these records has.

        Called for the numbers on the smart buttons.  Gets a domain that narrows them down.
        Returns a dict from record id to number; where it is 0 the id may lack.  Override it
        together with ``_get_contract_domain()``.
        """
        groups = self.env["crm.contract"]._read_group(
            fields.Domain(self._contract_field, "in", self.ids) & domain,
            [self._contract_field],
            ["__count"],
        )
        return {record.id: count for record, count in groups}

    def _prepare_contract_values(self):
        """Values of a contract made from this record.

        Called by *New contract* and by the batch action.  Gets one record.  Returns a dict for
        ``crm.contract``.  Override to hand over fields of your own.
        """
        raise NotImplementedError(f"{self._name} does not say what a contract takes from it")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_contract_count(self):
        contracts = self.env["crm.contract"]
        counts, counts_to_sign = {}, {}
        if contracts.has_access("read"):
            awaiting = contracts._search_awaiting_user(self.env.user)
            counts = self._count_contracts(fields.Domain.TRUE)
            counts_to_sign = self._count_contracts(awaiting)
        for record in self:
            record.contract_count = counts.get(record._origin.id, 0)
            record.contract_to_sign_count = counts_to_sign.get(record._origin.id, 0)

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
