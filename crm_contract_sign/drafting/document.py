"""A contract's text: sections in order, each remembering the HTML that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import DraftingError
from .html import html_to_text

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Section:
    """One clause of a contract.

    :param key: what the caller knows it by, e.g. a record's id; unique within a document
    :param heading: its title, plain text, possibly empty
    :param html: its body as rich text
    :param text: its body as plain text, to which every position refers
    :param category: code of the kind of clause that it is, if known
    """

    key: str
    heading: str
    html: str
    text: str
    category: str | None = None

    @classmethod
    def from_html(cls, key: str, heading: str, html: str, category: str | None = None) -> Section:
        """The section whose text is that of ``html``.

        :raise DraftingError: ``unreadable_html``
        """
        return cls(key, heading, html, html_to_text(html), category)


@dataclass(frozen=True, slots=True)
class Document:
    """The sections of one contract, in reading order.

    :param language: the language in which it is written
    :raise DraftingError: ``unknown_language``; ``duplicate_section_key``
    """

    language: Language
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        if self.language not in get_args(Language):
            raise DraftingError("unknown_language", language=self.language)
        keys: set[str] = set()
        for section in self.sections:
            if section.key in keys:
                raise DraftingError("duplicate_section_key", key=section.key)
            keys.add(section.key)
