import hashlib
import json

from odoo import api, fields, models


class CrmContractFormAnswer(models.Model):
    """What one person filled in, once: whoever changes their answers gives new ones.

    Of each person the newest answer of the present round counts.
    """

    _name = "crm.contract.form.answer"
    _description = "Filled-In Form"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "contract_id, id desc"
    _rec_name = "signer_id"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="restrict")
    signer_id = fields.Many2one(
        "crm.contract.signer", string="Person", required=True, index=True, ondelete="restrict"
    )
    document_id = fields.Many2one(
        "crm.contract.document", string="Form", required=True, index=True, ondelete="restrict"
    )
    round_number = fields.Integer(string="Round", required=True, aggregator="max")
    answers = fields.Json(help="What was filled in, by the name of the field.")
    initials = fields.Binary(attachment=False, help="A picture of the initials.")
    sha256 = fields.Char(
        string="SHA-256", required=True, help="The digest of the answers and the initials."
    )
    evidence = fields.Json(help="How this person was identified, and from where.")

    @api.model
    def _digest_answers(self, answers, initials):
        """The digest of what somebody filled in.

        :param dict answers: values by the name of the field
        :param bytes initials: a picture, or None
        :rtype: str
        """
        picture = hashlib.sha256(initials).hexdigest() if initials else None
        text = json.dumps(
            {"answers": answers, "initials": picture},
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return hashlib.sha256(text.encode()).hexdigest()
