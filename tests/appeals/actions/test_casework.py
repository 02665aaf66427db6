"""What reviewers write beside a case: translations, links to other accounts, notes; and that work keeps a claim."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.activity import touch_claim
from appeals.actions.closures import complete_closure_review
from appeals.actions.deciding import claim_appeal, propose_decision
from appeals.actions.due import sweep
from appeals.actions.links import end_link, find_own_conduct, record_link
from appeals.actions.messages import write_back
from appeals.actions.notes import add_note
from appeals.actions.translations import add_translation, source_of
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, WrittenMeanwhile
from appeals.models import Appeal, Clock, Closure, LinkedAccount, Suspension, Translation
from appeals.queries.casework import fingerprint
from notifications.models import Message
from tests.appeals.actions.judging import claimed, overturned, upheld
from tests.appeals.cast import codes, entries, refused, wrong_in
from tests.appeals.console.world import make_link
from tests.factories import decide, make_account, make_appeal, make_case, make_closable_case, make_closure

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db

LINK: dict[str, Any] = {"other": "u_other", "kind": "device", "said_by": "Device check", "reason": "One computer for both."}


def translated(cast: Cast, appeal: Appeal, **changes: Any) -> Translation:
    values = {"of": f"{appeal.subject}.statement", "language": "en", "text": "It is one name.", "made_by": "person", "maker": "Rita"}
    found: Translation = perform(add_translation, cast.rita, case=appeal.case, **(values | changes))
    return found


def linked(cast: Cast, case: Suspension, **changes: Any) -> LinkedAccount:
    make_account(external_id="u_other")
    found: LinkedAccount = perform(record_link, cast.rita, case=case, **(LINK | changes))
    return found


def test_a_translation_names_its_maker_and_the_very_words(cast: Cast) -> None:
    appeal = make_appeal(cast.case())
    made = translated(cast, appeal)

    assert (made.source_sha256, made.added_by) == (fingerprint(appeal.statement), cast.rita_user)
    assert entries(appeal.case)[-1] == "translation.added"
    machine = translated(cast, appeal, made_by="machine", maker="DeepThought 2", seen=made.pk)
    error = refused(
        WrittenMeanwhile,
        add_translation,
        cast.lena,
        case=appeal.case,
        of=made.of,
        language="en",
        text="One name.",
        made_by="person",
        maker="Lena",
        seen=0,
    )
    assert ([one.text for one in error.theirs], error.newest) == ([made.text, machine.text], machine.pk)
    tries = [{"text": ""}, {"maker": " "}, {"made_by": "wizard"}]
    values = {"of": made.of, "language": "en", "text": "x", "made_by": "person", "maker": "Rita"}
    assert wrong_in(add_translation, cast.rita, [values | one for one in tries], case=appeal.case) == [
        [("text", "required")], [("maker", "required")], [("made_by", "unknown")],
    ]  # fmt: skip
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Translation.objects.filter(pk=made.pk).update(text="Other words.")


def test_only_words_of_the_person_on_this_case_are_translated(cast: Cast) -> None:
    appeal, case = make_appeal(cast.case()), cast.case()
    draft = make_appeal(cast.case(), state="draft")
    message = perform(write_back, cast.ana, case=case, text="Дякую.")

    assert source_of(case, f"{message.subject}.text") == "Дякую."
    for of in (
        f"{appeal.subject}.statement", f"{draft.subject}.statement", f"{message.subject}.public_id", f"{message.subject}.answers",
        "suspension:1.reference", "message:x.text", "message:9999999999999999999.text", "", "note:1.text",
    ):  # fmt: skip
        with pytest.raises(NotVisible):
            source_of(case, of)
    refused(
        NotAllowed,
        add_translation,
        cast.audrey,
        case=case,
        of=f"{message.subject}.text",
        language="en",
        text="x",
        made_by="person",
        maker="A",
    )


def test_a_link_says_who_and_why_and_ends_with_a_reason(cast: Cast) -> None:
    case = cast.case()
    link = linked(cast, case)
    tries = [
        {"other": "nobody"}, {"other": case.account.external_id}, {"said_by": "", "kind": "work"}, {"reason": "", "kind": "work"},
        {"kind": "aura"}, {},
    ]  # fmt: skip
    assert wrong_in(record_link, cast.rita, [LINK | one for one in tries], case=case) == [
        [("other", "not_found")], [("other", "itself")], [("said_by", "required")], [("reason", "required")], [("kind", "unknown")],
        [("other", "there_already")],
    ]  # fmt: skip
    refused(NotAllowed, record_link, cast.ida, case=case, **LINK)
    assert codes(refused(Invalid, end_link, cast.rita, link=link, reason="")) == [("reason", "required")]
    ended = perform(end_link, cast.lena, link=link, reason="Another computer.")

    assert (ended.ended_by, ended.ended_reason) == (cast.lena_user, "Another computer.")
    refused(IllegalTransition, end_link, cast.lena, link=link, reason="Again.")
    refused(IllegalTransition, find_own_conduct, cast.lena, link=link, text="Late.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('appeals_linkedaccount', 'reason', 'UPDATE')")
        assert cursor.fetchone() == (False,)


def test_a_measure_does_not_stay_on_a_link_alone(cast: Cast) -> None:
    case = cast.case(days=60)
    appeal = claimed(cast, case)
    link = linked(cast, case, is_ground=True)
    draft = upheld()

    assert codes(refused(Invalid, propose_decision, cast.rita, appeal=appeal, draft=draft)) == [("outcome", "own_conduct_missing")]
    assert codes(refused(Invalid, find_own_conduct, cast.rita, link=link, text=" ")) == [("text", "required")]
    perform(find_own_conduct, cast.rita, link=link, text="On 12 May this account sent the same log twice. See the exhibit.")
    refused(IllegalTransition, find_own_conduct, cast.rita, link=link, text="Something else.")
    assert perform(propose_decision, cast.rita, appeal=appeal, draft=draft).state == "second_check"


def test_what_is_good_for_the_person_needs_no_own_conduct_and_a_link_that_is_no_ground_needs_none(cast: Cast) -> None:
    case, other = cast.case(days=60), cast.case(days=60)
    appeal, second = claimed(cast, case), claimed(cast, other)
    linked(cast, case, is_ground=True)
    perform(record_link, cast.rita, case=other, **LINK)

    assert perform(propose_decision, cast.rita, appeal=appeal, draft=overturned()).state == "second_check"
    assert perform(propose_decision, cast.rita, appeal=second, draft=upheld()).state == "second_check"


def test_the_database_upholds_nothing_on_a_link_alone(cast: Cast) -> None:
    case = cast.case(days=5)
    appeal = claimed(cast, case)
    linked(cast, case, is_ground=True)

    with pytest.raises(IntegrityError, match="what another account did"), transaction.atomic():
        decide(appeal, "upheld")


def test_no_account_is_closed_on_a_link_alone(cast: Cast) -> None:
    closure = make_closure(make_closable_case(decided_by=cast.otto_user), step="in_review", reviewer=cast.rita_user)
    link = make_link(closure.case, is_ground=True)
    reasons = "The log and the messages do not fit together at all, in three of the weeks."
    values: dict[str, Any] = {"closure": closure, "reasons": reasons}

    error = refused(Invalid, complete_closure_review, cast.rita, outcome="close", **values)
    assert codes(error) == [("outcome", "own_conduct_missing")]
    perform(find_own_conduct, cast.rita, link=link, text="On 12 May this account sent the same log twice.")
    assert perform(complete_closure_review, cast.rita, outcome="close", **values).state == "second_approval"


def test_the_database_approves_no_closing_on_a_link_alone(cast: Cast) -> None:
    closure = make_closure(make_closable_case(decided_by=cast.otto_user), step="reviewed")
    make_link(closure.case, is_ground=True)

    with pytest.raises(IntegrityError, match="what another account did"), transaction.atomic():
        Closure.objects.filter(pk=closure.pk).update(state="approved", event_seq=closure.event_seq + 1)


def test_work_moves_the_idle_clock_of_one_s_own_claim(cast: Cast, clock: Any) -> None:
    appeal = make_appeal(make_case())
    case = perform(claim_appeal, cast.rita, appeal=appeal).case

    def due() -> timedelta:
        return Clock.objects.get(kind="claim_idle", state="running").due_at - redress_now()

    clock.advance(minutes=4)
    assert perform(touch_claim, cast.rita, case=case) is False
    clock.advance(hours=2)
    assert perform(touch_claim, cast.lena, case=case) is False
    assert due() == timedelta(hours=1, minutes=56)
    assert perform(touch_claim, cast.rita, case=case) is True
    assert due() == timedelta(hours=4)
    clock.advance(hours=3)
    perform(add_note, cast.rita, case=case, text="Looks like one name.")
    assert due() == timedelta(hours=4)


def test_an_untouched_claim_goes_back_and_whoever_held_it_is_told(cast: Cast, clock: Any) -> None:
    appeal = perform(claim_appeal, cast.rita, appeal=make_appeal(make_case()))
    clock.advance(hours=4, seconds=1)
    sweep()

    assert (Appeal.objects.get(pk=appeal.pk).state, Appeal.objects.get(pk=appeal.pk).assignee) == ("submitted", None)
    mail = Message.objects.get(kind="staff.staff_released")
    assert (mail.recipient, appeal.case.account.display_name in mail.text) == (cast.rita_user.email, False)


def test_a_note_that_came_meanwhile_is_read_first(cast: Cast) -> None:
    case = cast.case()
    first = perform(add_note, cast.rita, case=case, text="Rita was here.")

    error = refused(WrittenMeanwhile, add_note, cast.lena, case=case, text="Lena too.", seen=0)
    assert ([(one.who, one.text) for one in error.theirs], error.newest) == ([(str(cast.rita_user), "Rita was here.")], first.pk)
    assert perform(add_note, cast.lena, case=case, text="Lena too.", seen=error.newest).text == "Lena too."
