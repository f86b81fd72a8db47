from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackendOneTime(models.AbstractModel):
    """A key made for one signature and forgotten at once; its certificate names the signatory."""

    _name = "crm.contract.signing.backend.one.time"
    _description = "One-time Server Key"
    _inherit = ["crm.contract.signing.backend"]

    _signs_for = ("customer",)
    _VALIDITY_DAYS = 1

    @api.model
    def _check_plan(self, contract, user):
        """Override: a company that requires customers' own browsers makes no exception."""
        # sudo: how a company signs is no secret.
        company = contract.company_id.sudo()
        if company._requires_contract_browser_key():
            raise UserError(
                self.env._(
                    "%(company)s wants every customer's key to be made in their own browser. Leave"
                    " the way of signing empty in the signing plan.",
                    company=company.name,
                )
            )

    @api.model
    def _open(self, signer, secrets):
        from .. import signing

        key = signing.generate_private_key(size=3072)
        record = self.env["crm.contract.certificate"]._certify_signatory(
            signer, key.public_key(), days=self._VALIDITY_DAYS
        )
        return record._make_signer(key), record

    @api.model
    def _get_key_location(self):
        return "one_time_server_key"
