"""Proceedings elsewhere and legal holds: by seniors only, and each stops a closing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.disputes import confirm_legal_hold, lift_legal_hold, place_legal_hold, record_dispute, settle_dispute
from appeals.errors import AppealError, IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import Closure, Dispute, Event, LegalHold
from appeals.queries.gate import closure_missing
from tests.appeals.actions.closing import Desk, fresh, later
from tests.factories import make_key, make_user, snapshot

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
def sena(desk: Desk) -> Actor:
    return Actor.staff(desk.approver)


def court(**changes: Any) -> dict[str, Any]:
    return {"kind": "court", "body": "District Court", "filed_at": redress_now() - timedelta(days=1)} | changes


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    before = [snapshot(), list(Dispute.objects.values()), list(LegalHold.objects.values())]
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert [snapshot(), list(Dispute.objects.values()), list(LegalHold.objects.values())] == before
    return caught.value


def codes(closure: Any) -> list[str]:
    return [one.code for one in closure_missing(closure)]


def test_a_proceeding_sends_an_approved_closure_back_until_it_has_ended(approved: Closure, desk: Desk, sena: Actor) -> None:
    dispute = perform(record_dispute, sena, case=desk.case, **court(body_reference="12 C 3/26"))

    assert (fresh(approved).state, desk.close_effect(approved).state) == ("in_review", "cancelled")
    assert "dispute_stay" in codes(approved)
    assert (dispute.recorded_by, dispute.recorded_at, dispute.body_reference) == (desk.approver, redress_now(), "12 C 3/26")
    perform(settle_dispute, sena, dispute=dispute, outcome="for_us", note="Dismissed.")
    assert "dispute_stay" not in codes(approved)
    kinds = Event.objects.filter(kind__startswith="dispute.").order_by("seq").values_list("kind", "audience")
    assert list(kinds) == [("dispute.recorded", "appellant"), ("dispute.settled", "appellant")]


def test_a_proceeding_that_stays_nothing_leaves_the_closure_alone(approved: Closure, desk: Desk, sena: Actor) -> None:
    perform(record_dispute, sena, case=desk.case, **court(stays_closure=False))

    assert fresh(approved).state == "approved"


def test_a_legal_hold_stops_the_closing_until_it_is_lifted_and_only_staff_read_of_it(approved: Closure, desk: Desk, sena: Actor) -> None:
    hold = perform(place_legal_hold, sena, case=desk.case, reason="An authority asked us to keep everything.")

    assert (fresh(approved).state, "legal_hold" in codes(approved)) == ("in_review", True)
    perform(lift_legal_hold, sena, hold=hold)
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_at, "legal_hold" in codes(approved)) == (desk.approver, redress_now(), False)
    entries = Event.objects.filter(kind__startswith="legal_hold.").values_list("audience", "body")
    assert {audience for audience, _ in entries} == {"staff"}
    assert "authority" not in "".join(body or "" for _, body in entries)


def test_a_legal_hold_of_one_person_lasts_72_hours_and_of_two_as_long_as_they_want(desk: Desk, sena: Actor) -> None:
    second = Actor.staff(make_user("senior"))
    hold = perform(place_legal_hold, sena, case=desk.case, reason="Why.")
    assert (hold.until, hold.wanted_until) == (redress_now() + timedelta(hours=72), None)
    refused(NotIndependent, confirm_legal_hold, sena, hold=hold)
    perform(confirm_legal_hold, second, hold=hold)
    hold.refresh_from_db()
    assert (hold.until, hold.confirmed_by_id) == (None, second.user_id)
    refused(IllegalTransition, confirm_legal_hold, second, hold=hold)

    over = perform(place_legal_hold, sena, case=desk.case, reason="Why.")
    later(hours=72)
    refused(IllegalTransition, confirm_legal_hold, second, hold=over)


def test_the_database_lets_nobody_hold_for_longer_alone(desk: Desk, sena: Actor) -> None:
    hold = perform(place_legal_hold, sena, case=desk.case, reason="Why.")
    now = redress_now()

    for changes in ({"until": None}, {"until": now + timedelta(days=4)}, {"confirmed_at": now, "confirmed_by_id": sena.user_id}):
        with pytest.raises(IntegrityError, match="takes_two_people"), transaction.atomic():
            LegalHold.objects.filter(pk=hold.pk).update(**changes)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"kind": "duel", "body": " "}, ["kind", "body"]),
        ({"filed_at": timedelta(hours=1)}, ["filed_at"]),
    ],
)
def test_a_proceeding_names_its_body_and_day(desk: Desk, sena: Actor, changes: dict[str, Any], fields: list[str]) -> None:
    if "filed_at" in changes:
        changes = {"filed_at": redress_now() + changes["filed_at"]}

    error = refused(Invalid, record_dispute, sena, case=desk.case, **court(**changes))

    assert isinstance(error, Invalid)
    assert [one.field for one in error.errors] == fields


def test_a_legal_hold_says_why_and_ends_in_the_future(desk: Desk, sena: Actor) -> None:
    refused(Invalid, place_legal_hold, sena, case=desk.case, reason=" ")
    refused(Invalid, place_legal_hold, sena, case=desk.case, reason="Why.", until=redress_now())


def test_what_has_ended_does_not_end_again(desk: Desk, sena: Actor) -> None:
    dispute = perform(record_dispute, sena, case=desk.case, **court())
    hold = perform(place_legal_hold, sena, case=desk.case, reason="Why.")
    refused(Invalid, settle_dispute, sena, dispute=dispute, outcome="won")
    perform(settle_dispute, sena, dispute=dispute, outcome="settled")
    perform(lift_legal_hold, sena, hold=hold)

    refused(IllegalTransition, settle_dispute, sena, dispute=dispute, outcome="settled")
    refused(IllegalTransition, lift_legal_hold, sena, hold=hold)


def test_only_seniors_do_any_of_this(desk: Desk, sena: Actor) -> None:
    dispute = perform(record_dispute, sena, case=desk.case, **court())
    hold = perform(place_legal_hold, sena, case=desk.case, reason="Why.")
    actors = [
        SYSTEM,
        Actor.staff(make_user("reviewer", "intake", "policy_admin")),
        Actor.machine(make_key("suspensions:write", "closures:write")),
        Actor.appellant(desk.case.account),
    ]

    for actor in actors:
        refused(NotAllowed, record_dispute, actor, case=desk.case, **court())
        refused(NotAllowed, settle_dispute, actor, dispute=dispute, outcome="settled")
        refused(NotAllowed, place_legal_hold, actor, case=desk.case, reason="Why.")
        refused(NotAllowed, confirm_legal_hold, actor, hold=hold)
        refused(NotAllowed, lift_legal_hold, actor, hold=hold)
