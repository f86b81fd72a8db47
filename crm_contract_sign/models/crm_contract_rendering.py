import base64
import re
from datetime import UTC

from lxml import html
from markupsafe import Markup

from odoo import fields, models
from odoo.tools import file_open, format_datetime, formatLang

STYLESHEET_FOLDER = "crm_contract_sign/static/src/document"
STYLESHEETS = {
    "document": ("page", "contract_document", "seal"),
    "preview": ("page", "contract_document", "seal", "preview"),
    "certificate": ("page", "completion_certificate"),
    "stamp": ("signature_stamp",),
}
UPLOADED_PICTURE = re.compile(r"^/web/image/(\d+)\b")


class CrmContractRendering(models.Model):
    """What is printed: the document, and the picture of a signature."""

    _inherit = "crm.contract"

    # ------------------------------------------------------------------
    # DOCUMENT
    # ------------------------------------------------------------------

    def _render_document(self, verification_code):
        """Render the contract as it is now.

        :param str verification_code: goes into the document's QR code
        :rtype: rendering.Rendered
        """
        return self._prepare_snapshot(verification_code).render()

    def _prepare_snapshot(self, verification_code):
        """All that the document is rendered from, as the contract is now.

        :param str verification_code: goes into the document's QR code
        :rtype: rendering.Snapshot
        """
        from .. import rendering

        self.ensure_one()
        return rendering.Snapshot(
            html=self._render_page(
                "crm_contract_sign.contract_document",
                self._prepare_document_page_values(verification_code),
            ),
            stylesheet=self._get_stylesheet("document"),
            attachments=(rendering.contract_data_attachment(self._prepare_data_values()),),
            images={**self._get_logo_images(), **self._get_section_images()},
            created=fields.Datetime.now().replace(tzinfo=UTC),
        )

    def _render_preview(self):
        """Render a draft to look at: marked as a draft, with no address to verify it at.

        :rtype: rendering.Rendered
        """
        from .. import rendering

        self.ensure_one()
        values = self._prepare_document_page_values(verification_code=False)
        return rendering.render(
            self._render_page("crm_contract_sign.contract_document", values),
            stylesheet=self._get_stylesheet("preview"),
            images={**self._get_logo_images(), **self._get_section_images()},
            created=fields.Datetime.now().replace(tzinfo=UTC),
        )

    def action_preview(self):
        """Show how the draft would be printed."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/contract/preview/{self.id}",
            "target": "new",
        }

    def _render_page(self, template, values):
        lang = self._get_lang_code()
        contract = self.with_context(lang=lang)
        return str(
            Markup("<!DOCTYPE html>")
            + self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(
                template,
                {
                    "contract": contract,
                    "company": contract.company_id,
                    "has_logo": bool(self._get_logo_images()),
                    "language_tag": {"zh": "zh-CN"}.get(self.language, self.language),
                    **values,
                },
            )
        )

    def _get_stylesheet(self, name):
        """The CSS text that a printed page is laid out with.

        Called for every page rendered.  Gets ``document``, ``preview``, ``certificate`` or
        ``stamp``.  Returns
        a string.  Override to add rules of your own.
        """
        texts = []
        for sheet_name in STYLESHEETS[name]:
            with file_open(f"{STYLESHEET_FOLDER}/{sheet_name}.css") as sheet:
                texts.append(sheet.read())
        return "\n".join(texts)

    def _get_logo_images(self):
        logo = self.company_id.logo
        if not logo or self.company_id.uses_default_logo:
            return {}
        return {"logo": base64.b64decode(logo)}

    def _get_section_images(self):
        """The pictures uploaded into the text, by the address that the text uses."""
        images = {}
        for section in self.section_ids.filtered("body"):
            for picture in html.fragment_fromstring(section.body, create_parent=True).iter("img"):
                uploaded = UPLOADED_PICTURE.match(picture.get("src", ""))
                if uploaded:
                    # Freezing runs as superuser; a picture is printed for who may see it alone.
                    attachments = self.env["ir.attachment"].sudo(False)
                    attachment = attachments.browse(int(uploaded[1])).exists()
                    attachment.check_access("read")
                    images[picture.get("src")] = attachment.raw
        return images

    def _prepare_document_page_values(self, verification_code):
        """Values of the QWeb template of the document.

        Called when a draft is frozen or previewed.  Gets the code of the verification address,
        False for a preview.  Returns a dict.  Override to print more, together with a view that
        inherits the template.
        """
        from .. import rendering

        documents = self.env["crm.contract.document"]
        url = verification_code and documents._get_verification_url(verification_code)
        words = self.with_context(lang=self._get_lang_code())
        return {
            "document_date": self._format_long_date(fields.Date.context_today(self)),
            "parties": words._prepare_party_boxes(),
            "sections": self._prepare_printed_sections(),
            "signers": words._prepare_signer_boxes(
                words.signer_ids if verification_code else words._get_expected_signers()
            ),
            "verification_url": url,
            "qr_svg": Markup(rendering.qr_svg(url)) if url else "",
        }

    def _prepare_printed_sections(self):
        """The sections as they are printed.

        Called when a draft is frozen.  Gets one contract.  Returns a list of dicts: the label
        before the heading (``1.``, ``第一条``), the heading, and the body.  Override to number
        another way.
        """
        from .. import rendering

        return [
            {
                "label": rendering.section_label(number, self.language),
                "heading": section.name,
                "body": section.body,
            }
            for number, section in enumerate(self.section_ids, start=1)
        ]

    def _prepare_party_boxes(self):
        return [
            self._prepare_party_box(
                "company", self.company_id.partner_id, self.company_signatory_id.partner_id
            ),
            self._prepare_party_box("customer", self.commercial_partner_id, self.signatory_id),
        ]

    def _prepare_party_box(self, side, partner, signatory):
        return {
            "role": self._get_role_names()[side],
            "name": partner.name,
            "address": self._format_party_address(partner),
            "registry": partner.company_registry,
            "vat": partner.vat,
            "representative": signatory.name,
            "representative_title": signatory.function,
            "email": partner.email,
            "phone": partner.phone,
        }

    def _get_role_names(self):
        """What the parties are called in the document, by side.

        Called for each page rendered.  Gets one contract.  Returns a dict of ``company`` and
        ``customer`` to a name such as “Supplier”, or False where the text uses none.  Override
        to call them otherwise.
        """
        template = self.template_id
        return {"company": template.company_role, "customer": template.customer_role}

    def _get_expected_signers(self):
        """Those who would sign a draft, as records that are stored nowhere."""
        signers = self.env["crm.contract.signer"].sudo()  # sudo: new() reads partners' names.
        return [signers.new(values) for values in self._prepare_signers_values()]

    def _get_party_name(self, signer):
        party = self.company_id if signer.side == "company" else self.commercial_partner_id
        return party.name

    def _prepare_data_values(self):
        """The contract's data as attached to the PDF.

        Called when a draft is frozen.  Gets one contract.  Returns a JSON-able dict.  Override
        to attach more.
        """
        return {
            "reference": self.reference,
            "revision": self.revision,
            "title": self.name,
            "type": self.type_id.code,
            "language": self.language,
            "supplier": self._prepare_party_data(self.company_id.partner_id),
            "customer": self._prepare_party_data(self.commercial_partner_id),
            "signatories": [
                {
                    "name": signer.name,
                    "email": signer.email,
                    "side": signer.side,
                    "role": signer.role,
                    "group": signer.sequence,
                }
                for signer in self.signer_ids
            ],
            "order": self.sale_order_id.name or None,
            "currency": self.currency_id.name,
            "amount_untaxed": f"{self.amount_untaxed:.2f}",
            "amount_tax": f"{self.amount_tax:.2f}",
            "amount_total": f"{self.amount_total:.2f}",
            "start": self.date_start.isoformat() if self.date_start else None,
            "end": self.date_end.isoformat() if self.date_end else None,
            "clauses": [
                {"heading": section.name, "category": section.category_id.code or None}
                for section in self.section_ids
            ],
        }

    def _prepare_party_data(self, partner):
        return {"name": partner.name, "vat": partner.vat or None, "email": partner.email or None}

    def _format_quantity(self, quantity):
        digits = 0 if float(quantity).is_integer() else 2
        return formatLang(self.with_context(lang=self._get_lang_code()).env, quantity, digits)

    # ------------------------------------------------------------------
    # SIGNATURE
    # ------------------------------------------------------------------

    def _render_stamp(self, signer, moment, drawing=None):
        """The picture of a signature: a one-page PDF of the size of its box.

        Called for each signature.  Gets the signatory, the time of signing and the PNG they
        drew, or None.  Returns bytes.  Override to show a seal.
        """
        from .. import rendering

        document = self.current_document_id
        left, bottom, right, top = document.signature_places[signer.field_name]["box"]
        page = self._render_page(
            "crm_contract_sign.signature_stamp",
            {
                "signer": {"name": signer.name},
                "moment": moment.strftime("%Y-%m-%d %H:%M:%S UTC"),
                "reason": self._get_signature_reason(signer),
                "has_drawing": bool(drawing),
                "digest": document.sha256,
            },
        )
        return rendering.stamp(
            page,
            stylesheet=self._get_stylesheet("stamp"),
            width=right - left,
            height=top - bottom,
            images={"drawing": drawing} if drawing else {},
        )

    def _format_moment(self, moment):
        """A time in words, in UTC: evidence does not depend on who prints it."""
        text = format_datetime(
            self.env,
            moment,
            tz="UTC",
            dt_format="y-MM-dd HH:mm:ss",
            lang_code=self._get_lang_code(),
        )
        return f"{text} UTC"
