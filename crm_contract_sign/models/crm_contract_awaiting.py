from odoo import models

AWAITING_CHANGED = "crm_contract_sign.awaiting"


class CrmContractAwaiting(models.Model):
    """Tells the browsers of our own signatories that what awaits them has changed."""

    _inherit = "crm.contract"

    def _post_transition(self, transition, details):
        super()._post_transition(transition, details)
        if transition.name in ("send", "withdraw", "abort", "decline"):
            self._announce_awaiting()

    def _post_sign(self, signer, document):
        super()._post_sign(signer, document)
        self._announce_awaiting()

    def _announce_awaiting(self):
        # sudo: who signs is told, whoever makes the step; the notice itself says nothing.
        for user in self.sudo().signer_ids.user_id:
            user._bus_send(AWAITING_CHANGED, {})
