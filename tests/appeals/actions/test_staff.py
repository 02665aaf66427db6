"""The people of the desk: added, given roles by the right people, away, gone; and what becomes of their work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.instants import redress_now
from accounts.models import RoleGrant, RoleProposal, User
from appeals import tasks
from appeals.actions import perform
from appeals.actions.handing_over import hand_over_appeal
from appeals.actions.information import answer_information, request_information
from appeals.actions.staff import (
    PersonDraft,
    add_person,
    answer_proposal,
    change_person,
    give_role,
    renew_sign_in,
    set_active,
    set_away,
)
from appeals.errors import IllegalTransition, Invalid, NotAllowed, NotVisible
from appeals.models import Appeal, Event
from tests.appeals.actions.judging import claimed
from tests.factories import make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db: None) -> Actor:
    return Actor.staff(first_administrator())


def added(admin: Actor, name: str = "nora", **values: object) -> User:
    draft = PersonDraft(display_name=name.title(), email=f"{name}@company.example", **values)  # type: ignore[arg-type]
    user, password = perform(add_person, admin, username=name, draft=draft)
    assert user.check_password(password)
    return User.objects.get(pk=user.pk)


def test_an_administrator_adds_a_person_who_has_no_role_yet(admin: Actor) -> None:
    user = added(admin, languages=("ES", " ar "), team="night", staff_id=" idp|9 ")

    assert (user.roles(), user.languages, user.team, user.staff_id) == (frozenset(), ["es", "ar"], "night", "idp|9")
    with pytest.raises(Invalid) as caught:
        perform(add_person, admin, username="NORA", draft=PersonDraft(display_name=" ", email="Nora@Company.example", staff_id="idp|9"))
    assert {(one.field, one.code) for one in caught.value.errors} == {
        ("username", "taken"),
        ("display_name", "required"),
        ("email", "taken"),
        ("staff_id", "taken"),
    }


def test_only_an_administrator_touches_people_and_never_their_own_way_in(admin: Actor, cast: Cast) -> None:
    nora = added(admin)
    draft = PersonDraft(display_name="N", email="n@company.example")
    attempts: list[tuple[Callable[..., Any], dict[str, Any]]]
    for actor in (cast.lena, cast.ana, cast.system):
        attempts = [
            (add_person, {"username": "x", "draft": draft}),
            (change_person, {"user": nora, "draft": draft}),
            (renew_sign_in, {"user": nora}),
            (give_role, {"user": nora, "role": "reviewer"}),
            (set_active, {"user": nora, "active": False}),
        ]
        for verb, values in attempts:
            with pytest.raises(NotAllowed):
                perform(verb, actor, **values)
    myself = first_administrator()
    attempts = [(renew_sign_in, {}), (set_active, {"active": False}), (give_role, {"role": "senior"})]
    for verb, values in attempts:
        with pytest.raises(NotAllowed):
            perform(verb, admin, user=myself, **values)


def test_a_staff_id_is_written_once(admin: Actor) -> None:
    nora = added(admin, staff_id="idp|9")
    perform(change_person, admin, user=nora, draft=PersonDraft(display_name="Nora N.", email="nora@company.example"))

    nora.refresh_from_db()
    assert (nora.display_name, nora.staff_id) == ("Nora N.", "idp|9")
    with pytest.raises(Invalid) as caught:
        perform(change_person, admin, user=nora, draft=PersonDraft(display_name="N", email="nora@company.example", staff_id="idp|10"))
    assert [one.code for one in caught.value.errors] == ["never_changes"]


def test_a_renewed_sign_in_ends_the_old_password_and_the_second_step(admin: Actor) -> None:
    nora = added(admin)
    before = nora.password
    Authenticator.objects.create(user=nora, type="totp", data={"secret": "x"})
    password = perform(renew_sign_in, admin, user=nora)

    nora.refresh_from_db()
    assert (nora.check_password(password), nora.password == before, Authenticator.objects.filter(user=nora).count()) == (True, False, 0)


def test_a_role_has_a_scope_and_the_latest_row_counts(admin: Actor) -> None:
    nora = added(admin)
    perform(give_role, admin, user=nora, role="reviewer", scope="team", reason="Night team")
    assert nora.held() == {"reviewer": "team"}
    perform(give_role, admin, user=nora, role="reviewer", scope="assigned")

    assert nora.held() == {"reviewer": "assigned"}
    with pytest.raises(Invalid):
        perform(give_role, admin, user=nora, role="reviewer", scope="galaxy")


def test_one_administrator_makes_the_second_and_two_make_a_third(admin: Actor) -> None:
    second, third = added(admin), added(admin, "theo")
    assert isinstance(perform(give_role, admin, user=second, role="policy_admin"), RoleGrant)
    proposal = perform(give_role, admin, user=third, role="policy_admin", reason="Holidays")
    assert (isinstance(proposal, RoleProposal), third.roles()) == (True, frozenset())
    with pytest.raises(IllegalTransition):
        perform(give_role, admin, user=third, role="policy_admin")
    with pytest.raises(NotAllowed, match="another administrator"):
        perform(answer_proposal, admin, proposal=proposal, accept=True)
    other = Actor.staff(second)
    perform(answer_proposal, other, proposal=proposal, accept=True)

    row = RoleGrant.objects.get(user=third)
    assert (set(map(str, third.roles())), row.granted_by_id, row.seconded_by_id, row.reason) == (
        {"policy_admin"},
        admin.user_id,
        second.pk,
        "Holidays",
    )
    with pytest.raises(IllegalTransition):
        perform(answer_proposal, other, proposal=proposal, accept=False)


def test_the_database_itself_wants_two_for_a_third(admin: Actor) -> None:
    second, third = added(admin), added(admin, "theo")
    perform(give_role, admin, user=second, role="policy_admin")
    for seconded in (None, admin.user_id, third.pk):
        with pytest.raises(IntegrityError, match="two administrators"), transaction.atomic():
            RoleGrant.objects.create(
                user=third, role="policy_admin", granted_by_id=admin.user_id, seconded_by_id=seconded, granted_at=redress_now()
            )


def test_a_proposal_may_be_declined_and_made_anew(admin: Actor) -> None:
    second, third = added(admin), added(admin, "theo")
    perform(give_role, admin, user=second, role="policy_admin")
    perform(answer_proposal, admin, proposal=perform(give_role, admin, user=third, role="policy_admin"), accept=False)

    assert perform(give_role, Actor.staff(second), user=third, role="policy_admin").settled_at is None
    assert third.roles() == frozenset()


def test_the_last_administrator_stays(admin: Actor) -> None:
    second = added(admin)
    perform(give_role, admin, user=second, role="policy_admin")
    perform(set_active, Actor.staff(second), user=first_administrator(), active=False)

    with pytest.raises(NotAllowed):
        perform(set_active, admin, user=second, active=False)


def test_one_says_for_oneself_that_one_is_away_and_a_lead_for_others(cast: Cast) -> None:
    until = redress_now() + timedelta(days=3)
    perform(set_away, cast.rita, user=cast.rita_user, until=until)
    perform(set_away, cast.lena, user=cast.rob_user, until=until)

    assert set(User.objects.filter(away_until=until)) == {cast.rita_user, cast.rob_user}
    for actor, when in ((cast.rita, until), (cast.lena, redress_now()), (cast.lena, until + timedelta(days=365))):
        with pytest.raises((NotAllowed, Invalid)):
            perform(set_away, actor, user=cast.otto_user, until=when)
    perform(set_away, cast.rita, user=cast.rita_user, until=None)
    assert User.objects.get(pk=cast.rita_user.pk).away_until is None


@pytest.mark.parametrize("how", ["away", "gone"])
def test_what_somebody_holds_who_is_away_or_gone_is_offered_to_the_others(admin: Actor, cast: Cast, how: str) -> None:
    held, kept = claimed(cast, cast.case(), by=cast.rob_user), claimed(cast, cast.case(), by=cast.rita_user)
    if how == "away":
        perform(set_away, cast.rob, user=cast.rob_user, until=redress_now() + timedelta(days=3))
    else:
        perform(set_active, admin, user=cast.rob_user, active=False)

    assert (tasks.offer_work_of_the_absent(), tasks.offer_work_of_the_absent()) == (1, 0)
    assert [(one.state, one.assignee_id) for one in Appeal.objects.filter(pk__in=[held.pk, kept.pk]).order_by("pk")] == [
        ("submitted", None),
        ("in_review", cast.rita_user.pk),
    ]
    assert Event.objects.get(case=held.case, kind="appeal.released").actor_kind == "system"


def test_a_lead_hands_over_each_piece_to_somebody_who_is_not_involved(cast: Cast) -> None:
    cast.otto_user  # noqa: B018 - he suspended, and holds nothing
    spanish = make_user("reviewer", languages=["es"])
    User.objects.filter(username__in=["rita", "otto", "lena"]).update(languages=["en"])
    first = claimed(cast, cast.case(), by=cast.rob_user)
    User.objects.filter(username="rita").update(languages=["en"])
    Appeal.objects.filter(pk=first.pk).update(language="es")
    chosen = perform(hand_over_appeal, cast.lena, appeal=first, of=cast.rob_user)

    assert chosen == spanish
    assert Appeal.objects.get(pk=first.pk).assignee == spanish
    entry = Event.objects.get(case=first.case, kind="appeal.assigned")
    assert (entry.audience, entry.actor_ref) == ("staff", f"staff:{cast.lena_user.pk}")
    with pytest.raises(NotVisible):
        perform(hand_over_appeal, cast.lena, appeal=first, of=cast.rob_user)


def test_what_waits_for_the_person_s_answer_is_offered_when_the_answer_is_there(cast: Cast) -> None:
    held = claimed(cast, cast.case(), by=cast.rob_user)
    asked = perform(request_information, cast.rob, appeal=held, question="Who else works at home?", why="Two accounts, one home.")
    perform(set_away, cast.rob, user=cast.rob_user, until=redress_now() + timedelta(days=3))
    assert tasks.offer_work_of_the_absent() == 0
    perform(answer_information, cast.ana, request=asked, text="Nobody.")

    assert tasks.offer_work_of_the_absent() == 1
    assert (Appeal.objects.get(pk=held.pk).state, Appeal.objects.get(pk=held.pk).assignee_id) == ("submitted", None)


def test_where_nobody_is_fit_it_goes_back_to_the_queue(cast: Cast) -> None:
    held = claimed(cast, cast.case(), by=cast.rob_user)
    away = redress_now() + timedelta(days=3)
    User.objects.exclude(pk__in=[cast.rob_user.pk, cast.otto_user.pk, cast.lena_user.pk]).update(away_until=away)
    User.objects.filter(pk=cast.lena_user.pk).update(away_until=away)

    assert perform(hand_over_appeal, cast.lena, appeal=held, of=cast.rob_user) is None
    assert (Appeal.objects.get(pk=held.pk).state, Appeal.objects.get(pk=held.pk).assignee_id) == ("submitted", None)


def test_a_reviewer_hands_over_nothing(cast: Cast) -> None:
    held = claimed(cast, cast.case(), by=cast.rob_user)
    cast.lena_user  # noqa: B018 - somebody it could go to
    with pytest.raises(NotAllowed):
        perform(hand_over_appeal, cast.rita, appeal=held, of=cast.rob_user)
