"""Names where a law asks for them, and nowhere else: whom to talk to, and who stands for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.actors import SYSTEM
from appeals.actions import perform
from appeals.actions.deciding import decide_appeal
from appeals.actions.rehearsal import as_decided, rehearse
from appeals.actions.rulebook import publish_regime
from appeals.actions.statements import content_of, reasons_for_letter
from appeals.deadlines import shipped_regimes
from appeals.models import Decision, Notice, RegimePin, Suspension
from appeals.portal.decision_pages import _people
from appeals.queries.rules import limit_is_confirmed
from tests.appeals.actions.judging import claimed, overturned, upheld

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db
CASE = {"days": 60}
NOOR = "Noor Haddad, appeals@marketplace.example"


@pytest.fixture
def noor(settings: Any) -> str:
    settings.CONTACT_PERSON = NOOR
    return NOOR


def pinned(case: Suspension, key: str) -> Suspension:
    """The case, bound by one more law."""
    (data,) = (dict(one) for one in shipped_regimes() if one["key"] == key)
    regime, _new = perform(publish_regime, SYSTEM, data=data)
    RegimePin.objects.create(suspension=case, regime=regime)
    return Suspension.objects.select_related("account").get(pk=case.pk)


def test_whom_to_talk_to_stands_in_statement_and_letter_where_the_law_asks(case: Suspension, noor: str) -> None:
    assert (content_of(case)["contact_person"], reasons_for_letter(case)["contact"]) == (None, None)

    bound = pinned(case, "eu_platform_work")

    assert (content_of(bound)["contact_person"], reasons_for_letter(bound)["contact"]) == (noor, noor)


def test_an_answer_is_certified_by_name_where_the_law_asks(cast: Cast, case: Suspension, noor: str) -> None:
    case = pinned(case, "us_wa_seattle_abw")
    (proposed,) = rehearse(as_decided, cast.rita, appeal=claimed(cast, case), draft=upheld())
    assert "The second person, who signs after reading this," in proposed.text

    appeal = claimed(cast, pinned(cast.case(), "us_wa_seattle_abw"))
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    name = cast.rita_user.display_name
    assert f"{name} stands for this answer with their name" in Notice.objects.latest("pk").text
    assert f"{name} stands for this answer with their name." in _people(Decision.objects.get(appeal=appeal))


def test_a_limit_that_rests_on_an_unconfirmed_value_says_so(case: Suspension) -> None:
    assert limit_is_confirmed(case)

    assert not limit_is_confirmed(pinned(case, "us_wa_seattle_abw"))


def test_elsewhere_nobody_is_named(cast: Cast, case: Suspension, noor: str) -> None:
    appeal = claimed(cast, case)
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    said = Notice.objects.latest("pk").text + " ".join(_people(Decision.objects.get(appeal=appeal)))
    assert cast.rita_user.display_name not in said
    assert noor not in said
