import json

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

    def action_export_log(self):
        """Download the log as JSON, to be checked elsewhere with ``tools/check-log``."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/contract/log/{self.id}.json",
            "target": "download",
        }

    def _export_log(self):
        """The exported log as the text of a JSON file.

        :rtype: str
        """
        self.ensure_one()
        # The events are read as the user: who may not read the log exports nothing.
        return json.dumps(self._prepare_log_export(), ensure_ascii=False, indent=1)

    def _prepare_log_export(self):
        """What the exported log says: its events, the head, and what they belong to.

        Called when the log is exported, and for the certificate of completion.  Gets one
        contract.  Returns a JSON-able dict.  Override to say more about the contract.
        """
        from .. import signing

        return signing.chain.export(
            self.event_ids._to_links(),
            contract={
                "reference": self.reference,
                "name": self.name,
                "company": self.company_id.name,
            },
            documents=[
                {
                    "kind": document.kind,
                    "revision": document.revision,
                    "signatures": document.step,
                    "sha256": document.sha256,
                }
                for document in self.document_ids.sorted("id")
            ],
        )
