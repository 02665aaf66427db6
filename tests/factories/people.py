"""Staff with their roles, accounts, keys. Everything goes through the guards, as the role the test runs as."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import transaction

from accounts.models import Account, ApiKey, RoleGrant, User
from tests.factories.moments import LONG_AGO
from tests.factories.trips import in_one_trip

FIRST_ADMIN = "first-administrator"
GRANTS = """
    INSERT INTO accounts_rolegrant (user_id, role, gives, granted_by_id, reason)
    SELECT %s, unnest(%s::text[]), %s, id, '' FROM accounts_user WHERE username = %s RETURNING id
"""


def first_administrator() -> User:
    """The administrator of policy who gives all roles in tests; made where missing."""
    return User.objects.filter(username=FIRST_ADMIN).first() or _make_first_administrator()


def _make_first_administrator() -> User:
    admin = User.objects.create(
        username=FIRST_ADMIN, display_name="First Administrator", email=f"{FIRST_ADMIN}@example.org", staff_id=FIRST_ADMIN
    )
    granted = "INSERT INTO accounts_rolegrant (user_id, role, gives, reason) VALUES (%s, 'policy_admin', true, '')"
    in_one_trip([(granted, [admin.pk])], now=datetime(2001, 1, 1, tzinfo=LONG_AGO.tzinfo))
    return admin


@transaction.atomic(savepoint=False)
def make_user(*roles: str, since: datetime = LONG_AGO, **values: Any) -> User:
    """A member of the staff who has held `roles` since an instant. `kind`, `staff_id`, `is_active` and others as values."""
    name = values.pop("username", f"user-{token_hex(4)}")
    values = {"display_name": name.replace("-", " ").title(), "email": f"{name}@example.org", "staff_id": f"id-{name}"} | values
    user = User.objects.create(username=name, **values)
    if roles:
        _write_grants(user, roles, since=since)
    return user


@transaction.atomic(savepoint=False)
def grant(user: User, role: str, *, gives: bool = True, since: datetime = LONG_AGO) -> RoleGrant:
    """Give a role, or take it, as of an instant."""
    _write_grants(user, [role], gives=gives, since=since)
    return RoleGrant.objects.filter(user=user, role=role).latest("id")


def _write_grants(user: User, roles: Sequence[str], *, since: datetime, gives: bool = True) -> None:
    """The first administrator's grants, as of an instant, in one trip."""
    written = (GRANTS, [user.pk, list(roles), gives, FIRST_ADMIN])
    (rows,) = in_one_trip([written], now=since)
    if not rows:
        _make_first_administrator()
        in_one_trip([written], now=since)


def make_account(**values: Any) -> Account:
    """A freelancer's account."""
    name = values.pop("external_id", f"u_{token_hex(5)}")
    values = {"kind": "freelancer", "display_name": "Sample Person", "email": f"{name}@example.org", "time_zone": "UTC"} | values
    return Account.objects.create(external_id=name, **values)


def make_key(*scopes: str, **values: Any) -> ApiKey:
    """A machine's key with these scopes, for an actor; nobody knows its secret."""
    values = {"name": "Marketplace", "prefix": token_hex(6), "secret_sha256": token_hex(32)} | values
    return ApiKey.objects.create(scopes=list(scopes), **values)
