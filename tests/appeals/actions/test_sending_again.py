"""A letter that was lost goes to the person's new address: once, and when that address can open what it points to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.delivery import HANDLERS, open_notice
from appeals.actions.due import handle_due, sweep
from appeals.actions.people import put_account
from appeals.actions.people_draft import AccountDraft
from appeals.actions.recording import record_suspension
from appeals.models import Clock, Event, Notice, Suspension
from notifications.models import Message
from notifications.settled import handle_settled
from tests.appeals.actions.closing import Desk, fresh
from tests.factories import make_account, make_key, make_section, make_user, suspension_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BOGOTA = "America/Bogota"


@pytest.fixture(autouse=True)
def checked(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    at(datetime(2026, 11, 20, 7, 14, tzinfo=UTC))
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


@pytest.fixture
def case(db: None) -> Suspension:
    """A measure of 30 days whose letter waits in the outbox."""
    make_section()
    make_account(external_id="u_1", email="ana@example.org", time_zone=BOGOTA)
    actor = Actor.staff(make_user("reviewer", staff_id="otto"))
    recorded: Suspension = perform(
        record_suspension, actor, draft=suspension_draft("u_1", "otto", ends_at=redress_now() + timedelta(days=30))
    )
    return recorded


def at(instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', %s, false)", [instant.isoformat()])


def letter_of(case: Suspension) -> Notice:
    return Notice.objects.select_related("case__account").get(case=case, kind="suspension_notice")


def settle(notice: Notice, outcome: str) -> None:
    state = {"accepted": "sent", "refused": "dead", "undeliverable": "dead"}[outcome]
    Message.objects.filter(pk=notice.message_id or 0).update(state=state, outcome=outcome, settled_at=redress_now())
    handle_settled(HANDLERS)


def moved(case: Suspension, address: str) -> None:
    """The marketplace sends the account with another address."""
    draft = AccountDraft(kind="freelancer", display_name="Ana", email=address, language="en", time_zone=BOGOTA, country="CO")
    perform(put_account, Actor.machine(make_key("accounts:write")), external_id="u_1", draft=draft)


def test_a_lost_letter_goes_to_a_new_address_once_that_opens_the_portal(case: Suspension) -> None:
    lost = letter_of(case)
    settle(lost, "refused")
    moved(case, "new@example.org")
    again = Clock.objects.get(case=case, kind="notice_lost", state="running")
    assert (again.due_at, again.on_pass) == (redress_now() + timedelta(hours=72), "send_again")

    at(again.due_at)
    assert handle_due(again.pk)

    first, sent = Notice.objects.filter(case=case, kind="suspension_notice").order_by("id")
    assert first.message is not None
    assert sent.message is not None
    assert (sent.address, sent.message.recipient, sent.message.payload) == (
        "new@example.org",
        "new@example.org",
        {"notice": sent.public_id},
    )
    assert (sent.text, sent.sha256, sent.dates, first.message.text) == (first.text, first.sha256, first.dates, sent.message.text)
    assert Event.objects.filter(case=case).latest("seq").kind == "clock.passed"
    assert Event.objects.get(case=case, kind="notice.sent_again").audience == "staff"

    settle(sent, "accepted")
    case.refresh_from_db()
    # Half of the measure comes before 14 days are over: the end of 5 December in Bogotá.
    assert case.answer_by == datetime(2026, 12, 6, 4, 59, 59, tzinfo=UTC)


def test_a_letter_is_sent_again_once_and_only_where_it_was_lost(case: Suspension) -> None:
    lost = letter_of(case)
    settle(lost, "undeliverable")
    moved(case, "new@example.org")
    at(redress_now() + timedelta(hours=72))
    sweep()
    assert Notice.objects.filter(case=case).count() == 2
    sent = Notice.objects.latest("pk")
    settle(sent, "accepted")

    moved(case, "third@example.org")

    assert not Clock.objects.filter(case=case, kind="notice_lost", state="running").exists()
    assert Notice.objects.filter(case=case).count() == 2


def test_a_letter_that_was_opened_meanwhile_is_not_sent_again(case: Suspension) -> None:
    lost = letter_of(case)
    settle(lost, "refused")
    moved(case, "new@example.org")
    perform(open_notice, Actor.appellant(case.account), notice=letter_of(case))

    at(redress_now() + timedelta(hours=72))
    sweep()

    assert Notice.objects.filter(case=case).count() == 1


def test_the_plan_to_close_follows_its_letter_to_the_new_address() -> None:
    desk = Desk()
    closure = desk.propose()
    assert closure.notice is not None
    settle(closure.notice, "refused")
    account = desk.case.account
    draft = AccountDraft(kind=account.kind, display_name="Ana", email="new@example.org", language="en")
    perform(put_account, Actor.machine(make_key("accounts:write")), external_id=account.external_id, draft=draft)
    at(redress_now() + timedelta(hours=72))
    sweep()

    moved_on = fresh(closure)
    assert moved_on.notice is not None
    assert (moved_on.notice_id == closure.notice_id, moved_on.notice.address, moved_on.answer_by) == (False, "new@example.org", None)
    settle(moved_on.notice, "accepted")

    assert fresh(closure).answer_by is not None
