"""Beginning and writing an appeal: drafts stay with the person, and nothing but form is refused."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import clocks, perform
from appeals.actions.filing import edit_appeal, start_appeal
from appeals.errors import IllegalTransition, Invalid, NotAllowed, VersionConflict
from appeals.models import Clock, ClockKind, ClockOwner, Event, OnPass, Suspension
from appeals.queries.visibility import visible_appeals
from tests.appeals.cast import Cast, codes, entries, last_entry, last_notice, letters, owner_of, refused, wrong_in
from tests.factories import decide, deliver, make_appeal, make_case, make_closure, make_hold, make_notice, make_statement, move

if TYPE_CHECKING:
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")


@pytest.fixture(scope="module")
def whole_draft(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Any:
    with module_rows():
        return perform(start_appeal, whole_cast.ana, case=whole_case)


@pytest.fixture
def draft(whole_draft: Any, db: None) -> Any:
    return deepcopy(whole_draft)


def test_a_person_begins_a_draft_that_is_kept_until_the_last_day_and_says_so(cast, case):
    case.last_day_to_appeal = redress_now() + timedelta(days=180)
    case.save(update_fields=["last_day_to_appeal"])
    seq, notice = last_entry(case), last_notice()

    appeal = perform(start_appeal, cast.ana, case=case)

    assert (appeal.state, appeal.level, appeal.subject_kind, appeal.channel, appeal.filed_by_id) == (
        "draft",
        "1",
        "suspension",
        "portal",
        None,
    )
    assert appeal.language == cast.account.language
    assert entries(case, after=seq) == ["appeal.drafted"]
    assert letters(case, after=notice) == ["draft_saved"]
    clock = Clock.objects.get(about=appeal.subject)
    assert (clock.kind, clock.on_pass, clock.due_at) == ("draft_lapses", "lapse", case.last_day_to_appeal)


def test_beginning_again_answers_the_same_draft_and_sends_nothing(cast, case, draft):
    seq, notice = last_entry(case), last_notice()

    again = perform(start_appeal, cast.ana, case=case)

    assert again.pk == draft.pk
    assert (entries(case, after=seq), letters(case, after=notice)) == ([], [])


def test_a_helper_who_may_write_begins_and_one_who_may_read_does_not(cast, case):
    refused(NotAllowed, start_appeal, cast.helper("read"), case=case)

    assert perform(start_appeal, cast.helper("write"), case=case).state == "draft"


def test_an_open_appeal_is_named_to_whoever_begins_a_second_one(cast, case):
    appeal = make_appeal(case)

    error = refused(IllegalTransition, start_appeal, cast.ana, case=case)

    assert appeal.reference in error.detail
    assert error.state == "submitted"


@pytest.mark.parametrize("state", ["recorded", "overturned"])
def test_there_is_nothing_to_appeal_before_a_measure_starts_or_after_it_was_taken_back(cast, state):
    refused(IllegalTransition, start_appeal, cast.ana, case=cast.case(state=state))


@pytest.mark.parametrize("state", ["lifted", "expired"])
def test_a_measure_that_has_ended_can_still_be_appealed(cast, state):
    assert perform(start_appeal, cast.ana, case=cast.case(state=state)).state == "draft"


def test_an_auditor_and_a_key_without_the_scope_begin_nothing(cast, case):
    refused(NotAllowed, start_appeal, cast.audrey, case=case)
    refused(NotAllowed, start_appeal, cast.system, case=case)


UNNAMED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"subject_kind": "measure"}, [("subject.kind", "unknown")]),
    ({"subject_kind": "closure"}, [("subject.reference", "unknown")]),
    ({"subject_kind": "hold"}, [("subject.reference", "unknown")]),
    ({"level": "3"}, [("level", "unknown")]),
    ({"level": "reinstatement"}, [("level", "not_here")]),
    ({"channel": "letter"}, [("channel", "not_here")]),
    ({"language": "not a language"}, [("language", "malformed")]),
]


def test_what_does_not_name_an_appeal_is_refused_by_field(cast, case):
    assert wrong_in(start_appeal, cast.ana, [values for values, _ in UNNAMED], case=case) == [wrong for _, wrong in UNNAMED]


def test_another_cases_hold_or_closure_is_unknown_here(cast, case):
    foreign = make_hold(make_case())

    error = refused(Invalid, start_appeal, cast.ana, case=case, subject_kind="hold", hold=foreign)

    assert codes(error) == [("subject.reference", "unknown")]


def test_a_person_cannot_say_that_it_arrived_earlier(cast, case):
    error = refused(Invalid, start_appeal, cast.ana, case=case, received_at=redress_now())

    assert codes(error) == [("received_at", "not_here")]


def test_a_hold_is_appealed_beside_its_measure_and_no_longer_once_it_was_paid(cast, case):
    hold = make_hold(case)
    make_appeal(case)

    appeal = perform(start_appeal, cast.ana, case=case, subject_kind="hold", hold=hold)

    assert (appeal.subject_kind, appeal.hold_id) == ("hold", hold.pk)
    paid = make_hold(case)
    move(paid, "ended", told=True, outcome="release", outcome_reason="Paid.", ended_at=redress_now())
    refused(IllegalTransition, start_appeal, cast.ana, case=case, subject_kind="hold", hold=paid)


def test_a_planned_closure_is_appealed_and_one_that_was_taken_back_is_not(cast):
    closure, withdrawn = make_closure(step="delivered"), make_closure(step="delivered")
    move(withdrawn, "withdrawn", told=True, ended_at=redress_now())

    appeal = perform(start_appeal, owner_of(closure.case), case=closure.case, subject_kind="closure", closure=closure)

    assert appeal.closure_id == closure.pk
    values = {"case": withdrawn.case, "subject_kind": "closure", "closure": withdrawn}
    refused(IllegalTransition, start_appeal, owner_of(withdrawn.case), **values)


def test_a_second_review_follows_a_first_decision_that_was_not_for_the_person(cast, case):
    refused(IllegalTransition, start_appeal, cast.ana, case=case, level="2")
    decide(make_appeal(case, state="in_review"), "upheld")

    appeal = perform(start_appeal, cast.ana, case=case, level="2")

    assert (appeal.level, appeal.state) == ("2", "draft")


def test_there_is_one_first_and_one_second_decision(cast, case):
    decide(make_appeal(case, state="in_review"), "upheld")
    refused(IllegalTransition, start_appeal, cast.ana, case=case)
    decide(make_appeal(case, state="in_review", level="2"), "upheld")

    refused(IllegalTransition, start_appeal, cast.ana, case=case, level="2")


def test_nobody_reviews_again_what_was_decided_for_the_person(cast, case):
    hold = make_hold(case)
    decide(make_appeal(hold, state="in_review"), "overturned")

    refused(IllegalTransition, start_appeal, cast.ana, case=case, subject_kind="hold", hold=hold, level="2")


@pytest.mark.parametrize("arrived", [True, False])
def test_a_second_review_is_asked_for_until_its_last_day_which_runs_from_the_letter(cast, case, clock, arrived):
    appeal = make_appeal(case, state="in_review")
    decide(appeal, "upheld")
    event = Event.objects.get(case=case, subject=appeal.subject, state_after="decided")
    letter = make_notice(case, event, about=appeal.subject, kind="decision_upheld")
    last_day = redress_now() + timedelta(days=180)
    if arrived:
        deliver(letter)
        appeal.refresh_from_db()
        clocks.start(appeal, ClockKind.LAST_DAY, last_day, owner=ClockOwner.APPELLANT, on_pass=OnPass.NOTHING)

    clock.advance(days=181)

    if arrived:
        assert "last day" in refused(IllegalTransition, start_appeal, cast.ana, case=case, level="2").detail
    else:
        assert perform(start_appeal, cast.ana, case=case, level="2").state == "draft"


def test_a_new_statement_opens_the_first_level_again(cast, case, clock):
    decide(make_appeal(case, state="in_review"), "upheld")
    clock.advance(days=1)
    make_statement(case)

    assert perform(start_appeal, cast.ana, case=case).level == "1"


def test_asking_to_come_back_opens_after_the_cooling_off_time(cast, clock):
    closure = make_closure(step="effected")
    values: dict[str, Any] = {"case": closure.case, "subject_kind": "closure", "closure": closure, "level": "reinstatement"}
    error = refused(IllegalTransition, start_appeal, owner_of(closure.case), **values)
    assert "You can ask to come back from" in error.detail

    clock.advance(days=185)

    assert perform(start_appeal, owner_of(closure.case), **values).level == "reinstatement"


def test_only_the_person_sees_and_writes_their_draft(cast, case, draft):
    for actor in (cast.rita, cast.lena, cast.ida, cast.audrey, cast.key, cast.mallory):
        assert not visible_appeals(actor).filter(pk=draft.pk).exists()
    assert visible_appeals(cast.ana).get() == draft
    for actor in (cast.ida, cast.key):
        refused(NotAllowed, edit_appeal, actor, appeal=draft, statement="Mine now.")


def test_writing_keeps_each_value_and_raises_the_version_without_an_entry(cast, case, draft):
    seq = last_entry(case)
    context = [{"kind": "bereavement", "text": "My mother died."}]

    appeal = perform(
        edit_appeal,
        cast.ana,
        appeal=draft,
        version=1,
        disputes=[0],
        wants="correct",
        statement="It is the same name\r\nin another alphabet.",
        context=context,
        contact={"phone": "+57 1 234"},
        language="es",
        late_reason="I was ill.",
    )

    appeal.refresh_from_db()
    assert (appeal.version, appeal.disputes, appeal.wants, appeal.language) == (2, [0], "correct", "es")
    assert appeal.statement == "It is the same name\nin another alphabet."
    assert (appeal.context, appeal.contact, appeal.late_reason) == (context, {"phone": "+57 1 234"}, "I was ill.")
    assert entries(case, after=seq) == []


def test_what_is_not_given_stays(cast, draft):
    perform(edit_appeal, cast.ana, appeal=draft, statement="First.", wants="reduce")

    appeal = perform(edit_appeal, cast.ana, appeal=draft, statement="Second.")

    assert (appeal.statement, appeal.wants, appeal.version) == ("Second.", "reduce", 3)


def test_a_stale_page_changes_nothing(cast, draft):
    perform(edit_appeal, cast.ana, appeal=draft, statement="Newer.")

    assert refused(VersionConflict, edit_appeal, cast.ana, appeal=draft, version=1, statement="Older.").version == 2


UNKEPT: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"statement": "a\x00b"}, [("statement", "unshowable")]),
    ({"statement": "a\ud800b"}, [("statement", "unshowable")]),
    ({"statement": "a\x1bb"}, [("statement", "unshowable")]),
    ({"statement": "x" * 10_001}, [("statement", "too_long")]),
    ({"statement": "x" * 300_000}, [("statement", "too_long")]),
    ({"late_reason": "x" * 2_001}, [("late_reason", "too_long")]),
    ({"disputes": [7]}, [("disputes", "unknown")]),
    ({"disputes": [True]}, [("disputes", "unknown")]),
    ({"disputes": [0, 0]}, [("disputes", "twice")]),
    ({"wants": "money"}, [("wants", "unknown")]),
    ({"context": [{"kind": "income", "text": ""}]}, [("context[0].kind", "unknown")]),
    ({"context": [{"kind": "illness", "text": 7}]}, [("context[0]", "malformed")]),
    ({"context": [{"kind": "illness", "text": "\x00"}]}, [("context[0].text", "unshowable")]),
    ({"context": [{"kind": "illness"}] * 10}, [("context", "too_many")]),
    ({"contact": {"shoe_size": "44"}}, [("contact", "unknown")]),
    ({"language": "not a language"}, [("language", "malformed")]),
    ({"statement": "\x00", "wants": "money"}, [("wants", "unknown"), ("statement", "unshowable")]),
]


def test_what_cannot_be_kept_is_refused_by_field_all_at_once(cast, draft):
    assert wrong_in(edit_appeal, cast.ana, [values for values, _ in UNKEPT], appeal=draft) == [wrong for _, wrong in UNKEPT]


def test_a_statement_is_counted_as_people_count(cast, draft):
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"

    appeal = perform(edit_appeal, cast.ana, appeal=draft, statement=family * 10_000)

    assert len(appeal.statement) == 50_000
    refused(Invalid, edit_appeal, cast.ana, appeal=draft, statement=family * 10_001)


def test_what_was_sent_stays_as_sent(cast, case):
    appeal = make_appeal(case)

    refused(IllegalTransition, edit_appeal, cast.ana, appeal=appeal, statement="Something else.")
