from odoo import api, models


class CrmContractMessages(models.AbstractModel):
    _inherit = "crm.contract.messages"

    @api.model
    def _get_key_location_name(self, code):
        """Override of `crm_contract_sign` to name the service."""
        if code == "signing_service":
            return self.env._("own key, kept by the signing service")
        return super()._get_key_location_name(code)
