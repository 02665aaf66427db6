"""What the tests of the domain share."""

from copy import deepcopy

import pytest

from tests.appeals.cast import Cast
from tests.conftest import ModuleRows


@pytest.fixture(scope="module")
def whole_cast(module_rows: ModuleRows) -> Cast:
    """The fixed cast, written once for a module."""
    with module_rows():
        return Cast().assembled()


@pytest.fixture
def cast(whole_cast: Cast, db: None) -> Cast:
    """The fixed cast, for this test to change."""
    return deepcopy(whole_cast)
