from odoo import api, models


class CrmContractErrorMessages(models.AbstractModel):
    """The words for what the pure packages refuse to do."""

    _inherit = "crm.contract.messages"

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
        return {
            **self._get_key_errors(),
            **self._get_signature_errors(),
            **self._get_proof_errors(),
        }

    @api.model
    def _get_key_errors(self):
        """Sentences of errors of keys and certificates, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
            "wrong_secret": _(
                "The signing authority's key does not open with the server's secret. Ask your"
                " administrator to restore the secret it was made with."
            ),
            "malformed_key": _("The stored key can't be read. Create a new signing key."),
            "malformed_public_key": _(
                "The signing key that was sent can't be read, so nothing was signed. Please reload"
                " the page and try again."
            ),
            "key_too_weak": _(
                "An RSA key of %(size)s bits can't sign contracts. Use one of 2048 to 4096 bits."
            ),
            "unsupported_key": _("This kind of key can't sign contracts. Use RSA or P-256."),
            "wrong_mechanism": _(
                "This key can't sign by “%(mechanism)s”. Choose another signature algorithm in the"
                " settings, or another key."
            ),
            "possession_not_proved": _(
                "Your browser could not prove that the signing key is its own, so nothing was"
                " signed. Please reload the page and try again."
            ),
            "wrong_password": _("The password does not open this PKCS#12 file. Try again."),
            "malformed_pkcs12": _(
                "This is not a PKCS#12 file (.p12 or .pfx) with a certificate and its key. Choose"
                " another file."
            ),
            "malformed_certificate": _(
                "This is neither a certificate nor a public key in PEM. Choose a file that begins"
                " with “-----BEGIN CERTIFICATE-----” or “-----BEGIN PUBLIC KEY-----”."
            ),
            "malformed_anchor": _(
                "This is no certificate in PEM or DER. Get the authority's certificate from its"
                " own site and choose that file."
            ),
            "several_certificates": _(
                "This file holds %(count)s certificates. Choose a file with the authority's own"
                " alone, so that you can compare its fingerprint."
            ),
            "weak_key": _(
                "The authority's key, %(key)s, is too weak for its certificates to prove anything."
                " Trust another one of its certificates."
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
            "chain_broken": _(
                "The certificate's chain is broken at “%(name)s” (%(reason)s). Get the complete"
                " chain from who issued the certificate."
            ),
        }

    @api.model
    def _get_signature_errors(self):
        """Sentences of errors of signatures, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
            "signature_mismatch": _(
                "The signature does not fit the certificate, so nothing was signed. Try again."
            ),
            "unknown_field": _(
                "The document has no empty signature field “%(name)s”, so nothing was signed."
                " Revise the contract and submit it again."
            ),
            "malformed_pdf": _(
                "The document can't be signed, because its PDF can't be read (%(reason)s). Revise"
                " the contract and submit it again."
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
    def _get_proof_errors(self):
        """Sentences of errors of time-stamps and status, by code; see ``_get_document_errors``."""
        _ = self.env._
        return {
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
