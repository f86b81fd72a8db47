import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..errors import SigningError


class CrmContractAnchor(models.Model):
    """Proof that the logs of contracts stood as they do at a time: a time-stamp of their heads.

    Nobody who changes a log afterwards, not even with a database administrator's rights, can
    make the anchored heads fit again.
    """

    _name = "crm.contract.anchor"
    _description = "Anchor of the Logs"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "id desc"
    _rec_name = "sha256"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    heads = fields.Text(
        required=True, help="The head of each log that had grown, as canonical JSON."
    )
    head_count = fields.Integer(string="Logs", required=True)
    last_event_id = fields.Integer(required=True, help="The newest event that is anchored.")
    sha256 = fields.Char(string="SHA-256 of the Heads", required=True)
    token = fields.Binary(required=True, attachment=False, help="RFC 3161 time-stamp, DER.")
    moment = fields.Datetime(string="Time-stamped On", required=True)
    authority = fields.Char(string="Time-stamp Authority", required=True)

    @api.model
    def _cron_anchor(self):
        """Anchor the logs of each company that has chosen so."""
        companies = self.env["res.company"].search([("contract_anchor_logs", "=", True)])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            self._anchor(company)
            cron._commit_progress(1)

    @api.model
    def _anchor(self, company):
        """Anchor what the logs of one company have grown by; nothing where they have not.

        A time-stamp that can't be had is no error: the next anchor covers what this one missed.

        :return: crm.contract.anchor
        """
        from .. import signing

        heads, last_event = self._get_grown_heads(company)
        if not heads:
            return self.browse()
        text = json.dumps(heads, separators=(",", ":"), sort_keys=True)
        digest = hashlib.sha256(text.encode()).digest()
        policy = self.env["crm.contract.timestamp.authority"]._get_policy(company)
        try:
            stamp = signing.timestamp_digest(digest, policy)
        except SigningError:
            return self.browse()
        # sudo: anchors are made by this method alone.
        return self.sudo().create(
            {
                "company_id": company.id,
                "heads": text,
                "head_count": len(heads),
                "last_event_id": last_event,
                "sha256": digest.hex(),
                "token": base64.b64encode(stamp.token),
                "moment": stamp.moment.replace(tzinfo=None),
                "authority": stamp.authority,
            }
        )

    @api.model
    def _get_grown_heads(self, company):
        """The heads of the logs that have grown since the last anchor, and the newest event."""
        last = self.search([("company_id", "=", company.id)], limit=1).last_event_id
        # sudo: the anchor holds hashes, not what happened.
        events = self.env["crm.contract.event"].sudo()
        domain = [("contract_id.company_id", "=", company.id), ("id", ">", last)]
        groups = events._read_group(domain, ["contract_id"], ["id:max"])
        if not groups:
            return [], last
        contracts = self.env["crm.contract"].browse([contract.id for contract, _newest in groups])
        heads = events._get_heads(contracts)
        listed = [
            {"contract": contract.sudo().reference, "sequence": sequence, "hash": head}
            for contract in contracts.sorted("id")
            for sequence, head in [heads[contract.id]]
        ]
        return listed, max(newest for _contract, newest in groups)

    def action_check(self):
        """Check that the time-stamp fits, and that the logs still hold what was anchored."""
        from .. import signing

        self.ensure_one()
        with self.env["crm.contract.messages"]._translated():
            stamp = signing.check_timestamp(
                base64.b64decode(self.with_context(bin_size=False).token),
                hashlib.sha256(self.heads.encode()).digest(),
            )
        missing = self._find_missing_heads()
        if missing:
            raise UserError(
                self.env._(
                    "The logs of %(contracts)s no longer hold what was anchored on %(moment)s: the"
                    " database was changed outside Odoo. Compare it with a backup of that day.",
                    contracts=", ".join(missing),
                    moment=self.moment,
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s logs hold what %(authority)s time-stamped on %(moment)s.",
                    count=self.head_count,
                    authority=stamp.authority,
                    moment=stamp.moment.strftime("%Y-%m-%d %H:%M:%S %Z"),
                ),
            },
        }

    def _find_missing_heads(self):
        """The references of contracts whose logs lack an anchored event."""
        heads = json.loads(self.heads)
        # sudo: only whether a hash is there is asked.
        events = self.env["crm.contract.event"].sudo()
        found = events.search([("hash", "in", [head["hash"] for head in heads])])
        known = {(event.sequence, event.hash) for event in found}
        return [head["contract"] for head in heads if (head["sequence"], head["hash"]) not in known]
