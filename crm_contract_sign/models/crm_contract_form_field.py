from odoo import api, fields, models
from odoo.exceptions import ValidationError

FILLING_ROLES = ("signatory", "witness", "approver")
INITIALING_ROLES = ("signatory", "witness")


class CrmContractFormField(models.Model):
    """Something that one person fills in on a contract before it is signed."""

    _name = "crm.contract.form.field"
    _description = "Contract Field to Fill In"
    _inherit = ["crm.contract.form.field.mixin"]
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    participant_id = fields.Many2one(
        "crm.contract.participant",
        string="Filled In By",
        domain="[('contract_id', '=', contract_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="A person of the signing plan; the customer's signatory if empty.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(contract_id, name)",
        "Two fields of the contract have the same name. Rename one.",
    )

    @api.constrains("participant_id", "contract_id")
    def _check_participant(self):
        for form_field in self:
            participant = form_field.participant_id
            if participant and (
                participant.contract_id != form_field.contract_id
                or participant.role not in FILLING_ROLES
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s can't fill in “%(label)s”. Choose a signatory, a witness or an"
                        " approver of this contract's signing plan.",
                        person=participant.display_name,
                        label=form_field.label,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        form_fields = super().create(vals_list)
        form_fields.contract_id._check_not_frozen()
        return form_fields

    def write(self, vals):
        self.contract_id._check_not_frozen()
        if vals.get("contract_id"):
            target = self.contract_id.browse(vals["contract_id"])
            target.check_access("write")
            target._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_draft(self):
        self.contract_id._check_not_frozen()
