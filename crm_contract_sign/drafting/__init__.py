"""Drafting: a contract's text from template to checked draft.

The way of a text: a template's rich text has its placeholders filled (:func:`fill`), becomes a
:class:`Document` of sections, each with its plain text, and is held against what is known of the
contract (:class:`Facts`) by checks (:func:`check`).  A check returns findings: a code, a severity,
a place in the text and values; the words for them are the caller's.

    placeholders, splicing   ``{{ customer.name }}`` in rich text, and changes to the text's HTML
    html, document           rich text to plain text and back; sections and documents
    numerals, currencies     amounts in words, English and 人民币大写, written and read
    extraction               numbers, amounts, dates, periods and defined terms in a text
    languages                words, sentences, parts of speech and duties, English and Chinese
    facts, findings, checks  what is known, what is noticed, and how
    form_fields              what a person fills in before signing, and when each is asked
    form_answers             what they filled in, read and judged

Nothing here knows Odoo, a database or a reader's language.  Errors are :class:`DraftingError`:

    unknown_language(language)                      neither ``en`` nor ``zh``
    duplicate_section_key(key)                      two sections of a document have the same key
    unreadable_html()                               not a fragment of HTML
    unreadable_amount(text)                         words that are no number
    amount_out_of_range(amount, limit)              negative, or not below the limit
    amount_too_precise(amount, currency, digits)    more decimals than the currency has
    malformed_currency(currency)                    not three capital letters
    duplicate_check(check)                          a check with this code is registered already
    too_many_fields(limit)                          more fields than a person can fill in
    malformed_field(name)                           a field without a label, or oddly named
    duplicate_field(name)                           two fields have the same name
    unusable_choices(label)                         none, too many, twice the same, or empty ones
    reversed_bounds(label)                          the smallest is larger than the largest
    unknown_condition(label, other)                 depends on a field that is not there
    foreign_condition(label, other)                 depends on what another person fills in
    impossible_condition(label, value)              waits for a value that can't be chosen
    circular_condition(label)                       depends on itself
"""

from ..errors import DraftingError
from .checks import Check, DraftCheck, check, draft_check, registered_checks
from .document import Document, Language, Section
from .extraction import (
    Amount,
    DateMention,
    DateRange,
    Number,
    Restatement,
    Term,
    extract_amounts,
    extract_date_ranges,
    extract_dates,
    extract_numbers,
    extract_restatements,
    extract_terms,
)
from .facts import Facts, FormerValue
from .findings import Finding, Place, Severity
from .form_answers import Answers, Fault, read_answers
from .form_fields import (
    Condition,
    FormField,
    Kind,
    check_field,
    check_form,
    field_placeholder,
    is_asked,
)
from .html import html_to_text, text_to_html
from .languages import Analyzer, Duty, Span, Token, analyzer_of
from .numerals import amount_in_words, parse_chinese_capitals, parse_english_words
from .placeholders import Filled, HtmlFragment, Placeholder, fill, find_placeholders

__all__ = [
    "Amount",
    "Analyzer",
    "Answers",
    "Check",
    "Condition",
    "DateMention",
    "DateRange",
    "Document",
    "DraftCheck",
    "DraftingError",
    "Duty",
    "Facts",
    "Fault",
    "Filled",
    "Finding",
    "FormField",
    "FormerValue",
    "HtmlFragment",
    "Kind",
    "Language",
    "Number",
    "Place",
    "Placeholder",
    "Restatement",
    "Section",
    "Severity",
    "Span",
    "Term",
    "Token",
    "amount_in_words",
    "analyzer_of",
    "check",
    "check_field",
    "check_form",
    "draft_check",
    "extract_amounts",
    "extract_date_ranges",
    "extract_dates",
    "extract_numbers",
    "extract_restatements",
    "extract_terms",
    "field_placeholder",
    "fill",
    "find_placeholders",
    "html_to_text",
    "is_asked",
    "parse_chinese_capitals",
    "parse_english_words",
    "read_answers",
    "registered_checks",
    "text_to_html",
]
