from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContractCustody(models.TransientModel):
    """Where a custodian takes a seal, hands it over or takes it over.

    PINs and codes are in no column and in no log.
    """

    _name = "crm.contract.custody"
    _description = "Custody of a Seal"
    _inherit = ["crm.contract.dialog.mixin"]

    seal_id = fields.Many2one("crm.contract.seal", required=True, readonly=True)
    seal_picture = fields.Binary(related="seal_id.picture", related_sudo=False)
    company_id = fields.Many2one(related="seal_id.company_id", related_sudo=False)
    kind = fields.Selection(
        [("take", "Take"), ("offer", "Hand Over"), ("told", "Tell"), ("accept", "Take Over")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="To",
        domain="[('share', '=', False), ('company_ids', 'in', company_id), ('id', '!=', uid)]",
    )
    code = fields.Char(store=False)
    told_code = fields.Char(string="Code to Tell", compute="_compute_told_code")
    pin = fields.Char(string="PIN", store=False)
    pin_again = fields.Char(string="PIN, again", store=False)

    @api.depends_context("handover_code")
    def _compute_told_code(self):
        for wizard in self:
            wizard.told_code = self.env.context.get("handover_code")

    @api.model
    def _open_for(self, seal, kind, **context):
        names = {
            "take": self.env._("Take “%(seal)s” into Custody", seal=seal.name),
            "offer": self.env._("Hand “%(seal)s” Over", seal=seal.name),
            "told": self.env._("Tell the Code", seal=seal.name),
            "accept": self.env._("Take “%(seal)s” Over", seal=seal.name),
        }
        return self._open_stored(names[kind], {"seal_id": seal.id, "kind": kind}, context)

    def _read_pins(self):
        """The PIN typed twice, and this dialog without it in its context."""
        given = self.env.context
        if given.get("pin") != given.get("pin_again"):
            raise UserError(self.env._("The two PINs differ. Type the same PIN twice."))
        return given.get("pin"), self.with_context(pin=None, pin_again=None, code=None)

    def action_take(self):
        """Take the seal into custody under the PIN given by the dialog."""
        self.ensure_one()
        pin, wizard = self._read_pins()
        wizard.seal_id._take_custody(pin)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_offer(self):
        """Begin to hand the seal over, and show the code for the next custodian."""
        self.ensure_one()
        wizard = self.with_context(pin=None)
        code = wizard.seal_id._offer(wizard.user_id, self.env.context.get("pin"))
        return self._open_for(wizard.seal_id, "told", handover_code=code)

    def action_accept(self):
        """Take the seal over with the code and under the PIN given by the dialog."""
        self.ensure_one()
        code = self.env.context.get("code")
        pin, wizard = self._read_pins()
        wizard.seal_id._accept(code, pin)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_close(self):
        """Close the dialog that showed the code."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}
