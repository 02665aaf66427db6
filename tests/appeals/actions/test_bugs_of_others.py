"""What other appeal systems got wrong, each tried here once: the list of their open and closed bug reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.instants import redress_now
from accounts.models import User
from appeals.actions import perform
from appeals.actions.closures import propose_closure
from appeals.actions.deciding import claim_appeal, decide_appeal
from appeals.actions.due import sweep
from appeals.actions.notes import add_note
from appeals.actions.recording import record_suspension
from appeals.actions.reports import confirm, refuse
from appeals.errors import IllegalTransition, Invalid, NotIndependent
from appeals.models import Appeal, Audience, Effect, Event, Notice, Suspension
from appeals.queries.staffing import seniors
from appeals.queries.standing import standing_of
from appeals.queries.timeline import timeline_for
from tests.appeals.actions.closing import closure_draft, later
from tests.appeals.actions.judging import claimed, filed, overturned, upheld
from tests.appeals.cast import letters, refused
from tests.factories import make_case, make_section, make_user, suspension_draft

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db


def test_winning_against_one_measure_leaves_the_other_in_force(cast: Cast, case: Suspension) -> None:
    other = make_case(cast.account, decided_by=cast.rob_user)
    perform(decide_appeal, cast.rita, appeal=perform(claim_appeal, cast.rita, appeal=filed(case)), draft=overturned())

    standing = standing_of(cast.account)
    assert ([one.pk for one in standing.in_force], standing.standing) == ([other.pk], "suspended")


def test_nothing_closes_an_account_while_an_appeal_is_open_however_late_it_gets(cast: Cast, case: Suspension) -> None:
    filed(case)
    later(days=400)
    sweep()

    assert Suspension.objects.get(pk=case.pk).state != "closed"
    assert not Effect.objects.filter(kind="close").exists()


def test_a_further_measure_or_a_plan_to_close_leaves_an_open_appeal_open(cast: Cast, case: Suspension) -> None:
    appeal = filed(case)
    make_section("another-rule", ladder=[{"measure": "temporary", "days": 30}])
    draft = suspension_draft(cast.account.external_id, cast.rob_user.staff_id)
    citation = draft.citations[0]
    draft = suspension_draft(
        cast.account.external_id,
        cast.rob_user.staff_id,
        citations=(type(citation)(section="another-rule", explanation=citation.explanation, facts=citation.facts),),
    )
    perform(record_suspension, cast.rob, draft=draft)
    perform(propose_closure, cast.rob, case=case, draft=closure_draft())

    assert Appeal.objects.get(pk=appeal.pk).state == "submitted"


def test_two_who_decide_at_once_make_one_decision(cast: Cast, case: Suspension) -> None:
    appeal = claimed(cast, case)
    stale = Appeal.objects.select_related("case__account").get(pk=appeal.pk)
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    refused(IllegalTransition, decide_appeal, cast.rita, appeal=stale, draft=overturned())
    assert Notice.objects.filter(case=case, kind="decision_overturned").count() == 1


def test_a_report_that_is_sent_again_changes_nothing_and_a_refused_one_stays_to_be_done(cast: Cast, case: Suspension) -> None:
    perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=overturned())
    effect = Effect.objects.filter(case=case, state="requested").order_by("id")[0]
    perform(refuse, cast.key, effect=effect, code="technical")
    assert Effect.objects.get(pk=effect.pk).state == "refused"
    assert standing_of(cast.account).in_force == ()

    perform(confirm, cast.key, effect=effect, done_at=redress_now())
    before = Event.objects.count()
    perform(confirm, cast.key, effect=effect, done_at=redress_now() - timedelta(minutes=1))
    assert (Effect.objects.get(pk=effect.pk).state, Event.objects.count()) == ("confirmed", before)


def test_one_person_under_two_roles_is_one_person(cast: Cast) -> None:
    both = make_user("reviewer", "senior", "intake", username="both")
    case = make_case(cast.account, decided_by=both)

    refused(NotIndependent, claim_appeal, Actor.staff(both), appeal=filed(case))


def test_every_ending_of_an_appeal_tells_the_person_once_in_their_language(cast: Cast, case: Suspension) -> None:
    appeal = claimed(cast, case)
    before = Notice.objects.filter(case=case).count()
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())

    (told,) = Notice.objects.filter(case=case).order_by("id")[before:]
    assert (told.kind, told.language, "The two names are one name." in told.text) == ("decision_overturned", cast.account.language, True)
    assert letters(case).count("decision_overturned") == 1


def test_what_is_for_staff_stands_in_no_timeline_of_the_person(cast: Cast, case: Suspension) -> None:
    perform(add_note, cast.rita, case=case, text="The client called.")
    perform(claim_appeal, cast.rita, appeal=filed(case))
    internal = set(Event.objects.filter(case=case, audience=Audience.STAFF).values_list("kind", flat=True))
    shown = {entry.kind for entry in timeline_for(cast.ana, case)}

    assert {"note.added", "appeal.submitted"} <= internal | shown
    assert "note.added" in internal
    assert shown.isdisjoint(internal)


def test_who_left_the_team_reads_nothing_and_is_written_to_no_more(cast: Cast, case: Suspension) -> None:
    lena = cast.lena_user
    desk = Client()
    desk.force_login(lena)
    User.objects.filter(pk=lena.pk).update(is_active=False)

    assert desk.get(f"/console/cases/{case.reference}/").status_code in {302, 303}
    assert lena not in list(seniors())


def test_a_result_against_the_person_needs_reasons_that_are_no_form_letter(cast: Cast, case: Suspension) -> None:
    other = make_case(decided_by=cast.otto_user)
    perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=overturned())
    error = refused(Invalid, decide_appeal, cast.rita, appeal=claimed(cast, other), draft=overturned())
    assert ("summary", "form_letter") in {(one.field, one.code) for one in error.errors}
    short: Any = refused(
        Invalid, decide_appeal, cast.rita, appeal=claimed(cast, make_case(decided_by=cast.otto_user)), draft=upheld(summary="No.")
    )
    assert ("summary", "too_short") in {(one.field, one.code) for one in short.errors}
