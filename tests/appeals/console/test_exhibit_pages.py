"""Material of the platform at the desk: added with a form, saved and never shown, kept from the person only with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.appeals.console.world import everything

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db
# Longer than what a form without a file may carry.
LOG = b"12 January, 10:02. Written from another device.\n" * 3_000


def log(content: bytes = LOG) -> SimpleUploadedFile:
    return SimpleUploadedFile("log.txt", content)


def test_an_exhibit_is_added_once_and_saved_from_the_case(cast: Cast, rita: Desk, lena: Desk, tmp_path: Path, constraints_now: Any) -> None:
    case = cast.case()
    links = [one.attrs["href"] for one in rita.page("case", case.reference).all("a")]
    once: dict[str, Any] = {"once": "one-form", "label": "Log of 12 January", "citation": "0"}

    for _click in range(2):
        rita.sends("add_exhibit", case.reference, file=log(), **once)

    exhibit = case.exhibits.get()
    assert reverse("console:add_exhibit", args=[case.reference]) in links
    assert (exhibit.label, exhibit.citation, exhibit.audience) == ("Log of 12 January", case.citations.get(), "appellant")
    assert sum(one.is_file() for one in tmp_path.rglob("*")) == 1
    place = reverse("console:exhibit", args=[case.reference, 1])
    assert place in [one.attrs["href"] for one in lena.page("case", case.reference).all("a")]
    saved = lena.get(place)
    assert b"".join(saved.streaming_content) == LOG  # type: ignore[attr-defined]
    assert (saved["Content-Type"], saved["Content-Disposition"], saved["Cache-Control"]) == (
        "application/octet-stream",
        'attachment; filename="Log of 12 January.txt"',
        "no-store",
    )
    assert lena.get(reverse("console:exhibit", args=[case.reference, 2])).status_code == 404


def test_what_is_kept_from_the_person_needs_a_reason(cast: Cast, rita: Desk, tmp_path: Path) -> None:
    case = cast.case()
    before = everything()

    assert "They read this reason." in rita.refusal("add_exhibit", case.reference, status=422, file=log(), label="A report", hidden="on")
    assert (everything(), case.exhibits.count(), list(tmp_path.rglob("*.txt"))) == (before, 0, [])

    rita.sends("add_exhibit", case.reference, file=log(), label="A report", hidden="on", redaction_reason="It names another person.")

    assert [(one.audience, one.redaction_reason) for one in case.exhibits.all()] == [("staff", "It names another person.")]


def test_a_form_that_does_not_fit_says_what_to_do_and_keeps_no_file(cast: Cast, rita: Desk, tmp_path: Path) -> None:
    case = cast.case()
    before = everything()

    said = [
        rita.refusal("add_exhibit", case.reference, status=status, **sent)
        for status, sent in (
            (422, {"label": "A log"}),
            (422, {"file": log()}),
            (422, {"file": log(b""), "label": "A log"}),
            (422, {"file": log(), "label": "A log", "citation": "9"}),
            (415, {"file": log(b"MZ\x90\x00" + bytes(60)), "label": "A log"}),
        )
    ]

    assert said[:2] == ["Choose a file.", "Say what it is."]
    assert all(said)
    assert (everything(), sum(one.is_file() for one in tmp_path.rglob("*"))) == (before, 0)
