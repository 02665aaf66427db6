"""Browsers of the people in the tests, each signed in or not, and a way to read their pages."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from appeals.portal.session import EMAIL
from tests.appeals.markup import Element, read
from tests.appeals.portal import stories
from tests.appeals.web.signing_in import open_session
from tests.factories.moments import at as as_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.conftest import ModuleRows


NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class Browser(Client):
    """A browser that shows the pages of the portal."""

    def page(self, path: str, *, status: int = 200) -> Element:
        """The page at an address, with a status; markup that is not whole fails the test."""
        response = self.get(path)
        assert response.status_code == status
        return read(response.content.decode())

    def sent(self, path: str, data: Any = None, *, status: int = 302) -> Any:
        """The answer to a form, with a status."""
        response = self.post(path, data or {})
        assert response.status_code == status
        return response


def signed_in(email: str) -> Browser:
    """A browser in which this address has typed its code."""
    browser = Browser()
    open_session(browser, {EMAIL: email})
    return browser


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files of a test end with it."""
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture(scope="module")
def whole_case(whole_cast: Cast, module_rows: ModuleRows) -> Suspension:
    """Ana's suspension, recorded once for a module, at NOW."""
    with module_rows(), as_of(NOW):
        return stories.recorded(whole_cast)


@pytest.fixture
def case(whole_case: Suspension, db: None) -> Suspension:
    """Ana's suspension, for this test to change."""
    return deepcopy(whole_case)


@pytest.fixture
def ana(cast: Cast) -> Browser:
    """The person whom the measures are about."""
    return signed_in(cast.account.email)


@pytest.fixture
def mallory(cast: Cast) -> Browser:
    """Another person, with a case of their own."""
    assert cast.mallory.account_id is not None
    return signed_in("mallory@example.org")


@pytest.fixture
def stranger(db: None) -> Browser:
    """Nobody known."""
    return Browser()


@pytest.fixture
def at() -> Callable[..., str]:
    """The address of a page of a case: `at(case, "reason")`."""

    def address(case: Suspension, *parts: object) -> str:
        return "/".join(["/en/cases", case.reference, *map(str, parts), ""])

    return address


def words(page: Element) -> str:
    """What the main part of a page says, without its help."""
    return page.by_id("main").words.partition("Need help?")[0]
