"""What a contract's text states: numbers, amounts of money, dates and periods.

Patterns, not guesses: what is not certain is not extracted, and what can be read in two ways
(``$``, ``03/04/2026``) keeps both readings.
"""

from .amounts import Amount, extract_amounts
from .dates import DateMention, DateRange, extract_date_ranges, extract_dates
from .numbers import Number, extract_numbers
from .restatements import Restatement, extract_restatements
from .terms import Term, extract_terms

__all__ = [
    "Amount",
    "DateMention",
    "DateRange",
    "Number",
    "Restatement",
    "Term",
    "extract_amounts",
    "extract_date_ranges",
    "extract_dates",
    "extract_numbers",
    "extract_restatements",
    "extract_terms",
]
