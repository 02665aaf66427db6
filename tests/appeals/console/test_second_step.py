"""The second step of signing in: set up before any work, asked at each sign-in, hard to guess, kept encrypted."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.sessions import ENDS_AT
from appeals.console.second_step_urls import urlpatterns
from tests.appeals.console.passkey import Passkey
from tests.appeals.console.test_sign_in import PASSWORD, tries, with_password
from tests.appeals.markup import read

if TYPE_CHECKING:
    from accounts.models import User
    from tests.clock import TestClock

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'<code dir="ltr">([A-Z2-7]+)</code>')
CODES = re.compile(r'<code dir="ltr">(\d{8})</code>')


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.STAFF_SECOND_STEP = True


def digits(secret: str) -> str:
    """What an authenticator app shows for a secret now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def signed_in(user: User) -> Client:
    client = Client()
    assert tries(client, user.username).status_code == 303
    return client


def with_app(user: User) -> tuple[str, list[str]]:
    """Set up an app for somebody: its secret, and their recovery codes."""
    client = signed_in(user)
    page = client.get("/console/second-step/app/").content.decode()
    (secret,) = SECRET.findall(page)
    answer = client.post("/console/second-step/app/", {"code": digits(secret)})
    assert answer["Location"] == "/console/second-step/codes/"
    return secret, CODES.findall(client.get("/console/second-step/codes/").content.decode())


def test_nobody_works_with_a_password_alone() -> None:
    client = signed_in(with_password("senior", "policy_admin"))

    for place in ("/console/queue/", "/console/", "/admin/"):
        answer = client.get(place)
        assert (answer.status_code, answer["Location"]) == (303, "/console/second-step/")
    assert client.post("/console/queue/next/")["Location"] == "/console/second-step/"
    assert "Your password alone opens this desk." in read(client.get("/console/second-step/").content.decode()).words


def test_a_stranger_gets_no_page_of_it_and_none_is_kept(settings: Any) -> None:
    named = {pattern.name: str(pattern.pattern).replace("<int:pk>", "1") for pattern in urlpatterns}
    pages = {name: f"/console/{place}" for name, place in named.items() if str(name).startswith(("mfa_", "account_rea"))}
    for name, place in pages.items():
        answer = Client().get(place)
        assert (name, answer.status_code, answer["Location"].startswith("/console/sign-in/")) == (name, 302, True)
    settings.STAFF_SECOND_STEP = False
    client = signed_in(with_password("reviewer"))

    kept = {place: client.get(place)["Cache-Control"] for place in ("/console/second-step/", "/console/second-step/app/")}
    assert set(kept.values()) == {"no-store"}
    assert len(pages) == 12


def test_an_app_is_set_up_once_and_asked_at_each_sign_in() -> None:
    user = with_password("reviewer")
    secret, codes = with_app(user)
    client = Client()
    led = tries(client, user.username, then="?next=/console/closures/")

    assert (led["Location"], len(codes)) == ("/console/sign-in/code/", 10)
    assert client.get("/console/queue/")["Location"].startswith("/console/sign-in/")
    assert client.post("/console/sign-in/code/", {"code": digits(secret)})["Location"] == "/console/closures/"
    assert client.get("/console/queue/").status_code == 200


def test_a_recovery_code_opens_once_and_is_shown_once() -> None:
    user = with_password("reviewer")
    _secret, codes = with_app(user)

    def by(code: str) -> int:
        client = Client()
        tries(client, user.username)
        return int(client.post("/console/sign-in/code/", {"code": code}).status_code)

    client = Client()
    tries(client, user.username)
    client.post("/console/sign-in/code/", {"code": codes[0]})
    assert CODES.findall(client.get("/console/second-step/codes/").content.decode()) == []
    assert (by(codes[0]), by(codes[1])) == (200, 302)


def test_digits_are_not_guessed_from_many_browsers(clock: TestClock) -> None:
    user = with_password("reviewer")
    secret, _codes = with_app(user)
    pages = []
    for _try in range(6):
        client = Client()
        tries(client, user.username)
        pages.append(client.post("/console/sign-in/code/", {"code": "000000"}).content.decode())

    told = ["too many tries" in page for page in pages]
    assert told == [False] * 5 + [True]
    assert client.post("/console/sign-in/code/", {"code": digits(secret)}).status_code == 200
    clock.advance(minutes=15, seconds=1)
    assert client.post("/console/sign-in/code/", {"code": digits(secret)}).status_code == 302


def test_a_secret_is_stored_encrypted() -> None:
    user = with_password("reviewer")
    secret, codes = with_app(user)
    stored = json.dumps(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))

    assert secret not in stored
    assert not [code for code in codes if code in stored]


def test_a_passkey_is_added_and_opens_the_desk() -> None:
    user, passkey = with_password("reviewer"), Passkey("testserver")
    client = signed_in(user)
    answer = client.post("/console/second-step/passkeys/new/", {"name": "Laptop", "credential": passkey.made(client)})
    assert answer["Location"] == "/console/second-step/codes/"
    again = Client()
    tries(again, user.username)
    shown = again.get("/console/sign-in/code/").content.decode()
    assert "Use a passkey" in shown
    stranger = Passkey("testserver", like=passkey)

    assert again.post("/console/sign-in/code/", {"credential": stranger.shown(shown)}).status_code == 200
    shown = again.get("/console/sign-in/code/").content.decode()
    assert again.post("/console/sign-in/code/", {"credential": passkey.shown(shown)}).status_code == 302
    assert again.get("/console/queue/").status_code == 200


def test_whoever_signed_in_long_ago_shows_again_who_they_are_before_the_step_changes(settings: Any) -> None:
    settings.STAFF_SECOND_STEP = False
    client = signed_in(with_password("reviewer"))
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    led = client.get("/console/second-step/app/")

    assert led["Location"] == "/console/second-step/again/?next=%2Fconsole%2Fsecond-step%2Fapp%2F"
    assert "This is not your password." in client.post(led["Location"], {"password": "wrong"}).content.decode()
    assert client.post(led["Location"], {"password": PASSWORD})["Location"] == "/console/second-step/app/"
    assert client.get("/console/second-step/app/").status_code == 200


def test_the_last_second_step_stays() -> None:
    user = with_password("reviewer")
    secret, _codes = with_app(user)
    client = Client()
    tries(client, user.username)
    client.post("/console/sign-in/code/", {"code": digits(secret)})
    client.post("/console/second-step/app/remove/")

    assert Authenticator.objects.filter(user=user, type="totp").count() == 1
    assert "Set up another second step first." in client.get("/console/second-step/app/remove/").content.decode()


def test_a_day_s_session_ends_however_busy_it_was(settings: Any) -> None:
    settings.STAFF_SECOND_STEP = False
    client = signed_in(with_password("reviewer"))
    session = client.session
    assert 10 * 3600 - 60 < session[ENDS_AT] - time.time() <= 10 * 3600
    assert session.get_expiry_age() == 30 * 60
    session[ENDS_AT] = time.time() - 1
    session.save()

    assert client.get("/console/queue/")["Location"].startswith("/console/sign-in/")


@pytest.mark.parametrize("place", ["sign-up/", "signup/", "password/reset/", "login/", "email/"])
def test_nobody_signs_up_or_asks_whose_address_it_is(place: str) -> None:
    assert Client().get(f"/console/{place}").status_code == 404
