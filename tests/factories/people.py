"""Staff with their roles, accounts, keys. Everything goes through the guards, as the role the test runs as."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import transaction

from accounts.models import Account, ApiKey, RoleGrant, User
from tests.factories.moments import LONG_AGO, at

FIRST_ADMIN = "first-administrator"


def first_administrator() -> User:
    """The administrator of policy who gives all roles in tests; made where missing."""
    known = User.objects.filter(username=FIRST_ADMIN).first()
    if known:
        return known
    admin = User.objects.create(
        username=FIRST_ADMIN, display_name="First Administrator", email=f"{FIRST_ADMIN}@example.org", staff_id=FIRST_ADMIN
    )
    with at(datetime(2001, 1, 1, tzinfo=LONG_AGO.tzinfo)):
        RoleGrant.objects.create(user=admin, role="policy_admin", granted_by=None)
    return admin


@transaction.atomic(savepoint=False)
def make_user(*roles: str, since: datetime = LONG_AGO, **values: Any) -> User:
    """A member of the staff who has held `roles` since an instant. `kind`, `staff_id`, `is_active` and others as values."""
    name = values.pop("username", f"user-{token_hex(4)}")
    values = {"display_name": name.replace("-", " ").title(), "email": f"{name}@example.org", "staff_id": f"id-{name}"} | values
    user = User.objects.create(username=name, **values)
    for role in roles:
        grant(user, role, since=since)
    return user


@transaction.atomic(savepoint=False)
def grant(user: User, role: str, *, gives: bool = True, since: datetime = LONG_AGO) -> RoleGrant:
    """Give a role, or take it, as of an instant."""
    admin = first_administrator()
    with at(since):
        return RoleGrant.objects.create(user=user, role=role, gives=gives, granted_by=admin)


def make_account(**values: Any) -> Account:
    """A freelancer's account."""
    name = values.pop("external_id", f"u_{token_hex(5)}")
    values = {"kind": "freelancer", "display_name": "Sample Person", "email": f"{name}@example.org", "time_zone": "UTC"} | values
    return Account.objects.create(external_id=name, **values)


def make_key(*scopes: str, **values: Any) -> ApiKey:
    """A machine's key with these scopes, for an actor; nobody knows its secret."""
    values = {"name": "Marketplace", "prefix": token_hex(6), "secret_sha256": token_hex(32)} | values
    return ApiKey.objects.create(scopes=list(scopes), **values)
