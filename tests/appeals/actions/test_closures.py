"""A closure on its way to the gate: who may do what, what the person is told, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.closures import (
    approve_closure,
    complete_closure_review,
    propose_closure,
    record_closure_view,
    refuse_closure,
    release_closure,
    return_closure,
    review_closure,
    revise_closure,
)
from appeals.errors import AppealError, GateClosed, IllegalTransition, Invalid, NotAllowed, NotIndependent, PeopleOnly
from appeals.models import Clock, Closure, Event, Notice, Regime, Review, Statement
from appeals.queries.gate import closure_missing
from tests.appeals.actions.closing import LONG, Desk, closure_draft, fresh, later, signature, tomorrow
from tests.factories import make_appeal, make_case, make_hold, make_key, make_user, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def noon(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    """The refusal; nothing changed and nothing was sent."""
    before = snapshot()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert snapshot() == before
    return caught.value


def codes(closure: Closure) -> list[str]:
    return [one.code for one in closure_missing(closure)]


def clock_kinds(closure: Closure) -> dict[str, str]:
    return dict(Clock.objects.filter(about=closure.subject, state="running").values_list("kind", "on_pass"))


# --- proposing ------------------------------------------------------------------------------------------------------


def test_a_proposal_has_a_statement_and_a_letter_of_its_own_and_no_dates_yet(desk: Desk) -> None:
    closure = desk.propose()

    assert (closure.state, closure.proposed_by) == ("proposed", desk.proposer)
    assert (closure.letter_language, closure.letter_names_last_day) == ("en", True)
    assert (closure.answer_by, closure.notice_period_until, closure.last_day_to_appeal) == (None, None, None)
    statement = Statement.objects.get(closure=closure)
    assert (closure.statement, statement.measure, statement.content["reasons"]) == (statement, "closure", closure.reasons)
    notice = Notice.objects.get(about=closure.subject)
    assert (closure.notice, notice.kind, notice.address) == (notice, "closure_proposed", desk.case.account.email)
    assert notice.message is not None
    assert notice.message.holds_stream is True
    assert clock_kinds(closure) == {}


def test_the_letter_names_every_date_that_its_delivery_today_would_give(desk: Desk) -> None:
    closure = desk.propose()

    notice = closure.notice
    assert notice is not None
    assert sorted(notice.dates) == ["answer_by", "earliest", "last_day_to_appeal", "proposed_at"]
    assert "It is not closed yet." in notice.text


def test_a_key_proposes_in_the_name_of_the_person_it_knows(desk: Desk) -> None:
    key = make_key("closures:write")
    draft = closure_draft(requested_by=desk.proposer.staff_id, requested_at=redress_now())

    closure = perform(propose_closure, Actor.machine(key), case=desk.case, draft=draft)

    assert (closure.proposed_by, closure.proposed_by_key, closure.requested_by_staff_id) == (desk.proposer, key, desk.proposer.staff_id)
    refused(NotIndependent, review_closure, Actor.staff(desk.proposer), closure=closure)


def test_an_unknown_requester_is_kept_by_the_id_that_was_sent(desk: Desk) -> None:
    closure = perform(
        propose_closure, Actor.machine(make_key("closures:write")), case=desk.case, draft=closure_draft(requested_by="stranger")
    )

    assert (closure.proposed_by, closure.requested_by_staff_id) == (None, "stranger")


def test_whoever_decided_the_measure_may_propose(desk: Desk) -> None:
    closure = perform(propose_closure, Actor.staff(desk.decider), case=desk.case, draft=closure_draft())

    assert closure.proposed_by == desk.decider


def test_the_regimes_for_closing_are_pinned_and_give_their_longer_notice(desk: Desk) -> None:
    selector = {"territory": ["*"], "roles": ["any"], "sizes": ["any"], "measures": ["closure"]}
    window = {"value": {"value": 30, "unit": "calendar_days"}, "basis": "", "confirmed_by": None, "confirmed_on": None}
    Regime.objects.create(
        key="p2b", version=1, data={"key": "p2b", "version": 1, "selector": selector, "values": {"notice_period": window}}
    )

    closure = desk.delivered()

    assert list(desk.case.regime_pins.values_list("regime__key", flat=True)) == ["p2b"]
    assert closure.answer_by is not None
    assert closure.answer_by - redress_now() >= timedelta(days=30)
    assert closure.notice_period_until == closure.answer_by


def test_a_warning_leads_to_no_closure(desk: Desk) -> None:
    warning = make_case(measure="warning", ends_at=None, removes=[], counts_until=redress_now() + timedelta(days=300))

    error = refused(IllegalTransition, propose_closure, Actor.staff(desk.proposer), case=warning, draft=closure_draft())

    assert error.detail == "A warning never leads straight to closing an account."


def test_one_closure_waits_at_a_time(desk: Desk) -> None:
    desk.propose()

    error = refused(IllegalTransition, propose_closure, Actor.staff(desk.proposer), case=desk.case, draft=closure_draft())

    assert error.detail == "A closure is already proposed for this case."


@pytest.mark.parametrize("scopes", [(), ("suspensions:write",)])
def test_a_key_without_the_scope_proposes_nothing(desk: Desk, scopes: tuple[str, ...]) -> None:
    refused(NotAllowed, propose_closure, Actor.machine(make_key(*scopes)), case=desk.case, draft=closure_draft())


@pytest.mark.parametrize("role", ["intake", "auditor", "policy_admin"])
def test_other_roles_propose_nothing(desk: Desk, role: str) -> None:
    refused(NotAllowed, propose_closure, Actor.staff(make_user(role)), case=desk.case, draft=closure_draft())


def test_the_person_and_the_system_propose_nothing(desk: Desk) -> None:
    refused(NotAllowed, propose_closure, Actor.appellant(desk.case.account), case=desk.case, draft=closure_draft())
    refused(PeopleOnly, propose_closure, SYSTEM, case=desk.case, draft=closure_draft())


def test_a_proposal_says_all_that_is_wrong_with_it_at_once(desk: Desk) -> None:
    hold = make_hold(desk.case, kind="approved_work")
    make_hold(desk.case)
    draft = closure_draft(
        reasons="  ",
        lighter_measures=(("exile", "No."), ("temporary", "")),
        money_plan=((hold.public_id, "set_off", tomorrow()), ("hld_none", "release", tomorrow() - timedelta(days=9))),
        requested_at=redress_now() + timedelta(hours=1),
    )

    error = refused(Invalid, propose_closure, Actor.staff(desk.proposer), case=desk.case, draft=draft)

    assert isinstance(error, Invalid)
    assert [(one.field, one.code) for one in error.errors] == [
        ("reasons", "required"),
        ("lighter_measures[0].measure", "unknown"),
        ("lighter_measures[1].why_not", "required"),
        ("money_plan[0].outcome", "approved_work"),
        ("money_plan[1].hold", "unknown"),
        ("money_plan[1].by", "in_the_past"),
        ("money_plan", "required"),
        ("requested_by.decided_at", "in_the_future"),
    ]


def test_a_proposal_names_lighter_measures_and_each_hold_once(desk: Desk) -> None:
    hold = make_hold(desk.case)
    twice = ((hold.public_id, "release", tomorrow()), (hold.public_id, "burn", tomorrow()))

    error = refused(
        Invalid, propose_closure, Actor.staff(desk.proposer), case=desk.case, draft=closure_draft(lighter_measures=(), money_plan=twice)
    )

    assert isinstance(error, Invalid)
    assert [(one.field, one.code) for one in error.errors] == [
        ("lighter_measures", "required"),
        ("money_plan[0].hold", "twice"),
        ("money_plan[1].hold", "twice"),
    ]


def test_words_that_no_letter_may_use_are_refused_in_a_proposal(desk: Desk) -> None:
    draft = closure_draft(reasons="You are a fraudster {name}.")

    error = refused(Invalid, propose_closure, Actor.staff(desk.proposer), case=desk.case, draft=draft)

    assert isinstance(error, Invalid)
    assert {one.field for one in error.errors} == {"reasons"}


# --- the way to the gate --------------------------------------------------------------------------------------------


def test_three_people_close_an_account_after_its_own_periods(delivered: Closure, desk: Desk) -> None:
    later(days=15)
    reviewed = desk.reviewed(delivered)
    assert (reviewed.state, reviewed.assignee, signature(reviewed.review)) == ("second_approval", None, (desk.reviewer, "", "close"))

    approved = desk.approve(desk.viewed(reviewed))

    assert (approved.state, approved.approved_at, codes(approved)) == ("approved", redress_now(), [])
    assert signature(approved.approval) == (desk.approver, "close", "close")
    effect = desk.close_effect(delivered)
    assert (effect.state, effect.closure, effect.due_at is not None) == ("requested", approved, True)
    kinds = Event.objects.filter(case=desk.case, subject=delivered.subject).order_by("seq").values_list("kind", "audience")
    assert list(kinds) == [
        ("closure.proposed", "appellant"),
        ("notice.delivered", "appellant"),
        ("closure.review_opened", "staff"),
        ("closure.reviewed", "staff"),
        ("closure.review_opened", "staff"),
        ("closure.approved", "staff"),
    ]


def test_the_person_hears_nothing_of_approval_before_the_platform_reports(desk: Desk) -> None:
    desk.approved()

    assert list(Notice.objects.filter(kind__startswith="closure_").values_list("kind", flat=True)) == ["closure_proposed"]


@pytest.mark.parametrize("who", ["proposer", "decider"])
def test_whoever_was_involved_reviews_nothing(delivered: Closure, desk: Desk, who: str) -> None:
    user = {"proposer": desk.proposer, "decider": desk.decider}[who]

    refused(NotIndependent, review_closure, Actor.staff(user), closure=delivered)


def test_the_decider_of_another_measure_in_force_on_the_account_reviews_nothing(delivered: Closure, desk: Desk) -> None:
    other = make_user("reviewer")
    make_case(desk.case.account, decided_by=other)

    refused(NotIndependent, review_closure, Actor.staff(other), closure=delivered)


def test_a_review_is_one_persons_and_opening_it_twice_is_once(delivered: Closure, desk: Desk) -> None:
    perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)

    perform(review_closure, Actor.staff(desk.reviewer), closure=fresh(delivered))

    assert Review.objects.filter(closure=delivered).count() == 1
    error = refused(IllegalTransition, review_closure, Actor.staff(desk.approver), closure=fresh(delivered))
    assert error.detail == "Another person reviews this closure now."


def test_only_whoever_holds_the_review_completes_it(delivered: Closure, desk: Desk) -> None:
    perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)

    refused(NotAllowed, complete_closure_review, Actor.staff(desk.approver), closure=fresh(delivered), outcome="close", reasons=LONG)


@pytest.mark.parametrize(
    ("outcome", "reasons", "field", "code"),
    [
        ("close", "Too short.", "reasons", "too_short"),
        ("close", "", "reasons", "required"),
        ("keep", " ", "reasons", "required"),
        ("overturned", LONG, "outcome", "unknown"),
    ],
)
def test_a_review_is_completed_with_an_outcome_and_reasons(
    delivered: Closure, desk: Desk, *, outcome: str, reasons: str, field: str, code: str
) -> None:
    perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)

    error = refused(
        Invalid, complete_closure_review, Actor.staff(desk.reviewer), closure=fresh(delivered), outcome=outcome, reasons=reasons
    )

    assert isinstance(error, Invalid)
    assert [(one.field, one.code) for one in error.errors] == [(field, code)]


def test_a_review_of_less_than_there_is_now_is_refused(delivered: Closure, desk: Desk) -> None:
    perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)
    shown = desk.case.evidence_rev
    make_appeal(desk.case)

    error = refused(
        IllegalTransition,
        complete_closure_review,
        Actor.staff(desk.reviewer),
        closure=fresh(delivered),
        outcome="close",
        reasons=LONG,
        evidence_rev=shown,
    )

    assert error.detail == "Something new arrived since you opened this page. Look at it first."


def test_a_reviewer_who_would_keep_the_account_refuses_the_closure(delivered: Closure, desk: Desk) -> None:
    perform(review_closure, Actor.staff(desk.reviewer), closure=delivered)

    kept = perform(
        complete_closure_review, Actor.staff(desk.reviewer), closure=fresh(delivered), outcome="keep", reasons="One more chance is fair."
    )

    assert (kept.state, kept.ended_at, clock_kinds(kept)) == ("refused", redress_now(), {})
    letter = Notice.objects.get(kind="closure_refused")
    assert "One more chance is fair." in letter.text
    assert "The suspension goes on." in letter.text
    assert fresh(delivered).case.state == "in_force"


def test_the_second_person_records_a_view_before_anything_else(reviewed: Closure, desk: Desk) -> None:
    refused(IllegalTransition, approve_closure, Actor.staff(desk.approver), closure=fresh(reviewed), reasons=LONG)
    refused(IllegalTransition, return_closure, Actor.staff(desk.approver), closure=fresh(reviewed), reason="Look again.")


@pytest.mark.parametrize(("view", "reason", "field"), [("perhaps", "I read it.", "own_view"), ("close", " ", "reason")])
def test_a_view_says_what_and_why(reviewed: Closure, desk: Desk, view: str, reason: str, field: str) -> None:
    error = refused(Invalid, record_closure_view, Actor.staff(desk.approver), closure=fresh(reviewed), own_view=view, reason=reason)

    assert isinstance(error, Invalid)
    assert [one.field for one in error.errors] == [field]


def test_the_reviewer_gives_no_second_signature(reviewed: Closure, desk: Desk) -> None:
    refused(NotIndependent, record_closure_view, Actor.staff(desk.reviewer), closure=fresh(reviewed), own_view="close", reason="Again.")


def test_one_second_person_at_a_time(signed: Closure, desk: Desk) -> None:
    third = Actor.staff(make_user("senior"))

    refused(IllegalTransition, record_closure_view, third, closure=fresh(signed), own_view="keep", reason="I would not.")
    perform(release_closure, Actor.staff(make_user("senior")), closure=fresh(signed))
    perform(record_closure_view, third, closure=fresh(signed), own_view="keep", reason="I would not.")

    assert [one.abandoned_at is None for one in Review.objects.filter(closure=signed, part="second").order_by("id")] == [False, True]


def test_too_early_the_gate_says_everything_that_is_missing(desk: Desk) -> None:
    closure = desk.viewed(desk.reviewed(desk.propose()))

    error = refused(GateClosed, approve_closure, Actor.staff(desk.approver), closure=fresh(closure), reasons=LONG)

    assert isinstance(error, GateClosed)
    assert [one.code for one in error.missing] == ["notice_not_delivered", "notice_period_running", "answer_by_running"]


def test_the_gate_says_until_when_the_person_may_answer(signed: Closure, desk: Desk) -> None:
    error = refused(GateClosed, approve_closure, Actor.staff(desk.approver), closure=fresh(signed), reasons=LONG)

    assert isinstance(error, GateClosed)
    assert [(one.code, one.until) for one in error.missing] == [
        ("notice_period_running", fresh(signed).notice_period_until),
        ("answer_by_running", fresh(signed).answer_by),
    ]


def test_the_database_asks_the_gate_once_more(signed: Closure, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appeals.actions.closures.closure_missing", lambda _closure: [])

    with pytest.raises(GateClosed) as caught:
        perform(approve_closure, Actor.staff(desk.approver), closure=fresh(signed), reasons=LONG)

    assert [one.code for one in caught.value.missing] == ["notice_period_running", "answer_by_running"]


@pytest.mark.parametrize("verb", [review_closure, refuse_closure, approve_closure, record_closure_view, return_closure, revise_closure])
def test_no_key_judges(delivered: Closure, desk: Desk, verb: Callable[..., Any]) -> None:
    more: dict[Callable[..., Any], dict[str, Any]] = {
        review_closure: {},
        refuse_closure: {"reasons": LONG},
        approve_closure: {"reasons": LONG},
        record_closure_view: {"own_view": "close", "reason": LONG},
        return_closure: {"reason": LONG},
        revise_closure: {"draft": closure_draft()},
    }

    refused(PeopleOnly, verb, Actor.machine(make_key("closures:write", "effects:write")), closure=delivered, **more[verb])
