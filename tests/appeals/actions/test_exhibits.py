"""Material of the platform: who may add it, what the person sees of it, and that whoever judges looks again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from appeals.actions import perform
from appeals.actions.exhibits import MOST_PER_CASE, add_exhibit, received
from appeals.actions.intake import Received
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, PeopleOnly, Unavailable
from appeals.evidence import scan
from appeals.models import Event, Exhibit, Notice
from tests.appeals.cast import Cast, codes, entries, last_entry, letters, owner_of, refused, wrong_in
from tests.factories import make_appeal, make_closure, make_key, move

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("constraints_now")
LOG = Received("log.txt", 9, "0" * 64, "text", "text/plain", "0" * 32)
SHOWN: dict[str, Any] = {"received": LOG, "label": "Log of 12 January"}
HIDDEN = SHOWN | {"audience": "staff", "redaction_reason": "It names another person."}


def test_an_exhibit_supports_a_citation_and_stands_on_the_timeline(cast: Cast, case: Any) -> None:
    sent = Notice.objects.latest("pk").pk

    exhibit = perform(add_exhibit, cast.key, case=case, **SHOWN, citation=0)

    exhibit.refresh_from_db()
    assert (exhibit.suspension, exhibit.citation, exhibit.label, exhibit.audience) == (
        case,
        case.citations.get(),
        SHOWN["label"],
        "appellant",
    )
    assert (exhibit.storage_key, exhibit.size, exhibit.sha256, exhibit.media_type) == ("0" * 32, 9, "0" * 64, "text/plain")
    entry = Event.objects.get(case=case, seq=last_entry(case))
    assert (entry.kind, entry.audience, entry.actor_kind) == ("exhibit.added", "appellant", "machine")
    assert "Log of" not in (entry.body or "")
    # Nothing is being judged: it is read with the reasons, and no mail is sent for each file.
    assert letters(case, after=sent) == []


def test_while_something_is_judged_the_person_is_told_of_what_is_added(cast: Cast, case: Any) -> None:
    make_appeal(case, state="in_review", reviewer=cast.rita_user)
    before = Notice.objects.latest("pk").pk

    perform(add_exhibit, cast.otto, case=case, **SHOWN)
    perform(add_exhibit, cast.otto, case=case, **HIDDEN)

    assert letters(case, after=before) == ["exhibit_added"] * 2
    shown, hidden = [one.text for one in Notice.objects.filter(pk__gt=before)]
    assert ("Log of 12 January" in shown, "Log of 12 January" in hidden) == (True, False)
    assert "It names another person." in hidden


def test_an_exhibit_takes_a_judged_closure_back_to_its_review(cast: Cast) -> None:
    closure = make_closure(step="approved")
    before = Notice.objects.latest("pk").pk

    perform(add_exhibit, cast.key, case=closure.case, **SHOWN)

    closure.refresh_from_db()
    assert (closure.state, closure.approval, closure.effects.get(kind="close").state) == ("in_review", None, "cancelled")
    assert entries(closure.case)[-3:] == ["exhibit.added", "closure.returned", "effect.cancelled"]
    assert letters(closure.case, after=before) == ["exhibit_added"]


def test_nobody_else_adds_an_exhibit(cast: Cast, case: Any) -> None:
    for error, actor in (
        (NotAllowed, owner_of(case)),
        (NotVisible, cast.mallory),
        (NotAllowed, cast.audrey),
        (NotAllowed, cast.ida),
        (PeopleOnly, cast.system),
        (NotAllowed, type(cast.key).machine(make_key("suspensions:read"))),
    ):
        refused(error, add_exhibit, actor, case=case, **SHOWN)
    move(case, "lifted", told=True)
    refused(IllegalTransition, add_exhibit, cast.key, case=case, **SHOWN)


def test_an_exhibit_that_does_not_fit_names_its_fields(cast: Cast, case: Any) -> None:
    tries: list[dict[str, Any]] = [
        {"label": " "},
        {"label": "x" * 201},
        {"label": "\U0001f3f3\ufe0f\u200d\U0001f308" * 60},
        {"label": "a\x00b"},
        {"label": "For security reasons"},
        {"citation": 1},
        {"audience": "everyone"},
        {"audience": "staff"},
        {"redaction_reason": "It names another person."},
        {"audience": "staff", "redaction_reason": "For security reasons."},
    ]

    wrong = wrong_in(add_exhibit, cast.key, [SHOWN | one for one in tries], case=case)

    assert [one[0] for one in wrong] == [
        ("label", "required"),
        ("label", "too_long"),
        ("label", "too_long"),
        ("label", "unshowable"),
        ("label", "forbidden_word"),
        ("citation", "unknown"),
        ("audience", "unknown"),
        ("redaction_reason", "required"),
        ("redaction_reason", "not_redacted"),
        ("redaction_reason", "forbidden_word"),
    ]


def test_a_case_holds_a_hundred_exhibits(cast: Cast, case: Any) -> None:
    Exhibit.objects.bulk_create(Exhibit(suspension=case, label=str(number)) for number in range(MOST_PER_CASE))

    assert codes(refused(Invalid, add_exhibit, cast.key, case=case, **SHOWN)) == [("file", "too_many")]


class Fixed:
    """A scanner with one answer for everything."""

    def __init__(self, result: str) -> None:
        self.result = result

    def scan(self, file: Any) -> scan.Scan:
        file.seek(0)
        return scan.Scan(self.result)


def test_what_was_not_looked_through_is_not_kept(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    for result, error in ((scan.INFECTED, Invalid), (scan.NOT_SCANNED, Unavailable)):
        monkeypatch.setattr("appeals.actions.exhibits.configured_scanner", lambda result=result: Fixed(result))
        with pytest.raises(error), received(io.BytesIO(b"A log.\n"), name="log.txt", size=7):
            pytest.fail("it was taken")

    assert list(tmp_path.iterdir()) == []
