"""Seals across the edges of pages (骑缝章) in a file: what belongs together, and what is whole.

Each page's strip is a signature of its own.  The names of the fields say what belongs together:
the strip on the third page of the seal in ``Signature2`` is in ``Signature2Edge3``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .report import Problem, SignatureReport

# As many signatures as a file may bear.
MAXIMUM_SIGNATURES = 50

_STRIP = re.compile(r"(Signature[1-9]\d{0,3})Edge([1-9]\d{0,3})", re.ASCII)


def name_strip(field_name: str, page: int) -> str:
    """The name of the field of a strip.

    :param field_name: of the seal
    :param page: zero-based
    """
    return f"{field_name}Edge{page + 1}"


def split_strip_name(name: str) -> tuple[str, int] | None:
    """The field of the seal and the zero-based page that a strip's field names, or None."""
    match = _STRIP.fullmatch(name)
    return (match[1], int(match[2]) - 1) if match else None


@dataclass(frozen=True, slots=True)
class Act:
    """What one person did at one time: a signature, and a seal's strips with it.

    :ivar signature: the signature, or the seal
    :ivar strips: the zero-based page of each strip, and its signature, in the order of pages
    """

    signature: SignatureReport
    strips: tuple[tuple[int, SignatureReport], ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against the signature or any of its strips."""
        return self.signature.accepted and not self.broken_pages

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that bear a strip, from 1 on."""
        return tuple(page + 1 for page, _strip in self.strips)

    @property
    def broken_pages(self) -> tuple[int, ...]:
        """Those of them whose strip is not accepted."""
        return tuple(page + 1 for page, strip in self.strips if not strip.accepted)


def group_acts(signatures: Sequence[SignatureReport]) -> tuple[Act, ...]:
    """A file's signatures, each seal with its strips; strips without their seal stand alone."""
    names = {signature.field_name for signature in signatures}
    strips: dict[str, list[tuple[int, SignatureReport]]] = {}
    others = []
    for signature in signatures:
        place = split_strip_name(signature.field_name)
        if place and place[0] in names:
            strips.setdefault(place[0], []).append((place[1], signature))
        else:
            others.append(signature)
    return tuple(
        Act(each, tuple(sorted(strips.get(each.field_name, ()), key=lambda strip: strip[0])))
        for each in others
    )


def check_strips(root: Any, signatures: Iterable[Any]) -> list[Problem]:
    """What is wrong with the seals across the edges of a file's pages.

    A seal that was affixed has all of its strips, each on the page that its name says, each made
    with the key of the seal.

    :param root: the file's catalogue
    :param signatures: as pyHanko reads them
    """
    from ._objects import walk_fields, walk_pages

    signed = {signature.field_name: signature for signature in signatures}
    places = {
        field.name: (place, field.dictionary)
        for field in walk_fields(root)
        if field.kind == "/Sig" and (place := split_strip_name(field.name))
    }
    pages = _number_pages(walk_pages(root)) if places else {}
    wrong: dict[tuple[str, str], list[int]] = {}
    for name, ((seal, page), dictionary) in places.items():
        if seal not in signed and name not in signed:
            continue
        code = _judge_strip(signed.get(name), signed.get(seal), page, pages, dictionary)
        if code:
            wrong.setdefault((code, seal), []).append(page + 1)
    return [
        Problem(code, {"seal": seal, "pages": sorted(numbers)})
        for (code, seal), numbers in wrong.items()
    ]


def _judge_strip(
    strip: Any, seal: Any, page: int, pages: Mapping[int, int], dictionary: Any
) -> str | None:
    from ._objects import look_up

    if strip is None:
        return "missing_strip"
    if seal is None:
        return "strip_without_seal"
    if strip.signer_cert.dump() != seal.signer_cert.dump():
        return "foreign_strip"
    shown_on = getattr(dictionary.raw_get("/P"), "idnum", 0) if look_up(dictionary, "/P") else 0
    return None if pages.get(shown_on) == page else "misplaced_strip"


def _number_pages(pages: Iterable[Any]) -> dict[int, int]:
    """The zero-based number of each page, by its object's number."""
    return {getattr(page.container_ref, "idnum", -index): index for index, page in enumerate(pages)}
