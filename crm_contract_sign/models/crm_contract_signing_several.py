from odoo import models
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
        certificate = backends[0]._find_certificate(self.env.user, mine[0].company_id)
        if len(mine._get_my_ways()) > 1:
            raise UserError(
                self.env._(
                    "You sign these contracts with different keys, whose PINs differ. Choose those"
                    " that you sign for one company and in one way."
                )
            )
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

    def _get_my_ways(self):
        """The ways in which the current user signs these contracts, each a pair of back end and
        company, without those that need no PIN."""
        ways = {}
        for contract in self.filtered("is_my_turn"):
            backend = self._get_signing_backend(contract._get_my_turn())
            if backend._asks_pin:
                ways[backend._name, contract.company_id] = backend
        return ways

    def action_check_pin(self, pin):
        """Refuse a wrong PIN before the first of these contracts is signed with it.

        :param str pin: the PIN of the current user's key; neither stored nor logged
        """
        for (_name, company), backend in self._get_my_ways().items():
            backend._check_pin(self.env.user, company, pin)
