"""Showing once more who one is: how long it lasts, and how often it may be tried."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value

from accounts.instants import redress_now
from accounts.models import SignInFailure, User
from accounts.reauth import PROVED_AT, Answer, is_fresh, mark_fresh, prove
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long way to the old harbour"


def somebody() -> User:
    user = make_user("senior")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def test_a_session_is_fresh_for_some_minutes_and_never_from_the_future(settings: Any) -> None:
    settings.REAUTHENTICATION_MINUTES = 5
    session: dict[str, Any] = {}
    now = redress_now()
    assert not is_fresh(session, now=now)
    mark_fresh(session, now=now)

    assert is_fresh(session, now=now + timedelta(minutes=4, seconds=59))
    assert not is_fresh(session, now=now + timedelta(minutes=5))
    assert not is_fresh(session, now=now - timedelta(seconds=1))
    assert not is_fresh({PROVED_AT: 7}, now=now)


def test_the_right_password_answers_and_gives_the_tries_back() -> None:
    user, now = somebody(), redress_now()

    assert [prove(user, "wrong", now=now), prove(user, PASSWORD, now=now)] == [Answer.WRONG, Answer.RIGHT]
    assert SignInFailure.objects.count() == 0


def test_after_five_wrong_answers_even_the_right_one_waits() -> None:
    user, now = somebody(), redress_now()
    for _try in range(5):
        assert prove(user, "wrong", now=now) is Answer.WRONG

    assert prove(user, PASSWORD, now=now) is Answer.WAIT
    assert prove(user, PASSWORD, now=now + timedelta(minutes=16)) is Answer.RIGHT


def test_who_has_left_proves_nothing() -> None:
    user = somebody()
    user.is_active = False

    assert prove(user, PASSWORD, now=redress_now()) is Answer.WRONG


def test_a_code_of_the_second_step_answers_as_well() -> None:
    user = make_user("senior")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    now = redress_now()

    assert prove(user, "000 000", now=now) is Answer.WRONG
    assert prove(user, f"{hotp_value(secret, int(time.time()) // 30):06d}", now=now) is Answer.RIGHT
