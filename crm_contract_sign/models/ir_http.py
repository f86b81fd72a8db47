from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing`: the signing page's scripts speak the customer's language."""
        return [*super()._get_translation_frontend_modules_name(), "crm_contract_sign"]
