"""Messages: a minute in which ours can be taken back, then a letter; theirs at once; one message asks one thing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from appeals.actions import perform
from appeals.actions.due import sweep
from appeals.actions.messages import send_message, take_back, write_back, write_message
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, WrittenMeanwhile
from appeals.models import CaseMessage, Clock, Event, Notice
from notifications.models import Message
from tests.appeals.cast import codes, entries, last_entry, last_notice, letters, refused, wrong_in
from tests.factories import make_appeal

if TYPE_CHECKING:
    from collections.abc import Callable

    from appeals.models import Suspension
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(seconds=60)


def fresh(message: CaseMessage) -> CaseMessage:
    return CaseMessage.objects.get(pk=message.pk)


def forward(clock: Any, step: timedelta) -> None:
    """Move on, from a clock that stands still: the second in between would otherwise be of another minute."""
    clock.at(clock.now + step)


@pytest.fixture
def case(cast: Cast) -> Suspension:
    return cast.case()


def written(cast: Cast, case: Suspension, text: str = "A new person looks at your appeal.") -> CaseMessage:
    message: CaseMessage = perform(write_message, cast.rita, case=case, text=text)
    return message


def test_a_message_waits_a_minute_and_then_leaves_as_a_letter(cast: Cast, case: Suspension, clock: Any) -> None:
    before, entry = last_notice(), last_entry(case)
    message = written(cast, case)
    assert (message.state, message.sends_at - message.created_at, letters(case, after=before)) == ("waiting", A_MINUTE, [])
    assert sweep() == 0

    forward(clock, A_MINUTE)
    sweep()

    assert (fresh(message).state, letters(case, after=before)) == ("sent", ["message"])
    notice = Notice.objects.get(kind="message", case=case)
    assert message.text in notice.text
    assert notice.language == case.account.language
    assert notice.message is not None
    said = dict(Event.objects.filter(case=case, seq__gt=entry).values_list("kind", "audience"))
    assert said == {"message.written": "staff", "message.sent": "appellant", "clock.passed": "staff"}
    assert sweep() == 0


def test_until_then_it_can_be_taken_back_and_nothing_was_sent(cast: Cast, case: Suspension, clock: Any) -> None:
    before = Message.objects.count()
    message = written(cast, case)
    forward(clock, A_MINUTE - timedelta(seconds=1))
    perform(take_back, cast.rita, message=message)
    perform(take_back, cast.rita, message=message)
    forward(clock, timedelta(hours=1))
    sweep()

    assert (fresh(message).state, Message.objects.count(), Notice.objects.filter(kind="message").count()) == ("withdrawn", before, 0)
    assert entries(case)[-2:] == ["message.written", "message.withdrawn"]


def test_after_its_minute_it_cannot_be_taken_back_even_before_a_worker_came(cast: Cast, case: Suspension, clock: Any) -> None:
    message = written(cast, case)
    forward(clock, A_MINUTE)

    assert refused(IllegalTransition, take_back, cast.rita, message=message).detail.startswith("This message has left.")
    sweep()
    assert refused(IllegalTransition, take_back, cast.rita, message=fresh(message)).state == "sent"


def _dies_after(message: CaseMessage, cast: Cast) -> None:
    send_message(cast.system, message=message)
    raise ZeroDivisionError


def test_a_worker_that_dies_before_it_sends_loses_nothing(cast: Cast, case: Suspension, clock: Any) -> None:
    message = written(cast, case)
    forward(clock, A_MINUTE)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _dies_after(message, cast)
    assert (fresh(message).state, Notice.objects.filter(kind="message").count()) == ("waiting", 0)
    sweep()

    assert (fresh(message).state, Notice.objects.filter(kind="message").count()) == ("sent", 1)


def test_a_message_is_refused_for_what_no_letter_may_say_and_for_two_questions(cast: Cast, case: Suspension) -> None:
    tries = [
        {"text": " "},
        {"text": "Your account looks suspicious."},
        {"text": "Who uses this computer? And since when?"},
        {"text": "من يستخدم هذا الجهاز؟ ومنذ متى؟"},
        {"text": "a" * 2_001},
    ]
    assert wrong_in(write_message, cast.rita, tries, case=case) == [
        [("text", "required")], [("text", "forbidden_word")], [("text", "several_questions")], [("text", "several_questions")], [("text", "too_long")],
    ]  # fmt: skip
    assert written(cast, case, "Who uses this computer??").state == "waiting"


def test_whoever_writes_second_reads_first_what_the_other_wrote(cast: Cast, case: Suspension) -> None:
    first = written(cast, case)
    error = refused(WrittenMeanwhile, write_message, cast.lena, case=case, text="We look at it on Monday.", seen=0)

    assert ([one.text for one in error.theirs], error.newest, error.status) == ([first.text], first.pk, 409)
    assert perform(write_message, cast.lena, case=case, text="We look at it on Monday.", seen=error.newest).state == "waiting"
    assert perform(write_message, cast.lena, case=case, text="And on Tuesday.", seen=error.newest).state == "waiting"


def test_the_person_answers_and_whoever_holds_it_is_told(cast: Cast, case: Suspension, clock: Any) -> None:
    make_appeal(case, state="in_review", reviewer=cast.rita_user)
    message = written(cast, case)
    forward(clock, A_MINUTE)
    sweep()
    answer = perform(write_back, cast.ana, case=case, text="  Thank you.  ", answers=fresh(message))

    assert (answer.text, answer.author, answer.state, answer.answers_id) == ("Thank you.", None, "sent", message.pk)
    assert Event.objects.filter(case=case).latest("seq").audience == "appellant"
    mail = Message.objects.latest("pk")
    assert (mail.kind, mail.recipient) == ("staff.staff_message", cast.rita_user.email)
    assert "Thank you" not in mail.text


def test_only_their_own_case_and_only_what_was_sent_can_be_answered(cast: Cast, case: Suspension) -> None:
    waiting = written(cast, case)

    refused(IllegalTransition, write_back, cast.ana, case=case, text="Yes.", answers=waiting)
    refused(NotVisible, write_back, cast.mallory, case=case, text="Yes.")
    refused(NotAllowed, write_back, cast.helper("write"), case=case, text="Yes.")
    refused(NotAllowed, write_back, cast.rita, case=case, text="Yes.")
    refused(NotAllowed, write_message, cast.audrey, case=case, text="Hello.")
    refused(NotAllowed, send_message, cast.rita, message=waiting)
    assert wrong_in(write_back, cast.ana, [{"text": ""}], case=case) == [[("text", "required")]]


def _early(message: CaseMessage) -> None:
    CaseMessage.objects.filter(pk=message.pk).update(state="sent", sent_at=message.sends_at, event_seq=message.event_seq + 1)


def _late(message: CaseMessage) -> None:
    CaseMessage.objects.filter(pk=message.pk).update(state="withdrawn", withdrawn_at=message.created_at, event_seq=message.event_seq + 1)


@pytest.mark.parametrize(("attack", "passed"), [(_early, timedelta(0)), (_late, A_MINUTE)])
def test_the_database_lets_no_message_leave_early_or_be_taken_back_late(
    cast: Cast, case: Suspension, clock: Any, attack: Callable[[CaseMessage], None], passed: timedelta
) -> None:
    message = written(cast, case)
    forward(clock, passed)

    with pytest.raises(IntegrityError, match="at this time"), transaction.atomic():
        attack(message)


def test_the_words_of_a_message_never_change(cast: Cast, case: Suspension) -> None:
    written(cast, case)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('appeals_casemessage', 'text', 'UPDATE')")
        assert cursor.fetchone() == (False,)
    assert Clock.objects.get(kind="message_leaves").due_at == CaseMessage.objects.get().sends_at


def test_where_nobody_holds_the_case_seniors_hear_of_messages_once_a_day(cast: Cast, case: Suspension, clock: Any) -> None:
    clock.at(clock.now.replace(hour=9))
    for text in ("Is anybody there?", "I wrote this morning."):
        assert cast.lena
        perform(write_back, cast.ana, case=case, text=text)
    forward(clock, timedelta(days=1))
    perform(write_back, cast.ana, case=case, text="A day is over.")

    told = Message.objects.filter(kind="staff.staff_message")
    assert list(told.values_list("recipient", flat=True)) == [cast.lena_user.email] * 2


def test_nobody_writes_without_end(cast: Cast, case: Suspension, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appeals.actions.messages.MOST_A_DAY", 2)
    for number in range(2):
        perform(write_back, cast.ana, case=case, text=f"Message {number}.")

    assert codes(refused(Invalid, write_back, cast.ana, case=case, text="One more.")) == [("text", "too_many")]
