"""How votes add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_contract_sign.approval import Vote, tally
from crm_contract_sign.errors import ApprovalError


def test_one_approval_is_enough_for_a_quorum_of_one():
    assert tally([Vote("ann", True)]).outcome == "approved"


def test_it_stays_open_while_approvals_are_missing():
    standing = tally([Vote("ann", True)], quorum=2)
    assert (standing.outcome, standing.approvals, standing.quorum) == ("open", 1, 2)


def test_nobody_counts_twice():
    assert tally([Vote("ann", True), Vote("ann", True)], quorum=2).outcome == "open"


def test_one_rejection_decides():
    votes = [Vote("ann", True), Vote("bob", False), Vote("eve", True)]
    assert tally(votes, quorum=2).outcome == "rejected"


def test_no_votes_leave_it_open():
    assert tally([]).outcome == "open"


def test_a_quorum_below_one_is_refused():
    with pytest.raises(ApprovalError, match="invalid_quorum"):
        tally([], quorum=0)


@given(st.lists(st.builds(Vote, st.integers(0, 3), st.booleans())), st.integers(1, 4))
def test_the_order_of_votes_does_not_matter(votes, quorum):
    assert tally(votes, quorum) == tally(reversed(votes), quorum)
