from odoo import api, fields, models


class CrmContractFormEvidence(models.Model):
    """What is shown of a form: what may be filled in, and what was, by whom and when."""

    _inherit = "crm.contract"

    form_summary = fields.Html(
        string="Filled In Before Signing",
        compute="_compute_form_summary",
        compute_sudo=True,
        sanitize=False,
    )

    @api.model
    def _has_field_access(self, field, operation):
        # What others fill in reaches a customer in the document alone.
        if field.name == "form_summary" and self.env.user.share and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.depends("current_document_id", "form_answer_ids", "signer_ids.name", "form_round")
    @api.depends_context("lang")
    def _compute_form_summary(self):
        for contract in self:
            form = contract._get_form_document()
            contract.form_summary = bool(form) and self.env["ir.qweb"]._render(
                "crm_contract_sign.form_summary", contract._prepare_form_summary_values(form)
            )

    def _get_form_document(self):
        """The form of the present revision that was approved, or none."""
        forms = self.document_ids.filtered(
            lambda document: document.kind == "form" and document.revision == self.revision
        )
        return forms.sorted("id")[-1:]

    def _get_completed_document(self):
        """The newest completed form of the present revision, unless it is filled in anew."""
        completed = self.document_ids.filtered(
            lambda document: document.kind == "completed" and document.revision == self.revision
        )
        is_void = self.current_document_id.kind == "form"
        return completed.browse() if is_void else completed.sorted("id")[-1:]

    def _prepare_form_summary_values(self, form):
        """Values of the table of what may be filled in, and what was.

        Called for the contract's form view.  Gets the ``crm.contract.document`` that was
        approved.  Returns a dict.  Override to show more, together with a view that inherits
        the template.
        """
        messages = self.env["crm.contract.messages"]
        people = {signer.place: signer for signer in self.signer_ids}
        by_name = {each.name: each for each in form._to_form_fields()}
        given = {}
        for answer in self._get_counting_answers():
            given |= {"": True, **(answer.answers or {})}
        return {
            "rows": [
                {
                    "label": each.label,
                    "person": people[each.place].name if each.place in people else "",
                    "limits": messages._describe_limits(each, by_name),
                    "answer": self._describe_answer(each, given.get(each.name)),
                }
                for each in by_name.values()
            ],
            "initials": [
                people[place].name for place in form.form.get("initials", ()) if place in people
            ],
            "is_answered": bool(given),
            "answers": [self._prepare_answer_row(each) for each in self._get_counting_answers()],
            "form": form,
            "completed": self._get_completed_document(),
        }

    def _describe_answer(self, form_field, value):
        if form_field.kind == "checkbox":
            return self.env._("ticked") if value else "—"
        return self._format_answer(form_field, value)

    def _prepare_answer_row(self, answer):
        return {
            "person": answer.signer_id.name,
            "moment": self._format_moment(answer.create_date),
            "sha256": answer.sha256,
            "identity": self.env["crm.contract.messages"]._describe_identity(answer.evidence or {}),
        }

    def _prepare_filled_in_notes(self):
        """What a signatory reads of how the document came about: who filled it in, and from what.

        :return: dicts of a sentence and, where it names one, a digest; none without a form
        :rtype: list[dict]
        """
        completed = self._get_completed_document()
        if not completed:
            return []
        notes = [
            {
                "text": self.env._(
                    "Filled in by %(person)s on %(moment)s",
                    person=answer.signer_id.name,
                    moment=self._format_moment(answer.create_date),
                ),
                "digest": False,
            }
            for answer in self._get_counting_answers()
        ]
        words = self.env._("The form that was approved, before it was filled in, has the digest")
        return [*notes, {"text": words, "digest": completed.form_document_id.sha256}]

    # ------------------------------------------------------------------
    # CERTIFICATE OF COMPLETION
    # ------------------------------------------------------------------

    def _prepare_completion_page_values(self, seal):
        values = super()._prepare_completion_page_values(seal)
        completed = self._get_completed_document()
        if not completed:
            return values
        contract = self.with_context(lang=self._get_lang_code())
        approved, *others = values["documents"]
        row = {
            **contract._prepare_document_row(completed),
            "label": contract.env._("As filled in"),
        }
        form = self._get_form_document()
        return {
            **values,
            "documents": [approved, row, *others],
            "form_rows": contract._prepare_form_summary_values(form)["rows"],
            "form_answers": [
                contract._prepare_answer_row(each) for each in self._get_counting_answers()
            ],
        }
