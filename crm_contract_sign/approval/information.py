"""Entropy and information gain, from their definitions (Shannon 1948; Quinlan 1986, ID3)."""

from __future__ import annotations

import math
from collections.abc import Sequence


def entropy(counts: Sequence[float]) -> float:
    """H = −Σ pᵢ log₂ pᵢ of a distribution given by counts, in bits.

    >>> entropy([1, 1])
    1.0
    >>> entropy([4, 0])
    0.0
    """
    total = sum(counts)
    shares = [count / total for count in counts if count] if total else []
    return -sum(share * math.log2(share) for share in shares) + 0.0


def information_gain(parent: Sequence[float], children: Sequence[Sequence[float]]) -> float:
    """H(parent) − Σ |childᵢ|/|parent| H(childᵢ): how many bits a question tells.

    >>> information_gain([2, 2], [[2, 0], [0, 2]])
    1.0
    """
    total = sum(parent)
    if not total:
        return 0.0
    rest = sum(sum(child) / total * entropy(child) for child in children)
    return entropy(parent) - rest
