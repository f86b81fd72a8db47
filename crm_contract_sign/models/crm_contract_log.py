from odoo import fields, models


class CrmContractLog(models.Model):
    """The log: every step is an event, chained to the one before it."""

    _inherit = "crm.contract"

    event_ids = fields.One2many("crm.contract.event", "contract_id", readonly=True)

    def _log_event(self, code, **payload):
        """Add an event to the log of each of these contracts.

        :param str code: what happened; its sentence is in ``crm.contract.messages``
        :param payload: JSON-able details
        """
        self.lock_for_update(allow_referencing=True)
        events = self.env["crm.contract.event"]
        # sudo: whether a log has begun is no secret.
        unopened = self.filtered(lambda contract: not contract.sudo().event_ids)
        if unopened:
            events._append(
                unopened, "create", {each.id: each._prepare_creation_payload() for each in unopened}
            )
        events._append(self, code, dict.fromkeys(self.ids, payload))
        self.invalidate_recordset(["event_ids"])

    def _prepare_creation_payload(self):
        return {
            "reference": self.reference,
            "created_on": self.create_date.isoformat(timespec="seconds"),
            "created_by": self.create_uid.name,
        }

    def action_check_log(self):
        """Recompute the chain of events and say whether it is whole."""
        from .. import signing

        self.ensure_one()
        report = signing.chain.check(self.event_ids._to_links())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if report.intact else "danger",
                "sticky": not report.intact,
                "title": self.env._("Log of %(contract)s", contract=self.display_name),
                "message": self.env["crm.contract.messages"]._get_chain_message(report),
            },
        }
