"""A decision tree as plain data: read, checked and walked without scikit-learn."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import ApprovalError
from .features import KINDS, WHOLE_UNITS, FeatureSpec, Row, Value
from .information import entropy, information_gain

SCHEMA = "crm-contract-sign/decision-tree/1"
MAXIMUM_NODES = 10_000


@dataclass(frozen=True, slots=True)
class Node:
    """A question or a leaf.

    :ivar counts: training decisions that reached it: (rejected, approved)
    :ivar feature: what is asked; None at a leaf
    :ivar category: of a category feature, which value is asked for
    :ivar threshold: of a number: at most this goes left; 0.5 of others; None where the question is
        whether the value is known at all
    :ivar left: index of the node for at most the threshold, false, another category, or known
    :ivar right: index of the node for more than the threshold, true, this category, or unknown
    """

    counts: tuple[int, int]
    feature: str | None = None
    category: str | None = None
    threshold: float | None = 0.5
    left: int = -1
    right: int = -1

    @property
    def is_leaf(self) -> bool:
        """Whether a walk ends here."""
        return self.feature is None

    @property
    def children(self) -> tuple[int, ...]:
        """The indexes of the nodes below, left first."""
        return () if self.is_leaf else (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a walk, the answer, and what it told.

    :ivar operator: ``at_most``, ``more_than``, ``is``, ``is_not``, ``known`` or ``unknown``
    :ivar operand: the threshold, the truth value or the category; None of the last two
    :ivar value: the contract's own
    :ivar entropy: before the question, in bits
    :ivar gain: information gain of the question, in bits
    :ivar samples: training decisions that came to it
    """

    feature: str
    unit: str | None
    operator: str
    operand: Value
    value: Value
    entropy: float
    gain: float
    samples: int


@dataclass(frozen=True, slots=True)
class Path:
    """A walk from the root to a leaf.

    :ivar counts: training decisions where it ended: (rejected, approved)
    :ivar missing: a feature that was asked for and is not known; the walk then stopped early
    """

    steps: tuple[Step, ...]
    counts: tuple[int, int]
    missing: str | None = None


class Tree:
    """A fitted tree: its features and its nodes, the root first, children after their parent.

    :raise ApprovalError: ``malformed_tree``: the nodes do not form such a tree
    """

    __slots__ = ("_specs", "features", "nodes")

    def __init__(self, features: Iterable[FeatureSpec], nodes: Iterable[Node]) -> None:
        self.features = tuple(features)
        self.nodes = tuple(nodes)
        self._specs: Mapping[str, FeatureSpec] = {spec.name: spec for spec in self.features}
        _Check(self.features, self.nodes, self._specs).run()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tree) and (self.features, self.nodes) == (
            other.features,
            other.nodes,
        )

    def __hash__(self) -> int:
        return hash((self.features, self.nodes))

    def spec_of(self, node: Node) -> FeatureSpec:
        """The feature that a node which is no leaf asks about."""
        return self._specs[node.feature or ""]

    def walk(self, row: Row) -> Path:
        """Follow the answers of ``row`` to a leaf.

        :raise ApprovalError: ``unreadable_value``
        """
        steps: list[Step] = []
        node = self.nodes[0]
        while not node.is_leaf:
            value = self.spec_of(node).value_in(row)
            if value is None and node.threshold is not None:
                return Path(tuple(steps), node.counts, missing=node.feature)
            goes_right = answer(node, value)
            steps.append(self._step(node, value, goes_right))
            node = self.nodes[node.right if goes_right else node.left]
        return Path(tuple(steps), node.counts)

    def _step(self, node: Node, value: Value, goes_right: bool) -> Step:
        spec = self.spec_of(node)
        operator, operand = phrase(spec, node, goes_right)
        return Step(
            feature=spec.name,
            unit=spec.unit,
            operator=operator,
            operand=operand,
            value=value,
            entropy=entropy(node.counts),
            gain=self.gain_of(node),
            samples=sum(node.counts),
        )

    def gain_of(self, node: Node) -> float:
        """The information gain of a node's question, in bits; 0 at a leaf."""
        if node.is_leaf:
            return 0.0
        return information_gain(node.counts, [self.nodes[child].counts for child in node.children])

    def to_json(self) -> str:
        """The tree as JSON, which :meth:`from_json` reads back."""
        content = {
            "schema": SCHEMA,
            "features": [asdict(spec) for spec in self.features],
            "nodes": [asdict(node) for node in self.nodes],
        }
        return json.dumps(content, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Tree:
        """Read a tree and check it.

        :raise ApprovalError: ``malformed_tree``: not JSON, another schema, a child before its
            parent (a walk could loop), an unknown feature, counts that do not add up
        """
        try:
            content = json.loads(text)
            if content["schema"] != SCHEMA:
                raise ApprovalError("malformed_tree", reason="schema")
            features = [_read_feature(each) for each in content["features"]]
            nodes = [_read_node(each) for each in content["nodes"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ApprovalError("malformed_tree", reason=type(error).__name__) from error
        return cls(features, nodes)


def answer(node: Node, value: Value) -> bool:
    """Whether ``value`` goes right at ``node``."""
    if node.threshold is None:
        return value is None
    if node.category is not None:
        return value == node.category
    return float(value or 0.0) > node.threshold


def phrase(spec: FeatureSpec, node: Node, goes_right: bool) -> tuple[str, Value]:
    """The operator and the operand that hold on one side of a node's question."""
    if node.threshold is None:
        return ("unknown" if goes_right else "known"), None
    if spec.kind == "category":
        return ("is" if goes_right else "is_not"), node.category
    if spec.kind == "boolean":
        return "is", goes_right
    whole = spec.unit in WHOLE_UNITS
    operand = float(math.floor(node.threshold)) if whole else node.threshold
    return ("more_than" if goes_right else "at_most"), operand


def _read_feature(content: Mapping[str, Any]) -> FeatureSpec:
    return FeatureSpec(
        name=_of_type(content["name"], str),
        kind=_of_type(content["kind"], str),
        unit=_of_type(content["unit"], str, type(None)),
        categories=tuple(_of_type(each, str) for each in content["categories"]),
    )


def _read_node(content: Mapping[str, Any]) -> Node:
    rejected, approved = content["counts"]
    return Node(
        counts=(_of_type(rejected, int), _of_type(approved, int)),
        feature=_of_type(content["feature"], str, type(None)),
        category=_of_type(content["category"], str, type(None)),
        threshold=_of_type(content["threshold"], int, float, type(None)),
        left=_of_type(content["left"], int),
        right=_of_type(content["right"], int),
    )


def _of_type(value: Any, *types: type) -> Any:
    # JSON's true is an int to Python, but no count, index or threshold.
    if isinstance(value, bool) or not isinstance(value, types):
        raise TypeError(type(value).__name__)
    return value


@dataclass(frozen=True, slots=True)
class _Check:
    """That nodes form one tree, whose every walk ends at a leaf."""

    features: tuple[FeatureSpec, ...]
    nodes: tuple[Node, ...]
    specs: Mapping[str, FeatureSpec]
    seen: set[int] = field(default_factory=set)

    def run(self) -> None:
        self._require(0 < len(self.nodes) <= MAXIMUM_NODES, "size")
        self._require(all(spec.kind in KINDS for spec in self.features), "kind")
        self._require(len(self.specs) == len(self.features), "duplicate_feature")
        for index, node in enumerate(self.nodes):
            self._require(min(node.counts) >= 0, "counts")
            if not node.is_leaf:
                self._check_question(node)
                self._check_children(index, node)
        self._require(len(self.seen) == len(self.nodes) - 1, "unreachable")

    def _check_question(self, node: Node) -> None:
        spec = self.specs.get(node.feature or "")
        self._require(spec is not None, "feature")
        by_category = spec and spec.kind == "category" and node.threshold is not None
        categories = spec.categories if spec and by_category else (None,)
        self._require(node.category in categories, "category")
        self._require(node.threshold is None or math.isfinite(node.threshold), "threshold")

    def _check_children(self, index: int, node: Node) -> None:
        for child in node.children:
            # After their parent, and of one parent each: every walk ends, at one leaf of a tree.
            self._require(index < child < len(self.nodes) and child not in self.seen, "order")
            self.seen.add(child)
        (rejected, approved), others = (self.nodes[child].counts for child in node.children)
        self._require((rejected + others[0], approved + others[1]) == node.counts, "counts")

    @staticmethod
    def _require(holds: bool, reason: str) -> None:
        if not holds:
            raise ApprovalError("malformed_tree", reason=reason)
