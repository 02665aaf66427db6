"""Staff with their roles, accounts, keys. Everything goes through the guards, as the role the test runs as."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import transaction

from accounts.models import Account, ApiKey, RoleGrant, User
from tests.factories.moments import LONG_AGO
from tests.factories.trips import Sentence, as_of, in_one_trip, inserted, taken, written

FIRST_ADMIN = "first-administrator"
GRANTS = """
    INSERT INTO accounts_rolegrant (user_id, role, gives, granted_by_id, reason)
    SELECT one.id, unnest(%s::text[]), %s, first.id, '' FROM accounts_user one, accounts_user first
    WHERE one.username = %s AND first.username = %s RETURNING id
"""


def first_administrator() -> User:
    """The administrator of policy who gives all roles in tests; made where missing."""
    return User.objects.filter(username=FIRST_ADMIN).first() or _make_first_administrator()


def _make_first_administrator() -> User:
    admin = User(username=FIRST_ADMIN, display_name="First Administrator", email=f"{FIRST_ADMIN}@example.org", staff_id=FIRST_ADMIN)
    granted = "INSERT INTO accounts_rolegrant (user_id, role, gives, reason) SELECT id, %s, true, '' FROM accounts_user WHERE username = %s"
    first_day = datetime(2001, 1, 1, tzinfo=LONG_AGO.tzinfo)
    made, *_ = in_one_trip([inserted(admin), *as_of(first_day, [(granted, ["policy_admin", FIRST_ADMIN])])])
    return taken(admin, made)


@transaction.atomic(savepoint=False)
def make_user(*roles: str, since: datetime = LONG_AGO, **values: Any) -> User:
    """A member of the staff who has held `roles` since an instant. `kind`, `staff_id`, `is_active` and others as values."""
    name = values.pop("username", f"user-{token_hex(4)}")
    values = {"display_name": name.replace("-", " ").title(), "email": f"{name}@example.org", "staff_id": f"id-{name}"} | values
    user = User(username=name, **values)
    made, *rest = in_one_trip([inserted(user), *(as_of(since, [_granted(user, roles)]) if roles else [])])
    taken(user, made)
    if roles and not rest[1]:
        _make_first_administrator()
        in_one_trip(as_of(since, [_granted(user, roles)]))
    return user


@transaction.atomic(savepoint=False)
def grant(user: User, role: str, *, gives: bool = True, since: datetime = LONG_AGO) -> RoleGrant:
    """Give a role, or take it, as of an instant."""
    first_administrator()
    in_one_trip(as_of(since, [_granted(user, [role], gives=gives)]))
    return RoleGrant.objects.filter(user=user, role=role).latest("id")


def _granted(user: User, roles: Sequence[str], *, gives: bool = True) -> Sentence:
    """The statement by which the first administrator gives roles, or takes them; nothing where there is no such administrator."""
    return GRANTS, [list(roles), gives, user.username, FIRST_ADMIN]


def make_account(**values: Any) -> Account:
    """A freelancer's account."""
    name = values.pop("external_id", f"u_{token_hex(5)}")
    values = {"kind": "freelancer", "display_name": "Sample Person", "email": f"{name}@example.org", "time_zone": "UTC"} | values
    return written(Account(external_id=name, **values))


def make_key(*scopes: str, **values: Any) -> ApiKey:
    """A machine's key with these scopes, for an actor; nobody knows its secret."""
    values = {"name": "Marketplace", "prefix": token_hex(6), "secret_sha256": token_hex(32)} | values
    return written(ApiKey(scopes=list(scopes), **values))
