"""How often a password may be tried."""

from datetime import timedelta

import pytest

from accounts.models import SignInFailure
from accounts.tries import TRIES, WAIT, forget_tries, take_try
from tests.clock import TestClock

pytestmark = pytest.mark.django_db


def test_five_tries_are_given_and_then_one_waits(clock: TestClock) -> None:
    now = clock.now

    assert [take_try("robin", now=now) for _ in range(7)] == [True] * TRIES + [False] * 2
    assert SignInFailure.objects.count() == TRIES


def test_tries_come_back_after_the_wait_and_asking_too_early_does_not_lengthen_it(clock: TestClock) -> None:
    now = clock.now
    for _ in range(TRIES):
        take_try("robin", now=now)
    refused = take_try("robin", now=now + WAIT - timedelta(seconds=1))

    assert refused is False
    assert take_try("robin", now=now + WAIT + timedelta(seconds=1)) is True
    assert SignInFailure.objects.count() == 1


def test_names_differ_by_more_than_capitals_and_spaces_around(clock: TestClock) -> None:
    now = clock.now
    for _ in range(TRIES):
        take_try("Robin ", now=now)

    assert take_try(" rOBIN", now=now) is False
    assert take_try("robina", now=now) is True


def test_a_right_password_gives_all_tries_back_to_its_name_alone(clock: TestClock) -> None:
    now = clock.now
    for name in ("robin", "kim"):
        for _ in range(TRIES):
            take_try(name, now=now)
    forget_tries("ROBIN")

    assert take_try("robin", now=now) is True
    assert take_try("kim", now=now) is False


def test_the_typed_name_itself_is_not_kept(clock: TestClock) -> None:
    take_try("my password by mistake", now=clock.now)

    (kept,) = SignInFailure.objects.values_list("name_sha256", flat=True)

    assert len(kept) == 64
    assert "password" not in kept
