from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request


class ContractPreview(http.Controller):
    """A look at a draft, as it would be printed."""

    @http.route("/contract/preview/<int:contract_id>", type="http", auth="user", readonly=True)
    def preview(self, contract_id):
        """The draft as a PDF.  Nothing is stored; whoever may not read it finds nothing."""
        contract = request.env["crm.contract"].browse(contract_id)
        try:
            contract.check_access("read")
            with request.env["crm.contract.messages"]._translated():
                pdf = contract._render_preview().pdf
        except (AccessError, MissingError):
            return request.not_found()
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain")], status=422)
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            ("Content-Disposition", http.content_disposition("draft.pdf", "inline")),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(pdf, headers)
