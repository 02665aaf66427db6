"""Accounts as the marketplace sends them: addresses dated here, members who left, roles and keys given by the right people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.api_keys import key_of
from accounts.models import Account, ApiKey, Member, Proof, RoleGrant
from accounts.sign_in import identities
from appeals.actions import perform
from appeals.actions.delivery import notice_accepted
from appeals.actions.people import create_key, grant_role, put_account
from appeals.actions.people_draft import AccountDraft, MemberDraft, ProofDraft
from appeals.actions.recording import record_suspension
from appeals.errors import AppealError, Invalid, NotAllowed
from appeals.models import Clock, Notice
from notifications.models import Message
from tests.factories import first_administrator, make_case, make_key, make_section, make_user, suspension_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 20, 7, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def checked(db: None, constraints_now: Callable[[], None]) -> Iterator[None]:
    at(NOW)
    yield
    if not connection.needs_rollback:
        constraints_now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', '', false)")


@pytest.fixture
def platform(db: None) -> Actor:
    return Actor.machine(make_key("accounts:write"))


def at(instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('redress.now', %s, false)", [instant.isoformat()])


def draft(**changes: Any) -> AccountDraft:
    values: dict[str, Any] = {
        "kind": "freelancer",
        "display_name": "Sample Person",
        "email": "person@example.org",
        "language": "es",
        "time_zone": "America/Bogota",
        "country": "CO",
        "regime_roles": ("worker", "business_user"),
        "registered_on": date(2019, 6, 4),
    }
    return AccountDraft(**(values | changes))


def put(actor: Actor, **changes: Any) -> tuple[Account, bool]:
    taken: tuple[Account, bool] = perform(put_account, actor, external_id="u_48213", draft=draft(**changes))
    return taken


def everything() -> list[list[Any]]:
    models = (Account, Member, Proof, RoleGrant, ApiKey, Message, Clock, Notice)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    before = everything()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert everything() == before
    return caught.value


# --- accounts --------------------------------------------------------------------------------------------------------


def test_a_new_account_is_taken_over_whole(platform: Actor) -> None:
    changed = NOW - timedelta(days=3)

    account, new = put(platform, email_changed_at=changed, previous_email="old@example.org", body_sha256="ab" * 32)

    assert new is True
    kept = Account.objects.values().get(pk=account.pk)
    assert kept | {"id": 0} == {
        "id": 0,
        "external_id": "u_48213",
        "kind": "freelancer",
        "display_name": "Sample Person",
        "email": "person@example.org",
        "email_changed_at": changed,
        "previous_email": "old@example.org",
        "language": "es",
        "time_zone": "America/Bogota",
        "country": "CO",
        "subdivision": None,
        "regime_roles": ["worker", "business_user"],
        "registered_on": date(2019, 6, 4),
        "body_sha256": "ab" * 32,
        "created_at": NOW,
        "updated_at": NOW,
    }
    assert Message.objects.count() == 0


def test_sending_it_again_changes_only_what_differs(platform: Actor) -> None:
    first, _ = put(platform)

    second, new = put(platform, display_name="Other Name", country=None, time_zone=None)

    assert (second.pk, new, second.display_name, second.country, second.time_zone) == (first.pk, False, "Other Name", None, None)
    assert second.email_changed_at is None


def test_a_changed_address_is_dated_here_and_opens_nothing_for_72_hours(platform: Actor) -> None:
    account, _ = put(platform)
    assert len(identities("person@example.org", now=NOW)) == 1

    changed, _ = put(platform, email="thief@example.org", email_changed_at=NOW - timedelta(days=400))

    assert (changed.email_changed_at, changed.previous_email) == (NOW, "person@example.org")
    assert identities("thief@example.org", now=NOW + timedelta(hours=71)) == []
    assert [one.account for one in identities("thief@example.org", now=NOW + timedelta(hours=72))] == [account]
    assert identities("person@example.org", now=NOW + timedelta(hours=72)) == []


def test_the_same_address_in_other_letters_is_no_change(platform: Actor) -> None:
    put(platform)

    account, _ = put(platform, email="Person@Example.org")

    assert account.email_changed_at is None


def test_the_marketplaces_own_date_counts_where_it_is_later(platform: Actor) -> None:
    put(platform)
    yesterday = NOW - timedelta(days=1)

    account, _ = put(platform, email_changed_at=yesterday)
    again, _ = put(platform, email_changed_at=yesterday - timedelta(days=300))

    assert (account.email_changed_at, again.email_changed_at) == (yesterday, yesterday)


def test_the_old_address_hears_of_a_new_one_once_a_measure_was_told(platform: Actor) -> None:
    account, _ = put(platform)
    make_case(account)

    put(platform, email="new@example.org")

    mail = Message.objects.get(kind="address_changed")
    assert (mail.recipient, "new@example.org" in mail.text + mail.html, mail.payload) == ("person@example.org", False, {})
    assert "23 November 2026" in mail.text


def test_without_a_measure_nobody_is_told(platform: Actor) -> None:
    put(platform)

    put(platform, email="new@example.org")

    assert Message.objects.count() == 0


def test_a_later_zone_moves_the_dates_later_and_an_earlier_one_moves_nothing(platform: Actor) -> None:
    make_section()
    put(platform, time_zone="Europe/Kyiv")
    otto = make_user("reviewer", staff_id="otto")
    case = perform(record_suspension, Actor.staff(otto), draft=suspension_draft("u_48213", "otto"))
    perform(notice_accepted, SYSTEM, notice=Notice.objects.get(case=case))
    case.refresh_from_db()
    in_kyiv = case.last_day_to_appeal

    put(platform, time_zone="America/Bogota")
    case.refresh_from_db()
    in_bogota = case.last_day_to_appeal
    put(platform, time_zone="Asia/Tokyo")
    case.refresh_from_db()

    assert in_bogota - in_kyiv == timedelta(hours=8)
    assert case.last_day_to_appeal == in_bogota
    assert Clock.objects.get(case=case, kind="last_day_to_appeal", state="running").due_at == in_bogota


def test_members_come_change_leave_and_come_back(platform: Actor) -> None:
    first = MemberDraft(external_id="u_51", display_name="Second Person", email="second@example.org", role="owner", may_appeal=True)
    other = MemberDraft(external_id="u_52", display_name="Third Person", email="third@example.org")
    account, _ = put(platform, kind="agency", members=(first, other))

    put(platform, kind="agency", members=(replace(first, may_appeal=False),))

    assert list(account.members.order_by("external_id").values_list("external_id", "may_appeal", "left_at")) == [
        ("u_51", False, None),
        ("u_52", False, NOW),
    ]
    put(platform, kind="agency", members=(first, other))
    assert account.members.filter(left_at=None).count() == 2


def test_what_was_proved_stays(platform: Actor) -> None:
    video = ProofDraft(kind="identity_video", passed_on=date(2019, 5, 2))
    account, _ = put(platform, proofs=(video,))

    put(platform, proofs=(replace(video, expires_on=date(2029, 5, 2)),))
    put(platform)

    assert list(Proof.objects.values_list("account", "kind", "passed_on", "expires_on")) == [
        (account.pk, "identity_video", date(2019, 5, 2), date(2029, 5, 2))
    ]


def test_an_account_says_all_that_is_wrong_with_it_at_once(platform: Actor) -> None:
    bad = draft(
        kind="bot",
        display_name=" ",
        email="nobody",
        previous_email="@",
        email_changed_at=NOW + timedelta(seconds=1),
        language="Klingon!",
        registered_on=date(2100, 1, 1),
        country="Colombia",
        subdivision="??",
        regime_roles=("worker", "any"),
        proofs=(ProofDraft(kind="ID card", passed_on=date(2020, 1, 2), expires_on=date(2020, 1, 1)),),
        members=(
            MemberDraft(external_id="a b", display_name="", email="x", language="", role="Boss!"),
            MemberDraft(external_id="m", display_name="M", email="m@example.org"),
            MemberDraft(external_id="m", display_name="M", email="m@example.org"),
        ),
    )

    error = refused(Invalid, put_account, platform, external_id="u 1", draft=bad)

    assert isinstance(error, Invalid)
    assert [(one.field, one.code) for one in error.errors] == [
        ("external_id", "malformed"),
        ("kind", "unknown"),
        ("display_name", "required"),
        ("email", "malformed"),
        ("previous_email", "malformed"),
        ("email_changed_at", "in_the_future"),
        ("language", "malformed"),
        ("country", "malformed"),
        ("subdivision", "malformed"),
        ("regime_roles", "unknown"),
        ("registered_on", "in_the_future"),
        ("proofs[0].kind", "malformed"),
        ("proofs[0].expires_on", "before_passed"),
        ("members[0].external_id", "malformed"),
        ("members[0].display_name", "required"),
        ("members[0].email", "malformed"),
        ("members[0].language", "malformed"),
        ("members[0].role", "malformed"),
        ("members[1].external_id", "twice"),
        ("members[2].external_id", "twice"),
    ]


@pytest.mark.parametrize("name", ["Ana\x00", "Ana\ud800", "A" * 201])
def test_a_name_that_cannot_be_shown_is_refused(platform: Actor, name: str) -> None:
    refused(Invalid, put_account, platform, external_id="u_1", draft=draft(display_name=name))


def test_only_the_marketplaces_key_sends_accounts(db: None) -> None:
    actors = [Actor.staff(make_user("senior", "policy_admin")), Actor.machine(make_key("accounts:read"))]

    for actor in actors:
        refused(NotAllowed, put_account, actor, external_id="u_1", draft=draft())


# --- roles -----------------------------------------------------------------------------------------------------------


def test_the_first_administrator_needs_no_giver_and_the_second_does(db: None) -> None:
    first, second = make_user(username="first"), make_user(username="second")

    perform(grant_role, SYSTEM, user=first, role="policy_admin", reason="Installed.")

    assert [str(role) for role in first.roles()] == ["policy_admin"]
    refused(NotAllowed, grant_role, SYSTEM, user=second, role="policy_admin")
    refused(NotAllowed, grant_role, SYSTEM, user=second, role="reviewer")


def test_an_administrator_gives_and_takes_roles(db: None) -> None:
    admin, user = first_administrator(), make_user()

    given = perform(grant_role, Actor.staff(admin), user=user, role="reviewer", reason="Trained.")
    assert (given.granted_by, given.granted_at, [str(role) for role in user.roles()]) == (admin, NOW, ["reviewer"])
    perform(grant_role, Actor.staff(admin), user=user, role="reviewer", gives=False)

    assert (user.roles(), RoleGrant.objects.filter(user=user).count()) == (frozenset(), 2)


def test_nobody_else_gives_roles_and_nobody_to_themselves(db: None) -> None:
    admin, user = first_administrator(), make_user("senior", "key_admin")

    refused(NotAllowed, grant_role, Actor.staff(user), user=make_user(), role="reviewer")
    refused(NotAllowed, grant_role, Actor.machine(make_key("accounts:write")), user=user, role="reviewer")
    refused(NotAllowed, grant_role, Actor.staff(admin), user=admin, role="senior")
    refused(Invalid, grant_role, Actor.staff(admin), user=user, role="emperor")


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_is_made_by_an_administrator_of_keys_and_works(db: None) -> None:
    until = NOW + timedelta(days=90)

    made = perform(
        create_key, Actor.staff(make_user("key_admin")), name=" Billing ", scopes=("accounts:write", "effects:write"), expires_at=until
    )

    found = key_of(made.secret)
    assert found is not None
    assert (found.pk, found.name, found.scopes, found.expires_at) == (made.row.pk, "Billing", ["accounts:write", "effects:write"], until)
    at(until)
    assert key_of(made.secret) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"scopes": ()}, "scopes"), ({"scopes": ("all",)}, "scopes"), ({"expires_at": NOW}, "expires_at")],
)
def test_a_key_says_for_whom_what_for_and_until_when(db: None, changes: dict[str, Any], field: str) -> None:
    values: dict[str, Any] = {"name": "Billing", "scopes": ("accounts:read",)}

    error = refused(Invalid, create_key, SYSTEM, **(values | changes))

    assert isinstance(error, Invalid)
    assert [one.field for one in error.errors] == [field]


def test_nobody_else_makes_keys(db: None) -> None:
    for actor in (Actor.staff(make_user("policy_admin", "senior")), Actor.machine(make_key("accounts:write"))):
        refused(NotAllowed, create_key, actor, name="Billing", scopes=("accounts:read",))
