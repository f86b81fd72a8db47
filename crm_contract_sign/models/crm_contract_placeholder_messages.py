from odoo import api, models


class CrmContractPlaceholderMessages(models.AbstractModel):
    """What each placeholder stands for, in words."""

    _inherit = "crm.contract.messages"

    @api.model
    def _get_placeholder_labels(self):
        """What the placeholders stand for, by name.

        Called for the list beside the editor of clauses and templates.  Returns a dict of name to
        label.  Override to name the placeholders of your own.
        """
        return {
            **self._get_party_placeholder_labels("company", self.env._("Our company")),
            **self._get_party_placeholder_labels("customer", self.env._("Customer")),
            **self._get_contract_placeholder_labels(),
        }

    @api.model
    def _get_party_placeholder_labels(self, role, party):
        _ = self.env._
        details = {
            "name": _("name"),
            "address": _("address on one line"),
            "vat": _("tax number"),
            "registry": _("company registry number"),
            "email": _("e-mail address"),
            "phone": _("telephone number"),
            "signatory": _("who signs"),
            "signatory_title": _("job position of who signs"),
        }
        return {
            f"{role}.{name}": _("%(party)s: %(detail)s", party=party, detail=detail)
            for name, detail in details.items()
        }

    @api.model
    def _get_contract_placeholder_labels(self):
        _ = self.env._
        return {
            "contract.reference": _("Number of the contract"),
            "contract.title": _("Title of the contract"),
            "contract.date": _("Day on which it is drafted"),
            "contract.start": _("Start of the term"),
            "contract.end": _("End of the term"),
            "order.reference": _("Number of the sales order"),
            "order.lines": _("Table of the order's lines, with prices and totals"),
            "order.note": _("Terms and conditions of the order; nothing where it has none"),
            "payment.term": _("Payment terms"),
            "amount.total": _("Total with taxes, in figures"),
            "amount.untaxed": _("Total without taxes, in figures"),
            "amount.tax": _("Taxes, in figures"),
            "amount.total_words": _("Total with taxes, in words"),
            "amount.currency": _("Currency"),
        }
