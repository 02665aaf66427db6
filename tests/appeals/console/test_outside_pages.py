"""What a senior notes of the world outside a case, and the rulebook for reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.models import Dispute, LegalHold
from tests.appeals.console.conftest import at_desk
from tests.appeals.console.world import everything
from tests.factories import make_case, make_legal_hold, make_section, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db
FILED: dict[str, Any] = {
    "kind": "court",
    "body": "District court of Lyon",
    "body_reference": "12/2026",
    "filed_on": "2026-11-02",
    "stays_closure": "on",
}


def test_a_proceeding_is_recorded_and_its_end_noted(cast: Cast, lena: Desk) -> None:
    case = cast.case()
    lena.sends("record_dispute", case.reference, **FILED)
    dispute = Dispute.objects.get()
    assert (dispute.kind, dispute.body, dispute.body_reference, dispute.stays_closure) == (
        "court",
        "District court of Lyon",
        "12/2026",
        True,
    )
    assert dispute.filed_at == datetime(2026, 11, 2, tzinfo=UTC)
    page = lena.page("case", case.reference)
    assert "stops the closing" in page.words
    assert f"/console/cases/{case.reference}/disputes/{dispute.pk}/settle/" in [one.attrs.get("href") for one in page.all("a")]

    lena.sends("settle_dispute", case.reference, dispute.pk, outcome="for_the_person", note="The measure was too long.")
    dispute.refresh_from_db()
    assert (dispute.outcome, dispute.outcome_note) == ("for_the_person", "The measure was too long.")
    assert "stops the closing" not in lena.page("case", case.reference).words


def test_a_proceeding_ends_once(cast: Cast, lena: Desk) -> None:
    case = cast.case()
    lena.sends("record_dispute", case.reference, **FILED)
    number = Dispute.objects.get().pk
    lena.sends("settle_dispute", case.reference, number, outcome="settled", once="a")
    lena.sends("settle_dispute", case.reference, number, outcome="settled", once="a")
    before = everything()

    assert lena.refusal("settle_dispute", case.reference, number, status=409, outcome="for_us") == "This proceeding has ended already."
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": ""}, "Where? Choose one."),
        ({"body": ""}, "This field is required."),
        ({"filed_on": ""}, "Begun on: give a day."),
        ({"filed_on": "2099-01-01"}, "This moment has not come yet."),
    ],
)
def test_half_a_proceeding_stays_on_the_page(cast: Cast, lena: Desk, change: dict[str, Any], complaint: str) -> None:
    case = cast.case()
    before = everything()

    assert lena.refusal("record_dispute", case.reference, status=422, **FILED | change) == complaint
    assert everything() == before


def test_a_legal_hold_is_placed_and_lifted(cast: Cast, lena: Desk) -> None:
    case = cast.case()
    day = (redress_now() + timedelta(days=30)).date()
    lena.sends("place_legal_hold", case.reference, reason="A court asked for it.", until=str(day))
    hold = LegalHold.objects.get()
    wanted = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
    assert (hold.reason, hold.placed_by, hold.wanted_until) == ("A court asked for it.", cast.lena_user, wanted)
    assert (hold.until, "Waits for a second person." in lena.page("case", case.reference).words) == (
        hold.placed_at + timedelta(hours=72),
        True,
    )
    assert "Another senior confirms it." in lena.refusal("confirm_legal_hold", case.reference, hold.pk, status=403)
    at_desk(make_user("senior")).sends("confirm_legal_hold", case.reference, hold.pk)
    hold.refresh_from_db()
    assert hold.until == wanted
    lena.sends("lift_legal_hold", case.reference, hold.pk)

    hold.refresh_from_db()
    assert hold.lifted_by == cast.lena_user
    assert lena.refusal("lift_legal_hold", case.reference, hold.pk, status=409) == "This legal hold was lifted already."


def test_half_a_legal_hold_stays_on_the_page(cast: Cast, lena: Desk) -> None:
    case = cast.case()
    before = everything()

    assert lena.refusal("place_legal_hold", case.reference, status=422, reason="") == "Why? Write something."
    assert lena.refusal("place_legal_hold", case.reference, status=422, reason="A court.", until="2001-01-01") == "This moment is over."
    assert everything() == before


def test_what_belongs_to_another_case_is_not_there(cast: Cast, lena: Desk) -> None:
    case, other = cast.case(), make_case()
    dispute = Dispute.objects.create(case=case, kind="court", body="District court", filed_at=case.starts_at)
    hold = make_legal_hold(case, cast.lena_user)

    assert lena.get(f"/console/cases/{other.reference}/disputes/{dispute.pk}/settle/").status_code == 404
    for act in ("confirm", "lift"):
        assert lena.get(f"/console/cases/{other.reference}/legal-holds/{hold.pk}/{act}/").status_code == 404


def test_only_seniors_have_these_buttons(cast: Cast, rita: Desk, lena: Desk) -> None:
    case = cast.case()
    links = {
        who: [one.words for one in desk.page("case", case.reference).one("main").all("a")] for who, desk in (("rita", rita), ("lena", lena))
    }

    assert ["Record a proceeding" in links[who] for who in ("rita", "lena")] == [False, True]


def test_the_rulebook_shows_each_section_as_it_stands_today() -> None:
    desk = at_desk(make_user("key_admin"))
    assert "No section is published yet." in desk.page("rulebook").words
    make_section("false-identity", title="Use your name")
    make_section("false-identity", title="Use your real name", in_force_from=date(2025, 1, 1))
    make_section("false-identity", title="Use your full name", in_force_from=date(2099, 1, 1))
    make_section("new-rule", title="Something new", in_force_from=date(2099, 6, 1))
    rows = [row.words for row in desk.page("rulebook").one("tbody").all("tr")]

    assert rows == [
        "Section Use your real name Version 2 · version 3 from 1 January 2099 In force since 1 January 2025",
        "Section Something new Version \u2013 · version 1 from 1 June 2099 In force since Not yet",
    ]


def test_a_section_lists_its_versions_which_stay_as_they_were() -> None:
    make_section("false-identity", title="Use your name", text="The first words.")
    make_section(
        "false-identity",
        title="Use your real name",
        text="The second words.",
        allowed=["Another alphabet."],
        evidence_helps=["Your card."],
        ladder=[
            {"measure": "warning"},
            {"measure": "indefinite", "review_days": 90, "removes": ["visible"], "safety": True, "hold": "in_escrow"},
        ],
        in_force_from=date(2025, 1, 1),
    )
    desk = at_desk(make_user("auditor"))
    page = desk.page("section", "false-identity")

    assert page.one("h1").words == "Use your real name"
    for words in (
        "The second words.",
        "Another alphabet.",
        "Your card.",
        "Suspension until a review, 90 days In danger only",
        "May hold: Money in escrow",
    ):
        assert words in page.words
    assert [one.words for one in page.one("main").all("a")] == ["Rulebook", "Version 2", "Version 1"]
    old = desk.page("section_version", "false-identity", 1)
    assert ("The first words." in old.words, "The second words." in old.words) == (True, False)
