"""What a person fills in before a contract is signed: its fields, and when each is asked.

A field is anchored in the text by a placeholder, ``{{ field.delivery_date }}``.  It is filled in by
one person of the signing plan, named by their place in it.  A condition asks for a field only where
another field of the same person has a value; conditions may follow from each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from ..errors import DraftingError

# What the placeholder of a field begins with.
PREFIX: Final = "field."

FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAXIMUM_FIELDS: Final = 60
MAXIMUM_CHOICES: Final = 40
MAXIMUM_LABEL: Final = 120
# What a text may be long where its field says nothing else, and however much it says.
LENGTHS: Final = {"text": (100, 300), "long_text": (1000, 3000)}
MAXIMUM_LINES: Final = 40


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # several
    DATE = "date"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    CHOICE = "choice"  # one of several words


@dataclass(frozen=True, slots=True)
class Condition:
    """When a field is asked.

    :ivar field: the name of another field of the same person
    :ivar value: what must be chosen there; None where any value will do, and a tick is a value
    """

    field: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing to fill in.

    :ivar name: what its placeholder says after ``field.``
    :ivar label: what the person reads
    :ivar place: the place in the signing plan of who fills it in, from 1
    :ivar max_length: characters of a text; 0 for the usual number
    :ivar minimum: the smallest number
    :ivar maximum: the largest number
    :ivar earliest: the first day
    :ivar latest: the last day
    :ivar is_future: not before the day on which it is filled in
    """

    name: str
    label: str
    kind: Kind
    place: int
    is_required: bool = False
    help: str = ""
    max_length: int = 0
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: date | None = None
    latest: date | None = None
    is_future: bool = False
    condition: Condition | None = None

    @property
    def length(self) -> int:
        """How many characters a text may have."""
        usual, most = LENGTHS.get(self.kind, (0, 0))
        return min(self.max_length or usual, most)

    def to_json(self) -> dict[str, Any]:
        """JSON-able values, the reverse of :meth:`from_json`."""
        values = asdict(self)
        for name in ("minimum", "maximum"):
            values[name] = None if values[name] is None else format_number(values[name])
        for name in ("earliest", "latest"):
            values[name] = values[name].isoformat() if values[name] else None
        return {**values, "kind": self.kind.value, "choices": list(self.choices)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> FormField:
        """A field from what :meth:`to_json` made of it."""
        known = dict(values)
        for name in ("minimum", "maximum"):
            known[name] = None if known[name] is None else Decimal(known[name])
        for name in ("earliest", "latest"):
            known[name] = date.fromisoformat(known[name]) if known[name] else None
        condition = known["condition"]
        known["condition"] = Condition(**condition) if condition else None
        return cls(**{**known, "kind": Kind(known["kind"]), "choices": tuple(known["choices"])})


def field_placeholder(name: str) -> str:
    """The name of the placeholder by which a field is anchored in a text.

    >>> field_placeholder("delivery_date")
    'field.delivery_date'
    """
    return PREFIX + name


def format_number(number: Decimal) -> str:
    """A number without an exponent or idle zeros: ``1200``, ``0.5``."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def is_asked(
    field: FormField, fields: Mapping[str, FormField], values: Mapping[str, object]
) -> bool:
    """Whether the condition of a field holds, and those of the fields on which it depends.

    :param fields: those of the person, by name
    :param values: what was filled in so far, by name
    """
    if field.condition is None:
        return True
    other = fields[field.condition.field]
    value = values.get(other.name)
    holds = bool(value) if field.condition.value is None else value == field.condition.value
    return holds and is_asked(other, fields, values)


def check_form(fields: Sequence[FormField]) -> None:
    """Refuse fields that can't be filled in.

    :raise DraftingError: ``too_many_fields(limit)``, ``malformed_field(name)``,
        ``duplicate_field(name)``, ``unusable_choices(label)``, ``reversed_bounds(label)``,
        ``unknown_condition(label, other)``, ``foreign_condition(label, other)``,
        ``impossible_condition(label, value)``, ``circular_condition(label)``
    """
    if len(fields) > MAXIMUM_FIELDS:
        raise DraftingError("too_many_fields", limit=MAXIMUM_FIELDS)
    known: dict[str, FormField] = {}
    for field in fields:
        check_field(field)
        if field.name in known:
            raise DraftingError("duplicate_field", name=field.name)
        known[field.name] = field
    for field in fields:
        _check_condition(field, known)


def check_field(field: FormField) -> None:
    """Refuse a field that can't be filled in, whatever the others are.

    :raise DraftingError: ``malformed_field(name)``, ``unusable_choices(label)``,
        ``reversed_bounds(label)``
    """
    if not FIELD_NAME.fullmatch(field.name) or not field.label.strip():
        raise DraftingError("malformed_field", name=field.name)
    is_choice = field.kind == Kind.CHOICE
    choices = field.choices
    if is_choice and not (
        0 < len(set(choices)) == len(choices) <= MAXIMUM_CHOICES
        and all(0 < len(choice) <= MAXIMUM_LABEL for choice in choices)
    ):
        raise DraftingError("unusable_choices", label=field.label)
    pairs = ((field.minimum, field.maximum), (field.earliest, field.latest))
    if any(None not in pair and pair[0] > pair[1] for pair in pairs):  # type: ignore[operator]
        raise DraftingError("reversed_bounds", label=field.label)


def _check_condition(field: FormField, known: Mapping[str, FormField]) -> None:
    seen = {field.name}
    current = field
    while current.condition:
        other = known.get(current.condition.field)
        if other is None:
            raise DraftingError(
                "unknown_condition", label=current.label, other=current.condition.field
            )
        if other.place != field.place:
            raise DraftingError("foreign_condition", label=field.label, other=other.label)
        if other.name in seen:
            raise DraftingError("circular_condition", label=field.label)
        value = current.condition.value
        is_possible = value in other.choices if other.kind == Kind.CHOICE else False
        if value is not None and not is_possible:
            raise DraftingError("impossible_condition", label=current.label, value=value)
        seen.add(other.name)
        current = other
