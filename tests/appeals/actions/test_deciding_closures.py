"""Appeals against closing an account: a planned closure is refused, a closed account opens again, by a decision alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.deciding import approve_decision, decide_appeal, propose_decision, record_view
from appeals.actions.measures import MeasureAfter
from appeals.errors import Invalid
from appeals.models import Clock, Effect, Notice, Review, Statement
from appeals.queries.standing import standing_of
from tests.appeals.actions.judging import changed, claimed, overturned, upheld
from tests.appeals.cast import Cast, codes, entries, last_entry, last_notice, letters, refused
from tests.factories import make_closure, make_hold

if TYPE_CHECKING:
    from appeals.models import Appeal, Closure

pytestmark = pytest.mark.usefixtures("constraints_now")


def disputed(cast: Cast, closure: Closure, level: str = "1") -> Appeal:
    """An appeal against a closure that rita holds."""
    appeal: Appeal = claimed(cast, closure.case, closure=closure, level=level)
    return appeal


def for_the_person(**changes: Any) -> Any:
    return overturned(findings=(), **changes)


@pytest.mark.parametrize("step", ["delivered", "in_review"])
def test_a_planned_closure_that_was_wrong_is_refused_and_the_measure_goes_on(cast, step):
    closure = make_closure(step=step)
    appeal = disputed(cast, closure)
    seq, notice = last_entry(closure.case), last_notice()

    perform(decide_appeal, cast.rita, appeal=appeal, draft=for_the_person())

    closure.refresh_from_db()
    closure.case.refresh_from_db()
    assert (closure.state, closure.case.state) == ("refused", "in_force")
    assert entries(closure.case, after=seq) == ["closure.refused", "appeal.decided"]
    assert letters(closure.case, after=notice) == ["decision_overturned"]
    letter = Notice.objects.latest("pk")
    assert letter.title == "We were wrong. We do not close your account"
    assert "The suspension goes on." in letter.text
    assert not Clock.objects.filter(about=closure.subject, state="running").exists()
    assert not Review.objects.filter(closure=closure, completed_at=None, abandoned_at=None).exists()


def test_an_approved_closure_goes_back_when_it_is_appealed_and_is_refused_when_it_was_wrong(cast):
    closure = make_closure(step="approved")
    appeal = disputed(cast, closure)

    perform(decide_appeal, cast.rita, appeal=appeal, draft=for_the_person())

    closure.refresh_from_db()
    assert closure.state == "refused"
    assert closure.effects.get(kind="close").state == "cancelled"


def test_a_planned_closure_may_become_a_lighter_measure(cast):
    closure = make_closure(step="delivered")
    case = closure.case
    ends_at = redress_now() + timedelta(days=10)
    after = MeasureAfter(measure="temporary", removes=tuple(case.removes), ends_at=ends_at)

    perform(decide_appeal, cast.rita, appeal=disputed(cast, closure), draft=changed(findings=(), measure_after=after))

    closure.refresh_from_db()
    case.refresh_from_db()
    assert (closure.state, case.state, case.ends_at) == ("refused", "in_force", ends_at)


def test_a_closed_account_opens_again_when_the_closing_was_wrong(cast):
    closure = make_closure(step="effected")
    case = closure.case
    before = standing_of(case.account).standing
    appeal = disputed(cast, closure)

    perform(decide_appeal, cast.rita, appeal=appeal, draft=for_the_person())

    case.refresh_from_db()
    closure.refresh_from_db()
    assert before == "closed"
    assert (case.state, closure.state, standing_of(case.account).standing) == ("overturned", "effected", "good")
    assert "reopen" in set(Effect.objects.filter(appeal=appeal).values_list("kind", flat=True))
    assert Notice.objects.latest("pk").title == "We were wrong. We open your account again"


def test_a_closed_account_opens_again_with_a_lighter_measure(cast):
    closure = make_closure(step="effected")
    case = closure.case
    ends_at = redress_now() + timedelta(days=20)
    after = MeasureAfter(measure="temporary", removes=tuple(case.removes), ends_at=ends_at)
    appeal = disputed(cast, closure)
    notice = last_notice()

    perform(decide_appeal, cast.rita, appeal=appeal, draft=changed(findings=(), measure_after=after))

    case.refresh_from_db()
    assert (case.state, case.measure, case.ends_at, case.ended_at) == ("in_force", "temporary", ends_at, None)
    assert standing_of(case.account).standing == "suspended"
    assert Statement.objects.filter(suspension=case, closure=None).latest("number").content["measure"] == "temporary"
    assert list(Effect.objects.filter(appeal=appeal).values_list("kind", flat=True)) == ["reopen", "change"]
    assert Clock.objects.get(about=case.subject, kind="ends", state="running").due_at == ends_at
    assert letters(case, after=notice)[-1] == "decision_changed"
    letter = Notice.objects.latest("pk")
    assert letter.title == "We open your account again"
    assert "There is a suspension instead. The suspension ends on " in letter.text


def test_a_closed_account_opens_again_with_a_warning_alone(cast):
    closure = make_closure(step="effected")

    draft = changed(findings=(), measure_after=MeasureAfter(measure="warning"))
    perform(decide_appeal, cast.rita, appeal=disputed(cast, closure), draft=draft)

    closure.case.refresh_from_db()
    assert (closure.case.state, closure.case.measure, closure.case.removes) == ("in_force", "warning", [])
    assert standing_of(closure.case.account).standing == "good"


@pytest.mark.parametrize(
    ("after", "wrong"),
    [
        (MeasureAfter(measure="indefinite", removes=("propose",)), ("measure_after.ends_at", "one_of")),
        (MeasureAfter(measure="temporary", removes=("sign_in",)), ("measure_after.ends_at", "one_of")),
        (MeasureAfter(measure="ban"), ("measure_after.measure", "unknown")),
    ],
)
def test_what_goes_on_after_a_closing_is_whole_and_no_heavier_than_before(cast, after, wrong):
    appeal = disputed(cast, make_closure(step="effected"))

    error = refused(Invalid, decide_appeal, cast.rita, appeal=appeal, draft=changed(findings=(), measure_after=after))

    assert codes(error)[0] == wrong


def test_a_measure_that_would_have_ended_already_does_not_go_on(cast):
    closure = make_closure(step="effected")
    past = redress_now() - timedelta(days=1)
    after = MeasureAfter(measure="temporary", removes=("propose",), ends_at=past)

    error = refused(Invalid, decide_appeal, cast.rita, appeal=disputed(cast, closure), draft=changed(findings=(), measure_after=after))

    assert codes(error) == [("measure_after.ends_at", "in_the_past")]


def test_closing_stays_by_two_people_however_short_the_measure_was(cast):
    closure = make_closure(step="effected")
    appeal = disputed(cast, closure)
    assert codes(refused(Invalid, decide_appeal, cast.rita, appeal=appeal, draft=upheld())) == [("outcome", "second_person_required")]
    perform(propose_decision, cast.rita, appeal=appeal, draft=upheld())
    perform(record_view, cast.lena, appeal=appeal, own_view="upheld", reason="Nothing new.")

    perform(approve_decision, cast.lena, appeal=appeal)

    closure.case.refresh_from_db()
    assert closure.case.state == "closed"
    assert Notice.objects.latest("pk").title == "The closure stays"


def test_asking_to_come_back_is_granted_as_a_lighter_measure_and_never_as_a_mistake(cast, clock):
    closure = make_closure(step="effected")
    clock.advance(days=185)
    appeal = disputed(cast, closure, level="reinstatement")
    assert codes(refused(Invalid, decide_appeal, cast.rita, appeal=appeal, draft=for_the_person())) == [("outcome", "not_here")]

    draft = changed(findings=(), measure_after=MeasureAfter(measure="warning"))
    perform(decide_appeal, cast.rita, appeal=appeal, draft=draft)

    closure.case.refresh_from_db()
    assert closure.case.state == "in_force"


def test_money_held_on_a_closed_case_is_paid_when_the_closing_was_wrong(cast):
    closure = make_closure(step="approved")
    hold = make_hold(closure.case)
    appeal = disputed(cast, closure)

    money = ((hold.public_id, "release", "The account goes on."),)
    perform(decide_appeal, cast.rita, appeal=appeal, draft=for_the_person(money=money))

    hold.refresh_from_db()
    assert hold.outcome == "release"
