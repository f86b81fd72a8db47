import base64
import binascii

import requests

from odoo import api, models
from odoo.exceptions import UserError

ADDRESS_PARAMETER = "crm_contract_remote_signing.url"
SECONDS_TO_ANSWER = 20


class CrmContractSigningBackendService(models.AbstractModel):
    """Keys of colleagues, kept by a signing service that answers digests with signatures."""

    _name = "crm.contract.signing.backend.service"
    _description = "Signing Service"
    _inherit = ["crm.contract.signing.backend.remote"]

    _signs_for = ("company",)
    _asks_pin = True

    @api.model
    def _sign_digest(self, certificate, digest, mechanism, secrets):
        """Override of `crm_contract_sign` to ask the service.

        Nothing but the digest leaves the server: the service never sees the contract.
        """
        question = {
            "key": certificate.fingerprint,
            "algorithm": str(mechanism),
            "digest": base64.b64encode(digest).decode(),
            "pin": secrets("pin") or "",
        }
        try:
            answer = requests.post(self._get_address(), json=question, timeout=SECONDS_TO_ANSWER)
            if answer.status_code == requests.codes.forbidden:
                raise UserError(
                    self.env._("The signing service refuses this PIN. Check it, then sign again.")
                )
            answer.raise_for_status()
            return base64.b64decode(answer.json()["signature"], validate=True)
        except (requests.RequestException, KeyError, TypeError, binascii.Error) as error:
            raise UserError(
                self.env._(
                    "The signing service gave no signature, so nothing was signed. Try again in a"
                    " moment, or ask your administrator to look at the service."
                )
            ) from error

    @api.model
    def _get_address(self):
        # sudo: the address is used, not shown; whoever signs reads no system parameters.
        address = self.env["ir.config_parameter"].sudo().get_param(ADDRESS_PARAMETER)
        if not address:
            raise UserError(
                self.env._(
                    "The signing service has no address yet. Ask your administrator to set the"
                    " system parameter %(parameter)s.",
                    parameter=ADDRESS_PARAMETER,
                )
            )
        return address

    @api.model
    def _get_key_location(self):
        return "signing_service"
