from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_contract_form_field import FILLING_ROLES


class CrmContractTemplateFormField(models.Model):
    """Something to be filled in before signing, on every contract made from a template."""

    _name = "crm.contract.template.form.field"
    _description = "Contract Template Field to Fill In"
    _inherit = ["crm.contract.form.field.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "crm.contract.template", required=True, index=True, ondelete="cascade"
    )
    participant_id = fields.Many2one(
        "crm.contract.template.participant",
        string="Filled In By",
        domain="[('template_id', '=', template_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="A place of the signing plan; the customer's signatory if empty.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(template_id, name)",
        "Two fields of the template have the same name. Rename one.",
    )

    @api.constrains("participant_id", "template_id")
    def _check_participant(self):
        for form_field in self:
            place = form_field.participant_id
            if place and (
                place.template_id != form_field.template_id or place.role not in FILLING_ROLES
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s can't fill in “%(label)s”. Choose a signatory, a witness or an"
                        " approver of this template's signing plan.",
                        person=place.display_name,
                        label=form_field.label,
                    )
                )


class CrmContractTemplate(models.Model):
    """What is filled in on the contracts made from a template."""

    _inherit = "crm.contract.template"

    form_field_ids = fields.One2many(
        "crm.contract.template.form.field", "template_id", string="Fields to Fill In"
    )
    has_initials = fields.Boolean(
        string="Initials on Each Page",
        help="Everyone who signs gives their initials first; they are printed at the foot of each"
        " page.",
    )

    def copy(self, default=None):
        copies = super().copy(default)
        for template, copied in zip(self, copies, strict=True):
            places = dict(zip(template.participant_ids, copied.participant_ids, strict=False))
            self.env["crm.contract.template.form.field"].create(
                [
                    {
                        **form_field._prepare_form_field_values(),
                        "template_id": copied.id,
                        "participant_id": places.get(
                            form_field.participant_id, form_field.participant_id.browse()
                        ).id,
                    }
                    for form_field in template.form_field_ids
                ]
            )
        return copies
