"""Sessions that end when nobody clicks, and that are not written at every look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.sessions import ENDS_AT, SessionStore, begin

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def begun(*, ends_in: timedelta, idle: timedelta | None = None) -> str:
    """The key of a session whose end is that far away; `idle` is what it was given of its own."""
    store = SessionStore()
    store["word"] = "kept"
    if idle is not None:
        store.set_expiry(int(idle.total_seconds()))
    store.save()
    assert store.session_key is not None
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + ends_in)
    return store.session_key


def looked(key: str) -> tuple[Any, bool]:
    """What a request finds in a session, and whether it writes the session by looking."""
    store = SessionStore(key)
    return store.get("word"), store.modified


def test_a_session_is_written_again_once_a_minute_has_passed() -> None:
    assert looked(begun(ends_in=HOUR - timedelta(seconds=50))) == ("kept", False)
    assert looked(begun(ends_in=HOUR - timedelta(seconds=61))) == ("kept", True)


def test_a_shorter_idle_time_counts_from_its_own_length() -> None:
    half = HOUR / 2

    assert looked(begun(ends_in=half - timedelta(seconds=50), idle=half)) == ("kept", False)
    assert looked(begun(ends_in=half - timedelta(seconds=61), idle=half)) == ("kept", True)


def test_an_ended_session_holds_nothing_and_is_not_renewed() -> None:
    assert looked(begun(ends_in=timedelta(0))) == (None, False)


def test_an_absent_session_holds_nothing() -> None:
    assert looked("0" * 32) == (None, False)


def test_a_session_ends_at_its_last_moment_however_busy_it_was() -> None:
    key = begun(ends_in=HOUR)
    store = SessionStore(key)
    begin(store, idle=None, longest=3600)
    store.save()
    assert looked(key)[0] == "kept"
    store[ENDS_AT] -= 3601
    store.save()

    assert looked(key)[0] is None
