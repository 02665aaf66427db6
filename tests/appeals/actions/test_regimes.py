"""A new version of a regime: proposed by one, published by another, as it is, and never over what cases have pinned."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import SYSTEM, Actor
from appeals.actions import perform
from appeals.actions.regimes import propose_regime, publish_proposal, refuse_proposal
from appeals.actions.rulebook import publish_regime
from appeals.deadlines import differences, shipped_regimes
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import Regime, RegimePin, RegimeProposal
from tests.appeals.cast import codes
from tests.factories import first_administrator, make_account, make_case, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
SHIPPED: dict[str, dict[str, Any]] = {str(one["key"]): dict(one) for one in shipped_regimes()}
WHY = "Read in the official journal."


@pytest.fixture
def law(db: None) -> tuple[Actor, Actor]:
    """Two administrators of policy, and the house's own rules with the P2B regulation published."""
    perform(publish_regime, SYSTEM, data=SHIPPED["baseline"])
    perform(publish_regime, SYSTEM, data=SHIPPED["eu_p2b"])
    return Actor.staff(first_administrator()), Actor.staff(make_user("policy_admin"))


def next_version(key: str = "eu_p2b", *, number: int = 2, **heads: Any) -> dict[str, Any]:
    """The next version of a shipped regime, with a longer notice."""
    data = deepcopy(SHIPPED[key]) | {"version": number} | heads
    data["values"]["notice_period"]["value"] = {"value": 45, "unit": "calendar_days"}
    return data


def refusal_of(verb: Callable[..., Any], actor: Actor, error: type[Exception], **given: Any) -> Any:
    with pytest.raises(error) as caught:
        perform(verb, actor, **given)
    return caught.value


def test_what_one_proposes_another_publishes_as_it_is(law: tuple[Actor, Actor]) -> None:
    one, two = law
    case = make_case(make_account(country="DE"))
    RegimePin.objects.create(suspension=case, regime=Regime.objects.get(key="eu_p2b"))
    proposal = perform(propose_regime, one, data=next_version(), why=WHY)
    assert not Regime.objects.filter(key="eu_p2b", version=2).exists()

    regime = perform(publish_proposal, two, proposal=proposal)

    proposal.refresh_from_db()
    assert (regime.version, regime.data, regime.active) == (2, next_version(), True)
    assert (proposal.state, proposal.regime_id, proposal.settled_by_id) == ("published", regime.pk, two.user_id)
    assert case.regime_pins.get().regime.version == 1
    refusal_of(publish_proposal, two, IllegalTransition, proposal=proposal)


def test_nobody_publishes_their_own_and_nobody_else_at_all(law: tuple[Actor, Actor]) -> None:
    one, two = law
    proposal = perform(propose_regime, one, data=next_version(), why=WHY)

    refusal_of(publish_proposal, one, NotIndependent, proposal=proposal)
    for actor in (Actor.staff(make_user("senior")), SYSTEM):
        refusal_of(publish_proposal, actor, NotAllowed, proposal=proposal)
        refusal_of(propose_regime, actor, NotAllowed, data=next_version(), why=WHY)
        refusal_of(refuse_proposal, actor, NotAllowed, proposal=proposal, reason=WHY)
    assert Regime.objects.filter(key="eu_p2b").count() == 1
    assert perform(refuse_proposal, two, proposal=proposal, reason="Article 4 says 30 days.").state == "refused"
    mine = perform(propose_regime, one, data=next_version(), why=WHY)
    assert perform(refuse_proposal, one, proposal=mine, reason="I misread it.").state == "withdrawn"


def closing(data: dict[str, Any]) -> dict[str, Any]:
    data["values"]["notice_period"]["on_breach"] = "close"
    return data


def test_what_may_not_hold_is_not_even_proposed(law: tuple[Actor, Actor]) -> None:
    one, _two = law
    perform(propose_regime, one, data=next_version("baseline"), why=WHY)
    tries: list[tuple[dict[str, Any], str, list[str]]] = [
        (closing(next_version()), WHY, ["malformed"]),
        (closing(next_version()) | {"status": "asleep"}, WHY, ["malformed", "malformed"]),
        (next_version(number=3), WHY, ["out_of_order"]),
        (next_version(), " ", ["required"]),
        (next_version("baseline"), WHY, ["proposed_already"]),
        (next_version("baseline", status="repealed"), WHY, ["always_on", "proposed_already"]),
    ]

    for data, why, expected in tries:
        assert [code for _field, code in codes(refusal_of(propose_regime, one, Invalid, data=data, why=why))] == expected
    assert RegimeProposal.objects.count() == 1


def test_a_repealed_law_binds_no_new_case(law: tuple[Actor, Actor]) -> None:
    one, two = law
    proposal = perform(propose_regime, one, data=next_version(status="repealed"), why=WHY)

    perform(publish_proposal, two, proposal=proposal)

    assert list(Regime.objects.filter(key="eu_p2b").values_list("version", "active").order_by("version")) == [(1, False), (2, False)]
    assert Regime.objects.get(key="baseline").active


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE appeals_regimeproposal SET state = 'published', settled_by_id = proposed_by_id, settled_at = now(), regime_id = %s",
        "UPDATE appeals_regimeproposal SET state = 'published', settled_at = now(), regime_id = %s, settled_by_id = proposed_by_id + 1",
        "UPDATE appeals_regimeproposal SET state = CASE WHEN %s > 0 THEN 'refused' END",
    ],
    ids=["by the same person", "another version than was proposed", "by nobody"],
)
def test_the_database_publishes_nothing_by_one_person_or_otherwise_than_proposed(law: tuple[Actor, Actor], change: str) -> None:
    one, _two = law
    perform(propose_regime, one, data=next_version(), why=WHY)
    wrong = Regime.objects.get(key="eu_p2b").pk

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [wrong])


def test_versions_are_compared_value_by_value() -> None:
    before, after = SHIPPED["eu_p2b"], next_version(note="Longer.")

    found = {one.key: (one.before, one.after, one.value) for one in differences(before, after)}

    assert set(found) == {"note", "notice_period"}
    assert found["note"] == (before.get("note"), "Longer.", False)
    assert differences(before, before) == []
    assert {one.key for one in differences(None, before) if one.value} == set(before["values"])
