from odoo import api, fields, models


class CrmContractSealEvent(models.Model):
    """What happened to a seal and its custody: a record that nobody changes."""

    _name = "crm.contract.seal.event"
    _description = "Seal Event"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "seal_id, id desc"
    _rec_name = "code"

    seal_id = fields.Many2one("crm.contract.seal", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="seal_id.company_id")
    code = fields.Selection(
        [
            ("create", "Set up"),
            ("take", "Taken into custody, key made"),
            ("offer", "Handover begun"),
            ("keep", "Handover called off"),
            ("hand_over", "Handed over"),
            ("change_pin", "PIN changed"),
            ("renew", "Certified anew, the key stays"),
            ("reissue", "Key revoked, to be made anew"),
            ("redraw", "Its picture changed"),
            ("retire", "Retired"),
        ],
        string="What Happened",
        required=True,
    )
    details = fields.Json()
    summary = fields.Char(string="Who and Why", compute="_compute_summary")
    user_id = fields.Many2one("res.users", string="By", ondelete="restrict")

    @api.depends("details")
    def _compute_summary(self):
        for event in self:
            details = event.details or {}
            people = [details.get("before"), details.get("custodian")]
            parts = [" → ".join(filter(None, people)), details.get("reason")]
            event.summary = " · ".join(filter(None, parts))

    @api.model
    def _append(self, seal, code, **details):
        """Add one event to a seal's log.

        :param crm.contract.seal seal: to which it happened
        :param str code: what happened
        :param details: JSON-able values; nothing secret
        """
        # sudo: events are written by the methods of seals alone.
        return self.sudo().create(
            {"seal_id": seal.id, "code": code, "details": details, "user_id": self.env.uid}
        )
