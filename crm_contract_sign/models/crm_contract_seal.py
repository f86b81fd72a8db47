import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

KINDS = [
    ("company", "Company Seal"),
    ("contract", "Contract Seal"),
    ("finance", "Finance Seal"),
    ("other", "Other Seal"),
]
USER_GROUP = "crm_contract_sign.crm_contract_sign_group_user"
# What a drawn Chinese seal says below its star; the company seal says nothing.
CHINESE_CAPTIONS = {"company": "", "contract": "合同专用章", "finance": "财务专用章"}
CUSTODY_FIELDS = frozenset(
    {
        "state",
        "certificate_id",
        "heir_id",
        "handover_key",
        "handover_until",
        "event_ids",
        "use_ids",
        "picture",
        "appearance",
    }
)


class CrmContractSeal(models.Model):
    """A company's seal: what it looks like, who keeps it, and who approves each use.

    Whoever administers keys sets a seal up and names its custodian.  The custodian takes it into
    custody with a PIN of their own, which makes its key; from then on only they affix it.
    """

    _name = "crm.contract.seal"
    _description = "Company Seal"
    _inherit = ["mail.thread", "crm.contract.attempt.limit.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, help="What colleagues call it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    kind = fields.Selection(KINDS, required=True, default="contract", tracking=True)
    state = fields.Selection(
        [("new", "Awaits Its Custodian"), ("active", "In Custody"), ("retired", "Retired")],
        required=True,
        default="new",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    legal_name = fields.Char(
        compute="_compute_legal_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        tracking=True,
        help="The company's registered name, as the seal and its certificate state it.",
    )
    style = fields.Selection(
        [
            ("chinese", "Round, with a Star (公章)"),
            ("plain", "Round, with Two Rings"),
            ("picture", "A Picture of the Seal"),
        ],
        compute="_compute_style",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    caption = fields.Char(
        compute="_compute_caption",
        store=True,
        precompute=True,
        readonly=False,
        help="What the seal says below the company's name.",
    )
    code = fields.Char(
        string="Number on It",
        help="The number under which the seal is registered, if it shows one.",
    )
    diameter = fields.Integer(
        string="Diameter (mm)", default=40, required=True, help="How large it is on paper."
    )
    upload = fields.Binary(
        string="Its Picture",
        attachment=False,
        help="PNG or JPEG. White paper around the seal becomes transparent.",
    )
    picture = fields.Binary(
        compute="_compute_picture", store=True, attachment=False, copy=False, help="For the screen."
    )
    appearance = fields.Binary(
        compute="_compute_picture", store=True, attachment=False, copy=False, help="For a PDF."
    )
    custodian_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="restrict",
        help="The one colleague who keeps the seal and affixes it, with their own PIN.",
    )
    approver_ids = fields.Many2many(
        "res.users",
        string="Approvers of Use",
        required=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Each use is approved by one of these, but not by whoever asks for it.",
    )
    certificate_id = fields.Many2one(
        "crm.contract.certificate", readonly=True, copy=False, index="btree_not_null"
    )
    event_ids = fields.One2many("crm.contract.seal.event", "seal_id", readonly=True)
    use_ids = fields.One2many("crm.contract.seal.use", "seal_id", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_offered_to_me = fields.Boolean(compute="_compute_is_mine")

    _name_unique = models.Constraint(
        "UNIQUE(company_id, name)", "The company has a seal of this name. Choose another name."
    )
    _diameter_in_bounds = models.Constraint(
        "CHECK(diameter BETWEEN 20 AND 44)",
        "A seal has a diameter of 20 to 44 millimetres. Enter a number between these.",
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("company_id")
    def _compute_legal_name(self):
        for seal in self:
            seal.legal_name = seal.legal_name or seal.company_id.name

    @api.depends("company_id")
    def _compute_style(self):
        for seal in self:
            is_chinese = seal.company_id.country_id.code in ("CN", "HK", "MO", "TW")
            seal.style = seal.style or ("chinese" if is_chinese else "plain")

    @api.depends("kind", "style")
    def _compute_caption(self):
        labels = dict(KINDS)
        for seal in self:
            if seal.style == "chinese":
                seal.caption = CHINESE_CAPTIONS.get(seal.kind, "")
            else:
                seal.caption = labels.get(seal.kind)

    @api.depends("style", "legal_name", "caption", "code", "diameter", "upload")
    def _compute_picture(self):
        from .. import rendering

        for seal in self:
            picture = seal._draw()
            size = seal._get_size()
            seal.picture = picture and base64.b64encode(picture)
            with self.env["crm.contract.messages"]._translated():
                seal.appearance = picture and base64.b64encode(
                    rendering.stamp_seal(picture, size=size)
                )

    @api.depends("custodian_id", "heir_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for seal in self:
            seal.is_mine = seal.custodian_id == self.env.user
            # sudo: to whom a seal is being handed is no secret to them.
            seal.is_offered_to_me = seal.sudo().heir_id == self.env.user

    # ------------------------------------------------------------------
    # PICTURE
    # ------------------------------------------------------------------

    def _draw(self):
        """The seal's picture.

        Called whenever what is to be seen on a seal changes.  Gets one seal.  Returns the bytes
        of an SVG or a PNG with a transparent ground, or False where there is nothing to draw
        yet.  Override to draw a style of your own.
        """
        from .. import rendering

        self.ensure_one()
        with self.env["crm.contract.messages"]._translated():
            if self.style == "picture":
                upload = self.with_context(bin_size=False).upload
                return rendering.prepare_seal_picture(base64.b64decode(upload)) if upload else False
            if not self.legal_name or not self.style:
                return False
            design = rendering.SealDesign(
                self.legal_name,
                self.caption or "",
                self.code or "",
                rendering.SealStyle(self.style),
            )
            return rendering.draw_seal(design).encode()

    def _get_size(self):
        """Of the square that the seal fills, in whole PDF points."""
        from .. import rendering

        bounds = rendering.SMALLEST_DIAMETER, rendering.LARGEST_DIAMETER
        diameter = min(max(self.diameter or 40, bounds[0]), bounds[1])
        return round(diameter * rendering.MILLIMETRE)

    def _get_appearance(self, size):
        """The seal as a one-page PDF.

        :param int size: of the square that it fills, in points
        :rtype: bytes
        :raise UserError: the seal has no picture
        """
        from .. import rendering

        self.ensure_one()
        if not self.appearance:
            raise UserError(
                self.env._(
                    "“%(seal)s” has no picture yet. Upload one, or let it be drawn.",
                    seal=self.name,
                )
            )
        seal = self.with_context(bin_size=False)
        if size == self._get_size():
            return base64.b64decode(seal.appearance)
        return rendering.stamp_seal(base64.b64decode(seal.picture), size=size)

    def _get_signer_name(self):
        """How documents and logs name the seal as one who signs."""
        self.ensure_one()
        return self.env._("%(company)s (%(seal)s)", company=self.legal_name, seal=self.name)

    # ------------------------------------------------------------------
    # CONSTRAINTS AND CRUD
    # ------------------------------------------------------------------

    @api.constrains("style", "upload")
    def _check_upload(self):
        for seal in self:
            if seal.style == "picture" and not seal.upload:
                raise ValidationError(
                    self.env._(
                        "Upload the picture of “%(seal)s”, or let it be drawn.", seal=seal.name
                    )
                )

    @api.constrains("custodian_id", "approver_ids", "company_id")
    def _check_colleagues(self):
        for seal in self:
            if not seal.approver_ids:
                raise ValidationError(
                    self.env._(
                        "Somebody must approve each use of “%(seal)s”. Name at least one"
                        " colleague.",
                        seal=seal.name,
                    )
                )
            for user in seal.custodian_id | seal.approver_ids:
                if not user.has_group(USER_GROUP):
                    raise ValidationError(
                        self.env._(
                            "%(user)s has no access to contracts. Give them the right “User: Own"
                            " Contracts” first.",
                            user=user.name,
                        )
                    )
                if seal.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work for %(company)s and can neither keep its seal"
                            " nor approve its use. Choose a colleague of that company.",
                            user=user.name,
                            company=seal.company_id.name,
                        )
                    )

    @api.model
    def _has_field_access(self, field, operation):
        # Custody changes by the methods of custody alone; nobody else writes it, RPC included.
        if operation == "write" and field.name in CUSTODY_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and (forbidden := CUSTODY_FIELDS & vals.keys()):
                raise AccessError(
                    self.env._(
                        "%(fields)s can't be set by hand: create the seal, then let its custodian"
                        " take it into custody.",
                        fields=", ".join(sorted(forbidden)),
                    )
                )
        seals = super().create(vals_list)
        for seal in seals:
            self.env["crm.contract.seal.event"]._append(
                seal, "create", custodian=seal.custodian_id.name
            )
        return seals

    def write(self, vals):
        self._check_settled(vals)
        before = {seal: seal.appearance for seal in self}
        result = super().write(vals)
        for seal in self:
            if before[seal] != seal.appearance:
                self.env["crm.contract.seal.event"]._append(seal, "redraw")
        return result

    def _check_settled(self, vals):
        """Refuse to change by hand who keeps a seal in custody, and whose seal it is.

        :raise UserError: says how it is done instead
        """
        if self.env.su or not {"custodian_id", "legal_name", "company_id"} & vals.keys():
            return
        for seal in self.filtered(lambda seal: seal.state != "new"):
            raise UserError(
                self.env._(
                    "“%(seal)s” is in custody: its custodian hands it over, and its certificate"
                    " states whose it is. Re-issue its key to change either.",
                    seal=seal.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _never_unlink_seals(self):
        raise UserError(
            self.env._(
                "A seal stays: what it was used for, and who kept it, is evidence. Retire it"
                " instead."
            )
        )
