from odoo import fields, models


class CrmContractType(models.Model):
    """A kind of contract: what it must contain, and who decides on it."""

    _name = "crm.contract.type"
    _description = "Contract Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    mandatory_category_ids = fields.Many2many(
        "crm.contract.clause.category",
        string="Mandatory Clauses",
        help="A draft without one of these can't be submitted.",
    )
    reminder_days = fields.Integer(
        string="Reminder Before the End",
        default=60,
        required=True,
        help="How many days before the end the responsible gets an activity; 0 for the day itself.",
    )
    needs_seal = fields.Boolean(
        string="Needs a Seal",
        help="Such a contract can't be submitted without a seal of ours in its signing plan. The"
        " company's usual seal is added where nobody has planned otherwise.",
    )
    template_ids = fields.One2many("crm.contract.template", "type_id")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Another contract type already has this code. Choose a different one."
    )
    _reminder_days_positive = models.Constraint(
        "CHECK(reminder_days >= 0)", "A reminder comes before the end. Enter 0 days or more."
    )

    def _propose_title(self, language, partner):
        """The title to propose for a contract of this type.

        :param str language: the contract's
        :param res.partner partner: with whom it is made
        :rtype: str
        """
        lang = self.env["crm.contract"]._find_lang_code(language)
        parts = (self.with_context(lang=lang).name, partner.commercial_partner_id.name)
        return " – ".join(filter(None, parts))
