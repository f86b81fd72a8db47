"""What a PDF is built of, beside its signatures: its end, its form, and whatever acts or hides.

A contract is text and pictures.  Form fields, scripts, actions, layers that can be switched off
and files of others inside can change what a reader shows without touching a signed byte, or
prepare such a change before anybody signs (shadow attacks: Mainka, Mladenov, Rohlmann, NDSS 2021).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ._objects import FormField, entries, look_up, walk_chain, walk_fields, walk_names, walk_pages
from .report import Problem

# ISO 32000-2, table 201: these move the reader's view, and do nothing else.
_HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI", "/Named", "/Thread"})
# ISO 32000-2, table 171: annotations that play, run or carry something.
_ACTIVE_ANNOTATIONS = frozenset(
    {"/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/TrapNet"}
)
# Data that PDF/A-3 attaches to a document; a reader does not run it.
_DATA_TYPES = frozenset(
    {"application/json", "application/xml", "text/xml", "text/csv", "text/plain"}
)
_SHOWN_NAMES = 20


def check_end(pdf: bytes) -> list[Problem]:
    """Nothing but white space follows the last ``%%EOF``, and no revision lacks its own."""
    _head, marker, tail = pdf.rpartition(b"%%EOF")
    if not marker or tail.strip(b"\r\n\t \x00\x0c"):
        return [Problem("trailing_bytes", {"count": len(tail)})]
    # A cross-reference section without its own %%EOF hides behind an earlier one.
    ends = len(re.findall(rb"startxref\s+\d+\s+%%EOF", pdf))
    if ends != pdf.count(b"%%EOF") or ends != pdf.count(b"startxref"):
        return [Problem("trailing_bytes", {"count": 0})]
    return []


def check_structure(root: Any) -> list[Problem]:
    """The form has signature fields only, and nothing acts, hides or hitch-hikes.

    :param root: the document's catalogue, as pyHanko reads it
    :raise ValueError: a list in it is endless
    """
    fields = tuple(walk_fields(root))
    problems = _check_form(root, fields)
    if active := _find_active_content(root, fields):
        problems.append(Problem("active_content", {"kinds": sorted(active)}))
    if look_up(root, "/OCProperties") is not None:
        problems.append(Problem("optional_content"))
    return [*problems, *_check_embedded_files(root)]


def _check_form(root: Any, fields: Sequence[FormField]) -> list[Problem]:
    problems = []
    if "/XFA" in look_up(root, "/AcroForm", {}):
        problems.append(Problem("xfa_form"))
    others = [field.name for field in fields if field.kind != "/Sig"]
    if others:
        problems.append(Problem("other_form_fields", {"names": others[:_SHOWN_NAMES]}))
    names = {field.name for field in fields}
    if len(names) < len(fields) or "" in names:
        problems.append(Problem("ambiguous_fields"))
    return problems


def _find_active_content(root: Any, fields: Sequence[FormField]) -> set[str]:
    """The kinds of action, script and player in the document, harmless ones left out."""
    kinds = _find_actions(root)
    opening = look_up(root, "/OpenAction")
    if opening is not None and not isinstance(opening, list):  # A list is a destination.
        kinds |= _action_kinds(opening)
    if "/JavaScript" in look_up(root, "/Names", {}):
        kinds.add("JavaScript")
    for field in fields:
        kinds |= _find_actions(field.dictionary)
    outlines = look_up(root, "/Outlines")
    for item in walk_chain(outlines, "/First", "/Next") if outlines is not None else ():
        kinds |= _find_actions(item)
    for page in walk_pages(root):
        kinds |= _find_page_actions(page)
    return kinds


def _find_page_actions(page: Any) -> set[str]:
    kinds = _find_actions(page)
    for entry in entries(page, "/Annots"):
        annotation = entry.get_object()
        kinds |= _find_actions(annotation)
        if look_up(annotation, "/Subtype") in _ACTIVE_ANNOTATIONS:
            kinds.add(str(annotation["/Subtype"])[1:])
    return kinds


def _find_actions(holder: Any) -> set[str]:
    """The kinds of action that a dictionary triggers by /A or /AA, harmless ones left out."""
    action, triggers = look_up(holder, "/A"), look_up(holder, "/AA")
    # Structure elements use /A for attributes; those have no /S, and are not walked here.
    kinds = _action_kinds(action) if action is not None else set()
    for trigger in triggers or ():
        kinds |= _action_kinds(triggers[trigger]) or {"Trigger"}
    return kinds


def _action_kinds(action: Any) -> set[str]:
    kinds = set()
    for each in walk_chain(action, "/Next"):
        kind = look_up(each, "/S")
        if kind not in _HARMLESS_ACTIONS or "/JS" in each:
            kinds.add(str(kind)[1:] if kind else "Unknown")
    return kinds


def _check_embedded_files(root: Any) -> list[Problem]:
    """PDF/A-3 attaches data that belongs to the document (/AF); anything else hitch-hikes."""
    files = look_up(look_up(root, "/Names", {}), "/EmbeddedFiles")
    if files is None:
        return []
    belonging = {getattr(entry, "idnum", None) for entry in entries(root, "/AF")}
    strangers = []
    for name, entry in walk_names(files):
        content = look_up(look_up(entry.get_object(), "/EF", {}), "/F", {})
        kind = str(look_up(content, "/Subtype", ""))[1:].lower()
        if getattr(entry, "idnum", None) not in belonging or kind not in _DATA_TYPES:
            strangers.append(name)
    if not strangers:
        return []
    return [Problem("embedded_files", {"names": strangers[:_SHOWN_NAMES]})]
