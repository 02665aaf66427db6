"""Who acts: a person of the staff, an appellant, a helper, a machine, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from accounts.roles import READING_ROLES, SCOPES, Role, Scope

if TYPE_CHECKING:
    from accounts.models import Account, ApiKey, Representative, User


class ActorKind(StrEnum):
    """The five kinds of actor; only `staff` can ever judge."""

    STAFF = "staff"
    APPELLANT = "appellant"
    REPRESENTATIVE = "representative"
    MACHINE = "machine"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One named actor. There is no anonymous actor and `None` never means the system."""

    kind: ActorKind
    label: str
    user_id: int | None = None
    account_id: int | None = None
    key_id: int | None = None
    representative_id: int | None = None
    case_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)
    # Which cases a member of the staff sees: the widest that one of their roles opens.
    sees: Scope = Scope.ALL
    team: str = ""

    @classmethod
    def staff(cls, user: User) -> Actor:
        """The actor for a signed-in member of staff; raises ValueError for anyone who may not act."""
        if user.pk is None or not user.is_active:
            message = "Only an active member of staff can act."
            raise ValueError(message)
        held = user.held()
        return cls(
            kind=ActorKind.STAFF,
            label=user.display_name,
            user_id=user.pk,
            roles=frozenset(held),
            sees=_widest(held),
            team=user.team,
        )

    @classmethod
    def appellant(cls, account: Account, *, case_id: int | None = None, member_label: str = "") -> Actor:
        """The actor for the person a measure is about, signed in for all their cases or for one."""
        return cls(
            kind=ActorKind.APPELLANT,
            label=member_label or account.display_name,
            account_id=account.pk,
            case_id=case_id,
        )

    @classmethod
    def helper(cls, representative: Representative) -> Actor:
        """The actor for an invited helper; its scopes are those the person gave."""
        return cls(
            kind=ActorKind.REPRESENTATIVE,
            label=representative.name,
            account_id=representative.account_id,
            representative_id=representative.pk,
            case_id=representative.case_id,
            scopes=frozenset(representative.scopes),
        )

    @classmethod
    def machine(cls, key: ApiKey) -> Actor:
        """The actor for the marketplace's own systems, limited to the scopes of one API key."""
        return cls(
            kind=ActorKind.MACHINE,
            label=key.name,
            key_id=key.pk,
            scopes=frozenset(key.scopes),
        )

    @property
    def is_person(self) -> bool:
        """Whether a human stands behind this actor."""
        return self.kind in {
            ActorKind.STAFF,
            ActorKind.APPELLANT,
            ActorKind.REPRESENTATIVE,
        }

    @property
    def ref(self) -> str:
        """A stable internal name for events: never shown outside the staff side."""
        number = self.user_id or self.representative_id or self.key_id or self.account_id or 0
        return f"{self.kind}:{number}"


def _widest(held: dict[Role, Scope]) -> Scope:
    """The widest scope of the roles that open cases. An auditor reads every one."""
    if Role.AUDITOR in held:
        return Scope.ALL
    opened = {scope for role, scope in held.items() if role in READING_ROLES}
    return next((scope for scope in reversed(SCOPES) if scope in opened), Scope.ASSIGNED)


SYSTEM = Actor(kind=ActorKind.SYSTEM, label="Redress")
