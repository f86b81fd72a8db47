from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackendSeal(models.AbstractModel):
    """The key of a seal, kept in the database under its custodian's PIN.

    Nobody chooses it: a seal's place in the signing plan does.
    """

    _name = "crm.contract.signing.backend.seal"
    _description = "Seal in Custody"
    _inherit = ["crm.contract.signing.backend"]

    _asks_pin = True

    @api.model
    def _open(self, signer, secrets):
        # sudo: the certificate of the seal; that the user keeps it is checked before it opens.
        seal = signer.sudo().seal_id
        seal._check_usable()
        certificate = seal.certificate_id.sudo(False)
        if seal.custodian_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(custodian)s keeps “%(seal)s”; nobody else affixes it.",
                    custodian=seal.custodian_id.name,
                    seal=seal.name,
                )
            )
        return certificate._open_with_pin(secrets("pin"))

    @api.model
    def _get_key_location(self):
        return "seal_under_custodians_pin"
