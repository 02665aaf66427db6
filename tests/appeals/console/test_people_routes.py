"""The addresses about people of the desk, for everybody: by role, about oneself, about others, about nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleProposal, User
from tests.appeals.cast import Cast
from tests.appeals.console.conftest import Desk, at_desk
from tests.appeals.console.people_routes import PEOPLE, place_of
from tests.appeals.console.world import everything
from tests.factories import make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.django_db
ROLES = ("intake", "reviewer", "senior", "policy_admin", "key_admin", "auditor", None)


@pytest.fixture(scope="module")
def whole_house(module_rows: ModuleRows) -> tuple[Cast, RoleProposal]:
    with module_rows():
        cast = Cast()
        first, third = first_administrator(), make_user()
        make_user("policy_admin", username="second")
        assert cast.rob_user
        return cast, RoleProposal.objects.create(user=third, role="policy_admin", proposed_by=first)


@pytest.fixture
def places(whole_house: tuple[Cast, RoleProposal], db: None) -> dict[str, str]:
    cast, proposal = whole_house
    return {name: place_of(name, person=cast.rob_user.pk, proposal=proposal.pk) for name in PEOPLE}


@pytest.fixture(autouse=True)
def sessions_aside(settings: Any) -> None:
    """A session is read and written at every request; here that is not what is tried."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"


def users() -> dict[str | None, User]:
    """Somebody of each role; the administrator is one of the two who are there."""
    return {role: User.objects.get(username="second") if role == "policy_admin" else make_user(*[role] if role else []) for role in ROLES}


def test_each_role_reads_what_it_may(places: dict[str, str]) -> None:
    found: dict[str, list[int]] = {name: [] for name in PEOPLE}
    for user in users().values():
        desk = at_desk(user)
        for name, place in places.items():
            found[name].append(desk.get(place).status_code)

    assert {name: tuple(answers) for name, answers in found.items()} == PEOPLE


def test_who_may_not_read_a_page_may_not_send_its_form_either(places: dict[str, str]) -> None:
    people = users()
    before, roster = everything(), list(User.objects.order_by("pk").values())
    for role, user in people.items():
        if role in {"policy_admin", "key_admin", "intake"}:
            continue  # one may, and two are refused as a reviewer is
        desk = at_desk(user)
        for name, place in places.items():
            if name in {"me", "away", "hand_over"} and PEOPLE[name][ROLES.index(role)] == 200:
                continue
            status = desk.post(place, {"role": "senior", "scope": "all", "answer": "yes"}).status_code
            assert (role, name, status) == (role, name, 405 if name in {"people", "person"} else 403)
    assert everything() == before
    assert list(User.objects.order_by("pk").values()) == roster


def test_nobody_administers_themselves(places: dict[str, str]) -> None:
    admin = User.objects.get(username="second")
    desk = at_desk(admin)
    for name in ("give_role", "renew_sign_in", "close_desk", "open_desk"):
        place = place_of(name, person=admin.pk, proposal=0)
        assert (name, desk.post(place, {"role": "senior", "scope": "all"}).status_code) == (name, 403)
    taken = desk.post(f"/console/people/{admin.pk}/roles/policy_admin/take/", {"reason": ""})
    assert taken.status_code == 403
    assert {str(role) for role in admin.roles()} == {"policy_admin"}


def test_nobody_is_found_who_is_not_there(places: dict[str, str]) -> None:
    desk = at_desk(User.objects.get(username="second"))
    software = make_user(kind="service")
    for number in (software.pk, 0, 10**20):
        for name in ("person", "away", "change_person", "give_role", "take_role", "renew_sign_in", "close_desk"):
            assert (name, desk.get(place_of(name, person=number, proposal=0)).status_code) == (name, 404)
    assert desk.post("/console/people/proposals/99999999999999999999/", {"answer": "yes"}).status_code == 404
    assert desk.get(f"/console/people/{first_administrator().pk}/roles/senior/take/").status_code == 404


def test_a_proposal_is_answered_once(places: dict[str, str], whole_house: tuple[Cast, RoleProposal]) -> None:
    desk = at_desk(User.objects.get(username="second"))

    assert desk.post(places["answer_proposal"], {"answer": "no"}).status_code == 303
    assert desk.post(places["answer_proposal"], {"answer": "yes"}).status_code == 409


def test_strangers_are_led_to_the_sign_in(places: dict[str, str]) -> None:
    for place in places.values():
        assert Client().post(place)["Location"].startswith("/console/sign-in/")


def test_many_people_cost_what_few_do(places: dict[str, str]) -> None:
    def asked(desk: Desk) -> int:
        with CaptureQueriesContext(connection) as taken:
            assert desk.get("/console/people/").status_code == 200
        return len(taken.captured_queries)

    desk = at_desk(User.objects.get(username="second"))
    few = asked(desk)
    for _one in range(4):
        make_user("reviewer", "auditor")

    assert asked(desk) == few <= 12
