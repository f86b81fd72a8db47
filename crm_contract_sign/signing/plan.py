"""Who signs when: groups in their order, each with how many of its members it needs.

A group's members act in any order; the next group begins when enough of this one have agreed, and
those of it who have not answered by then are *excused*.  Members who get a copy alone are in no
group: they neither wait nor are waited for.

The document's plan of signatures follows from it (:func:`find_locking`): the signature that is
certain to be the last locks the document; where it is not certain which one that will be, none
does, for a field that locks is made before anybody signs (ISO 32000-2, 12.7.5.5, table 236) and
locking early would shut out whoever is left.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..errors import SigningError


class Role(StrEnum):
    """What a member of the plan does."""

    SIGNATORY = "signatory"  # signs
    WITNESS = "witness"  # signs, and the document says that they witness
    SEAL = "seal"  # a company's seal: its custodian affixes it, which signs
    APPROVER = "approver"  # agrees; no signature in the document
    COPY = "copy"  # gets the signed copy


class Answer(StrEnum):
    """What a member has answered so far."""

    NONE = "none"
    AGREED = "agreed"  # signed, or agreed
    DECLINED = "declined"
    EXCUSED = "excused"  # not needed any more


SIGNING_ROLES = frozenset({Role.SIGNATORY, Role.WITNESS, Role.SEAL})


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the plan.

    :ivar key: tells the members apart
    :ivar group: groups act in ascending order
    :ivar needed: how many of the group must agree; 0 leaves it to the other members to say, and
        all of them where nobody does
    """

    key: Hashable
    group: int
    role: Role = Role.SIGNATORY
    needed: int = 0
    answer: Answer = Answer.NONE


def group(members: Iterable[Member]) -> list[tuple[Member, ...]]:
    """The groups in their order, without those who get a copy alone."""
    groups: dict[int, list[Member]] = {}
    for member in members:
        if member.role != Role.COPY:
            groups.setdefault(member.group, []).append(member)
    return [tuple(groups[number]) for number in sorted(groups)]


def count_needed(members: Sequence[Member]) -> int:
    """How many of one group must agree."""
    return max((member.needed for member in members), default=0) or len(members)


def is_complete(members: Sequence[Member]) -> bool:
    """Whether enough of one group have agreed."""
    agreed = sum(member.answer == Answer.AGREED for member in members)
    return agreed >= count_needed(members)


def find_due(members: Iterable[Member]) -> frozenset[Hashable]:
    """The keys of those whose turn it is: the unanswered of the first group not complete."""
    for group_members in group(members):
        if not is_complete(group_members):
            return frozenset(each.key for each in group_members if each.answer == Answer.NONE)
    return frozenset()


def find_excused(members: Iterable[Member]) -> frozenset[Hashable]:
    """The keys of the unanswered whose group is complete without them."""
    return frozenset(
        each.key
        for group_members in group(members)
        if is_complete(group_members)
        for each in group_members
        if each.answer == Answer.NONE
    )


def find_locking(members: Iterable[Member]) -> frozenset[Hashable]:
    """The keys of those whose signature is certain to be the document's last, if they sign.

    They are the signing members of the last group that has any, if exactly one of them will sign:
    it has one, or needs one of many.
    """
    signing = [
        [each for each in group_members if each.role in SIGNING_ROLES]
        for group_members in group(members)
    ]
    last = next((each for each in reversed(signing) if each), [])
    return frozenset(each.key for each in last) if count_needed(last) == 1 else frozenset()


def check_certain(members: Iterable[Member], keys: frozenset[Hashable]) -> None:
    """Refuse a plan that could be carried out without any of some members.

    :param keys: of the members of whom one must take part, such as one side's signatories
    :raise SigningError: ``plan_without_signatory``
    """
    for group_members in group(members):
        others = sum(member.key not in keys for member in group_members)
        if count_needed(group_members) > others:
            return
    raise SigningError("plan_without_signatory")


def check_plan(members: Sequence[Member]) -> None:
    """Refuse a plan that can't be carried out.

    :raise SigningError: ``plan_without_signatory`` if nobody signs; ``plan_needs_too_many(group,
        needed, count)`` if a group needs more members than it has; ``plan_mixes_roles(group)`` if
        a group that needs only some of its members has several roles, so that it would be open
        whether anybody signs
    """
    if not any(member.role == Role.SIGNATORY for member in members):
        raise SigningError("plan_without_signatory")
    for group_members in group(members):
        number, count = group_members[0].group, len(group_members)
        needed = count_needed(group_members)
        if needed > count:
            raise SigningError("plan_needs_too_many", group=number, needed=needed, count=count)
        if needed < count and len({member.role for member in group_members}) > 1:
            raise SigningError("plan_mixes_roles", group=number)
