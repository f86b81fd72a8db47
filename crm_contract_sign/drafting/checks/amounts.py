"""Do amounts and numbers agree with each other, and with the contract's record?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..currencies import currencies
from ..document import Document, Section
from ..extraction import Amount, Number, Restatement, extract_restatements
from ..facts import Facts
from ..findings import Place, Severity
from .registry import Occurrence, draft_check
from .statements import Statement, find_statements


@draft_check("inconsistent_amount", Severity.BLOCKING)
def inconsistent_amount(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """An amount differs in words and figures, or from the contract's own amounts."""
    for section in document.sections:
        for pair in extract_restatements(section.text):
            if pair.is_money:
                yield from _check_restatement(section, pair)
        for statement in find_statements(section.text):
            yield from _check_statement(section, statement, facts)


@draft_check("inconsistent_number", Severity.WARNING)
def inconsistent_number(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A number without a currency differs in words and figures: "thirty (60) days"."""
    for section in document.sections:
        for pair in extract_restatements(section.text):
            if not pair.is_money and not pair.agrees:
                words, figures = _by_form(pair)
                yield (
                    Place.in_text(section, pair.start, pair.end),
                    {"words": _plain(words.value), "figures": _plain(figures.value)},
                )


def _check_restatement(section: Section, pair: Restatement) -> Iterator[Occurrence]:
    place = Place.in_text(section, pair.start, pair.end)
    words, figures = _by_form(pair)
    of_words, of_figures = _codes(words), _codes(figures)
    if not pair.agrees:
        currency = next(iter(of_figures or of_words)) if len(of_figures or of_words) == 1 else None
        yield place, _difference("words", words.value, figures.value, currency)
    elif of_words and of_figures and not of_words & of_figures:
        yield place, _currency_difference(of_words, of_figures)


def _check_statement(section: Section, statement: Statement, facts: Facts) -> Iterator[Occurrence]:
    amount = statement.amount
    kind, expected, right = _expectation(statement, facts)
    if expected is None:
        return
    place = Place.in_text(section, amount.start, amount.end)
    if amount.value not in right:
        yield place, _difference(kind, amount.value, expected, facts.currency)
    elif facts.currency in currencies() and facts.currency not in amount.currencies:
        yield place, _currency_difference(amount.currencies, frozenset({facts.currency}))


def _expectation(statement: Statement, facts: Facts) -> tuple[str, Decimal | None, set[Decimal]]:
    """What a statement is about, what it should say, and every value that it may have."""
    further = set() if statement.is_own else set(facts.known_amounts)
    if statement.kind == "tax":
        kind, expected = "tax", facts.amount_tax
    elif statement.kind == "untaxed" or statement.taxes is False:
        kind, expected = "untaxed", facts.amount_untaxed
    else:
        kind, expected = "total", facts.amount_total
        if statement.taxes is None and facts.amount_untaxed is not None:
            further.add(facts.amount_untaxed)
    return kind, expected, further | ({expected} if expected is not None else set())


def _by_form(pair: Restatement) -> tuple[Amount | Number, Amount | Number]:
    """The number in words, then the one in figures."""
    if pair.first.form == "words":
        return pair.first, pair.second
    return pair.second, pair.first


def _codes(mention: Amount | Number) -> frozenset[str]:
    return mention.currencies if isinstance(mention, Amount) else frozenset()


def _difference(
    kind: str, stated: Decimal, expected: Decimal, currency: str | None
) -> dict[str, str | None]:
    return {
        "kind": kind,
        "stated": _plain(stated),
        "expected": _plain(expected),
        "currency": currency,
    }


def _currency_difference(stated: frozenset[str], expected: frozenset[str]) -> dict[str, str | None]:
    return {
        "kind": "currency",
        "stated": "/".join(sorted(stated)),
        "expected": "/".join(sorted(expected)),
        "currency": None,
    }


def _plain(value: Decimal) -> str:
    """A number in figures: a whole one without decimals, another with at least two."""
    if value == value.to_integral_value():
        return f"{value:.0f}"
    return f"{value:f}" if value != round(value, 2) else f"{value:.2f}"
