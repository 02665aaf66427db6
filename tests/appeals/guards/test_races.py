"""Whatever shuts the gate and whoever passes it wait for each other: no order of commits closes an account wrongly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import IntegrityError

from accounts.models import User
from appeals.models import Appeal, Closure, Event, Notice, Review
from tests import factories as make
from tests.appeals.guards.racing import Act, let_go_together, one_after_the_other, outcome_of
from tests.databases import Committed

ROUNDS = 4
OPEN_REVIEW = (
    "INSERT INTO appeals_review (case_id, appeal_id, closure_id, part, reviewer_id, role, own_view, own_view_at, own_view_reason, outcome,"
    " reasons, proposal, exception_reason) VALUES (%s, %s, %s, %s, %s, 'senior', %s, redress_now(), '', '', '', '{}', '')"
)
APPEND = "SELECT seq FROM append_event(%s, %s, %s, %s, 'system', 'system:0', 'staff', '{}')"


# --- acts ------------------------------------------------------------------------------------------------------------------


def append(connection: psycopg.Connection, case: int, subject: str, state: str) -> int:
    (seq,) = connection.execute(APPEND, [case, state, subject, state]).fetchone() or (0,)
    return int(seq)


def closing(closure: Closure) -> Act:
    def act(connection: psycopg.Connection) -> None:
        seq = append(connection, closure.case_id, f"closure:{closure.pk}", "approved")
        connection.execute("UPDATE appeals_closure SET state = 'approved', event_seq = %s WHERE id = %s", [seq, closure.pk])

    return act


def opening_second_review(closure: Closure) -> Act:
    senior = make.make_user("senior")
    return lambda connection: connection.execute(OPEN_REVIEW, [closure.case_id, None, closure.pk, "second", senior.pk, "close"])


def sending_evidence(closure: Closure) -> Act:
    appeal = make.make_appeal(closure.case, state="draft")
    make.make_evidence(appeal)

    def act(connection: psycopg.Connection) -> None:
        seq = append(connection, closure.case_id, f"appeal:{appeal.pk}", "submitted")
        connection.execute(
            "UPDATE appeals_appeal SET state = 'submitted', event_seq = %s, submitted_at = redress_now(), received_at = redress_now()"
            " WHERE id = %s",
            [seq, appeal.pk],
        )

    return act


def suing(closure: Closure) -> Act:
    return lambda connection: connection.execute(
        "INSERT INTO appeals_dispute (case_id, kind, body, body_reference, stays_closure, filed_at, outcome, outcome_note)"
        " VALUES (%s, 'court', 'District Court', '', true, now(), '', '')",
        [closure.case_id],
    )


def holding_legally(closure: Closure) -> Act:
    user = make.make_user()
    return lambda connection: connection.execute(
        "INSERT INTO appeals_legalhold (case_id, reason, placed_by_id, until) VALUES (%s, 'Investigation', %s, now() + interval '1 day')",
        [closure.case_id, user.pk],
    )


def bouncing(closure: Closure) -> Act:
    return lambda connection: connection.execute(
        "UPDATE appeals_notice SET delivered_at = NULL, how = '', bounced_at = now() WHERE id = %s", [closure.notice_id]
    )


def deactivating(closure: Closure) -> Act:
    reviewer = User.objects.get(reviews__closure=closure, reviews__part="first")
    return lambda connection: connection.execute("UPDATE accounts_user SET is_active = false WHERE id = %s", [reviewer.pk])


def suspending(closure: Closure) -> Act:
    """The approver of the closure decides another measure of the same account."""
    approver = User.objects.get(reviews__closure=closure, reviews__part="second")
    other = make.make_case(closure.case.account, state="recorded", decided_by=approver)
    make.cite(other)
    make.make_statement(other)

    def act(connection: psycopg.Connection) -> None:
        seq = append(connection, other.pk, f"suspension:{other.pk}", "in_force")
        connection.execute("UPDATE appeals_suspension SET state = 'in_force', event_seq = %s WHERE id = %s", [seq, other.pk])

    return act


def claiming(appeal: Appeal) -> Act:
    senior = make.make_user("senior")

    def act(connection: psycopg.Connection) -> None:
        connection.execute(OPEN_REVIEW, [appeal.case_id, appeal.pk, None, "first", senior.pk, ""])
        seq = append(connection, appeal.case_id, f"appeal:{appeal.pk}", "in_review")
        connection.execute(
            "UPDATE appeals_appeal SET state = 'in_review', event_seq = %s, assignee_id = %s WHERE id = %s", [seq, senior.pk, appeal.pk]
        )

    return act


# --- what must never be ------------------------------------------------------------------------------------------------------


def closed_wrongly(closure: Closure) -> bool:
    """Approved over an open review, or over something that had arrived before."""
    now = Closure.objects.get(pk=closure.pk)
    if now.state != "approved":
        return False
    arrived = Event.objects.filter(case=closure.case_id, state_after="submitted", seq__lt=now.event_seq)
    return Review.objects.filter(closure=closure, completed_at=None).exists() or arrived.exists()


RIVALS: dict[Callable[[Closure], Act], tuple[str, str]] = {
    # the rival: how the closing ends that came second, how the rival ends that came second
    opening_second_review: ("I2 approval_missing", "I4 not_reviewable"),
    sending_evidence: ("I2 appeal_open,evidence_after_review", "done"),
    suing: ("I2 dispute_stay", "done"),
    holding_legally: ("I2 legal_hold", "done"),
    bouncing: ("I2 notice_not_delivered,notice_period_running,answer_by_running", "done"),
    deactivating: ("I2 person_not_entitled", "done"),
    suspending: ("I2 approver_not_independent", "done"),
}


@pytest.mark.parametrize("rival", RIVALS, ids=[rival.__name__ for rival in RIVALS])
def test_the_second_waits_and_then_sees_what_the_first_did(shared_db: Committed, rival: Callable[[Closure], Act]) -> None:
    closing_second, rival_second = RIVALS[rival]
    before, after = make.make_closure(), make.make_closure()

    assert one_after_the_other(shared_db, rival(before), closing(before)) == (closing_second, True)
    assert one_after_the_other(shared_db, closing(after), rival(after)) == (rival_second, True)

    assert [closed_wrongly(closure) for closure in (before, after)] == [False, False]


@pytest.mark.parametrize("rival", [opening_second_review, sending_evidence], ids=["second_review", "new_evidence"])
def test_no_round_of_a_race_closes_wrongly(shared_db: Committed, rival: Callable[[Closure], Act]) -> None:
    wrong, outcomes = 0, set()
    for _ in range(ROUNDS):
        closure = make.make_closure()
        outcomes.add(tuple(let_go_together(shared_db, closing(closure), rival(closure))))
        wrong += closed_wrongly(closure)

    assert wrong == 0
    assert outcomes <= {(RIVALS[rival][0], "done"), ("done", RIVALS[rival][1])}


def test_one_of_two_claims_wins_each_round(shared_db: Committed) -> None:
    for _ in range(ROUNDS):
        appeal = make.make_appeal()

        outcomes = let_go_together(shared_db, claiming(appeal), claiming(appeal))

        assert sorted(outcomes) == ["I5 already_claimed", "done"]
        assert Review.objects.filter(appeal=appeal).count() == 1


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_snapshot_older_than_the_lock_is_refused(shared_db: Committed, level: str) -> None:
    closure = make.make_closure()

    with shared_db.connect() as connection:
        connection.execute(f"SET default_transaction_isolation = '{level}'")
        outcome = outcome_of(closing(closure), connection)

    assert outcome == "I2 wrong_isolation"
    assert Closure.objects.get(pk=closure.pk).state == "second_approval"


@contextmanager
def rewritten(database: Committed, function: str, old: str, new: str) -> Iterator[None]:
    """One function of the database with something else in it, and as it was again afterwards."""
    with database.connect(as_owner=True) as owner:
        (body,) = owner.execute("SELECT pg_get_functiondef(%s::regprocedure)", [function]).fetchone() or ("",)
        assert old in body
        owner.execute(body.replace(old, new))
        try:
            yield
        finally:
            owner.execute(body)


def test_a_transaction_kept_open_dates_nothing(shared_db: Committed) -> None:
    closure, appeal = make.make_closure(step="proposed"), make.make_appeal()
    notice, reviewer = Notice.objects.get(about=closure.subject), make.make_user("reviewer")

    with rewritten(shared_db, "transaction_is_young()", "15 minutes", "0 seconds"):
        for act in (
            lambda: make.deliver(notice),
            lambda: make.open_review(appeal, reviewer),
            lambda: make.add_event(appeal.case, "appeal.note"),
            lambda: make.grant(reviewer, "reviewer", gives=False),
        ):
            with pytest.raises(IntegrityError, match="too old"):
                act()

    assert Notice.objects.get(pk=notice.pk).delivered_at is None
    assert (appeal.reviews.count(), reviewer.grants.count()) == (0, 1)


# --- the mutant: the same guards without the lock must be caught --------------------------------------------------------------


@pytest.fixture
def unlocked(shared_db: Committed) -> Iterator[Committed]:
    """The file's database, in which holding a case does not lock it for as long as this test lasts."""
    with rewritten(shared_db, "hold_case(bigint)", " FOR NO KEY UPDATE", ""):
        yield shared_db


def test_the_races_catch_a_guard_without_its_lock(unlocked: Committed) -> None:
    closure, appeal = make.make_closure(), make.make_appeal()

    closed = one_after_the_other(unlocked, opening_second_review(closure), closing(closure))
    claimed = one_after_the_other(unlocked, claiming(appeal), claiming(appeal))

    assert (closed, closed_wrongly(closure)) == (("done", False), True)
    assert (claimed[0], Review.objects.filter(appeal=appeal, completed_at=None).count()) == ("done", 2)


def test_what_slips_past_a_missing_lock_is_seen_again_at_commit(unlocked: Committed) -> None:
    closure = make.make_closure()

    with pytest.raises(psycopg.errors.CheckViolation, match="gate"):
        one_after_the_other(unlocked, closing(closure), opening_second_review(closure))

    assert not closed_wrongly(closure)
