import pytest

from crm_contract_sign.errors import SigningError
from crm_contract_sign.signing import plan
from crm_contract_sign.signing.plan import Answer, Member, Role


def test_groups_act_in_their_order_whatever_the_order_of_the_list():
    members = [Member("last", 30), Member("first", 10), Member("second", 20)]
    assert plan.find_due(members) == {"first"}


def test_members_of_one_group_are_due_at_once():
    members = [Member("a", 10), Member("b", 10), Member("c", 20)]
    assert plan.find_due(members) == {"a", "b"}


def test_next_group_waits_for_everyone_where_nothing_else_is_said():
    members = [Member("a", 10, answer=Answer.AGREED), Member("b", 10), Member("c", 20)]
    assert plan.find_due(members) == {"b"}
    assert plan.find_excused(members) == set()


def test_plan_that_could_do_without_a_side_is_refused():
    members = [Member("us", 10, needed=1), Member("them", 10)]
    with pytest.raises(SigningError) as caught:
        plan.check_certain(members, frozenset({"them"}))
    assert caught.value.code == "plan_without_signatory"


def test_plan_is_certain_of_a_side_that_some_group_can_not_do_without():
    members = [Member("us", 10, needed=2), Member("them", 10), Member("others", 10)]
    plan.check_certain(members, frozenset({"them", "others"}))
    plan.check_certain([*members, Member("last", 20)], frozenset({"last"}))


def test_any_two_of_three_open_the_next_group_and_excuse_the_third():
    members = [
        Member("a", 10, needed=2, answer=Answer.AGREED),
        Member("b", 10),
        Member("c", 10, answer=Answer.AGREED),
        Member("d", 20),
    ]
    assert plan.find_due(members) == {"d"}
    assert plan.find_excused(members) == {"b"}


def test_nobody_is_due_once_everyone_has_agreed():
    members = [Member("a", 10, answer=Answer.AGREED), Member("copy", 10, Role.COPY)]
    assert plan.find_due(members) == set()
    assert plan.find_excused(members) == set()


def test_who_gets_a_copy_is_neither_due_nor_waited_for():
    members = [Member("copy", 5, Role.COPY), Member("a", 10)]
    assert plan.find_due(members) == {"a"}


@pytest.mark.parametrize(
    ("members", "locking"),
    [
        ([Member("a", 10), Member("b", 20)], {"b"}),
        ([Member("a", 10)], {"a"}),
        ([Member("a", 10), Member("b", 20), Member("c", 20)], set()),
        ([Member("a", 10), Member("b", 20, needed=1), Member("c", 20)], {"b", "c"}),
        ([Member("a", 10), Member("b", 20), Member("x", 30, Role.APPROVER)], {"b"}),
        ([Member("a", 10), Member("b", 20), Member("x", 20, Role.APPROVER)], {"b"}),
        ([Member("a", 10), Member("w", 20, Role.WITNESS), Member("y", 30, Role.COPY)], {"w"}),
    ],
    ids=["one last", "alone", "two last", "one of two last", "approver last", "mixed", "witness"],
)
def test_only_the_signature_that_is_certain_to_be_last_locks(members, locking):
    assert plan.find_locking(members) == locking


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([Member("a", 10, Role.APPROVER)], "plan_without_signatory"),
        ([], "plan_without_signatory"),
        ([Member("a", 10, needed=2)], "plan_needs_too_many"),
        ([Member("a", 10, needed=1), Member("b", 10, Role.APPROVER)], "plan_mixes_roles"),
    ],
)
def test_plan_that_can_not_be_carried_out_is_refused(members, code):
    with pytest.raises(SigningError) as refusal:
        plan.check_plan(members)
    assert refusal.value.code == code


def test_roles_may_differ_in_a_group_that_needs_everyone():
    plan.check_plan([Member("a", 10), Member("b", 10, Role.APPROVER)])
