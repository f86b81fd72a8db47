"""Reading a PDF's objects with pyHanko: values with their references followed, and walks with an
end.  A file may hold loops and endless lists; every walk here counts its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAXIMUM_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form.

    :ivar name: its full name (ISO 32000-2, 12.7.4.2)
    :ivar kind: its type, its own or its parent's: ``/Sig``, ``/Tx``, ``/Btn``, ``/Ch``, or None
    :ivar dictionary: the field itself
    """

    name: str
    kind: str | None
    dictionary: Any


def look_up(dictionary: Any, key: str, default: Any = None) -> Any:
    """The value of a key, references followed; ``default`` where it is absent or null."""
    try:
        return dictionary[key]
    except KeyError:
        return default


def entries(dictionary: Any, key: str) -> list[Any]:
    """The entries of an array, references left as they are; none where the key is absent."""
    array = look_up(dictionary, key)
    return [] if array is None else [array.raw_get(index) for index in range(len(array))]


def walk_fields(root: Any) -> Iterator[FormField]:
    """The fields of a document's form, those that only group others left out.

    :raise ValueError: the fields are too many, or a loop
    """
    waiting = [("", None, entry) for entry in reversed(entries(_form(root), "/Fields"))]
    for _step in range(MAXIMUM_STEPS):
        if not waiting:
            return
        prefix, inherited, entry = waiting.pop()
        field = entry.get_object()
        name = str(look_up(field, "/T", ""))
        full_name = f"{prefix}.{name}" if prefix and name else prefix or name
        kind = look_up(field, "/FT", inherited)
        kids = [kid for kid in entries(field, "/Kids") if "/T" in kid.get_object()]
        if kids:
            waiting += [(full_name, kind, kid) for kid in reversed(kids)]
        else:
            yield FormField(full_name, kind and str(kind), field)
    raise ValueError("too many fields")


def walk_pages(root: Any) -> Iterator[Any]:
    """The pages in their order (ISO 32000-2, 7.7.3).

    :raise ValueError: the pages are too many, or a loop
    """
    waiting = [root["/Pages"]]
    for _step in range(MAXIMUM_STEPS):
        if not waiting:
            return
        node = waiting.pop().get_object()
        if "/Kids" in node:
            waiting += reversed(entries(node, "/Kids"))
        else:
            yield node
    raise ValueError("too many pages")


def walk_names(tree: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a name tree, values as they stand (ISO 32000-2, 7.9.6).

    :raise ValueError: the names are too many, or a loop
    """
    waiting = [tree]
    for _step in range(MAXIMUM_STEPS):
        if not waiting:
            return
        node = waiting.pop().get_object()
        waiting += entries(node, "/Kids")
        pairs = entries(node, "/Names")
        for name, value in zip(pairs[::2], pairs[1::2], strict=True):
            yield str(name.get_object()), value
    raise ValueError("too many names")


def walk_chain(first: Any, *links: str) -> Iterator[Any]:
    """Dictionaries that lead to one another by ``links``, ``first`` included.

    :raise ValueError: they are too many, or a loop
    """
    waiting = [first]
    for _step in range(MAXIMUM_STEPS):
        if not waiting:
            return
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += [node.raw_get(index) for index in range(len(node))]  # type: ignore[attr-defined]
            continue
        yield node
        waiting += [node[link] for link in links if look_up(node, link) is not None]
    raise ValueError("too many links")


def _form(root: Any) -> Any:
    return look_up(root, "/AcroForm", {})
