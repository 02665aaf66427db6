"""One page, one instant."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.instants import one_instant, redress_now
from appeals.web.instants import at_one_instant

pytestmark = pytest.mark.django_db


def asked(method: str) -> int:
    """How often the database is asked for the instant by two looks at it and one in a transaction of its own."""
    with CaptureQueriesContext(connection) as taken, at_one_instant(RequestFactory().generic(method, "/")):
        redress_now()
        with one_instant():
            redress_now()
        redress_now()
    return len(taken)


def test_a_page_that_is_read_has_one_instant_beside_those_of_its_transactions() -> None:
    assert (asked("GET"), asked("HEAD")) == (2, 2)


def test_a_form_is_answered_with_the_instant_after_its_act() -> None:
    assert asked("POST") == 3
