from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class CrmContractSigningSeveral(models.Model):
    """One PIN, many contracts: the dialog signs them one by one, each for itself."""

    _inherit = "crm.contract"

    def action_open_sign_several(self):
        """Open the dialog that signs those of these contracts that await the current user."""
        mine = self.filtered(
            lambda contract: (
                contract.is_my_turn and contract._get_my_turn().role not in ("approver", "seal")
            )
        )
        if not mine:
            raise UserError(
                self.env._(
                    "None of these contracts awaits your signature. Choose some from “Waiting for"
                    " My Signature”."
                )
            )
        signers = [contract._get_my_turn() for contract in mine]
        backends = [self._get_signing_backend(signer) for signer in signers]
        for backend, signer in zip(backends, signers, strict=True):
            first = backend._get_enrolment_action(signer)
            if first:
                return first
        certificate = backends[0]._find_certificate(self.env.user)
        return {
            "type": "ir.actions.client",
            "tag": "crm_contract_sign.sign_several",
            "name": self.env._("Sign %(count)s Contracts", count=len(mine)),
            "target": "new",
            "params": {
                "contracts": [contract._prepare_signing_line() for contract in mine],
                "asks_pin": any(backend._asks_pin for backend in backends),
                "key": certificate.display_name,
            },
        }

    def _prepare_signing_line(self):
        """What the dialog shows of one contract."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "reference": self.reference,
            "customer": self.commercial_partner_id.name,
            "amount": formatLang(self.env, self.amount_total, currency_obj=self.currency_id),
            "document_id": self.current_document_id.id,
            "sha256": self.document_sha256,
        }

    @api.model
    def action_check_pin(self, pin):
        """Refuse a wrong PIN before the first of several contracts is signed with it.

        :param str pin: the PIN of the current user's key; neither stored nor logged
        """
        user = self.env.user
        backends = self.env["crm.contract.signing.backend"]
        name = user.contract_signing_backend or self.env.company.contract_colleague_backend
        backends._find(name, "company")._check_pin(user, pin)
