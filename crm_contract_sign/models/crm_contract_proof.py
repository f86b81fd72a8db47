import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..errors import SigningError

_logger = logging.getLogger(__name__)
LEVELS = ("b_b", "b_t", "b_lt", "b_lta")
BATCH = 20


class CrmContractProof(models.Model):
    """Proof of time: time-stamps while signing, and what was missing then, added later."""

    _inherit = "crm.contract"

    proof_state = fields.Selection(
        [
            ("due", "To Be Added"),
            ("done", "Added"),
        ],
        string="Proof of Time",
        readonly=True,
        copy=False,
        help="Time-stamps and validation data that are added after the last signature.",
    )
    proof_error = fields.Char(string="Why Not Yet", readonly=True, copy=False)
    detached_signature_ids = fields.One2many(
        "crm.contract.detached.signature", "contract_id", readonly=True
    )

    _proof_due_idx = models.Index("(id) WHERE proof_state = 'due'")

    def _finish_signature(self, prepared, signature):
        """Embed a signature, with a time-stamp where the company's level asks for one.

        Whoever signs outside ``_take_signature`` calls this as well.

        :param signing.PreparedSignature prepared: the document that waits
        :param bytes signature: what the key made of its signed attributes
        :return: the signed PDF, and what the evidence says of its time-stamp
        :rtype: tuple[bytes, dict]
        :raise SigningError: the signature does not fit
        """
        self.ensure_one()
        # sudo: the company's settings, and no more, are read for whoever signs.
        company = self.company_id.sudo()
        if company.contract_signature_level == "b_b":
            return prepared.finish(signature), {}
        policy = self.env["crm.contract.timestamp.authority"]._get_policy(company)
        try:
            return prepared.finish(signature, policy), {"timestamp": "embedded"}
        except SigningError as error:
            if error.code != "timestamp_unavailable":
                raise
        if company.contract_timestamp_failure == "queue":
            # sudo: whoever signs leaves this to be done.
            self.sudo().proof_state = "due"
            return prepared.finish(signature), {"timestamp": "queued"}
        return prepared.finish(signature), {"timestamp": "unavailable"}

    def _is_timestamped(self):
        """Whether signatures of this contract leave room for a time-stamp."""
        # sudo: see _finish_signature().
        return self.company_id.sudo().contract_signature_level != "b_b"

    def _post_all_signed(self):
        super()._post_all_signed()
        for contract in self:
            # sudo: see _finish_signature().
            level = contract.company_id.sudo().contract_signature_level
            if level in ("b_lt", "b_lta"):
                contract.proof_state = "due"
        if any(contract.proof_state == "due" for contract in self):
            self.env.ref("crm_contract_sign.ir_cron_contract_proof")._trigger()

    # ------------------------------------------------------------------
    # QUEUE
    # ------------------------------------------------------------------

    @api.model
    def _cron_add_proofs(self):
        """Add missing time-stamps and validation data to contracts that everyone has signed.

        Each contract is a transaction of its own: killed at any moment, it is either done or as
        it was.
        """
        domain = [("proof_state", "=", "due"), ("signed_document_id", "!=", False)]
        due = self.search(domain, order="write_date, id", limit=BATCH)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for contract in due:
            if not contract.try_lock_for_update(allow_referencing=True):
                continue
            contract.invalidate_recordset()
            if contract.proof_state == "due":
                contract._try_add_proof()
            if not cron._commit_progress(1):
                break

    def _try_add_proof(self):
        """Add the proof, or note why it can't be had yet; a later turn tries again."""
        try:
            with self.env.cr.savepoint():
                self._add_proof()
        except SigningError as error:
            self.proof_error = self.env["crm.contract.messages"]._get_error_message(error)
        except UserError as error:
            self.proof_error = str(error)

    def _add_proof(self):
        """Add time-stamp and validation data as a further step of the document.

        :raise SigningError: no authority answers well
        """
        self.ensure_one()
        content = self._preserve(self.signed_document_id._get_bytes())
        document = self._keep_signed_document(content, kind="preserved")
        self.write({"signed_document_id": document.id, "proof_state": "done", "proof_error": False})
        level = self.company_id.contract_signature_level
        self._log_event("preserve", sha256=document.sha256, level=level.upper().replace("_", "-"))

    def _preserve(self, content):
        """The signed file with what the company's level asks for beyond its signatures.

        :param bytes content: the signed file
        :raise SigningError: no authority answers well, or a certificate's status is unknown
        """
        from .. import signing

        level = self.company_id.contract_signature_level
        authorities = self.env["crm.contract.timestamp.authority"]
        policy = authorities._get_policy(self.company_id)
        fetch = signing.RevocationListFetcher(authorities._get_revocation_hosts(self.company_id))
        if level == "b_lta":
            material = self._prepare_validation_material()
            return signing.preserve(content, material, policy, fetch=fetch)
        if any((each.evidence or {}).get("timestamp") == "queued" for each in self.signer_ids):
            content = signing.add_document_timestamp(content, policy)
        if level == "b_lt":
            material = self._prepare_validation_material()
            content = signing.add_validation_material(content, material, fetch=fetch)
        return content

    def _prepare_validation_material(self):
        """What this company knows of the certificates in a signed file.

        Called when validation data is added to a signed contract.  Gets one contract.  Returns a
        ``signing.ValidationMaterial``.  Override to add that of authorities of your own.
        """
        from .. import signing

        authorities = self.signer_ids.certificate_id.issuer_id
        lists = [authority._get_revocation_list() for authority in authorities]
        return signing.ValidationMaterial(
            certificates=tuple(signing.from_pem(each.certificate_pem) for each in authorities),
            revocation_lists=tuple(filter(None, lists)),
        )

    def action_add_proof(self):
        """Try at once what the scheduled action would try later."""
        self.env["crm.contract.certificate"]._check_key_manager()
        for contract in self:
            contract.check_access("write")
            if contract.proof_state == "due" and contract.signed_document_id:
                contract.lock_for_update(allow_referencing=True)
                # sudo: an administrator of keys who may write this contract, checked above.
                contract.sudo()._try_add_proof()
