"""Where a list goes on survives its way through an address, and rubbish shows the first page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.test import RequestFactory

from appeals.web.places import Place, read_place, with_query

AT = datetime(2026, 11, 21, 12, 5, 0, 123456, tzinfo=UTC)


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(AT, 42)

    assert read_place(place.written()) == place
    assert set(place.written()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_place_in_another_zone_is_the_same_place() -> None:
    local = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert Place(local, 1).written() == Place(AT, 1).written()


@pytest.mark.parametrize(
    "text", ["", "x", "%%%", "AAAA", "\u0661", "MjAyNi0xMS0yMXwx", Place(AT, 2**63).written(), Place(AT, -1).written(), "A" * 5000]
)
def test_anything_else_is_no_place(text: str) -> None:
    assert read_place(text) is None


def test_an_address_keeps_its_query_but_for_what_changes() -> None:
    request = RequestFactory().get("/console/queue/?view=mine&rule=a&rule=b&after=old")

    assert with_query(request, after="new") == "/console/queue/?view=mine&rule=a&rule=b&after=new"
    assert with_query(request, after=None, rule=None, view=None) == "/console/queue/"
