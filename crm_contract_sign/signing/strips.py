"""A seal across the edges of pages (骑缝章) as signatures.

Each page's strip is a signature of its own in a field of its own, for a signature field has one
annotation (ISO 32000-2, 12.7.5.5), and one annotation lies on one page.  All are made with the
seal's key in one act: first the strips, then the seal itself, which is the one that is
time-stamped and locks.  The names of the fields say what belongs together: the strip on the third
page of the seal in ``Signature2`` is in ``Signature2Edge3``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import SigningError
from .appearance import Slice
from .pades import SignatureRequest, sign
from .report import Problem, SignatureReport
from .signers import Signer

# As many signatures as a file may bear (see `verification`).
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


def check_count(count: int) -> None:
    """Refuse a plan with more signatures than a file may bear.

    :param count: of all signature fields, those of strips included
    :raise SigningError: ``too_many_signatures(count, limit)``
    """
    if count > MAXIMUM_SIGNATURES:
        raise SigningError("too_many_signatures", count=count, limit=MAXIMUM_SIGNATURES)


def sign_strips(
    pdf: bytes, slices: Mapping[str, Slice], request: SignatureRequest, signer: Signer
) -> bytes:
    """Make the signatures of a seal's strips, in the order given.

    :param slices: what each strip shows, by its field
    :param request: that of the seal itself, which is yet to be signed; the first strip certifies
        the document in its place
    :raise SigningError: as :func:`.pades.sign`
    """
    for index, (name, part) in enumerate(slices.items()):
        of_strip = replace(
            request,
            field_name=name,
            appearance=part,
            certify=request.certify and index == 0,
            lock_all=False,
            timestamped=False,
        )
        pdf = sign(pdf, of_strip, signer)
    return pdf


def after_strips(request: SignatureRequest, slices: Mapping[str, Slice]) -> SignatureRequest:
    """The request of the seal itself, when its strips are signed: who came first has certified."""
    return replace(request, certify=request.certify and not slices)


# ----------------------------------------------------------------------
# VERIFICATION
# ----------------------------------------------------------------------


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
