"""What a check says about a draft: what is wrong, how bad it is, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

from .document import Section


class Severity(IntEnum):
    """How bad a finding is; a higher one is worse."""

    INFO = 10
    """Worth a look; the contract may well be right."""
    WARNING = 20
    """Probably a mistake; a person decides."""
    BLOCKING = 30
    """A contract with this must not leave the drafting stage."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a section.

    ``section.text[start:end] == quote``, or ``section.heading[start:end]`` if ``part`` says so.

    :param section_key: ``Section.key``
    :param start: position of its first character
    :param end: position after its last character
    :param quote: the characters
    :param part: which of the section's two texts the positions count in
    """

    section_key: str
    start: int
    end: int
    quote: str
    part: Literal["text", "heading"] = "text"

    @classmethod
    def in_text(cls, section: Section, start: int, end: int) -> Place:
        """The passage of ``section``'s body between two positions."""
        return cls(section.key, start, end, section.text[start:end])

    @classmethod
    def in_heading(cls, section: Section, start: int, end: int) -> Place:
        """The passage of ``section``'s heading between two positions."""
        return cls(section.key, start, end, section.heading[start:end], "heading")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check noticed.

    :param code: what it is, in ``snake_case``; stable across releases
    :param severity: how bad it is
    :param place: where it is; ``None`` when it concerns the whole document
    :param params: JSON-able values that a sentence about it needs
    """

    code: str
    severity: Severity
    place: Place | None
    params: Mapping[str, Any] = field(default_factory=dict)
