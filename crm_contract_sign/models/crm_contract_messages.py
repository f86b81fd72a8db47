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
    # ERRORS
    # ------------------------------------------------------------------

    @api.model
    def _get_error_message(self, error):
        """The sentence of an error of the pure packages.

        :param ContractSignError error: what was raised
        :rtype: str
        """
        sentences = self._get_error_sentences()
        sentence = self._format(sentences, error.code, error.params)
        if sentence != error.code:
            return sentence
        return self.env._(
            "This can't be done (%(code)s). Please tell your administrator.", code=str(error)
        )

    @api.model
    def _get_error_sentences(self):
        """Sentences of every error of the pure packages, by code."""
        return {
            **self._get_lifecycle_errors(),
            **self._get_drafting_errors(),
            **self._get_document_errors(),
            **self._get_signing_errors(),
            **self._get_token_errors(),
        }

    @api.model
    def _get_document_errors(self):
        """Sentences of rendering and approval errors, by code.

        Called when such an error reaches a person.  Returns a dict of code to sentence with
        named placeholders.  Override to add yours.
        """
        _ = self.env._
        return {
            "forbidden_resource": _(
                "The document asks for “%(url)s”, which it may not load. Remove the picture or link"
                " from the text; pictures must be uploaded into it."
            ),
            "rendering_failed": _(
                "The document could not be made (%(reason)s). Simplify the section you edited last,"
                " then submit again; nothing was changed."
            ),
            "renderer_missing": _(
                "The PDF renderer is not installed on the server (%(reason)s). Ask your"
                " administrator to install WeasyPrint and its libraries; nothing was changed."
            ),
            "invalid_image": _("This picture can't be read. Use a PNG or JPEG file."),
            "image_too_large": _("This picture is too large. Use one of at most %(limit)s."),
            "missing_glyphs": _(
                "No font on the server can print these characters: %(characters)s. Remove them from"
                " the text, or ask your administrator to install a font that has them."
            ),
            "oversized_stamp": _(
                "A signature's picture needs %(pages)s pages instead of one. Shorten the names of"
                " the signatory and of the parties, then try again."
            ),
            "missing_language": _(
                "The document does not say in which language it is written. Ask your administrator"
                " to restore the document's original layout."
            ),
            "missing_title": _("The document has no title. Give the contract one, then try again."),
        }

    @api.model
    def _get_drafting_errors(self):
        """Sentences of drafting errors, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
            "unknown_language": _(
                "The draft checks can't read “%(language)s”. Choose another language for the"
                " contract."
            ),
            "duplicate_section_key": _(
                "The section “%(key)s” is in the draft twice. Reload the page, then remove one."
            ),
            "unreadable_html": _("The text of a section can't be read. Retype it, please."),
            "unreadable_amount": _(
                "“%(text)s” is not an amount in words. Write the amount in figures as well."
            ),
            "amount_out_of_range": _(
                "The amount %(amount)s can't be written in words. Enter one from 0 to less than"
                " %(limit)s."
            ),
            "amount_too_precise": _(
                "The amount %(amount)s has more decimals than %(currency)s, which has %(digits)s."
                " Round it."
            ),
            "malformed_currency": _(
                "“%(currency)s” is no currency code. Choose a currency with a code of three"
                " capital letters, such as EUR."
            ),
            "duplicate_check": _(
                "There are two draft checks called “%(check)s”. Ask your administrator to rename"
                " the one that was added."
            ),
        }

    @api.model
    def _get_lifecycle_errors(self):
        """Sentences of errors in the table of states, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
            "unknown_transition": _(
                "Contracts have no step “%(name)s”. Ask your administrator to correct the"
                " customization that asks for it."
            ),
            "duplicate_transition": _(
                "Contracts have two steps called “%(name)s”. Ask your administrator to rename the"
                " one that was added."
            ),
        }

    @api.model
    def _get_signing_errors(self):
        """Sentences of signing errors, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
            "wrong_secret": _(
                "The signing authority's key does not open with the server's secret. Ask your"
                " administrator to restore the secret it was made with."
            ),
            "malformed_key": _("The stored key can't be read. Create a new signing key."),
            "wrong_password": _("The password does not open this PKCS#12 file. Try again."),
            "malformed_pkcs12": _(
                "This is not a PKCS#12 file (.p12 or .pfx) with a certificate and its key. Choose"
                " another file."
            ),
            "malformed_certificate": _(
                "This is neither a certificate nor a public key in PEM. Choose a file that begins"
                " with “-----BEGIN CERTIFICATE-----” or “-----BEGIN PUBLIC KEY-----”."
            ),
            "key_too_weak": _(
                "An RSA key of %(size)s bits can't sign contracts. Use one of 2048 to 4096 bits."
            ),
            "wrong_purpose": _(
                "This certificate is made for another purpose (wanted: %(purpose)s). A company's"
                " authority needs a certification authority's certificate; a person needs one that"
                " is not."
            ),
            "certificate_expired": _("This certificate has expired. Get a new one first."),
            "certificate_not_yet_valid": _(
                "This certificate is not valid yet. Wait until it is, or use another one."
            ),
            "signature_mismatch": _(
                "The signature does not fit the certificate, so nothing was signed. Try again."
            ),
            "unsupported_key": _("This kind of key can't sign contracts. Use RSA or P-256."),
            "unknown_field": _(
                "The document has no empty signature field “%(name)s”, so nothing was signed."
                " Revise the contract and submit it again."
            ),
            "malformed_pdf": _(
                "The document can't be signed, because its PDF can't be read (%(reason)s). Revise"
                " the contract and submit it again."
            ),
            "wrong_mechanism": _(
                "This key can't sign by “%(mechanism)s”. Choose another signature algorithm in the"
                " settings, or another key."
            ),
            "document_locked": _(
                "The document is locked by a signature that it bears, so nothing was signed. Revise"
                " the contract to get a document that can be signed."
            ),
            "signature_too_large": _(
                "The signature needs %(size)s bytes, but the document has room for %(limit)s, so"
                " nothing was signed. Try again; if it happens again, ask your administrator to"
                " shorten the chain of certificates."
            ),
            "malformed_detached_signature": _(
                "This is not a record of a detached signature, or it is incomplete. Download it"
                " again from the contract."
            ),
            "other_document": _(
                "The signature belongs to another document: it names the digest %(expected)s, the"
                " file's is %(found)s. Choose the file it was made for."
            ),
            "invalid_url": _(
                "“%(url)s” is not a web address. Enter one that begins with https:// or http://."
            ),
            "timestamp_unavailable": _(
                "No time-stamp could be had from %(failures)s. Try again later, or ask your"
                " administrator to add another time-stamp authority in the settings."
            ),
            "timestamp_invalid": _(
                "The time-stamp can't be relied on (%(reason)s). Ask your administrator to check"
                " the time-stamp authority."
            ),
            "revocation_list_invalid": _(
                "The certificate revocation list can't be used (%(reason)s). Get the newest one"
                " from the certificate's authority."
            ),
            "ocsp_response_invalid": _(
                "The answer on a certificate's status can't be used (%(reason)s). Try again later,"
                " or use the authority's revocation list."
            ),
            "revocation_unknown": _(
                "Nothing is known on the status of the certificate of “%(name)s”, so the document"
                " can't be preserved yet. Get the revocation list of its authority, then try again."
            ),
            "chain_broken": _(
                "The certificate's chain is broken at “%(name)s” (%(reason)s). Get the complete"
                " chain from who issued the certificate."
            ),
            "malformed_prepared_signature": _(
                "What was prepared for your signature was changed or is incomplete, so nothing was"
                " signed. Open the document again and sign it once more."
            ),
            "unsupported_version": _(
                "The log is written in version %(version)s, which this release does not know. Ask"
                " your administrator to update the add-on."
            ),
        }

    @api.model
    def _get_token_errors(self):
        """Sentences of errors of PKCS#11 tokens, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
            "pkcs11_missing": _(
                "The server can't use signing tokens yet. Ask your administrator to install the"
                " Python package python-pkcs11."
            ),
            "pkcs11_library": _(
                "The token's library %(path)s can't be loaded. Ask your administrator to correct"
                " its path in the server's configuration."
            ),
            "token_missing": _(
                "The signing token “%(token)s” is not there. Plug it in, then try again."
            ),
            "token_key_missing": _(
                "The signing token “%(token)s” does not hold this key. Plug in the token that your"
                " certificate belongs to."
            ),
            "token_failed": _(
                "The signing token gave no signature (%(reason)s). Plug it out and in again, then"
                " try once more."
            ),
            "wrong_pin": _(
                "The signing token does not take this PIN. Enter it again; after a few wrong tries"
                " the token locks itself."
            ),
            "pin_locked": _(
                "The signing token is locked after too many wrong PINs. Unlock it with its own"
                " program, as its maker describes."
            ),
        }

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
