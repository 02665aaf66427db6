"""The people of the desk: added, given roles, away, gone. Nobody is ever deleted, and two make an administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from accounts.models import RoleGrant, RoleProposal, User
from accounts.roles import Role, Scope
from appeals.actions.people import grant_role
from appeals.actions.signing import person_of
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed
from appeals.queries.staffing import holders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

ADMINISTRATORS = frozenset({Role.POLICY_ADMIN})
# Who may say for somebody else that they are away.
LEADS = frozenset({Role.SENIOR, Role.POLICY_ADMIN})
LONGEST_AWAY = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """What is written down about somebody of the staff. `staff_id` is the id that the sign-in service gives."""

    display_name: str
    email: str
    staff_id: str = ""
    languages: tuple[str, ...] = ()
    team: str = ""


def add_person(actor: Actor, *, username: str, draft: PersonDraft) -> tuple[User, str]:
    """Add somebody, without a role yet; the person and their first password, shown this once. Raises Invalid, NotAllowed."""
    _check(actor, ADMINISTRATORS)
    errors = list(_errors(draft))
    name = username.strip()
    if not name or len(name) > 150 or not name.isprintable():
        errors.append(FieldError("username", "required", "Say what they sign in with."))
    elif User.objects.filter(username__iexact=name).exists():
        errors.append(FieldError("username", "taken", "Somebody has this user name."))
    if errors:
        raise Invalid(errors)
    password = secrets.token_urlsafe(18)
    user = User(username=name, created_at=redress_now(), **_values(draft), staff_id=draft.staff_id.strip() or None)
    user.set_password(password)
    user.save(force_insert=True)
    return user, password


def change_person(actor: Actor, *, user: User, draft: PersonDraft) -> User:
    """Change what is written down about somebody. A staff id is written once and then stays. Raises Invalid, NotAllowed."""
    _check(actor, ADMINISTRATORS)
    locked = _lock(user)
    errors = list(_errors(draft, locked))
    if errors:
        raise Invalid(errors)
    for name, value in _values(draft).items():
        setattr(locked, name, value)
    locked.staff_id = locked.staff_id or draft.staff_id.strip() or None
    locked.save(update_fields=["display_name", "email", "languages", "team", "staff_id"])
    return locked


def renew_sign_in(actor: Actor, *, user: User) -> str:
    """A new password for somebody who lost theirs or their second step; it is shown this once. Their sessions end.

    Whoever wants one for themselves asks another administrator.
    """
    _check(actor, ADMINISTRATORS)
    _not_oneself(actor, user, "Ask another administrator for a new sign-in of your own.")
    locked = _lock(user)
    password = secrets.token_urlsafe(18)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=locked.pk).delete()
    return password


def give_role(actor: Actor, *, user: User, role: str, scope: str = Scope.ALL, reason: str = "") -> RoleGrant | RoleProposal:
    """Give a role for a scope. Where two administrators are there, a third one is only proposed and waits for the other.

    Raises Invalid, NotAllowed, and IllegalTransition where it waits already.
    """
    _check(actor, ADMINISTRATORS)
    if role == Role.POLICY_ADMIN and len(holders(ADMINISTRATORS)) > 1:
        _not_oneself(actor, user, "Nobody gives a role to themselves.")
        _lock(user)
        if RoleProposal.objects.filter(user=user, role=role, settled_at=None).exists():
            raise IllegalTransition("This waits for a second administrator already.", state="proposed")
        return RoleProposal.objects.create(user=user, role=role, reason=reason, proposed_by_id=person_of(actor), proposed_at=redress_now())
    return grant_role(actor, user=user, role=role, scope=scope, reason=reason)


def answer_proposal(actor: Actor, *, proposal: RoleProposal, accept: bool) -> RoleProposal:
    """Make somebody an administrator whom another one proposed, or not. Raises NotAllowed, IllegalTransition."""
    _check(actor, ADMINISTRATORS)
    _lock(proposal.user)
    waiting = RoleProposal.objects.select_for_update(no_key=True).select_related("user", "proposed_by").get(pk=proposal.pk)
    if waiting.settled_at is not None:
        raise IllegalTransition("This was answered already.", state="settled")
    if actor.user_id == waiting.user_id:
        raise NotAllowed("Nobody gives a role to themselves.")
    if accept and actor.user_id == waiting.proposed_by_id:
        raise NotAllowed("You proposed this; another administrator must agree.")
    if accept:
        # In the name of whoever proposed it, as things stand now: who is no administrator any more gives nothing.
        proposer = Actor.staff(waiting.proposed_by) if waiting.proposed_by.is_active else None
        if proposer is None:
            raise NotAllowed("Whoever proposed this has left. Propose it anew.")
        grant_role(proposer, user=waiting.user, role=waiting.role, reason=waiting.reason, seconded_by=actor)
    waiting.settled_by_id, waiting.settled_at, waiting.accepted = actor.user_id, redress_now(), accept
    waiting.save(update_fields=["settled_by", "settled_at", "accepted"])
    return waiting


def set_away(actor: Actor, *, user: User, until: datetime | None) -> User:
    """Say until when somebody is away (None: they are back): for oneself, or a lead for others. Raises Invalid, NotAllowed.

    Nothing new is assigned to them, and within seconds their open work is offered to the others.
    """
    if actor.kind is not ActorKind.STAFF or (actor.user_id != user.pk and not actor.roles & LEADS):
        raise NotAllowed("A lead says this for others.")
    now = redress_now()
    if until is not None and until <= now:
        raise Invalid.one("until", "in_the_past", "This moment is over.")
    if until is not None and until > now + LONGEST_AWAY:
        raise Invalid.one("until", "too_far", "At most one year. Whoever leaves for longer is made inactive.")
    locked = _lock(user)
    locked.away_until = until
    locked.save(update_fields=["away_until"])
    return locked


def set_active(actor: Actor, *, user: User, active: bool) -> User:
    """Close the desk for somebody at once, or open it again; what they hold is offered to the others within seconds.

    Nobody does it to themselves, and the last administrator stays. Raises NotAllowed.
    """
    _check(actor, ADMINISTRATORS)
    _not_oneself(actor, user, "Ask another administrator to close the desk for you.")
    locked = _lock(user)
    if not active and Role.POLICY_ADMIN in locked.roles() and len(holders(ADMINISTRATORS)) <= 1:
        raise NotAllowed("The last administrator stays.")
    locked.is_active = active
    locked.save(update_fields=["is_active"])
    return locked


def _check(actor: Actor, roles: frozenset[Role]) -> None:
    if actor.kind is not ActorKind.STAFF or not actor.roles & roles:
        raise NotAllowed("Only an administrator does this.")


def _not_oneself(actor: Actor, user: User, told: str) -> None:
    if actor.user_id == user.pk:
        raise NotAllowed(told)


def _lock(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _errors(draft: PersonDraft, known: User | None = None) -> Iterator[FieldError]:
    others = User.objects.exclude(pk=known.pk) if known else User.objects.all()
    if not draft.display_name.strip():
        yield FieldError("display_name", "required", "Say their name.")
    try:
        validate_email(draft.email.strip())
    except ValidationError:
        yield FieldError("email", "malformed", "Write an e-mail address.")
    if others.filter(email__iexact=draft.email.strip()).exists():
        yield FieldError("email", "taken", "One mailbox is one person: somebody has this one.")
    staff_id = draft.staff_id.strip()
    if staff_id and others.filter(staff_id=staff_id).exists():
        yield FieldError("staff_id", "taken", "Somebody has this id.")
    if known is not None and known.staff_id and staff_id not in {"", known.staff_id}:
        yield FieldError("staff_id", "never_changes", "A staff id says who decided what, so it stays.")


def _values(draft: PersonDraft) -> dict[str, object]:
    return {
        "display_name": draft.display_name.strip(),
        "email": draft.email.strip(),
        "languages": [one.strip().lower() for one in draft.languages if one.strip()],
        "team": draft.team.strip(),
    }
