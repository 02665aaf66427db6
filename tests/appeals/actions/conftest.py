"""What the tests of the verbs share: a measure of the cast, and a desk at which a case may be closed."""

from copy import deepcopy

import pytest

from appeals.models import Suspension
from tests.appeals.actions.closing import Desk
from tests.appeals.cast import Cast
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


@pytest.fixture(scope="module")
def whole_case(request: pytest.FixtureRequest, whole_cast: Cast, module_rows: ModuleRows) -> Suspension:
    """A measure against ana as the module's CASE wants it, written once for the module."""
    with module_rows():
        return whole_cast.case(**getattr(request.module, "CASE", {}))


@pytest.fixture
def case(whole_case: Suspension, db: None) -> Suspension:
    """A measure against ana, for this test to change."""
    return deepcopy(whole_case)
