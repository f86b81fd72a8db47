from odoo import api, fields, models


class CrmContractFinding(models.Model):
    """Something that the draft checks noticed: where, what, how bad."""

    _name = "crm.contract.finding"
    _description = "Draft Finding"
    _order = "contract_id, rank desc, id"
    _rec_name = "code"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="cascade")
    section_id = fields.Many2one("crm.contract.section", index="btree_not_null", ondelete="cascade")
    code = fields.Char(required=True, readonly=True)
    severity = fields.Selection(
        [("info", "Note"), ("warning", "Warning"), ("blocking", "Blocking")],
        required=True,
        readonly=True,
    )
    rank = fields.Integer(readonly=True)
    quote = fields.Char(readonly=True)
    params = fields.Json(readonly=True)
    message = fields.Text(compute="_compute_message")

    @api.depends("code", "params")
    @api.depends_context("lang")
    def _compute_message(self):
        messages = self.env["crm.contract.messages"]
        for finding in self:
            finding.message = messages._get_finding_message(finding.code, finding.params or {})
