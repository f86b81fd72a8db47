from odoo import api, fields, models
from odoo.exceptions import UserError

SIGNED_STATES = ("active", "expired", "terminated")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.contract.source.mixin"]

    _contract_field = "sale_order_id"

    contract_ids = fields.One2many("crm.contract", "sale_order_id")
    signed_contract_id = fields.Many2one(
        "crm.contract",
        compute="_compute_signed_contract_id",
        store=True,
        index="btree_not_null",
        help="The contract by which this order was signed: the one in force, else the last that"
        " was. Its PDF never changes, whatever becomes of the order.",
    )
    signed_contract_document_id = fields.Many2one(
        related="signed_contract_id.signed_document_id", string="Signed Document"
    )

    @api.depends("contract_ids.state")
    def _compute_signed_contract_id(self):
        for order in self:
            # sudo: that a contract exists is a fact of the order, whoever recomputes it.
            signed = order.sudo().contract_ids.filtered(
                lambda contract: contract.state in SIGNED_STATES
            )
            signed = signed.sorted(
                lambda contract: (
                    contract.state == "active",
                    contract.date_signed or contract.create_date,
                )
            )
            order.signed_contract_id = signed[-1:].id

    def _has_active_contract(self):
        """Whether a contract made from this order is in force."""
        self.ensure_one()
        # sudo: that a contract is in force is a fact of the order, whoever confirms it.
        return self.sudo().signed_contract_id.state == "active"

    def _prepare_contract_values(self):
        self.ensure_one()
        return {
            **self.partner_id._prepare_contract_values(),
            **self.env["crm.contract"]._prepare_order_values(self),
            "name": self.env._("Contract for %(order)s", order=self.name),
            "company_id": self.company_id.id,
        }

    def _confirmation_error_message(self):
        """Override of `sale` to ask for an active contract first, where the company wants one."""
        message = super()._confirmation_error_message()
        if message or self.company_id.contract_order_requirement != "confirm":
            return message
        return self._get_missing_contract_message()

    def _has_to_be_signed(self):
        """Override of `sale`: what is signed as a contract is not signed again as a quotation,
        and where a contract comes before the online signature, none is offered without one."""
        requirement = self.company_id.contract_order_requirement
        has_contract = self._has_active_contract()
        is_settled = (requirement == "confirm" and has_contract) or (
            requirement == "sign" and not has_contract
        )
        return super()._has_to_be_signed() and not is_settled

    def _get_missing_contract_message(self):
        """Why this order can't be confirmed yet, or False."""
        self.ensure_one()
        if self._has_active_contract():
            return False
        return self.env._(
            "%(order)s needs a signed contract before it is confirmed. Press “New Contract” and"
            " have it signed.",
            order=self.name,
        )

    def write(self, vals):
        """Override of `sale`: a customer's signature needs the contract where one is required."""
        if vals.get("signature"):
            for order in self:
                requirement = order.company_id.contract_order_requirement
                message = requirement == "sign" and order._get_missing_contract_message()
                if message:
                    raise UserError(message)
        return super().write(vals)

    def action_view_signed_contract(self):
        """Show the signed PDF by which this order was agreed."""
        self.ensure_one()
        return self.signed_contract_document_id.action_open()

    def action_generate_contracts(self):
        """Draft one contract for each of these orders, from the best template."""
        contracts = self.env["crm.contract"].create(
            [order._prepare_generated_contract_values() for order in self]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_contract_sign.crm_contract_action"
        )
        return {**action, "domain": [("id", "in", contracts.ids)], "context": {}}

    def _prepare_generated_contract_values(self):
        values = self._prepare_contract_values()
        partner = self.partner_id.commercial_partner_id
        template = self.env["crm.contract.template"]._propose(
            language=values["language"], country=partner.country_id, company=self.company_id
        )
        if not template:
            raise UserError(
                self.env._(
                    "There is no contract template in the language of %(customer)s. Create one"
                    " under Contracts › Configuration › Templates.",
                    customer=partner.name,
                )
            )
        return {**values, "template_id": template.id, "type_id": template.type_id.id}
