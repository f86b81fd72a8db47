"""Why a tree says what it says: the whole tree as an outline, and the nearest way to a yes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .features import WHOLE_UNITS, Row, Value
from .tree import Node, Tree, answer, phrase
from .verdict import Thresholds, wilson_lower_bound


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of a tree's outline: an answer, and where it leads.

    :ivar depth: 0 for the answers to the first question
    :ivar operator: as in :class:`~.tree.Step`
    :ivar counts: training decisions that gave it: (rejected, approved)
    :ivar gain: information gain of the next question, in bits; 0 at a leaf
    :ivar is_leaf: whether no further question follows
    """

    depth: int
    feature: str
    unit: str | None
    operator: str
    operand: Value
    counts: tuple[int, int]
    gain: float
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one number that would let a tree approve.

    :ivar operator: ``at_most`` or ``more_than`` the operand
    :ivar value: what it is now
    :ivar confidence: Wilson's lower bound of the share of approvals where it would then land
    """

    feature: str
    unit: str | None
    operator: str
    operand: float
    value: float
    confidence: float


def outline(tree: Tree) -> Iterator[Branch]:
    """Every answer of a tree, depth first, as one would read it aloud."""
    # Right before left: what is pushed last is read first.
    pending = _answers(tree, tree.nodes[0], 0)
    while pending:
        depth, parent, is_right = pending.pop()
        spec, node = tree.spec_of(parent), tree.nodes[parent.children[is_right]]
        operator, operand = phrase(spec, parent, is_right)
        yield Branch(
            depth=depth,
            feature=spec.name,
            unit=spec.unit,
            operator=operator,
            operand=operand,
            counts=node.counts,
            gain=tree.gain_of(node),
            is_leaf=node.is_leaf,
        )
        pending += _answers(tree, node, depth + 1)


def _answers(tree: Tree, node: Node, depth: int) -> list[tuple[int, Node, bool]]:
    return [] if node.is_leaf else [(depth, node, True), (depth, node, False)]


def nearest_change(tree: Tree, row: Row, thresholds: Thresholds | None = None) -> Change | None:
    """The smallest change of a single number after which the tree would be sure enough.

    Smallest relative to the number itself.  None when no single number leads to such a leaf, when
    a question on the way to it can't be answered, or when the tree is sure already.

    :raise ApprovalError: ``unreadable_value``
    """
    minimum = (thresholds or Thresholds()).minimum_confidence
    changes = []
    for leaf, answers in _leaves(tree):
        rejected, approved = leaf.counts
        confidence = wilson_lower_bound(approved, rejected + approved)
        if approved < rejected or confidence < minimum:
            continue
        wrong = _unmet(tree, row, answers)
        if wrong is None:
            continue
        if not wrong:
            return None
        change = _single_change(tree, row, answers, wrong, confidence)
        if change:
            changes.append(change)
    return min(changes, key=_relative_size, default=None)


_Answers = tuple[tuple[Node, bool], ...]


def _leaves(tree: Tree) -> Iterator[tuple[Node, _Answers]]:
    pending: list[tuple[Node, _Answers]] = [(tree.nodes[0], ())]
    while pending:
        node, answers = pending.pop()
        if node.is_leaf:
            yield node, answers
        for is_right, child in enumerate(node.children):
            pending.append((tree.nodes[child], (*answers, (node, bool(is_right)))))


def _unmet(tree: Tree, row: Row, answers: _Answers) -> _Answers | None:
    """The answers that ``row`` does not give; None where one is not known."""
    unmet = []
    for node, is_right in answers:
        value = tree.spec_of(node).value_in(row)
        if value is None and node.threshold is not None:
            return None
        if answer(node, value) is not is_right:
            unmet.append((node, is_right))
    return tuple(unmet)


def _single_change(
    tree: Tree, row: Row, answers: _Answers, wrong: _Answers, confidence: float
) -> Change | None:
    specs = {tree.spec_of(node) for node, _is_right in wrong}
    spec = specs.pop()
    value = spec.value_in(row)
    if specs or spec.kind != "number" or value is None:
        return None
    asked = [
        (node.threshold, is_right)
        for node, is_right in answers
        if node.feature == spec.name and node.threshold is not None
    ]
    low = max((threshold for threshold, is_right in asked if is_right), default=-math.inf)
    high = min((threshold for threshold, is_right in asked if not is_right), default=math.inf)
    if spec.unit in WHOLE_UNITS:
        low, high = (math.floor(x) if math.isfinite(x) else x for x in (low, high))
    if low >= high:
        return None
    operator, operand = ("at_most", high) if float(value) > high else ("more_than", low)
    return Change(spec.name, spec.unit, operator, operand, float(value), confidence)


def _relative_size(change: Change) -> float:
    return abs(change.operand - change.value) / max(abs(change.value), 1.0)
