"""Recording a measure at the desk: the account first, then everything the person will read, on one page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.console.forms.shape import MOST_CITATIONS, MOST_CLIENTS, MOST_FACTS, MOST_HOLDS, Shape
from appeals.models import Hold, Signal, Suspension
from tests.appeals.cast import letters
from tests.appeals.console.conftest import at_desk, said
from tests.appeals.console.world import everything
from tests.appeals.markup import read
from tests.factories import make_account, make_case, make_section, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db

WHOLE: dict[str, Any] = {
    "step": "send",
    "shape": "1|0",
    "section_0": "false-identity",
    "explanation_0": "The profile must carry your own name.",
    "day_0_0": "2026-11-12",
    "what_0_0": "The name on your card and on your profile are different.",
    "measure": "temporary",
    "removes": ["propose", "visible"],
    "none_reason": "We had to ask for your name at once.",
    "ladder_reason": "Names must match before money moves.",
    "source": "own_initiative",
    "automated_decision": "none",
}


@pytest.fixture
def sent(cast: Cast) -> dict[str, Any]:
    """A whole form for ana's account, ending in ten days."""
    make_section(ladder=[{"measure": "warning"}, {"measure": "temporary", "days": 7, "removes": ["propose"]}])
    return WHOLE | {"ends_on": str((redress_now() + timedelta(days=10)).date())}


def sends(desk: Desk, cast: Cast, data: dict[str, Any], *, status: int = 303) -> Any:
    response = desk.post(f"/console/measures/new/?account={cast.account.external_id}", data)
    assert response.status_code == status, said(response)
    return response


def test_the_account_comes_first(cast: Cast, rita: Desk) -> None:
    assert "Which account?" in rita.page("record_measure").words
    unknown = rita.page("record_measure", status=404, account="u_nobody")

    assert "We do not know this account." in unknown.words
    assert unknown.by_id("account").attrs["value"] == "u_nobody"


def test_who_has_no_staff_id_cannot_be_recorded_as_deciding(cast: Cast) -> None:
    desk = at_desk(make_user("reviewer", staff_id=None))

    assert "You have no staff id, so nobody could see who decided." in desk.page("record_measure", account=cast.account.external_id).words


def test_history_and_ladder_stand_beside_the_form(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    earlier = make_case(cast.account, state="lifted")
    page = rita.page("record_measure", account=cast.account.external_id)

    assert earlier.reference in page.words
    assert "Use your real name Suspension for a time, 7 days 1 counted break before · Send proposals" in page.words
    assert [one.attrs["value"] for one in page.all("input") if one.attrs.get("name") == "prior"] == [earlier.reference]
    # Closing for good is no measure.
    assert [one.attrs["value"] for one in page.all("input") if one.attrs.get("name") == "measure"] == [
        "warning",
        "limitation",
        "temporary",
        "indefinite",
    ]


def test_a_measure_is_recorded_once_in_the_name_of_who_sits_there(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    response = sends(rita, cast, sent | {"once": "send"})
    before = everything()
    again = sends(rita, cast, sent | {"once": "send"})

    case = Suspension.objects.get()
    assert response["Location"] == again["Location"] == f"/console/cases/{case.reference}/"
    assert everything() == before
    assert (case.measure, case.removes, case.decided_by, case.recorded_by) == (
        "temporary",
        ["propose", "visible"],
        cast.rita_user,
        cast.rita_user,
    )
    assert letters(case) == ["suspension_notice"]
    (citation,) = case.citations.all()
    assert [(str(fact.occurred_on), fact.what) for fact in citation.facts.all()] == [("2026-11-12", sent["what_0_0"])]


def test_the_letter_is_read_first_and_nothing_of_it_stays(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    before = everything()
    response = sends(rita, cast, sent | {"step": "preview"}, status=200)

    page = read(response.content.decode())
    assert "The letter, not sent yet" in page.words
    assert "The name on your card and on your profile are different." in page.words
    assert page.by_id("id_what_0_0").words == sent["what_0_0"]
    assert everything() == before


def test_signals_and_held_money_go_along(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    money = {"shape": "1|1", "kind_0": "in_escrow", "amount_0": "340", "currency_0": "USD", "why_0": "Your client disputes it."}
    until = {"hold_ends_0": str((redress_now() + timedelta(days=9)).date())}
    sends(rita, cast, sent | money | until | {"detector": "names", "signal": "Distance 7"})

    assert [(one.detector, one.detail) for one in Signal.objects.all()] == [("names", {"text": "Distance 7"})]
    assert [(one.kind, one.currency) for one in Hold.objects.all()] == [("in_escrow", "USD")]
    page = rita.page("case", Suspension.objects.get().reference)
    assert "Distance 7" in page.words


def test_earlier_cases_can_be_built_on(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    earlier = make_case(cast.account, state="lifted")
    sends(rita, cast, sent | {"prior": [earlier.reference], "none_reason": ""})

    assert [one.reference for one in Suspension.objects.latest("pk").prior_warnings.all()] == [earlier.reference]


def test_further_sections_facts_and_amounts_get_rows_and_lose_nothing(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    def grown(step: str, shape: str) -> tuple[str | None, str]:
        page = read(sends(rita, cast, sent | {"step": step, "shape": shape}, status=200).content.decode())
        return page.by_id("id_shape").attrs["value"], page.by_id("id_explanation_0").words

    assert grown("citation", "1|0") == ("1,1|0|0", sent["explanation_0"])
    assert grown("fact-1", "1,1|0|0") == ("1,2|0|0", sent["explanation_0"])
    assert grown("hold", "1,2|0|0") == ("1,2|1|0", sent["explanation_0"])


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("1|0", Shape((1,), 0)),
        ("2,3|1", Shape((2, 3), 1)),
        ("1|0|2", Shape((1,), 0, 2)),
        ("1|0|x", Shape()),
        ("", Shape()),
        ("x|y", Shape()),
        ("0,0|0", Shape((1, 1), 0)),
        ("99,99,99,99,99,99,99|99|99", Shape((MOST_FACTS,) * MOST_CITATIONS, MOST_HOLDS, MOST_CLIENTS)),
        ("²|1", Shape()),
    ],
)
def test_a_shape_is_read_as_it_was_written_within_bounds(text: str, shape: Shape) -> None:
    assert Shape.read(text) == shape
    assert Shape.read(shape.written()) == shape


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"section_0": ""}, "Section: choose one."),
        ({"explanation_0": ""}, "Why does this break it? Write something."),
        ({"day_0_0": ""}, "Day: give a day."),
        ({"what_0_0": ""}, "What happened: write something."),
        ({"day_0_0": "2999-01-01"}, "This day is too far ahead."),
        ({"day_0_0": "2019-12-31"}, "This section was not in force on that day."),
        ({"what_0_0": "Our systems detected irregular activity."}, "Say it in plain words, without “Our systems detected”."),
        ({"measure": ""}, "Measure: choose one."),
        ({"removes": []}, "Say which abilities this measure removes."),
        ({"ends_on": ""}, "Say when it ends."),
        ({"ends_on": "2001-01-01"}, "The end is before the start."),
        ({"none_reason": ""}, "There was no warning before. Say why not."),
        ({"ladder_reason": ""}, "This goes further than the section's ladder. Say why."),
        ({"source": ""}, "Why did we look? Choose one."),
        ({"automated_decision": "full"}, "Select a valid choice. full is not one of the available choices."),
        ({"measure": "warning"}, "A warning has no end and removes nothing."),
        ({"shape": "1,1|0", "what_1_0": "Something else."}, "A fact has a day and what happened."),
        ({"shape": "1,1|0", "day_1_0": "2026-11-12", "what_1_0": "Something."}, "Say which section this breaks."),
        ({"shape": "1|1", "amount_0": "12"}, "Fill this in, or leave the whole amount empty."),
        ({"prior": ["SUS-0000-0000"]}, "Select a valid choice. SUS-0000-0000 is not one of the available choices."),
    ],
)
def test_what_the_person_would_not_understand_stays_on_the_page(
    cast: Cast, rita: Desk, sent: dict[str, Any], change: dict[str, Any], complaint: str
) -> None:
    before = everything()
    response = sends(rita, cast, sent | change, status=422)

    assert complaint in said(response)
    assert everything() == before


def test_every_complaint_leads_to_its_field(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    change = {"removes": [], "day_0_0": "2019-12-31", "explanation_0": "You lied.", "none_reason": ""}
    page = read(sends(rita, cast, sent | change, status=422).content.decode())

    links = [link.attrs["href"] for link in page.by_id("errors").all("a")]
    assert links == ["#id_removes_0", "#id_none_reason", "#id_section_0", "#id_explanation_0"]


def test_a_long_measure_waits_for_a_second_person(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    sends(rita, cast, sent | {"ends_on": str((redress_now() + timedelta(days=60)).date())})
    case = Suspension.objects.get()

    assert case.proposed_ends_at is not None
    assert case.reference not in [link.attrs["href"] for link in rita.page("to_confirm").all("a")]
    assert case.reference in rita.page("to_confirm").words


def test_an_account_of_another_name_is_not_guessed(cast: Cast, rita: Desk) -> None:
    make_account(external_id="u_someone")

    assert "We do not know this account." in rita.page("record_measure", status=404, account="u_someon").words


def test_clients_with_an_open_contract_go_along(cast: Cast, rita: Desk, sent: dict[str, Any]) -> None:
    grown = sends(rita, cast, sent | {"step": "client"}, status=200).content.decode()
    assert read(grown).by_id("id_client_0").attrs["name"] == "client_0"
    nameless = sends(rita, cast, sent | {"shape": "1|0|1", "contract_0": "k_1"}, status=422).content.decode()
    assert "Say whose contract it is, or leave the whole client empty." in nameless

    sends(rita, cast, sent | {"shape": "1|0|2", "client_0": "u_77", "contract_0": "k_1", "contract_ends_0": "2027-01-31"})
    client = Suspension.objects.get().counterparties.get()
    assert (client.external_id, client.contract, str(client.contract_ends_on)) == ("u_77", "k_1", "2027-01-31")
