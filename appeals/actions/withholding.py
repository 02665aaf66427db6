"""Holding back reasons for a while: one person proposes, a senior agrees, both look again within 30 days, and in the end they are given.

A platform may have to (P2B Regulation, Article 4(5): a legal duty not to disclose), and every use of it is on record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.actors import ActorKind
from accounts.instants import redress_now
from accounts.models import Account
from accounts.roles import JUDGING_ROLES, Role
from appeals.actions import recording_rules, statements
from appeals.actions.drafts import as_stored, from_stored
from appeals.actions.recording import record_suspension
from appeals.actions.statements import Withheld
from appeals.actions.transition import Entry, lock_case, record
from appeals.actions.wording import LONGEST_ANSWER, composed, incoming, outgoing
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed, NotIndependent, NotVisible
from appeals.models import Answered, Audience, Disclosure, Withholding, new_public_id
from appeals.queries.disclosure import is_withheld
from appeals.workflow import SuspensionState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.actions.drafts import SuspensionDraft
    from appeals.models import Suspension

LONGEST = timedelta(days=30)


def propose_withheld_measure(actor: Actor, *, draft: SuspensionDraft, why: str) -> Withholding:
    """Keep a measure whose reasons are to be held back until a senior agrees; nothing is in force before.

    `draft` says how much is held back, on which ground and until when (UTC, at most 30 days on); `why` is for the senior
    alone. Raises Invalid with every error of the measure and of the withholding.
    """
    _of_staff(actor, JUDGING_ROLES)
    now = redress_now()
    account = Account.objects.filter(external_id=draft.account).first()
    basis, told = composed(draft.disclosure_basis or ""), composed(why)
    language = account.language if account else "en"
    errors = list(_errors(draft.disclosure, basis, draft.disclosure_review_on, told, language=language, ends_at=draft.ends_at))
    try:
        recording_rules.check(replace(draft, disclosure=Disclosure.FULL), now=now)
    except Invalid as wrong:
        errors = [*wrong.errors, *errors]
    if errors or account is None:
        raise Invalid(errors)
    return _propose(actor, draft.disclosure, basis, draft.disclosure_review_on, told, account=account, draft=as_stored(draft))


def propose_longer(actor: Actor, *, case: Suspension, disclosure: str, basis: str, review_on: datetime | None, why: str) -> Withholding:
    """Propose that the reasons of a case stay held back until `review_on` (UTC). A senior agrees or not.

    Raises IllegalTransition where nothing is held back or a proposal is open already, Invalid with every error.
    """
    _of_staff(actor, JUDGING_ROLES)
    locked = lock_case(case.pk)
    check_withheld(locked)
    if Withholding.objects.filter(case=locked, state=Answered.OPEN).exists():
        raise IllegalTransition("A proposal to hold back the reasons longer waits for an answer already.", state=locked.state)
    ground, told = composed(basis), composed(why)
    errors = list(_errors(disclosure, ground, review_on, told, language=locked.account.language, ends_at=locked.ends_at))
    if errors:
        raise Invalid(errors)
    return _propose(actor, disclosure, ground, review_on, told, account=locked.account, case=locked)


def agree(actor: Actor, *, withholding: Withholding) -> Suspension:
    """A senior who did not propose it agrees: the measure is recorded and in force, or the next version withholds again.

    The person is told at once that reasons are held back, on which ground, and when two people look at it again. Raises
    NotIndependent for whoever proposed it, IllegalTransition where it was answered, or its day has come meanwhile.
    """
    locked = _enter(actor, withholding)
    if locked.proposed_by_id == actor.user_id:
        raise NotIndependent("You proposed this. Another person answers it.")
    now = redress_now()
    if locked.review_on <= now:
        raise IllegalTransition("The day until which this was to be held back has come. Propose it again.", state=locked.state)
    withheld = Withheld(locked.disclosure, locked.basis, locked.review_on, locked.proposed_by_id, actor.user_id or 0)
    if locked.draft is not None:
        # It starts when it is agreed to, not when it was written; whoever wrote it decided it.
        draft = replace(from_stored(locked.draft), disclosure=Disclosure.FULL, starts_at=now)
        case = record_suspension(actor, draft=draft, withheld=withheld)
    else:
        case = _withhold_again(actor, locked, withheld)
    _answer(locked, actor, Answered.AGREED, case=case)
    entry = Entry("reasons.withheld", {"disclosure": locked.disclosure, "review_on": locked.review_on}, Audience.STAFF)
    record(case.pk, entry, actor)
    return case


def refuse(actor: Actor, *, withholding: Withholding, reason: str) -> Withholding:
    """A senior does not agree, and says why; or whoever proposed it takes it back. Nothing comes of it."""
    locked = _enter(actor, withholding)
    own = locked.proposed_by_id == actor.user_id
    told = composed(reason)
    errors = list(incoming("reason", told, longest=LONGEST_ANSWER, required="" if own else "Say why: whoever proposed it reads this."))
    if errors:
        raise Invalid(errors)
    _answer(locked, actor, Answered.WITHDRAWN if own else Answered.REFUSED, answer=told)
    return locked


def give_reasons(actor: Actor, *, case: Suspension) -> Suspension:
    """Give the person everything: a full statement and its letter; the days to answer and to appeal run from that letter.

    Raises IllegalTransition where nothing is held back.
    """
    _of_staff(actor, JUDGING_ROLES)
    locked = lock_case(case.pk)
    check_withheld(locked)
    statements.issue(locked, actor, give=True)
    event = record(locked.pk, Entry("reasons.given"), actor)
    statements.tell_of_measure(locked, event, list(locked.holds.order_by("id")))
    return locked


def _propose(actor: Actor, disclosure: str, basis: str, review_on: Any, why: str, **of: Any) -> Withholding:
    held_back = {"disclosure": disclosure, "basis": basis, "review_on": review_on, "why": why}
    row: Withholding = Withholding.objects.create(public_id=new_public_id("wth"), proposed_by_id=actor.user_id or 0, **held_back, **of)
    return row


def _withhold_again(actor: Actor, locked: Withholding, withheld: Withheld) -> Suspension:
    case = lock_case(locked.case_id or 0)
    check_withheld(case)
    statements.issue(case, actor, withheld=withheld)
    event = record(case.pk, Entry("reasons.withheld_again"), actor)
    statements.tell_of_measure(case, event, list(case.holds.order_by("id")), withheld=withheld)
    return case


def check_withheld(case: Suspension) -> None:
    """Raises IllegalTransition where nothing is held back from the person of this case."""
    if case.state != SuspensionState.IN_FORCE or not is_withheld(case):
        raise IllegalTransition("Nothing is held back from the person here.", state=case.state)


def _enter(actor: Actor, withholding: Withholding) -> Withholding:
    """Lock an open proposal, behind its case; seniors answer, and whoever proposed it may take it back."""
    _of_staff(actor, JUDGING_ROLES)
    if withholding.case_id is not None:
        lock_case(withholding.case_id)
    locked = Withholding.objects.select_for_update(no_key=True, of=("self",)).filter(pk=withholding.pk).first()
    if locked is None:
        raise NotVisible
    if Role.SENIOR not in actor.roles and locked.proposed_by_id != actor.user_id:
        raise NotAllowed("A senior answers this.")
    if locked.state != Answered.OPEN:
        raise IllegalTransition("This was answered already.", state=locked.state)
    return locked


def _answer(locked: Withholding, actor: Actor, state: Answered, *, case: Suspension | None = None, answer: str = "") -> None:
    locked.state, locked.answered_by_id, locked.answered_at, locked.answer = state, actor.user_id, redress_now(), answer
    names = ["state", "answered_by", "answered_at", "answer"]
    if case is not None:
        locked.case = case
        names.append("case")
    locked.save(update_fields=names)


def _of_staff(actor: Actor, roles: frozenset[Role]) -> None:
    if actor.kind is not ActorKind.STAFF or not actor.roles & roles:
        raise NotAllowed("You may not hold back reasons.")


def _errors(
    disclosure: str, basis: str, review_on: datetime | None, why: str, *, language: str, ends_at: datetime | None
) -> Iterator[FieldError]:
    if disclosure not in {Disclosure.LIMITED, Disclosure.DEFERRED}:
        yield FieldError("disclosure.mode", "unknown", "Say how much is held back: limited or deferred.")
    needed = "Say on which ground. The person reads this."
    yield from outgoing("disclosure.basis", basis, language=language, longest=LONGEST_ANSWER, required=needed)
    yield from incoming("why", why, longest=LONGEST_ANSWER, required="Say why, for the senior who answers.")
    now = redress_now()
    if review_on is None:
        yield FieldError("disclosure.review_on", "required", "Say when two people look at it again, at most 30 days on.")
    elif not now < review_on <= now + LONGEST:
        yield FieldError("disclosure.review_on", "out_of_range", "Look at it again on a day that is still to come, at most 30 days on.")
    elif ends_at is not None and review_on >= ends_at:
        yield FieldError(
            "disclosure.review_on", "after_end", "Look at it again before the measure ends: afterwards no reasons can be given."
        )
