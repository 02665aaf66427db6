"""I2, closing and reopening: every way round the gate that we could think of, as the product's own role."""

from datetime import timedelta

import pytest

from accounts.instants import redress_now
from appeals.models import Closure, Effect, Suspension, new_reference
from tests import factories as make
from tests.appeals.guards.tools import denied, refused, rewrite, sql

pytestmark = pytest.mark.django_db


# --- the case ----------------------------------------------------------------------------------------------------------


def test_a_case_is_not_closed_without_a_closure() -> None:
    case = make.make_closable_case()

    with refused("I2", "closure_not_effected"):
        make.move(case, "closed", told=True)


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
def test_a_case_is_not_closed_before_its_closure_took_effect(step: str) -> None:
    closure = make.make_closure(step=step)

    with refused("I2", "closure_not_effected"):
        make.move(closure.case, "closed", told=True)


def test_a_case_is_not_closed_by_the_closure_of_another() -> None:
    case = make.make_closable_case()
    make.make_closure(step="effected")

    with refused("I2", "closure_not_effected"):
        make.move(case, "closed", told=True)


def test_state_and_evidence_number_in_one_statement_close_nothing() -> None:
    closure = make.make_closure()

    with denied():
        sql("UPDATE appeals_suspension SET state = 'closed', event_seq = event_seq + 1, evidence_rev = 0 WHERE id = %s", [closure.case_id])


def test_a_measure_does_not_end_otherwise_while_the_platform_is_asked_to_close() -> None:
    closure = make.make_closure(step="approved")

    for state in ("lifted", "expired"):
        with refused("I2", "closure_approved"):
            make.move(Suspension.objects.get(pk=closure.case_id), state, told=True)


# --- the closure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in_review", "second_approval", "approved", "effected"])
def test_a_closure_is_born_proposed(state: str) -> None:
    case, proposer = make.make_closable_case(), make.make_user()

    with refused("I4", "wrong_first_state"):
        Closure.objects.create(reference=new_reference("CLO"), case=case, state=state, event_seq=4, proposed_by=proposer, reasons="x")


def test_a_closure_without_any_review_is_not_approved() -> None:
    closure = make.make_closure(step="delivered")
    make.move(closure, "in_review")
    make.move(closure, "second_approval")

    with refused("closure_approved_is_reviewed"):
        make.move(closure, "approved")


@pytest.mark.parametrize("state", ["approved", "effected"])
def test_no_step_is_left_out(state: str) -> None:
    closure = make.make_closure(step="in_review")

    with refused("I4", "illegal_transition"):
        make.move(closure, state)


def test_an_open_review_does_not_serve() -> None:
    closure = make.make_closure(step="reviewed")
    make.move(closure, "in_review")
    reopened = make.open_review(closure, make.make_user("reviewer"))
    make.move(closure, "second_approval", review=reopened)
    make.sign(closure, make.make_user("senior"))

    with refused("I2", "review_missing"):
        make.move(closure, "approved")


def test_a_review_that_keeps_the_account_does_not_serve() -> None:
    closure = make.make_closure(step="in_review")
    review = make.complete(closure.reviews.get(), "keep")
    make.move(closure, "second_approval", review=review)
    make.sign(closure, make.make_user("senior"))

    with refused("I2", "review_missing"):
        make.move(closure, "approved")


def test_a_review_of_another_closure_is_not_borrowed() -> None:
    theirs, ours = make.make_closure(), make.make_closure(step="reviewed")

    with refused("closure_has_own_approval"):
        Closure.objects.filter(pk=ours.pk).update(approval=theirs.approval)
    with refused("closure_has_own_review"):
        Closure.objects.filter(pk=ours.pk).update(review=theirs.review)


def test_the_notice_of_another_case_is_not_borrowed() -> None:
    theirs, ours = make.make_closure(), make.make_closure(step="proposed")

    with refused("closure_has_own_notice"):
        Closure.objects.filter(pk=ours.pk).update(notice=theirs.notice)
    with refused("closure_has_own_statement"):
        Closure.objects.filter(pk=ours.pk).update(statement=theirs.statement)


def test_one_signature_does_not_serve_twice() -> None:
    closure = make.make_closure(step="reviewed")
    Closure.objects.filter(pk=closure.pk).update(approval=closure.review)

    with refused("I2", "approval_missing", "approver_not_independent"):
        make.move(closure, "approved")


def test_signatures_and_state_in_one_statement_pass_the_same_gate() -> None:
    closure = make.make_closure(step="reviewed")
    second = make.open_review(closure, make.make_user("senior"), part="second", role="senior")

    with refused("I2", "approval_missing"):
        make.move(closure, "approved", approval=second, answer_by=closure.answer_by)


def test_nothing_of_the_same_transaction_shuts_the_gate_behind_the_approval() -> None:
    closure = make.make_closure()

    with refused("I2", "appeal_open", "evidence_after_review"):
        make.move(closure, "approved")
        make.make_appeal(closure.case)


def test_what_was_approved_stays_as_it_was_signed() -> None:
    closure = make.make_closure(step="approved")

    for changes in ({"money_plan": [{"x": 1}]}, {"reasons": "Other reasons."}, {"answer_by": None}, {"approved_at": None}):
        with refused("I2", "never_changes"):
            Closure.objects.filter(pk=closure.pk).update(**changes)


@pytest.mark.parametrize("column", ["proposed_by_id", "requested_by_staff_id", "case_id", "reference", "proposed_at", "proposed_by_key_id"])
def test_who_proposed_a_closure_is_not_rewritten(column: str) -> None:
    make.make_closure(step="proposed")

    with denied():
        rewrite("appeals_closure", column)


def test_somebody_must_have_proposed_it() -> None:
    case = make.make_closable_case()

    with refused("I2", "proposer_missing"):
        make.propose(case, None)


def test_a_warning_leads_to_no_closure() -> None:
    started = make.ago(days=1)
    with make.at(started):
        warning = make.make_case(measure="warning", removes=[], ends_at=None, counts_until=started + timedelta(days=365))

    with refused("I2", "case_not_in_force"):
        make.propose(warning, make.make_user("reviewer"))


def test_a_measure_that_is_over_leads_to_no_closure() -> None:
    case = make.make_case(state="lifted")

    with refused("I2", "case_not_in_force"):
        make.propose(case, make.make_user("reviewer"))


def test_two_closures_of_one_case_are_not_pending_at_once() -> None:
    closure = make.make_closure(step="delivered")

    with refused("one_pending_closure_per_case"):
        make.propose(closure.case, make.make_user("reviewer"))


# --- the effect --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["proposed", "in_review", "signed"])
def test_the_platform_is_not_asked_to_close_before_the_gate(step: str) -> None:
    closure = make.make_closure(step=step)

    with refused("I2", "closure_not_approved"):
        make.make_effect(closure.case, "close", closure=closure)


def test_closing_is_not_recorded_as_done_at_once() -> None:
    closure = make.make_closure(step="approved")

    with refused("I2", "closure_not_approved"):
        make.make_effect(closure.case, "close", closure=closure, state="confirmed", confirmed_at=redress_now())


def test_another_effect_is_not_turned_into_closing() -> None:
    closure = make.make_closure(step="proposed")
    effect = make.make_effect(closure.case, "apply", closure=closure)

    with denied():
        Effect.objects.filter(pk=effect.pk).update(kind="close")


@pytest.mark.parametrize("state", ["requested", "overdue", "refused", "cancelled"])
def test_a_closure_takes_effect_only_on_the_platforms_report(state: str) -> None:
    closure = make.make_closure(step="approved")
    if state != "requested":
        make.move(closure.effects.get(), state, refusal_code="technical")

    with refused("I2", "effect_not_confirmed"):
        make.move(closure, "effected", told=True, effected_at=redress_now())


# --- opening again -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in_force", "overturned"])
def test_a_closed_case_does_not_open_without_a_decision(state: str) -> None:
    case = make.make_closure(step="effected").case

    with refused("I2", "decision_missing"):
        make.move(case, state, told=True)


@pytest.mark.parametrize("outcome", ["upheld", "inadmissible"])
def test_a_decision_that_keeps_the_closure_opens_nothing(outcome: str) -> None:
    closure = make.make_closure(step="effected")
    make.decide(make.make_appeal(closure, state="in_review"), outcome)

    with refused("I2", "decision_missing"):
        make.move(closure.case, "in_force")


@pytest.mark.parametrize(("outcome", "state"), [("changed", "in_force"), ("overturned", "overturned")])
def test_a_decision_on_the_measure_before_the_closure_opens_nothing(outcome: str, state: str) -> None:
    case = make.make_closable_case()
    with make.at(make.ago(days=50)):
        make.decide(make.make_appeal(case, state="in_review"), outcome)
    closure = make.make_closure(case, step="effected")

    with refused("I2", "decision_missing"):
        make.move(closure.case, state, told=True)


def test_a_decision_on_another_account_opens_nothing() -> None:
    ours, theirs = make.make_closure(step="effected"), make.make_closure(step="effected")
    make.decide(make.make_appeal(theirs, state="in_review"), "overturned")

    with refused("I2", "decision_missing"):
        make.move(ours.case, "in_force")


@pytest.mark.parametrize(("outcome", "state"), [("changed", "in_force"), ("overturned", "in_force"), ("overturned", "overturned")])
def test_a_decision_on_the_closure_opens_the_account(outcome: str, state: str) -> None:
    closure = make.make_closure(step="effected")
    make.decide(make.make_appeal(closure, state="in_review"), outcome)

    make.move(closure.case, state, told=True)

    assert closure.case.state == state


def test_a_measure_overturned_after_its_closure_opens_the_account() -> None:
    closure = make.make_closure(step="effected")
    make.decide(make.make_appeal(closure.case, state="in_review"), "overturned")

    with refused("I2", "decision_missing"):
        make.move(closure.case, "in_force")
    make.move(closure.case, "overturned", told=True)

    assert closure.case.state == "overturned"


def test_an_account_that_was_opened_again_is_not_closed_by_the_old_closure() -> None:
    closure = make.make_closure(step="effected")
    make.decide(make.make_appeal(closure, state="in_review"), "changed")
    make.move(closure.case, "in_force")

    with refused("I2", "closure_not_effected"):
        make.move(closure.case, "closed", told=True)


def test_a_returned_closure_asks_the_platform_for_nothing() -> None:
    closure = make.make_closure(step="approved")

    with refused("I2", "closure_not_approved"):
        make.move(closure, "in_review")


@pytest.mark.parametrize("first", ["closure", "effect"])
def test_what_the_platform_refused_is_not_asked_again_for_a_returned_closure(first: str) -> None:
    closure = make.make_closure(step="approved")
    effect = closure.effects.get()
    make.move(effect, "refused", refusal_code="contract_running")

    with refused("I2", "closure_not_approved"):
        for row in (closure, effect) if first == "closure" else (effect, closure):
            make.move(row, "in_review" if row is closure else "requested")


def test_when_a_closure_took_effect_is_past_and_stays() -> None:
    approved, effected = make.make_closure(step="approved"), make.make_closure(step="effected")
    later = redress_now() + timedelta(days=400)
    done = approved.effects.get()
    make.move(done, "confirmed", confirmed_at=redress_now(), done_at=redress_now())

    with refused("I2", "never_changes"):
        make.move(approved, "effected", told=True, effected_at=later)
    with refused("I2", "never_changes"):
        Closure.objects.filter(pk=effected.pk).update(effected_at=make.ago(days=9))
