"""What a tree's answer means for a contract: approve, or hand over to people, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .features import Row
from .tree import Path, Tree

# z of a two-sided 95 % interval.
CONFIDENCE_Z = 1.96


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a tree may approve by itself.

    :ivar minimum_confidence: least lower bound of the leaf's share of approvals, 0 to 1
    :ivar limits: by feature name, the value above which a person decides, whatever the tree says
    :ivar sample_share: share of confident approvals that a person sees all the same, 0 to 1: the
        only way to notice that a tree has become wrong about what it approves
    """

    minimum_confidence: float = 0.8
    limits: Mapping[str, float] = field(default_factory=dict)
    sample_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a contract.

    :ivar outcome: ``approve``, or ``route`` to reviewers.  Nothing is rejected by a machine.
    :ivar recommendation: what the tree would say, ``approve`` or ``reject``; None without one
    :ivar reason: ``confident_approval``, or why a person decides: ``no_tree``,
        ``missing_feature``, ``above_limit``, ``tree_recommends_rejection``, ``unsure``, ``sampled``
    :ivar share: of approvals among earlier decisions like this one
    :ivar confidence: Wilson's lower bound of that share
    :ivar support: how many earlier decisions are like this one
    """

    outcome: str
    recommendation: str | None
    reason: str
    share: float = 0.0
    confidence: float = 0.0
    support: int = 0
    path: Path | None = None


def wilson_lower_bound(successes: int, total: int, z: float = CONFIDENCE_Z) -> float:
    """The lower end of Wilson's score interval (1927) of a share.

    Unlike the share itself it knows that 3 of 3 is less certain than 300 of 300.

    >>> wilson_lower_bound(0, 0)
    0.0
    >>> round(wilson_lower_bound(3, 3), 2), round(wilson_lower_bound(300, 300), 2)
    (0.44, 0.99)
    """
    if not total:
        return 0.0
    share = successes / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + z * z / total))


def decide(
    tree: Tree | None, row: Row, thresholds: Thresholds | None = None, draw: float = 1.0
) -> Verdict:
    """The verdict on one contract.

    :param tree: None before there is history to learn from
    :param draw: where this contract falls in the sample, uniform in [0, 1); the same for every
        question about the same document, so that asking again is not drawing again
    :raise ApprovalError: ``unreadable_value``
    """
    if tree is None:
        return Verdict("route", None, "no_tree")
    thresholds = thresholds or Thresholds()
    path = tree.walk(row)
    rejected, approved = path.counts
    total = rejected + approved
    share = approved / total if total else 0.0
    confidence = wilson_lower_bound(approved, total)
    recommendation = "approve" if share >= 0.5 else "reject"
    reason = _reason(path, row, thresholds, recommendation, confidence, draw)
    outcome = "approve" if reason == "confident_approval" else "route"
    return Verdict(outcome, recommendation, reason, share, confidence, total, path)


def _reason(
    path: Path,
    row: Row,
    thresholds: Thresholds,
    recommendation: str,
    confidence: float,
    draw: float,
) -> str:
    limited = [(row.get(name), limit) for name, limit in thresholds.limits.items()]
    if path.missing is not None or any(value is None for value, _limit in limited):
        return "missing_feature"
    if recommendation == "reject":
        return "tree_recommends_rejection"
    if confidence < thresholds.minimum_confidence:
        return "unsure"
    # Not "value > limit": a NaN must not pass either.
    if not all(float(value or 0.0) <= limit for value, limit in limited):
        return "above_limit"
    return "sampled" if draw < thresholds.sample_share else "confident_approval"


def decide_all(
    tree: Tree | None,
    rows: Sequence[Row],
    thresholds: Thresholds | None = None,
    draws: Sequence[float] | None = None,
) -> list[Verdict]:
    """The verdicts on many contracts, in their order; see :func:`decide`."""
    draws = draws if draws is not None else [1.0] * len(rows)
    return [decide(tree, row, thresholds, draw) for row, draw in zip(rows, draws, strict=True)]
