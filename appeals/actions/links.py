"""Links to other accounts: who says so and why. A link is no conduct: a measure stays only for what this account did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from accounts.models import Account
from appeals.actions import activity
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, enter, lock_case, record
from appeals.actions.wording import LONGEST_ANSWER, composed, incoming
from appeals.authority import role_refusal
from appeals.errors import FieldError, IllegalTransition, Invalid
from appeals.models import Audience, LinkedAccount, LinkKind
from appeals.workflow import Action

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Suspension

LONGEST_SAID_BY = 120
OWN_CONDUCT = "The measure rests on what another account did. Write on its link what this account did itself first."


def record_link(
    actor: Actor, *, case: Suspension, other: str, kind: str, said_by: str, reason: str, is_ground: bool = False
) -> LinkedAccount:
    """Note that somebody says this account belongs with another one (`other`: its id on the marketplace), and why.

    `is_ground`: the measure rests on what the other one did. Then nobody upholds it before an own-conduct finding is
    written. Raises Invalid.
    """
    locked = enter(actor, Action.LINK, case)
    who, why = composed(said_by), composed(reason)
    account = Account.objects.filter(external_id=other.strip()).first()
    errors = list(incoming("said_by", who, longest=LONGEST_SAID_BY, required="Say who says so."))
    errors += incoming("reason", why, longest=LONGEST_ANSWER, required="Say what shows it.")
    if kind not in LinkKind.values:
        errors.append(FieldError("kind", "unknown", "Choose what they share."))
    if account is None:
        errors.append(FieldError("other", "not_found", "We know no account with this id."))
    elif account.pk == locked.account_id:
        errors.append(FieldError("other", "itself", "This is the same account."))
    elif LinkedAccount.objects.filter(case=locked, other=account, kind=kind, ended_at=None).exists():
        errors.append(FieldError("other", "there_already", "This link is recorded already."))
    if errors or account is None:
        raise Invalid(errors)
    link = LinkedAccount.objects.create(
        case=locked,
        other=account,
        kind=kind,
        said_by=who,
        reason=why,
        is_ground=is_ground,
        recorded_by_id=person_of(actor),
        recorded_at=redress_now(),
    )
    record(locked.pk, Entry("link.recorded", {"link": link.pk, "kind": kind, "is_ground": is_ground}, Audience.STAFF), actor)
    activity.touched(actor, locked)
    return link


def find_own_conduct(actor: Actor, *, link: LinkedAccount, text: str) -> LinkedAccount:
    """Write what this account did itself, with day and exhibit. Once written it stays; raises Invalid and IllegalTransition."""
    locked = _enter(actor, link)
    words = composed(text)
    errors = list(incoming("text", words, longest=LONGEST_ANSWER, required="Say what this account did itself, and on which day."))
    if errors:
        raise Invalid(errors)
    if locked.own_conduct:
        raise IllegalTransition("The own conduct is written already.", state="")
    locked.own_conduct, locked.own_conduct_by_id, locked.own_conduct_at = words, person_of(actor), redress_now()
    locked.save(update_fields=["own_conduct", "own_conduct_by", "own_conduct_at"])
    record(locked.case_id, Entry("link.own_conduct", {"link": locked.pk}, Audience.STAFF), actor)
    activity.touched(actor, locked.case)
    return locked


def end_link(actor: Actor, *, link: LinkedAccount, reason: str) -> LinkedAccount:
    """A link turned out to be wrong or over: it stays readable with the reason, and counts no more."""
    locked = _enter(actor, link)
    why = composed(reason)
    errors = list(incoming("reason", why, longest=LONGEST_ANSWER, required="Say why it ends."))
    if errors:
        raise Invalid(errors)
    locked.ended_at, locked.ended_by_id, locked.ended_reason = redress_now(), person_of(actor), why
    locked.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record(locked.case_id, Entry("link.ended", {"link": locked.pk}, Audience.STAFF), actor)
    activity.touched(actor, locked.case)
    return locked


def lacks_own_conduct(case: Suspension) -> bool:
    """Whether the measure rests on what another account did, and nobody has written what this one did itself."""
    return LinkedAccount.objects.filter(case=case, is_ground=True, ended_at=None, own_conduct="").exists()


def _enter(actor: Actor, link: LinkedAccount) -> LinkedAccount:
    refused = role_refusal(actor, Action.LINK, link.case)
    if refused is not None:
        raise refused
    case = lock_case(link.case_id)
    locked = LinkedAccount.objects.select_for_update(no_key=True).get(pk=link.pk)
    locked.case = case
    if locked.ended_at is not None:
        raise IllegalTransition("This link has ended.", state="")
    return locked
