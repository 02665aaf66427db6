"""What the platform reports: an account closed in time, late, or although the request was taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import effects, perform
from appeals.actions.arrivals import something_arrived
from appeals.actions.reports import confirm, refuse
from appeals.errors import AppealError, IllegalTransition, Invalid, NotAllowed
from appeals.models import Clock, Closure, Effect, EffectKind, Event, Hold, Notice
from appeals.queries.standing import standing_of
from tests.appeals.actions.closing import Desk, fresh, later, tomorrow
from tests.factories import make_case, make_effect, make_hold, make_key, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def checked(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


@pytest.fixture
def platform(db: None) -> Actor:
    return Actor.machine(make_key("effects:write"))


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    before = snapshot()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert snapshot() == before
    return caught.value


def test_the_report_closes_the_account_and_tells_the_person(approved: Closure, desk: Desk, platform: Actor) -> None:
    later(hours=2)
    done_at = redress_now() - timedelta(hours=1)

    effect = perform(confirm, platform, effect=desk.close_effect(approved), done_at=done_at)

    done = fresh(approved)
    assert (effect.state, done.state, done.effected_at, done.case.state, done.case.ended_at) == (
        "confirmed",
        "effected",
        done_at,
        "closed",
        done_at,
    )
    assert done.case.status == "closed"
    assert standing_of(done.case.account).standing == "closed"
    letter = Notice.objects.get(kind="closure_effected")
    assert letter.about == approved.subject
    assert {"effected_at", "last_day_to_appeal", "come_back_on"} <= set(letter.dates)
    assert done.last_day_to_appeal is None
    assert Clock.objects.filter(case=desk.case, state="running").count() == 0


def test_reporting_twice_changes_nothing(approved: Closure, desk: Desk, platform: Actor) -> None:
    perform(confirm, platform, effect=desk.close_effect(approved), done_at=redress_now())
    before = snapshot()

    perform(confirm, platform, effect=desk.close_effect(approved), done_at=redress_now())

    assert snapshot() == before


def test_the_money_goes_the_way_the_person_was_told(desk: Desk, platform: Actor) -> None:
    earned, risky = make_hold(desk.case, kind="approved_work"), make_hold(desk.case, kind="refund_risk", amount="12.00")
    plan = ((earned.public_id, "release", tomorrow()), (risky.public_id, "set_off", tomorrow()))
    closure = desk.approved(money_plan=plan)

    perform(confirm, platform, effect=desk.close_effect(closure), done_at=redress_now())

    assert list(Hold.objects.order_by("id").values_list("state", "outcome")) == [("ended", "release"), ("ended", "set_off")]
    assert list(Effect.objects.filter(hold__isnull=False).values_list("kind", "hold", "state")) == [("release", earned.pk, "requested")]
    assert Notice.objects.filter(kind="hold_ended").count() == 2


def test_a_late_report_counts(approved: Closure, desk: Desk, platform: Actor) -> None:
    later(days=30)

    perform(confirm, platform, effect=desk.close_effect(approved), done_at=redress_now())

    assert (fresh(approved).state, Event.objects.filter(kind="closure.gate_shut").count()) == ("effected", 0)


def test_a_gate_that_has_shut_meanwhile_alarms_the_seniors(approved: Closure, desk: Desk, platform: Actor) -> None:
    desk.reviewer.is_active = False
    desk.reviewer.save(update_fields=["is_active"])

    effect = perform(confirm, platform, effect=desk.close_effect(approved), done_at=redress_now())

    assert fresh(approved).state == "effected"
    alarm = Event.objects.get(kind="closure.gate_shut")
    assert (alarm.audience, "person_not_entitled" in (alarm.body or "")) == ("staff", True)
    clock = Clock.objects.get(about=effect.subject, state="running")
    assert (clock.on_pass, clock.due_at, clock.owner) == ("escalate", redress_now(), "staff")


def test_closing_what_was_taken_back_is_noted_undone_and_alarmed(approved: Closure, desk: Desk, platform: Actor) -> None:
    something_arrived(approved.case, SYSTEM, what="evidence")

    effect = perform(confirm, platform, effect=desk.close_effect(approved), done_at=redress_now(), note="Already done.")

    assert (effect.state, effect.done_at, effect.note) == ("cancelled", redress_now(), "Already done.")
    assert (fresh(approved).state, fresh(approved).case.state) == ("in_review", "in_force")
    assert list(Effect.objects.filter(kind="reopen").values_list("closure", "state")) == [(approved.pk, "requested")]
    assert Event.objects.filter(kind="closure.gate_shut").count() == 1
    before = snapshot()
    perform(confirm, platform, effect=desk.close_effect(approved), done_at=redress_now())
    assert snapshot() == before


def test_nobody_reports_the_future_or_what_was_before_the_measure(approved: Closure, desk: Desk, platform: Actor) -> None:
    wrong = (redress_now() + timedelta(minutes=1), approved.case.starts_at - timedelta(days=2))

    for at in wrong:
        refused(Invalid, confirm, platform, effect=desk.close_effect(approved), done_at=at)
    something_arrived(approved.case, SYSTEM, what="evidence")
    for at in wrong:
        refused(Invalid, confirm, platform, effect=desk.close_effect(approved), done_at=at)


@pytest.mark.parametrize("verb", [confirm, refuse])
def test_only_the_platforms_key_reports(approved: Closure, desk: Desk, verb: Callable[..., Any]) -> None:
    more: dict[str, Any] = {"done_at": redress_now()} if verb is confirm else {"code": "technical"}
    actors = [
        SYSTEM,
        Actor.staff(desk.approver),
        Actor.appellant(desk.case.account),
        Actor.machine(make_key("closures:write", "suspensions:write")),
    ]

    for actor in actors:
        refused(NotAllowed, verb, actor, effect=desk.close_effect(approved), **more)


def test_what_the_platform_cannot_do_reaches_the_seniors(approved: Closure, desk: Desk, platform: Actor) -> None:
    retry = redress_now() + timedelta(hours=3)

    effect = perform(refuse, platform, effect=desk.close_effect(approved), code="technical", detail="Down.", retry_at=retry)

    assert (effect.state, fresh(approved).state) == ("refused", "approved")
    clock = Clock.objects.get(about=effect.subject, state="running")
    assert (clock.on_pass, clock.due_at) == ("escalate", retry)


def test_other_effects_are_confirmed_as_before(db: None, platform: Actor) -> None:
    effect = make_effect(make_case(), "apply")

    done = perform(confirm, platform, effect=effect, done_at=redress_now())

    assert (done.state, done.case.state) == ("confirmed", "in_force")


def test_a_cancelled_effect_of_another_kind_is_refused(db: None, platform: Actor) -> None:
    case = make_case()
    effect = make_effect(case, "apply")
    effects.cancel(case, SYSTEM, kind=EffectKind.APPLY, reason="ended")

    refused(IllegalTransition, confirm, platform, effect=effect, done_at=redress_now())
