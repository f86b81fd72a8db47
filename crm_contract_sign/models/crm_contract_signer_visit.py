import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools.urls import urljoin

VISIT_SCOPE = "crm_contract_sign.signing_visit"
VALIDITY = timedelta(minutes=30)
PREFIX = "visit"


class CrmContractSignerVisit(models.Model):
    """A signatory signs on a colleague's device, while the colleague stands beside them.

    Its address is made for one browser and one signature: the first browser that opens it keeps
    it, and it ends soon.  It is not the signatory's own link, which stays theirs alone.
    """

    _name = "crm.contract.signer.visit"
    _description = "Signing in Person"
    _order = "id desc"

    signer_id = fields.Many2one(
        "crm.contract.signer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    host_id = fields.Many2one("res.users", string="Witness", required=True, readonly=True)
    expiry = fields.Datetime(required=True, readonly=True, index=True)
    secret_digest = fields.Char(groups=fields.NO_ACCESS)
    browser_digest = fields.Char(groups=fields.NO_ACCESS)
    page_number = fields.Integer(
        readonly=True, help="How often the page was loaded: only the last one signs."
    )

    is_going_on = fields.Boolean(
        readonly=True, help="The next page belongs to this one: it goes on with what was proved."
    )

    @api.model
    def _open_for(self, signer):
        """The address at which ``signer`` may sign on the current user's device, once.

        :param crm.contract.signer signer: whose turn it is
        :rtype: str
        """
        secret = secrets.token_urlsafe(32)
        # sudo: visits are written by this method alone; who may ask is checked by the caller.
        visit = self.sudo().create(
            {
                "signer_id": signer.id,
                "host_id": self.env.user.id,
                "expiry": fields.Datetime.now() + VALIDITY,
            }
        )
        visit.secret_digest = visit._digest(secret)
        return urljoin(signer.get_base_url(), f"/contract/sign/{PREFIX}-{visit.id}-{secret}")

    @api.model
    def _find_by_token(self, token):
        """The visit to which an address leads.

        :param str token: what stands in the address
        :return: one visit or none; none as well for a forged address
        """
        prefix, _separator, rest = (token or "").partition("-")
        number, _separator, secret = rest.partition("-")
        known = prefix == PREFIX and number.isascii() and number.isdigit() and len(number) < 10
        visit = self.search([("id", "=", int(number) if known else 0)])
        # A visit that is not there is compared as well: both answers take the same time.
        is_genuine = consteq(visit.secret_digest or self._digest(""), visit._digest(secret))
        return visit if visit and is_genuine else self.browse()

    def _claim(self, browser):
        """Keep this visit for the browser that opens it first.

        :param str browser: what that browser keeps in its session
        :return: whether this browser may go on
        :rtype: bool
        """
        self.ensure_one()
        if not self.browser_digest:
            self.lock_for_update(allow_referencing=True)
            self.invalidate_recordset()
        if not self.browser_digest:
            self.browser_digest = self._digest(browser)
        return self._is_open_in(browser)

    def _is_open_in(self, browser):
        """Whether this visit has not ended, and is this browser's."""
        is_current = self.expiry >= fields.Datetime.now()
        is_theirs = consteq(self.browser_digest or "", self._digest(browser))
        return is_current and is_theirs and self.signer_id.active

    def _begin_page(self):
        """Count a page that is about to be shown; what was proved on a former one is void."""
        self.ensure_one()
        if self.is_going_on:
            self.is_going_on = False
        else:
            self.page_number += 1

    def _go_on(self):
        """Let the page that follows be the same person's: leaving this one ends nothing."""
        self.ensure_one()
        self.write({"page_number": self.page_number + 1, "is_going_on": True})

    def _leave(self, page=None):
        """End this visit: its page was left, or the device is handed back.

        :param int page: which page was left; one that was loaded again since goes on.  None for
            the device handed back.
        """
        self.ensure_one()
        has_answered = self.signer_id.state != "waiting"
        if page is None or (page == self.page_number and not has_answered):
            self.expiry = fields.Datetime.now() - timedelta(seconds=1)

    def _digest(self, secret):
        return self.env["crm.contract.signer"]._compute_mac(VISIT_SCOPE, (self.id, secret))

    @api.autovacuum
    def _gc_expired(self):
        self.search([("expiry", "<", fields.Datetime.now() - timedelta(days=1))]).unlink()


class CrmContractSigner(models.Model):
    """Signing in person, on a colleague's device."""

    _inherit = "crm.contract.signer"

    def action_sign_in_person(self):
        """Open the page on which this signatory, who is here, signs on this device."""
        self.ensure_one()
        self.contract_id.check_access("write")
        self._check_can_sign()
        if self.side != "customer":
            raise UserError(
                self.env._(
                    "%(person)s signs for us, with a key of their own. Let them sign in and sign.",
                    person=self.name,
                )
            )
        if self.role == "approver":
            raise UserError(
                self.env._(
                    "%(person)s agrees to this contract without signing in it, from the link in"
                    " their e-mail.",
                    person=self.name,
                )
            )
        self.contract_id._log_event("host", signer=self.name, witness=self.env.user.name)
        address = self.env["crm.contract.signer.visit"]._open_for(self)
        return {"type": "ir.actions.act_url", "url": address, "target": "self"}
