"""The same question as `involvement`, asked of a page of appeals at once: three queries, however many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from accounts.models import User
from appeals.authority.independence import (
    DECIDED_FIRST,
    DECIDER_UNKNOWN,
    PLACED_HOLD,
    TOOK_PART,
    TOOK_PART_IN_CLOSURE,
    WROTE_FIRST,
)
from appeals.errors import NotIndependent
from appeals.models import Appeal, Level, Review, ReviewPart
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class _Facts(NamedTuple):
    """What an appeal is about and who did that."""

    pk: int
    state: str
    level: str
    subject_kind: str
    case_id: int
    closure_id: int | None
    hold_id: int | None
    recorded_by: int | None
    confirmed_by: int | None
    decided_by: int | None
    decided_by_staff_id: str | None
    decided_by_outside: bool
    placed_by: int | None
    hold_confirmed_by: int | None
    proposed_by: int | None
    requested_by_staff_id: str | None


_PATHS = (
    "pk", "state", "level", "subject_kind", "case_id", "closure_id", "hold_id",
    "case__recorded_by_id", "case__confirmed_by_id", "case__decided_by_id", "case__decided_by_staff_id", "case__decided_by_outside",
    "hold__placed_by_id", "hold__confirmed_by_id", "closure__proposed_by_id", "closure__requested_by_staff_id",
)  # fmt: skip


class _Judged(NamedTuple):
    """One judgement that this person completed."""

    part: str
    appeal_id: int | None
    closure_id: int | None
    case_id: int
    level: str | None
    subject_kind: str | None
    about_closure: int | None
    about_hold: int | None


_JUDGED = ("part", "appeal_id", "closure_id", "case_id", "appeal__level", "appeal__subject_kind", "appeal__closure_id", "appeal__hold_id")


def involvements(user_id: int, appeals: Collection[int]) -> dict[int, NotIndependent]:
    """Which of these appeals (by key) this person may not judge, and why. What is not in the answer they may."""
    facts = [_Facts._make(row) for row in Appeal.objects.filter(pk__in=appeals).values_list(*_PATHS)]
    completed = Review.objects.filter(case__in={one.case_id for one in facts}, reviewer_id=user_id, completed_at__isnull=False)
    judged = [_Judged._make(row) for row in completed.values_list(*_JUDGED)]
    unknown = {one.decided_by_staff_id for one in facts if one.decided_by_staff_id and not one.decided_by and not one.decided_by_outside}
    named = User.objects.filter(pk=user_id) | User.objects.filter(staff_id__in=unknown)
    people = {staff_id: pk for pk, staff_id in named.values_list("pk", "staff_id") if staff_id is not None}
    whys = {one.pk: _measure(user_id, one, people) or _appeal(user_id, one, judged, people) for one in facts}
    return {pk: NotIndependent(why) for pk, why in whys.items() if why}


def _measure(user_id: int, one: _Facts, people: Mapping[str, int]) -> str:
    if user_id in {one.recorded_by, one.confirmed_by}:
        return TOOK_PART
    if one.decided_by_staff_id is None or one.decided_by is not None or one.decided_by_outside:
        return TOOK_PART if one.decided_by == user_id else ""
    decider = people.get(one.decided_by_staff_id)
    if decider is None:
        return DECIDER_UNKNOWN
    return TOOK_PART if decider == user_id else ""


def _appeal(user_id: int, one: _Facts, judged: list[_Judged], people: Mapping[str, int]) -> str:
    if one.hold_id is not None and user_id in {one.placed_by, one.hold_confirmed_by}:
        return PLACED_HOLD
    if one.closure_id is not None:
        asked = one.requested_by_staff_id is not None and people.get(one.requested_by_staff_id) == user_id
        if asked or one.proposed_by == user_id or any(review.closure_id == one.closure_id for review in judged):
            return TOOK_PART_IN_CLOSURE
    signs_second = one.state == AppealState.SECOND_CHECK
    if signs_second and any(review.appeal_id == one.pk and review.part == ReviewPart.FIRST for review in judged):
        return WROTE_FIRST
    if one.level == Level.SECOND and any(
        _same_subject(one, review) and (review.part == ReviewPart.FIRST or not signs_second) for review in judged
    ):
        return DECIDED_FIRST
    return ""


def _same_subject(one: _Facts, review: _Judged) -> bool:
    about = (review.case_id, review.subject_kind, review.about_closure, review.about_hold)
    return review.level == Level.FIRST and about == (one.case_id, one.subject_kind, one.closure_id, one.hold_id)
