from decimal import Decimal

from odoo import api, fields, models

KINDS = [
    ("text", "One Line of Text"),
    ("long_text", "Several Lines of Text"),
    ("date", "Date"),
    ("number", "Number"),
    ("checkbox", "Box to Tick"),
    ("choice", "Choice"),
]


class CrmContractFormFieldMixin(models.AbstractModel):
    """Something that a person fills in before anybody signs: what is asked, and its bounds.

    The fields of a template and those of a draft share it.  What becomes of them when the draft is
    frozen is in the file of the contract's form.
    """

    _name = "crm.contract.form.field.mixin"
    _description = "Field to Fill In"

    sequence = fields.Integer(default=10)
    name = fields.Char(
        required=True,
        help="Lower-case letters, digits and underscores. The text has its place where it says"
        " {{ field.… }} with this name.",
    )
    label = fields.Char(string="Question", required=True, help="What the person reads.")
    kind = fields.Selection(KINDS, required=True, default="text")
    is_required = fields.Boolean(
        string="Required", default=True, help="A box that is required must be ticked."
    )
    help_text = fields.Char(string="Explanation", help="Shown small below the question.")
    max_length = fields.Integer(
        string="Characters",
        help="How many a text may have: at most 300 in one line and 3,000 in several; 0 for 100"
        " and 1,000.",
    )
    choices = fields.Text(help="One in a line.")
    is_bounded = fields.Boolean(
        string="Within Bounds", help="The number must be between the two that are given."
    )
    minimum = fields.Float(digits=(16, 4))
    maximum = fields.Float(digits=(16, 4))
    earliest = fields.Date()
    latest = fields.Date()
    is_future = fields.Boolean(
        string="Not in the Past", help="Not before the day on which it is filled in."
    )
    condition_field = fields.Char(
        string="Only If",
        help="The name of another field of the same person. This one is asked only once that one"
        " is ticked or filled in.",
    )
    condition_value = fields.Char(
        string="Is", help="For a choice: what must be chosen there. Empty for anything."
    )
    anchor = fields.Char(string="Place in the Text", compute="_compute_anchor")

    _max_length_not_negative = models.Constraint(
        "CHECK(max_length >= 0)",
        "A text can't have fewer than no characters. Enter 0 for the usual number.",
    )

    @api.depends("name")
    def _compute_anchor(self):
        from ..drafting import field_placeholder

        for form_field in self:
            name = form_field.name
            form_field.anchor = f"{{{{ {field_placeholder(name)} }}}}" if name else False

    @api.onchange("label")
    def _onchange_label(self):
        """Propose a name; Latin letters only, for it stands in the text's placeholders."""
        if self.label and not self.name:
            words = self.env["ir.http"]._slugify(self.label).replace("-", "_")
            self.name = words.lstrip("0123456789_")[:40].rstrip("_") or "field"

    @api.constrains(
        "name",
        "label",
        "kind",
        "choices",
        "is_bounded",
        "minimum",
        "maximum",
        "earliest",
        "latest",
    )
    def _check_form_field(self):
        from .. import drafting

        with self.env["crm.contract.messages"]._translated():
            for form_field in self:
                drafting.check_field(form_field._to_form_field(place=0))

    def _to_form_field(self, place):
        """This field as a value of the pure package.

        :param int place: of the person who fills it in, in the signing plan
        :rtype: drafting.FormField
        """
        from .. import drafting

        self.ensure_one()
        is_number = self.kind == "number" and self.is_bounded
        is_date = self.kind == "date"
        return drafting.FormField(
            name=self.name or "",
            label=(self.label or "").strip(),
            kind=drafting.Kind(self.kind),
            place=place,
            is_required=self.is_required,
            help=self.help_text or "",
            max_length=self.max_length,
            choices=tuple(self._get_choices()) if self.kind == "choice" else (),
            minimum=Decimal(str(self.minimum)) if is_number else None,
            maximum=Decimal(str(self.maximum)) if is_number else None,
            earliest=(is_date and self.earliest) or None,
            latest=(is_date and self.latest) or None,
            is_future=is_date and self.is_future,
            condition=drafting.Condition(self.condition_field, self.condition_value or None)
            if self.condition_field
            else None,
        )

    def _get_choices(self):
        return [line.strip() for line in (self.choices or "").splitlines() if line.strip()]

    def _get_form_field_fields(self):
        """The names of the fields that a template's form hands on to a contract's.

        Called when a draft takes over its template's form, and when a contract is copied.
        Returns a list.  Override to add the fields that you add to
        ``crm.contract.form.field.mixin``.
        """
        return [
            "sequence",
            "name",
            "label",
            "kind",
            "is_required",
            "help_text",
            "max_length",
            "choices",
            "is_bounded",
            "minimum",
            "maximum",
            "earliest",
            "latest",
            "is_future",
            "condition_field",
            "condition_value",
        ]

    def _prepare_form_field_values(self):
        """The values of these fields, for one record."""
        self.ensure_one()
        return {name: self[name] for name in self._get_form_field_fields()}
