"""What reviewers write beside a case, on its pages: messages and their undo, translations, links; who else is on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError
from django.urls import reverse

from appeals.actions import perform
from appeals.actions.due import sweep
from appeals.actions.messages import write_back, write_message
from appeals.actions.notes import add_note
from appeals.models import CaseMessage, Clock, Event, LinkedAccount, Note, Presence, Translation
from appeals.queries import presence as presence_queries
from tests.appeals.actions.judging import claimed
from tests.appeals.console.conftest import at_desk, said
from tests.appeals.console.world import make_link
from tests.appeals.markup import read
from tests.factories import decide, make_account, make_appeal, make_user

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk
    from tests.appeals.markup import Element
    from tests.clock import TestClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Suspension:
    return cast.case()


def field(page: Element, name: str) -> str:
    """What a field of a page is sent with."""
    control = next(one for one in page.all("input") + page.all("textarea") if one.attrs.get("name") == name)
    return control.attrs.get("value") or control.words


def who_is_there(page: Element) -> list[str]:
    """The words of the presence line."""
    (line,) = [one for one in page.all("div") if "data-presence" in one.attrs]
    return [one.words for one in line.all("p")]


def test_a_message_says_where_it_goes_and_can_be_taken_back_for_a_minute(rita: Desk, case: Suspension, clock: TestClock) -> None:
    case.account.language = "uk"
    case.account.save(update_fields=["language"])
    clock.at(clock.now)
    page = rita.page("write_message", case.reference)
    assert "Goes to the person in Ukrainian" in page.words
    assert "You do not list this language." in page.words
    rita.sends("write_message", case.reference, text="Новий рецензент дивиться справу.", seen=field(page, "seen"), once="a", step="send")
    rita.sends("write_message", case.reference, text="Новий рецензент дивиться справу.", seen=field(page, "seen"), once="a", step="send")

    (message,) = CaseMessage.objects.all()
    assert "Undo: take it back" in rita.page("case", case.reference).words
    rita.sends("take_back_message", case.reference, message.public_id)
    shown = rita.page("case", case.reference).words
    assert ("Taken back. Nothing was sent." in shown, "Undo" in shown) == (True, False)


def test_after_its_minute_undo_is_refused_with_a_sentence(rita: Desk, case: Suspension, clock: TestClock) -> None:
    clock.at(clock.now)
    rita.sends("write_message", case.reference, text="We look at it.", step="send")
    message = CaseMessage.objects.get()
    clock.at(clock.now + timedelta(seconds=60))

    assert "Undo" not in rita.page("case", case.reference).words
    assert "This message has left." in rita.refusal("take_back_message", case.reference, message.public_id, status=409)
    sweep()
    assert "This message has left." in rita.refusal("take_back_message", case.reference, message.public_id, status=409)


def test_the_letter_of_a_message_is_read_before_it_goes(rita: Desk, case: Suspension) -> None:
    shown = rita.sends("write_message", case.reference, status=200, text="A new person looks at it.", step="preview")

    assert "The letter, not sent yet" in said(shown)
    assert not CaseMessage.objects.exists()
    assert "Ask one thing" in rita.refusal("write_message", case.reference, status=422, text="Who? And when?", step="send")


def test_two_reviewers_on_one_case_meet_on_one_page_with_both_texts(cast: Cast, rita: Desk, lena: Desk, case: Suspension) -> None:
    ritas, lenas = rita.page("case", case.reference), lena.page("case", case.reference)
    rita.sends("add_note", case.reference, text="The passport is genuine.", seen=field(ritas, "seen"))

    answer = lena.sends("add_note", case.reference, status=409, text="The passport looks odd.", seen=field(lenas, "seen"))

    page = read(answer.content.decode())
    assert "The passport is genuine." in page.words
    assert "Rita" in page.words
    assert field(page, "text") == "The passport looks odd."
    assert "Nothing is lost" in page.words
    lena.sends("add_note", case.reference, text=field(page, "text"), seen=field(page, "seen"))
    assert list(Note.objects.filter(case=case).values_list("text", flat=True)) == ["The passport is genuine.", "The passport looks odd."]


def test_messages_and_translations_meet_in_the_same_way(cast: Cast, rita: Desk, lena: Desk, case: Suspension) -> None:
    theirs = perform(write_back, cast.ana, case=case, text="Дякую.")
    of = f"{theirs.subject}.text"
    first, second = rita.page("write_message", case.reference), lena.page("write_message", case.reference)
    rita.sends("write_message", case.reference, text="We look at it today.", seen=field(first, "seen"), step="send")
    answer = lena.sends("write_message", case.reference, status=409, text="We look at it soon.", seen=field(second, "seen"), step="send")
    page = read(answer.content.decode())
    assert ("We look at it today." in page.words, field(page, "text")) == (True, "We look at it soon.")

    values: dict[str, Any] = {"made_by": "person", "maker": "Rita", "seen": "0"}
    rita.sends("translate", case.reference, of, text="Thank you.", **values)
    answer = lena.sends("translate", case.reference, of, status=409, text="Thanks.", **values)
    page = read(answer.content.decode())
    assert ("Thank you." in page.words, field(page, "text")) == (True, "Thanks.")
    assert (CaseMessage.objects.exclude(author=None).count(), Translation.objects.count()) == (1, 1)


def test_a_decision_that_came_too_late_is_kept_beside_the_one_that_was_given(cast: Cast, rita: Desk, case: Suspension) -> None:
    appeal = claimed(cast, case, by=cast.rob_user)
    decision = decide(appeal, "overturned")

    answer = rita.sends("decide", appeal.reference, status=409, outcome="upheld", summary="My own draft of the reasons.", step="send")
    page = read(answer.content.decode())
    assert decision.summary in page.words
    assert field(page, "summary") == "My own draft of the reasons."


def test_a_draft_decision_is_kept_unfinished_and_filled_in_again(cast: Cast, rita: Desk, case: Suspension) -> None:
    appeal = claimed(cast, case)
    page = rita.page("decide", appeal.reference)
    typed: dict[str, Any] = {"summary": "So far: the log fits.", "finding_0": "not_shown", "point_0": "I was there.", "rows": "1"}
    rita.sends("decide", appeal.reference, step="save", seen=field(page, "seen"), **typed)

    again = rita.page("decide", appeal.reference)
    assert (field(again, "summary"), field(again, "point_0")) == (typed["summary"], "I was there.")
    assert "Draft, saved" in again.words
    assert [one.attrs["value"] for one in again.all("input") if one.attrs.get("name") == "finding_0" and "checked" in one.attrs] == [
        "not_shown"
    ]
    assert appeal.reviews.get().completed_at is None


def test_two_browsers_that_save_one_draft_meet_on_one_page_with_both_texts(cast: Cast, rita: Desk, case: Suspension) -> None:
    appeal, other = claimed(cast, case), at_desk(cast.rita_user)
    first, second = (field(one.page("decide", appeal.reference), "seen") for one in (rita, other))
    rita.sends("decide", appeal.reference, step="save", seen=first, summary="Written at the office.")

    page = read(
        other.sends("decide", appeal.reference, status=409, step="save", seen=second, summary="Written on the train.").content.decode()
    )
    assert "Written at the office." in page.words
    assert field(page, "summary") == "Written on the train."
    other.sends("decide", appeal.reference, step="save", seen=field(page, "seen"), summary="Written on the train.")
    assert field(rita.page("decide", appeal.reference), "summary") == "Written on the train."


def test_a_draft_of_a_claim_that_was_taken_away_is_not_saved_and_not_lost(cast: Cast, rita: Desk, lena: Desk, case: Suspension) -> None:
    appeal = claimed(cast, case)
    lena.sends("release", appeal.reference)
    page = read(rita.sends("decide", appeal.reference, status=409, step="save", seen="0", summary="All my words.").content.decode())

    assert field(page, "summary") == "All my words."
    assert "Nothing was changed. What you typed is kept below." in page.words
    lena.sends("claim", appeal.reference)
    assert lena.page("decide", appeal.reference).by_id("id_summary").words == ""


def test_a_translation_stands_beside_the_original_and_says_who_made_it_and_of_which_words(cast: Cast, rita: Desk, case: Suspension) -> None:
    appeal = make_appeal(case, statement="Це одне ім'я.", language="uk")
    of = f"{appeal.subject}.statement"
    rita.sends("translate", case.reference, of, text="It is one name.", made_by="machine", maker="DeepThought 2", seen="0")

    shown = rita.page("case", case.reference)
    for words in ("Це одне ім'я.", "It is one name.", "Translated by a machine", "DeepThought 2", "Original"):
        assert words in shown.words
    assert "Of an earlier version" not in shown.words
    Translation.objects.create(
        case=case,
        of=of,
        source_sha256="0" * 64,
        language="en",
        text="Older words.",
        made_by="person",
        maker="Rita",
        added_by=cast.rita_user,
    )
    assert "Of an earlier version" in rita.page("case", case.reference).words
    rita.page("translate", case.reference, "appeal:999.statement", status=404)


def test_a_link_says_who_and_why_and_asks_for_the_own_conduct(cast: Cast, rita: Desk, case: Suspension) -> None:
    make_account(external_id="u_other", display_name="Petro")
    values: dict[str, Any] = {
        "other": "u_other",
        "kind": "household",
        "said_by": "The person",
        "reason": "They share a flat.",
        "is_ground": "on",
    }
    rita.sends("record_link", case.reference, **values)
    link = LinkedAccount.objects.get()
    shown = rita.page("case", case.reference).words
    for words in ("One household", "Petro", "They share a flat.", "Said by The person", "It cannot stay before somebody wrote"):
        assert words in shown
    rita.sends("own_conduct", case.reference, link.pk, text="On 3 May this account sent the log itself.")
    assert "On 3 May this account sent the log itself." in rita.page("case", case.reference).words
    rita.sends("end_link", case.reference, link.pk, reason="They moved out.")
    assert "They moved out." in rita.page("case", case.reference).words
    rita.page("own_conduct", case.reference, 999_999, status=404)


def test_the_history_tells_earlier_measures_their_appeals_and_what_came_of_them(cast: Cast, rita: Desk, case: Suspension) -> None:
    before = cast.case(state="lifted")
    decide(make_appeal(before, state="in_review"), "upheld")
    warned = cast.case(measure="warning", removes=[], days=None, review_on=None, counts_until=case.starts_at + timedelta(days=300))
    shown = rita.page("case", case.reference).words

    for words in (before.reference, "The suspension stays", warned.reference, "counts until", "Not appealed"):
        assert words in shown


def test_viewing_and_editing_are_different_words_and_end_after_a_minute(
    cast: Cast, rita: Desk, lena: Desk, case: Suspension, clock: TestClock
) -> None:
    clock.at(clock.now)
    lena.page("case", case.reference)
    assert who_is_there(rita.page("case", case.reference)) == ["Lena is viewing, not editing"]
    lena.page("write_message", case.reference)
    (line,) = who_is_there(rita.page("case", case.reference))
    assert line == f"Lena is editing since {clock.now:%H:%M} UTC"
    assert who_is_there(lena.page("case", case.reference)) == ["Rita is viewing, not editing"]
    clock.at(clock.now + timedelta(seconds=61))
    assert who_is_there(rita.page("case", case.reference)) == []
    assert not Event.objects.filter(case=case, kind__contains="presence").exists()


def test_the_heartbeat_says_who_is_there_and_keeps_an_edited_claim(
    cast: Cast, rita: Desk, lena: Desk, case: Suspension, clock: TestClock
) -> None:
    clock.at(clock.now)
    appeal = make_appeal(case)
    rita.sends("claim", appeal.reference)
    due = Clock.objects.get(kind="claim_idle").due_at
    clock.at(clock.now + timedelta(hours=1))
    lena.page("case", case.reference)

    beat = reverse("console:presence", args=[case.reference])
    assert rita.post(beat, {"edits": "0"}).json() == {"lines": ["Lena is viewing, not editing"]}
    assert Clock.objects.get(kind="claim_idle", state="running").due_at == due
    rita.post(beat, {"edits": "1"})
    assert Clock.objects.get(kind="claim_idle", state="running").due_at == due + timedelta(hours=1)
    since = clock.now
    clock.at(clock.now + timedelta(seconds=40))
    rita.post(beat, {"edits": "1"})
    clock.at(clock.now + timedelta(seconds=40))
    assert lena.post(beat).json() == {"lines": [f"Rita is editing since {since:%H:%M} UTC"]}


def test_opening_a_form_of_one_s_claim_keeps_it_and_reading_the_case_does_not(rita: Desk, case: Suspension, clock: TestClock) -> None:
    clock.at(clock.now)
    appeal = make_appeal(case)
    rita.sends("claim", appeal.reference)

    def left() -> timedelta:
        return Clock.objects.get(kind="claim_idle", state="running").due_at - clock.now

    clock.at(clock.now + timedelta(hours=3))
    rita.page("case", case.reference)
    assert left() == timedelta(hours=1)
    rita.page("decide", appeal.reference)
    assert left() == timedelta(hours=4)


def test_where_presence_fails_nobody_is_shown_and_nothing_breaks(
    rita: Desk, lena: Desk, case: Suspension, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena.page("case", case.reference)

    def gone(*_args: Any, **_values: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("appeals.console.presence.be_seen", gone)
    assert who_is_there(rita.page("case", case.reference)) == []
    assert rita.post(reverse("console:presence", args=[case.reference])).json() == {"lines": []}
    rita.sends("add_note", case.reference, text="It still works.")
    assert (Presence.objects.count(), presence_queries.SEEN) == (1, timedelta(seconds=60))


def test_the_case_file_prints_what_the_person_may_have_and_the_internal_part_apart(cast: Cast, case: Suspension, clock: TestClock) -> None:
    auditor = at_desk(make_user("auditor"))
    appeal = make_appeal(case, state="in_review", reviewer=cast.rita_user)
    decide(appeal, "overturned")
    perform(write_message, cast.rita, case=case, text="We look at it.")
    clock.advance(minutes=1)
    sweep()
    perform(write_back, cast.ana, case=case, text="Thank you.")
    perform(add_note, cast.rita, case=case, text="Only for us.")
    make_link(case, reason="One computer.")
    plain, inner = auditor.page("case_file", case.reference).words, auditor.page("case_file_internal", case.reference).words

    for words in ("Reasons", "Appeal", "Index of evidence", "Timeline", "Decision", appeal.statement):
        assert words in plain
    for words in ("Only for us.", "One computer.", "Note added"):
        assert (words in plain, words in inner) == (False, True)
    assert appeal.statement not in inner
    assert "We look at it. Our team" in plain
    assert f"Thank you. {case.account.display_name}" in plain
    assert cast.rita_user.display_name not in plain
