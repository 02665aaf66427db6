"""What stands outside a case and stops its closing: proceedings elsewhere, and legal holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from accounts.roles import Role
from appeals.actions.arrivals import something_arrived
from appeals.actions.transition import Entry, lock_case, record
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import ALONE_HOLDS, Audience, Dispute, LegalHold

if TYPE_CHECKING:
    from datetime import datetime

    from appeals.models import Suspension

KINDS = frozenset({"out_of_court", "court"})
OUTCOMES = frozenset({"for_the_person", "for_us", "settled", "withdrawn", "not_admitted"})


def record_dispute(
    actor: Actor,
    *,
    case: Suspension,
    kind: str,
    body: str,
    filed_at: datetime,
    body_reference: str = "",
    stays_closure: bool = True,
) -> Dispute:
    """Note a proceeding before an out-of-court body or a court (Digital Services Act, Article 21), begun at `filed_at`.

    One that stays the closing sends an approved closure back. Raises NotAllowed for all but seniors, and Invalid.
    """
    user_id = _senior(actor)
    now = redress_now()
    errors = [] if kind in KINDS else [FieldError("kind", "unknown", "Say whether it is a court.")]
    if not body.strip():
        errors.append(FieldError("body", "required", "Name the body or the court."))
    if filed_at > now:
        errors.append(FieldError("filed_at", "in_the_future", "This moment has not come yet."))
    if errors:
        raise Invalid(errors)
    locked = lock_case(case.pk)
    dispute = Dispute.objects.create(
        case=locked,
        kind=kind,
        body=body.strip(),
        body_reference=body_reference.strip(),
        stays_closure=stays_closure,
        recorded_by_id=user_id,
        filed_at=filed_at,
        recorded_at=now,
    )
    record(locked.pk, Entry("dispute.recorded", {"kind": kind, "filed_at": filed_at, "stays_closure": stays_closure}), actor)
    if stays_closure:
        something_arrived(locked, actor, what="stay")
    return dispute


def settle_dispute(actor: Actor, *, dispute: Dispute, outcome: str, note: str = "") -> Dispute:
    """Note how a proceeding ended; it no longer stays the closing. What follows from it is for people to decide."""
    _senior(actor)
    if outcome not in OUTCOMES:
        raise Invalid.one("outcome", "unknown", "Say how it ended.")
    lock_case(dispute.case_id)
    locked = Dispute.objects.select_for_update(no_key=True).get(pk=dispute.pk)
    if locked.decided_at is not None:
        raise IllegalTransition("This proceeding has ended already.", state=locked.outcome)
    locked.outcome, locked.outcome_note, locked.decided_at = outcome, note, redress_now()
    locked.save(update_fields=["outcome", "outcome_note", "decided_at"])
    record(locked.case_id, Entry("dispute.settled", {"kind": locked.kind, "outcome": outcome}), actor)
    return locked


def place_legal_hold(actor: Actor, *, case: Suspension, reason: str, until: datetime | None = None) -> LegalHold:
    """Stop deletion and closing, for a reason that only staff read; without `until` (UTC) for as long as nobody lifts it.

    It holds at once, but for 72 hours only until another senior confirms it.
    """
    user_id = _senior(actor)
    now = redress_now()
    if not reason.strip():
        raise Invalid.one("reason", "required", "Say why nothing may be deleted.")
    if until is not None and until <= now:
        raise Invalid.one("until", "in_the_past", "This moment is over.")
    locked = lock_case(case.pk)
    alone = now + ALONE_HOLDS if until is None else min(until, now + ALONE_HOLDS)
    hold = LegalHold.objects.create(
        case=locked, reason=reason.strip(), placed_by_id=user_id, placed_at=now, until=alone, wanted_until=until
    )
    record(locked.pk, Entry("legal_hold.placed", {"until": alone, "wanted_until": until}, Audience.STAFF), actor)
    something_arrived(locked, actor, what="stay")
    return hold


def confirm_legal_hold(actor: Actor, *, hold: LegalHold) -> LegalHold:
    """Another senior agrees to a legal hold: it lasts as long as was asked for.

    Raises NotIndependent for whoever placed it, IllegalTransition for one that is over or was confirmed.
    """
    user_id = _senior(actor)
    lock_case(hold.case_id)
    locked = LegalHold.objects.select_for_update(no_key=True).get(pk=hold.pk)
    now = redress_now()
    if locked.lifted_at is not None or locked.confirmed_at is not None or (locked.until is not None and locked.until <= now):
        raise IllegalTransition("This legal hold does not wait for anybody.", state="confirmed" if locked.confirmed_at else "over")
    if locked.placed_by_id == user_id:
        raise NotIndependent("You placed this. Another senior confirms it.")
    locked.confirmed_at, locked.confirmed_by_id, locked.until = now, user_id, locked.wanted_until
    locked.save(update_fields=["confirmed_at", "confirmed_by", "until"])
    record(locked.case_id, Entry("legal_hold.confirmed", {"until": locked.until}, Audience.STAFF), actor)
    return locked


def lift_legal_hold(actor: Actor, *, hold: LegalHold) -> LegalHold:
    """End a legal hold. Raises IllegalTransition for one that was lifted before."""
    user_id = _senior(actor)
    lock_case(hold.case_id)
    locked = LegalHold.objects.select_for_update(no_key=True).get(pk=hold.pk)
    if locked.lifted_at is not None:
        raise IllegalTransition("This legal hold was lifted already.", state="lifted")
    locked.lifted_at, locked.lifted_by_id = redress_now(), user_id
    locked.save(update_fields=["lifted_at", "lifted_by"])
    record(locked.case_id, Entry("legal_hold.lifted", {}, Audience.STAFF), actor)
    return locked


def _senior(actor: Actor) -> int:
    if actor.kind is not ActorKind.STAFF or Role.SENIOR not in actor.roles or actor.user_id is None:
        raise NotAllowed("Only a senior may do this.")
    return actor.user_id
