from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmContractParticipant(models.Model):
    """A person in a draft's signing plan.

    Contracts signed by one person on each side need none: the two fields of the contract say who.
    """

    _name = "crm.contract.participant"
    _description = "Planned Contract Signatory"
    _inherit = ["crm.contract.participant.mixin"]
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id")
    commercial_partner_id = fields.Many2one(related="contract_id.commercial_partner_id")
    label = fields.Char(string="Place", help="Whom the template wants here.")
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    seal_id = fields.Many2one(domain="[('company_id', '=', company_id), ('state', '=', 'active')]")
    name = fields.Char(compute="_compute_name")
    access_code_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    has_access_code = fields.Boolean(string="Access Code", readonly=True, copy=False)

    @api.depends("side", "role", "seal_id.name", "user_id.name", "partner_id.name", "label")
    def _compute_name(self):
        for participant in self:
            person = participant._get_person()
            if participant.role == "seal":
                person = participant.seal_id
            participant.name = person.name or participant.label or ""

    @api.depends("name")
    def _compute_display_name(self):
        for participant in self:
            participant.display_name = participant.name

    @api.onchange("side")
    def _onchange_side(self):
        if self.side == "company":
            self.partner_id = False
        else:
            self.user_id = False

    @api.onchange("role")
    def _onchange_role(self):
        if self.role != "seal":
            self.seal_id = self.is_across_edges = False
            return
        self.side, self.user_id, self.partner_id = "company", False, False
        company = self.company_id or self.env.company
        self.seal_id = self.seal_id or company.contract_seal_id
        self.is_across_edges = company.contract_seal_across_edges

    def _get_person(self):
        """The contact who takes part; none while the place is empty."""
        self.ensure_one()
        if self.role == "seal":
            return self.seal_id.company_id.partner_id
        return self.user_id.partner_id if self.side == "company" else self.partner_id

    @api.constrains("side", "user_id", "partner_id", "contract_id")
    def _check_side(self):
        for participant in self:
            customer = participant.commercial_partner_id
            contact, colleague = participant.partner_id, participant.user_id
            if participant.side == "company":
                is_wrong = contact
            else:
                is_wrong = colleague or (contact and contact.commercial_partner_id != customer)
            if is_wrong:
                raise ValidationError(
                    self.env._(
                        "%(person)s can't take part on this side. Choose a colleague for our side"
                        " and a contact of %(customer)s for the customer's.",
                        person=(contact or colleague).display_name,
                        customer=customer.display_name,
                    )
                )

    @api.constrains("role", "side", "seal_id", "user_id", "contract_id")
    def _check_seal(self):
        for participant in self:
            is_seal = participant.role == "seal"
            if is_seal and (participant.side != "company" or participant.user_id):
                raise ValidationError(
                    self.env._(
                        "A seal stands for our side, and its custodian affixes it. Choose the seal"
                        " alone, without a colleague."
                    )
                )
            if participant.seal_id and not is_seal:
                raise ValidationError(
                    self.env._(
                        "%(person)s can't act with a seal. Give the seal a line of its own, in the"
                        " role “Seal”.",
                        person=participant.name or "—",
                    )
                )
            if participant.seal_id.company_id - participant.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(seal)s” is a seal of another company. Choose one of %(company)s.",
                        seal=participant.seal_id.name,
                        company=participant.company_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                vals.pop("has_access_code", None)
        participants = super().create(vals_list)
        participants.contract_id._check_not_frozen()
        return participants

    def write(self, vals):
        self.contract_id._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_draft(self):
        self.contract_id._check_not_frozen()

    # ------------------------------------------------------------------
    # ACCESS CODE
    # ------------------------------------------------------------------

    def action_open_access_code(self):
        """Open the dialog in which an access code for this person is set."""
        self.ensure_one()
        return self.env["crm.contract.access.code"]._open_for(self)

    def _set_access_code(self, code):
        """Keep an access code for this person, as a slow hash alone; none removes it.

        :param str code: at least six characters; neither stored nor logged
        """
        from .. import signing

        self.ensure_one()
        self.check_access("write")
        self.contract_id._check_not_frozen()
        hashed = signing.hash_passcode(code) if code else False
        # sudo: the hash is readable by nobody; whoever plans the contract sets it.
        self.sudo().write({"access_code_hash": hashed, "has_access_code": bool(code)})
