from odoo import api, fields, models
from odoo.exceptions import ValidationError

MINIMUM_CODE_LENGTH = 6


class CrmContractAccessCode(models.TransientModel):
    """Where an access code for a signatory is set.  The code is in no column."""

    _name = "crm.contract.access.code"
    _description = "Access Code of a Signatory"
    _inherit = ["crm.contract.dialog.mixin"]

    participant_id = fields.Many2one("crm.contract.participant", required=True, readonly=True)
    has_access_code = fields.Boolean(related="participant_id.has_access_code", related_sudo=False)
    code = fields.Char(string="New Code", store=False)

    @api.model
    def _open_for(self, participant):
        return self._open_stored(
            self.env._("Access Code for %(person)s", person=participant.name),
            {"participant_id": participant.id},
            {"dialog_size": "large"},
        )

    def action_set_code(self):
        """Set the code given by the dialog."""
        self.ensure_one()
        code = (self.env.context.get("code") or "").strip()
        if len(code) < MINIMUM_CODE_LENGTH or len(set(code)) == 1:
            raise ValidationError(
                self.env._(
                    "Choose a code of at least %(length)s characters that are not all the same.",
                    length=MINIMUM_CODE_LENGTH,
                )
            )
        self.with_context(code=None).participant_id._set_access_code(code)
        return {"type": "ir.actions.act_window_close"}

    def action_remove_code(self):
        """Ask for no access code any more."""
        self.ensure_one()
        self.participant_id._set_access_code(None)
        return {"type": "ir.actions.act_window_close"}
