import hashlib
from contextlib import suppress

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmContractConsent(models.Model):
    """A version of what signatories agree to when they sign electronically, in one language.

    The newest version is shown to signatories; once somebody has signed under it, it stays as it
    is, so that everyone's evidence can be read later.
    """

    _name = "crm.contract.consent"
    _description = "Consent to Electronic Signing"
    _order = "id desc"
    _rec_name = "version"

    version = fields.Char(required=True, copy=False)
    language = fields.Selection(
        selection=lambda self: self.env["crm.contract"]._get_languages(),
        required=True,
        default=lambda self: self.env["crm.contract"]._get_default_language(),
    )
    text = fields.Text(required=True)
    active = fields.Boolean(default=True)
    digest = fields.Char(string="SHA-256", compute="_compute_digest", store=True)
    is_used = fields.Boolean(
        string="In Use", readonly=True, copy=False, help="Somebody has signed under this version."
    )

    # What signatories agreed to; PostgreSQL keeps it once it is used.
    _AGREED_FIELDS = ("version", "language", "text", "digest", "is_used")

    _version_unique = models.Constraint(
        "UNIQUE(version, language)",
        "There is this version in this language already. Give the new one another version.",
    )

    def init(self):
        super().init()
        self.env["crm.contract.append.only.mixin"]._create_partial_refusal(
            self._table, "used_row", SQL("old.is_used"), self._AGREED_FIELDS
        )

    @api.depends("text")
    def _compute_digest(self):
        for consent in self:
            consent.digest = hashlib.sha256((consent.text or "").encode()).hexdigest()

    @api.model
    def _get_current(self, lang_code):
        """The consent to show to somebody who reads ``lang_code``.

        Called when the signing page opens and when a signature arrives.  Gets the code of an
        interface language, such as ``zh_CN``.  Returns one record: the newest version in that
        language, in English where there is none.  Override to choose otherwise.

        :raise UserError: there is no version at all
        """
        language = (lang_code or "").partition("_")[0]
        # sudo: what signatories agree to is shown to whoever signs.
        consents = self.sudo()
        found = consents.search([("language", "=", language)], limit=1) or consents.search(
            [("language", "=", "en")], limit=1
        )
        if not found:
            raise UserError(
                self.env._(
                    "There is no text that signatories agree to. Ask whoever keeps the templates"
                    " to write one under Configuration › Consent Texts."
                )
            )
        return found

    @api.model
    def _find_shown(self, digest):
        """The version that a signatory was shown, if it is still the newest of its language.

        :param str digest: SHA-256 of the text
        :raise UserError: it is not, or there is none
        """
        # sudo: see _get_current.
        shown = self.sudo().search([("digest", "=", digest or "")], limit=1)
        if not shown or shown != self._get_current(shown.language):
            raise UserError(
                self.env._(
                    "What you agree to when you sign has changed since you opened this page. Please"
                    " reload it and read it again."
                )
            )
        return shown

    @api.model
    def _find_text(self, digest):
        """The text with this SHA-256, or False: what somebody agreed to, for the evidence."""
        # sudo: see _get_current.  What somebody agreed to stays known when it is archived.
        known = self.sudo().with_context(active_test=False)
        return bool(digest) and known.search([("digest", "=", digest)], limit=1).text

    def _use(self):
        """Fix this version: somebody signs under it.

        :return: what the evidence says of it
        :rtype: dict
        """
        self.ensure_one()
        if not self.is_used:
            self._mark_used()
        return {"consent": self.version, "consent_sha256": self.digest}

    def _mark_used(self):
        """Note that somebody signs under this version, in a transaction of its own.

        Everyone signs under the same version: nobody shall wait for this row, nor begin anew
        because another has marked it meanwhile.
        """
        query = SQL(
            """
            UPDATE crm_contract_consent SET is_used = TRUE
             WHERE id IN (SELECT id FROM crm_contract_consent
                           WHERE id = %s AND is_used IS NOT TRUE FOR UPDATE SKIP LOCKED)
            """,
            self.id,
        )
        self.flush_recordset()
        with suppress(SerializationFailure), self.env.registry.cursor() as cursor:
            cursor.execute(query, log_exceptions=False)
        self.invalidate_recordset(["is_used"])

    def write(self, vals):
        """Refuse to change what somebody has agreed to.

        :raise UserError: the version is in use
        """
        if set(vals) & set(self._AGREED_FIELDS) and any(self.mapped("is_used")):
            raise self._make_refusal()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _never_unlink_used(self):
        if any(self.mapped("is_used")):
            raise self._make_refusal()

    def _make_refusal(self):
        return UserError(
            self.env._(
                "Somebody has signed under this version, so it stays as it is. Write a new version;"
                " it is shown from then on."
            )
        )
