"""Measures and held money: confirmed by a second person, lifted, made lighter, moved, ended."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.recording import record_suspension
from appeals.models import Hold, Suspension
from tests.appeals.cast import letters
from tests.appeals.console.conftest import said
from tests.appeals.console.world import everything
from tests.factories import make_hold, make_section, suspension_draft

if TYPE_CHECKING:
    from datetime import date

    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db
WHY = "Your ID card shows that the name is yours."


def recorded(cast: Cast, **changes: Any) -> Suspension:
    """A measure that otto records, with everything a letter about it needs."""
    make_section()
    draft = suspension_draft(cast.account.external_id, cast.otto_user.staff_id, **changes)
    case: Suspension = perform(record_suspension, cast.otto, draft=draft)
    return case


def capped(cast: Cast) -> Suspension:
    """A measure of 60 days, which runs for 30 until a second person signs."""
    return recorded(cast, ends_at=redress_now() + timedelta(days=60))


def day(days: int) -> date:
    return (redress_now() + timedelta(days=days)).date()


def last_second(on: date) -> datetime:
    return datetime.combine(on, time(23, 59, 59), tzinfo=UTC)


def test_what_waits_for_a_second_person_stands_in_one_list(cast: Cast, rita: Desk, otto: Desk) -> None:
    case = capped(cast)
    hold = make_hold(cast.case(), proposed_ends_at=redress_now() + timedelta(days=90), placed_by=cast.rob_user)
    page = rita.page("to_confirm")

    links = [link.attrs["href"] for table in page.all("table") for link in table.all("a")]
    assert links == [
        f"/console/cases/{case.reference}/",
        f"/console/cases/{case.reference}/confirm/",
        f"/console/cases/{hold.case.reference}/",
        f"/console/holds/{hold.public_id}/confirm/",
    ]
    mine = otto.page("to_confirm")
    assert "You took part in the decision that this is about." in mine.words
    assert f"/console/cases/{case.reference}/confirm/" not in [link.attrs["href"] for link in mine.all("a")]


def test_an_empty_list_says_so(rita: Desk) -> None:
    words = rita.page("to_confirm").words

    assert "No measure waits for a second person." in words
    assert "No held money waits for a second person." in words


def test_a_second_person_confirms_a_measure_once(cast: Cast, rita: Desk) -> None:
    case = capped(cast)
    proposed_end = case.proposed_ends_at
    assert "Runs now until" in rita.page("confirm_measure", case.reference).words
    rita.sends("confirm_measure", case.reference, once="sign")
    before = everything()
    again = rita.sends("confirm_measure", case.reference, once="sign")

    case.refresh_from_db()
    assert (case.ends_at, case.confirmed_by) == (proposed_end, cast.rita_user)
    assert letters(case) == ["suspension_notice", "measure_confirmed"]
    assert again["Location"] == f"/console/cases/{case.reference}/"
    assert everything() == before


def test_a_measure_that_waits_for_nobody_has_nothing_to_confirm(cast: Cast, rita: Desk) -> None:
    case = recorded(cast)

    assert "Nothing here waits for a second person." in rita.page("confirm_measure", case.reference, status=409).words
    assert rita.refusal("confirm_measure", case.reference, status=409) == "Nothing here waits for a second person."


def test_lifting_tells_the_person_why(cast: Cast, otto: Desk) -> None:
    case = recorded(cast)
    otto.sends("lift_measure", case.reference, reason=WHY, our_mistake="on")

    case.refresh_from_db()
    assert case.state == "lifted"
    assert letters(case) == ["suspension_notice", "measure_lifted"]
    assert "The measure is lifted. The person is told." in otto.page("case", case.reference).words


def test_lifting_without_a_reason_changes_nothing(cast: Cast, rita: Desk) -> None:
    case = recorded(cast)
    before = everything()

    assert rita.refusal("lift_measure", case.reference, status=422) == "Why? Write something."
    assert everything() == before


def test_two_at_once_the_second_is_told_what_the_first_did(cast: Cast, rita: Desk, rob: Desk) -> None:
    case = recorded(cast)
    rita.sends("lift_measure", case.reference, reason=WHY)
    before = everything()
    response = rob.sends("lift_measure", case.reference, status=409, reason="The names fit after all.")

    assert said(response) == "This cannot be done while the suspension is “lifted”."
    body = response.content.decode()
    assert "The names fit after all." in body
    assert "Measure lifted" in body
    assert everything() == before


def test_a_measure_is_made_lighter_with_a_day_of_the_persons_zone(cast: Cast, rita: Desk) -> None:
    cast.account.time_zone = "Pacific/Auckland"
    cast.account.save(update_fields=["time_zone"])
    case = recorded(cast)
    rita.sends(
        "change_measure",
        case.reference,
        measure="limitation",
        removes=["propose"],
        ends_on="" + str(day(5)),
        reason="Work you have can go on.",
    )

    case.refresh_from_db()
    assert (case.measure, case.removes) == ("limitation", ["propose"])
    assert case.ends_at == last_second(day(5)) - timedelta(hours=13)
    assert letters(case)[-1] == "measure_changed"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"measure": ""}, "Measure from now on: choose one."),
        ({"measure": "indefinite"}, "Select a valid choice. indefinite is not one of the available choices."),
        ({"ends_on": ""}, "Give exactly one: when it ends, or when it is looked at again."),
        ({"ends_on": "2001-01-01"}, "The date is in the past."),
        ({"ends_on": "0001-01-01"}, "This day is too far back."),
        ({"ends_on": "9999-12-31"}, "This day is too far ahead."),
        ({"ends_on": "31.12.2026"}, "Give a day as year-month-day, such as 2027-01-31."),
        ({"removes": ["withdraw"]}, "Select a valid choice. withdraw is not one of the available choices."),
        ({"reason": "You are a fraudster."}, "Say it in plain words, without “fraudster”."),
    ],
)
def test_what_is_not_lighter_stays_on_the_page(cast: Cast, rita: Desk, change: dict[str, Any], complaint: str) -> None:
    case = recorded(cast)
    sent = {"measure": "limitation", "removes": ["propose"], "ends_on": str(day(5)), "reason": "Work you have can go on."} | change
    before = everything()
    told = rita.refusal("change_measure", case.reference, status=422, **sent)

    assert complaint in told
    assert everything() == before


def test_money_is_held_beside_a_measure(cast: Cast, rita: Desk) -> None:
    case = recorded(cast)
    rita.sends(
        "place_hold",
        case.reference,
        kind="in_escrow",
        amount="1240.50",
        currency="USD",
        why="Your client disputes it.",
        hold_ends=str(day(9)),
    )
    hold = Hold.objects.get()

    assert (hold.kind, str(hold.amount), hold.currency, hold.ends_at) == ("in_escrow", "1240.5000", "USD", last_second(day(9)))
    assert "1\u202f240.50\u00a0USD" in rita.page("case", case.reference).words


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"amount": "0"}, "Ensure this value is greater than or equal to 0.0001."),
        ({"amount": "NaN"}, "Enter a number."),
        ({"amount": "1e999999"}, "Ensure that there are no more than"),
        ({"currency": "usd"}, "A currency has three capital letters, such as USD."),
        ({"hold_ends": ""}, "Give exactly one: when it ends, or when it is looked at again."),
        ({"hold_ends": "2001-01-01"}, "The date is in the past."),
        ({"why": "   "}, "Why is it held? Write something."),
    ],
)
def test_half_a_hold_stays_on_the_page(cast: Cast, rita: Desk, change: dict[str, Any], complaint: str) -> None:
    case = recorded(cast)
    sent = {"kind": "in_escrow", "amount": "12", "currency": "USD", "why": "Your client disputes it.", "hold_ends": str(day(9))} | change
    before = everything()

    assert complaint in rita.refusal("place_hold", case.reference, status=422, **sent)
    assert everything() == before


def test_a_hold_is_moved_and_ended_with_reasons(cast: Cast, rita: Desk) -> None:
    hold = make_hold(recorded(cast))
    rita.sends("move_hold", hold.public_id, until=str(day(40)), reason="Your client sent more files.")
    hold.refresh_from_db()
    assert (hold.ends_at, hold.moved) == (last_second(day(40)), 1)

    rita.sends("end_hold", hold.public_id, outcome="release", reason="The client agreed.")
    hold.refresh_from_db()
    assert (hold.state, hold.outcome) == ("ended", "release")


def test_money_for_approved_work_is_paid_or_taken_by_law(cast: Cast, rita: Desk) -> None:
    hold = make_hold(recorded(cast), kind="approved_work")
    page = rita.page("end_hold", hold.public_id)
    before = everything()

    assert [one.attrs["value"] for one in page.one("main").all("input") if one.attrs.get("name") == "outcome"] == [
        "release",
        "surrender_by_law",
    ]
    assert "not one of the available choices" in rita.refusal(
        "end_hold", hold.public_id, status=422, outcome="set_off", reason="You owe this."
    )
    assert everything() == before


def test_a_hold_confirmed_by_a_second_person_runs_as_proposed(cast: Cast, rita: Desk, rob: Desk) -> None:
    proposed_end = redress_now() + timedelta(days=90)
    hold = make_hold(recorded(cast), proposed_ends_at=proposed_end, placed_by=cast.rob_user)
    assert "You placed this hold." in rob.page("confirm_hold", hold.public_id, status=403).words
    rita.sends("confirm_hold", hold.public_id)

    hold.refresh_from_db()
    assert (hold.ends_at, hold.confirmed_by) == (proposed_end, cast.rita_user)
