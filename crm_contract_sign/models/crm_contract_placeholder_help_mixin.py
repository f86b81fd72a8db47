from odoo import api, fields, models


class CrmContractPlaceholderHelpMixin(models.AbstractModel):
    """Text in which placeholders may stand: shows its writer which there are."""

    _name = "crm.contract.placeholder.help.mixin"
    _description = "Text with Placeholders"

    placeholder_help = fields.Html(
        string="Placeholders", compute="_compute_placeholder_help", sanitize=False
    )

    @api.depends_context("lang")
    def _compute_placeholder_help(self):
        labels = self.env["crm.contract.messages"]._get_placeholder_labels()
        names = self.env["crm.contract"]._get_placeholder_names()
        # Our own in the order of the list, then those of other add-ons.
        known = [*(name for name in labels if name in names), *sorted(names - labels.keys())]
        self.placeholder_help = self.env["ir.qweb"]._render(
            "crm_contract_sign.placeholder_help",
            {"placeholders": [(name, labels.get(name, "")) for name in known]},
        )
