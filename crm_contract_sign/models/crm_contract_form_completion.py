import base64
import json
from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

DATA_FILE = "contract.json"
NOTHING = "—"


class CrmContractFormCompletion(models.Model):
    """From the approved form and everybody's answers to the document that is signed.

    The approval stays good by this rule and by nothing else: the snapshot still gives the digest
    that was approved, and in what it gives only the gaps are filled, within their bounds.
    """

    _inherit = "crm.contract"

    def _complete_form(self, last):
        """Make the document that is signed, and begin the turns of signing.

        :param crm.contract.signer last: who filled in last; they may sign at once
        :raise UserError: the form is not what was approved any more
        """
        # sudo: the last to fill in, who may be a customer, completes the document.
        contract = self.sudo()
        form = contract.current_document_id
        contract._reproduce_form(form)
        document = contract._file_completed_form(form)
        contract.current_document_id = document
        contract._log_event(
            "complete_form",
            approved=form.sha256,
            sha256=document.sha256,
            answers=contract._get_counting_answers().mapped("sha256"),
        )
        contract._restart_invitations(last)
        contract._post_complete_form(document)
        contract._go_on_signing()

    def _reproduce_form(self, form):
        """Refuse a form whose snapshot does not give the approved document any more.

        :raise UserError: its bytes, its snapshot, its bounds, or the renderer have changed
        """
        form._get_bytes()
        snapshot = form._to_snapshot()
        if self._read_data(snapshot).get("form") != form.form:
            raise UserError(
                self.env._(
                    "What may be filled in on %(document)s is not what was approved: the database"
                    " was changed outside Odoo. Restore it from a backup before going on.",
                    document=form.name,
                )
            )
        with self.env["crm.contract.messages"]._translated():
            snapshot.reproduce(form.sha256)

    def _read_data(self, snapshot):
        """The data attached to the document that a snapshot gives."""
        files = [each for each in snapshot.attachments if each.name == DATA_FILE]
        return json.loads(files[0].content) if files else {}

    def _file_completed_form(self, form):
        from .. import rendering

        with self.env["crm.contract.messages"]._translated():
            rendered = self._prepare_completed_snapshot(form).render()
            content, places = self._add_signature_fields(rendered)
        # sudo: documents are written by freezing, filling in and signing alone.
        return (
            self.env["crm.contract.document"]
            .sudo()
            .create(
                {
                    "contract_id": self.id,
                    "name": self._get_document_file_name(),
                    "kind": "completed",
                    "revision": form.revision,
                    "step": 0,
                    "sha256": rendering.sha256_hex(content),
                    "content": base64.b64encode(content),
                    "page_count": rendered.page_count,
                    "verification_code": form.verification_code,
                    "signature_places": places,
                    "form_document_id": form.id,
                }
            )
        )

    def _restart_invitations(self, last):
        """Have everybody told anew when it is their turn to sign.

        :param crm.contract.signer last: who is at the page right now: a customer goes on with the
            link that they have
        """
        stays = last if last.side == "customer" and last in self._get_due_signers() else last[:0]
        waiting = self.signer_ids.filtered(lambda signer: signer.state == "waiting") - stays
        waiting.write({"invited_on": False, "reminded_on": False, "reminder_count": 0})

    def _post_complete_form(self, document):
        """Follow up the completion of the document.

        Called once everybody has filled in, before anybody is invited to sign.  Gets the
        ``crm.contract.document`` that will be signed; in superuser mode.  Returns nothing.
        Override to file or to notify; call ``super()``.
        """

    # ------------------------------------------------------------------
    # WHAT GOES INTO THE GAPS
    # ------------------------------------------------------------------

    def _get_counting_answers(self):
        """The newest answer of each person in the present round, in the order of their places."""
        # sudo: what was filled in is printed, whoever asks.
        newest = {}
        for answer in self.sudo().form_answer_ids.sorted("id"):
            if answer.round_number == self.form_round and answer.signer_id.active:
                newest[answer.signer_id] = answer
        return (
            self.env["crm.contract.form.answer"]
            .sudo()
            .concat(*sorted(newest.values(), key=lambda answer: answer.signer_id.place))
        )

    def _prepare_completed_snapshot(self, form):
        """The form's snapshot with the answers there are so far in its gaps.

        :param crm.contract.document form: the approved form
        :rtype: rendering.Snapshot
        """
        from .. import rendering

        snapshot = form._to_snapshot()
        answers = self._get_counting_answers()
        fillings, images = {}, {}
        for answer in answers:
            fillings |= self._prepare_fillings(form, answer)
            if answer.initials:
                name = f"initials.{answer.signer_id.place}"
                images[name] = base64.b64decode(answer.with_context(bin_size=False).initials)
        data = {
            **self._read_data(snapshot),
            "approved_form": form.sha256,
            "answers": {
                name: value for answer in answers for name, value in (answer.answers or {}).items()
            },
        }
        data.pop("schema", None)
        return snapshot.filled(
            fillings,
            attachments=tuple(
                rendering.contract_data_attachment(data) if each.name == DATA_FILE else each
                for each in snapshot.attachments
            ),
            images=images,
            created=fields.Datetime.now().replace(tzinfo=UTC),
        )

    def _prepare_fillings(self, form, answer):
        """What one person's answers put into the gaps that are theirs."""
        from .. import drafting, rendering

        signer, fillings = answer.signer_id, {}
        for form_field in form._to_form_fields(signer.place):
            value = (answer.answers or {}).get(form_field.name)
            if form_field.kind == drafting.Kind.CHECKBOX:
                filling = rendering.Tick(bool(value))
            else:
                filling = rendering.Words(self._format_answer(form_field, value))
            fillings[drafting.field_placeholder(form_field.name)] = filling
        if answer.initials:
            name = f"initials.{signer.place}"
            alt = self.with_context(lang=self._get_lang_code()).env._(
                "Initials of %(person)s", person=signer.name
            )
            fillings[name] = rendering.Picture(name, alt)
        return fillings

    def _format_answer(self, form_field, value):
        """One answer as the document's language writes it.

        Called for each answer that is printed.  Gets the ``drafting.FormField`` and the value:
        text, a date or a number in their plain form, or None.  Returns a string.  Override to
        print a kind of value another way.
        """
        if not value:
            return NOTHING
        if form_field.kind == "date":
            return self._format_long_date(fields.Date.to_date(value))
        if form_field.kind == "number":
            digits = len(value.partition(".")[2])
            lang = self.with_context(lang=self._get_lang_code())
            return formatLang(lang.env, float(value), digits)
        return value
