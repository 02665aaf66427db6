"""I2, closing and reopening: every way round the gate that we could think of, as the product's own role."""

from datetime import timedelta

import pytest

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Closure, Effect, Suspension, new_reference
from tests import factories as make
from tests.appeals.guards.tools import denied, refused, rewrite, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


# --- the case ----------------------------------------------------------------------------------------------------------


def test_a_case_is_not_closed_without_a_closure(closable: Suspension) -> None:
    with refused("I2", "closure_not_effected"):
        make.move(closable, "closed", told=True)


def test_many_cases_are_not_closed_at_once() -> None:
    cases = [make.make_closable_case() for _ in range(3)]

    with refused("I2", "closure_not_effected"):
        Suspension.objects.filter(pk__in=[case.pk for case in cases]).update(state="closed", event_seq=3)


@pytest.mark.parametrize("state", ["closed", "in_force", "lifted", "overturned"])
def test_a_case_is_not_born_in_a_later_state(state: str) -> None:
    account, decider = make.make_account(), make.make_user()

    with refused("I4", "wrong_first_state"):
        Suspension.objects.create(
            reference=new_reference("SUS"),
            account=account,
            measure="temporary",
            state=state,
            starts_at=redress_now(),
            ends_at=redress_now() + timedelta(days=9),
            source="own_initiative",
            decided_by_staff_id=decider.staff_id,
        )


@pytest.mark.parametrize("step", ["proposed", "in_review", "signed", "approved"])
def test_a_case_is_not_closed_before_its_closure_took_effect(stepped: Closure) -> None:
    with refused("I2", "closure_not_effected"):
        make.move(stepped.case, "closed", told=True)


@pytest.mark.usefixtures("effected")
def test_a_case_is_not_closed_by_the_closure_of_another(closable: Suspension) -> None:
    with refused("I2", "closure_not_effected"):
        make.move(closable, "closed", told=True)


def test_state_and_evidence_number_in_one_statement_close_nothing(closure: Closure) -> None:
    with denied():
        sql("UPDATE appeals_suspension SET state = 'closed', event_seq = event_seq + 1, evidence_rev = 0 WHERE id = %s", [closure.case_id])


def test_a_measure_does_not_end_otherwise_while_the_platform_is_asked_to_close(approved: Closure) -> None:
    for state in ("lifted", "expired"):
        with refused("I2", "closure_approved"):
            make.move(Suspension.objects.get(pk=approved.case_id), state, told=True)


# --- the closure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in_review", "second_approval", "approved", "effected"])
def test_a_closure_is_born_proposed(closable: Suspension, state: str) -> None:
    proposer = make.make_user()

    with refused("I4", "wrong_first_state"):
        Closure.objects.create(reference=new_reference("CLO"), case=closable, state=state, event_seq=4, proposed_by=proposer, reasons="x")


def test_a_closure_without_any_review_is_not_approved(delivered: Closure) -> None:
    make.move(delivered, "in_review")
    make.move(delivered, "second_approval")

    with refused("closure_approved_is_reviewed"):
        make.move(delivered, "approved")


@pytest.mark.parametrize("state", ["approved", "effected"])
def test_no_step_is_left_out(in_review: Closure, state: str) -> None:
    with refused("I4", "illegal_transition"):
        make.move(in_review, state)


def test_an_open_review_does_not_serve(reviewed: Closure, reviewer: User, senior: User) -> None:
    make.move(reviewed, "in_review")
    reopened = make.open_review(reviewed, reviewer)
    make.move(reviewed, "second_approval", review=reopened)
    make.sign(reviewed, senior)

    with refused("I2", "review_missing"):
        make.move(reviewed, "approved")


def test_a_review_that_keeps_the_account_does_not_serve(in_review: Closure, senior: User) -> None:
    review = make.complete(in_review.reviews.get(), "keep")
    make.move(in_review, "second_approval", review=review)
    make.sign(in_review, senior)

    with refused("I2", "review_missing"):
        make.move(in_review, "approved")


def test_a_review_of_another_closure_is_not_borrowed(closure: Closure, reviewed: Closure) -> None:
    with refused("closure_has_own_approval"):
        Closure.objects.filter(pk=reviewed.pk).update(approval=closure.approval)
    with refused("closure_has_own_review"):
        Closure.objects.filter(pk=reviewed.pk).update(review=closure.review)


def test_the_notice_of_another_case_is_not_borrowed(closure: Closure, proposed: Closure) -> None:
    with refused("closure_has_own_notice"):
        Closure.objects.filter(pk=proposed.pk).update(notice=closure.notice)
    with refused("closure_has_own_statement"):
        Closure.objects.filter(pk=proposed.pk).update(statement=closure.statement)


def test_one_signature_does_not_serve_twice(reviewed: Closure) -> None:
    Closure.objects.filter(pk=reviewed.pk).update(approval=reviewed.review)

    with refused("I2", "approval_missing", "approver_not_independent"):
        make.move(reviewed, "approved")


def test_signatures_and_state_in_one_statement_pass_the_same_gate(reviewed: Closure, senior: User) -> None:
    second = make.open_review(reviewed, senior, part="second", role="senior")

    with refused("I2", "approval_missing"):
        make.move(reviewed, "approved", approval=second, answer_by=reviewed.answer_by)


def test_nothing_of_the_same_transaction_shuts_the_gate_behind_the_approval(closure: Closure) -> None:
    with refused("I2", "appeal_open", "evidence_after_review"):
        make.move(closure, "approved")
        make.make_appeal(closure.case)


def test_what_was_approved_stays_as_it_was_signed(approved: Closure) -> None:
    for changes in ({"money_plan": [{"x": 1}]}, {"reasons": "Other reasons."}, {"answer_by": None}, {"approved_at": None}):
        with refused("I2", "never_changes"):
            Closure.objects.filter(pk=approved.pk).update(**changes)


@pytest.mark.usefixtures("proposed")
@pytest.mark.parametrize("column", ["proposed_by_id", "requested_by_staff_id", "case_id", "reference", "proposed_at", "proposed_by_key_id"])
def test_who_proposed_a_closure_is_not_rewritten(column: str) -> None:
    with denied():
        rewrite("appeals_closure", column)


def test_somebody_must_have_proposed_it(closable: Suspension) -> None:
    with refused("I2", "proposer_missing"):
        make.propose(closable, None)


def test_a_warning_leads_to_no_closure() -> None:
    started = make.ago(days=1)
    with make.at(started):
        warning = make.make_case(measure="warning", removes=[], ends_at=None, counts_until=started + timedelta(days=365))

    with refused("I2", "case_not_in_force"):
        make.propose(warning, make.make_user("reviewer"))


def test_a_measure_that_is_over_leads_to_no_closure(lifted: Suspension) -> None:
    with refused("I2", "case_not_in_force"):
        make.propose(lifted, make.make_user("reviewer"))


def test_two_closures_of_one_case_are_not_pending_at_once(delivered: Closure) -> None:
    with refused("one_pending_closure_per_case"):
        make.propose(delivered.case, make.make_user("reviewer"))


# --- the effect --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["proposed", "in_review", "signed"])
def test_the_platform_is_not_asked_to_close_before_the_gate(stepped: Closure) -> None:
    with refused("I2", "closure_not_approved"):
        make.make_effect(stepped.case, "close", closure=stepped)


def test_closing_is_not_recorded_as_done_at_once(approved: Closure) -> None:
    with refused("I2", "closure_not_approved"):
        make.make_effect(approved.case, "close", closure=approved, state="confirmed", confirmed_at=redress_now())


def test_another_effect_is_not_turned_into_closing(proposed: Closure) -> None:
    effect = make.make_effect(proposed.case, "apply", closure=proposed)

    with denied():
        Effect.objects.filter(pk=effect.pk).update(kind="close")


@pytest.mark.parametrize("state", ["requested", "overdue", "refused", "cancelled"])
def test_a_closure_takes_effect_only_on_the_platforms_report(approved: Closure, state: str) -> None:
    if state != "requested":
        make.move(approved.effects.get(), state, refusal_code="technical")

    with refused("I2", "effect_not_confirmed"):
        make.move(approved, "effected", told=True, effected_at=redress_now())


# --- opening again -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in_force", "overturned"])
def test_a_closed_case_does_not_open_without_a_decision(effected: Closure, state: str) -> None:
    case = effected.case

    with refused("I2", "decision_missing"):
        make.move(case, state, told=True)


@pytest.mark.parametrize("outcome", ["upheld", "inadmissible"])
def test_a_decision_that_keeps_the_closure_opens_nothing(effected: Closure, outcome: str) -> None:
    make.decide(make.make_appeal(effected, state="in_review"), outcome)

    with refused("I2", "decision_missing"):
        make.move(effected.case, "in_force")


@pytest.mark.parametrize(("outcome", "state"), [("changed", "in_force"), ("overturned", "overturned")])
def test_a_decision_on_the_measure_before_the_closure_opens_nothing(closable: Suspension, outcome: str, state: str) -> None:
    with make.at(make.ago(days=50)):
        make.decide(make.make_appeal(closable, state="in_review"), outcome)
    closure = make.make_closure(closable, step="effected")

    with refused("I2", "decision_missing"):
        make.move(closure.case, state, told=True)


def test_a_decision_on_another_account_opens_nothing(effected: Closure) -> None:
    theirs = make.make_closure(step="effected")
    make.decide(make.make_appeal(theirs, state="in_review"), "overturned")

    with refused("I2", "decision_missing"):
        make.move(effected.case, "in_force")


@pytest.mark.parametrize(("outcome", "state"), [("changed", "in_force"), ("overturned", "in_force"), ("overturned", "overturned")])
def test_a_decision_on_the_closure_opens_the_account(effected: Closure, outcome: str, state: str) -> None:
    make.decide(make.make_appeal(effected, state="in_review"), outcome)

    make.move(effected.case, state, told=True)

    assert effected.case.state == state


def test_a_measure_overturned_after_its_closure_opens_the_account(effected: Closure) -> None:
    make.decide(make.make_appeal(effected.case, state="in_review"), "overturned")

    with refused("I2", "decision_missing"):
        make.move(effected.case, "in_force")
    make.move(effected.case, "overturned", told=True)

    assert effected.case.state == "overturned"


def test_an_account_that_was_opened_again_is_not_closed_by_the_old_closure(effected: Closure) -> None:
    make.decide(make.make_appeal(effected, state="in_review"), "changed")
    make.move(effected.case, "in_force")

    with refused("I2", "closure_not_effected"):
        make.move(effected.case, "closed", told=True)


def test_a_returned_closure_asks_the_platform_for_nothing(approved: Closure) -> None:
    with refused("I2", "closure_not_approved"):
        make.move(approved, "in_review")


@pytest.mark.parametrize("first", ["closure", "effect"])
def test_what_the_platform_refused_is_not_asked_again_for_a_returned_closure(approved: Closure, first: str) -> None:
    effect = approved.effects.get()
    make.move(effect, "refused", refusal_code="contract_running")

    with refused("I2", "closure_not_approved"):
        for row in (approved, effect) if first == "closure" else (effect, approved):
            make.move(row, "in_review" if row is approved else "requested")


def test_when_a_closure_took_effect_is_past_and_stays(approved: Closure, effected: Closure) -> None:
    later = redress_now() + timedelta(days=400)
    done = approved.effects.get()
    make.move(done, "confirmed", confirmed_at=redress_now(), done_at=redress_now())

    with refused("I2", "never_changes"):
        make.move(approved, "effected", told=True, effected_at=later)
    with refused("I2", "never_changes"):
        Closure.objects.filter(pk=effected.pk).update(effected_at=make.ago(days=9))
