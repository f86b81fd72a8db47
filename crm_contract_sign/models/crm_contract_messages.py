import re
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..errors import ContractSignError

AMOUNT = re.compile(r"-?\d+(\.\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class CrmContractMessages(models.AbstractModel):
    """The words for the codes that the pure packages return, in the reader's language.

    Each method maps codes to sentences; integrators who add a code add its sentence here.
    """

    _name = "crm.contract.messages"
    _description = "Contract Messages"

    @contextmanager
    def _translated(self):
        """Turn errors of the pure packages into ``UserError`` with words."""
        try:
            yield
        except ContractSignError as error:
            raise UserError(self._get_error_message(error)) from error

    @api.model
    def _format(self, sentences, code, params):
        """The sentence of ``code`` with its values, or the bare code where none is known."""
        sentence = sentences.get(code)
        if sentence is None:
            return code
        values = {name: self._format_value(value) for name, value in params.items()}
        try:
            return sentence % values
        except (KeyError, ValueError, TypeError):
            return sentence

    @api.model
    def _format_value(self, value):
        if isinstance(value, (list, tuple)):
            return ", ".join(map(str, value))
        return "" if value is None else value

    # ------------------------------------------------------------------
    # FINDINGS
    # ------------------------------------------------------------------

    @api.model
    def _get_finding_message(self, code, params):
        """The sentence of a draft finding: what is wrong, and what to do.

        :param str code: the finding's code
        :param dict params: its values
        """
        values = dict(params)
        if code == "missing_category":
            category = self.env["crm.contract.clause.category"].search(
                [("code", "=", params.get("category"))], limit=1
            )
            values["category"] = category.name or params.get("category")
        if code == "outdated_value":
            labels = self._get_placeholder_labels()
            values["label"] = labels.get(params.get("name"), params.get("name"))
        if code in ("inconsistent_amount", "date_mismatch", "end_before_start"):
            values.update(self._format_compared(params))
        if code in ("inconsistent_amount", "date_mismatch"):
            code = f"{code}_{params.get('kind')}"
        return self._format(self._get_finding_sentences(), code, values)

    @api.model
    def _format_compared(self, params):
        """Amounts and dates of a finding, as the reader writes such values."""
        names = ("stated", "expected", "start", "end")
        values = {name: params[name] for name in names if name in params}
        for name, value in values.items():
            if AMOUNT.fullmatch(str(value)):
                values[name] = formatLang(self.env, float(value), digits=2)
            elif ISO_DATE.fullmatch(str(value)):
                values[name] = format_date(self.env, value)
        return values

    @api.model
    def _get_finding_sentences(self):
        """Sentences of draft findings, by code.

        Called whenever findings are shown.  Returns a dict of code to sentence with named
        placeholders.  Override to add the sentences of your own checks.
        """
        return {**self._get_form_findings(), **self._get_value_findings()}

    @api.model
    def _get_form_findings(self):
        _ = self.env._
        return {
            "no_section": _("The draft is empty. Choose a template or add sections."),
            "empty_section": _("Section “%(heading)s” has no text. Write it or remove it."),
            "missing_category": _(
                "A clause on “%(category)s” is missing. Add one from the library."
            ),
            "unresolved_placeholder": _(
                "“%(name)s” is not filled in. Complete the record it comes from, or type the value."
            ),
            "leftover_note": _("A note was left in the text: “%(note)s”. Settle and remove it."),
            "duplicate_section": _(
                "Section “%(heading)s” says the same as “%(other_heading)s”. Remove one."
            ),
            "broken_reference": _(
                "“%(reference)s” points to a clause that is not there: there are %(count)s. Correct"
                " the number."
            ),
            "unknown_party": _(
                "“%(name)s” is not a party to this contract (%(expected)s). Correct the name."
            ),
            "outdated_value": _(
                "The text says “%(before)s”, but now it is “%(now)s” (%(label)s). Press “Bring"
                " Names Up to Date”; in a section that you edited, correct it yourself."
            ),
            "foreign_language": _(
                "Section “%(heading)s” is not in the contract's language. Translate it, or take"
                " the clause of that language."
            ),
            "repeated_word": _("The word “%(word)s” is repeated. Remove one."),
        }

    @api.model
    def _get_value_findings(self):
        _ = self.env._
        return {
            "inconsistent_amount_words": _(
                "Figures and words differ: “%(stated)s” against “%(expected)s”. Correct one."
            ),
            "inconsistent_amount_total": _(
                "The text states a total of %(stated)s, but the contract's is %(expected)s. Correct"
                " either."
            ),
            "inconsistent_amount_untaxed": _(
                "The text states an untaxed amount of %(stated)s, but the contract's is"
                " %(expected)s. Correct either."
            ),
            "inconsistent_amount_tax": _(
                "The text states taxes of %(stated)s, but the contract's are %(expected)s. Correct"
                " either."
            ),
            "inconsistent_amount_currency": _(
                "The text speaks of %(stated)s, but the contract's currency is %(expected)s."
                " Correct either."
            ),
            "inconsistent_number": _(
                "Words and figures differ: %(words)s against %(figures)s. Correct one."
            ),
            "end_before_start": _(
                "The end (%(end)s) is before the start (%(start)s). Correct the dates."
            ),
            "date_mismatch_start": _(
                "The text states %(stated)s as the start, but the contract starts on %(expected)s."
                " Correct either."
            ),
            "date_mismatch_end": _(
                "The text states %(stated)s as the end, but the contract ends on %(expected)s."
                " Correct either."
            ),
            "impossible_date": _("The date “%(stated)s” does not exist. Correct it."),
        }

    # ------------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------------

    @api.model
    def _get_event_message(self, code, payload):
        """The sentence of an event of the log.

        :param str code: what happened
        :param dict payload: its details
        """
        return self._format(self._get_event_sentences(), code, payload)

    @api.model
    def _get_event_sentences(self):
        """Sentences of events, by code.

        Called whenever the log is shown.  Returns a dict of code to sentence with named
        placeholders.  Override to add the sentences of your own events.
        """
        _ = self.env._
        return {
            "create": _("%(reference)s created by %(created_by)s"),
            "freeze": _("Revision %(revision)s frozen"),
            "submit": _("Submitted for approval"),
            "approve": _("Approved"),
            "revise": _("Taken back for a new revision"),
            "send": _("Sent out for signature"),
            "resend_link": _("A new signing link was sent to %(signer)s"),
            "open": _("%(signer)s opened the document"),
            "host": _("%(witness)s let %(signer)s sign in person, on their device"),
            "send_code": _("A one-time code was sent to %(signer)s"),
            "identify": _("%(signer)s entered the one-time code"),
            "sign": _("Signed by %(signer)s"),
            "decline": _("%(signer)s declined: %(reason)s"),
            "withdraw": _("Taken back from the signatories"),
            "activate": _("Signed by everyone: in force"),
            "preserve": _("Proof of time added (%(level)s)"),
            "expire": _("Expired"),
            "renew": _("Renewed: %(successor)s is in force"),
            "amend": _("Amended: %(successor)s is in force"),
            "give_notice": _("Notice given, ends on %(date)s: %(reason)s"),
            "terminate": _("Terminated as of %(date)s: %(reason)s"),
            "cancel": _("Cancelled"),
            "seal_missing": _("The certificate of completion could not be sealed: %(reason)s"),
        }

    # ------------------------------------------------------------------
    # VERDICTS
    # ------------------------------------------------------------------

    @api.model
    def _get_chain_message(self, report):
        """What the recomputed chain of events says, as a sentence."""
        if report.intact:
            return self.env._(
                "%(length)s events, none changed, none missing. Head of the chain: %(head)s",
                length=report.length,
                head=report.head,
            )
        return self.env._(
            "The log was changed: event %(sequence)s does not follow from the one before it.",
            sequence=report.first_broken_sequence,
        )

    @api.model
    def _get_key_location_name(self, code):
        """Where a signatory's key lived, in words.

        Called for the certificate of completion.  Gets the code that the signing back end gave.
        Returns a string.  Override to name the place where your own back end keeps keys.
        """
        _ = self.env._
        return {
            "database_under_pin": _("own key, kept encrypted under the signatory's PIN"),
            "pkcs11_token": _("own key on a token, unlocked by the token's PIN"),
            "one_time_server_key": _("one-time key made on the server for this signature alone"),
            "browser": _("one-time key made in the signatory's browser, which it never left"),
        }.get(code, code)

    @api.model
    def _get_identity_name(self, code):
        """How a signatory was identified, in words."""
        _ = self.env._
        return {
            "login": _("signed in as a user, and PIN of the key"),
            "email_code": _("link and one-time code sent by e-mail"),
            "in_person": _("in person, before a colleague of the company"),
            "in_person_code": _(
                "in person, before a colleague of the company, and one-time code sent by e-mail"
            ),
        }.get(code, code)
