"""I6 and I7: reviews opened first and completed later, and decisions that follow from them and never change."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Appeal, Closure, Review
from tests import factories as make
from tests.appeals.guards.tools import denied, refused, rewrite, take_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "upheld"},
        {"completed_at": redress_now, "outcome": "upheld", "reasons": make.REASONS, "evidence_rev_seen": 1},
        {"abandoned_at": redress_now},
        {"evidence_rev_seen": 1},
    ],
)
def test_a_review_is_opened_first(appeal: Appeal, reviewer: User, values: dict[str, Any]) -> None:
    values = {name: value() if callable(value) else value for name, value in values.items()}

    with refused("I6", "not_opened_first"):
        make.open_review(appeal, reviewer, **values)


def test_a_review_is_not_back_dated(appeal: Appeal, reviewer: User) -> None:
    with refused("I6", "back_dated"):
        make.open_review(appeal, reviewer, opened_at=make.ago(days=1))
    review = make.open_review(appeal, reviewer)
    with refused("I6", "back_dated"):
        make.complete(review, "overturned", completed_at=make.ago(days=1))
    with refused("I6", "back_dated"):
        Review.objects.filter(pk=review.pk).update(abandoned_at=make.ago(days=1))


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_an_open_appeal_is_judged(reviewer: User, state: str) -> None:
    appeal = make.make_appeal(state=state)

    for part in ("first", "second"):
        with refused("I4", "not_reviewable"):
            make.open_review(appeal, reviewer, part=part)


@pytest.mark.parametrize(("step", "part"), [("reviewed", "first"), ("approved", "first"), ("approved", "second"), ("effected", "second")])
def test_a_closure_is_judged_only_in_its_turn(stepped: Closure, reviewer: User, part: str) -> None:
    with refused("I4", "not_reviewable"):
        make.open_review(stepped, reviewer, part=part)


def test_a_claim_is_not_taken_from_somebody(claimed: Appeal, reviewer: User) -> None:
    with refused("I5", "already_claimed"):
        make.open_review(claimed, reviewer)


@pytest.mark.parametrize("changes", [{"outcome": "overturned"}, {"reasons": "x" * 50}, {"completed_at": None}, {"evidence_rev_seen": 7}])
def test_a_completed_review_never_changes(appeal: Appeal, changes: dict[str, Any]) -> None:
    review = make.complete(make.claim(appeal), "upheld")

    with refused("I6", "review_is_final"):
        Review.objects.filter(pk=review.pk).update(**changes)


def test_an_abandoned_review_is_not_completed(appeal: Appeal) -> None:
    review = make.claim(appeal)
    Review.objects.filter(pk=review.pk).update(abandoned_at=redress_now())

    with refused("I6", "review_is_final"):
        make.complete(review, "upheld", abandoned_at=None)


@pytest.mark.parametrize("outcome", ["upheld", "inadmissible"])
def test_against_the_person_more_is_said_than_a_word(appeal: Appeal, outcome: str) -> None:
    review = make.claim(appeal)

    with refused("I6", "reasons_too_short"):
        make.complete(review, outcome, reasons="   No." + " " * 60)


def test_closing_for_good_takes_more_than_a_word(in_review: Closure) -> None:
    review = in_review.reviews.get()

    with refused("I6", "reasons_too_short"):
        make.complete(review, "close", reasons="Agreed.")


@pytest.mark.parametrize("outcome", ["close", "keep", "returned", "whatever"])
def test_an_appeal_has_only_its_own_results(appeal: Appeal, outcome: str) -> None:
    review = make.claim(appeal)

    with refused("I6", "outcome_not_possible"):
        make.complete(review, outcome)


@pytest.mark.parametrize("outcome", ["upheld", "overturned", "returned"])
def test_a_closure_has_only_its_own_results(in_review: Closure, outcome: str) -> None:
    review = in_review.reviews.get()

    with refused("I6", "outcome_not_possible"):
        make.complete(review, outcome)


def test_the_second_person_has_an_own_view_first(claimed: Appeal, reviewer: User) -> None:
    make.complete(claimed.reviews.get(), "upheld")
    make.move(claimed, "second_check")
    second = make.open_review(claimed, reviewer, part="second", own_view="", own_view_at=None)

    with refused("I6", "own_view_missing"):
        make.complete(second, "upheld", own_view="upheld", own_view_at=redress_now())
    with refused("I6", "back_dated"):
        Review.objects.filter(pk=second.pk).update(own_view="upheld", own_view_at=make.ago(days=1))
    Review.objects.filter(pk=second.pk).update(own_view="overturned", own_view_at=redress_now())
    with refused("I6", "own_view_is_final"):
        Review.objects.filter(pk=second.pk).update(own_view="upheld")


def test_nobody_has_seen_what_has_not_arrived(appeal: Appeal) -> None:
    review = make.claim(appeal)

    with refused("I8", "evidence_not_there"):
        make.complete(review, "overturned", evidence_rev_seen=2)


# --- I7: decisions ---------------------------------------------------------------------------------------------------------


def reviewed(outcome: str = "upheld", **values: Any) -> tuple[Appeal, Review]:
    appeal = make.make_appeal(make.make_case(**values), state="in_review")
    return appeal, make.complete(appeal.reviews.get(), outcome)


def test_a_decision_follows_from_a_completed_review(claimed: Appeal) -> None:
    with refused("I6", "review_missing", "review_open"):
        make.write_decision(claimed, "overturned", review=claimed.reviews.get())


def test_a_decision_says_what_its_review_said() -> None:
    appeal, review = reviewed("overturned")

    with refused("I6", "review_missing"):
        make.write_decision(appeal, "changed", review=review)


@pytest.mark.parametrize("outcome", ["upheld", "inadmissible"])
def test_a_measure_over_seven_days_stays_only_by_two(outcome: str) -> None:
    appeal, review = reviewed(outcome)

    with refused("I6", "approval_missing"):
        make.write_decision(appeal, outcome, review=review)


@pytest.mark.parametrize(
    ("values", "heavy"),
    [
        ({"days": 7}, False),
        ({"days": 7.01}, True),
        ({"days": None}, True),
        ({"days": 5, "proposed_ends_at": lambda: redress_now() + timedelta(days=90)}, True),
    ],
)
def test_what_counts_is_how_long_it_runs(*, values: dict[str, Any], heavy: bool) -> None:
    appeal, review = reviewed(**{name: value() if callable(value) else value for name, value in values.items()})

    if heavy:
        with refused("I6", "approval_missing"):
            make.write_decision(appeal, "upheld", review=review)
    else:
        assert make.write_decision(appeal, "upheld", review=review).pk
        make.make_notice(appeal.case, make.move(appeal, "decided", decided_at=redress_now()))


def test_the_second_signature_agrees_and_is_completed(reviewer: User) -> None:
    appeal, review = reviewed()
    make.move(appeal, "second_check")
    second = make.open_review(appeal, reviewer, part="second")

    with refused("I6", "approval_missing", "review_open"):
        make.write_decision(appeal, "upheld", review=review, second_review=second)
    make.complete(second, "returned")
    with refused("I6", "approval_missing"):
        make.write_decision(appeal, "upheld", review=review, second_review=second)


def test_the_review_of_another_appeal_is_not_borrowed() -> None:
    ours, _ = reviewed("overturned")
    _, theirs = reviewed("overturned")

    with refused("I6", "review_missing"):
        make.write_decision(ours, "overturned", review=theirs)


def test_an_appeal_is_decided_only_with_its_decision() -> None:
    appeal, _ = reviewed("overturned")

    with refused("I7", "decision_missing"):
        make.move(appeal, "decided", told=True, decided_at=redress_now())


def test_a_decision_decides_its_appeal() -> None:
    appeal, review = reviewed("overturned")

    with refused("I4", "appeal_not_decided"):
        make.write_decision(appeal, "overturned", review=review)


def test_a_decision_is_not_back_dated() -> None:
    appeal, review = reviewed("overturned")

    with refused("I7", "back_dated"):
        make.write_decision(appeal, "overturned", review=review, decided_at=make.ago(days=1))


def test_nothing_is_upheld_unseen() -> None:
    appeal, review = reviewed(days=5)
    make.make_evidence(appeal)

    with refused("I8", "evidence_after_review"):
        make.write_decision(appeal, "upheld", review=review)


def test_what_came_between_two_signatures_counts_as_seen_by_the_second(reviewer: User) -> None:
    appeal, review = reviewed(days=30)
    make.make_evidence(appeal)
    make.move(appeal, "second_check")
    second = make.complete(make.open_review(appeal, reviewer, part="second"), "upheld")

    with refused("I8", "evidence_after_review"):
        make.make_evidence(appeal)
        make.write_decision(appeal, "upheld", review=review, second_review=second)
    make.write_decision(appeal, "upheld", review=review, second_review=second)
    event = make.move(appeal, "decided", decided_at=redress_now())
    make.make_notice(appeal.case, event, about=appeal.subject, kind="decision")

    assert appeal.state == "decided"


def test_a_form_letter_is_refused(claimed: Appeal) -> None:
    second = make.make_appeal(state="in_review")
    make.decide(claimed, letter_hash="f" * 64)

    with refused("no_form_letter"):
        make.decide(second, letter_hash="f" * 64)


@pytest.mark.parametrize("table", ["appeals_decision", "appeals_finding", "appeals_receipt"])
def test_what_was_decided_stays(claimed: Appeal, table: str) -> None:
    make.decide(claimed)

    with denied():
        rewrite(table)
    with denied():
        take_away(table)


def test_a_finding_is_not_added_later_or_elsewhere() -> None:
    with make.at(make.ago(days=1)):
        appeal = make.make_appeal(state="in_review")
        decision = make.decide(appeal)
    citation = appeal.case.citations.get()

    with refused("I7", "finding_elsewhere"):
        decision.findings.create(citation=citation, finding="shown", answer="Later.")
