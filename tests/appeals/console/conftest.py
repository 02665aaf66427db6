"""Browsers of the staff at their desks, and a way to read and to send their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.instants import redress_now
from accounts.reauth import mark_fresh
from tests.appeals.markup import Element, read
from tests.appeals.web.signing_in import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from tests.appeals.cast import Cast


class Desk(Client):
    """A browser in which a member of the staff is signed in; addresses are given by name."""

    def page(self, name: str, *args: object, status: int = 200, **query: Any) -> Element:
        """The page at an address, with a status; markup that is not whole fails the test."""
        response = self.get(reverse(f"console:{name}", args=args), query)
        assert response.status_code == status
        return read(response.content.decode())

    def sends(self, name: str, *args: object, status: int = 303, **data: Any) -> Any:
        """The answer to a form, with a status."""
        response = self.post(reverse(f"console:{name}", args=args), data)
        assert response.status_code == status, said(response)
        return response

    def refusal(self, name: str, *args: object, status: int, **data: Any) -> str:
        """What a page says that does not take a form: the error summary, else its heading and first words."""
        return said(self.sends(name, *args, status=status, **data))


def said(response: Any) -> str:
    """The complaints of a page, or the words of its main part."""
    if not response.content:
        return ""
    main = read(response.content.decode()).one("main")
    complaints = [one for one in main.all("div") if one.attrs.get("id") == "errors"]
    return complaints[0].one("ul").words if complaints else main.words


def at_desk(user: User) -> Desk:
    """The browser of a member of the staff who has just signed in."""
    desk = Desk()
    backend = settings.AUTHENTICATION_BACKENDS[0]
    signed_in = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: user.get_session_auth_hash()}
    mark_fresh(signed_in, now=redress_now())
    open_session(desk, signed_in)
    return desk


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files of a test end with it."""
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def rita(cast: Cast) -> Desk:
    """A reviewer."""
    return at_desk(cast.rita_user)


@pytest.fixture
def rob(cast: Cast) -> Desk:
    """Another reviewer."""
    return at_desk(cast.rob_user)


@pytest.fixture
def otto(cast: Cast) -> Desk:
    """The reviewer who suspended."""
    return at_desk(cast.otto_user)


@pytest.fixture
def lena(cast: Cast) -> Desk:
    """A senior reviewer."""
    return at_desk(cast.lena_user)
