"""The law's regimes in the console: in words with their sources, proposed by one, published by another; and what is due."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions import clocks, perform
from appeals.actions.due import sweep
from appeals.actions.rulebook import publish_regime
from appeals.console.forms.regimes import at_line
from appeals.deadlines import shipped_regimes
from appeals.models import Clock, ClockKind, ClockOwner, OnPass, Regime, RegimeProposal
from tests.appeals.console.conftest import Desk, at_desk
from tests.factories import first_administrator, make_appeal, make_case, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.clock import TestClock

pytestmark = pytest.mark.django_db
SHIPPED: dict[str, dict[str, Any]] = {str(one["key"]): dict(one) for one in shipped_regimes()}
WHY = "Read in the official journal."


@pytest.fixture
def law(db: None) -> tuple[Desk, Desk]:
    """Two administrators of policy at their desks; the house's rules and Seattle's are published."""
    for key in ("baseline", "us_wa_seattle_abw"):
        perform(publish_regime, SYSTEM, data=SHIPPED[key])
    return at_desk(first_administrator()), at_desk(make_user("policy_admin"))


def seattle(**values: Any) -> str:
    """The next version of Seattle's rules as text, some of its values changed."""
    data = deepcopy(SHIPPED["us_wa_seattle_abw"]) | {"version": 2}
    for key, change in values.items():
        data["values"][key] |= change
    return json.dumps(data, indent=2)


def test_every_value_is_read_in_words_with_its_source_and_what_nobody_confirmed(law: tuple[Desk, Desk]) -> None:
    listed, version = law[0].page("regimes").words, law[0].page("regime", "us_wa_seattle_abw", 1).words

    assert "Redress baseline, always on" in listed
    assert "values to be confirmed" in listed
    assert "No contact person is set." in listed
    for part in ("Appeals are decided within", "14 days", "To be confirmed", "A named person stands for the answer", "SMC 8.40.060"):
        assert part in version
    assert version.count("To be confirmed") == len(SHIPPED["us_wa_seattle_abw"]["values"])


def test_what_is_confirmed_loses_its_badge_and_the_difference_is_shown(law: tuple[Desk, Desk]) -> None:
    one, two = law
    confirmed = {"value": {"value": 10, "unit": "calendar_days"}, "confirmed_by": "Counsel", "confirmed_on": "2026-11-02"}
    text = seattle(decide_by=confirmed)

    checked = one.sends("propose_regime", status=200, step="check", text=text, why=WHY).content.decode()
    assert "Nothing is wrong with it. It is not proposed yet." in checked
    assert not RegimeProposal.objects.exists()
    one.sends("propose_regime", step="send", text=text, why=WHY)
    own, seen = one.page("proposed_regime", "us_wa_seattle_abw").words, two.page("proposed_regime", "us_wa_seattle_abw").words
    assert ("Publish this version" in own, "Publish this version" in seen) == (False, True)
    assert "confirmed by Counsel" in seen
    assert one.sends("publish_regime", "us_wa_seattle_abw", status=403).status_code == 403
    two.sends("publish_regime", "us_wa_seattle_abw")

    assert Regime.objects.get(key="us_wa_seattle_abw", version=2).data["values"]["decide_by"]["confirmed_by"] == "Counsel"
    page = two.page("regime", "us_wa_seattle_abw", 2).words
    assert "Counsel, 2026-11-02" in page
    assert "What changes against version 1" in page


def test_what_is_wrong_stands_at_its_line_and_nothing_typed_is_lost(law: tuple[Desk, Desk]) -> None:
    text = seattle(decide_by={"on_breach": "reject"})
    line = next(number for number, one in enumerate(text.split("\n"), start=1) if '"decide_by":' in one)

    said = law[0].sends("propose_regime", status=422, step="send", text=text, why=WHY).content.decode()

    assert f"Line {line}: values.decide_by: a passed clock can only alert, escalate, lift_interim." in said
    assert "&quot;on_breach&quot;: &quot;reject&quot;" in said
    wrong = {"{": "Line 1: this is no JSON.", "[]": "A regime is one JSON object.", " ": "Write the version, or choose a file."}
    for typed, complaint in wrong.items():
        assert complaint in law[0].sends("propose_regime", status=422, step="send", text=typed, why=WHY).content.decode()
    assert at_line("{}", "key: nothing.") == "key: nothing."
    assert not RegimeProposal.objects.exists()


def test_a_file_takes_the_place_of_the_text(law: tuple[Desk, Desk]) -> None:
    good = SimpleUploadedFile("seattle.json", seattle().encode(), content_type="application/json")
    bad = SimpleUploadedFile("seattle.json", b"\xff\xfe", content_type="application/json")

    refused = law[0].sends("propose_regime", status=422, step="send", text="{", why=WHY, file=bad).content.decode()
    law[0].sends("propose_regime", step="send", text="{", why=WHY, file=good)

    assert "Send a JSON file in UTF-8 of at most 60 kB." in refused
    assert RegimeProposal.objects.get().data == json.loads(seattle())


def test_a_proposal_is_refused_with_a_reason_that_staff_read(law: tuple[Desk, Desk]) -> None:
    one, two = law
    one.sends("propose_regime", step="send", text=seattle(), why=WHY)

    assert "Write something." in two.sends("refuse_regime", "us_wa_seattle_abw", status=422, reason="").content.decode()
    two.sends("refuse_regime", "us_wa_seattle_abw", reason="Article 8 says 14 days.")

    assert RegimeProposal.objects.get().state == "refused"
    assert "Article 8 says 14 days." in one.page("regime", "us_wa_seattle_abw", 1).words


# --- what is due ------------------------------------------------------------------------------------------------------


def test_a_date_stands_in_the_seniors_view_from_half_time_until_it_is_settled(cast: Cast, lena: Desk, clock: TestClock) -> None:
    appeal = make_appeal(cast.case(days=60), state="in_review", reviewer=cast.rita_user)
    due = redress_now() + timedelta(days=10)
    clocks.start(appeal, ClockKind.DECIDE_BY, due, owner=ClockOwner.STAFF, on_pass=OnPass.TELL_LATE, escalates=True)
    clocks.start(appeal.case, ClockKind.REVIEW_MEASURE, due, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
    assert "No date is half over." in lena.page("dates").words

    clock.advance(days=9)
    sweep()
    page = lena.page("dates").words
    assert all(
        part in page for part in (appeal.reference, "Decide by", "80 %", str(cast.rita_user), "The person is told once that we are late")
    )
    case = lena.page("case", appeal.case.reference).words
    assert "When this passes: The person is told once that we are late, with a new date." in case
    assert "Seniors were told at 80 % of its time." in case

    clock.advance(days=2)
    sweep()
    assert sorted(Clock.objects.filter(told=100).values_list("kind", flat=True)) == ["review_on"]
    clocks.met(appeal.case, ClockKind.REVIEW_MEASURE)
    assert "The measure is signed again by" not in lena.page("dates").words


def test_a_new_date_is_promised_at_the_desk_with_its_letter_read_first(cast: Cast, rita: Desk) -> None:
    appeal = make_appeal(cast.case(days=60), state="in_review", reviewer=cast.rita_user)
    appeal.refresh_from_db()
    assert appeal.decide_by is not None
    until = (appeal.decide_by + timedelta(days=3)).date()

    shown = rita.sends("move_promise", appeal.reference, status=200, step="preview", until=str(until), reason="We wait for a translator.")
    refused = rita.sends("move_promise", appeal.reference, status=422, step="send", until="2020-01-01", reason="We wait for a translator.")
    rita.sends("move_promise", appeal.reference, step="send", until=str(until), reason="We wait for a translator.")

    assert "The letter, not sent yet" in shown.content.decode()
    assert "The new date lies after the one we promised" in refused.content.decode()
    appeal.refresh_from_db()
    assert appeal.decide_by is not None
    assert appeal.decide_by.date() == until


def test_the_seniors_view_costs_the_same_for_one_date_and_for_many(lena: Desk, django_assert_num_queries: Any) -> None:
    def late() -> None:
        clock = clocks.start(make_appeal(make_case()), ClockKind.CEILING, redress_now(), owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
        Clock.objects.filter(pk=clock.pk).update(told=50)

    late()
    lena.page("dates")
    with django_assert_num_queries(7):
        lena.page("dates")
    late()
    late()
    with django_assert_num_queries(7):
        lena.page("dates")
