import base64
import dataclasses

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from .crm_contract_form_field import INITIALING_ROLES

STYLESHEET = "crm_contract_sign/static/src/document/form.css"
SHAPES = {"long_text": "lines", "checkbox": "box"}


class CrmContractFormFreezing(models.Model):
    """Freezing a contract with something to fill in: the form that is approved, and its snapshot.

    The form has no signature fields: nobody signs it.  Its bytes are what the snapshot gives
    whenever it is rendered again, so that the approved digest says whether it still does.
    """

    _inherit = "crm.contract"

    def _prepare_frozen_document_values(self):
        self.ensure_one()
        if not self.has_form:
            return super()._prepare_frozen_document_values()
        from .. import rendering

        code = self.env["crm.contract.document"]._generate_verification_code()
        with self.env["crm.contract.messages"]._translated():
            snapshot = self._prepare_snapshot(code)
            self._check_has_gaps(snapshot)
            rendered = snapshot.render()
            # Better refused now than once everybody has filled in.
            self._lay_strips(rendered)
        return {
            "contract_id": self.id,
            "name": self._get_document_file_name().removesuffix(".pdf") + "-form.pdf",
            "kind": "form",
            "revision": self.revision,
            "step": 0,
            "sha256": rendering.sha256_hex(rendered.pdf),
            "content": base64.b64encode(rendered.pdf),
            "page_count": rendered.page_count,
            "verification_code": code,
            "form": self._prepare_form_data(),
            "snapshot": base64.b64encode(snapshot.pack()),
        }

    def _check_has_gaps(self, snapshot):
        from .. import rendering

        missing = set(self._get_gap_names()) - set(rendering.find_gaps(snapshot.html))
        if missing:
            raise UserError(
                self.env._(
                    "The document has no place for: %(names)s. Put each into the text by its"
                    " placeholder.",
                    names=", ".join(sorted(missing)),
                )
            )

    def _get_gap_names(self):
        names = [f"field.{each.name}" for each in self.form_field_ids]
        if self.has_initials:
            names += [f"initials.{each.place}" for each in self._get_initialing(self.signer_ids)]
        return names

    def _prepare_form_data(self):
        """What may be filled in, by whom and within which bounds; approved with the document.

        Called when a draft with something to fill in is frozen.  Gets one contract.  Returns a
        JSON-able dict.  Override to say more; what is there is attached to the document.
        """
        return {
            "fields": [each.to_json() for each in self._to_form_fields()],
            "initials": [each.place for each in self._get_initialing(self.signer_ids)]
            if self.has_initials
            else [],
        }

    @api.model
    def _get_initialing(self, signers):
        """Those of some signatories, stored or not, who give their initials."""
        return [signer for signer in signers if signer.role in INITIALING_ROLES]

    # ------------------------------------------------------------------
    # RENDERING
    # ------------------------------------------------------------------

    def _prepare_snapshot(self, verification_code):
        from .. import rendering

        snapshot = super()._prepare_snapshot(verification_code)
        if not self.has_form:
            return snapshot
        return dataclasses.replace(snapshot, html=rendering.normalize_page(snapshot.html))

    def _prepare_data_values(self):
        values = super()._prepare_data_values()
        return {**values, "form": self._prepare_form_data()} if self.has_form else values

    def _get_stylesheet(self, name):
        text = super()._get_stylesheet(name)
        if name in ("document", "preview") and self.has_form:
            with file_open(STYLESHEET) as sheet:
                text += f"\n{sheet.read()}"
        return text

    def _prepare_printed_sections(self):
        from .. import drafting, rendering

        sections = super()._prepare_printed_sections()
        if not self.has_form:
            return sections
        gaps = {
            drafting.field_placeholder(each.name): drafting.HtmlFragment(
                rendering.gap(f"field.{each.name}", each.label, SHAPES.get(each.kind, "line"))
            )
            for each in self.form_field_ids
        }
        for section in sections:
            # What a drafter wrote is no gap, whatever it looks like.
            body = rendering.without_gaps(str(section["body"] or ""))
            section["body"] = Markup(drafting.fill(body, gaps).html)
        return sections

    def _prepare_document_page_values(self, verification_code):
        values = super()._prepare_document_page_values(verification_code)
        if self.has_initials:
            signers = self.signer_ids if verification_code else self._get_expected_signers()
            values["initials"] = self._prepare_initials_boxes(signers)
        return values

    def _prepare_initials_boxes(self, signers):
        from .. import rendering

        return [
            {
                "name": signer.name,
                "gap": Markup(rendering.gap(f"initials.{signer.place}", "", "initials")),
            }
            for signer in self._get_initialing(signers)
        ]

    def _get_initialing(self, signers):
        """Those of some signatories who put their initials on each page: people who sign."""
        return [each for each in signers if each.field_name and each.role != "seal"]
