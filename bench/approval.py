"""Decision trees: training with its measurement, and one walk against scikit-learn's predict."""

import argparse
import importlib.util
from datetime import datetime
from pathlib import Path

from sklearn.tree import DecisionTreeClassifier

from crm_contract_sign import approval
from crm_contract_sign.approval.features import encode_rows

from .tables import Goal, Table
from .timing import time_in_turn

ROUNDS = 7
DECISIONS = 1000
TYPES = ("goods", "services", "nda")
SPECS = (
    *(approval.FeatureSpec(name, "number") for name in ("amount", "discount", "payment_days")),
    *(approval.FeatureSpec(name, "number") for name in ("duration_days", "earlier_contracts")),
    approval.FeatureSpec("overdue", "boolean"),
    *(approval.FeatureSpec(name, "number") for name in ("edited_sections", "warnings")),
    approval.FeatureSpec("type", "category", categories=TYPES),
)


def measure(options: argparse.Namespace) -> Table:
    """Train on a history of decisions both ways, then decide on one contract both ways."""
    rows, approvals = make_history()
    training = approval.train(SPECS, rows, approvals)
    encoded = encode_rows(SPECS, rows)
    peer = DecisionTreeClassifier(criterion="entropy", min_samples_leaf=5, random_state=0)
    peer.fit(encoded, approvals)
    walk, predict = "one walk, with its path", "scikit-learn, predict_proba of one row"
    train, fit = "train: prune, cross-validate, fit", "scikit-learn, one fit"
    taken = time_in_turn(
        {
            train: lambda: approval.train(SPECS, rows, approvals),
            fit: lambda: peer.fit(encoded, approvals),
            walk: lambda: [training.tree.walk(row) for row in rows],
            predict: lambda: [peer.predict_proba([row]) for row in encoded],
        },
        ROUNDS,
    )
    taken[walk] /= len(rows)
    taken[predict] /= len(rows)
    ratio = taken[walk] / taken[predict]
    return Table(
        f"A tree of {DECISIONS} decisions with {len(SPECS)} features: processor time, median",
        ("what", "time"),
        [(name, f"{seconds * 1000:.3g} ms") for name, seconds in taken.items()],
        [Goal(f"a walk within half of predict_proba's time: {ratio:.2f}", ratio <= 0.5)],
    )


def make_history() -> tuple[list[approval.Row], list[bool]]:
    """Two years of the demonstration's imaginary decisions."""
    path = Path(approval.__file__).parents[1] / "demo/decision_history.py"
    spec = importlib.util.spec_from_file_location("decision_history", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    decisions = module.generate(TYPES, DECISIONS, datetime(2026, 12, 1))
    return [features for _on, features, _outcome in decisions], [
        outcome == "approve" for _on, _features, outcome in decisions
    ]
