"""Learning a tree from decisions, and measuring it.  The only place that needs scikit-learn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any

from ..errors import ApprovalError
from .features import FeatureSpec, Row, encode_rows
from .tree import Node, Tree
from .verdict import Thresholds, decide

MINIMUM_DECISIONS = 30
MINIMUM_OF_EACH_OUTCOME = 10
MINIMUM_IN_LEAF = 5
# Deeper trees are no longer read by people.
MAXIMUM_DEPTH = 6
MAXIMUM_PRUNINGS = 10
FOLDS = 5
SEED = 20_26


@dataclass(frozen=True, slots=True)
class Confusion:
    """What the tree said about decisions it had not seen, against what people decided."""

    true_approvals: int
    false_approvals: int
    true_rejections: int
    false_rejections: int

    @property
    def total(self) -> int:
        """All decisions that were measured."""
        return self.approvals + self.rejections

    @property
    def approvals(self) -> int:
        """What people approved."""
        return self.true_approvals + self.false_rejections

    @property
    def rejections(self) -> int:
        """What people rejected."""
        return self.true_rejections + self.false_approvals

    @property
    def accuracy(self) -> float:
        """The share of decisions that the tree repeats."""
        return _share(self.true_approvals + self.true_rejections, self.total)

    @property
    def false_approval_rate(self) -> float:
        """The share of people's rejections that the tree would have approved."""
        return _share(self.false_approvals, self.rejections)

    @property
    def false_rejection_rate(self) -> float:
        """The share of people's approvals that the tree would have rejected."""
        return _share(self.false_rejections, self.approvals)


@dataclass(frozen=True, slots=True)
class Automation:
    """What the tree would have approved by itself, among decisions it had not seen.

    :ivar approved: how many it was sure enough about
    :ivar wrong: how many of these people had rejected
    """

    approved: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Training:
    """A fitted tree, and how good it is.

    :ivar tree: fitted on all decisions
    :ivar sample_count: decisions learned from
    :ivar confusion: measured on decisions that the measured tree had not seen
    :ivar automation: likewise, at the thresholds given
    :ivar baseline_accuracy: of always giving the most frequent answer
    :ivar importances: share of the information gain by feature name
    """

    tree: Tree
    sample_count: int
    confusion: Confusion
    automation: Automation
    baseline_accuracy: float
    importances: dict[str, float]

    @property
    def accuracy(self) -> float:
        """The share of unseen decisions that the tree repeats."""
        return self.confusion.accuracy

    @property
    def false_approval_rate(self) -> float:
        """The share of unseen rejections that the tree would have approved."""
        return self.confusion.false_approval_rate

    @property
    def is_better_than_baseline(self) -> bool:
        """Whether asking the tree says more than always giving the most frequent answer."""
        return self.accuracy > self.baseline_accuracy


def train(
    specs: Sequence[FeatureSpec],
    rows: Sequence[Row],
    approvals: Sequence[bool],
    thresholds: Thresholds | None = None,
) -> Training:
    """Fit a tree by information gain and measure it.

    Cost-complexity pruning (Breiman et al. 1984) is chosen by five-fold cross-validation.  The
    measures come from an outer five-fold cross-validation around that choice, so that every
    decision is judged by a tree in which it had no part.  Same decisions, same tree.

    :param rows: features of each decided contract
    :param approvals: what people decided
    :param thresholds: at which automatic approvals are counted
    :raise ApprovalError: ``too_few_decisions``, ``single_outcome``, ``one_sided``,
        ``unreadable_value``
    """
    import numpy as np

    _check_decisions(approvals)
    matrix = np.array(encode_rows(specs, rows), dtype=np.float32)
    outcomes = np.array(approvals, dtype=int)
    judged = list(_judge_unseen(specs, rows, matrix, outcomes, thresholds or Thresholds()))
    fitted = _fit(matrix, outcomes, _choose_pruning(matrix, outcomes))
    return Training(
        tree=_to_tree(specs, fitted),
        sample_count=len(outcomes),
        confusion=_count_confusion(judged),
        automation=Automation(
            approved=sum(each.automatic for each in judged),
            wrong=sum(each.automatic and not each.approved for each in judged),
        ),
        baseline_accuracy=_share(
            sum(each.approved == each.majority for each in judged), len(judged)
        ),
        importances=_sum_importances(specs, fitted),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """One decision, as people took it and as a tree that had not seen it would have."""

    approved: bool
    recommended: bool
    automatic: bool
    majority: bool


def _check_decisions(approvals: Sequence[bool]) -> None:
    if len(approvals) < MINIMUM_DECISIONS:
        raise ApprovalError("too_few_decisions", count=len(approvals), minimum=MINIMUM_DECISIONS)
    counts = Counter({"approve": sum(map(bool, approvals))})
    counts["reject"] = len(approvals) - counts["approve"]
    rarer = min(counts, key=lambda outcome: counts[outcome])
    if not counts[rarer]:
        raise ApprovalError("single_outcome")
    if counts[rarer] < MINIMUM_OF_EACH_OUTCOME:
        raise ApprovalError(
            "one_sided", outcome=rarer, count=counts[rarer], minimum=MINIMUM_OF_EACH_OUTCOME
        )


def _folds() -> Any:
    from sklearn.model_selection import StratifiedKFold

    return StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)


def _judge_unseen(
    specs: Sequence[FeatureSpec],
    rows: Sequence[Row],
    matrix: Any,
    outcomes: Any,
    thresholds: Thresholds,
) -> Iterable[_Judged]:
    """Judge each fold by the tree of the others, walked as it will be in use."""
    for seen, unseen in _folds().split(matrix, outcomes):
        known = matrix[seen], outcomes[seen]
        tree = _to_tree(specs, _fit(*known, _choose_pruning(*known)))
        majority = bool(known[1].mean() >= 0.5)
        for index in unseen:
            verdict = decide(tree, rows[index], thresholds)
            yield _Judged(
                approved=bool(outcomes[index]),
                recommended=verdict.recommendation == "approve",
                automatic=verdict.outcome == "approve",
                majority=majority,
            )


def _classifier(pruning: float) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        criterion="entropy",
        max_depth=MAXIMUM_DEPTH,
        min_samples_leaf=MINIMUM_IN_LEAF,
        ccp_alpha=pruning,
        random_state=SEED,
    )


def _fit(matrix: Any, outcomes: Any, pruning: float) -> Any:
    return _classifier(pruning).fit(matrix, outcomes)


def _choose_pruning(matrix: Any, outcomes: Any) -> float:
    """The strongest pruning whose cross-validated accuracy is within one standard error of the
    best: the simplest tree that is as good as any (Breiman's rule)."""
    path = _classifier(0.0).cost_complexity_pruning_path(matrix, outcomes)
    folds = list(_folds().split(matrix, outcomes))
    scores = {
        pruning: [_score(matrix, outcomes, fold, pruning) for fold in folds]
        for pruning in _candidates(path.ccp_alphas)
    }
    best = max(scores.values(), key=mean)
    least = mean(best) - stdev(best) / FOLDS**0.5
    return max(pruning for pruning, score in scores.items() if mean(score) >= least)


def _score(matrix: Any, outcomes: Any, fold: Any, pruning: float) -> float:
    seen, unseen = fold
    predicted = _fit(matrix[seen], outcomes[seen], pruning).predict(matrix[unseen])
    return float((predicted == outcomes[unseen]).mean())


def _candidates(alphas: Sequence[float]) -> list[float]:
    """At most ten prunings to try, spread over the path; its end is the root alone."""
    prunings = sorted({max(0.0, float(alpha)) for alpha in alphas[:-1]} | {0.0})
    step = (len(prunings) - 1) / MAXIMUM_PRUNINGS
    return (
        prunings if step <= 1 else [prunings[round(i * step)] for i in range(MAXIMUM_PRUNINGS + 1)]
    )


def _to_tree(specs: Sequence[FeatureSpec], fitted: Any) -> Tree:
    columns = [column for spec in specs for column in spec.columns()]
    fit = fitted.tree_
    nodes = []
    for index in range(fit.node_count):
        counts = _counts_of(fit, index)
        if fit.children_left[index] < 0:
            nodes.append(Node(counts))
            continue
        feature, category = columns[fit.feature[index]]
        # scikit-learn splits the known from the missing at infinity.
        asks_known = math.isinf(fit.threshold[index])
        nodes.append(
            Node(
                counts,
                feature,
                category=None if asks_known else category,
                threshold=None if asks_known else float(fit.threshold[index]),
                left=int(fit.children_left[index]),
                right=int(fit.children_right[index]),
            )
        )
    return Tree(specs, nodes)


def _counts_of(fit: Any, index: int) -> tuple[int, int]:
    # scikit-learn keeps shares (from 1.3 on) or counts: both divide by their sum.
    rejected, approved = (float(each) for each in fit.value[index][0])
    total = int(fit.n_node_samples[index])
    rejections = round(rejected / (rejected + approved) * total)
    return rejections, total - rejections


def _sum_importances(specs: Sequence[FeatureSpec], fitted: Any) -> dict[str, float]:
    names = [spec.name for spec in specs for _column in spec.columns()]
    sums = dict.fromkeys(names, 0.0)
    for name, importance in zip(names, fitted.feature_importances_, strict=True):
        sums[name] += float(importance)
    return sums


def _count_confusion(judged: Sequence[_Judged]) -> Confusion:
    counts = Counter((each.approved, each.recommended) for each in judged)
    return Confusion(
        true_approvals=counts[True, True],
        false_approvals=counts[False, True],
        true_rejections=counts[False, False],
        false_rejections=counts[True, False],
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
