from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIDES = [("company", "Our Side"), ("customer", "Customer")]
ROLES = [
    ("signatory", "Signatory"),
    ("witness", "Witness"),
    ("seal", "Seal"),
    ("approver", "Approver"),
    ("copy", "Gets a Copy"),
]


class CrmContractParticipantMixin(models.AbstractModel):
    """How a person takes part in the signing of a contract: in which turn and role, known how.

    The plan of a template, the plan of a draft and the signatories of a frozen revision share it.
    """

    _name = "crm.contract.participant.mixin"
    _description = "Participation in Signing"

    sequence = fields.Integer(
        string="Group",
        default=10,
        help="Groups act in the order of their numbers; people of one group in any order.",
    )
    side = fields.Selection(SIDES, required=True, default="customer")
    role = fields.Selection(
        ROLES,
        required=True,
        default="signatory",
        help="Signatories and witnesses sign in the document. Approvers agree without a signature"
        " in it. A seal is affixed by its custodian once its use is approved. Whoever gets a copy"
        " receives the document once everyone has signed.",
    )
    seal_id = fields.Many2one("crm.contract.seal", index="btree_not_null", ondelete="restrict")
    is_across_edges = fields.Boolean(
        string="Across Edges",
        help="Also affix the seal across the edges of all pages, so that none can be exchanged.",
    )
    needed = fields.Integer(
        aggregator="max",
        help="How many of this group must agree; the others are not needed any more once they"
        " have. Enter it for one person of the group; 0 means everyone.",
    )
    needs_email_code = fields.Boolean(
        string="E-mail Code",
        default=True,
        help="Ask for a one-time code sent by e-mail before signing.",
    )
    needs_sms_code = fields.Boolean(
        string="SMS Code",
        help="Ask for a one-time code sent to the contact's phone before signing.",
    )
    needs_login = fields.Boolean(
        string="Portal Log-in",
        help="The link opens the document only for the person's own user, who has just logged"
        " in, with two-factor authentication where it is set up.",
    )
    can_delegate = fields.Boolean(
        string="May Delegate",
        help="Let this person name somebody else of the same customer to sign in their place.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="The language of this person's signing page, e-mails and codes: the contact's own if"
        " none is chosen. The document stays in the contract's language.",
    )
    due_days = fields.Integer(
        string="Days to Answer",
        aggregator="max",
        help="How many days this person may take once it is their turn; 0 for no limit of their"
        " own. Then they are reminded and the responsible is told. Signing itself ends with the"
        " contract's own deadline only.",
    )
    signing_backend = fields.Selection(
        selection=lambda self: self.env["crm.contract.signing.backend"]._get_all_selection(),
        string="Way of Signing",
        help="Where this person's key lives; as set for the colleague or their side when empty.",
    )
    signing_backend_choices = fields.Json(compute="_compute_signing_backend_choices")

    _needed_not_negative = models.Constraint(
        "CHECK(needed >= 0)",
        "The number of people needed can't be negative. Enter 0 if everyone is needed.",
    )
    _due_days_in_range = models.Constraint(
        "CHECK(due_days BETWEEN 0 AND 365)",
        "A person has 1 to 365 days to answer. Enter 0 for no limit.",
    )

    @api.depends("side")
    def _compute_signing_backend_choices(self):
        backends = self.env["crm.contract.signing.backend"]
        for participation in self:
            participation.signing_backend_choices = backends._get_backends(participation.side)

    @api.onchange("side", "role")
    def _onchange_signing_backend(self):
        signs = self.role in ("signatory", "witness")
        if not signs or self.signing_backend not in (self.signing_backend_choices or []):
            self.signing_backend = False

    @api.constrains("side", "signing_backend")
    def _check_signing_backend(self):
        for participation in self.filtered("signing_backend"):
            if participation.signing_backend not in participation.signing_backend_choices:
                raise ValidationError(
                    self.env._(
                        "The way of signing “%(backend)s” is not for this side. Choose another"
                        " one, or none to sign as the company has set.",
                        backend=self.env["ir.model"]._get(participation.signing_backend).name,
                    )
                )

    def _get_participation_fields(self):
        """The names of the fields that a plan hands on to the signatories made from it.

        Called when a template's plan is copied and when a draft is frozen.  Returns a list.
        Override to add the fields that you add to ``crm.contract.participant.mixin``.
        """
        return [
            "sequence",
            "side",
            "role",
            "seal_id",
            "is_across_edges",
            "needed",
            "needs_email_code",
            "needs_sms_code",
            "needs_login",
            "can_delegate",
            "lang",
            "due_days",
            "signing_backend",
        ]

    def _prepare_participation_values(self):
        """The values of these fields, for one person."""
        self.ensure_one()
        names = self._get_participation_fields()
        return self._convert_to_write({name: self[name] for name in names})
