from odoo import fields, models


class CrmContractTemplateParticipant(models.Model):
    """A place in a template's signing plan, to be filled by a person on each contract."""

    _name = "crm.contract.template.participant"
    _description = "Contract Template Signatory"
    _inherit = ["crm.contract.participant.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "crm.contract.template", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Who", required=True, help="Such as “Managing Director”.")
    user_id = fields.Many2one(
        "res.users",
        string="Always",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="The colleague who takes this place on every contract, if it is always the same.",
    )

    def _prepare_participant_values(self):
        """Values of the participants of a draft made from this plan.

        Called when a template with a plan is chosen for a contract.  Gets the places of one
        template.  Returns a list of dicts for ``crm.contract.participant``.  Override to fill
        places with people by your own rules.
        """
        return [
            {
                **place._prepare_participation_values(),
                "label": place.name,
                "user_id": place.user_id.id if place.side == "company" else False,
                **place._prepare_seal_values(),
            }
            for place in self
        ]

    def _prepare_seal_values(self):
        """The seal of a place: the one named here, else the one that is usually affixed."""
        if self.role != "seal":
            return {}
        seal = self.seal_id or self.env.company.contract_seal_id
        return {"side": "company", "user_id": False, "seal_id": seal.id}
