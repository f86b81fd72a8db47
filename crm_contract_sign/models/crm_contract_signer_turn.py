from odoo import api, fields, models
from odoo.exceptions import UserError

# What a state of a signatory means to the plan.
ANSWERS = {
    "signed": "agreed",
    "agreed": "agreed",
    "declined": "declined",
    "excused": "excused",
}


class CrmContractSigner(models.Model):
    """Turns: groups in their order, and within a group whoever comes."""

    _inherit = "crm.contract.signer"

    is_their_turn = fields.Boolean(compute="_compute_is_their_turn")

    @api.depends("state", "contract_id.state", "contract_id.signer_ids.state")
    def _compute_is_their_turn(self):
        for signer in self:
            signer.is_their_turn = signer._is_their_turn()

    def _is_their_turn(self):
        """Whether this signatory may sign now: the contract is out for signature, this signatory
        belongs to its revision and has not answered, and the groups before theirs are done."""
        self.ensure_one()
        return (
            self.contract_id.state == "signing"
            and self.active
            and self.state == "waiting"
            and self in self.contract_id._get_due_signers()
        )

    def _to_members(self):
        """These signatories as members of a plan."""
        from ..signing import plan

        return [
            plan.Member(
                key=signer.id,
                group=signer.sequence,
                role=plan.Role(signer.role),
                needed=signer.needed,
                answer=plan.Answer(ANSWERS.get(signer.state, "none")),
            )
            for signer in self
        ]

    def _check_can_sign(self):
        """Refuse a signature that is not due.

        :raise UserError: already answered, not out for signature, or out of order
        """
        self.ensure_one()
        if self.state in ("signed", "agreed"):
            raise UserError(
                self.env._("You have already signed %(contract)s.", contract=self.contract_id.name)
            )
        is_open = self.contract_id.state == "signing" and self.active
        if not is_open or self.state != "waiting":
            raise UserError(
                self.env._(
                    "%(contract)s is not out for signature any more. Ask %(company)s if you"
                    " expected to sign it.",
                    contract=self.contract_id.name,
                    company=self.contract_id.company_id.name,
                )
            )
        if not self._is_their_turn():
            raise UserError(
                self.env._(
                    "It is not your turn yet: %(names)s must sign first. You will be told when"
                    " it is.",
                    names=", ".join(self.contract_id._get_due_signers().mapped("name")),
                )
            )

    def _excuse(self):
        """Record that these signatories are not needed any more: enough others have agreed."""
        for signer in self:
            # sudo: signatories are written by the methods of signing alone.
            signer.sudo().state = "excused"
            signer.contract_id._log_event("excuse", signer=signer.name)
            signer._withdraw_signature_activity()

    def _withdraw_signature_activity(self):
        """Take this colleague's reminder to sign off their list."""
        if self.user_id:
            self.contract_id.activity_unlink(
                ["crm_contract_sign.mail_activity_type_sign"], user_id=self.user_id.id
            )
