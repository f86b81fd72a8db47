"""The checks that a draft is put through, a family a file.

A check is precise before it is thorough: it stays silent on a good contract.  Each has one code
and one severity, so that the words for it and the choice to leave it out hang on the code alone.

========================  ========  ==========================================================
code                      severity  params
========================  ========  ==========================================================
no_section                BLOCKING  none
empty_section             BLOCKING  heading
missing_category          BLOCKING  category
unresolved_placeholder    BLOCKING  name, reason: ``unfilled`` or ``malformed``
unknown_field             BLOCKING  name
unplaced_field            BLOCKING  name, label
inconsistent_amount       BLOCKING  kind: ``words``, ``total``, ``untaxed``, ``tax`` or
                                    ``currency``; stated, expected, currency
end_before_start          BLOCKING  start, end
leftover_note             WARNING   note
date_mismatch             WARNING   kind: ``start`` or ``end``; stated, expected
duplicate_section         WARNING   heading, other_key, other_heading
inconsistent_number       WARNING   words, figures
impossible_date           WARNING   stated
broken_reference          WARNING   reference, number, count
unknown_party             WARNING   name, expected
outdated_value            WARNING   name: of the placeholder; before, now
foreign_language          WARNING   heading, language
undefined_term            WARNING   term, count
unused_term               INFO      term
missing_actor             INFO      duty
missing_deadline          INFO      duty
long_sentence             INFO      length, limit: words in English, characters in Chinese
vague_wording             INFO      words
similar_section           INFO      heading, other_key, other_heading, percent
repeated_word             INFO      word
========================  ========  ==========================================================
"""

from . import (
    amounts,
    clarity,
    completeness,
    dates,
    form,
    leftovers,
    obligations,
    parties,
    references,
    terms,
    wording,
)
from .registry import Check, DraftCheck, check, draft_check, registered_checks

__all__ = ["Check", "DraftCheck", "check", "draft_check", "registered_checks"]

# Imported to be registered, in the order in which an administrator reads their list.
FAMILIES = (
    completeness,
    leftovers,
    form,
    amounts,
    dates,
    references,
    parties,
    terms,
    obligations,
    clarity,
    wording,
)
