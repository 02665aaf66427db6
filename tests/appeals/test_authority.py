"""Who may do what, in every state, against tables written by hand; and that a foreign case is not there at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.actors import Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.authority import CONDITIONS, INDEPENDENT, RULES, allows, available_actions, look_refusal, refusal, ways_to_appeal
from appeals.errors import IllegalTransition, NotAllowed, NotIndependent, NotVisible, PeopleOnly
from appeals.models import Appeal, Closure, Suspension
from appeals.workflow import MACHINES, Action
from tests.factories import (
    complete,
    decide,
    make_appeal,
    make_case,
    make_closure,
    make_evidence,
    make_hold,
    make_key,
    make_request,
    make_user,
    move,
    open_review,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.appeals.cast import Cast

CAST = ("ana", "mallory", "writes", "sends", "rita", "rob", "otto", "lena", "ida", "audrey", "key", "bare", "system")


def actors(cast: Cast) -> dict[str, Actor]:
    """Everyone, by the names the tables use: two helpers of ana's, a key with every scope and one with none."""
    named = {name: getattr(cast, name) for name in CAST if hasattr(cast, name)}
    return named | {"writes": cast.helper("write"), "sends": cast.helper("send"), "bare": Actor.machine(make_key())}


def table(text: str) -> dict[str, set[str]]:
    """Lines of `names: actions`; whoever is not named may do nothing."""
    found: dict[str, set[str]] = {name: set() for name in CAST}
    for line in filter(str.strip, text.splitlines()):
        names, _, actions = line.partition(":")
        for name in names.split():
            found[name] |= set(actions.split())
    return found


def appeal_in(cast: Cast, state: str) -> Appeal:
    case = cast.case(days=60)
    if state == "recorded draft":
        recorded: Appeal = perform(start_appeal, cast.ida, case=case, channel="letter")
        return recorded
    if state in {"draft", "submitted"}:
        return make_appeal(case, state=state)
    appeal = make_appeal(case, state="in_review", reviewer=cast.rita_user)
    if state == "waiting":
        make_request(appeal)
    if state in {"second check", "signing"}:
        complete(appeal.reviews.get(), "upheld")
        move(appeal, "second_check")
    if state == "signing":
        open_review(appeal, cast.lena_user, part="second", role="senior")
    if state == "decided":
        decide(appeal, "overturned")
    return appeal


APPEALS = {
    "draft": """
        ana: edit submit add_evidence
        writes: edit add_evidence
        sends: submit
        system: lapse
    """,
    "recorded draft": """
        ana ida rita rob otto lena: edit submit add_evidence
        writes: edit add_evidence
        sends: submit
        system: lapse
    """,
    "submitted": """
        ana: add_evidence withdraw
        key: add_evidence
        writes: add_evidence
        sends: withdraw
        rita rob lena: claim add_evidence check_evidence
        otto ida: add_evidence
        lena: assign move_date
    """,
    "in_review": """
        ana: add_evidence withdraw
        key: add_evidence
        writes: add_evidence
        sends: withdraw
        rita: release add_evidence check_evidence request_information propose_decision decide
        lena: assign release add_evidence check_evidence
        rob: add_evidence check_evidence
        otto ida: add_evidence
        system: release
        rita lena: move_date
    """,
    "waiting": """
        ana: add_evidence answer withdraw
        key: add_evidence answer
        writes: add_evidence
        sends: answer withdraw
        rita rob lena: add_evidence check_evidence answer
        otto ida: add_evidence answer
        system: leave_unanswered
        rita lena: give_more_time withdraw_question
    """,
    "second check": """
        ana: add_evidence withdraw
        key: add_evidence
        writes: add_evidence
        sends: withdraw
        rob lena: add_evidence check_evidence record_view
        rita: add_evidence check_evidence
        otto ida: add_evidence
        rita lena: move_date
    """,
    "signing": """
        ana: add_evidence withdraw
        key: add_evidence
        writes: add_evidence
        sends: withdraw
        rob: add_evidence check_evidence record_view
        lena: add_evidence check_evidence return approve
        rita: add_evidence check_evidence
        otto ida: add_evidence
        rita lena: move_date
    """,
    "decided": "",
}


@pytest.mark.parametrize("state", APPEALS)
def test_who_may_do_what_with_an_appeal(cast, state):
    appeal = appeal_in(cast, state)

    assert {name: set(available_actions(actor, appeal)) for name, actor in actors(cast).items()} == table(APPEALS[state])


CASES: dict[str, tuple[Callable[[Cast], Suspension], str]] = {
    "in force": (
        lambda cast: cast.case(),
        """
        ana writes: start_appeal
        rita rob otto lena: change lift add_exhibit add_note place_hold propose_closure start_appeal
        ida: add_note start_appeal
        key: lift add_exhibit place_hold propose_closure start_appeal
        system: change lift expire
        """,
    ),
    "waiting for a second person": (
        lambda cast: cast.case(confirmed_at=None, proposed_ends_at=redress_now() + timedelta(days=90)),
        """
        ana writes: start_appeal
        rita rob lena: confirm change lift add_exhibit add_note place_hold propose_closure start_appeal
        otto: change lift add_exhibit add_note place_hold propose_closure start_appeal
        ida: add_note start_appeal
        key: lift add_exhibit place_hold propose_closure start_appeal
        system: change lift expire
        """,
    ),
    "appealed": (
        lambda cast: make_appeal(cast.case()).case,
        """
        rita rob otto lena: change lift add_exhibit add_note place_hold propose_closure
        ida: add_note
        key: lift add_exhibit place_hold propose_closure
        system: change lift expire
        """,
    ),
    "a warning": (
        lambda cast: cast.case(measure="warning", removes=[], days=None, review_on=None, counts_until=redress_now() + timedelta(days=300)),
        """
        ana writes: start_appeal
        rita rob otto lena: change lift add_exhibit add_note place_hold start_appeal
        ida: add_note start_appeal
        key: lift add_exhibit place_hold start_appeal
        system: change lift expire
        """,
    ),
    "lifted": (
        lambda cast: cast.case(state="lifted"),
        """
        ana writes key: start_appeal
        rita rob otto lena ida: add_note start_appeal
        """,
    ),
    "overturned": (lambda cast: cast.case(state="overturned"), "rita rob otto lena ida: add_note\n"),
}


# Talking, translating, tagging and linking go on for as long as there is a case.
ALWAYS = """
    ana sends: write_back
    rita rob otto lena ida: message translate tag
    rita rob otto lena: link
"""


@pytest.mark.parametrize("state", CASES)
def test_who_may_do_what_with_a_measure(cast, state):
    make, expected = CASES[state]
    case = make(cast)

    assert {name: set(available_actions(actor, case)) for name, actor in actors(cast).items()} == table(expected + ALWAYS)


CLOSURES = {
    "delivered": """
        rita lena: review revise refuse withdraw
        rob: revise refuse withdraw
        otto: revise refuse withdraw
        key: withdraw
    """,
    "in_review": """
        rita: review complete_review revise release refuse withdraw
        lena: revise release refuse withdraw
        rob otto: revise refuse withdraw
        key: withdraw
    """,
    "reviewed": """
        lena: record_view revise release refuse withdraw
        rita: revise release refuse withdraw
        rob otto: revise refuse withdraw
        key: withdraw
    """,
    "approved": "system: return",
    "effected": "",
}


@pytest.mark.parametrize("step", CLOSURES)
def test_who_may_do_what_with_a_closure(cast, step):
    """Rob proposed it, rita reviews or reviewed it, otto decided the measure."""
    case = cast.case(started=redress_now() - timedelta(days=60), days=90)
    closure = make_closure(case, step=step, proposer=cast.rob_user, reviewer=cast.rita_user)
    closure = Closure.objects.get(pk=closure.pk)

    found = {name: set(available_actions(actor, closure)) for name, actor in actors(cast).items()}

    expected = table(CLOSURES[step])
    if step == "delivered":
        # Nobody holds it yet: giving it back is for seniors and the clock.
        expected["lena"].add("release")
        expected["system"].add("release")
    if step in {"in_review", "reviewed"}:
        expected["system"].add("release")
    if step == "reviewed":
        expected["system"].add("return")
    assert found == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "rita rob otto lena: move_date end \n system: end"),
        ({"waits": True}, "rita rob lena: confirm end \n otto: end \n system: end"),
    ],
)
def test_who_may_do_what_with_a_hold(cast, values, expected):
    """Otto placed it."""
    waits: dict[str, Any] = {"proposed_ends_at": redress_now() + timedelta(days=60)} if values else {}
    hold = make_hold(cast.case(), placed_by=cast.otto_user, **waits)

    assert {name: set(available_actions(actor, hold)) for name, actor in actors(cast).items()} == table(expected)


def test_a_foreign_case_is_not_there_at_all(cast):
    case = cast.case()
    appeal = make_appeal(case)
    signed_in_elsewhere = Actor.appellant(cast.account, case_id=make_case(cast.account).pk)

    for actor in (cast.mallory, signed_in_elsewhere):
        assert isinstance(refusal(actor, Action.WITHDRAW, appeal), NotVisible)
        assert isinstance(refusal(actor, Action.START_APPEAL, case), NotVisible)
    assert allows(Actor.appellant(cast.account, case_id=case.pk), Action.WITHDRAW, appeal)


def test_a_key_takes_back_only_what_a_key_wrote_down(cast):
    case = cast.case()
    recorded = perform(start_appeal, cast.key, case=case, channel="letter")
    perform(edit_appeal, cast.key, appeal=recorded, statement="They wrote that it is the same name.")
    perform(submit_appeal, cast.key, appeal=recorded)
    recorded.refresh_from_db()

    assert allows(cast.key, Action.WITHDRAW, recorded)
    assert allows(cast.ana, Action.WITHDRAW, recorded)
    assert not allows(cast.key, Action.WITHDRAW, make_appeal(cast.case()))


@pytest.mark.parametrize(
    ("name", "action", "error"),
    [
        ("ida", Action.CLAIM, NotAllowed),
        ("key", Action.CLAIM, PeopleOnly),
        ("system", Action.CLAIM, PeopleOnly),
        ("ana", Action.CLAIM, NotAllowed),
        ("bare", Action.WITHDRAW, NotAllowed),
        ("ida", Action.DECIDE, NotAllowed),
        ("otto", Action.APPROVE, IllegalTransition),
        ("otto", Action.CLAIM, NotIndependent),
    ],
)
def test_a_refusal_comes_in_the_fixed_order_role_then_state_then_independence(cast, name, action, error):
    assert type(refusal(actors(cast)[name], action, make_appeal(cast.case()))) is error


def test_every_rule_speaks_of_an_action_its_machine_knows():
    for machine, action in [*RULES, *CONDITIONS, *INDEPENDENT]:
        states = MACHINES[machine].states
        assert any(action in MACHINES[machine].actions_from(state) for state in states), (machine, action)
    assert set(CONDITIONS) | set(INDEPENDENT) <= set(RULES)


def test_nobody_overturns_reopens_or_closes_by_itself(cast):
    alone = {Action.OVERTURN, Action.REOPEN, Action.CLOSE}
    case = cast.case()

    assert not any(alone & set(available_actions(actor, case)) for actor in actors(cast).values())
    assert {("suspension", action) for action in alone}.isdisjoint(RULES)


def test_everyone_with_two_roles_has_both(cast):
    both = Actor.staff(make_user("intake", "reviewer"))

    assert {Action.CLAIM, Action.ADD_EVIDENCE} <= set(available_actions(both, make_appeal(cast.case())))


@pytest.mark.parametrize(
    ("values", "viewers", "originals"),
    [({}, {"rita", "rob", "otto", "lena", "ida"}, {"lena"}), ({"sensitive": True}, {"rita", "rob", "otto", "lena"}, {"lena"})],
)
def test_who_may_look_at_a_file(cast, values, viewers, originals):
    evidence = make_evidence(make_appeal(cast.case()), **values)
    everyone = actors(cast)

    assert {name for name, actor in everyone.items() if look_refusal(actor, evidence) is None} == viewers
    assert {name for name, actor in everyone.items() if look_refusal(actor, evidence, original=True) is None} == originals


def test_the_ways_to_appeal_of_a_fresh_case_are_its_measure_its_money_and_its_planned_closing(cast):
    closure = make_closure(step="delivered")
    hold = make_hold(closure.case)
    case = Suspension.objects.get(pk=closure.case_id)

    ways = {(way.target.kind, way.target.level): way.refused is None for way in ways_to_appeal(case)}

    assert ways == {
        ("suspension", "1"): True,
        ("suspension", "2"): False,
        ("closure", "1"): True,
        ("closure", "2"): False,
        ("hold", "1"): True,
        ("hold", "2"): False,
    }
    assert {way.target.hold for way in ways_to_appeal(case)} == {None, hold}


def test_a_draft_is_named_on_its_way(cast):
    case = cast.case()
    draft = make_appeal(case, state="draft")

    (first, *_) = ways_to_appeal(Suspension.objects.get(pk=case.pk))

    assert (first.draft, first.refused) == (draft, None)


def test_a_closed_account_names_the_day_on_which_one_may_ask_to_come_back(db):
    closure = make_closure(step="effected")
    case = Suspension.objects.get(pk=closure.case_id)

    way = next(way for way in ways_to_appeal(case) if way.target.level == "reinstatement")

    assert way.refused is not None
    assert way.opens_at is not None
    assert timedelta(days=170) < way.opens_at - redress_now() < timedelta(days=190)
