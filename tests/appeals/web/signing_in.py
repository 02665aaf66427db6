"""Browsers in which somebody is signed in, without the statements of a sign-in: that has tests of its own."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.sessions import SessionStore

if TYPE_CHECKING:
    from django.test import Client


def open_session(browser: Client, kept: dict[str, Any]) -> None:
    """Give a browser a session that holds these values: one row, where sessions are rows."""
    if SessionStore.__module__ != settings.SESSION_ENGINE:
        session = browser.session
        session.update(kept)
        session.save()
        return
    key = secrets.token_hex(16)
    ends = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.create(session_key=key, session_data=SessionStore().encode(kept), expire_date=ends)
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
