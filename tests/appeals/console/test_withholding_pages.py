"""Reasons held back at the desk: proposed with the measure, looked at whole by a senior, given in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.models import Suspension, Withholding
from tests.appeals.cast import letters
from tests.appeals.console.test_recording_page import WHOLE, sends
from tests.factories import make_section, make_withholding

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db


def days_on(days: int) -> str:
    return str((redress_now() + timedelta(days=days)).date())


@pytest.fixture
def sent(cast: Cast) -> dict[str, Any]:
    """A whole form whose reasons wait for five days."""
    make_section(ladder=[{"measure": "warning"}, {"measure": "temporary", "days": 7, "removes": ["propose"]}])
    return WHOLE | {
        "ends_on": days_on(10),
        "disclosure": "deferred",
        "basis": "A court told us to wait.",
        "look_again_on": days_on(5),
        "withhold_why": "The order of 3 March, file 12.",
    }


def test_from_the_form_over_a_senior_to_a_measure_in_force_and_its_reasons(
    cast: Cast, otto: Desk, lena: Desk, sent: dict[str, Any]
) -> None:
    shown = sends(otto, cast, sent | {"step": "preview"}, status=200).content.decode()
    assert "A court told us to wait." in shown.split("The letter, not sent yet")[1]
    assert not Withholding.objects.exists()

    answer = sends(otto, cast, sent)
    row = Withholding.objects.get()
    assert answer["Location"] == f"/console/withholdings/{row.public_id}/"
    assert not Suspension.objects.exists()
    mine = otto.page("withholding", row.public_id)
    assert "Nothing is in force yet. A senior who is not you has to agree first." in mine.words
    assert "Agree and apply" not in mine.words

    assert f"/console/withholdings/{row.public_id}/" in [link.attrs["href"] for link in lena.page("to_confirm").all("a")]
    words = lena.page("withholding", row.public_id).words
    for said in (
        "The order of 3 March, file 12.",
        "The name on your card and on your profile are different.",
        "We cannot tell you the facts yet.",
    ):
        assert said in words
    lena.sends("withholding", row.public_id, once="agree")

    case = Suspension.objects.get()
    assert (case.state, letters(case)) == ("in_force", ["suspension_notice"])
    page = otto.page("case", case.reference)
    assert "The person was told neither rule nor facts" in page.words
    otto.sends("give_reasons", case.reference, once="give")
    assert letters(case) == ["suspension_notice", "suspension_notice"]
    assert "The person was told neither" not in otto.page("case", case.reference).words


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(cast: Cast, otto: Desk, sent: dict[str, Any]) -> None:
    page = sends(otto, cast, sent | {"basis": "", "look_again_on": days_on(40), "withhold_why": ""}, status=422).content.decode()

    assert "Say on which ground. The person reads this." in page
    assert "at most 30 days on." in page
    assert "Say why, for the senior who answers." in page
    assert "The name on your card and on your profile are different." in page
    assert not Withholding.objects.exists()


def test_who_proposed_it_cannot_agree_by_sending_the_form(cast: Cast, lena: Desk) -> None:
    row = make_withholding(cast.account, cast.lena_user)
    make_section()

    assert "You proposed this. Another person answers it." in lena.refusal("withholding", row.public_id, status=403)
    assert not Suspension.objects.exists()


def test_a_proposal_that_is_not_agreed_to_says_why(cast: Cast, otto: Desk, lena: Desk) -> None:
    row = make_withholding(cast.account, cast.otto_user)
    lena.sends("refuse_withholding", row.public_id, reason="The order names another account.")

    words = otto.page("withholding", row.public_id).words
    assert "Not agreed:" in words
    assert "The order names another account." in words
    assert "This was answered already." in lena.refusal("withholding", row.public_id, status=409)


def test_reasons_are_held_back_longer_only_with_a_senior(cast: Cast, rita: Desk, lena: Desk) -> None:
    make_section()
    lena.sends("withholding", make_withholding(cast.account, cast.otto_user).public_id)
    case = Suspension.objects.get()
    rita.sends(
        "withhold_longer",
        case.reference,
        disclosure="limited",
        basis="A court told us to wait.",
        look_again_on=days_on(8),
        withhold_why="The order was renewed.",
    )
    row = Withholding.objects.get(state="open")
    assert "The order was renewed." in lena.page("withholding", row.public_id).words
    lena.sends("withholding", row.public_id)

    assert list(case.statements.values_list("number", "disclosure")) == [(1, "deferred"), (2, "limited")]
    assert "The person was not told the facts" in rita.page("case", case.reference).words
