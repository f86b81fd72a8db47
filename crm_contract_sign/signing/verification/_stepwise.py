"""Reviewing what was added to a signed file, one revision at a time.  Imported only where pyHanko
is in use.

pyHanko compares each later revision with the one that was signed, for every signature anew: the
effort grows with the square of their number, and a seal across the edges of twenty pages took
four seconds.  Here each revision is compared with the one before it, once, and the verdict serves
all signatures before it that permit the same.  That is no weaker: a chain of permitted steps is
all that the rules know, and a step is also held against what the steps before it brought in,
which the signed revision does not have.
"""

from __future__ import annotations

from typing import Any

from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)

Step = DiffResult | SuspiciousModification


class StepwisePolicy(DiffPolicy):
    """pyHanko's own rules, applied to each revision of one file once."""

    def __init__(self) -> None:
        self._steps: dict[tuple[int, str, Any], Step] = {}

    def apply(self, old: Any, new: Any, field_mdp_spec: Any = None, doc_mdp: Any = None) -> Any:
        """Compare two revisions; see ``DiffPolicy.apply``."""
        return DEFAULT_DIFF_POLICY.apply(old, new, field_mdp_spec, doc_mdp)

    def review_file(
        self, reader: Any, base_revision: Any, field_mdp_spec: Any = None, doc_mdp: Any = None
    ) -> Any:
        """What the revisions after ``base_revision`` did; see ``DiffPolicy.review_file``."""
        base = base_revision if isinstance(base_revision, int) else base_revision.revision
        level, changed = ModificationLevel.NONE, set()
        for number in range(base + 1, reader.xrefs.total_revisions):
            step = self._review(reader, number, field_mdp_spec, doc_mdp)
            if isinstance(step, SuspiciousModification):
                return step
            level = max(level, step.modification_level)
            changed |= step.changed_form_fields
        return DiffResult(level, changed)

    def _review(self, reader: Any, number: int, field_mdp_spec: Any, doc_mdp: Any) -> Step:
        key = number, repr(field_mdp_spec), doc_mdp
        if key not in self._steps:
            old, new = (reader.get_historical_resolver(each) for each in (number - 1, number))
            try:
                self._steps[key] = self.apply(old, new, field_mdp_spec, doc_mdp)
            except SuspiciousModification as suspicion:
                self._steps[key] = suspicion
        return self._steps[key]
