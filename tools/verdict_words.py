"""The words of ``tools/verify`` for the codes of ``crm_contract_sign.signing``.

The public page has its own, in the reader's language, in ``models/crm_contract_messages.py``; a
test makes sure that no code is forgotten here.
"""

from typing import Protocol


class Coded(Protocol):
    """A problem, a note or a change: a code and its values."""

    @property
    def code(self) -> str: ...

    @property
    def params(self) -> object: ...


VERDICTS = {
    "accepted": "ACCEPTED. Every signature is intact and trusted.",
    "intact": "NOT VOUCHED FOR. The signatures are intact, but their authority is unknown.",
    "unsigned": "UNSIGNED. The file bears no signature.",
    "refused": "REFUSED. Don't rely on this file.",
    "unreadable": "UNREADABLE. This is no PDF that can be judged.",
}

PROBLEMS = {
    "too_large": "The file is larger than %(limit)s bytes.",
    "too_complex": "The file asks for more than any contract does (%(what)s).",
    "not_a_pdf": "This is not a PDF file.",
    "encrypted": "The file is encrypted.",
    "malformed": "The file is damaged or was tampered with: it can't be read strictly.",
    "trailing_bytes": "Something was added after the end of the document.",
    "unsigned": "The file bears no signature.",
    "xfa_form": "The file holds an XFA form, which can change what it shows.",
    "other_form_fields": "The file holds form fields beside its signatures: %(names)s.",
    "ambiguous_fields": "Two form fields have the same name, or one has none.",
    "active_content": "The file holds what acts by itself: %(kinds)s.",
    "optional_content": "The file holds layers that can be switched on and off.",
    "embedded_files": "The file carries other files: %(names)s.",
    "missing_signature": "A planned signature is missing: %(names)s.",
    "unplanned_signature": "There is a signature that was not planned: %(names)s.",
    "missing_strip": "The seal across the edges (%(seal)s) lacks its strip on page %(pages)s.",
    "strip_without_seal": "The strips on page %(pages)s lack their seal (%(seal)s).",
    "foreign_strip": "The strip on page %(pages)s was made with another key than its seal's.",
    "misplaced_strip": "The strip that belongs to page %(pages)s lies elsewhere.",
    "shared_signature": "Two fields show one and the same signature.",
    "field_added_afterwards": "Fields were added after the document was certified: %(names)s.",
    "unexplained_revision": "A revision does more than signing does: %(numbers)s.",
    "unknown_digest": "The file's digest is not the recorded one.",
    "unreadable_signature": "A signature can't be read.",
    "odd_byte_range": "The signature does not cover the whole file as it stood.",
    "odd_container": "The signature carries something that does not belong in it.",
    "stray_certificate": "The signature carries a certificate that does not belong to it.",
    "bytes_changed": "The signed content was changed.",
    "wrong_signature": "The signature does not fit its certificate.",
    "wrong_timestamp": "The time-stamp does not belong to this signature, or was changed.",
    "changed_afterwards": "The document was changed after this signature.",
    "weak_algorithm": "The signature is too weak by today's measure: %(algorithm)s.",
    "untrusted_certificate": "The certificate was not issued by a trusted authority.",
    "wrong_key_usage": "The certificate is not made for signing documents.",
    "certificate_expired": "The certificate was not valid any more when it was used.",
    "certificate_not_yet_valid": "The certificate was not valid yet when it was used.",
    "certificate_revoked": "The certificate had been revoked on %(revoked_on)s.",
    "certificate_revoked_unproven": "The certificate was revoked on %(revoked_on)s. The signature"
    " claims to be older, but nothing proves it.",
    "no_signing_time": "The signature does not say when it was made.",
    "signed_in_the_future": "The signature claims a time after it can have been made:"
    " %(signed_at)s.",
    "other_certificate": "It was made with another certificate than the recorded one.",
    "not_acceptable": "The signature does not meet the rules for contracts.",
}

NOTES = {
    "time_is_claimed": "the time is what the signer's computer said; no time-stamp proves it",
    "untrusted_timestamp": "there is a time-stamp by %(authority)s, which is not trusted here",
    "proven_later": "the signer claims %(claimed)s; the proof is from a later time",
    "revoked_afterwards": "the certificate was revoked later, on %(revoked_on)s",
}

CHANGES = {
    "signature_added": "signature added in %(name)s",
    "signature_replaced": "the signature in %(name)s was replaced",
    "timestamp_added": "time-stamp of the whole document added",
    "validation_data_added": "data added to check the signatures in years to come",
    "metadata_changed": "the document's properties were updated",
    "field_added": "field %(name)s added",
    "field_removed": "field %(name)s removed",
    "field_filled": "field %(name)s filled in",
    "field_changed": "field %(name)s moved or changed",
    "catalog_changed": "document settings changed: %(keys)s",
    "pages_added": "%(count)s page(s) added",
    "pages_removed": "%(count)s page(s) removed",
    "page_content_changed": "the content of page %(page)s was changed",
    "page_layout_changed": "the size or rotation of page %(page)s was changed",
    "annotation_added": "a note (%(kind)s) was added on page %(page)s",
    "annotation_removed": "a note (%(kind)s) was removed from page %(page)s",
    "annotation_changed": "a note (%(kind)s) on page %(page)s was changed",
    "objects_changed": "%(count)s object(s) were replaced",
    "objects_removed": "objects were deleted",
}


def tell(words: dict[str, str], coded: Coded) -> str:
    """The sentence of a code with its values."""
    values = {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in dict(coded.params).items()  # type: ignore[call-overload]
    }
    return words[coded.code] % values
