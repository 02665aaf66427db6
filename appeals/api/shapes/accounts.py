"""An account, its standing and what it may still do."""

from typing import Annotated, TypedDict

from accounts.models import Account, AccountKind, Member, Proof
from appeals.api.shapes.fields import Ability, At, CaseReference, OnDay, day, instant, one_of, written
from appeals.queries.standing import Standing


class ProofAnswer(TypedDict):
    """Something the account proved before."""

    kind: str
    passed_on: OnDay
    expires_on: OnDay | None


class MemberAnswer(TypedDict):
    """One more person of the account."""

    external_id: str
    display_name: str
    email: str
    language: str
    role: str
    may_appeal: bool


class AccountAnswer(TypedDict):
    """An account with its standing: what it may still do is what no measure in force removes."""

    external_id: str
    kind: Annotated[str, one_of(AccountKind)]
    display_name: str
    email: str
    email_changed_at: At | None
    previous_email: str | None
    language: str
    time_zone: str | None
    country: str | None
    subdivision: str | None
    regime_roles: list[str]
    registered_on: OnDay | None
    proofs: list[ProofAnswer]
    members: list[MemberAnswer]
    standing: Annotated[str, one_of(["good", "limited", "suspended", "closed"])]
    standing_since: At | None
    abilities: list[Ability]
    in_force: list[CaseReference]
    effects_waiting: int
    updated_at: At


def account_answer(account: Account, standing: Standing, effects_waiting: int) -> AccountAnswer:
    """An account; who left an agency is no longer among its members."""
    return {
        "external_id": account.external_id,
        "kind": account.kind,
        "display_name": account.display_name,
        "email": account.email,
        "email_changed_at": instant(account.email_changed_at),
        "previous_email": account.previous_email,
        "language": account.language,
        "time_zone": account.time_zone,
        "country": account.country,
        "subdivision": account.subdivision,
        "regime_roles": list(account.regime_roles),
        "registered_on": day(account.registered_on),
        "proofs": [_proof(one) for one in sorted(_kept(account), key=lambda one: (one.passed_on, one.pk))],
        "members": [_member(one) for one in sorted(account.members.all(), key=lambda one: one.pk) if one.left_at is None],
        "standing": standing.standing,
        "standing_since": instant(standing.since),
        "abilities": list(standing.abilities),
        "in_force": [one.reference for one in standing.in_force],
        "effects_waiting": effects_waiting,
        "updated_at": written(account.updated_at),
    }


def _kept(account: Account) -> list[Proof]:
    """What the account proved; not what a later check took back."""
    return [one for one in account.proofs.all() if one.taken_back_at is None]


def _proof(one: Proof) -> ProofAnswer:
    return {"kind": one.kind, "passed_on": one.passed_on.isoformat(), "expires_on": day(one.expires_on)}


def _member(one: Member) -> MemberAnswer:
    return {
        "external_id": one.external_id,
        "display_name": one.display_name,
        "email": one.email,
        "language": one.language,
        "role": one.role,
        "may_appeal": one.may_appeal,
    }
