"""The life of a contract, as one table.

    draft -> review -> approved -> signing -> active -> expired
      ^        |          |           |          '----> terminated
      |--------+----------+--- declined <
      '-- any of draft, review, approved, declined -> cancelled

States are adjectives or nouns, transitions are verbs.  ``crm.contract`` moves along these edges in
one method, ``_transition()``; nothing else writes a contract's state.

>>> CONTRACT_LIFECYCLE["submit"].target
'review'
>>> CONTRACT_LIFECYCLE.names_from("review")
('approve', 'revise', 'cancel')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import LifecycleError


@dataclass(frozen=True, slots=True)
class Transition:
    """One named edge: the states it may leave, and the one it enters."""

    name: str
    sources: frozenset[str]
    target: str


class Lifecycle:
    """A finite state machine given by its transitions.

    :param transitions: the edges; their order is the order of buttons and of the diagram
    :param initial: the state in which a record is born
    :raise LifecycleError: ``duplicate_transition`` when two edges have the same name
    """

    def __init__(self, transitions: Iterable[Transition], initial: str) -> None:
        self.initial = initial
        self._transitions: dict[str, Transition] = {}
        for transition in transitions:
            if transition.name in self._transitions:
                raise LifecycleError("duplicate_transition", name=transition.name)
            self._transitions[transition.name] = transition

    def __getitem__(self, name: str) -> Transition:
        """The transition called ``name``.

        :raise LifecycleError: ``unknown_transition``
        """
        try:
            return self._transitions[name]
        except KeyError:
            raise LifecycleError("unknown_transition", name=name) from None

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._transitions.values())

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, the initial one first, then in the order in which edges enter them."""
        entered = (transition.target for transition in self)
        return tuple(dict.fromkeys((self.initial, *entered)))

    def names_from(self, state: str) -> tuple[str, ...]:
        """The names of the transitions that may leave ``state``."""
        return tuple(transition.name for transition in self if state in transition.sources)

    def extended(self, *transitions: Transition) -> Lifecycle:
        """This lifecycle with further edges; an edge of the same name replaces ours."""
        merged = self._transitions | {transition.name: transition for transition in transitions}
        return Lifecycle(merged.values(), self.initial)

    def mermaid(self) -> str:
        """The state diagram in Mermaid's ``stateDiagram-v2`` notation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {source} --> {transition.target}: {transition.name}"
            for transition in self
            for source in self.states
            if source in transition.sources
        ]
        return "\n".join(lines)


def _edge(name: str, sources: str, target: str) -> Transition:
    return Transition(name, frozenset(sources.split()), target)


CONTRACT_LIFECYCLE = Lifecycle(
    [
        _edge("submit", "draft", "review"),
        _edge("approve", "review", "approved"),
        _edge("send", "approved", "signing"),
        _edge("activate", "signing", "active"),
        _edge("expire", "active", "expired"),
        _edge("revise", "review approved declined", "draft"),
        _edge("decline", "signing", "declined"),
        _edge("withdraw", "signing", "approved"),
        _edge("abort", "signing", "declined"),
        _edge("terminate", "active", "terminated"),
        _edge("cancel", "draft review approved declined", "cancelled"),
    ],
    initial="draft",
)
