"""What the tests of the verbs share: a desk at which a case may be closed."""

from copy import deepcopy

import pytest

from tests.appeals.actions.closing import Desk
from tests.conftest import ModuleRows


@pytest.fixture(scope="module")
def whole_desk(module_rows: ModuleRows) -> Desk:
    """A case that may be closed and its people, written once for a module."""
    with module_rows():
        return Desk()


@pytest.fixture
def desk(whole_desk: Desk, db: None) -> Desk:
    """A case that may be closed and its people, for this test to change."""
    return deepcopy(whole_desk)
