from odoo import fields, models


class CrmContractAttempt(models.Model):
    """How often a secret was tried, kept apart from the record whose secret it is.

    A transaction of its own counts an attempt.  If it wrote into the record's row, PostgreSQL
    would not let the transaction that tries the secret write there afterwards: a new PIN, a
    renewed certificate.
    """

    _name = "crm.contract.attempt"
    _description = "Attempts at a Secret"

    model = fields.Char(required=True, readonly=True)
    record_id = fields.Integer(required=True, readonly=True, aggregator=None)
    attempt_count = fields.Integer(required=True, readonly=True)
    locked_until = fields.Datetime(readonly=True)

    _record_unique = models.Constraint(
        "UNIQUE(model, record_id)", "This record's attempts are counted already. Please try again."
    )
