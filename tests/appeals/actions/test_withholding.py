"""Reasons held back: never by one person, never without a ground and a day, and given in the end."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction

from accounts.instants import redress_now
from appeals.actions import perform, withholding
from appeals.actions.closures import propose_closure
from appeals.actions.deciding import claim_appeal, decide_appeal, propose_decision
from appeals.actions.due import sweep
from appeals.actions.measures import MeasureAfter, change_suspension
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import Clock, Notice, Suspension, Withholding
from appeals.queries.disclosure import is_withheld, told_citations
from notifications.models import Message
from tests.appeals.actions.closing import closure_draft, later
from tests.appeals.actions.judging import filed, overturned, upheld
from tests.appeals.cast import codes, entries, letters, refused
from tests.factories import make_section, suspension_draft

if TYPE_CHECKING:
    from appeals.actions.drafts import SuspensionDraft
    from tests.appeals.cast import Cast
    from tests.conftest import ModuleRows

BASIS = "A court told us to wait."
WHY = "The order of 3 March, file 12."


def wanted(cast: Cast, **changes: Any) -> SuspensionDraft:
    values = {
        "disclosure": "deferred",
        "disclosure_basis": BASIS,
        "disclosure_review_on": redress_now() + timedelta(days=5),
    }
    return suspension_draft(cast.account.external_id, cast.otto_user.staff_id, **values | changes)


@pytest.fixture(scope="module")
def whole_proposal(whole_cast: Cast, module_rows: ModuleRows) -> Withholding:
    with module_rows():
        make_section(ladder=[{"measure": "warning"}, {"measure": "temporary", "days": 7}])
        assert whole_cast.lena
        row: Withholding = perform(withholding.propose_withheld_measure, whole_cast.otto, draft=wanted(whole_cast), why=WHY)
        return row


@pytest.fixture
def proposal(whole_proposal: Withholding, db: None) -> Withholding:
    return deepcopy(whole_proposal)


@pytest.fixture(scope="module")
def whole_held_back(whole_cast: Cast, whole_proposal: Withholding, module_rows: ModuleRows) -> Suspension:
    with module_rows():
        case: Suspension = perform(withholding.agree, whole_cast.lena, withholding=whole_proposal)
        return case


@pytest.fixture
def held_back(whole_held_back: Suspension, db: None) -> Suspension:
    """A measure in force whose reasons otto and lena hold back for 5 days."""
    return Suspension.objects.get(pk=whole_held_back.pk)


def longer(cast: Cast, case: Suspension, **changes: Any) -> Withholding:
    values: dict[str, Any] = {"disclosure": "limited", "basis": BASIS, "review_on": redress_now() + timedelta(days=9), "why": WHY} | changes
    row: Withholding = perform(withholding.propose_longer, cast.rita, case=case, **values)
    return row


def test_a_proposal_puts_nothing_in_force_and_tells_nobody(proposal: Withholding, cast: Cast) -> None:
    assert (proposal.state, proposal.account, proposal.case, proposal.proposed_by) == ("open", cast.account, None, cast.otto_user)
    assert (Suspension.objects.count(), Notice.objects.count()) == (0, 0)


def test_a_senior_s_agreement_records_the_measure_with_both_names(held_back: Suspension, cast: Cast, constraints_now: Any) -> None:
    constraints_now()
    statement = held_back.statements.get()
    assert (held_back.state, held_back.decided_by, held_back.recorded_by) == ("in_force", cast.otto_user, cast.lena_user)
    assert (statement.disclosure, statement.basis, statement.withheld_by, statement.withheld_with) == (
        "deferred",
        BASIS,
        cast.otto_user,
        cast.lena_user,
    )
    row = Withholding.objects.get()
    assert (row.state, row.case, row.answered_by) == ("agreed", held_back, cast.lena_user)
    clock = Clock.objects.get(case=held_back, kind="disclosure_review")
    assert (clock.due_at, clock.on_pass) == (row.review_on, "escalate")
    assert entries(held_back)[-1] == "reasons.withheld"


def test_the_person_reads_that_reasons_are_held_back_and_not_which(held_back: Suspension) -> None:
    told = Notice.objects.get(case=held_back, kind="suspension_notice")

    assert BASIS in told.text
    assert "two names" not in told.text
    assert WHY not in told.text
    assert held_back.statements.get().content["citations"] == []
    assert list(told_citations(held_back)) == []


def test_limited_reasons_name_the_rule_and_not_the_facts(proposal: Withholding, cast: Cast) -> None:
    row = perform(withholding.propose_withheld_measure, cast.otto, draft=wanted(cast, disclosure="limited"), why=WHY)
    case = perform(withholding.agree, cast.lena, withholding=row)

    (cited,) = case.statements.get().content["citations"]
    assert (cited["section"], cited["explanation"], cited["facts"]) == ("false-identity", "The profile must carry your own name.", [])
    text = Notice.objects.get(case=case).text
    assert "The profile must carry your own name." in text
    assert "The two names are different." not in text
    assert "What we saw" not in text
    assert told_citations(case).count() == 1


def test_nobody_agrees_to_what_they_proposed(cast: Cast, proposal: Withholding) -> None:
    row = perform(withholding.propose_withheld_measure, cast.lena, draft=wanted(cast), why=WHY)

    refused(NotIndependent, withholding.agree, cast.lena, withholding=row)
    assert Withholding.objects.get(pk=row.pk).state == "open"


@pytest.mark.parametrize("who", ["rita", "ida", "audrey", "key", "ana"])
def test_only_a_senior_agrees(who: str, cast: Cast, proposal: Withholding) -> None:
    refused(NotAllowed, withholding.agree, getattr(cast, who), withholding=proposal)
    assert Withholding.objects.get().state == "open"


@pytest.mark.parametrize("who", ["ida", "audrey", "key", "ana", "system"])
def test_only_those_who_judge_propose(who: str, cast: Cast, proposal: Withholding) -> None:
    refused(NotAllowed, withholding.propose_withheld_measure, getattr(cast, who), draft=wanted(cast), why=WHY)
    assert Withholding.objects.count() == 1


def test_it_is_answered_once(cast: Cast, proposal: Withholding) -> None:
    perform(withholding.refuse, cast.lena, withholding=proposal, reason="The order names another account.")

    refused(IllegalTransition, withholding.agree, cast.lena, withholding=proposal)
    row = Withholding.objects.get()
    assert (row.state, row.answer, row.case) == ("refused", "The order names another account.", None)


def test_a_refusal_says_why_and_whoever_proposed_takes_it_back_without(cast: Cast, proposal: Withholding) -> None:
    assert codes(refused(Invalid, withholding.refuse, cast.lena, withholding=proposal, reason=" ")) == [("reason", "required")]
    perform(withholding.refuse, cast.otto, withholding=proposal, reason="")

    assert Withholding.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "why", "wrong"),
    [
        ({"disclosure": "full"}, WHY, ("disclosure.mode", "unknown")),
        ({"disclosure_basis": "  "}, WHY, ("disclosure.basis", "required")),
        ({"disclosure_basis": "For security reasons."}, WHY, ("disclosure.basis", "forbidden_word")),
        ({"disclosure_review_on": None}, WHY, ("disclosure.review_on", "required")),
        ({}, "", ("why", "required")),
        ({"citations": ()}, WHY, ("citations", "required")),
    ],
)
def test_what_a_proposal_lacks_is_named(
    changes: dict[str, Any], why: str, wrong: tuple[str, str], cast: Cast, proposal: Withholding
) -> None:
    error = refused(Invalid, withholding.propose_withheld_measure, cast.otto, draft=wanted(cast, **changes), why=why)

    assert wrong in codes(error)
    assert Withholding.objects.count() == 1


@pytest.mark.parametrize(("days", "ends", "code"), [(-1, 10, "out_of_range"), (31, 90, "out_of_range"), (10, 10, "after_end")])
def test_it_is_looked_at_again_within_30_days_and_before_the_end(
    days: int, ends: int, code: str, cast: Cast, proposal: Withholding
) -> None:
    now = redress_now()
    draft = wanted(cast, disclosure_review_on=now + timedelta(days=days), ends_at=now + timedelta(days=ends))

    error = refused(Invalid, withholding.propose_withheld_measure, cast.otto, draft=draft, why=WHY)
    assert codes(error) == [("disclosure.review_on", code)]


def test_an_agreement_that_comes_too_late_records_nothing(cast: Cast, proposal: Withholding) -> None:
    later(days=5)

    refused(IllegalTransition, withholding.agree, cast.lena, withholding=proposal)


def test_all_reasons_are_given_with_a_new_statement_and_letter(held_back: Suspension, cast: Cast, constraints_now: Any) -> None:
    perform(withholding.give_reasons, cast.rita, case=held_back)
    constraints_now()

    statement = held_back.statements.last()
    assert statement is not None
    assert (statement.number, statement.disclosure, len(statement.content["citations"])) == (2, "full", 1)
    assert letters(held_back) == ["suspension_notice", "suspension_notice"]
    last = Notice.objects.filter(case=held_back).order_by("-id")[0]
    assert "The two names are different." in last.text
    assert Clock.objects.get(case=held_back, kind="disclosure_review").state == "cancelled"
    assert entries(held_back)[-1] == "reasons.given"
    refused(IllegalTransition, withholding.give_reasons, cast.rita, case=held_back)


def test_they_are_held_back_longer_only_by_two_people_again(held_back: Suspension, cast: Cast) -> None:
    row = longer(cast, held_back)
    refused(IllegalTransition, longer_again, cast.rob, case=held_back)
    refused(NotAllowed, withholding.agree, cast.rita, withholding=row)
    perform(withholding.agree, cast.lena, withholding=row)

    statement = held_back.statements.last()
    assert statement is not None
    assert (statement.number, statement.disclosure, statement.withheld_by, statement.disclosure_review_on) == (
        2,
        "limited",
        cast.rita_user,
        row.review_on,
    )
    assert Clock.objects.get(case=held_back, kind="disclosure_review").due_at == row.review_on
    assert letters(held_back) == ["suspension_notice", "suspension_notice"]


def longer_again(actor: Any, *, case: Suspension) -> None:
    withholding.propose_longer(actor, case=case, disclosure="limited", basis=BASIS, review_on=redress_now() + timedelta(days=9), why=WHY)


def test_a_changed_measure_gives_away_nothing_and_waits_once_the_day_has_come(held_back: Suspension, cast: Cast) -> None:
    after = MeasureAfter(measure="limitation", removes=("propose",), ends_at=held_back.ends_at)
    values: dict[str, Any] = {"after": after, "reason": "Part of it is enough."}
    later(days=5)
    refused(IllegalTransition, change_suspension, cast.rita, case=held_back, **values)
    later(days=-1)
    perform(change_suspension, cast.rita, case=held_back, **values)

    statement = held_back.statements.last()
    assert statement is not None
    assert (statement.number, statement.disclosure, statement.content["citations"]) == (2, "deferred", [])


def test_nobody_is_closed_for_reasons_they_were_not_told(held_back: Suspension, cast: Cast) -> None:
    refused(IllegalTransition, propose_closure, cast.rita, case=held_back, draft=closure_draft())


def test_nobody_loses_an_appeal_on_reasons_they_were_not_told(held_back: Suspension, cast: Cast) -> None:
    appeal = perform(claim_appeal, cast.rita, appeal=filed(held_back))
    error = refused(Invalid, propose_decision, cast.rita, appeal=appeal, draft=upheld())
    assert ("outcome", "reasons_withheld") in codes(error)
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    assert Suspension.objects.get(pk=held_back.pk).state == "overturned"


def test_when_the_day_comes_seniors_are_told_and_nothing_is_given_away(held_back: Suspension, cast: Cast) -> None:
    later(days=5)
    sweep()

    assert is_withheld(held_back)
    assert Clock.objects.get(case=held_back, kind="disclosure_review").state == "passed"
    assert Message.objects.filter(recipient=cast.lena_user.email).exists()


def test_the_database_keeps_an_answer(held_back: Suspension) -> None:
    with pytest.raises(DatabaseError, match="answered once"), transaction.atomic():
        Withholding.objects.update(answer="We never agreed.")
