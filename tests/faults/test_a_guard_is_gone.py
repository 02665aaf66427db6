"""A database that lost a guard: no traffic, and no account is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client

from accounts.actors import Actor
from appeals.actions import perform
from appeals.actions.closures import approve_closure
from appeals.errors import Unavailable
from appeals.models import Closure
from tests.factories import make_closable_case, make_closure, make_user, open_review

if TYPE_CHECKING:
    from tests.databases import Committed

REASONS = "All three letters name the same rule, and nothing lighter has helped in a year."


def drop_a_guard(database: Committed) -> None:
    with database.connect(as_owner=True) as owner:
        owner.execute("DROP TRIGGER event_no_change ON appeals_event")


def test_without_a_guard_the_process_gets_no_traffic(committed_db: Committed) -> None:
    assert Client().get("/readyz").status_code == 200

    drop_a_guard(committed_db)
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"1 guards are missing\n")


def test_without_a_guard_no_closure_is_approved(committed_db: Committed) -> None:
    approver = make_user("senior")
    closure = make_closure(make_closable_case(), step="reviewed")
    with transaction.atomic():
        open_review(closure, approver, part="second", role="senior", own_view="close")
    drop_a_guard(committed_db)

    with pytest.raises(Unavailable):
        perform(approve_closure, Actor.staff(approver), closure=closure, reasons=REASONS)

    assert Closure.objects.get(pk=closure.pk).state == "second_approval"
