"""Staff: roles come from the latest grant, an actor only from someone who may act."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM, Actor, ActorKind
from accounts.models import RoleGrant, User
from accounts.roles import Role

pytestmark = pytest.mark.django_db


def make_user(name: str = "rita", **values: object) -> User:
    return User.objects.create(username=name, display_name=name.title(), email=f"{name}@example.org", **values)


def first_admin() -> User:
    admin = make_user("pia")
    RoleGrant.objects.create(user=admin, role=Role.POLICY_ADMIN)
    return admin


def test_a_role_lasts_until_it_is_taken():
    pia, rita = first_admin(), make_user()
    RoleGrant.objects.create(user=rita, role=Role.REVIEWER, granted_by=pia)
    RoleGrant.objects.create(user=rita, role=Role.SENIOR, granted_by=pia)

    RoleGrant.objects.create(user=rita, role=Role.SENIOR, gives=False, granted_by=pia)

    assert rita.roles() == {Role.REVIEWER}


def test_nobody_grants_a_role_to_themselves():
    rita = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=rita, role=Role.SENIOR, granted_by=rita)

    assert rita.roles() == frozenset()


def test_only_the_first_administrator_comes_from_nobody():
    first_admin()

    for role in (Role.POLICY_ADMIN, Role.SENIOR):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(user=make_user(f"new-{role}"), role=role)

    assert RoleGrant.objects.count() == 1


def test_only_a_policy_administrator_grants():
    pia, lena, rita = first_admin(), make_user("lena"), make_user()
    RoleGrant.objects.create(user=lena, role=Role.SENIOR, granted_by=pia)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=rita, role=Role.REVIEWER, granted_by=lena)

    assert rita.roles() == frozenset()


def test_someone_who_left_cannot_act():
    gone = make_user(is_active=False)

    with pytest.raises(ValueError, match="active member of staff"):
        Actor.staff(gone)


def test_the_system_is_a_named_actor_without_any_role():
    assert SYSTEM.kind is ActorKind.SYSTEM
    assert SYSTEM.roles == frozenset()
    assert not SYSTEM.is_person


@pytest.mark.parametrize(("role", "opens"), [(Role.POLICY_ADMIN, True), (Role.SENIOR, False), (Role.REVIEWER, False)])
def test_the_configuration_site_opens_for_policy_admins_alone(role, opens):
    rita = make_user()
    RoleGrant.objects.create(user=rita, role=role, granted_by=first_admin())

    assert rita.is_staff is opens
    assert rita.has_perm("appeals.change_regime") is opens
    assert rita.has_module_perms("appeals") is opens
