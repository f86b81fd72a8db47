import logging
from uuid import uuid4

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# What providers say of a message that they have taken.
TAKEN_STATES = frozenset({"success", "processing", "sent"})


class CrmContractSigner(models.Model):
    """Codes by SMS, where Odoo's *SMS* app is installed: through its provider, stored nowhere."""

    _inherit = "crm.contract.signer"

    @api.model
    def _is_sms_available(self):
        return "sms.sms" in self.env.registry

    @api.model
    def _check_sms_available(self, company):
        """Refuse to ask for SMS codes that nobody could send.

        :raise UserError: the SMS app is not installed
        """
        if not self._is_sms_available():
            raise UserError(
                self.env._(
                    "%(company)s can't send codes by SMS, because the SMS app is not installed."
                    " Ask your administrator to install it, or ask for another proof.",
                    company=company.name,
                )
            )

    def _send_sms(self, text):
        """Send this signatory a short message.

        Through the provider's interface itself: a queued ``sms.sms`` would keep the code.

        :raise UserError: the message was not taken; there is no way around the code
        """
        self.ensure_one()
        company = self.contract_id.company_id
        self._check_sms_available(company)
        uuid = uuid4().hex
        message = {"content": text, "numbers": [{"uuid": uuid, "number": self.phone}]}
        # sudo: the provider's account is the company's, whoever signs.
        provider = company.sudo()._get_sms_api_class()(self.sudo().env)
        provider._set_company(company)
        try:
            results = provider._send_sms_batch([message])
        except Exception as error:  # A provider may raise anything.
            _logger.warning("SMS to signatory %s was not sent: %s", self.id, type(error).__name__)
            results = []
        if not any(
            result.get("uuid") == uuid and result.get("state") in TAKEN_STATES for result in results
        ):
            raise UserError(
                self.env._(
                    "We could not send you the code by SMS. Please try again later, or ask"
                    " %(company)s for help; nothing can be signed without it.",
                    company=company.name,
                )
            )
