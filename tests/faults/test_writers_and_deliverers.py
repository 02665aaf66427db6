"""People write letters on cases while workers send them and act on what became of them: no deadlock, nothing lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import delivery, perform
from appeals.actions.holds import move_hold_date, place_hold
from appeals.actions.recording import record_suspension
from appeals.models import Event, Notice
from notifications.channels import email
from notifications.delivery import drain
from notifications.models import Message
from notifications.settled import handle_settled
from tests.factories import hold_draft, make_account, make_section, make_user, suspension_draft
from tests.notifications.conftest import postbox, silent_commits

if TYPE_CHECKING:
    from collections.abc import Callable

    from appeals.models import Suspension
    from tests.databases import Committed
    from tests.notifications.postbox import Postbox

__all__ = ["postbox", "silent_commits"]

CASES, ROUNDS, WORKERS = 4, 2, 2


def write(staff: Actor, case: Suspension) -> None:
    for _ in range(ROUNDS):
        hold = perform(place_hold, staff, case=case, draft=hold_draft())
        until = redress_now() + timedelta(days=12)
        perform(move_hold_date, staff, hold=hold, until=until, reason="The client still has to answer.")


def work(writing: threading.Event) -> None:
    while writing.is_set() or Message.objects.filter(handled_at=None).exists():
        drain(limit=20, older_than_seconds=0, seconds=2)
        handle_settled(delivery.HANDLERS)


def started(failures: list[BaseException], do: Callable[..., None], *args: object) -> threading.Thread:
    def guarded() -> None:
        try:
            do(*args)
        except BaseException as error:  # noqa: BLE001 - whatever a thread meets belongs to the test
            failures.append(error)
        finally:
            kept = email._line.take()
            if kept is not None:
                kept.close()
            connection.close()

    thread = threading.Thread(target=guarded)
    thread.start()
    return thread


def test_writers_and_deliverers_of_the_same_cases_never_lock_each_other_out(
    committed_db: Committed, postbox: Postbox, silent_commits: None
) -> None:
    make_section()
    staff = Actor.staff(make_user("senior", staff_id="00u1abc"))
    accounts = [make_account() for _ in range(CASES)]
    cases = [perform(record_suspension, staff, draft=suspension_draft(one.external_id, "00u1abc")) for one in accounts]
    failures: list[BaseException] = []
    writing = threading.Event()
    writing.set()

    workers = [started(failures, work, writing) for _ in range(WORKERS)]
    for writer in [started(failures, write, staff, case) for case in cases]:
        writer.join()
    writing.clear()
    for worker in workers:
        worker.join()

    letters = CASES * (1 + 2 * ROUNDS)
    assert failures == []
    assert Notice.objects.filter(how="email_accepted").count() == letters
    assert Event.objects.filter(kind="notice.delivered").count() == letters
    assert Message.objects.exclude(state="sent").count() == 0
