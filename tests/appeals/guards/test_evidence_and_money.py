"""I8 and I9: everything that arrives is counted and kept; held money says how much, why and until when, and approved work is paid."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, LiteralString

import pytest

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Appeal, Closure, Dispute, Evidence, Exhibit, Hold, Suspension
from tests import factories as make
from tests.appeals.guards.tools import denied, gate, refused, rewrite, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


def seen(case: Suspension) -> int:
    return Suspension.objects.values_list("evidence_rev", flat=True).get(pk=case.pk)


# --- I8 ------------------------------------------------------------------------------------------------------------------


def test_each_thing_that_arrives_is_counted(draft: Appeal) -> None:
    case = draft.case
    numbers = []

    steps: list[Any] = [
        lambda: make.make_evidence(draft),  # a draft is nobody's business yet
        lambda: make.submit(draft),
        lambda: make.make_evidence(draft),
        lambda: Evidence.objects.filter(appeal=draft).update(state="checking"),
        lambda: Evidence.objects.filter(appeal=draft).update(state="accepted"),  # two files become readable
        lambda: Evidence.objects.filter(pk=Evidence.objects.latest("id").pk).update(state="quarantined"),  # out of sight
        lambda: Evidence.objects.filter(pk=Evidence.objects.earliest("id").pk).update(removed_at=redress_now()),
        lambda: make.claim(draft),
        lambda: make.move(make.make_request(draft), "answered", answer="No.", answered_at=redress_now()),
        lambda: Exhibit.objects.create(suspension=case, label="A log"),  # of the platform
    ]
    for step in steps:
        step()
        numbers.append(seen(case))

    assert numbers == [0, 1, 2, 2, 4, 5, 6, 6, 7, 8]


@pytest.mark.parametrize("value", [0, 5])
def test_the_count_is_the_databases_own(appeal: Appeal, value: int) -> None:
    with denied():
        Suspension.objects.filter(pk=appeal.case_id).update(evidence_rev=value)


def test_evidence_after_the_review_shuts_the_gate(closure: Closure) -> None:
    make.make_appeal(closure.case, state="withdrawn")

    with refused("I2", "evidence_after_review"):
        make.move(closure, "approved")
    assert gate(closure) == ["evidence_after_review"]


@pytest.mark.parametrize("state", ["withdrawn", "decided"])
def test_evidence_belongs_to_an_appeal_that_is_not_over(state: str) -> None:
    appeal = make.make_appeal(state="withdrawn" if state == "withdrawn" else "in_review")
    if state == "decided":
        make.decide(appeal)

    with refused("I8", "appeal_is_over"):
        make.make_evidence(appeal)


def test_evidence_of_a_decided_appeal_is_not_taken_back(claimed: Appeal) -> None:
    evidence = make.make_evidence(claimed)
    make.decide(claimed)

    with refused("I8", "appeal_is_over"):
        Evidence.objects.filter(pk=evidence.pk).update(removed_at=redress_now())


def test_evidence_arrives_unchecked(appeal: Appeal) -> None:
    for values in ({"state": "accepted"}, {"removed_at": redress_now()}, {"erased_at": redress_now()}):
        with refused("I8", "wrong_first_state"):
            make.make_evidence(appeal, **values)


def test_evidence_is_not_sent_into_another_case(appeal: Appeal) -> None:
    theirs = make.make_appeal()

    with refused("evidence_of_own_appeal"):
        Evidence.objects.create(public_id="evd_1", case=theirs.case, appeal=appeal, name="x", sha256="a" * 64)


@pytest.mark.parametrize("column", ["sha256", "size", "name", "appeal_id", "case_id", "added_at", "link"])
def test_evidence_is_kept_as_it_was_sent(appeal: Appeal, column: str) -> None:
    evidence = make.make_evidence(appeal)

    with denied():
        rewrite("appeals_evidence", column)
    with denied():
        evidence.delete()


def test_an_original_goes_only_by_erasure(draft: Appeal) -> None:
    evidence = make.make_evidence(draft)
    row = Evidence.objects.filter(pk=evidence.pk)

    for changes in ({"storage_key": ""}, {"storage_key": "other", "erased_at": redress_now()}):
        with refused("I8", "never_changes"):
            row.update(**changes)
    row.update(storage_key="", erased_at=redress_now())

    with refused("I8", "never_changes"):
        row.update(erased_at=None)


def out_of_time() -> Evidence:
    """A file of an appeal that was taken back, of a case whose last day to appeal has passed."""
    evidence = make.make_evidence(make.make_appeal())
    make.move(evidence.appeal, "withdrawn", told=True)
    Suspension.objects.filter(pk=evidence.case_id).update(last_day_to_appeal=make.ago(days=1))
    return evidence


def sue(case: Suspension) -> object:
    return Dispute.objects.create(case=case, kind="court", body="District Court", filed_at=redress_now())


def hold_legally(case: Suspension) -> object:
    return make.make_legal_hold(case, make.make_user())


def leave_a_day(case: Suspension) -> object:
    return Suspension.objects.filter(pk=case.pk).update(last_day_to_appeal=redress_now() + timedelta(days=1))


@pytest.mark.parametrize("why", [make.make_appeal, sue, hold_legally, leave_a_day])
def test_what_was_sent_is_not_erased_while_somebody_may_ask_for_it(why: Callable[[Suspension], object]) -> None:
    evidence = out_of_time()
    row = Evidence.objects.filter(pk=evidence.pk)
    why(evidence.case)

    with refused("I8", "still_needed"):
        row.update(erased_at=redress_now(), storage_key="")


def test_what_nobody_may_ask_for_any_more_is_erased() -> None:
    row = Evidence.objects.filter(pk=out_of_time().pk)

    row.update(erased_at=redress_now(), storage_key="")

    assert row.get().storage_key == ""


def test_what_was_taken_back_stays_taken_back(draft: Appeal) -> None:
    evidence = make.make_evidence(draft)
    row = Evidence.objects.filter(pk=evidence.pk)
    row.update(removed_at=redress_now())

    with refused("I8", "never_changes"):
        row.update(removed_at=None)


@pytest.mark.parametrize("attempt", ["UPDATE appeals_evidenceview SET reason = 'x'", "DELETE FROM appeals_evidenceview"])
def test_every_look_at_evidence_is_kept(appeal: Appeal, senior: User, attempt: str) -> None:
    make.make_evidence(appeal).views.create(user=senior, original=True, reason="To compare.")

    with denied():
        sql(attempt)


# --- I9 ------------------------------------------------------------------------------------------------------------------


def test_a_hold_has_an_end_or_a_review(case: Suspension) -> None:
    with refused("hold_has_end_or_review"):
        make.make_hold(case, ends_at=None)
    assert make.make_hold(case, ends_at=None, review_on=redress_now() + timedelta(days=30)).pk


def test_a_hold_does_not_end_before_it_starts(case: Suspension) -> None:
    with refused("I9", "end_is_past"):
        make.make_hold(case, ends_at=redress_now())
    with refused("I9", "end_is_past"):
        make.make_hold(case, review_on=redress_now())


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_hold_is_of_an_amount(case: Suspension, amount: str) -> None:
    with refused("hold_amount_above_zero"):
        make.make_hold(case, amount=amount)


def test_held_money_has_a_reason(case: Suspension) -> None:
    with refused("I9", "reason_missing"):
        make.make_hold(case, reason=" ")


def test_a_measure_that_is_over_holds_nothing(lifted: Suspension) -> None:
    with refused("I9", "measure_is_over"):
        make.make_hold(lifted)


@pytest.mark.parametrize("column", ["amount", "currency", "kind", "reason", "placed_at", "case_id", "public_id"])
def test_what_is_held_stays_as_it_was_said(case: Suspension, column: str) -> None:
    make.make_hold(case)

    with denied():
        rewrite("appeals_hold", column)


def test_whoever_placed_a_hold_does_not_confirm_it(reviewer: User, case: Suspension) -> None:
    hold = make.make_hold(case, placed_by=reviewer)

    with refused("I6", "reviewer_not_independent"):
        Hold.objects.filter(pk=hold.pk).update(confirmed_by=reviewer)


@pytest.mark.parametrize("outcome", ["refund_to_client", "set_off"])
def test_approved_work_is_paid(case: Suspension, outcome: str) -> None:
    hold = make.make_hold(case, kind="approved_work")

    with refused("hold_of_approved_work_is_paid"):
        make.move(hold, "ended", outcome=outcome)
    with refused("I9", "approved_work_is_paid"):
        make.make_effect(hold.case, "refund", hold=hold)


def test_a_hold_ends_with_its_outcome(case: Suspension) -> None:
    hold = make.make_hold(case)

    with refused("hold_ended_with_outcome"):
        make.move(hold, "ended", told=True)
    make.move(hold, "ended", told=True, outcome="release", ended_at=redress_now())

    with refused("I9", "never_changes"):
        Hold.objects.filter(pk=hold.pk).update(outcome="set_off")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("ends_at = ends_at + interval '1 hour'", "date_moved"),
        ("ends_at = NULL, review_on = redress_now()", "date_moved"),
        ("ends_at = ends_at + interval '1 hour', confirmed_at = redress_now()", "date_moved"),
        ("ends_at = 'infinity', moved = 1", "date_moved"),
        ("proposed_ends_at = ends_at + interval '1 day'", "never_changes"),
        ("proposed_review_on = ends_at", "never_changes"),
    ],
)
def test_money_does_not_wait_longer_unseen(case: Suspension, change: LiteralString, code: str) -> None:
    make.make_hold(case)

    with refused("I9", code):
        sql(f"UPDATE appeals_hold SET {change}")  # noqa: S608 - changes from this file


def test_money_waits_longer_when_counted_or_confirmed_by_a_second_person(case: Suspension, senior: User) -> None:
    now = redress_now()
    hold = make.make_hold(case, ends_at=now + timedelta(days=3), proposed_ends_at=now + timedelta(days=20))
    row = Hold.objects.filter(pk=hold.pk)

    row.update(ends_at=now + timedelta(days=20), proposed_ends_at=None, confirmed_at=now, confirmed_by=senior)
    row.update(ends_at=now + timedelta(days=30), moved=1)

    assert row.get().moved == 1


def test_a_date_is_moved_twice_at_most_and_not_forgotten(case: Suspension) -> None:
    hold = make.make_hold(case)
    row = Hold.objects.filter(pk=hold.pk)
    row.update(moved=2)

    with refused("hold_date_moved_twice_at_most"):
        row.update(moved=3)
    with refused("I9", "never_changes"):
        row.update(moved=0)


def test_since_when_money_is_held_stands_beside_each_appeal_and_the_database_alone_writes_it(case: Suspension) -> None:
    def since() -> list[object]:
        return list(Appeal.objects.filter(case=case).values_list("held_since", flat=True))

    make.make_appeal(case, held_since=redress_now())
    assert since() == [None]
    young = make.make_hold(case, placed_at=redress_now() - timedelta(days=3))
    old = make.make_hold(case, placed_at=redress_now() - timedelta(days=40))
    other = make.make_appeal(old, state="draft")
    assert since() == [old.placed_at, old.placed_at]
    make.move(old, "ended", told=True, outcome="release", outcome_reason="Over.", ended_at=redress_now())
    assert since() == [young.placed_at, young.placed_at]
    make.move(young, "ended", told=True, outcome="release", outcome_reason="Over.", ended_at=redress_now())
    assert since() == [None, None]
    with denied():
        Appeal.objects.filter(pk=other.pk).update(held_since=redress_now())
