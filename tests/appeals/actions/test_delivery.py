"""What delivery means: dates that run from it, only move later, and are taken back by a bounce."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from accounts.models import Account
from appeals.actions import perform
from appeals.actions.closures import revise_closure
from appeals.actions.delivery import (
    HANDLERS,
    notice_accepted,
    notice_bounced,
    notice_proved,
    notice_undeliverable,
    open_notice,
    settle_message,
)
from appeals.actions.recording import record_suspension
from appeals.actions.reports import confirm
from appeals.errors import AppealError, Invalid, NotAllowed, NotVisible
from appeals.models import Clock, Event, Notice, Suspension
from notifications.models import Message
from notifications.settled import handle_settled
from tests.appeals.actions.closing import Desk, closure_draft, fresh, later
from tests.factories import decide, make_account, make_appeal, make_case, make_key, make_section, make_user, snapshot, suspension_draft
from tests.factories.moments import at as in_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import ModuleRows

BOGOTA = "America/Bogota"
MORNING = datetime(2026, 11, 20, 7, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def checked(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


@pytest.fixture(scope="module")
def whole_case(module_rows: ModuleRows) -> Suspension:
    """A measure that runs 30 days until it is confirmed, recorded by its decider at a known instant; its letter waits in the outbox."""
    with module_rows(), in_between(MORNING):
        make_section()
        make_account(external_id="u_1", email="ana@example.org", time_zone=BOGOTA)
        otto = make_user("reviewer", staff_id="otto")
        return record(otto, ends_at=redress_now() + timedelta(days=60))


@pytest.fixture
def case(whole_case: Suspension, db: None) -> Suspension:
    at(MORNING)
    return deepcopy(whole_case)


def record(user: Any, **changes: Any) -> Suspension:
    recorded: Suspension = perform(record_suspension, Actor.staff(user), draft=suspension_draft("u_1", "otto", **changes))
    return recorded


def at(instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', %s, false)", [instant.isoformat()])


def letter_of(case: Suspension, kind: str = "suspension_notice") -> Notice:
    return Notice.objects.select_related("case__account").get(case=case, kind=kind)


def settle(notice: Notice, outcome: str) -> None:
    state = {"accepted": "sent", "refused": "dead", "undeliverable": "dead", "expired": "expired"}[outcome]
    Message.objects.filter(pk=notice.message_id or 0).update(state=state, outcome=outcome, settled_at=redress_now())


def clocks_of(case: Suspension) -> dict[str, datetime]:
    kinds = ["answer_by", "last_day_to_appeal", "notice_lost", "closure_answer_by", "closure_notice", "closure_last_day"]
    return dict(Clock.objects.filter(case=case, state="running", kind__in=kinds).values_list("kind", "due_at"))


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    before = snapshot()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert snapshot() == before
    return caught.value


def end_of_day(year: int, month: int, day: int, hour: int = 4) -> datetime:
    """The last second of the local day before, where days end at that hour UTC."""
    return datetime(year, month, day, hour, 59, 59, tzinfo=UTC)


def test_an_accepted_mail_delivers_and_the_dates_run(case: Suspension) -> None:
    notice = letter_of(case)
    assert (case.answer_by, case.last_day_to_appeal) == (None, None)
    settle(notice, "accepted")

    assert handle_settled(HANDLERS) >= 1

    notice.refresh_from_db()
    case.refresh_from_db()
    assert (notice.how, notice.delivered_at, notice.accepted_at) == ("email_accepted", redress_now(), redress_now())
    # 14 local days on, and six months on, each to the end of the day in Bogota (UTC-5).
    assert (case.answer_by, case.last_day_to_appeal) == (end_of_day(2026, 12, 5), end_of_day(2027, 5, 21))
    assert clocks_of(case) == {"answer_by": case.answer_by, "last_day_to_appeal": case.last_day_to_appeal}
    assert Message.objects.get(pk=notice.message_id or 0).handled_at is not None
    entry = Event.objects.get(kind="notice.delivered")
    assert (entry.audience, entry.subject, "ana@example.org" in (entry.body or "")) == ("appellant", case.subject, False)


def test_handling_a_message_twice_changes_nothing(case: Suspension) -> None:
    notice = letter_of(case)
    settle(notice, "accepted")
    HANDLERS["notice.suspension_notice"](notice.message_id or 0)
    before = snapshot()

    HANDLERS["notice.suspension_notice"](notice.message_id or 0)

    assert snapshot() == before


def test_a_message_that_failed_in_its_verb_is_not_marked(case: Suspension, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = letter_of(case)
    settle(notice, "accepted")

    def broken(*_args: object, **_values: object) -> None:
        raise LookupError

    monkeypatch.setattr("appeals.actions.delivery.running_dates.run", broken)
    before = snapshot()
    with pytest.raises(LookupError):
        perform(settle_message, SYSTEM, message_id=notice.message_id)

    assert snapshot() == before


def test_dates_count_from_the_acceptance_also_when_it_is_handled_late(case: Suspension) -> None:
    settle(letter_of(case), "accepted")
    later(days=2)

    handle_settled(HANDLERS)

    case.refresh_from_db()
    assert case.answer_by == end_of_day(2026, 12, 5)


def test_a_late_delivery_moves_the_dates_later_than_the_letter_printed(case: Suspension) -> None:
    notice = letter_of(case)
    printed = datetime.fromisoformat(notice.dates["last_day_to_appeal"])
    later(days=3)
    settle(notice, "accepted")
    handle_settled(HANDLERS)

    case.refresh_from_db()
    assert case.last_day_to_appeal is not None
    assert case.last_day_to_appeal - printed == timedelta(days=3)


def test_no_date_is_earlier_than_the_letter_printed(case: Suspension) -> None:
    printed = datetime.fromisoformat(letter_of(case).dates["answer_by"])
    # The person moves to where days end ten hours earlier.
    Account.objects.update(time_zone="Australia/Brisbane")

    perform(notice_accepted, SYSTEM, notice=letter_of(case))

    case.refresh_from_db()
    assert case.answer_by == printed


@pytest.mark.parametrize("outcome", ["refused", "undeliverable"])
def test_a_dead_letter_starts_no_date_and_alarms_the_seniors(case: Suspension, outcome: str) -> None:
    notice = letter_of(case)
    settle(notice, outcome)

    handle_settled(HANDLERS)

    notice.refresh_from_db()
    case.refresh_from_db()
    assert (notice.delivered_at, notice.undeliverable_at, case.answer_by) == (None, redress_now(), None)
    assert clocks_of(case) == {"notice_lost": redress_now()}
    assert Event.objects.get(kind="notice.undeliverable").audience == "staff"


def test_an_expired_message_means_nothing(case: Suspension) -> None:
    notice = letter_of(case)
    settle(notice, "expired")

    handle_settled(HANDLERS)

    notice.refresh_from_db()
    assert (notice.delivered_at, notice.undeliverable_at) == (None, None)
    assert Message.objects.get(pk=notice.message_id or 0).handled_at is not None


def test_only_letters_to_a_person_have_a_handler() -> None:
    assert "notice.closure_proposed" in HANDLERS
    assert [kind for kind in HANDLERS if "staff" in kind or "sign_in" in kind or "address" in kind or "client" in kind] == []


def test_a_letter_without_dates_is_noted_for_staff_only(case: Suspension) -> None:
    event = Event.objects.filter(case=case).latest("seq")
    notice = Notice.objects.create(
        public_id="ntc_1", case=case, event_seq=event.seq, about=case.subject, kind="effect_confirmed", letter_version=1,
        language="en", title="Done", text="Done.", sha256="0" * 64,
    )  # fmt: skip

    perform(notice_accepted, SYSTEM, notice=notice)

    assert (Event.objects.get(kind="notice.delivered").audience, clocks_of(case)) == ("staff", {})


def test_opening_in_the_portal_comes_first(case: Suspension) -> None:
    notice = letter_of(case)
    perform(open_notice, Actor.appellant(case.account), notice=notice)
    opened_at = redress_now()
    later(days=1)
    settle(notice, "accepted")

    handle_settled(HANDLERS)

    notice.refresh_from_db()
    case.refresh_from_db()
    assert (notice.how, notice.delivered_at, notice.accepted_at) == ("opened", opened_at, redress_now())
    assert case.answer_by == end_of_day(2026, 12, 5)
    assert Event.objects.filter(kind="notice.delivered").count() == 1


def test_opening_again_changes_nothing(case: Suspension) -> None:
    perform(open_notice, Actor.appellant(case.account), notice=letter_of(case))
    before = snapshot()
    later(hours=1)

    perform(open_notice, Actor.appellant(case.account), notice=letter_of(case))

    assert snapshot() == before


def test_nobody_opens_a_letter_of_somebody_else(case: Suspension) -> None:
    for actor in (
        Actor.appellant(make_account()),
        Actor.appellant(case.account, case_id=case.pk + 1),
        Actor.staff(make_user("senior")),
        SYSTEM,
    ):
        refused(NotVisible, open_notice, actor, notice=letter_of(case))


def test_a_helper_who_reads_delivers_nothing(case: Suspension) -> None:
    helper = case.account.representatives.create(name="Lena", email="lena@example.org", scopes=["read"])
    before = snapshot()

    perform(open_notice, Actor.helper(helper), notice=letter_of(case))

    assert snapshot() == before


def test_a_bounce_takes_the_acceptance_and_its_dates_back(case: Suspension) -> None:
    perform(notice_accepted, SYSTEM, notice=letter_of(case))

    notice = perform(notice_bounced, Actor.machine(make_key("notices:write")), notice=letter_of(case))

    case.refresh_from_db()
    assert (notice.delivered_at, notice.how, notice.bounced_at) == (None, "", redress_now())
    assert (case.answer_by, case.last_day_to_appeal) == (None, None)
    assert clocks_of(case) == {"notice_lost": redress_now()}


def test_after_a_bounce_opening_starts_the_dates_anew(case: Suspension) -> None:
    perform(notice_accepted, SYSTEM, notice=letter_of(case))
    perform(notice_bounced, Actor.machine(make_key("notices:write")), notice=letter_of(case))
    later(days=10)

    perform(open_notice, Actor.appellant(case.account), notice=letter_of(case))

    case.refresh_from_db()
    # Ten of thirty days are over: half of what is left ends on 9 December.
    assert (case.answer_by, case.last_day_to_appeal) == (end_of_day(2026, 12, 10), end_of_day(2027, 5, 31))
    assert "notice_lost" not in clocks_of(case)


def test_a_bounce_of_what_was_opened_later_moves_the_dates_to_the_opening(case: Suspension) -> None:
    perform(notice_accepted, SYSTEM, notice=letter_of(case))
    later(days=4)
    perform(open_notice, Actor.appellant(case.account), notice=letter_of(case))
    later(days=1)

    notice = perform(notice_bounced, Actor.machine(make_key("notices:write")), notice=letter_of(case))

    case.refresh_from_db()
    assert (notice.how, notice.delivered_at) == ("opened", notice.opened_at)
    assert (case.answer_by, case.last_day_to_appeal) == (end_of_day(2026, 12, 7), end_of_day(2027, 5, 25))
    assert "notice_lost" not in clocks_of(case)


def test_a_bounce_after_opening_takes_nothing_back(case: Suspension) -> None:
    perform(open_notice, Actor.appellant(case.account), notice=letter_of(case))
    case.refresh_from_db()
    dates = (case.answer_by, case.last_day_to_appeal)

    notice = perform(notice_bounced, Actor.machine(make_key("notices:write")), notice=letter_of(case))

    case.refresh_from_db()
    assert (notice.how, (case.answer_by, case.last_day_to_appeal)) == ("opened", dates)


def test_a_bounce_before_the_acceptance_is_handled_keeps_it_undelivered(case: Suspension) -> None:
    notice = letter_of(case)
    settle(notice, "accepted")
    perform(notice_bounced, Actor.staff(make_user("intake")), notice=notice)

    handle_settled(HANDLERS)

    notice.refresh_from_db()
    assert (notice.accepted_at, notice.delivered_at) == (redress_now(), None)


def test_bouncing_twice_is_once(case: Suspension) -> None:
    key = Actor.machine(make_key("notices:write"))
    perform(notice_bounced, key, notice=letter_of(case))
    before = snapshot()

    perform(notice_bounced, key, notice=letter_of(case))

    assert snapshot() == before


def test_who_may_report_what(case: Suspension) -> None:
    notice = letter_of(case)
    for actor in (Actor.appellant(case.account), Actor.machine(make_key("effects:write")), Actor.staff(make_user("auditor"))):
        refused(NotAllowed, notice_bounced, actor, notice=notice)
    for actor in (Actor.appellant(case.account), Actor.machine(make_key("notices:write")), Actor.staff(make_user("senior"))):
        refused(NotAllowed, notice_accepted, actor, notice=notice)
        refused(NotAllowed, notice_undeliverable, actor, notice=notice)
    refused(NotAllowed, notice_proved, Actor.staff(make_user("senior")), notice=notice, proved_at=redress_now())


def test_the_platform_proves_what_it_told_itself(db: None) -> None:
    make_section()
    make_account(external_id="u_1")
    told = record(make_user("reviewer", staff_id="otto"), notify="platform")
    later(hours=3)

    notice = perform(notice_proved, Actor.machine(make_key("notices:write")), notice=letter_of(told), proved_at=told.starts_at)

    told.refresh_from_db()
    assert (notice.how, notice.delivered_at, notice.message) == ("platform_proof", notice.created_at, None)
    assert told.last_day_to_appeal is not None


def test_a_proof_that_comes_with_the_measure_starts_its_dates(db: None) -> None:
    make_section()
    make_account(external_id="u_1")
    proof = {"delivered_at": "2026-01-02T03:04:05Z", "how": "in_app"}

    told = record(make_user("reviewer", staff_id="otto"), notify="platform", notice_proof=proof)

    notice = letter_of(told)
    told.refresh_from_db()
    assert (notice.how, notice.delivered_at, notice.proved_at) == (
        "platform_proof",
        notice.created_at,
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert told.last_day_to_appeal is not None


@pytest.mark.parametrize(
    "proof",
    [{"how": "in_app"}, {"delivered_at": "yesterday"}, {"delivered_at": "2026-01-02T03:04:05"}, {"delivered_at": "2999-01-01T00:00:00Z"}],
)
def test_a_proof_without_its_moment_records_nothing(db: None, proof: dict[str, str]) -> None:
    make_section()
    make_account(external_id="u_1")
    otto = Actor.staff(make_user("reviewer", staff_id="otto"))

    error = refused(Invalid, record_suspension, otto, draft=suspension_draft("u_1", "otto", notify="platform", notice_proof=proof))

    assert isinstance(error, Invalid)
    assert [one.field for one in error.errors] == ["notice_proof.delivered_at"]


def test_nobody_proves_the_future(case: Suspension) -> None:
    key = Actor.machine(make_key("notices:write"))

    refused(Invalid, notice_proved, key, notice=letter_of(case), proved_at=redress_now() + timedelta(minutes=1))


def test_the_dates_of_a_closure_run_from_its_own_letter(desk: Desk) -> None:
    closure = desk.propose()
    later(days=2)

    perform(notice_accepted, SYSTEM, notice=closure.notice)

    closure = fresh(closure)
    assert closure.answer_by is not None
    assert closure.notice_period_until is not None
    assert (closure.answer_by - redress_now()) >= timedelta(days=14)
    assert closure.notice_period_until >= closure.proposed_at + timedelta(days=14)
    assert clocks_of(desk.case) == {"closure_answer_by": closure.answer_by, "closure_notice": closure.notice_period_until}
    on_pass = dict(Clock.objects.filter(about=closure.subject, state="running").values_list("kind", "on_pass"))
    assert on_pass == {"closure_answer_by": "queue_review", "closure_notice": "nothing"}


def test_an_older_letter_of_a_proposal_gives_no_dates(desk: Desk) -> None:
    closure = desk.propose()
    first = closure.notice
    perform(revise_closure, Actor.staff(desk.proposer), closure=closure, draft=closure_draft())

    perform(notice_accepted, SYSTEM, notice=first)

    assert (fresh(closure).answer_by, clocks_of(desk.case)) == (None, {})


def test_a_bounced_closure_letter_shuts_the_gate_again(desk: Desk) -> None:
    closure = desk.approved()

    perform(notice_bounced, Actor.machine(make_key("notices:write")), notice=fresh(closure).notice)

    back = fresh(closure)
    assert (back.state, back.review, back.answer_by, back.notice_period_until) == ("in_review", None, None, None)
    assert desk.close_effect(closure).state == "cancelled"
    assert list(clocks_of(desk.case)) == ["notice_lost"]


def test_a_letter_delivered_twice_does_not_restart_a_closures_dates(desk: Desk) -> None:
    closure = desk.delivered()
    dates = (closure.answer_by, closure.notice_period_until)
    later(days=5)

    perform(open_notice, Actor.appellant(desk.case.account), notice=closure.notice)

    assert (fresh(closure).answer_by, fresh(closure).notice_period_until) == dates


def test_the_last_day_to_appeal_a_closing_runs_from_its_letter(desk: Desk) -> None:
    closure = desk.approved()
    perform(confirm, Actor.machine(make_key("effects:write")), effect=desk.close_effect(closure), done_at=redress_now())
    letter = letter_of(desk.case, "closure_effected")

    perform(notice_accepted, SYSTEM, notice=letter)

    closure = fresh(closure)
    assert closure.last_day_to_appeal is not None
    assert closure.last_day_to_appeal >= datetime.fromisoformat(letter.dates["last_day_to_appeal"])
    assert clocks_of(desk.case)["closure_last_day"] == closure.last_day_to_appeal
    promised = fresh(closure).notice
    assert promised is not None
    assert closure.last_day_to_appeal >= datetime.fromisoformat(promised.dates["last_day_to_appeal"])


def test_a_copy_to_another_reader_of_an_agency_starts_nothing(db: None) -> None:
    make_section()
    agency = make_account(external_id="u_1", kind="agency", email="agency@example.org")
    agency.members.create(external_id="m1", display_name="Owner", email="owner@example.org", role="owner")
    case = record(make_user("reviewer", staff_id="otto"))
    copy = Notice.objects.get(case=case, member__isnull=False)

    perform(notice_accepted, SYSTEM, notice=copy)

    case.refresh_from_db()
    assert (case.last_day_to_appeal, Notice.objects.filter(case=case).count()) == (None, 2)


def test_a_letter_about_a_decision_starts_the_time_for_a_second_review(db: None) -> None:
    appeal = make_appeal(make_case(), state="in_review")
    decide(appeal)
    told = Notice.objects.filter(about=appeal.subject).get()
    event = Event.objects.filter(case=appeal.case).latest("seq")
    letter = Notice.objects.create(
        public_id="ntc_2", case=appeal.case, event_seq=event.seq, about=appeal.subject, kind="decision_upheld",
        letter_version=1, language="en", title="Decided", text=told.text, sha256="0" * 64,
    )  # fmt: skip

    perform(notice_accepted, SYSTEM, notice=letter)

    clock = Clock.objects.get(about=appeal.subject, kind="last_day_to_appeal", state="running")
    assert (clock.owner, clock.on_pass) == ("appellant", "nothing")
    assert clock.due_at - redress_now() > timedelta(days=180)
