"""Contracts with something to fill in that the tests of forms share."""

import json
from io import BytesIO

from odoo import Command

from .common import ContractCaseMixin

try:
    from pypdf import PdfReader
except ImportError:  # Odoo's pins have its predecessor.
    from PyPDF2 import PdfReader

ANSWERS = {
    "address": "Dock 4, 1 Harbour Road\nBristol",
    "day": "2031-05-04",
    "has_order_number": True,
    "order_number": "PO-77/B",
}
TEXT = (
    "<p>Deliver to {{ field.address }} on {{ field.day }}.</p>"
    "<p>{{ field.has_order_number }} An order number is quoted: {{ field.order_number }}.</p>"
)


def open_document(document):
    """A reader of a stored PDF."""
    return PdfReader(BytesIO(document._get_bytes()))


def read_text(document):
    """The text of all pages, on one line."""
    return " ".join(
        "\n".join(page.extract_text() for page in open_document(document).pages).split()
    )


def read_data(document):
    """The data attached to a document."""
    names = open_document(document).trailer["/Root"]["/Names"]["/EmbeddedFiles"]["/Names"]
    return json.loads(names[1].get_object()["/EF"]["/F"].get_object().get_data())


def read_fields_and_notes(document):
    """The types of form fields, and those of annotations on the pages."""
    reader = open_document(document)
    form = reader.trailer["/Root"].get("/AcroForm", {})
    kinds = {field.get_object()["/FT"] for field in form.get("/Fields", ())}
    notes = {
        note.get_object()["/Subtype"] for page in reader.pages for note in page.get("/Annots", ())
    }
    return kinds, notes


def count_pictures(document):
    """How many pictures each page has."""
    counts = []
    for page in open_document(document).pages:
        objects = page["/Resources"].get("/XObject", {}).values()
        counts.append(sum(each.get_object()["/Subtype"] == "/Image" for each in objects))
    return counts


class FormCaseMixin(ContractCaseMixin):
    """On top of the former: contracts whose customer says where and when to deliver."""

    @classmethod
    def _prepare_form_fields(cls):
        return [
            {"name": "address", "label": "Delivery address", "kind": "long_text"},
            {"name": "day", "label": "Delivery day", "kind": "date", "is_future": True},
            {
                "name": "has_order_number",
                "label": "We quote an order number",
                "kind": "checkbox",
                "is_required": False,
            },
            {
                "name": "order_number",
                "label": "Order number",
                "kind": "text",
                "max_length": 20,
                "condition_field": "has_order_number",
            },
        ]

    @classmethod
    def _create_form_draft(cls, form_fields=None, **values):
        contract = cls._create_contract()
        form_fields = cls._prepare_form_fields() if form_fields is None else form_fields
        contract.write(
            {
                "form_field_ids": [
                    Command.create({"sequence": number, **each})
                    for number, each in enumerate(form_fields, start=1)
                ],
                **values,
            }
        )
        if form_fields:
            contract.section_ids[0].body = TEXT
        return contract

    @classmethod
    def _create_form(cls, form_fields=None, **values):
        """An approved contract with something to fill in."""
        contract = cls._create_form_draft(form_fields, **values)
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(cls.approver).action_approve()
        return contract

    @classmethod
    def _create_sent_form(cls, form_fields=None, **values):
        """The same, out to be filled in."""
        contract = cls._create_form(form_fields, **values)
        contract.action_send()
        return contract

    @classmethod
    def _create_form_customer_first(cls, **values):
        """A contract out to be filled in by its customer, who also signs first."""
        contract = cls._create_form_draft(**values)
        contract.action_plan_signatories()
        contract.participant_ids[1].sequence = 5
        contract.action_submit()
        if contract.state == "review":
            contract.with_user(cls.approver).action_approve()
        contract.action_send()
        return contract

    def _fill_in(self, contract, answers=None, signer=None, initials=None, sha256=None):
        """Let the customer, or another signatory, fill in their part; the faults by field."""
        contract = contract.sudo()
        signer = signer or contract.signer_ids[1]
        faults = contract._fill_in(
            signer.sudo(),
            ANSWERS if answers is None else answers,
            initials,
            {"method": "email_code"},
            sha256 or contract.document_sha256,
        )
        return {fault.field: fault.code for fault in faults}
