from odoo import fields, models
from odoo.exceptions import UserError


class CrmContractAgreement(models.Model):
    """Approvers of the signing plan: people who agree to the document without signing in it."""

    _inherit = "crm.contract"

    def _agree(self, signer, sha256, evidence):
        """Record that an approver agrees to the document, and go on.

        :param crm.contract.signer signer: whose turn it is
        :param str sha256: the digest of what they read
        :param dict evidence: how they were identified, and from where
        :raise UserError: not their turn, no approver, or another document than the present one
        """
        self._claim_turn(signer)
        if signer.role != "approver":
            raise UserError(
                self.env._(
                    "%(person)s is to sign this contract; agreeing to it is not enough.",
                    person=signer.name,
                )
            )
        if sha256 != self.document_sha256:
            raise UserError(
                self.env._(
                    "The document has changed since you opened this page. Please reload it and read"
                    " the newest version."
                )
            )
        # sudo: an answer is recorded by this method alone.
        signer.sudo().write(
            {"state": "agreed", "signed_on": fields.Datetime.now(), "evidence": evidence}
        )
        self._log_event(
            "agree", signer=signer.name, side=signer.side, sha256=self.document_sha256, **evidence
        )
        self._go_on_signing()

    def action_agree(self, sha256=None):
        """Agree to these contracts as an approver of their signing plans.

        :param str sha256: the digest of the document that was shown; None for the present one
        """
        for contract in self:
            signer = contract._get_my_turn()
            shown = sha256 or contract.document_sha256
            contract._agree(signer, shown, signer._get_login_evidence())
