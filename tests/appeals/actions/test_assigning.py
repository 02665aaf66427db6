"""Giving an appeal to a person: who is asked, who can take it, what they and the timeline learn."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.instants import redress_now
from accounts.models import User
from appeals.actions import perform
from appeals.actions.assigning import assign_appeal
from appeals.actions.deciding import decide_appeal
from appeals.errors import IllegalTransition, Invalid, NotAllowed
from appeals.models import Appeal, Clock, Event, Review
from notifications.models import Message
from tests.appeals.actions.judging import claimed, filed, proposed
from tests.appeals.cast import refused
from tests.factories import make_appeal, make_user

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def test_a_senior_gives_a_new_appeal_to_a_person_who_gets_a_mail_and_a_day(cast: Cast) -> None:
    appeal = filed(cast.case())
    perform(assign_appeal, cast.lena, appeal=appeal, reviewer=cast.rita_user)

    held = fresh(appeal)
    assert (held.state, held.assignee_id, held.case.status) == ("in_review", cast.rita_user.pk, "in_review")
    review = Review.objects.get(appeal=appeal)
    assert (review.reviewer_id, review.role, review.completed_at) == (cast.rita_user.pk, "reviewer", None)
    entry = Event.objects.get(case=appeal.case, kind="appeal.assigned")
    assert (entry.audience, entry.actor_ref) == ("staff", f"staff:{cast.lena_user.pk}")
    idle = Clock.objects.get(case=appeal.case, kind="claim_idle", state="running")
    assert timedelta(hours=23) < idle.due_at - redress_now() <= timedelta(hours=24)
    mail = Message.objects.get(kind="staff.staff_assigned")
    assert (mail.recipient, "Ana" in mail.text) == (cast.rita_user.email, False)


def test_what_another_holds_goes_over_and_the_first_can_no_longer_judge(cast: Cast) -> None:
    appeal = claimed(cast, cast.case(), by=cast.rob_user)
    perform(assign_appeal, cast.lena, appeal=appeal, reviewer=cast.rita_user)

    assert fresh(appeal).assignee_id == cast.rita_user.pk
    assert list(Review.objects.filter(appeal=appeal, abandoned_at=None).values_list("reviewer_id", flat=True)) == [cast.rita_user.pk]
    with pytest.raises(NotAllowed):
        perform(decide_appeal, cast.rob, appeal=fresh(appeal), draft=None)


def test_only_who_can_judge_it_is_given_it(cast: Cast) -> None:
    appeal = make_appeal(cast.case(), language="es")
    away = make_user("reviewer", away_until=redress_now() + timedelta(days=2), languages=["en", "es"])
    english = make_user("reviewer", languages=["en"])
    left = make_user("reviewer", is_active=False)
    User.objects.filter(pk=cast.otto_user.pk).update(languages=["de"])
    cast.otto_user.refresh_from_db()
    reasons = {
        to.pk: [one.code for one in refused(Invalid, assign_appeal, cast.lena, appeal=appeal, reviewer=to).errors]
        for to in (make_user("auditor"), left, away, english, cast.otto_user)
    }

    assert list(reasons.values()) == [["not_entitled"], ["not_entitled"], ["away"], ["language"], ["not_independent", "language"]]
    (said, _language) = refused(Invalid, assign_appeal, cast.lena, appeal=appeal, reviewer=cast.otto_user).errors
    assert said.message == "Otto may not judge this. They took part in the decision that this is about."
    perform(assign_appeal, cast.lena, appeal=appeal, reviewer=english, although=True)
    assert [one.code for one in refused(Invalid, assign_appeal, cast.lena, appeal=appeal, reviewer=english).errors] == ["holds_it"]


def test_a_language_is_read_whatever_its_region_and_nobody_is_asked_who_named_none(cast: Cast) -> None:
    brazil = make_appeal(cast.case(), language="pt-BR")
    perform(assign_appeal, cast.lena, appeal=brazil, reviewer=make_user("reviewer", languages=["pt"]))
    perform(assign_appeal, cast.lena, appeal=brazil, reviewer=cast.rita_user)

    assert fresh(brazil).assignee_id == cast.rita_user.pk


def test_a_senior_alone_assigns_and_nothing_that_is_proposed_or_over(cast: Cast) -> None:
    appeal = make_appeal(cast.case())
    for actor in (cast.rita, cast.ida, cast.audrey, cast.ana, cast.key, cast.system):
        refused(NotAllowed, assign_appeal, actor, appeal=appeal, reviewer=cast.rita_user)
    refused(IllegalTransition, assign_appeal, cast.lena, appeal=proposed(cast, cast.case()), reviewer=cast.rob_user)
