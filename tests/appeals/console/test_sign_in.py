"""Signing in and out of the console: one answer for everyone who may not, and a limit of tries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.models import SignInFailure, User
from tests.appeals.console.conftest import Desk, at_desk, said
from tests.factories import grant, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast
    from tests.clock import TestClock

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the old harbour"
WRONG = "Name and password do not fit together, or this person cannot sign in here."
WAIT = "There were too many tries with this name. Wait 15 minutes, then try again."


def with_password(*roles: str, **values: Any) -> User:
    user = make_user(*roles, **values)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def tries(client: Client, name: str, password: str = PASSWORD, *, then: str = "") -> Any:
    return client.post(f"/console/sign-in/{then}", {"username": name, "password": password})


def test_a_reviewer_signs_in_and_comes_to_the_queue() -> None:
    user = with_password("reviewer")
    client = Client()
    response = tries(client, user.username.upper())

    assert (response.status_code, response["Location"]) == (303, "/console/queue/")
    assert client.session[SESSION_KEY] == str(user.pk)
    assert client.session.get_expiry_age() == 30 * 60
    assert client.get("/console/")["Location"] == "/console/queue/"


@pytest.mark.parametrize("role", ["policy_admin", "key_admin"])
def test_who_reads_no_cases_comes_to_the_rulebook(role: str) -> None:
    user = with_password(role)

    assert tries(Client(), user.username)["Location"] == "/console/rulebook/"


def test_everybody_who_may_not_sign_in_gets_the_same_answer() -> None:
    known = with_password("reviewer")
    gone = with_password("reviewer", is_active=False)
    software = with_password(kind="service")
    answers = {
        "nobody": tries(Client(), "nobody-of-this-name"),
        "wrong": tries(Client(), known.username, "not this one"),
        "gone": tries(Client(), gone.username),
        "software": tries(Client(), software.username),
    }

    told = {name: (answer.status_code, said(answer), SESSION_KEY in answer.client.session) for name, answer in answers.items()}
    assert set(told.values()) == {(422, WRONG, False)}
    masked = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers.values()}
    assert len(masked) == 1


def test_two_names_that_differ_in_capitals_open_for_nobody() -> None:
    with_password("reviewer", username="Robin")
    with_password("reviewer", username="robin", email="robin2@example.org")

    assert said(tries(Client(), "robin")) == WRONG


@pytest.mark.parametrize("exists", [True, False])
def test_after_five_failures_one_waits_whether_or_not_the_name_exists(clock: TestClock, exists: bool) -> None:  # noqa: FBT001
    name = with_password("reviewer").username if exists else "nobody-of-this-name"
    answers = [tries(Client(), name, "wrong") for _try in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert said(answers[-1]) == WAIT
    refused = tries(Client(), name)
    assert (refused.status_code, said(refused)) == (429, WAIT)
    clock.advance(minutes=15, seconds=1)
    assert tries(Client(), name).status_code == (303 if exists else 422)


def test_a_right_password_forgets_the_failures_before_it() -> None:
    user = with_password("reviewer")
    for _try in range(4):
        tries(Client(), user.username, "wrong")
    tries(Client(), user.username)

    assert SignInFailure.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/console/closures/", "/console/closures/"),
        ("/admin/appeals/section/", "/admin/appeals/section/"),
        ("https://evil.example/console/", "/console/queue/"),
        ("//evil.example/console/", "/console/queue/"),
        ("/en/", "/console/queue/"),
        ("", "/console/queue/"),
    ],
)
def test_one_comes_to_the_page_one_wanted_if_it_is_ours(wanted: str, place: str) -> None:
    user = with_password("reviewer")

    assert tries(Client(), user.username, then=f"?next={wanted}")["Location"] == place


@pytest.mark.parametrize(
    "data", [{}, {"username": "rita"}, {"username": "a\x00b", "password": "x"}, {"username": "r" * 200, "password": "x"}]
)
def test_half_a_form_is_told_so_and_costs_no_try(data: dict[str, str]) -> None:
    response = Client().post("/console/sign-in/", data)

    assert response.status_code == 422
    assert SignInFailure.objects.count() == 0


def test_signing_out_takes_a_press_of_the_button(rita: Desk) -> None:
    assert rita.get("/console/sign-out/").status_code == 405
    assert rita.get("/console/queue/").status_code == 200
    response = rita.post("/console/sign-out/")

    assert (response.status_code, response["Location"]) == (303, "/console/sign-in/")
    assert rita.get("/console/queue/")["Location"] == "/console/sign-in/?next=%2Fconsole%2Fqueue%2F"


def test_whoever_leaves_is_signed_out_at_the_next_page(cast: Cast, rita: Desk) -> None:
    User.objects.filter(pk=cast.rita_user.pk).update(is_active=False)
    response = rita.get("/console/queue/")

    assert (response.status_code, response["Location"]) == (303, "/console/sign-in/?next=%2Fconsole%2Fqueue%2F")


def test_a_role_that_is_taken_ends_at_the_next_page(cast: Cast, rita: Desk) -> None:
    assert rita.get("/console/queue/").status_code == 200
    grant(cast.rita_user, "reviewer", gives=False)

    assert rita.get("/console/queue/").status_code == 403


def test_what_was_sent_after_the_session_ended_is_said_not_to_be_done() -> None:
    client = Client()
    response = client.post("/console/queue/next/")

    assert (response.status_code, response["Location"]) == (303, "/console/sign-in/")
    page = client.get("/console/sign-in/").content.decode()
    assert "You were signed out, so nothing was done. Sign in and repeat the step." in page


def test_the_configuration_has_no_way_in_of_its_own(cast: Cast) -> None:
    response = Client().get("/admin/", follow=True)

    assert response.redirect_chain[-1] == ("/console/sign-in/?next=%2Fadmin%2F", 303)
    assert Client().post("/admin/login/", {"username": "x", "password": "y"}).status_code == 405
    refused = at_desk(cast.rita_user).get("/admin/", follow=True)
    assert refused.status_code == 403
