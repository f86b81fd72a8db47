from odoo import api, models
from odoo.tools import format_date


class CrmContractFormMessages(models.AbstractModel):
    """The words of forms: what is wrong with a field or an answer, and what may be filled in."""

    _inherit = "crm.contract.messages"

    @api.model
    def _get_form_findings(self):
        _ = self.env._
        return {
            **super()._get_form_findings(),
            "unknown_field": _(
                "“%(name)s” is no field that anybody fills in. Add it to the fields to fill in, or"
                " take it out of the text; headings have no fields."
            ),
            "unplaced_field": _(
                "“%(label)s” is asked, but the text does not show it. Write {{ %(name)s }} where it"
                " belongs, or remove the field."
            ),
        }

    @api.model
    def _get_drafting_errors(self):
        _ = self.env._
        return {
            **super()._get_drafting_errors(),
            "too_many_fields": _(
                "A contract can have at most %(limit)s fields to fill in. Remove some of them."
            ),
            "malformed_field": _(
                "The field “%(name)s” needs a question, and a name of lower-case letters, digits"
                " and underscores. Correct them."
            ),
            "duplicate_field": _(
                "Two fields to fill in have the name “%(name)s”. Rename one of them."
            ),
            "unusable_choices": _(
                "The choices of “%(label)s” can't be used: enter between 1 and 40, one in a line,"
                " each different and none longer than 120 characters."
            ),
            "reversed_bounds": _(
                "Nothing fits “%(label)s”: its lower bound is above the upper one. Exchange them."
            ),
            "unknown_condition": _(
                "“%(label)s” depends on “%(other)s”, which is no field here. Enter the name of"
                " another field."
            ),
            "foreign_condition": _(
                "“%(label)s” depends on “%(other)s”, which somebody else fills in. Let it depend on"
                " a field of the same person."
            ),
            "impossible_condition": _(
                "“%(label)s” waits for “%(value)s”, which can't be chosen. Enter one of the"
                " choices, or nothing for any answer."
            ),
            "circular_condition": _(
                "“%(label)s” depends on itself, by way of other fields. Remove one of the"
                " conditions."
            ),
        }

    @api.model
    def _get_document_errors(self):
        _ = self.env._
        return {
            **super()._get_document_errors(),
            "unreadable_page": _(
                "The document's layout can't be read. Ask your administrator to restore the"
                " document's original layout."
            ),
            "unknown_gap": _(
                "The document has no place for “%(name)s”. Withdraw the contract, revise it and"
                " submit it again."
            ),
            "unprintable_text": _(
                "“%(name)s” has characters that can't be printed. Remove them, please."
            ),
            "not_reproducible": _(
                "The approved form can't be made again exactly as it was approved: the server's"
                " renderer or its fonts have changed, or the database was changed outside Odoo."
                " Withdraw the contract, revise it and submit it again."
            ),
            "unreadable_snapshot": _(
                "What the approved form was made from can't be read. Restore the database from a"
                " backup, or withdraw the contract, revise it and submit it again."
            ),
        }

    @api.model
    def _get_event_sentences(self):
        _ = self.env._
        return {
            **super()._get_event_sentences(),
            "fill_in": _("%(signer)s filled in their part"),
            "complete_form": _("Filled in by everyone: the document to be signed is made"),
        }

    @api.model
    def _get_known_sentence(self, report, document):
        _ = self.env._
        if document and document.kind in ("form", "completed"):
            reference = document.contract_id.reference
            if document.kind == "form":
                return _(
                    "This is the form of %(reference)s as it was approved, with places left to"
                    " fill in. It is not the contract: that is the completed and signed file.",
                    reference=reference,
                )
            return _(
                "This is %(reference)s as it was filled in, before anybody signed.",
                reference=reference,
            )
        return super()._get_known_sentence(report, document)

    # ------------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------------

    @api.model
    def _get_fault_messages(self, faults):
        """Why answers were refused, by the name of the field.

        :param faults: ``drafting.Fault`` values
        :rtype: dict
        """
        sentences = self._get_fault_sentences()
        return {
            fault.field: self._format(sentences, fault.code, self._format_bounds(fault.params))
            for fault in faults
        }

    @api.model
    def _format_bounds(self, params):
        """Days of a fault as the reader writes them."""
        days = ("earliest", "latest")
        return {
            name: format_date(self.env, value) if name in days else value
            for name, value in params.items()
        }

    @api.model
    def _get_fault_sentences(self):
        """Sentences of what is wrong with an answer, by code.

        Called whenever an answer is refused.  Returns a dict of code to sentence with named
        placeholders.  Override to say it in other words.
        """
        _ = self.env._
        return {
            **self._get_text_faults(),
            "missing": _("Please fill this in."),
            "missing_initials": _("Please give your initials."),
            "not_ticked": _("Please tick this to go on."),
            "not_a_tick": _("Please tick this or leave it empty."),
            "not_a_choice": _("Please choose one of these."),
            "not_a_date": _("Please enter a date, such as 2026-12-31."),
            "in_the_past": _("This day is past. Please enter a later one."),
            "too_early": _("Please enter %(earliest)s or a later day."),
            "too_late": _("Please enter %(latest)s or an earlier day."),
            "not_a_number": _("Please enter a number in figures."),
            "too_many_decimals": _("Please enter at most %(limit)s decimals."),
            "too_small": _("Please enter %(minimum)s or more."),
            "too_large": _("Please enter %(maximum)s or less."),
        }

    @api.model
    def _get_text_faults(self):
        _ = self.env._
        return {
            "unknown_field": _("Nobody asked for this. Please reload the page."),
            "not_text": _("Please enter text."),
            "hidden_characters": _(
                "This has characters that can't be seen. Please type it instead of pasting it."
            ),
            "too_long": _("Please enter at most %(limit)s characters."),
            "too_many_lines": _("Please enter at most %(limit)s lines."),
        }

    # ------------------------------------------------------------------
    # BOUNDS
    # ------------------------------------------------------------------

    @api.model
    def _describe_field_help(self, form_field):
        """What a person reads below a question: its explanation, and the bounds of the answer.

        :param drafting.FormField form_field: what is asked
        :rtype: str
        """
        return " ".join(filter(None, (form_field.help, *self._describe_bounds(form_field))))

    @api.model
    def _describe_bounds(self, form_field):
        """The bounds of a number or a day, as sentences."""
        _ = self.env._
        lower = form_field.minimum if form_field.earliest is None else form_field.earliest
        upper = form_field.maximum if form_field.latest is None else form_field.latest
        if form_field.kind == "date":
            lower, upper = (day and format_date(self.env, day) for day in (lower, upper))
        sentences = [_("Not in the past.")] if form_field.is_future else []
        if lower is not None and upper is not None:
            sentences.append(_("From %(lower)s to %(upper)s.", lower=lower, upper=upper))
        elif lower is not None:
            sentences.append(_("%(lower)s or later.", lower=lower))
        elif upper is not None:
            sentences.append(_("%(upper)s or earlier.", upper=upper))
        return sentences

    @api.model
    def _describe_limits(self, form_field, form_fields):
        """What an approver reads of a field: what it takes, within which bounds, and when.

        :param drafting.FormField form_field: what is asked
        :param form_fields: all of them, by name
        :rtype: str
        """
        _ = self.env._
        kinds = dict(
            self.env["crm.contract.form.field"]._fields["kind"]._description_selection(self.env)
        )
        parts = [kinds[form_field.kind.value]]
        if form_field.length:
            parts.append(_("at most %(limit)s characters", limit=form_field.length))
        parts += [" / ".join(form_field.choices)] if form_field.choices else []
        parts += [sentence.rstrip(".。") for sentence in self._describe_bounds(form_field)]
        parts.append(_("required") if form_field.is_required else _("optional"))
        if form_field.condition:
            parts.append(self._describe_condition(form_field.condition, form_fields))
        return "; ".join(parts)

    @api.model
    def _describe_condition(self, condition, form_fields):
        _ = self.env._
        label = form_fields[condition.field].label
        if condition.value is None:
            return _("asked only if “%(label)s” is answered", label=label)
        return _("asked only if “%(label)s” is “%(value)s”", label=label, value=condition.value)
