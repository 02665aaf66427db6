"""Appeals that came by letter, mail or phone: written down as they stand, with their day and their original."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.instants import redress_now
from appeals.actions.filing import edit_appeal
from appeals.errors import NotAllowed
from appeals.models import Appeal, Evidence, Receipt
from tests.appeals.cast import letters, refused
from tests.appeals.console.world import everything
from tests.factories import ago, make_appeal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db
WORDS = "It is my name.\n\n¡No es otra persona!"


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.txt", WORDS.encode())


def came(days_ago: int = 2, **changes: Any) -> dict[str, Any]:
    day = (redress_now() - timedelta(days=days_ago)).date()
    values = {"channel": "letter", "arrived_on": str(day), "language": "es", "statement": WORDS, "about": "0", "file": letter()}
    return values | changes


def test_a_letter_becomes_an_appeal_that_counts_from_the_day_it_came(cast: Cast, rita: Desk, constraints_now: Any) -> None:
    case = cast.case(started=ago(days=5))
    assert f"/console/cases/{case.reference}/appeals/new/" in [one.attrs["href"] for one in rita.page("case", case.reference).all("a")]
    for _click in range(2):
        rita.sends("record_appeal", case.reference, once="one-form", **came())
    constraints_now()

    appeal = Appeal.objects.get()
    day = (redress_now() - timedelta(days=2)).date()
    assert (appeal.state, appeal.channel, appeal.language, appeal.statement, appeal.filed_by) == (
        "submitted",
        "letter",
        "es",
        WORDS,
        cast.rita_user,
    )
    assert appeal.received_at == datetime(day.year, day.month, day.day, tzinfo=UTC)
    original = Evidence.objects.get()
    assert (original.appeal, original.label, original.name) == (appeal, "The original", "letter.txt")
    assert letters(case) == ["suspension_notice", "appeal_received"]
    assert Receipt.objects.get().files == [{"name": "letter.txt", "sha256": original.sha256}]


def test_a_call_has_no_original_and_a_letter_has(cast: Cast, rita: Desk, tmp_path: Path) -> None:
    case = cast.case(started=ago(days=5))
    before = everything()
    wrong = rita.refusal("record_appeal", case.reference, status=422, **came(file=""))
    assert "Attach the letter or the mail as it came." in wrong
    assert everything() == before

    rita.sends("record_appeal", case.reference, **came(channel="phone", file=""))
    assert (Appeal.objects.get().channel, Evidence.objects.count()) == ("phone", 0)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"statement": " "}, "Write down what the person says."),
        ({"arrived_on": "2100-01-01"}, "This moment has not come yet."),
        ({"arrived_on": "2020-01-01"}, "The measure had not started then."),
        ({"language": "?"}, "language"),
        ({"channel": "portal"}, "Select a valid choice."),
        ({"about": "7"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(cast: Cast, rita: Desk, tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    case = cast.case(started=ago(days=5))
    before = everything()

    assert says in rita.refusal("record_appeal", case.reference, status=422, **came(**changes))
    assert everything() == before
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_nobody_at_the_desk_changes_the_person_s_words_afterwards(cast: Cast, rita: Desk) -> None:
    case = cast.case(started=ago(days=5))
    rita.sends("record_appeal", case.reference, **came())

    refused(NotAllowed, edit_appeal, cast.rita, appeal=Appeal.objects.get(), statement="Shorter.")


def test_a_second_one_about_the_same_is_refused_with_its_reason(cast: Cast, rita: Desk) -> None:
    case = cast.case(started=ago(days=5))
    appeal = make_appeal(case)

    assert f"The appeal {appeal.reference} about this is open already." in rita.page("record_appeal", case.reference, status=409).words
    assert appeal.reference in rita.refusal("record_appeal", case.reference, status=409, **came())
