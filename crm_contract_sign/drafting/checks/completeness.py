"""Is everything there, and once only?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document, Section
from ..facts import Facts
from ..findings import Place, Severity
from ..html import has_image
from ..languages import analyzer_of
from .registry import Occurrence, draft_check

# Shorter texts are repeated with good reason: "Not applicable."
_SHORTEST_DUPLICATE = 40
# Shares of common triples of words; the nearest two clauses of our library that may stand in one
# contract have less than half.
_SIMILAR = 0.7
_SHINGLE = 3


@draft_check("no_section", Severity.BLOCKING)
def no_section(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """The draft is empty."""
    if not document.sections:
        yield None, {}


@draft_check("missing_category", Severity.BLOCKING)
def missing_category(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A mandatory kind of clause is not in the draft.  An empty draft is only said to be empty."""
    present = {section.category for section in document.sections}
    for category in facts.mandatory_categories if document.sections else ():
        if category not in present:
            yield None, {"category": category}


@draft_check("empty_section", Severity.BLOCKING)
def empty_section(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A section says nothing: no letters, no figures, no picture."""
    for section in document.sections:
        if not any(map(str.isalnum, section.text)) and not has_image(section.html):
            yield Place.in_text(section, 0, 0), {"heading": section.heading}


@draft_check("duplicate_section", Severity.WARNING)
def duplicate_section(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A section says word for word what an earlier one says."""
    earlier: dict[str, Section] = {}
    for section in document.sections:
        words = " ".join(re.findall(r"\w+", section.text.lower()))
        if len(section.text) < _SHORTEST_DUPLICATE:
            continue
        if other := earlier.get(words):
            yield (
                Place.in_text(section, 0, len(section.text)),
                {
                    "heading": section.heading,
                    "other_key": other.key,
                    "other_heading": other.heading,
                },
            )
        earlier.setdefault(words, section)


@draft_check("similar_section", Severity.INFO)
def similar_section(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """A section says nearly what an earlier one says: two versions of one clause."""
    earlier: list[tuple[Section, frozenset[tuple[str, ...]]]] = []
    for section in document.sections:
        shingles = _shingles(section.text)
        for other, others in earlier:
            share = len(shingles & others) / (len(shingles | others) or 1)
            if _SIMILAR <= share < 1:
                yield (
                    Place.in_text(section, 0, len(section.text)),
                    {
                        "heading": section.heading,
                        "other_key": other.key,
                        "other_heading": other.heading,
                        "percent": round(100 * share),
                    },
                )
                break
        earlier.append((section, shingles))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Each three successive words of a text, in their stems."""
    if len(text) < _SHORTEST_DUPLICATE:
        return frozenset()
    analyzer = analyzer_of(text)
    words = [analyzer.stem(token.text) for token in analyzer.tokens(text) if token.text.isalnum()]
    return frozenset(zip(*(words[at:] for at in range(_SHINGLE)), strict=False))
