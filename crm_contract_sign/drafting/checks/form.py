"""Do the form's fields and the text belong together?"""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..facts import Facts
from ..findings import Place, Severity
from ..form_fields import PREFIX
from ..placeholders import PLACEHOLDER
from .registry import Occurrence, draft_check


@draft_check("unknown_field", Severity.BLOCKING)
def unknown_field(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """The text has a place for a field that nobody fills in.  In headings there is no place."""
    for section in document.sections:
        for match in PLACEHOLDER.finditer(section.heading):
            if match["name"].startswith(PREFIX):
                yield Place.in_heading(section, *match.span()), {"name": match["name"]}
        for match in PLACEHOLDER.finditer(section.text):
            name = match["name"]
            if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in facts.form_fields:
                yield Place.in_text(section, *match.span()), {"name": name}


@draft_check("unplaced_field", Severity.BLOCKING)
def unplaced_field(document: Document, facts: Facts) -> Iterator[Occurrence]:
    """Somebody is asked for a value that the text shows nowhere."""
    placed = {
        match["name"]
        for section in document.sections
        for match in PLACEHOLDER.finditer(section.text)
    }
    for name, label in facts.form_fields.items():
        if PREFIX + name not in placed:
            yield None, {"name": PREFIX + name, "label": label}
