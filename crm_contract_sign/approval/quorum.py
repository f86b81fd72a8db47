"""Who has said yes, and whether that is enough."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from ..errors import ApprovalError


@dataclass(frozen=True, slots=True)
class Vote:
    """One reviewer's decision on one document."""

    voter: Hashable
    approves: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Where a vote stands.

    :ivar outcome: ``approved``, ``rejected`` or ``open``
    :ivar approvals: how many different reviewers approved
    :ivar quorum: how many have to
    """

    outcome: str
    approvals: int
    quorum: int


def tally(votes: Iterable[Vote], quorum: int = 1) -> Tally:
    """Count votes: everyone has one, and a single rejection decides.

    :param votes: in any order; several approvals by the same voter count once
    :param quorum: how many approvals are needed
    :raise ApprovalError: ``invalid_quorum``: ``quorum`` is below one

    >>> tally([Vote("ann", True), Vote("ann", True)], quorum=2).outcome
    'open'
    """
    if quorum < 1:
        raise ApprovalError("invalid_quorum", quorum=quorum)
    votes = tuple(votes)
    approvals = len({vote.voter for vote in votes if vote.approves})
    if any(not vote.approves for vote in votes):
        return Tally("rejected", approvals, quorum)
    return Tally("approved" if approvals >= quorum else "open", approvals, quorum)
