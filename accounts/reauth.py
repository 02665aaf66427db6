"""The door before what weighs most: whoever sits at the desk shows once more who they are.

A session stays fresh for some minutes after a sign-in or after this door. Another proof than the password, such as a
code from an authenticator, is one more answer that `prove` looks at; nobody who uses the door changes for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password

from accounts.tries import forget_tries, take_try

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from accounts.models import User

PROVED_AT = "reauth.proved_at"


class Answer(StrEnum):
    """What became of a try to show who one is."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"


def is_fresh(session: MutableMapping[str, Any], *, now: datetime) -> bool:
    """Whether the person of this session showed who they are within the last minutes (`REAUTHENTICATION_MINUTES`)."""
    proved = _proved_at(session)
    return proved is not None and timedelta() <= now - proved < timedelta(minutes=settings.REAUTHENTICATION_MINUTES)


def is_fresh_since(session: MutableMapping[str, Any], since: datetime, *, now: datetime) -> bool:
    """As `is_fresh`, and shown after that moment: what somebody proved before they were stopped is no answer to it."""
    proved = _proved_at(session)
    return proved is not None and proved > since and is_fresh(session, now=now)


def _proved_at(session: MutableMapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(session.get(PROVED_AT, ""))
    except (TypeError, ValueError):
        return None


def mark_fresh(session: MutableMapping[str, Any], *, now: datetime) -> None:
    """Remember that the person of this session has just shown who they are: at the sign-in, or at this door."""
    session[PROVED_AT] = now.isoformat()


def prove(user: User, password: str, *, now: datetime) -> Answer:
    """Look at what somebody answers who is asked again: the password, or a code of their second step.

    It takes one of the tries that a sign-in has as well.
    """
    if not take_try(user.username, now=now):
        return Answer.WAIT
    # Without an upgrade of the stored hash: that would end the very session that is asked.
    if not user.is_active or not (check_password(password, user.password) or _shows_code(user, password)):
        return Answer.WRONG
    forget_tries(user.username)
    return Answer.RIGHT


def _shows_code(user: User, typed: str) -> bool:
    """Whether this is what their authenticator app shows now: the way of who comes by the sign-in service, without a password."""
    app = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    return app is not None and bool(app.wrap().validate_code(typed.replace(" ", "")))
