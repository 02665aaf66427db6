"""I2, the gate: a signed closure passes, and each single thing that is wrong with it stops it by its own code."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Closure, Dispute, LegalHold, Notice, Review, Suspension
from tests import factories as make
from tests.appeals.guards.tools import gate, refused, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]

PUBLISHED = [
    "statement_missing",
    "notice_not_delivered",
    "notice_period_running",
    "answer_by_running",
    "appeal_open",
    "request_open",
    "dispute_stay",
    "legal_hold",
    "review_missing",
    "evidence_after_review",
    "reviewer_not_independent",
    "approval_missing",
    "approver_not_independent",
    "person_not_entitled",
    "lighter_measures_missing",
    "money_plan_missing",
    "letter_lacks_last_day",
    "letter_language_missing",
]

Spoil = Callable[[Closure], object]


def write(closure: Closure, **values: object) -> None:
    Closure.objects.filter(pk=closure.pk).update(**values)


def delivered(closure: Closure) -> datetime:
    instant = Notice.objects.get(about=closure.subject).delivered_at
    assert instant is not None
    return instant


def revise(closure: Closure) -> None:
    """Issue a new statement that the closure does not point at yet."""
    make.make_statement(closure.case, closure)


def bounce(closure: Closure) -> None:
    Notice.objects.filter(about=closure.subject).update(delivered_at=None, how="", bounced_at=redress_now())


def file_appeal(closure: Closure) -> None:
    make.make_appeal(closure.case)


def file_and_withdraw_appeal(closure: Closure) -> None:
    make.make_appeal(closure.case, state="withdrawn")


def sue(closure: Closure) -> Dispute:
    return Dispute.objects.create(case=closure.case, kind="court", body="District Court", filed_at=redress_now())


def hold_legally(closure: Closure) -> LegalHold:
    return make.make_legal_hold(closure.case, make.make_user())


def open_another(closure: Closure) -> Review:
    return make.open_review(closure, make.make_user("senior"), part="second", role="senior")


def measure_by(who: str) -> Spoil:
    def spoil(closure: Closure) -> None:
        review = getattr(closure, who)
        make.make_case(closure.case.account, decided_by=review.reviewer)

    return spoil


def measure_by_id(who: str) -> Spoil:
    """Recorded by a machine with the person's staff id, not mapped to the person."""

    def spoil(closure: Closure) -> None:
        reviewer = getattr(closure, who).reviewer
        make.make_case(closure.case.account, decided_by=reviewer, decided_by_id=None)

    return spoil


def outside_measure(closure: Closure) -> None:
    """Another measure of the account, decided by somebody whom nobody knows."""
    make.make_case(closure.case.account, decided_by=make.make_user(staff_id=None), decided_by_id=None, decided_by_staff_id="00u9zzz")


def deactivate(who: str) -> Spoil:
    def spoil(closure: Closure) -> None:
        User.objects.filter(pk=getattr(closure, who).reviewer_id).update(is_active=False)

    return spoil


SPOILERS: list[tuple[tuple[str, ...], Spoil]] = [
    (("statement_missing",), revise),
    (("notice_not_delivered", "notice_period_running", "answer_by_running"), bounce),
    (("notice_period_running",), lambda c: write(c, notice_period_until=redress_now() + timedelta(hours=1))),
    (("notice_period_running",), lambda c: write(c, notice_period_until=None)),
    (("notice_period_running",), lambda c: write(c, notice_period_until=delivered(c) + timedelta(days=6, hours=23))),
    (("answer_by_running",), lambda c: write(c, answer_by=redress_now() + timedelta(hours=1))),
    (("answer_by_running",), lambda c: write(c, answer_by=None)),
    (("answer_by_running",), lambda c: write(c, answer_by=delivered(c) + timedelta(days=13, hours=23))),
    (("appeal_open", "evidence_after_review"), file_appeal),
    (("evidence_after_review",), file_and_withdraw_appeal),
    (("dispute_stay",), sue),
    (("legal_hold",), hold_legally),
    (("review_missing",), lambda c: write(c, review=None)),
    (("approval_missing",), lambda c: write(c, approval=None)),
    (("approval_missing",), open_another),
    (("reviewer_not_independent",), measure_by("review")),
    (("approver_not_independent",), measure_by("approval")),
    (("reviewer_not_independent",), measure_by_id("review")),
    (("approver_not_independent",), measure_by_id("approval")),
    (("reviewer_not_independent", "approver_not_independent"), outside_measure),
    (("person_not_entitled",), deactivate("review")),
    (("person_not_entitled",), deactivate("approval")),
    (("lighter_measures_missing",), lambda c: write(c, lighter_measures=[])),
    (("lighter_measures_missing",), lambda c: write(c, lighter_measures=[{"measure": "warning", "why_not": " "}])),
    (("lighter_measures_missing",), lambda c: write(c, lighter_measures={"measure": "warning", "why_not": "Used."})),
    (("money_plan_missing",), lambda c: make.make_hold(c.case)),
    (("letter_lacks_last_day",), lambda c: write(c, letter_names_last_day=False)),
    (("letter_language_missing",), lambda c: write(c, letter_language="")),
]


@pytest.mark.parametrize(("codes", "spoil"), SPOILERS, ids=[f"{'+'.join(codes)}-{place}" for place, (codes, _) in enumerate(SPOILERS)])
def test_one_fault_shuts_the_gate_by_its_own_code(closure: Closure, codes: tuple[str, ...], spoil: Spoil) -> None:
    spoil(closure)
    closure.refresh_from_db()

    with refused(*("closure_approved_is_reviewed",) if not (closure.review_id and closure.approval_id) else ("I2", *codes)):
        make.move(closure, "approved")

    assert gate(closure) == list(codes)
    assert Closure.objects.get(pk=closure.pk).state == "second_approval"


def test_a_closure_just_proposed_lacks_everything_that_comes_later() -> None:
    closure = make.make_closure(step="proposed", lighter_measures=[], letter_language="", letter_names_last_day=False)
    make.make_hold(closure.case)
    appeal = make.make_appeal(closure.case, state="in_review")
    make.make_request(appeal)
    sue(closure)
    hold_legally(closure)

    later = {"statement_missing", "evidence_after_review", "reviewer_not_independent", "approver_not_independent", "person_not_entitled"}
    assert gate(closure) == [code for code in PUBLISHED if code not in later]


def test_there_is_no_gate_for_an_unknown_closure() -> None:
    assert sql("SELECT closure_missing(0)") == [(None,)]


# --- papers ---------------------------------------------------------------------------------------------------------


def test_the_notice_of_the_suspension_does_not_serve_for_its_closure(closure: Closure) -> None:
    old = Notice.objects.get(case=closure.case, kind="suspension_notice")
    write(closure, notice=old)

    with refused("I2", "notice_not_delivered", "notice_period_running", "answer_by_running"):
        make.move(closure, "approved")


def test_the_answer_to_the_suspension_does_not_serve_for_its_closure(closable: Suspension) -> None:
    with make.at(make.ago(days=20)):
        closure = make.propose(closable, make.make_user("reviewer"))
    write(closure, answer_by=closable.starts_at + timedelta(days=14), notice_period_until=closable.starts_at + timedelta(days=7))

    assert gate(closure)[:3] == ["notice_not_delivered", "notice_period_running", "answer_by_running"]
    make.deliver(Notice.objects.get(about=closure.subject))
    assert gate(closure)[:2] == ["notice_period_running", "answer_by_running"]


def test_the_notice_of_another_closure_does_not_serve(closable: Suspension) -> None:
    first = make.make_closure(closable, step="delivered")
    make.move(first, "withdrawn", told=True)
    with make.at(make.ago(days=25)):
        second = make.propose(closable, make.make_user("reviewer"))
    write(second, notice=first.notice, answer_by=first.answer_by, notice_period_until=first.notice_period_until)

    assert gate(second)[:3] == ["notice_not_delivered", "notice_period_running", "answer_by_running"]


def test_an_older_statement_of_the_closure_does_not_serve(closure: Closure) -> None:
    newer = make.make_statement(closure.case, closure)
    write(closure, statement=newer)

    # The reviews, and the notice, speak of reasons that no longer stand.
    assert gate(closure) == ["notice_not_delivered", "review_missing", "approval_missing"]


def test_a_date_that_the_letter_prints_is_waited_for() -> None:
    """It is a promise, also where the periods of the closure have been shortened since."""
    now, codes = redress_now(), {}
    for days in (-1, 1):
        closure = make.make_closure(step="proposed")
        printed = {name: (now + timedelta(days=days)).isoformat() for name in ("earliest", "answer_by")}
        with make.at(make.ago(days=20)):
            event = make.add_event(closure.case, "closure.revised")
            letter = make.make_notice(closure.case, event, about=closure.subject, kind="closure_proposed", dates=printed)
            write(closure, notice=letter)
            closure.refresh_from_db()
            make.deliver_notice(closure)
        write(closure, answer_by=now - timedelta(hours=1))
        codes[days] = gate(closure)

    signatures = ["review_missing", "approval_missing"]
    assert codes == {-1: signatures, 1: ["notice_period_running", "answer_by_running", *signatures]}


def test_the_second_signature_too_has_seen_all_that_arrived(closure: Closure, reviewer: User) -> None:
    file_and_withdraw_appeal(closure)
    make.move(closure, "in_review")
    again = make.complete(make.open_review(closure, reviewer), "close")
    make.move(closure, "second_approval", review=again)

    assert gate(closure) == ["evidence_after_review"]


def test_a_closure_that_a_decision_undid_is_not_approved(closure: Closure) -> None:
    make.decide(make.make_appeal(closure, state="in_review"), "overturned")

    with refused("I2", "evidence_after_review", "closure_undone"):
        make.move(closure, "approved")


def test_an_imported_measure_that_owes_its_reason_is_not_closed(closure: Closure) -> None:
    sql(
        "INSERT INTO appeals_clock (case_id, kind, about, about_id, owner, state, started_at, due_at, next_at, escalations, pausable,"
        " on_pass, failures) VALUES (%s, 'reason_due', %s, %s, 'staff', 'running', now(), now(), now(), '[]', false, 'lift', 0)",
        [closure.case_id, closure.case.subject, closure.case_id],
    )

    with refused("I2", "statement_missing"):
        make.move(closure, "approved")


@pytest.mark.parametrize(
    ("kind", "outcome", "missing"),
    [
        ("in_escrow", "refund_to_client", []),
        ("in_escrow", "keep", ["money_plan_missing"]),
        ("approved_work", "release", []),
        ("approved_work", "surrender_by_law", []),
        ("approved_work", "set_off", ["money_plan_missing"]),
        ("approved_work", "refund_to_client", ["money_plan_missing"]),
    ],
)
def test_every_hold_has_a_lawful_end_in_the_plan(closure: Closure, kind: str, outcome: str, missing: list[str]) -> None:
    hold = make.make_hold(closure.case, kind=kind)

    write(closure, money_plan=[{"hold": hold.public_id, "outcome": outcome, "by": "2027-01-20"}])

    assert gate(closure) == missing


@pytest.mark.parametrize("plan", ["{}", "null", '"release"', "[]", '[{"hold": "hld_other", "outcome": "release", "by": "2027-01-20"}]'])
def test_a_plan_of_any_other_shape_is_no_plan(closure: Closure, plan: str) -> None:
    make.make_hold(closure.case)

    sql("UPDATE appeals_closure SET money_plan = %s WHERE id = %s", [plan, closure.pk])

    assert gate(closure) == ["money_plan_missing"]


@pytest.mark.parametrize(("lifted", "until", "missing"), [(True, 1, []), (False, -1, []), (False, 1, ["legal_hold"])])
def test_a_legal_hold_stops_a_closure_while_it_lasts(*, closure: Closure, lifted: bool, until: int, missing: list[str]) -> None:
    hold = hold_legally(closure)
    now = redress_now()
    LegalHold.objects.filter(pk=hold.pk).update(
        until=now + timedelta(days=until),
        lifted_at=now if lifted else None,
        lifted_by=hold.placed_by if lifted else None,
    )

    assert gate(closure) == missing


def test_a_decided_dispute_and_one_that_stays_nothing_let_it_pass(closure: Closure) -> None:
    sue(closure)
    Dispute.objects.update(outcome="dismissed", decided_at=redress_now())
    Dispute.objects.create(case=closure.case, kind="court", body="District Court", filed_at=redress_now(), stays_closure=False)

    assert gate(closure) == []


def test_a_draft_keeps_no_gate_shut(closure: Closure) -> None:
    make.make_evidence(make.make_appeal(closure.case, state="draft"))

    assert gate(closure) == []
