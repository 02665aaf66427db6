"""I3 and I4: entries are for ever, a state changes only with its entry and along its machine, an ending is told."""

from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest

from accounts.instants import redress_now
from appeals.models import Appeal, Closure, Event, FeedEntry, Notice, Suspension
from appeals.workflow import MACHINES
from notifications import outbox
from notifications.models import Channel, Message
from tests import factories as make
from tests.appeals.guards.conftest import Ask
from tests.appeals.guards.tools import denied, refused, rewrite, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


# --- the machines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_the_database_knows_the_same_machine(name: str, owner_sql: Ask) -> None:
    machine = MACHINES[name]

    known = {tuple(row) for row in owner_sql("SELECT before, after FROM state_moves(%s)", [name])}
    ((first,),) = owner_sql("SELECT first_states(%s)", [name])

    assert known == {(str(before), str(after)) for (before, _), after in machine.transitions.items()}
    assert first == [machine.initial]


ALL_MOVES = [
    (before, after)
    for before in MACHINES["appeal"].states
    for after in MACHINES["appeal"].states
    if before != after and (before, after) not in {(b, a) for (b, _), a in MACHINES["appeal"].transitions.items()}
]


@pytest.mark.parametrize(("before", "after"), [pair for pair in ALL_MOVES if pair[0] in {"draft", "submitted", "in_review", "withdrawn"}])
def test_an_appeal_takes_no_step_that_its_machine_lacks(before: str, after: str) -> None:
    appeal = make.make_appeal(state=before)

    with refused("I4", "illegal_transition"):
        make.move(appeal, after)


@pytest.mark.parametrize("state", ["lifted", "expired", "overturned"])
def test_a_measure_that_is_over_does_not_come_back(state: str) -> None:
    case = make.make_case(state=state)

    with refused("I4", "illegal_transition"):
        make.move(case, "in_force")


# --- states and entries -----------------------------------------------------------------------------------------------


def test_a_state_does_not_change_without_an_entry(case: Suspension) -> None:
    with refused("I4", "state_without_event"):
        Suspension.objects.filter(pk=case.pk).update(state="lifted")
    with refused("suspension_state_has_event"):
        Suspension.objects.filter(pk=case.pk).update(state="lifted", event_seq=case.event_seq + 1)


def test_an_entry_of_another_row_gives_no_state(case: Suspension) -> None:
    event = make.add_event(case, "note", subject=f"suspension:{case.pk}")

    with refused("suspension_state_has_event"):
        Suspension.objects.filter(pk=case.pk).update(state="lifted", event_seq=event.seq)


def test_an_old_entry_gives_no_state_again(claimed: Appeal) -> None:
    submitted = Event.objects.get(subject=claimed.subject, state_after="submitted")

    with refused("I4", "state_without_event"):
        Appeal.objects.filter(pk=claimed.pk).update(state="submitted", event_seq=submitted.seq)


def test_the_timeline_does_not_tell_of_a_state_that_is_not_there(case: Suspension) -> None:
    with refused("I4", "event_without_state"):
        make.add_event(case, "suspension.lifted", state="lifted")


def test_the_timeline_does_not_tell_of_a_row_that_is_not_there(case: Suspension) -> None:
    with refused("I4", "event_without_state"):
        make.add_event(case, "appeal.decided", subject="appeal:999999999", state="decided")


@pytest.mark.parametrize("subject", ["user:1", "suspension:x", "suspension:1; DROP TABLE x", "pg_class:1", "suspension:0"])
def test_only_what_has_a_state_is_given_one(case: Suspension, subject: str) -> None:
    with refused("I4", "subject_unknown"):
        make.add_event(case, "x", subject=subject, state="lifted")


@pytest.mark.parametrize("kind", ["closure.approved", "closure.effected", "suspension.closed", "effect.requested"])
def test_what_the_platform_acts_on_is_not_said_without_being_done(reviewed: Closure, kind: str) -> None:
    subject = reviewed.subject if kind.startswith("closure") else ""

    with refused("I4", "event_without_state"):
        make.add_event(reviewed.case, kind, subject=subject)
    with refused("I4", "event_without_state"):
        make.add_event(reviewed.case, kind, subject=f"appeal:{reviewed.pk}", state=kind.partition(".")[2])


def test_no_entry_is_passed_over(appeal: Appeal) -> None:
    with refused("I4", "state_skipped"):
        make.add_event(appeal.case, "appeal.withdrawn", subject=appeal.subject, state="withdrawn")
        make.move(appeal, "in_review", assignee=make.make_user())


def test_an_entry_of_another_case_gives_no_state(case: Suspension) -> None:
    theirs = make.make_case()

    with refused("I4", "event_without_state"):
        event = make.add_event(theirs, "suspension.lifted", subject=case.subject, state="lifted")
        Suspension.objects.filter(pk=case.pk).update(state="lifted", event_seq=event.seq)


# --- entries ----------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE appeals_event SET kind = 'x'",
        "UPDATE appeals_event SET body = NULL, salt = NULL",
        "DELETE FROM appeals_event",
        "INSERT INTO appeals_event SELECT * FROM appeals_event",
        "UPDATE appeals_feedentry SET position = 1",
        "DELETE FROM appeals_feedentry",
    ],
)
def test_the_timeline_is_only_appended_to(attempt: str) -> None:
    sql("SELECT set_config('redress.erasing', 'on', true)")

    with denied():
        sql(attempt)


@pytest.mark.parametrize("changes", [{"type": "closure.effected"}, {"payload": {"type": "suspension.recorded", "case": "SUS-0000-0000"}}])
def test_the_feed_says_what_happened(changes: dict[str, Any]) -> None:
    case = make.make_case(state="recorded")
    values = {"type": "suspension.recorded", "payload": {"type": "suspension.recorded", "case": case.reference}}
    event = Event.objects.get(case=case)

    with refused("I3", "feed_differs"):
        FeedEntry.objects.create(position=1, public_id="evt_1", event=event, **(values | changes))
    for position in (0, 2):
        with refused("I3", "feed_out_of_order"):
            FeedEntry.objects.create(position=position, public_id="evt_1", event=event, **values)
    FeedEntry.objects.create(position=1, public_id="evt_1", event=event, **values)

    with denied():
        FeedEntry.objects.update(type="closure.effected")


def test_the_chain_of_a_case_holds(effected: Closure) -> None:
    assert sql("SELECT chain_breaks(%s)", [effected.case_id]) == [([],)]


def test_a_body_must_be_there(case: Suspension) -> None:
    with denied("23502"):
        sql("SELECT append_event(%s, 'x', 'suspension:1', NULL, 'system', 'system:0', 'staff', NULL)", [case.pk])


# --- endings are told ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["lifted", "expired", "overturned"])
def test_a_measure_does_not_end_silently(state: str) -> None:
    case = make.make_case(started=make.ago(days=2))

    with refused("I4", "notice_missing"):
        make.move(case, state)


def test_an_appeal_is_not_withdrawn_silently() -> None:
    with make.at(make.ago(days=1)):
        appeal = make.make_appeal()

    with refused("I4", "notice_missing"):
        make.move(appeal, "withdrawn")


def test_a_draft_may_lapse_silently(draft: Appeal) -> None:
    make.move(draft, "lapsed")

    sql("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_a_closure_does_not_end_silently(delivered: Closure, state: str) -> None:
    with refused("I4", "notice_missing"):
        make.move(delivered, state)


def test_held_money_does_not_go_silently(case: Suspension) -> None:
    hold = make.make_hold(case)

    with refused("I4", "notice_missing"):
        make.move(hold, "ended", outcome="release")


def test_one_letter_tells_of_everything_that_ends_at_once(claimed: Appeal) -> None:
    make.decide(claimed, "overturned")

    make.move(claimed.case, "overturned")

    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_earlier_letter_does_not_tell_of_a_later_ending() -> None:
    with make.at(make.ago(days=1)):
        appeal = make.make_appeal(state="in_review")
        make.decide(appeal, "changed")
        case = Suspension.objects.get(pk=appeal.case_id)

    with refused("I4", "notice_missing"):
        make.move(case, "lifted")


def test_a_letter_to_somebody_else_does_not_tell_the_person() -> None:
    case = make.make_case(started=make.ago(days=2))

    with refused("I4", "notice_missing"):
        event = make.move(case, "lifted")
        make.make_notice(case, event, recipient="counterparty")


# --- notices -----------------------------------------------------------------------------------------------------------------


def unread() -> Notice:
    case = make.make_case(state="recorded")
    return make.make_notice(case, Event.objects.get(case=case))


@pytest.mark.parametrize("name", ["created_at", "opened_at", "accepted_at"])
def test_a_notice_is_not_written_back_dated_or_delivered(case: Suspension, name: str) -> None:
    with refused("I4", "back_dated"):
        values: dict[str, Any] = {name: make.ago(days=30)}
        make.make_notice(case, Event.objects.filter(case=case).latest("seq"), **values)


def test_a_notice_is_not_delivered_before_it_was_written() -> None:
    notice = unread()
    before = notice.created_at - timedelta(days=30)

    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(opened_at=before, delivered_at=before, how="opened")
    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(accepted_at=before, delivered_at=before, how="email_accepted")
    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(opened_at=redress_now(), delivered_at=before, how="opened")


def posted() -> Message:
    """A mail that waits in the outbox."""
    mark = token_hex(4)
    return outbox.enqueue(
        stream=f"case:{mark}", kind="notice.x", channel=Channel.EMAIL, recipient="ana@example.org", dedupe_key=mark, subject="x", text="x"
    )


def test_a_notice_is_not_delivered_on_an_earlier_day_than_today() -> None:
    with make.at(make.ago(days=20)) as written:
        notice = unread()
    lately = written + timedelta(days=1)

    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(opened_at=lately, delivered_at=lately, how="opened")
    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(accepted_at=lately, delivered_at=lately, how="email_accepted")


def test_a_mail_is_dated_by_what_its_own_message_came_to() -> None:
    with make.at(make.ago(days=2)):
        notice = unread()
        own, other = posted(), posted()
        Notice.objects.filter(pk=notice.pk).update(message=own)
    with make.at(make.ago(days=1)) as taken:
        Message.objects.filter(pk__in=[own.pk, other.pk]).update(state="sent", outcome="accepted", settled_at=taken)

    with refused("I7", "never_changes"):
        Notice.objects.filter(pk=notice.pk).update(message=other)
    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(accepted_at=make.ago(hours=30))
    Notice.objects.filter(pk=notice.pk).update(accepted_at=taken, delivered_at=taken, how="email_accepted")

    assert Notice.objects.get(pk=notice.pk).delivered_at == taken


def test_a_notice_is_not_delivered_in_the_future() -> None:
    notice = unread()
    later = redress_now() + timedelta(hours=1)

    with refused("I4", "back_dated"):
        Notice.objects.filter(pk=notice.pk).update(opened_at=later, delivered_at=later, how="opened")


def test_the_platform_proves_only_what_it_told() -> None:
    notice = unread()
    proved: dict[str, Any] = {"proved_at": redress_now(), "delivered_at": redress_now(), "how": "platform_proof"}

    with refused("I4", "delivery_unproved"):
        Notice.objects.filter(pk=notice.pk).update(**proved)
    with refused("I4", "delivery_unproved"):
        make.make_notice(notice.case, Event.objects.get(case=notice.case), **proved)


def test_the_platform_never_proves_the_notice_of_a_closure() -> None:
    case = make.make_closable_case(notify="platform")
    closure = make.make_closure(case, step="proposed")
    proved: dict[str, Any] = {"proved_at": redress_now(), "delivered_at": redress_now(), "how": "platform_proof"}

    with refused("I4", "delivery_unproved"):
        Notice.objects.filter(about=closure.subject).update(**proved)


def test_a_notice_speaks_of_an_entry_that_is_there(case: Suspension) -> None:
    last = Event.objects.filter(case=case).latest("seq")
    last.seq += 5

    with refused("notice_speaks_of_event"):
        make.make_notice(case, last)


@pytest.mark.parametrize("column", ["about", "kind", "text", "created_at", "case_id", "event_seq", "dates", "title"])
def test_a_letter_stays_as_it_was_written(column: str) -> None:
    unread()

    with denied():
        rewrite("appeals_notice", column)
