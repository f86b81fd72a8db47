import base64
import json
from datetime import UTC, datetime

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

SEAL_FIELD = "Seal"
SEAL_ANCHOR = "anchor-seal"


class CrmContractCompletionCertificate(models.Model):
    """The certificate of completion: who signed what, when and how, under the company's seal."""

    _inherit = "crm.contract"

    def _prepare_completion_document_values(self):
        from .. import rendering

        signed = self.signed_document_id
        seal = self._find_seal()
        code = self.env["crm.contract.document"]._generate_verification_code()
        with self.env["crm.contract.messages"]._translated():
            rendered = rendering.render(
                self._render_page(
                    "crm_contract_sign.completion_certificate",
                    self._prepare_completion_page_values(seal),
                ),
                stylesheet=self._get_stylesheet("certificate"),
                attachments=[self._prepare_log_attachment()],
                images=self._get_logo_images(),
                created=fields.Datetime.now().replace(tzinfo=UTC),
            )
            content = self._seal(rendered, seal) if seal else rendered.pdf
        return {
            "contract_id": self.id,
            "name": signed.name.removesuffix(".pdf") + "-certificate.pdf",
            "kind": "completion",
            "revision": signed.revision,
            "step": signed.step,
            "sha256": rendering.sha256_hex(content),
            "content": base64.b64encode(content),
            "page_count": rendered.page_count,
            "verification_code": code,
            "certificate_id": seal.id,
        }

    def _find_seal(self):
        """The seal for the certificate of completion, or none where it can't be used.

        A contract that everyone has signed is in force, whatever has become of the company's
        keys meanwhile; the log says why its certificate is unsealed.
        """
        certificates = self.env["crm.contract.certificate"]
        try:
            with self.env["crm.contract.messages"]._translated(), self.env.cr.savepoint():
                seal = certificates._get_seal(self.company_id)
                seal._to_seal_signer()
                return seal
        except UserError as error:
            self._log_event("seal_missing", reason=str(error))
            return certificates

    def _seal(self, rendered, seal):
        """Sign the certificate of completion with the company's seal, and lock it."""
        from .. import signing

        place = rendered.anchors[SEAL_ANCHOR]
        signer = seal._to_seal_signer()
        moment = datetime.now(UTC)
        field = signing.FieldSpec(SEAL_FIELD, place.page, tuple(place.box), lock_all=True)
        request = signing.SignatureRequest(
            field_name=SEAL_FIELD,
            name=seal.name,
            reason=self._get_seal_reason(),
            moment=moment,
            certify=True,
            lock_all=True,
            appearance=self._render_seal(seal, moment, place.box),
            certificate=signer.certificate,
            chain=signer.chain,
        )
        return signing.sign(signing.prepare_fields(rendered.pdf, [field]), request, signer)

    def _get_seal_reason(self):
        """The reason written into the seal on a certificate of completion.

        Called when everyone has signed.  Gets one contract.  Returns a short string in the
        contract's language.
        """
        contract = self.with_context(lang=self._get_lang_code())
        return contract.env._(
            "Certificate of completion of %(reference)s", reference=self.reference
        )

    def _render_seal(self, seal, moment, box):
        """The picture of the seal: a one-page PDF of the size of its box.

        Called when everyone has signed.  Gets the ``crm.contract.certificate``, the time, and
        the box in points.  Returns bytes.  Override to show the company's own seal.
        """
        from .. import rendering

        left, bottom, right, top = box
        page = self._render_page(
            "crm_contract_sign.completion_certificate_seal",
            {
                "seal_name": seal.name,
                "moment": moment.strftime("%Y-%m-%d %H:%M:%S UTC"),
                "reason": self._get_seal_reason(),
            },
        )
        return rendering.stamp(
            page,
            stylesheet=self._get_stylesheet("stamp"),
            width=right - left,
            height=top - bottom,
            images={},
        )

    def _prepare_log_attachment(self):
        """The log as a file inside the certificate: what ``tools/check-log`` checks."""
        from .. import rendering

        return rendering.Attachment(
            "log.json",
            json.dumps(self._prepare_log_export(), ensure_ascii=False, indent=1).encode(),
            "Log of the contract",
            "Data",
        )

    def _prepare_completion_page_values(self, seal):
        """Values of the QWeb template of the certificate of completion.

        Called when everyone has signed.  Gets one contract and the company's seal, possibly
        none.  Returns a dict.
        """
        from .. import rendering

        contract = self.with_context(lang=self._get_lang_code())
        signed = contract.signed_document_id
        frozen = contract.document_ids.filtered(
            lambda document: (
                document.kind in ("frozen", "form") and document.revision == signed.revision
            )
        )
        return {
            "completed_on": contract._format_moment(contract.date_signed),
            "documents": [
                {**contract._prepare_document_row(frozen), "label": contract.env._("As approved")},
                {**contract._prepare_document_row(signed), "label": contract.env._("As signed")},
            ],
            "signers": [
                {
                    **contract._prepare_signer_evidence(each),
                    **contract._prepare_participation_evidence(each),
                }
                for each in contract.signer_ids
                if each.state in ("signed", "agreed")
            ],
            **contract._prepare_log_values(),
            "seal": seal
            and {
                "name": seal.name,
                "issuer": seal.issuer_id.name,
                "fingerprint": seal.fingerprint,
            },
            "verification_url": signed.verification_url,
            "qr_svg": Markup(rendering.qr_svg(signed.verification_url)),
        }

    def _prepare_log_values(self):
        events = self.event_ids.sorted("sequence")
        return {
            "events": [
                {
                    "sequence": event.sequence,
                    "date": self._format_moment(event.date),
                    "message": event.message,
                    "hash": event.hash,
                }
                for event in events
            ],
            "chain_head": events[-1:].hash,
            "chain_length": len(events),
        }

    def _prepare_document_row(self, document):
        return {
            "name": document.name,
            "sha256": document.sha256,
            "page_count": document.page_count,
        }

    def _prepare_signer_evidence(self, signer):
        messages = self.env["crm.contract.messages"]
        evidence = signer.evidence or {}
        return {
            "role": self._get_role_names()[signer.side],
            "party": self._get_party_name(signer),
            "name": signer.name,
            "title": signer.partner_id.function,
            "email": signer.email,
            "signed_on": self._format_moment(signer.signed_on),
            "identity": messages._describe_identity(evidence),
            "witness": evidence.get("witness"),
            "consent": evidence.get("consent"),
            "consent_sha256": evidence.get("consent_sha256"),
            "consent_text": self.env["crm.contract.consent"]._find_text(
                evidence.get("consent_sha256")
            ),
            "address": evidence.get("address"),
            "agent": evidence.get("agent"),
            "key": signer.certificate_id.key_description,
            "key_location": messages._get_key_location_name(evidence.get("key_location")),
            "issuer": signer.certificate_id.issuer_id.name,
            "fingerprint": signer.certificate_id.fingerprint,
        }
