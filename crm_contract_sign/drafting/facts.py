"""What is known of a contract from its records, for checks to hold the text against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .document import Language


@dataclass(frozen=True, slots=True)
class FormerValue:
    """A value that was filled into a section, and is another one in the records by now.

    :param section_key: ``Section.key`` of the section
    :param name: of the placeholder in whose place it stands
    :param before: what was filled in
    :param now: what would be filled in today
    """

    section_key: str
    name: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The record side of a contract.  What is ``None`` or empty is unknown and is not checked.

    :param amount_total: what the customer pays, taxes included
    :param amount_untaxed: the same without taxes
    :param amount_tax: the taxes
    :param known_amounts: further amounts that the text may state as a total, e.g. of order lines
    :param currency: ISO 4217 code of all of these amounts
    :param date_start: first day of the contract
    :param date_end: last day of the contract
    :param mandatory_categories: codes of the kinds of clause that the contract must have
    :param language: the language in which every section must be written
    :param party_names: company and customer, as the text would name them
    :param former_values: what was filled into the text and has changed since
    :param form_fields: names and labels of what people fill in before they sign
    """

    amount_total: Decimal | None = None
    amount_untaxed: Decimal | None = None
    amount_tax: Decimal | None = None
    known_amounts: frozenset[Decimal] = frozenset()
    currency: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    mandatory_categories: tuple[str, ...] = ()
    language: Language | None = None
    party_names: tuple[str, ...] = ()
    former_values: tuple[FormerValue, ...] = ()
    form_fields: Mapping[str, str] = field(default_factory=dict)
