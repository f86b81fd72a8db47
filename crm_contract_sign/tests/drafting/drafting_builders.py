"""Short ways to say what a test is about."""

from __future__ import annotations

from html import escape

from crm_contract_sign.drafting import (
    Document,
    Facts,
    Finding,
    Section,
    check,
    registered_checks,
    text_to_html,
)


def section(text: str, key: str = "1", heading: str = "Terms", category: str | None = None):
    return Section.from_html(key, heading, text_to_html(text), category)


def document(*texts: str, language: str = "en") -> Document:
    """A document with a section for each text, keyed "1", "2", …"""
    return Document(
        language, tuple(section(text, str(number)) for number, text in enumerate(texts, 1))
    )


def findings(code: str, *texts: str, language: str = "en", **facts) -> tuple[Finding, ...]:
    """What the check ``code`` finds in a document of ``texts``."""
    (wanted,) = (each for each in registered_checks() if each.code == code)
    return check(document(*texts, language=language), Facts(**facts), [wanted])


def quotes(code: str, *texts: str, **facts) -> list[str]:
    """The passages that the check ``code`` points at in ``texts``."""
    return [finding.place.quote for finding in findings(code, *texts, **facts) if finding.place]


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"
