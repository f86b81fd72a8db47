"""What a decision is made from: named features, as numbers that a tree can ask about.

A value that is None, NaN or absent is *missing*: training passes it on as NaN.  A tree may learn
to ask whether a value is known; a walk that asks how large a missing value is stops there, because
a tree should not approve what it does not know.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import ApprovalError

Value = float | bool | str | None
Row = Mapping[str, Value]
KINDS = ("number", "boolean", "category")
# Units whose values are whole numbers: a threshold of 4.5 days reads "at most 4 days".
WHOLE_UNITS = ("days", "count")


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """A feature of a contract.

    :ivar name: its key in a row, in ``snake_case``
    :ivar kind: ``number``, ``boolean`` or ``category``
    :ivar unit: of a number: ``money``, ``percent``, ``days``, ``count`` or None
    :ivar categories: the values of a category; any other is like none of them
    """

    name: str
    kind: str
    unit: str | None = None
    categories: tuple[str, ...] = ()

    def columns(self) -> tuple[tuple[str, str | None], ...]:
        """The questions that a tree may ask: (name, None), or (name, category) one a category."""
        if self.kind == "category":
            return tuple((self.name, category) for category in self.categories)
        return ((self.name, None),)

    def value_in(self, row: Row) -> Value:
        """This feature's value in ``row``, or None where it is missing.

        :raise ApprovalError: ``unreadable_value``: text for a number, or a number for a category
        """
        value = row.get(self.name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        if isinstance(value, str) is not (self.kind == "category"):
            raise ApprovalError("unreadable_value", feature=self.name)
        return value


def encode(spec: FeatureSpec, value: Value) -> list[float]:
    """The numbers of one value, one a column; NaN where it is missing.

    >>> encode(FeatureSpec("type", "category", categories=("nda", "goods")), "goods")
    [0.0, 1.0]
    """
    if value is None:
        return [math.nan for _column in spec.columns()]
    if spec.kind == "category":
        return [float(value == category) for category in spec.categories]
    return [float(value)]


def encode_rows(specs: Sequence[FeatureSpec], rows: Sequence[Row]) -> list[list[float]]:
    """The matrix of rows × columns for training.

    :raise ApprovalError: ``unreadable_value``
    """
    return [
        [number for spec in specs for number in encode(spec, spec.value_in(row))] for row in rows
    ]
