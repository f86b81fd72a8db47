from odoo import api, models
from odoo.exceptions import UserError


class CrmContractSigningBackendPin(models.AbstractModel):
    """A colleague's own key, kept in the database under a PIN that only they know."""

    _name = "crm.contract.signing.backend.pin"
    _description = "Own Key under a PIN"
    _inherit = ["crm.contract.signing.backend"]

    _signs_for = ("company",)
    _asks_pin = True

    @api.model
    def _open(self, signer, secrets):
        company = signer.contract_id.company_id
        certificate = self._find_certificate(signer.user_id, company)
        if not certificate:
            raise UserError(
                self.env._(
                    "%(person)s has no valid signing key of %(company)s yet. Create one in your"
                    " preferences, under Contract Signing.",
                    person=signer.name,
                    company=company.name,
                )
            )
        return certificate._open_with_pin(secrets("pin"))

    @api.model
    def _get_key_location(self):
        return "database_under_pin"

    @api.model
    def _find_certificate(self, user, company):
        return self.env["crm.contract.certificate"]._get_usable(user, company)

    @api.model
    def _get_enrolment_action(self, signer):
        if self._find_certificate(signer.user_id, signer.contract_id.company_id):
            return None
        return self.env["crm.contract.enroll"]._open_for(signer)

    @api.model
    def _check_pin(self, user, company, pin):
        # Each signature says what is missing.
        if certificate := self._find_certificate(user, company):
            certificate._unlock(pin)
