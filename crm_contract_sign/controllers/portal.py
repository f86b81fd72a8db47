from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE_SIZE = 20


class ContractPortal(CustomerPortal):
    """A signed-in customer's contracts: what awaits them, and what they signed."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            values["contract_count"] = request.env["crm.contract"].search_count(
                self._get_contract_domain(), limit=1
            )
        return values

    def _get_contract_domain(self):
        # sudo: signatories are not a customer's to read; where they are one themselves is.
        own_sudo = (
            request.env["crm.contract.signer"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", request.env.user.partner_id.id),
                    ("side", "=", "customer"),
                ]
            )
        )
        # Record rules let portal users see what they sign; employees see their own as well.
        return [("id", "in", own_sudo.contract_id.ids), ("state", "!=", "draft")]

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_contracts(self, page=1, **_options):
        """The list of the customer's contracts."""
        contracts = request.env["crm.contract"]
        domain = self._get_contract_domain()
        pages = pager(
            url="/my/contracts", total=contracts.search_count(domain), page=page, step=PAGE_SIZE
        )
        found = contracts.search(domain, limit=PAGE_SIZE, offset=pages["offset"])
        values = self._prepare_portal_layout_values()
        values.update(
            contracts=found,
            to_sign=self._find_to_sign(found),
            pager=pages,
            page_name="contract",
            default_url="/my/contracts",
        )
        return request.render("crm_contract_sign.portal_my_contracts", values)

    def _find_to_sign(self, contracts):
        """Those of ``contracts`` that wait for the customer who looks at them."""
        # sudo: signatories are read for what concerns this customer alone.
        signers = contracts.sudo().signer_ids.filtered(
            lambda signer: signer.partner_id == request.env.user.partner_id
        )
        waiting = signers.filtered(
            lambda signer: signer.side == "customer" and signer._is_their_turn()
        )
        return waiting.contract_id.sudo(False)

    @staticmethod
    def _find_own_turn(contract_sudo):
        """The signatory that the customer who looks at a contract is, if it is their turn."""
        return contract_sudo.signer_ids.filtered(
            lambda signer: (
                signer.side == "customer"
                and signer.partner_id == request.env.user.partner_id
                and signer._is_their_turn()
            )
        )[:1]

    @http.route("/my/contracts/<int:contract_id>", type="http", auth="user", website=True)
    def portal_my_contract(self, contract_id, **_options):
        """One contract: to be signed, or its signed files."""
        try:
            contract_sudo = self._document_check_access("crm.contract", contract_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        signer_sudo = self._find_own_turn(contract_sudo)
        if signer_sudo:
            # Signed in as the signatory: the same way as by the link, code included.
            return request.redirect(f"/contract/sign/{signer_sudo._make_token()}")
        values = self._prepare_portal_layout_values()
        values.update(contract=contract_sudo, page_name="contract")
        return request.render("crm_contract_sign.portal_my_contract", values)

    @http.route(
        "/my/contracts/<int:contract_id>/<any(document, certificate):which>",
        type="http",
        auth="user",
    )
    def portal_my_contract_file(self, contract_id, which, **_options):
        """The signed document, or its certificate of completion."""
        try:
            contract_sudo = self._document_check_access("crm.contract", contract_id)
        except (AccessError, MissingError):
            return request.not_found()
        if self._find_own_turn(contract_sudo):
            # Shown by the signing page, after the proofs of identity that it asks for.
            return request.redirect(f"/my/contracts/{contract_id}")
        document_sudo = (
            contract_sudo.current_document_id
            if which == "document"
            else contract_sudo.completion_document_id
        )
        return make_pdf_response(document_sudo)


def make_pdf_response(document_sudo, *, download=False):
    """The bytes of a ``crm.contract.document``, never cached by anyone on the way."""
    if not document_sudo:
        return request.not_found()
    disposition = "attachment" if download else "inline"
    return request.make_response(
        document_sudo._get_bytes(),
        headers=[
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", http.content_disposition(document_sudo.name, disposition)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
