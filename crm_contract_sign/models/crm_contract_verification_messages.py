from odoo import api, models

from ..signing import TimeSource, Verdict, group_acts, split_strip_name


class CrmContractVerificationMessages(models.AbstractModel):
    """The words for what a verification found."""

    _inherit = "crm.contract.messages"

    @api.model
    def _describe_report(self, report, document):
        """A verification in words.

        :param signing.Report report: what the file proves
        :param crm.contract.document document: the document of this database, possibly none
        :return: JSON-able dict
        """
        return {
            "accepted": report.accepted,
            "verdict": report.verdict.value,
            "headline": self._get_report_headline(report),
            "known": self._get_known_sentence(report, document),
            "is_known": bool(document),
            "sha256": report.sha256,
            "problems": self._get_report_problems(report),
            "codes": [problem.code for problem in report.problems],
            "signatures": [
                {**self._describe_signature(act.signature), "edges": self._describe_edges(act)}
                for act in group_acts(report.signatures)
            ],
            "timestamps": [self._describe_timestamp(each) for each in report.timestamps],
            "revisions": [self._describe_revision(each) for each in report.revisions],
            "history": self._describe_history(report.revisions),
        }

    @api.model
    def _get_report_problems(self, report):
        """What speaks against the file, beyond what the headline says."""
        if report.verdict is Verdict.UNSIGNED:
            return []
        return [self._get_problem_message(problem) for problem in report.problems]

    @api.model
    def _get_report_headline(self, report):
        _ = self.env._
        return {
            Verdict.ACCEPTED: _("This document is genuine: every signature is intact and trusted."),
            Verdict.INTACT: _(
                "The signatures are intact, but we don't know the authority behind them."
            ),
            Verdict.UNSIGNED: _("This file bears no signature."),
            Verdict.REFUSED: _("Don't rely on this file: something is wrong with it."),
            Verdict.UNREADABLE: _("This file can't be checked."),
        }[report.verdict]

    @api.model
    def _get_known_sentence(self, report, document):
        _ = self.env._
        if report.verdict is Verdict.UNREADABLE:
            return ""
        if not document:
            return _("This very file is not one that was issued here.")
        values = {"reference": document.contract_id.reference}
        if document.kind == "completion":
            return _("This is the certificate of completion of %(reference)s.", **values)
        if document.kind == "frozen":
            return _("This is %(reference)s as it was approved, before anybody signed.", **values)
        total = len(document.contract_id.signer_ids)
        if document.step < total:
            return _(
                "This is %(reference)s with %(count)s of %(total)s signatures.",
                count=document.step,
                total=total,
                **values,
            )
        return _("This is %(reference)s as everyone signed it.", **values)

    # ------------------------------------------------------------------
    # SIGNATURES
    # ------------------------------------------------------------------

    @api.model
    def _describe_signature(self, signature):
        return {
            "accepted": signature.accepted,
            "field": signature.field_name,
            "name": signature.signer_name,
            "email": signature.signer_email,
            "organization": signature.organization,
            "issuer": signature.issuer,
            "reason": signature.reason,
            "kind": self._get_signature_kind(signature),
            "level": signature.level.label,
            "level_words": self._get_level_words(signature.level),
            "signed_at": self._format_utc(signature.proven_at or signature.signed_at),
            "time_source": signature.time_source.value,
            "time_words": self._get_time_words(signature),
            "fingerprint": signature.fingerprint,
            "anchor": signature.anchor,
            "anchor_name": signature.anchor_name,
            "algorithm": signature.algorithm,
            "checks": self._describe_checks(signature),
            "problems": [self._get_problem_message(problem) for problem in signature.problems],
            "codes": [problem.code for problem in signature.problems],
            "notes": [self._get_note_message(note) for note in signature.notes],
        }

    @api.model
    def _describe_checks(self, signature):
        _ = self.env._
        holds = signature.intact and signature.valid
        checks = [
            {"holds": holds, "label": _("The signed bytes are intact")},
            {
                "holds": holds and signature.unmodified,
                "label": _("Nothing was changed afterwards"),
            },
        ]
        if holds:
            # Of a signature that does not hold, the certificate's chain is not looked at.
            label = self._get_trust_words(signature) or _("The certificate is trusted")
            checks.append({"holds": signature.trusted, "label": label})
        return checks

    @api.model
    def _get_trust_words(self, signature):
        """By which authority a signature is trusted; nothing of one that is not."""
        _ = self.env._
        if not signature.trusted or not signature.anchor:
            return ""
        values = {"authority": signature.anchor_name}
        by_fingerprint = [("fingerprint", "=", signature.anchor)]
        # sudo: whom the verification trusts is public.
        if self.env["crm.contract.certificate"].sudo().search_count(by_fingerprint, limit=1):
            return _("The certificate is trusted: our signing authority is %(authority)s", **values)
        if self.env["crm.contract.trusted.authority"].sudo().search_count(by_fingerprint, limit=1):
            return _(
                "The certificate is trusted: %(authority)s is on our list of trusted authorities",
                **values,
            )
        return _("The certificate is trusted, by way of %(authority)s", **values)

    @api.model
    def _get_signature_kind(self, signature):
        _ = self.env._
        if signature.is_certification:
            return _("Certifies the document")
        return _("Approves the document")

    @api.model
    def _get_level_words(self, level):
        _ = self.env._
        return {
            "CMS": _("a PDF signature that is no PAdES signature"),
            "B-B": _("PAdES B-B: signed, without a time-stamp"),
            "B-T": _("PAdES B-T: with a trusted time-stamp"),
            "B-LT": _("PAdES B-LT: with a time-stamp and the data to check it later"),
            "B-LTA": _("PAdES B-LTA: made to be checked in decades to come"),
        }[level.label]

    @api.model
    def _get_time_words(self, signature):
        _ = self.env._
        if signature.time_source is TimeSource.TIMESTAMP and signature.timestamp_authority:
            return _("proven by a time-stamp of %(name)s", name=signature.timestamp_authority)
        return {
            TimeSource.TIMESTAMP: _("proven by a time-stamp of the whole document"),
            TimeSource.RECORD: _("recorded here when the signature was received"),
            TimeSource.CLAIM: _("as the signer's computer said"),
            TimeSource.NONE: _("the time is not known"),
        }[signature.time_source]

    @api.model
    def _describe_timestamp(self, stamp):
        return {
            "authority": stamp.authority,
            "moment": self._format_utc(stamp.moment),
            "trusted": stamp.trusted,
            "problems": [self._get_problem_message(problem) for problem in stamp.problems],
        }

    @api.model
    def _describe_revision(self, revision):
        return {
            "number": revision.number,
            "harmless": revision.is_harmless,
            "changes": [self._get_change_message(change) for change in revision.changes]
            or [self.env._("Nothing that can be seen")],
            "codes": [change.code for change in revision.changes],
        }

    @api.model
    def _describe_history(self, revisions):
        """The revisions in words, the strips of a seal together in one line."""
        lines, told = [], set()
        for revision in revisions:
            line = self._describe_revision(revision)
            names = [
                split_strip_name(change.params["name"])
                for change in revision.changes
                if change.code == "signature_added"
            ]
            if line["harmless"] and line["codes"] == ["signature_added"] and names[0]:
                seal = names[0][0]
                if seal in told:
                    continue
                told.add(seal)
                line["changes"] = [
                    self.env._(
                        "A seal was affixed across the edges of the pages (%(name)s)", name=seal
                    )
                ]
            lines.append(line)
        return lines

    @api.model
    def _format_utc(self, moment):
        return moment and moment.strftime("%Y-%m-%d %H:%M:%S UTC")

    # ------------------------------------------------------------------
    # CODES
    # ------------------------------------------------------------------

    @api.model
    def _get_problem_message(self, problem):
        """Why a file or a signature is not accepted, as a sentence."""
        return self._format(self._get_problem_sentences(), problem.code, dict(problem.params))

    @api.model
    def _get_note_message(self, note):
        """What else to know of a signature, as a sentence."""
        return self._format(self._get_note_sentences(), note.code, dict(note.params))

    @api.model
    def _get_change_message(self, change):
        """What a revision changed, as a sentence."""
        return self._format(self._get_change_sentences(), change.code, dict(change.params))

    @api.model
    def _get_problem_sentences(self):
        """Sentences of verification problems, by code."""
        return {
            **self._get_file_problems(),
            **self._get_signature_problems(),
            **self._get_certificate_problems(),
        }

    @api.model
    def _get_file_problems(self):
        _ = self.env._
        return {
            "too_large": _("The file is too large to be checked here."),
            "too_complex": _("The file asks for more than any contract does, and was not opened."),
            "not_a_pdf": _("This is not a PDF file. Upload the signed PDF itself."),
            "encrypted": _("The file is encrypted. Remove its password, then try again."),
            "malformed": _("The file is damaged or was tampered with: it can't be read strictly."),
            "trailing_bytes": _("Something was added after the end of the document."),
            "unsigned": _("The file bears no signature."),
            "xfa_form": _("The file holds an XFA form, which can change what it shows."),
            "other_form_fields": _("The file holds form fields beside its signatures: %(names)s."),
            "ambiguous_fields": _("Two form fields have the same name, or one has none."),
            "active_content": _("The file holds what acts by itself: %(kinds)s."),
            "optional_content": _("The file holds layers that can be switched on and off."),
            "embedded_files": _("The file carries other files: %(names)s."),
            "missing_signature": _("A planned signature is missing: %(names)s."),
            "unplanned_signature": _("There is a signature that was not planned: %(names)s."),
            "shared_signature": _("Two fields show one and the same signature."),
            "field_added_afterwards": _(
                "Fields were added after the document was certified: %(names)s."
            ),
            "unexplained_revision": _(
                "Something was saved into the file that is no signature (revision %(numbers)s)."
            ),
            "unknown_digest": _("The file's digest is not the recorded one."),
        }

    @api.model
    def _get_signature_problems(self):
        _ = self.env._
        return {
            "unreadable_signature": _("A signature can't be read."),
            "odd_byte_range": _("The signature does not cover the whole file as it stood."),
            "odd_container": _("The signature carries something that does not belong in it."),
            "stray_certificate": _(
                "The signature carries a certificate that does not belong to it."
            ),
            "bytes_changed": _("The signed content was changed."),
            "wrong_signature": _("The signature does not fit its certificate."),
            "wrong_timestamp": _(
                "The time-stamp does not belong to this signature, or was changed."
            ),
            "changed_afterwards": _("The document was changed after this signature."),
            "weak_algorithm": _("The signature is too weak by today's measure: %(algorithm)s."),
            "no_signing_time": _("The signature does not say when it was made."),
            "signed_in_the_future": _("The signature claims a time after it can have been made."),
            "other_certificate": _("It was made with another certificate than the recorded one."),
            "not_acceptable": _("The signature does not meet the rules for contracts."),
        }

    @api.model
    def _get_certificate_problems(self):
        _ = self.env._
        return {
            "untrusted_certificate": _(
                "The certificate was not issued by an authority trusted here."
            ),
            "wrong_key_usage": _("The certificate is not made for signing documents."),
            "certificate_expired": _("The certificate was not valid any more when it was used."),
            "certificate_not_yet_valid": _("The certificate was not valid yet when it was used."),
            "certificate_revoked": _("The certificate had been revoked on %(revoked_on)s."),
            "certificate_revoked_unproven": _(
                "The certificate was revoked on %(revoked_on)s. The signature claims to be older,"
                " but nothing proves it."
            ),
        }

    @api.model
    def _get_note_sentences(self):
        """Sentences of what else to know of a signature, by code."""
        _ = self.env._
        return {
            "time_is_claimed": _("No time-stamp proves the time: it is what the signer claims."),
            "untrusted_timestamp": _(
                "There is a time-stamp of %(authority)s, an authority that is not trusted here."
            ),
            "proven_later": _("The signer claims %(claimed)s; the proof is from a later time."),
            "revoked_afterwards": _(
                "The certificate was revoked later, on %(revoked_on)s. What it had signed before"
                " stays signed."
            ),
        }

    @api.model
    def _get_change_sentences(self):
        """Sentences of what a revision of a file changed, by code."""
        _ = self.env._
        return {
            "signature_added": _("A signature was added (%(name)s)"),
            "signature_replaced": _("A signature was replaced (%(name)s)"),
            "timestamp_added": _("A time-stamp of the whole document was added"),
            "validation_data_added": _("Data was added to check the signatures in years to come"),
            "metadata_changed": _("The document's properties were updated"),
            "field_added": _("A form field was added (%(name)s)"),
            "field_removed": _("A form field was removed (%(name)s)"),
            "field_filled": _("A form field was filled in (%(name)s)"),
            "field_changed": _("A form field was moved or changed (%(name)s)"),
            "catalog_changed": _("Settings of the document were changed (%(keys)s)"),
            "pages_added": _("Pages were added: %(count)s"),
            "pages_removed": _("Pages were removed: %(count)s"),
            "page_content_changed": _("The content of page %(page)s was changed"),
            "page_layout_changed": _("The size or rotation of page %(page)s was changed"),
            "annotation_added": _("A note (%(kind)s) was added on page %(page)s"),
            "annotation_removed": _("A note (%(kind)s) was removed from page %(page)s"),
            "annotation_changed": _("A note (%(kind)s) on page %(page)s was changed"),
            "objects_changed": _("Objects inside the file were replaced: %(count)s"),
            "objects_removed": _("Objects inside the file were deleted"),
        }
