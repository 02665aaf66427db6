"""The only writer of clocks: start, move, rest, stop. What a passed clock does stands in `due`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, Value, When

from accounts.instants import RedressNow, redress_now
from appeals.authority import Anything, case_of
from appeals.deadlines import escalation_points, resume
from appeals.models import Clock, ClockKind, ClockOwner, ClockState, OnPass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One clock to start; `due_at` is an absolute UTC instant. `escalates` tells seniors at 50, 80 and 100 % of the time."""

    kind: ClockKind
    due_at: datetime
    owner: ClockOwner
    on_pass: OnPass
    pausable: bool = False
    escalates: bool = False


LIVE = [ClockState.RUNNING, ClockState.PAUSED]


def start(
    about: Anything,
    kind: ClockKind,
    due_at: datetime,
    *,
    owner: ClockOwner,
    on_pass: OnPass,
    pausable: bool = False,
    escalates: bool = False,
) -> Clock:
    """Start, or move, the one running clock of this kind about this subject. `due_at` is an absolute UTC instant.

    With `escalates` seniors are told when 50, 80 and 100 % of the time have passed. The case is locked by the caller.
    """
    (clock,) = start_all(about, [Plan(kind=kind, due_at=due_at, owner=owner, on_pass=on_pass, pausable=pausable, escalates=escalates)])
    return clock


def start_all(about: Anything, plans: Sequence[Plan]) -> list[Clock]:
    """Start, or move, several clocks of one subject, as `start` does each. The case is locked by the caller."""
    now = redress_now()
    running = {clock.kind: clock for clock in _live(about, [plan.kind for plan in plans])} if plans else {}
    moved = [_move(running[plan.kind], _planned(plan, now)) for plan in plans if plan.kind in running]
    return moved + start_first(about, [plan for plan in plans if plan.kind not in running], now=now)


def _move(clock: Clock, values: dict[str, Any]) -> Clock:
    for name, value in values.items():
        setattr(clock, name, value)
    clock.save(update_fields=list(values))
    return clock


def start_first(about: Anything, plans: Sequence[Plan], *, now: datetime) -> list[Clock]:
    """Start clocks about something that has none of these kinds yet, in one statement. The case is locked by the caller."""
    case = case_of(about)
    return Clock.objects.bulk_create(
        Clock(case=case, kind=plan.kind, about=about.subject, about_id=about.pk, started_at=now, **_planned(plan, now)) for plan in plans
    )


def _planned(plan: Plan, now: datetime) -> dict[str, Any]:
    ahead = plan.escalates and plan.due_at > now
    points = [point for point in escalation_points(now, plan.due_at) if now < point < plan.due_at] if ahead else []
    return {
        "owner": plan.owner,
        "due_at": plan.due_at,
        "next_at": points[0] if points else plan.due_at,
        "escalations": [point.isoformat() for point in points],
        "pausable": plan.pausable,
        "on_pass": plan.on_pass,
        "state": ClockState.RUNNING,
        "paused_at": None,
        "told": 0,
    }


def stop(about: Anything, *kinds: ClockKind, state: ClockState = ClockState.CANCELLED) -> None:
    """End the live clocks of these kinds about this subject (all kinds where none is named)."""
    ends = {"state": _unless_passed(F("state"), Value(state)), "settled_at": _unless_passed(F("settled_at"), RedressNow())}
    _of(about, kinds).filter(Q(state__in=LIVE) | Q(told__gt=0)).update(**ends, paused_at=None, told=0)


def _unless_passed(kept: Any, ended: Any) -> Case:
    """A clock that has passed stays so; what it was for is settled now, and it leaves the list of what is late."""
    return Case(When(state=ClockState.PASSED, then=kept), default=ended)


def met(about: Anything, *kinds: ClockKind) -> None:
    """End the live clocks of these kinds as met in time."""
    stop(about, *kinds, state=ClockState.MET)


def stop_case(case_id: int, kinds: Iterable[ClockKind]) -> None:
    """End the live clocks of these kinds anywhere in a case."""
    Clock.objects.filter(case_id=case_id, kind__in=list(kinds), state__in=LIVE).update(
        state=ClockState.CANCELLED, settled_at=RedressNow(), paused_at=None
    )


def pause(about: Anything, *kinds: ClockKind) -> None:
    """Let pausable clocks rest: our promise waits while we wait for the person. A legal ceiling never rests."""
    _live(about, kinds).filter(state=ClockState.RUNNING, pausable=True).update(state=ClockState.PAUSED, paused_at=RedressNow())


def go_on(about: Anything, *kinds: ClockKind) -> dict[str, datetime]:
    """Let paused clocks run again, moved by the time they rested; answers the new due date per kind."""
    now = redress_now()
    moved: dict[str, datetime] = {}
    for clock in _live(about, kinds).filter(state=ClockState.PAUSED).order_by("id"):
        rested_from = clock.paused_at or now
        clock.due_at = resume(clock.due_at, rested_from, now)
        clock.escalations = []
        clock.next_at, clock.state, clock.paused_at = clock.due_at, ClockState.RUNNING, None
        clock.save(update_fields=["due_at", "next_at", "escalations", "state", "paused_at"])
        moved[clock.kind] = clock.due_at
    return moved


def _live(about: Anything, kinds: Iterable[ClockKind]) -> Any:
    return _of(about, kinds).filter(state__in=LIVE)


def _of(about: Anything, kinds: Iterable[ClockKind]) -> Any:
    clocks = Clock.objects.filter(case=case_of(about), about=about.subject)
    wanted = list(kinds)
    return clocks.filter(kind__in=wanted) if wanted else clocks
