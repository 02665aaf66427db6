"""Passed clocks: what each does, once; who hears of it; and that none of them closes, rejects or decides."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import clocks, due, perform, promises
from appeals.actions.closures import review_closure
from appeals.actions.due import ON_PASS, due_clock_ids, handle_due, sweep, take_due
from appeals.actions.recording import record_suspension
from appeals.models import (
    Appeal,
    Clock,
    ClockKind,
    ClockOwner,
    Effect,
    Event,
    Notice,
    OnPass,
    Review,
    Suspension,
)
from notifications.models import Message
from tests.appeals.actions.closing import Desk, fresh, later
from tests.factories import (
    make_account,
    make_appeal,
    make_case,
    make_effect,
    make_hold,
    make_request,
    make_user,
    snapshot,
    suspension_draft,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from appeals.authority import Anything
    from tests.conftest import ModuleRows


@pytest.fixture(autouse=True)
def checked(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


@pytest.fixture
def sena(db: None) -> Any:
    return make_user("senior", username="sena")


def start(about: Anything, kind: ClockKind, on_pass: OnPass, *, days: float = 10, **more: Any) -> Clock:
    return clocks.start(about, kind, redress_now() + timedelta(days=days), owner=ClockOwner.STAFF, on_pass=on_pass, **more)


def pass_now(clock: Clock) -> bool:
    later(days=11)
    return handle_due(clock.pk)


def passed(case: Suspension) -> list[tuple[str, int]]:
    bodies = Event.objects.filter(case=case, kind="clock.passed").order_by("seq").values_list("body", flat=True)
    return [(json.loads(body or "{}")["clock"], json.loads(body or "{}")["part"]) for body in bodies]


def mails() -> list[str]:
    return list(Message.objects.filter(kind="staff.staff_due").order_by("id").values_list("subject", flat=True))


# --- finding and taking -----------------------------------------------------------------------------------------------


def test_only_running_clocks_whose_moment_has_come_are_due(sena: Any) -> None:
    case = make_case()
    first = start(case, ClockKind.NEXT_UPDATE, OnPass.NOTHING, days=2)
    second = start(case, ClockKind.ANSWER_BY, OnPass.NOTHING, days=1)
    start(case, ClockKind.ENDS, OnPass.EXPIRE, days=5)
    clocks.stop(case, ClockKind.CONFIRM_BY)
    later(days=3)

    assert due_clock_ids() == [second.pk, first.pk]
    assert due_clock_ids(limit=1) == [second.pk]


def test_a_taken_clock_is_left_alone_for_half_a_minute(sena: Any) -> None:
    clock = start(make_case(), ClockKind.ANSWER_BY, OnPass.NOTHING, days=1)
    later(days=2)

    assert (take_due(), take_due()) == ([clock.pk], [])

    later(seconds=30)
    assert take_due() == [clock.pk]


def test_the_sweep_reads_one_partial_index(sena: Any) -> None:
    with connection.cursor() as cursor:
        # Whatever the tests before have left in the statistics: only an index that has this very order needs neither.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM appeals_clock WHERE state = 'running' AND next_at <= redress_now() ORDER BY next_at, id LIMIT 20"
        )
        plan = " ".join(row for (row,) in cursor.fetchall())

    assert "Index Only Scan using clock_due" in plan or "Index Scan using clock_due" in plan
    assert "Sort" not in plan


def test_handling_twice_is_once(sena: Any) -> None:
    clock = start(make_case(), ClockKind.ANSWER_BY, OnPass.ESCALATE)
    assert pass_now(clock) is True
    before = snapshot()

    assert handle_due(clock.pk) is False

    assert snapshot() == before


def test_a_clock_that_is_not_due_is_left_alone(sena: Any) -> None:
    clock = start(make_case(), ClockKind.ANSWER_BY, OnPass.ESCALATE)
    before = snapshot()

    assert handle_due(clock.pk) is False

    assert snapshot() == before


def test_a_clock_that_moved_after_it_was_taken_runs_on(sena: Any) -> None:
    case = make_case()
    clock = start(case, ClockKind.ANSWER_BY, OnPass.ESCALATE, days=1)
    later(days=2)
    take_due()
    start(case, ClockKind.ANSWER_BY, OnPass.ESCALATE, days=9)

    assert handle_due(clock.pk) is False

    clock.refresh_from_db()
    assert (clock.state, clock.next_at == clock.due_at, clock.failures) == ("running", True, 0)


def test_a_clock_that_fails_waits_longer_each_time_and_blocks_nobody(
    sena: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    poison = start(make_case(), ClockKind.ANSWER_BY, OnPass.REQUEST_EFFECT, days=1)
    sound = start(make_case(), ClockKind.ANSWER_BY, OnPass.NOTHING, days=1)
    later(days=2)

    def broken(*_values: object) -> bool:
        raise LookupError("broken")

    monkeypatch.setattr(due, "ON_PASS", {**ON_PASS, OnPass.REQUEST_EFFECT: broken})

    assert sweep() == 1

    poison.refresh_from_db()
    sound.refresh_from_db()
    assert (sound.state, poison.state, poison.failures) == ("passed", "running", 1)
    assert poison.next_at == redress_now() + timedelta(seconds=30)
    assert f"The due clock {poison.pk} could not be handled." in caplog.text
    waits = []
    for _ in range(9):
        later(hours=1)
        assert sweep() == 0
        poison.refresh_from_db()
        waits.append(int((poison.next_at - redress_now()).total_seconds()))
    assert (waits[:3], waits[-1], poison.failures) == ([60, 120, 240], 3600, 10)
    monkeypatch.undo()
    later(hours=1)
    assert sweep() == 1
    poison.refresh_from_db()
    assert (poison.state, poison.failures) == ("passed", 0)


# --- escalation -------------------------------------------------------------------------------------------------------


def test_seniors_hear_at_half_at_most_and_at_the_whole(sena: Any) -> None:
    case = make_case(days=None)
    clock = start(case, ClockKind.HOLD_REVIEW, OnPass.ESCALATE, days=10, escalates=True)
    for days, expected in ((4, 0), (1, 1), (2, 1), (1, 2), (1, 2), (1, 3)):
        later(days=days, seconds=1 if days == 4 else 0)
        sweep()
        assert len(mails()) == expected

    clock.refresh_from_db()
    assert (clock.state, passed(case)) == ("passed", [("hold_review", 50), ("hold_review", 80), ("hold_review", 100)])
    assert mails() == [f"[Due] {case.reference}", f"[Due] {case.reference}", f"[Late] {case.reference}"]


def test_a_sweep_that_comes_late_tells_of_the_higher_part_only(sena: Any) -> None:
    case = make_case(days=None)
    start(case, ClockKind.HOLD_REVIEW, OnPass.ESCALATE, days=10, escalates=True)
    later(days=9)

    sweep()

    assert (passed(case), len(mails())) == ([("hold_review", 80)], 1)


def test_every_senior_hears_who_is_there_and_nobody_else(sena: Any) -> None:
    make_user("reviewer")
    make_user("senior", is_active=False)
    away = make_user("senior", away_until=redress_now() + timedelta(days=30))
    second = make_user("senior")
    case = make_case(decided_by=make_user("reviewer"))
    clock = start(case, ClockKind.HOLD_REVIEW, OnPass.ESCALATE)

    pass_now(clock)

    told = set(Message.objects.filter(kind="staff.staff_due").values_list("recipient", flat=True))
    assert told == {sena.email, second.email}
    assert away.email not in told


def test_all_seniors_hear_where_all_are_away(sena: Any) -> None:
    sena.away_until = redress_now() + timedelta(days=60)
    sena.save(update_fields=["away_until"])

    pass_now(start(make_case(), ClockKind.HOLD_REVIEW, OnPass.ESCALATE))

    assert Message.objects.get(kind="staff.staff_due").recipient == sena.email


def test_a_mail_to_staff_carries_nobodys_data(sena: Any) -> None:
    case = make_case()

    pass_now(start(case, ClockKind.HOLD_REVIEW, OnPass.ESCALATE))

    mail = Message.objects.get(kind="staff.staff_due")
    assert case.reference in mail.text
    for private in (case.account.display_name, case.account.email, case.account.external_id):
        assert private not in mail.text + mail.html + mail.subject + str(mail.payload)


def test_an_alarm_that_was_due_at_once_is_not_called_late(sena: Any) -> None:
    case = make_case()
    clocks.start(case, ClockKind.NOTICE_LOST, redress_now(), owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)

    sweep()

    assert mails() == [f"[Due] {case.reference}"]


# --- what passing does ------------------------------------------------------------------------------------------------


def test_nothing_is_noted_and_nothing_done(sena: Any) -> None:
    case = make_case()

    pass_now(start(case, ClockKind.ANSWER_BY, OnPass.NOTHING))

    assert (passed(case), mails()) == ([("answer_by", 100)], [])


def test_an_effect_becomes_overdue_and_seniors_hear(sena: Any) -> None:
    effect = make_effect(make_case())

    pass_now(start(effect, ClockKind.EFFECT_DUE, OnPass.ALERT))

    effect.refresh_from_db()
    assert (effect.state, len(mails())) == ("overdue", 1)


def test_what_nobody_confirmed_is_lifted_and_the_person_told(sena: Any) -> None:
    case = make_case(days=None)

    pass_now(start(case, ClockKind.HUMAN_REVIEW, OnPass.LIFT))

    case.refresh_from_db()
    assert (case.state, Notice.objects.filter(kind="measure_lifted").count(), len(mails())) == ("lifted", 1, 1)


def test_an_imported_measure_that_never_got_its_reason_is_lifted(sena: Any) -> None:
    make_account(external_id="u_1")
    draft = suspension_draft("u_1", None, origin="imported", citations=())
    case = perform(record_suspension, Actor.staff(sena), draft=draft)
    later(days=31)

    sweep()

    case.refresh_from_db()
    assert (case.state, ("reason_due", 100) in passed(case)) == ("lifted", True)


def test_a_measure_ends_on_its_day(sena: Any) -> None:
    case = make_case(days=10)

    pass_now(start(case, ClockKind.ENDS, OnPass.EXPIRE))

    case.refresh_from_db()
    assert (case.state, Notice.objects.filter(kind="measure_expired").count(), mails()) == ("expired", 1, [])


def test_a_measure_that_ended_before_its_clock_only_settles_it(sena: Any) -> None:
    case = make_case(state="lifted")
    clock = start(case, ClockKind.ENDS, OnPass.EXPIRE)

    assert pass_now(clock) is True

    clock.refresh_from_db()
    case.refresh_from_db()
    assert (clock.state, case.state, Notice.objects.filter(kind="measure_expired").count()) == ("passed", "lifted", 0)


def test_held_money_is_released_on_its_day(sena: Any) -> None:
    hold = make_hold(make_case(days=None))

    pass_now(start(hold, ClockKind.HOLD_ENDS, OnPass.END_HOLD))

    hold.refresh_from_db()
    assert (hold.state, hold.outcome) == ("ended", "release")
    assert list(Effect.objects.filter(hold=hold).values_list("kind", "state")) == [("release", "requested")]


def test_an_unanswered_question_sends_the_appeal_back_to_review(sena: Any) -> None:
    appeal = make_appeal(make_case(days=None), state="in_review")
    asked = make_request(appeal)

    pass_now(start(asked, ClockKind.REQUEST_DUE, OnPass.BACK_TO_REVIEW))

    asked.refresh_from_db()
    appeal.refresh_from_db()
    assert (asked.state, appeal.state) == ("unanswered", "in_review")


def test_an_idle_claim_goes_back_to_the_queue(sena: Any) -> None:
    appeal = make_appeal(make_case(days=None), state="in_review")

    pass_now(start(appeal, ClockKind.CLAIM_IDLE, OnPass.RELEASE_CLAIM))

    appeal.refresh_from_db()
    assert (appeal.state, appeal.assignee) == ("submitted", None)


def test_an_idle_review_of_a_closure_goes_back_to_the_queue(desk: Desk) -> None:
    closure = desk.delivered()
    perform(review_closure, Actor.staff(desk.reviewer), closure=closure)
    later(hours=4)

    sweep()

    back = fresh(closure)
    assert (back.state, back.assignee) == ("in_review", None)
    assert Review.objects.get(closure=closure).abandoned_at == redress_now()


def test_an_old_draft_ends(sena: Any) -> None:
    draft = make_appeal(make_case(days=None), state="draft")

    pass_now(start(draft, ClockKind.DRAFT_LAPSES, OnPass.LAPSE))

    draft.refresh_from_db()
    assert draft.state == "lapsed"


@pytest.mark.parametrize("kind", [ClockKind.HOLD_CONFIRM, ClockKind.CEILING])
def test_other_dates_of_ours_are_told_to_seniors(sena: Any, kind: ClockKind) -> None:
    pass_now(start(make_case(), kind, OnPass.ESCALATE))

    assert len(mails()) == 1


# --- late -------------------------------------------------------------------------------------------------------------


def sent(days: float = 14) -> Appeal:
    appeal = make_appeal(make_case(days=None))
    start(appeal, ClockKind.DECIDE_BY, OnPass.TELL_LATE, days=days, pausable=True)
    appeal.decide_by = redress_now() + timedelta(days=days)
    appeal.save(update_fields=["decide_by"])
    promises.next_word(appeal)
    return appeal


def test_the_person_is_told_of_a_missed_date_once_with_a_new_one(sena: Any) -> None:
    appeal = sent()
    later(days=15)

    sweep()
    sweep()

    letter = Notice.objects.get(kind="date_changed")
    appeal.refresh_from_db()
    appeal.case.refresh_from_db()
    assert appeal.late_told_at == redress_now()
    assert appeal.case.next_update_by is not None
    assert appeal.case.next_update_by > redress_now()
    assert letter.dates["new_date"] == appeal.case.next_update_by.isoformat()
    assert "A senior person now has your case too." in letter.text
    assert "See the new date.\n" in Message.objects.get(kind="notice.date_changed").text
    assert mails().count(f"[Late] {appeal.case.reference}") >= 1
    assert appeal.state == "submitted"


def test_each_new_date_that_is_missed_is_told_again(sena: Any) -> None:
    appeal = sent()
    later(days=15)
    sweep()
    first = Notice.objects.get(kind="date_changed").dates["new_date"]
    later(days=8)

    sweep()

    second = Notice.objects.filter(kind="date_changed").latest("id")
    assert Notice.objects.filter(kind="date_changed").count() == 2
    assert second.dates["promised"] == first
    assert appeal.case.reference in second.text


def test_while_the_decision_is_not_late_only_the_next_word_moves(sena: Any) -> None:
    appeal = sent(days=30)
    later(days=6)

    sweep()

    appeal.refresh_from_db()
    assert (Notice.objects.filter(kind="date_changed").count(), mails(), appeal.late_told_at) == (0, [], None)
    entry = Event.objects.get(kind="appeal.date_changed")
    assert (entry.audience, json.loads(entry.body or "{}")["late"]) == ("appellant", False)
    assert Clock.objects.get(about=appeal.subject, kind="next_update_by", state="running").due_at > redress_now()


@pytest.mark.parametrize("state", ["waiting_for_appellant", "withdrawn"])
def test_nobody_is_late_while_it_is_the_persons_turn_or_over(sena: Any, state: str) -> None:
    appeal = make_appeal(make_case(days=None), state="in_review" if state == "waiting_for_appellant" else "withdrawn")
    if state == "waiting_for_appellant":
        make_request(appeal)
    appeal.refresh_from_db()

    pass_now(start(appeal, ClockKind.NEXT_UPDATE, OnPass.TELL_LATE))

    assert (Notice.objects.filter(kind="date_changed").count(), mails()) == (0, [])


# --- never ------------------------------------------------------------------------------------------------------------


def test_every_way_to_pass_is_known() -> None:
    assert set(ON_PASS) == set(OnPass)


# What a person must have judged, or what ends what the person asked for. A plan to close that falls with its measure
# is taken back: that is not among them.
JUDGED = {
    "suspension": {"closed", "overturned"},
    "appeal": {"decided", "withdrawn", "second_check"},
    "closure": {"approved", "effected", "refused"},
    "request": {"withdrawn"},
    "hold": set(),
    "effect": {"confirmed"},
}


@pytest.fixture(scope="module")
def whole_rows(whole_desk: Desk, module_rows: ModuleRows) -> list[Anything]:
    """One of everything that a clock can run about."""
    with module_rows():
        closure = whole_desk.reviewed(whole_desk.delivered())
        appeal = make_appeal(whole_desk.case, state="in_review")
        asked = make_request(appeal)
        hold, effect = make_hold(whole_desk.case), make_effect(whole_desk.case)
        return [whole_desk.case, closure, appeal, asked, hold, effect]


@pytest.mark.parametrize("on_pass", list(OnPass))
def test_no_clock_closes_rejects_or_decides(whole_rows: list[Anything], db: None, on_pass: OnPass) -> None:
    rows = deepcopy(whole_rows)
    before = {row.subject: row.state for row in rows}
    for row in rows:
        row.refresh_from_db()
        start(row, ClockKind.CEILING, on_pass)
    later(days=11)

    sweep()

    for row in rows:
        row.refresh_from_db()
        assert row.state == before[row.subject] or row.state not in JUDGED[row.subject.partition(":")[0]], (row, on_pass)
    assert Review.objects.filter(closure_id=rows[1].pk, part="second").count() == 0
