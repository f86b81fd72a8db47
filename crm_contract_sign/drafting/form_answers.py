"""What a person filled in, read and judged: nothing that comes from a browser is trusted.

:func:`read_answers` takes what a stranger sent and gives values of known form, or the faults by
which they were refused.  Values are JSON-able: text, ``True`` or ``False``, an ISO 8601 date, a
number as a decimal string.  A field that is not asked has no value, whatever was sent for it.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from .form_fields import MAXIMUM_LINES, FormField, Kind, format_number, is_asked

Value = str | bool
"""What a field holds."""

MAXIMUM_DECIMALS: Final = 4
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Categories of characters that show nothing, or not what they are (Unicode Standard, 4.5):
# controls, surrogates, private use, unassigned, separators of lines and paragraphs.
_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
# Marks that show text in another order than it is read (UAX 9, 2.1 to 2.4).
_REORDERING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one field was refused.

    :ivar code: stable, in ``snake_case``
    :ivar field: its name; for ``unknown_field`` what was sent in place of one
    :ivar params: JSON-able values that a sentence about it needs
    """

    code: str
    field: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was read of a form.

    :ivar values: by name, of the fields that were asked and filled in
    :ivar faults: in the order of the form; empty where all of it can be taken
    """

    values: Mapping[str, Value]
    faults: tuple[Fault, ...]


class _Refusal(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_answers(fields: Sequence[FormField], given: Mapping[str, object], today: date) -> Answers:
    """What somebody filled in.

    :param fields: those that are theirs, checked by ``check_form``
    :param given: what they sent, by name, of any type
    :param today: the day on which they did
    """
    known = {each.name: each for each in fields}
    faults = {name: Fault("unknown_field", str(name)[:60]) for name in given if name not in known}
    read: dict[str, Value] = {}
    for each in fields:
        try:
            value = _read(each, given.get(each.name), today)
        except _Refusal as refusal:
            faults[each.name] = Fault(refusal.code, each.name, refusal.params)
        else:
            if value != "":
                read[each.name] = value
    asked = {each.name for each in fields if is_asked(each, known, read)}
    for each in fields:
        is_missing = each.is_required and not read.get(each.name) and each.name not in faults
        if is_missing and each.name in asked:
            faults[each.name] = (
                Fault("not_ticked", each.name)
                if each.kind == Kind.CHECKBOX
                else Fault("missing", each.name)
            )
    order = [name for name in faults if name not in known or name in asked]
    order.sort(key=lambda name: list(known).index(name) if name in known else -1)
    values = {name: value for name, value in read.items() if name in asked}
    return Answers(values, tuple(faults[name] for name in order))


def _read(field: FormField, value: object, today: date) -> Value:
    if field.kind == Kind.CHECKBOX:
        if value not in (None, "", True, False):
            raise _Refusal("not_a_tick")
        return bool(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Refusal("not_text")
    return _READERS[field.kind](field, value, today) if value.strip() else ""


def _read_text(field: FormField, value: str, today: date) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > field.length:
        raise _Refusal("too_long", limit=field.length)
    allowed = "\n" if field.kind == Kind.LONG_TEXT else ""
    if any(is_hidden(character) for character in text if character not in allowed):
        raise _Refusal("hidden_characters")
    if text.count("\n") >= MAXIMUM_LINES:
        raise _Refusal("too_many_lines", limit=MAXIMUM_LINES)
    return text


def _read_choice(field: FormField, value: str, today: date) -> str:
    if value not in field.choices:
        raise _Refusal("not_a_choice")
    return value


def _read_date(field: FormField, value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value) if _ISO_DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or day.year < 1900:
        raise _Refusal("not_a_date")
    if field.is_future and day < today:
        raise _Refusal("in_the_past")
    if field.earliest and day < field.earliest:
        raise _Refusal("too_early", earliest=field.earliest.isoformat())
    if field.latest and day > field.latest:
        raise _Refusal("too_late", latest=field.latest.isoformat())
    return day.isoformat()


def _read_number(field: FormField, value: str, today: date) -> str:
    if not _NUMBER.fullmatch(value.strip()):
        raise _Refusal("not_a_number")
    number = Decimal(value.strip())
    text = format_number(number)
    if len(text.partition(".")[2]) > MAXIMUM_DECIMALS:
        raise _Refusal("too_many_decimals", limit=MAXIMUM_DECIMALS)
    if field.minimum is not None and number < field.minimum:
        raise _Refusal("too_small", minimum=format_number(field.minimum))
    if field.maximum is not None and number > field.maximum:
        raise _Refusal("too_large", maximum=format_number(field.maximum))
    return "0" if text == "-0" else text


_READERS: Final[Mapping[Kind, Callable[[FormField, str, date], str]]] = {
    Kind.TEXT: _read_text,
    Kind.LONG_TEXT: _read_text,
    Kind.CHOICE: _read_choice,
    Kind.DATE: _read_date,
    Kind.NUMBER: _read_number,
}


def is_hidden(character: str) -> bool:
    """Whether a character shows nothing, or makes others show in another order than theirs."""
    is_unprintable = unicodedata.category(character) in _HIDDEN_CATEGORIES
    return is_unprintable or character in _REORDERING or character == "\ufeff"
