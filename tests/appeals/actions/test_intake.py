"""Evidence on its way in: how much, how often, whose, and that nothing unwanted stays on the disk."""

from __future__ import annotations

import io
from copy import deepcopy
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from appeals.actions import perform
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.actions.intake import (
    NewFile,
    Received,
    add_file,
    add_files,
    add_link,
    discard,
    receive,
    received,
    remove_evidence,
)
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.evidence.refusals import Refused
from appeals.evidence.storage import open_stored
from appeals.models import Evidence, Notice, Receipt, Suspension, ViewPage
from tests.appeals.cast import Cast, codes, entries, last_entry, last_notice, letters, refused, wrong_in
from tests.factories import decide, make_appeal, make_closure, make_evidence, make_request, move

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")
LETTER = b"Dear reviewer, it is the same name in another alphabet.\n"


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Path:
    settings.EVIDENCE_ROOT = tmp_path
    return tmp_path


@pytest.fixture(scope="module")
def whole_draft(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Any:
    with module_rows():
        return perform(start_appeal, whole_cast.ana, case=whole_case)


@pytest.fixture
def draft(whole_draft: Any, db: None) -> Any:
    return deepcopy(whole_draft)


def stored(disk: Path) -> int:
    """How many files lie in the store."""
    return sum(path.is_file() for path in disk.rglob("*"))


def letter(content: bytes = LETTER, name: str = "letter.txt") -> Received:
    return receive(io.BytesIO(content), name=name, size=len(content))


def paper(number: int = 0) -> Received:
    """A received file without its bytes, for counting."""
    digest = sha256(str(number).encode()).hexdigest()
    return Received(f"{number}.jpg", 10, digest, "jpeg", "image/jpeg", digest[:32])


def papers(count: int, start: int = 0) -> list[NewFile]:
    return [NewFile(received=paper(number)) for number in range(start, start + count)]


def test_a_file_is_recognised_fingerprinted_and_stored_under_no_name_of_its_own(disk):
    got = receive(io.BytesIO(LETTER), name="../../etc/passwd.txt", size=3)

    assert (got.name, got.size, got.kind, got.media_type) == ("passwd.txt", len(LETTER), "text", "text/plain")
    assert got.sha256 == sha256(LETTER).hexdigest()
    with open_stored(got.storage_key) as kept:
        assert kept.read() == LETTER
    assert stored(disk) == 1


def test_what_cannot_be_taken_leaves_nothing_behind(disk):
    with pytest.raises(Refused):
        receive(io.BytesIO(b"<html><script>alert(1)</script></html>"), name="id.pdf", size=38)

    assert stored(disk) == 0


def test_what_no_verb_took_is_removed(cast, case, disk):
    appeal = make_appeal(case, state="withdrawn")

    with pytest.raises(IllegalTransition), received(io.BytesIO(LETTER), name="a.txt", size=56) as got:
        perform(add_file, cast.ana, appeal=appeal, received=got)

    assert stored(disk) == 0
    discard(got)


def test_a_draft_takes_a_file_with_what_the_person_says_of_it_and_sends_nothing(cast, case, draft):
    seq, notice = last_entry(case), last_notice()

    evidence = perform(add_file, cast.ana, appeal=draft, received=letter(), about="both", sensitive=True, label="My letter")

    assert (evidence.name, evidence.state, evidence.about, evidence.sensitive, evidence.label) == (
        "letter.txt",
        "received",
        "both",
        True,
        "My letter",
    )
    assert evidence.check_after is not None
    assert entries(case, after=seq) == ["evidence.added"]
    assert letters(case, after=notice) == []
    case.refresh_from_db()
    assert (case.evidence_rev, Receipt.objects.count()) == (0, 0)


def test_what_is_added_after_sending_is_new_evidence_with_a_receipt_of_its_own(cast, case, draft):
    perform(edit_appeal, cast.ana, appeal=draft, statement="It is the same name.")
    perform(submit_appeal, cast.ana, appeal=draft)
    notice = last_notice()

    added = perform(add_files, cast.ana, appeal=draft, files=papers(3))

    case.refresh_from_db()
    receipt = Receipt.objects.latest("pk")
    assert (receipt.number, [file["name"] for file in receipt.files]) == (2, [one.name for one in added])
    assert letters(case, after=notice) == ["appeal_received"]
    assert "What you added" in Notice.objects.latest("pk").text
    assert case.evidence_rev == 4


def test_new_evidence_takes_an_approved_closure_back_to_its_review(cast):
    closure = make_closure(step="proposed")
    appeal = make_appeal(closure.case)
    closure.case.refresh_from_db()
    perform(add_file, cast.key, appeal=appeal, received=paper())
    other = make_closure(step="reviewed")
    late = make_appeal(other.case)

    perform(add_file, cast.key, appeal=late, received=paper())

    closure.refresh_from_db()
    other.refresh_from_db()
    assert (closure.state, other.state, other.review) == ("proposed", "in_review", None)


@pytest.mark.parametrize("state", ["decided", "withdrawn", "lapsed"])
def test_an_appeal_that_is_over_takes_nothing(cast, case, state):
    appeal = make_appeal(case, state="in_review" if state == "decided" else "draft" if state == "lapsed" else "withdrawn")
    if state == "decided":
        decide(appeal, "overturned")
    if state == "lapsed":
        move(appeal, "lapsed")
    appeal.refresh_from_db()

    refused(IllegalTransition, add_file, cast.ana, appeal=appeal, received=paper())
    refused(IllegalTransition, add_link, cast.ana, appeal=appeal, url="https://example.org/")


def test_staff_and_keys_add_nothing_to_what_the_person_writes(cast, draft):
    for actor in (cast.ida, cast.key, cast.audrey, cast.helper("read")):
        refused(NotAllowed, add_file, actor, appeal=draft, received=paper())
    perform(add_file, cast.helper("write"), appeal=draft, received=paper())


def test_what_is_said_of_a_file_is_checked(cast, draft):
    tries = [{"about": "nobody"}, {"label": "x" * 201}, {"label": "e\u0301\u0302" * 101}, {"label": "a\x00"}]

    found = wrong_in(add_file, cast.ana, tries, appeal=draft, received=paper())

    assert found == [[("about", "unknown")], [("label", "too_long")], [("label", "too_long")], [("label", "unshowable")]]


def test_the_same_bytes_are_stored_once_in_a_case_and_listed_twice(cast, case, draft, disk, django_capture_on_commit_callbacks):
    perform(add_file, cast.ana, appeal=draft, received=letter())

    with django_capture_on_commit_callbacks(execute=True):
        perform(add_file, cast.ana, appeal=draft, received=letter(name="again.txt"))

    first, second = Evidence.objects.order_by("pk")
    assert (first.storage_key, second.name) == (second.storage_key, "again.txt")
    assert stored(disk) == 1


def test_the_same_bytes_in_another_case_are_stored_again(cast, case, draft, disk):
    perform(add_file, cast.ana, appeal=draft, received=letter())
    other = perform(start_appeal, cast.ana, case=cast.case())

    perform(add_file, cast.ana, appeal=other, received=letter())

    assert Evidence.objects.values("storage_key").distinct().count() == 2
    assert stored(disk) == 2


def test_twenty_files_go_in_one_submission(cast, draft):
    perform(add_files, cast.ana, appeal=draft, files=papers(20))

    assert codes(refused(Invalid, add_file, cast.ana, appeal=draft, received=paper(99))) == [("file", "too_many")]


def test_what_was_taken_back_makes_room(cast, draft):
    first, *_ = perform(add_files, cast.ana, appeal=draft, files=papers(20))
    perform(remove_evidence, cast.ana, evidence=first)

    assert perform(add_file, cast.ana, appeal=draft, received=paper(99)).state == "received"


def test_a_case_holds_a_hundred_files_and_an_open_question_always_has_room(cast, case):
    appeal = make_appeal(case, state="in_review")
    for number in range(100):
        make_evidence(appeal, sha256=paper(number).sha256)
    assert codes(refused(Invalid, add_file, cast.ana, appeal=appeal, received=paper(999))) == [("file", "too_many")]
    request = make_request(appeal)

    added = perform(add_files, cast.ana, appeal=appeal, files=papers(20, start=500), request=request)

    assert len(added) == 20
    assert Receipt.objects.count() == 0
    error = refused(Invalid, add_file, cast.ana, appeal=appeal, received=paper(999), request=request)
    assert codes(error) == [("file", "too_many")]


def test_a_file_for_a_question_belongs_to_that_appeals_own_open_question(cast, case):
    foreign = make_request(make_appeal(state="in_review"))
    appeal = make_appeal(case, state="in_review")

    refused(IllegalTransition, add_file, cast.ana, appeal=appeal, received=paper(), request=foreign)


def test_a_link_is_kept_and_never_followed(cast, draft):
    link = perform(add_link, cast.ana, appeal=draft, url=" https://example.org/my-work ", label="My work")

    assert (link.kind, link.link, link.name, link.sha256) == ("link", "https://example.org/my-work", "example.org", "")
    assert link.check_after is None


NO_LINKS = [
    "",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://name:secret@example.org/",
    "https://",
    "example.org",
    "https://example.org/ x",
    "http://[::1",
    "https://example.org/" + "x" * 500,
    "https://example.org/\x00",
]


def test_only_whole_addresses_of_the_web_are_links(cast, draft):
    found = wrong_in(add_link, cast.ana, [{"url": url} for url in NO_LINKS], appeal=draft)

    assert [{field for field, _ in wrong} for wrong in found] == [{"url"}] * len(NO_LINKS)


def test_what_is_taken_back_from_a_draft_is_deleted_for_good(cast, case, draft, disk, django_capture_on_commit_callbacks):
    evidence = perform(add_file, cast.ana, appeal=draft, received=letter())
    page = receive(io.BytesIO(b"page"), name="page.txt", size=4)
    ViewPage.objects.create(evidence=evidence, number=1, storage_key=page.storage_key, media_type="text/plain")

    with django_capture_on_commit_callbacks(execute=True):
        perform(remove_evidence, cast.ana, evidence=evidence)

    evidence.refresh_from_db()
    assert (evidence.storage_key, evidence.check_after) == ("", None)
    assert evidence.removed_at == evidence.erased_at is not None
    assert stored(disk) == 0
    seq = last_entry(case)
    perform(remove_evidence, cast.ana, evidence=evidence)
    assert entries(case, after=seq) == []


def test_bytes_that_another_entry_still_needs_stay(cast, draft, disk, django_capture_on_commit_callbacks):
    first, second = (perform(add_file, cast.ana, appeal=draft, received=letter(name=name)) for name in ("a.txt", "b.txt"))

    with django_capture_on_commit_callbacks(execute=True):
        perform(remove_evidence, cast.ana, evidence=first)

    with open_stored(second.storage_key) as kept:
        assert kept.read() == LETTER


def test_what_was_sent_is_not_taken_back(cast, case):
    evidence = make_evidence(make_appeal(case))

    refused(IllegalTransition, remove_evidence, cast.ana, evidence=evidence)
