"""What the tests of the verbs share: a measure of the cast, and a desk at which a case may be closed."""

from copy import deepcopy
from datetime import datetime

import pytest
from django.db import connection

from accounts.instants import redress_now
from appeals.models import Closure, Suspension
from tests.appeals.actions.closing import Desk, later
from tests.appeals.cast import Cast
from tests.conftest import ModuleRows
from tests.factories.moments import at


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


# --- a closure on its way: one for a module, and each step starts from the one before it -------------------------------


@pytest.fixture(scope="module")
def whole_delivered(whole_desk: Desk, module_rows: ModuleRows) -> Closure:
    with module_rows():
        return whole_desk.delivered()


@pytest.fixture
def delivered(whole_delivered: Closure, db: None) -> Closure:
    """The desk's closure, whose letter has arrived."""
    return deepcopy(whole_delivered)


@pytest.fixture(scope="module")
def whole_reviewed(whole_desk: Desk, whole_delivered: Closure, module_rows: ModuleRows) -> Closure:
    with module_rows():
        return whole_desk.reviewed(whole_delivered)


@pytest.fixture
def reviewed(whole_reviewed: Closure, db: None) -> Closure:
    """The same, reviewed by one."""
    return deepcopy(whole_reviewed)


@pytest.fixture(scope="module")
def whole_signed(whole_desk: Desk, whole_reviewed: Closure, module_rows: ModuleRows) -> Closure:
    with module_rows():
        return whole_desk.viewed(whole_reviewed)


@pytest.fixture
def signed(whole_signed: Closure, db: None) -> Closure:
    """The same, with the view of a second."""
    return deepcopy(whole_signed)


@pytest.fixture(scope="module")
def whole_approved(whole_desk: Desk, module_rows: ModuleRows) -> tuple[Closure, datetime]:
    with module_rows(), at(redress_now()):
        closure = whole_desk.approved()
        connection.check_constraints()
        return closure, redress_now()


@pytest.fixture
def approved(whole_approved: tuple[Closure, datetime], db: None) -> Closure:
    """The desk's closure, approved, on that day; for a module that asks for none of the steps before."""
    closure, instant = deepcopy(whole_approved)
    later(seconds=(instant - redress_now()).total_seconds())
    return closure
