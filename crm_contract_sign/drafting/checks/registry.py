"""What a check is, and the checks that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ...errors import DraftingError
from ..document import Document
from ..facts import Facts
from ..findings import Finding, Place, Severity

Occurrence = tuple[Place | None, Mapping[str, Any]]
"""Where something was noticed (``None``: in the document as a whole), and the values of it."""

Search = Callable[[Document, Facts], Iterator[Occurrence]]


class Check(Protocol):
    """Something that reads a draft and says what is wrong with it in one respect."""

    @property
    def code(self) -> str:
        """The code of its findings."""
        ...

    def __call__(self, document: Document, facts: Facts) -> Iterable[Finding]:
        """The findings in ``document``, held against ``facts``."""
        ...


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A check made of a search for occurrences: each is a finding of one code and severity."""

    code: str
    severity: Severity
    search: Search

    def __call__(self, document: Document, facts: Facts) -> Iterator[Finding]:
        """The findings in ``document``, held against ``facts``."""
        for place, params in self.search(document, facts):
            yield Finding(self.code, self.severity, place, params)


_registry: dict[str, DraftCheck] = {}


def draft_check(code: str, severity: Severity) -> Callable[[Search], DraftCheck]:
    """Register a search as a check that every draft is put through.

    ::

        @draft_check("no_section", Severity.BLOCKING)
        def no_section(document, facts):
            if not document.sections:
                yield None, {}

    :param code: of its findings; also the name of the check
    :param severity: of its findings
    :raise DraftingError: ``duplicate_check`` when the code is taken
    """

    def register(search: Search) -> DraftCheck:
        if code in _registry:
            raise DraftingError("duplicate_check", check=code)
        _registry[code] = DraftCheck(code, severity, search)
        return _registry[code]

    return register


def registered_checks() -> tuple[DraftCheck, ...]:
    """Every registered check, in the order of registration."""
    return tuple(_registry.values())


def check(
    document: Document, facts: Facts, checks: Iterable[Check] | None = None
) -> tuple[Finding, ...]:
    """What ``checks`` find in a draft, in reading order; what concerns all of it comes first.

    :param checks: all registered ones by default
    """
    order = {section.key: position for position, section in enumerate(document.sections)}

    def reading_order(finding: Finding) -> tuple[int, int, int]:
        if finding.place is None:
            return -1, 0, 0
        in_text = int(finding.place.part == "text")
        return order[finding.place.section_key], in_text, finding.place.start

    applied = registered_checks() if checks is None else checks
    findings = (finding for each in applied for finding in each(document, facts))
    return tuple(sorted(findings, key=reading_order))
