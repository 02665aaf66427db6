"""What the tests of the verbs share: a desk at which a case may be closed."""

from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.appeals.actions.closing import Desk


@pytest.fixture(scope="module")
def whole_desk(module_rows: DjangoDbBlocker) -> Desk:
    """A case that may be closed and its people, written once for a module."""
    with module_rows.unblock():
        return Desk()


@pytest.fixture
def desk(whole_desk: Desk, db: None) -> Desk:
    """A case that may be closed and its people, for this test to change."""
    return deepcopy(whole_desk)
