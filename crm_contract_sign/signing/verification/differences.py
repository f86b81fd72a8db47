"""What each later revision of a signed PDF changed, told in the terms of a document.

A PDF grows by whole revisions (ISO 32000-2, 7.5.6): each adds objects, or new versions of old
ones.  The cryptographic verdict says whether a revision was *permitted*; this says *what* it did,
object by object: a signature added, a page's content replaced, a note stuck on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ._objects import FormField, entries, look_up, walk_fields, walk_pages
from .report import Change, Revision

MAXIMUM_REACH = 50_000
# Catalogue entries that have a change of their own, or that go with a signature.
_EXPLAINED_CATALOG_KEYS = frozenset(
    {"/AcroForm", "/DSS", "/Metadata", "/Perms", "/Extensions", "/Version", "/Pages"}
)
_PAGE_CONTENT = frozenset({"/Contents", "/Resources"})
_PAGE_LAYOUT = frozenset({"/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/TrimBox", "/ArtBox"})


@dataclass(frozen=True, slots=True)
class _State:
    """A document as it was after one revision."""

    resolver: Any
    root: Any
    fields: dict[str, FormField]
    pages: tuple[Any, ...]

    @classmethod
    def read(cls, reader: Any, number: int) -> _State:
        resolver = reader.get_historical_resolver(number)
        root = resolver.root
        fields = {field.name: field for field in walk_fields(root)}
        return cls(resolver, root, fields, tuple(walk_pages(root)))


def describe_revisions(reader: Any, base: int) -> tuple[Revision, ...]:
    """What each revision after ``base`` changed.

    :param reader: a ``pyhanko.pdf_utils.reader.PdfFileReader``
    :param base: the revision of the first signature, 0 for the file's first state
    :raise ValueError: a list in the file is endless
    """
    last = reader.xrefs.total_revisions
    found = []
    state = _State.read(reader, base) if base + 1 < last else None
    for number in range(base + 1, last):
        following = _State.read(reader, number)
        assert state is not None
        found.append(Revision(number + 1, tuple(_compare(reader, state, following))))
        state = following
    return tuple(found)


def _compare(reader: Any, old: _State, new: _State) -> Iterator[Change]:
    number = new.resolver.revision
    touched = {
        reference.idnum
        for reference in new.resolver.explicit_refs_in_revision()
        if reader.xrefs.get_historical_ref(reference, number - 1) is not None
    }
    yield from _compare_fields(old, new)
    yield from _compare_catalog(old, new)
    yield from _compare_pages(old, new, touched)
    yield from _compare_rest(reader, old, new, touched)
    if new.resolver.refs_freed_in_revision():
        yield Change("objects_removed")


# ----------------------------------------------------------------------
# FORM
# ----------------------------------------------------------------------


def _compare_fields(old: _State, new: _State) -> Iterator[Change]:
    for name in old.fields.keys() - new.fields.keys():
        yield Change("field_removed", {"name": name})
    for name, field in new.fields.items():
        former = old.fields.get(name)
        if former is None:
            yield from _describe_new_field(field)
        else:
            yield from _compare_field(former, field)


def _describe_new_field(field: FormField) -> Iterator[Change]:
    value = look_up(field.dictionary, "/V")
    if field.kind == "/Sig" and _is_timestamp(value):
        yield Change("timestamp_added", harmless=True)
        return
    is_signature = field.kind == "/Sig" and value is not None
    yield Change("field_added", {"name": field.name}, harmless=is_signature)
    if is_signature:
        yield Change("signature_added", {"name": field.name}, harmless=True)


def _compare_field(old: FormField, new: FormField) -> Iterator[Change]:
    before, after = _raw(old.dictionary, "/V"), _raw(new.dictionary, "/V")
    if new.kind != "/Sig":
        if before != after:
            yield Change("field_filled", {"name": new.name})
    elif before is None and after is not None:
        if _is_timestamp(look_up(new.dictionary, "/V")):
            yield Change("timestamp_added", harmless=True)
        else:
            yield Change("signature_added", {"name": new.name}, harmless=True)
    elif before != after:
        yield Change("signature_replaced", {"name": new.name})
    if old.kind != new.kind or _raw(old.dictionary, "/Rect") != _raw(new.dictionary, "/Rect"):
        yield Change("field_changed", {"name": new.name})


def _is_timestamp(value: Any) -> bool:
    return value is not None and look_up(value, "/Type") == "/DocTimeStamp"


# ----------------------------------------------------------------------
# CATALOGUE
# ----------------------------------------------------------------------


def _compare_catalog(old: _State, new: _State) -> Iterator[Change]:
    changed = {
        key
        for key in old.root.keys() | new.root.keys()
        if _raw(old.root, key) != _raw(new.root, key)
    }
    if look_up(new.root, "/DSS") is not None and _differs(old, new, "/DSS"):
        yield Change("validation_data_added", harmless=True)
    if "/Metadata" in changed:
        yield Change("metadata_changed", harmless=True)
    if others := sorted(str(key)[1:] for key in changed - _EXPLAINED_CATALOG_KEYS):
        yield Change("catalog_changed", {"keys": others})


def _differs(old: _State, new: _State, key: str) -> bool:
    by_reference = _raw(old.root, key) != _raw(new.root, key)
    return by_reference or bool(look_up(old.root, key) != look_up(new.root, key))


# ----------------------------------------------------------------------
# PAGES
# ----------------------------------------------------------------------


def _compare_pages(old: _State, new: _State, touched: set[int]) -> Iterator[Change]:
    if len(new.pages) > len(old.pages):
        yield Change("pages_added", {"count": len(new.pages) - len(old.pages)})
    elif len(new.pages) < len(old.pages):
        yield Change("pages_removed", {"count": len(old.pages) - len(new.pages)})
    widgets = _widget_numbers(old) | _widget_numbers(new)
    for page, (before, after) in enumerate(zip(old.pages, new.pages, strict=False), start=1):
        changed = {
            str(key)
            for key in before.keys() | after.keys()
            if _raw(before, key) != _raw(after, key)
        }
        if changed & _PAGE_CONTENT:
            yield Change("page_content_changed", {"page": page})
        if changed & _PAGE_LAYOUT:
            yield Change("page_layout_changed", {"page": page})
        yield from _compare_annotations(page, before, after, touched, widgets)


def _compare_annotations(
    page: int, old: Any, new: Any, touched: set[int], widgets: set[int]
) -> Iterator[Change]:
    before, after = _annotations(old), _annotations(new)
    for number in after.keys() - before.keys() - widgets:
        yield Change("annotation_added", {"page": page, "kind": after[number]})
    for number in before.keys() - after.keys():
        yield Change("annotation_removed", {"page": page, "kind": before[number]})
    for number in (after.keys() & before.keys() & touched) - widgets:
        yield Change("annotation_changed", {"page": page, "kind": after[number]})


def _annotations(page: Any) -> dict[int, str]:
    """The annotations of a page: object number to kind; those without a number count downwards."""
    found = {}
    for index, entry in enumerate(entries(page, "/Annots"), start=1):
        kind = str(look_up(entry.get_object(), "/Subtype", "/Unknown"))[1:]
        found[getattr(entry, "idnum", -index)] = kind
    return found


def _widget_numbers(state: _State) -> set[int]:
    """The object numbers of the fields and of the boxes that show them."""
    numbers = set()
    for field in state.fields.values():
        reference = field.dictionary.container_ref
        numbers.add(getattr(reference, "idnum", 0))
        numbers |= {getattr(kid, "idnum", 0) for kid in entries(field.dictionary, "/Kids")}
    return numbers


# ----------------------------------------------------------------------
# EVERYTHING ELSE
# ----------------------------------------------------------------------


def _compare_rest(reader: Any, old: _State, new: _State, touched: set[int]) -> Iterator[Change]:
    """Objects that were replaced and belong to none of the above, by the page that shows them."""
    explained = _widget_numbers(new) | _number_of(new.root)
    for key in ("/AcroForm", "/DSS", "/Metadata", "/Perms", "/Pages"):
        explained.add(getattr(_raw(new.root, key), "idnum", 0))
    explained.add(getattr(_raw(new.resolver.trailer_view, "/Info"), "idnum", 0))
    for page in new.pages:
        explained |= _number_of(page) | set(_annotations(page))
    rest = touched - explained - {ref.idnum for ref in reader.xrefs.xref_stream_refs}
    if not rest:
        return
    for number, page in enumerate(new.pages, start=1):
        if shown := rest & _reach(page, rest):
            rest -= shown
            yield Change("page_content_changed", {"page": number})
    if rest:
        yield Change("objects_changed", {"count": len(rest)})


def _reach(page: Any, wanted: set[int]) -> set[int]:
    """Which of the wanted objects a page draws with."""
    seen: set[int] = set()
    waiting: list[Any] = [page.raw_get(key) for key in page if key in _PAGE_CONTENT]
    for _step in range(MAXIMUM_REACH):
        if not waiting:
            break
        value = waiting.pop()
        number = getattr(value, "idnum", None)
        if number is not None:
            if number in seen:
                continue
            seen.add(number)
            value = value.get_object()
        if isinstance(value, dict):
            waiting += [dict.__getitem__(value, key) for key in value if key != "/Parent"]
        elif isinstance(value, list):
            waiting += list.__iter__(value)
    return seen & wanted


def _raw(dictionary: Any, key: str) -> Any:
    return dictionary.raw_get(key) if key in dictionary else None


def _number_of(value: Any) -> set[int]:
    reference = getattr(value, "container_ref", None)
    number = getattr(reference, "idnum", None)
    return set() if number is None else {number}
