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

Nothing here knows Odoo, a database or a reader's language.  Errors are :class:`DraftingError`:

    unknown_language(language)                      neither ``en`` nor ``zh``
    duplicate_section_key(key)                      two sections of a document have the same key
    unreadable_html()                               not a fragment of HTML
    unreadable_amount(text)                         words that are no number
    amount_out_of_range(amount, limit)              negative, or not below the limit
    amount_too_precise(amount, currency, digits)    more decimals than the currency has
    malformed_currency(currency)                    not three capital letters
    duplicate_check(check)                          a check with this code is registered already
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
from .html import html_to_text, text_to_html
from .languages import Analyzer, Duty, Span, Token, analyzer_of
from .numerals import amount_in_words, parse_chinese_capitals, parse_english_words
from .placeholders import Filled, HtmlFragment, Placeholder, fill, find_placeholders

__all__ = [
    "Amount",
    "Analyzer",
    "Check",
    "DateMention",
    "DateRange",
    "Document",
    "DraftCheck",
    "DraftingError",
    "Duty",
    "Facts",
    "Filled",
    "Finding",
    "FormerValue",
    "HtmlFragment",
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
    "draft_check",
    "extract_amounts",
    "extract_date_ranges",
    "extract_dates",
    "extract_numbers",
    "extract_restatements",
    "extract_terms",
    "fill",
    "find_placeholders",
    "html_to_text",
    "parse_chinese_capitals",
    "parse_english_words",
    "registered_checks",
    "text_to_html",
]
