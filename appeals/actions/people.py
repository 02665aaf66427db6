"""Our copy of accounts and their people, the roles of staff and the keys of machines."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts import api_keys
from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from accounts.models import Account, ApiKey, Member, Proof, RoleGrant, User
from accounts.roles import Role, Scope
from accounts.sign_in import NEW_ADDRESS_WAITS
from appeals.actions import running_dates, sending_again
from appeals.actions.people_draft import check
from appeals.actions.transition import lock_case
from appeals.deadlines import known_zones
from appeals.errors import Invalid, NotAllowed
from appeals.letters import render, whole_mail
from appeals.models import Notice, Suspension
from appeals.queries.staffing import holders
from appeals.workflow import SuspensionState
from notifications import outbox
from notifications.models import Channel

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.actions.people_draft import AccountDraft

SCOPE = "accounts:write"


def put_account(actor: Actor, *, external_id: str, draft: AccountDraft) -> tuple[Account, bool]:
    """Take over an account as the marketplace sends it; the account, and whether it is new.

    A changed e-mail address is dated here, by comparing, whatever the marketplace says: for 72 hours it opens nothing,
    and where a measure was told the old address hears of it; letters that were lost then leave for the new one. A changed time zone only moves dates later. Members who
    are left out have left; proofs stay. Raises Invalid with every error, NotAllowed without the scope.
    """
    if actor.kind is not ActorKind.SYSTEM and not (actor.kind is ActorKind.MACHINE and SCOPE in actor.scopes):
        raise NotAllowed(f"This needs the scope {SCOPE}.")
    now = redress_now()
    check(external_id, draft, now=now)
    _lock_name(f"account:{external_id}")
    known = Account.objects.select_for_update(no_key=True).filter(external_id=external_id).first()
    values = _values(draft)
    if known is None:
        dated = {"email_changed_at": draft.email_changed_at, "previous_email": draft.previous_email}
        account = Account.objects.create(external_id=external_id, created_at=now, updated_at=now, **values, **dated)
    else:
        account = known
        old_address, moved = account.email, account.time_zone != values["time_zone"]
        _change(account, values, draft, now)
        if moved:
            _count_again(account)
        if old_address.lower() != account.email.lower() and _was_told_of_a_measure(account):
            _tell_old_address(account, old_address, now)
            sending_again.plan(account)
    _put_members(account, draft, now)
    _put_proofs(account, draft)
    return account, known is None


def grant_role(
    actor: Actor,
    *,
    user: User,
    role: str,
    gives: bool = True,
    scope: str = Scope.ALL,
    reason: str = "",
    seconded_by: Actor | None = None,
) -> RoleGrant:
    """Give a role to a member of staff, or take it. Rows are only added, and nobody grants to themselves.

    An administrator of policy does this; with two of them there, a third one needs both: `seconded_by` is the other. The
    system may only make the very first one. Raises Invalid, NotAllowed.
    """
    if role not in list(Role):
        raise Invalid.one("role", "unknown", f"Use one of: {', '.join(Role)}.")
    if scope not in list(Scope):
        raise Invalid.one("scope", "unknown", f"Use one of: {', '.join(Scope)}.")
    if actor.kind is ActorKind.SYSTEM:
        first = role == Role.POLICY_ADMIN and gives and not RoleGrant.objects.filter(role=role, gives=True).exists()
        if not first:
            raise NotAllowed("Somebody must give this role: only the first administrator of policy needs no giver.")
    elif actor.kind is not ActorKind.STAFF or Role.POLICY_ADMIN not in actor.roles:
        raise NotAllowed("Only an administrator of policy gives and takes roles.")
    elif actor.user_id == user.pk:
        raise NotAllowed("Nobody gives a role to themselves.")
    elif role == Role.POLICY_ADMIN and gives and seconded_by is None and len(holders([Role.POLICY_ADMIN])) > 1:
        raise NotAllowed("Two administrators make a third one. Propose them at the desk, under People.")
    return RoleGrant.objects.create(
        user=user,
        role=role,
        scope=scope,
        gives=gives,
        granted_by_id=actor.user_id,
        seconded_by_id=seconded_by.user_id if seconded_by else None,
        granted_at=redress_now(),
        reason=reason,
    )


def create_key(actor: Actor, *, name: str, scopes: tuple[str, ...], expires_at: datetime | None = None) -> api_keys.NewKey:
    """Make a key for one of the marketplace's systems; its secret is shown this once. Raises Invalid, NotAllowed."""
    if actor.kind is not ActorKind.SYSTEM and not (actor.kind is ActorKind.STAFF and Role.KEY_ADMIN in actor.roles):
        raise NotAllowed("Only an administrator of keys makes keys.")
    if not name.strip():
        raise Invalid.one("name", "required", "Say which system uses the key.")
    if expires_at is not None and expires_at <= redress_now():
        raise Invalid.one("expires_at", "in_the_past", "This moment is over.")
    try:
        return api_keys.create_key(name.strip(), scopes, expires_at=expires_at)
    except ValueError as error:
        raise Invalid.one("scopes", "unknown", str(error)) from error


def revoke_key(actor: Actor, *, key: ApiKey) -> ApiKey:
    """End a key at once; twice changes nothing. Raises NotAllowed."""
    if actor.kind is not ActorKind.STAFF or Role.KEY_ADMIN not in actor.roles:
        raise NotAllowed("Only an administrator of keys revokes keys.")
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=redress_now())
    key.refresh_from_db(fields=["revoked_at"])
    return key


def _values(draft: AccountDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "display_name": draft.display_name.strip(),
        "email": draft.email,
        "language": draft.language,
        # A zone that we do not know is kept as unknown: dates then end where a day ends last.
        "time_zone": draft.time_zone if draft.time_zone in known_zones() else None,
        "country": draft.country,
        "subdivision": draft.subdivision,
        "regime_roles": list(draft.regime_roles),
        "registered_on": draft.registered_on,
        "body_sha256": draft.body_sha256,
    }


def _change(account: Account, values: dict[str, Any], draft: AccountDraft, now: datetime) -> None:
    old = account.email
    if old.lower() != draft.email.lower():
        values |= {"email_changed_at": now, "previous_email": old}
    elif draft.email_changed_at is not None and (account.email_changed_at is None or draft.email_changed_at > account.email_changed_at):
        values |= {"email_changed_at": draft.email_changed_at}
    for name, value in values.items():
        setattr(account, name, value)
    account.updated_at = now
    account.save(update_fields=[*values, "updated_at"])


def _was_told_of_a_measure(account: Account) -> bool:
    return Suspension.objects.filter(account=account).exclude(state=SuspensionState.RECORDED).exists()


def _tell_old_address(account: Account, address: str, now: datetime) -> None:
    values = {"changed_at": now, "works_from": now + NEW_ADDRESS_WAITS}
    mail = whole_mail(render("address_changed", language=account.language, values=values, zone=account.time_zone or "UTC"))
    outbox.enqueue(
        stream=f"account:{account.pk}:email:{hashlib.sha256(address.lower().encode()).hexdigest()[:16]}",
        kind="address_changed",
        channel=Channel.EMAIL,
        recipient=address,
        dedupe_key=f"address:{account.pk}:{now.isoformat()}",
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        payload={},
    )


def _count_again(account: Account) -> None:
    """Days end at another hour now: where that is later, the dates that run move there."""
    told = Notice.objects.filter(case__account=account, kind__in=running_dates.DATED, member=None, delivered_at__isnull=False)
    for notice in told.order_by("case_id", "id"):
        running_dates.run(lock_case(notice.case_id), notice)


def _put_members(account: Account, draft: AccountDraft, now: datetime) -> None:
    for member in draft.members:
        Member.objects.update_or_create(
            account=account,
            external_id=member.external_id,
            defaults={
                "display_name": member.display_name.strip(),
                "email": member.email,
                "language": member.language,
                "role": member.role,
                "may_appeal": member.may_appeal,
                "left_at": None,
            },
        )
    staying = [member.external_id for member in draft.members]
    account.members.filter(left_at=None).exclude(external_id__in=staying).update(left_at=now)


def _put_proofs(account: Account, draft: AccountDraft) -> None:
    for proof in draft.proofs:
        passed = {"account": account, "kind": proof.kind, "passed_on": proof.passed_on}
        kept, new = Proof.objects.get_or_create(**passed, defaults={"expires_on": proof.expires_on})
        if not new and kept.expires_on != proof.expires_on:
            kept.expires_on = proof.expires_on
            kept.save(update_fields=["expires_on"])


def _lock_name(name: str) -> None:
    """Let two requests with the same external id wait for each other instead of colliding."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
