"""Staff who come by the marketplace's own sign-in service: `sub` is the staff id, and groups are roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Error
from django.db import transaction

from accounts.instants import redress_now
from accounts.models import RoleGrant, User, UserKind
from accounts.roles import Role, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

BY_GROUP = "by the sign-in service"


class NotKnownHereError(ValueError):
    """A person of the sign-in service who has no business here, or whom we cannot tell from another."""


def check_groups(**_kwargs: Any) -> list[Error]:
    """Whether each group stands for a role with a scope, none for an administrator, and somebody answers for them."""
    if not settings.OIDC_ISSUER:
        return []
    found = []
    for group, written in settings.OIDC_GROUPS.items():
        role, _colon, scope = str(written).partition(":")
        if role not in set(Role) - {Role.POLICY_ADMIN} or (scope and scope not in set(Scope)):
            found.append(Error(f"OIDC_GROUPS: {group} cannot stand for {written!r}. Two people make an administrator.", id="accounts.E001"))
    if not settings.OIDC_GRANTED_BY:
        found.append(Error("Set OIDC_GRANTED_BY: the user name of the administrator who answers for OIDC_GROUPS.", id="accounts.E002"))
    return found


def roles_of_groups(groups: object) -> dict[Role, Scope]:
    """The roles that these groups give, each with the widest scope that one of them gives."""
    found: dict[Role, Scope] = {}
    for group in groups if isinstance(groups, list) else []:
        written = settings.OIDC_GROUPS.get(group) if isinstance(group, str) else None
        if written is None:
            continue
        role, _colon, scope = written.partition(":")
        held = found.get(Role(role))
        wider = Scope(scope or Scope.ALL)
        if held is None or list(Scope).index(wider) > list(Scope).index(held):
            found[Role(role)] = wider
    return found


@transaction.atomic
def person_behind(claims: Mapping[str, Any]) -> User:
    """The person of a signed token, written down at their first coming, with the roles of their groups as of now.

    Raises NotKnownHereError for who has no id, no role here, or the mailbox of somebody with another id.
    """
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub or len(sub) > 128:
        raise NotKnownHereError
    roles = roles_of_groups(claims.get(settings.OIDC_GROUPS_CLAIM))
    user = User.objects.select_for_update(no_key=True).filter(staff_id=sub).first()
    if user is None:
        if not roles:
            raise NotKnownHereError
        user = _written_down(sub, claims)
    if not user.is_active or user.kind != UserKind.HUMAN:
        raise NotKnownHereError
    _bring_in_line(user, roles)
    return user


def _written_down(sub: str, claims: Mapping[str, Any]) -> User:
    email = str(claims.get("email") or "")
    if not email or claims.get("email_verified") is False or User.objects.filter(email__iexact=email).exists():
        raise NotKnownHereError
    wanted = str(claims.get("preferred_username") or email.partition("@")[0])[:140]
    name = sub[:150] if User.objects.filter(username__iexact=wanted).exists() else wanted
    user = User(username=name, display_name=str(claims.get("name") or wanted)[:120], email=email, staff_id=sub)
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def _bring_in_line(user: User, roles: Mapping[Role, Scope]) -> None:
    """Give what the groups give now, and take what the service gave and gives no longer. What people gave stays.

    It happens in the name of the administrator who answers for the table of groups, and who gives nothing to themselves.
    """
    giver = User.objects.filter(username=settings.OIDC_GRANTED_BY, is_active=True).first()
    if giver is None or Role.POLICY_ADMIN not in giver.roles():
        raise NotKnownHereError
    if giver == user:
        return
    held = user.held()
    for role, scope in roles.items():
        if held.get(role) != scope:
            _grant(user, role, scope, giver, gives=True)
    for role in held.keys() - roles.keys():
        latest = RoleGrant.objects.filter(user=user, role=role).latest("id")
        if latest.reason == BY_GROUP:
            _grant(user, role, held[role], giver, gives=False)


def _grant(user: User, role: Role, scope: Scope, giver: User, *, gives: bool) -> None:
    RoleGrant.objects.create(user=user, role=role, scope=scope, gives=gives, granted_by=giver, granted_at=redress_now(), reason=BY_GROUP)
