import base64
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

VALIDITY = timedelta(minutes=10)
CHALLENGE_BYTES = 32
MINIMUM_RSA_BITS = 3072


class CrmContractSignatureRequest(models.Model):
    """A signature under way, whose key is in the signatory's browser.

    It takes three requests of the browser, in this order: ``_start`` gives a challenge;
    ``_prepare`` takes the public key and the proof that the browser holds its private half, and
    gives what is to be signed; ``_finish`` takes the signature of that and of the file itself.
    In between, nothing is signed: whoever reloads the page begins anew.
    """

    _name = "crm.contract.signature.request"
    _description = "Signature under Way"
    _order = "id desc"

    signer_id = fields.Many2one(
        "crm.contract.signer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entry = fields.Char(required=True, readonly=True, help="The link or visit it was begun from.")
    document_id = fields.Many2one("crm.contract.document", required=True, readonly=True)
    certificate_id = fields.Many2one("crm.contract.certificate", readonly=True)
    nonce = fields.Char(groups=fields.NO_ACCESS)
    prepared = fields.Binary(attachment=False, groups=fields.NO_ACCESS)
    expiry = fields.Datetime(required=True, readonly=True, index=True)
    used_on = fields.Datetime(readonly=True)

    # ------------------------------------------------------------------
    # THE THREE STEPS
    # ------------------------------------------------------------------

    @api.model
    def _start(self, signer, entry):
        """Begin a signature of the document that ``signer`` sees now.

        :param crm.contract.signer signer: whose turn it is
        :param str entry: the link or visit by which they came
        :return: crm.contract.signature.request
        :raise UserError: the company wants no keys in browsers, or it is not the signatory's turn
        """
        signer._check_can_sign()
        backend = self.env["crm.contract.signing.backend.browser"]
        if backend._get_policy(signer) == "never":
            raise UserError(
                self.env._(
                    "%(company)s does not use keys in browsers. Please reload the page and sign"
                    " again.",
                    company=signer.contract_id.company_id.name,
                )
            )
        # sudo: signatures under way are nobody's to read or write; this model's methods alone.
        return self.sudo().create(
            {
                "signer_id": signer.id,
                "entry": entry,
                "document_id": signer.contract_id.current_document_id.id,
                "nonce": secrets.token_hex(CHALLENGE_BYTES),
                "expiry": fields.Datetime.now() + VALIDITY,
            }
        )

    def _get_challenge(self):
        """What the browser signs to prove that it holds the private key: a nonce, bound to the
        signatory, to the way they came, and to the document they see.

        :rtype: bytes
        """
        self.ensure_one()
        lines = (
            "crm_contract_sign: proof of possession of a signing key",
            f"signatory {self.signer_id.id}",
            f"entry {self.entry}",
            f"document {self.document_id.sha256}",
            f"nonce {self.nonce}",
        )
        return "\n".join(lines).encode()

    def _prepare(self, public_key, proof, drawing):
        """Certify the browser's key and prepare the document for its signature.

        :param bytes public_key: DER of the SubjectPublicKeyInfo (RFC 5280, 4.1.2.7)
        :param bytes proof: the signature of the challenge
        :param bytes drawing: PNG of the drawn signature
        :return: the DER of the signed attributes: what the browser is to sign
        :rtype: bytes
        :raise SigningError: the key is unfit, or the proof is wrong
        :raise UserError: not open any more, or prepared already
        """
        from .. import signing

        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        self._check_open()
        if self.certificate_id:
            raise self._make_refusal()
        key = signing.check_possession(
            public_key,
            self._get_challenge(),
            proof,
            mechanism=signing.Mechanism.RSA_PKCS1,
            minimum_rsa_bits=MINIMUM_RSA_BITS,
        )
        contract, signer = self.signer_id.contract_id, self.signer_id
        signer._check_can_sign()
        backend = self.env["crm.contract.signing.backend.browser"]
        opened, certificate = backend._open(signer, {"public_key": key}.__getitem__)
        prepared = contract._prepare_signature(signer, opened, drawing)
        self.write(
            {
                "certificate_id": certificate.id,
                "prepared": base64.b64encode(signing.suspend(prepared)),
            }
        )
        return prepared.signed_attributes

    def _finish(self, signature, detached, evidence):
        """Embed the browser's signature in the document, and go on with the contract.

        :param bytes signature: of what ``_prepare`` gave
        :param bytes detached: of the file that the signatory was shown
        :param dict evidence: how the signatory was identified, and from where
        :return: crm.contract.document
        :raise SigningError: a signature does not fit the certified key
        :raise UserError: used or expired, not the signatory's turn, or the document has changed
        """
        from .. import signing

        self.ensure_one()
        contract, signer = self.signer_id.contract_id, self.signer_id
        contract._claim_turn(signer)
        self.invalidate_recordset()
        self._check_open()
        if not self._has_good_certificate():
            raise self._make_refusal()
        prepared = signing.resume(base64.b64decode(self.prepared))
        beside = self._check_detached(detached)
        content, timestamp = contract._finish_signature(prepared, signature)
        self.write({"used_on": fields.Datetime.now(), "prepared": False})
        self.env["crm.contract.detached.signature"]._append(
            signer, self.certificate_id, self.document_id, beside
        )
        location = self.env["crm.contract.signing.backend.browser"]._get_key_location()
        return contract._record_signature(
            signer,
            self.certificate_id,
            content,
            {**evidence, "key_location": location, **timestamp},
        )

    def _check_detached(self, signature):
        """The browser's signature of the file itself, once it is found to fit.

        :rtype: signing.DetachedSignature
        :raise SigningError: it does not
        """
        from .. import signing

        detached = signing.DetachedSignature(
            mechanism=signing.Mechanism.RSA_PKCS1,
            sha256=self.document_id.sha256,
            signature=signature,
            certificate=self.certificate_id.certificate_pem,
        )
        signing.check_detached(detached, self.document_id._get_bytes())
        return detached

    # ------------------------------------------------------------------
    # WHAT IS OPEN
    # ------------------------------------------------------------------

    @api.model
    def _find_open(self, number, signer, entry):
        """The signature under way that a browser names, if it is this signatory's.

        :param int number: what the browser was told by ``_start``
        :raise UserError: there is none, or not this signatory's, used or expired; all alike
        """
        # sudo: see _start; the signatory was identified by the caller.
        found = self.sudo().search(
            [
                ("id", "=", number if type(number) is int else 0),
                ("signer_id", "=", signer.id),
                ("entry", "=", entry),
            ]
        )
        found._check_open()
        return found

    def _check_open(self):
        if not self or self.used_on or self.expiry < fields.Datetime.now():
            raise self._make_refusal()
        if self.document_id != self.signer_id.contract_id.current_document_id:
            raise UserError(
                self.env._(
                    "The document has changed since you began to sign. Please reload the page and"
                    " read the newest version; nothing was signed."
                )
            )

    def _has_good_certificate(self):
        """Whether the browser's key was certified, and neither it nor its authority revoked."""
        certificate = self.certificate_id
        return certificate.state == "valid" and certificate.issuer_id.state != "revoked"

    def _make_refusal(self):
        return UserError(
            self.env._(
                "This signature can't be completed any more. Please reload the page and sign"
                " again; nothing was signed."
            )
        )

    @api.autovacuum
    def _gc_expired(self):
        """Forget signatures that are over; a certificate that never signed ends by itself."""
        self.search([("expiry", "<", fields.Datetime.now() - VALIDITY)], limit=1000).unlink()
