from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractSigner(models.Model):
    """A seal in the signing plan: its turn comes when its use is approved as well."""

    _inherit = "crm.contract.signer"

    seal_use_ids = fields.One2many("crm.contract.seal.use", "signer_id", readonly=True)

    def _get_open_use(self):
        """The use of this seal that was asked for and has not ended, or none."""
        self.ensure_one()
        uses = self.env["crm.contract.seal.use"]
        # sudo: whether a use is approved counts, whoever asks.
        return self.sudo().seal_use_ids.filtered(lambda use: use.state in uses._OPEN_STATES)

    def _is_their_turn(self):
        is_due = super()._is_their_turn()
        return is_due and (self.role != "seal" or self._get_open_use().state == "approved")

    @api.depends("seal_use_ids.state")
    def _compute_is_their_turn(self):
        return super()._compute_is_their_turn()

    def _get_author(self):
        """As whom the discussion shows what this signatory did."""
        return self.user_id.partner_id if self.role == "seal" else self.partner_id

    def _check_can_sign(self):
        use = self.role == "seal" and self.state == "waiting" and self._get_open_use()
        if use and use.state == "requested":
            raise UserError(
                self.env._(
                    "The use of “%(seal)s” on %(contract)s is not approved yet. %(people)s decide"
                    " on it; its custodian is told once they have.",
                    seal=use.seal_id.name,
                    contract=self.contract_id.name,
                    people=", ".join(use._get_approvers().mapped("name")) or "—",
                )
            )
        return super()._check_can_sign()

    def _schedule_signature_activity(self):
        if self.role != "seal":
            return super()._schedule_signature_activity()
        # sudo: when somebody was told is written by the methods of signing alone.
        signer = self.sudo()
        signer.invited_on = fields.Datetime.now()
        translated = self.with_context(lang=signer.user_id.lang)
        return self.contract_id.activity_schedule(
            "crm_contract_sign.mail_activity_type_sign",
            user_id=signer.user_id.id,
            summary=translated.env._(
                "Affix “%(seal)s” on %(contract)s",
                seal=signer.seal_id.name,
                contract=self.contract_id.name,
            ),
        )

    def _give_to_custodian(self):
        """Let these seals await whoever keeps them now."""
        for signer in self:
            signer._withdraw_signature_activity()
            custodian = signer.seal_id.custodian_id
            signer.write({"user_id": custodian.id, "email": custodian.email, "invited_on": False})
            signer.contract_id._log_event(
                "seal_custody", seal=signer.seal_id.name, custodian=custodian.name
            )
            if signer._is_their_turn():
                signer._invite()

    def _decline_for_seal(self, use):
        """Record that the use of this seal was refused: the contract is declined.

        :param crm.contract.seal.use use: the use, with its reason
        """
        self.write(
            {
                "state": "declined",
                "decline_reason": use.reason,
                "evidence": {"method": "seal_use_refused", "by": use.decided_by_id.name},
            }
        )
        self.contract_id._transition("decline", signer=self.name, reason=use.reason)

    def _check_can_change(self):
        super()._check_can_change()
        if self.role == "seal":
            raise UserError(
                self.env._(
                    "Whoever keeps “%(seal)s” affixes it: its custodian hands the seal over, under"
                    " Contracts › Configuration › Seals. For another seal, change the signing"
                    " plan.",
                    seal=self.seal_id.name,
                )
            )
