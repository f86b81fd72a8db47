"""A table of measurements, and the goals it is held against."""

import unicodedata
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """What a measurement should reach.

    :ivar text: the goal in words, with its number
    :ivar is_met: whether it does
    """

    text: str
    is_met: bool


@dataclass(frozen=True)
class Table:
    """A table as the README prints it.

    :ivar title: what is measured
    :ivar head: the names of the columns
    :ivar rows: their values, as text
    :ivar goals: what the numbers should reach
    """

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    goals: list[Goal] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        """Whether every goal is met."""
        return all(goal.is_met for goal in self.goals)

    def to_text(self) -> str:
        """The table in Markdown, its columns aligned, its goals below."""
        lines = [self.head, *self.rows]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        lines.insert(1, tuple("-" * width for width in widths))
        body = ["| " + " | ".join(map(_pad, line, widths)) + " |" for line in lines]
        goals = [f"{'met   ' if goal.is_met else 'MISSED'}  {goal.text}" for goal in self.goals]
        return "\n".join([f"### {self.title}", "", *body, *([""] if goals else []), *goals])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
