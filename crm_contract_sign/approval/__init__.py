"""Decisions on contracts: learned by information gain, explained, and handed over when unsure.

A decision tree is trained on what people decided (``training``), kept as JSON (``tree``) and
walked without scikit-learn.  ``decide`` turns where a contract lands into a verdict: it approves
only when the leaf is sure enough, and never rejects by itself.  ``outline`` and
``nearest_change`` say why; ``tally`` counts the votes of the people who decide otherwise.

>>> specs = [FeatureSpec("discount", "number", "percent")]
>>> tree = Tree(specs, [Node((20, 40), "discount", None, 15.0, 1, 2), Node((0, 40)), Node((20, 0))])
>>> decide(tree, {"discount": 10.0}).reason
'confident_approval'
>>> verdict = decide(tree, {"discount": 20.0})
>>> verdict.outcome, verdict.recommendation, verdict.path.steps[0].operator
('route', 'reject', 'more_than')
>>> nearest_change(tree, {"discount": 20.0}).operand
15.0

Error codes (``ApprovalError``):

=====================  ==================================================================
``malformed_tree``     ``reason``: text that is no decision tree of ours
``unreadable_value``   ``feature``: its value is not of the kind that its spec declares
``too_few_decisions``  ``count``, ``minimum``: not enough to learn from
``single_outcome``     all decisions are the same
``one_sided``          ``outcome``, ``count``, ``minimum``: one outcome is too rare
``invalid_quorum``     ``quorum``: fewer than one approval can't be asked for
=====================  ==================================================================
"""

from .explanation import Branch, Change, nearest_change, outline
from .features import FeatureSpec, Row, Value
from .information import entropy, information_gain
from .quorum import Tally, Vote, tally
from .training import Automation, Confusion, Training, train
from .tree import Node, Path, Step, Tree
from .verdict import Thresholds, Verdict, decide, decide_all, wilson_lower_bound

__all__ = [
    "Automation",
    "Branch",
    "Change",
    "Confusion",
    "FeatureSpec",
    "Node",
    "Path",
    "Row",
    "Step",
    "Tally",
    "Thresholds",
    "Training",
    "Tree",
    "Value",
    "Verdict",
    "Vote",
    "decide",
    "decide_all",
    "entropy",
    "information_gain",
    "nearest_change",
    "outline",
    "tally",
    "train",
    "wilson_lower_bound",
]
