import json
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.tools import SQL


class CrmContractEvent(models.Model):
    """One link of a contract's log: what happened, when, by whom, chained to what came before."""

    _name = "crm.contract.event"
    _description = "Contract Event"
    _inherit = ["crm.contract.append.only.mixin"]
    _order = "contract_id, sequence desc"
    _rec_name = "code"

    contract_id = fields.Many2one("crm.contract", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(required=True)
    version = fields.Integer(required=True, help="Which definition of the hash this link follows.")
    code = fields.Char(required=True)
    moment = fields.Char(required=True, help="When it happened: ISO 8601, UTC.")
    payload = fields.Text(required=True, help="What happened, as canonical JSON.")
    previous_hash = fields.Char()
    hash = fields.Char(required=True)
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null")
    date = fields.Datetime(compute="_compute_date")
    message = fields.Char(compute="_compute_message")

    _contract_sequence_unique = models.Constraint(
        "UNIQUE(contract_id, sequence)",
        "Two events happened on this contract at the same moment. Please try again.",
    )

    @api.depends("moment")
    def _compute_date(self):
        for event in self:
            moment = datetime.fromisoformat(event.moment)
            event.date = moment.astimezone(UTC).replace(tzinfo=None)

    @api.depends("code", "payload")
    @api.depends_context("lang")
    def _compute_message(self):
        messages = self.env["crm.contract.messages"]
        for event in self:
            event.message = messages._get_event_message(event.code, json.loads(event.payload))

    @api.model
    def _append(self, contracts, code, payloads):
        """Add one event to the log of each contract.

        :param crm.contract contracts: contracts, whose rows this transaction has locked
        :param str code: what happened
        :param dict payloads: JSON-able details by contract id
        """
        from .. import signing

        heads = self._get_heads(contracts)
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        vals_list = []
        for contract in contracts:
            sequence, previous_hash = heads.get(contract.id, (0, ""))
            link = signing.chain.append(
                signing.chain.Head(sequence, previous_hash),
                code=code,
                moment=moment,
                payload=payloads.get(contract.id, {}),
            )
            vals_list.append(self._prepare_event_values(contract, link))
        # sudo: the log is written by the contract's own methods; nobody has access rights on it.
        return self.sudo().create(vals_list)

    @api.model
    def _prepare_event_values(self, contract, link):
        return {
            "contract_id": contract.id,
            "sequence": link.sequence,
            "version": link.version,
            "code": link.code,
            "moment": link.moment,
            "payload": link.payload,
            "previous_hash": link.previous_hash,
            "hash": link.hash,
            "user_id": self.env.uid,
        }

    @api.model
    def _get_heads(self, contracts):
        """The last sequence number and hash of each contract's log, by contract id."""
        self.flush_model(["contract_id", "sequence", "hash"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (contract_id) contract_id, sequence, hash"
                " FROM crm_contract_event WHERE contract_id = ANY(%s)"
                " ORDER BY contract_id, sequence DESC",
                list(contracts.ids),
            )
        )
        return {contract_id: (sequence, head) for contract_id, sequence, head in rows}

    def _to_links(self):
        """These events as links of the chain, in order."""
        from .. import signing

        return [
            signing.chain.Link(
                version=event.version,
                sequence=event.sequence,
                moment=event.moment,
                code=event.code,
                payload=event.payload,
                previous_hash=event.previous_hash or "",
                hash=event.hash,
            )
            for event in self.sorted("sequence")
        ]
