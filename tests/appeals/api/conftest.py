"""What the tests of the API share: callers, and a marketplace with one of everything."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tests.appeals.api.bodies import account_body
from tests.appeals.api.caller import Caller
from tests.appeals.api.world import LADDER, World, make_world
from tests.conftest import ModuleRows
from tests.factories import make_section, make_user


@pytest.fixture(autouse=True)
def _no_count_of_others() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Path:
    """A store of files for this test alone."""
    settings.EVIDENCE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def api(db: None) -> Caller:
    """A key with every scope."""
    return Caller()


@pytest.fixture(scope="module")
def whole_world(module_rows: ModuleRows) -> World:
    """One of everything, written once for a module."""
    with module_rows():
        return make_world()


@pytest.fixture
def world(whole_world: World, db: None) -> World:
    """One of everything, for this test to change."""
    return deepcopy(whole_world)


@pytest.fixture(scope="module")
def whole_market(module_rows: ModuleRows) -> None:
    """An account, a rulebook and somebody who decides, written once for a module."""
    with module_rows():
        make_section(ladder=LADDER)
        make_user("reviewer", staff_id="00u1abc")
        assert Caller().put("accounts/u_48213/", account_body()).status_code == 201


@pytest.fixture
def market(whole_market: None, api: Caller) -> Caller:
    """A key in a market that has an account and a rulebook."""
    return api
