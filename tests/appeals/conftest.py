"""What the tests of the domain share."""

import pytest

from tests.appeals.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast."""
    return Cast()
