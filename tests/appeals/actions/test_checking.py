"""The worker's side of evidence: which file is due, who gets it, and what happens when our own side fails."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import checking
from appeals.actions.checking import check_one, due_evidence_ids
from appeals.actions.intake import receive
from appeals.evidence.confined import WorkerUnavailable
from appeals.evidence.scan import Scan
from appeals.evidence.storage import open_stored
from tests.appeals.evidence.hostile import drawing, saved
from tests.factories import make_appeal, make_evidence

if TYPE_CHECKING:
    from pathlib import Path

    from tests.appeals.cast import Cast

pytestmark = pytest.mark.usefixtures("constraints_now")


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_ROOT = tmp_path
    return tmp_path


def arrived(cast: Cast, content: bytes, name: str, **values: Any) -> Any:
    """A file of a sent appeal, in the store."""
    got = receive(io.BytesIO(content), name=name, size=len(content))
    kept = {"kind": got.kind, "media_type": got.media_type, "storage_key": got.storage_key, "check_after": redress_now()}
    return make_evidence(make_appeal(cast.case()), **(kept | values))


def stored(disk: Path) -> int:
    return sum(path.is_file() for path in disk.rglob("*"))


class Scanner:
    """A scanner at the network's edge that answers what it is told to."""

    def __init__(self, result: str) -> None:
        self.result = result

    def scan(self, file: Any) -> Scan:
        file.seek(0)
        return Scan(self.result, "Test")


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(result: str) -> None:
        monkeypatch.setattr(checking, "configured_scanner", lambda: Scanner(result))

    return install


def test_a_picture_is_rendered_and_waits_for_a_person(cast, disk):
    evidence = arrived(cast, saved(drawing(), "JPEG"), "id.jpg")

    assert check_one(evidence.pk) is True

    evidence.refresh_from_db()
    page = evidence.pages.get()
    assert (evidence.state, evidence.scan, page.media_type, page.width, page.height) == (
        "checking",
        "not_configured",
        "image/jpeg",
        640,
        480,
    )
    assert {one.code: one.result for one in evidence.checks.all()}["text_readable"] == "waiting"
    with open_stored(page.storage_key) as made:
        assert made.read(2) == b"\xff\xd8"
    assert due_evidence_ids() == []


def test_a_text_needs_nobody(cast):
    evidence = arrived(cast, b"It is the same name.", "a.txt")

    check_one(evidence.pk)

    evidence.refresh_from_db()
    assert evidence.state == "accepted"


def test_identity_asks_for_more_checks_than_other_files(cast):
    evidence = arrived(cast, saved(drawing(), "PNG"), "id.png", sensitive=True)

    check_one(evidence.pk)

    assert {one.code: one.result for one in evidence.checks.all()}["corners_visible"] == "waiting"


def test_an_infected_file_is_held_back_without_a_page(cast, disk, scanner):
    evidence = arrived(cast, saved(drawing(), "PNG"), "id.png")
    scanner("infected")

    check_one(evidence.pk)

    evidence.refresh_from_db()
    assert (evidence.state, evidence.scan, evidence.pages.count(), stored(disk)) == ("quarantined", "infected", 0, 1)


def test_a_scanner_that_is_away_makes_the_file_wait_longer_each_time(cast, scanner, clock):
    evidence = arrived(cast, b"It is the same name.", "a.txt")
    scanner("not_scanned")
    waits = []

    for _ in range(6):
        assert check_one(evidence.pk) is False
        evidence.refresh_from_db()
        waits.append(evidence.check_after - redress_now())
        clock.at(evidence.check_after)

    assert (evidence.state, evidence.check_attempts) == ("received", 6)
    assert waits == [timedelta(minutes=minutes) for minutes in (3, 6, 12, 24, 48, 60)]
    scanner("clean")
    assert check_one(evidence.pk) is True


def test_our_own_fault_never_counts_against_the_file(cast, monkeypatch):
    evidence = arrived(cast, saved(drawing(), "PNG"), "id.png")

    def unavailable(*_: Any, **__: Any) -> None:
        raise WorkerUnavailable

    monkeypatch.setattr(checking, "render", unavailable)

    assert check_one(evidence.pk) is False
    evidence.refresh_from_db()
    assert (evidence.state, evidence.checks.count()) == ("received", 0)


def test_a_missing_original_waits_for_a_person_to_look_into_it(cast):
    evidence = arrived(cast, b"It is the same name.", "a.txt", storage_key="0" * 32)

    assert check_one(evidence.pk) is False


def test_one_worker_gets_a_file_and_the_lease_ends(cast, clock, scanner):
    evidence = arrived(cast, b"It is the same name.", "a.txt")
    scanner("not_scanned")
    check_one(evidence.pk)

    assert check_one(evidence.pk) is False
    evidence.refresh_from_db()
    assert evidence.check_attempts == 1
    clock.advance(minutes=4)
    assert due_evidence_ids() == [evidence.pk]


def test_pages_that_came_too_late_are_removed(cast, disk, monkeypatch):
    evidence = arrived(cast, saved(drawing(), "PNG"), "id.png")
    monkeypatch.setattr(checking, "perform", lambda *_, **__: False)

    assert check_one(evidence.pk) is False
    assert stored(disk) == 1


def test_what_is_due_comes_in_the_order_it_waits(cast, clock):
    appeal = make_appeal(cast.case())
    now = redress_now()
    later, sooner = (make_evidence(appeal, check_after=now - timedelta(minutes=minutes)) for minutes in (1, 2))
    make_evidence(appeal, check_after=now + timedelta(minutes=1))
    make_evidence(appeal, kind="link", link="https://example.org/", sha256="", storage_key="")

    assert due_evidence_ids() == [sooner.pk, later.pk]
    assert due_evidence_ids(limit=1) == [sooner.pk]
