"""An appeal's way to us: begun, written, sent, taken back, or ended unsent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from accounts.actors import SYSTEM, Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import clocks, filing_rules, promises, receipts
from appeals.actions.arrivals import something_arrived
from appeals.actions.last_days import is_late, last_day_of, promised_last_day
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, create, enter, lock_case, settle, take, with_reference
from appeals.authority import Target, is_recorded_by, role_refusal, subject_refusal, way_to_appeal
from appeals.errors import FieldError, IllegalTransition, Invalid, VersionConflict
from appeals.models import (
    Appeal,
    Audience,
    Channel,
    ClockKind,
    ClockOwner,
    InformationRequest,
    Level,
    OnPass,
    Receipt,
    Review,
    SubjectKind,
)
from appeals.workflow import Action, AppealState, ClosureState, RequestState

if TYPE_CHECKING:
    from appeals.actions.filing_rules import Arrival
    from appeals.models import Closure, Hold, Suspension

# A draft is kept until the last day to appeal, and never for a shorter time than this.
DRAFT_KEPT = timedelta(days=30)
PEOPLE = frozenset({ActorKind.APPELLANT, ActorKind.REPRESENTATIVE})


def start_appeal(
    actor: Actor,
    *,
    case: Suspension,
    subject_kind: str = SubjectKind.SUSPENSION,
    closure: Closure | None = None,
    hold: Hold | None = None,
    level: str = Level.FIRST,
    channel: str = Channel.PORTAL,
    received_at: datetime | None = None,
    language: str | None = None,
) -> Appeal:
    """Begin a draft; one that this side has begun already is answered again. `received_at` is an aware instant.

    What a person writes is theirs alone until it is sent. Where staff or a key write down what came by letter, mail or
    phone, a draft that the person had begun ends unsent; they can still read it. Raises Invalid, and IllegalTransition
    where an appeal is open, was decided, or there is nothing left to dispute.
    """
    target = filing_rules.target_of(case, subject_kind, closure, hold, level)
    refused = role_refusal(actor, Action.START_APPEAL, case)
    if refused is not None:
        raise refused
    # What is wrong with this very subject and level says more than that nothing at all is open.
    way = way_to_appeal(lock_case(case.pk), target)
    if way.refused is not None:
        raise way.refused
    locked = enter(actor, Action.START_APPEAL, case)
    arrival = filing_rules.arrival_of(actor, locked, channel, received_at, now=redress_now())
    if way.draft is not None:
        way.draft.case = locked
        if is_recorded_by(actor, way.draft):
            return way.draft
        _lapse(way.draft, because="recorded")
    errors = list(filing_rules.language_errors(language)) if language else []
    if errors:
        raise Invalid(errors)
    return _begin(actor, locked, target, arrival, language or locked.account.language)


def _begin(actor: Actor, case: Suspension, target: Target, arrival: Arrival, language: str) -> Appeal:
    def insert(reference: str) -> tuple[Appeal, Any]:
        body = {"appeal": reference, "level": target.level, "subject": target.kind, "channel": arrival.channel}
        return create(
            Appeal,
            actor,
            Entry("appeal.drafted", body),
            reference=reference,
            case=case,
            subject_kind=target.kind,
            closure=target.closure,
            hold=target.hold,
            level=target.level,
            channel=arrival.channel,
            received_at=arrival.received_at,
            language=language,
            filed_by_id=actor.user_id,
        )

    appeal, event = with_reference("APL", insert)
    _keep_draft(appeal)
    if actor.kind in PEOPLE:
        soon = case.answer_by if target.kind == SubjectKind.SUSPENSION and case.answer_by else None
        answer_by = soon if soon is not None and soon > event.occurred_at else None
        values = {"answer_by": answer_by, "last_day_to_appeal": promised_last_day(appeal)}
        tell(event, "draft_saved", values, about=appeal, by=answer_by)
    return appeal


def _keep_draft(appeal: Appeal) -> None:
    least = redress_now() + DRAFT_KEPT
    due = max(last_day_of(appeal) or least, least)
    clocks.start(appeal, ClockKind.DRAFT_LAPSES, due, owner=ClockOwner.APPELLANT, on_pass=OnPass.LAPSE)


def edit_appeal(
    actor: Actor,
    *,
    appeal: Appeal,
    version: int | None = None,
    disputes: list[int] | None = None,
    wants: str | None = None,
    statement: str | None = None,
    context: list[dict[str, str]] | None = None,
    contact: dict[str, str] | None = None,
    language: str | None = None,
    late_reason: str | None = None,
) -> Appeal:
    """Write in a draft, or complete an appeal that staff wrote down for the person; None leaves a value as it is.

    A statement holds at most 10,000 characters as people count them. Raises Invalid with every error, and
    VersionConflict where `version` is not the one that is stored.
    """
    locked = enter(actor, Action.EDIT, appeal)
    if version is not None and version != locked.version:
        raise VersionConflict(locked.version)
    given = {
        "disputes": disputes,
        "wants": wants,
        "statement": statement,
        "context": context,
        "contact": contact,
        "language": language,
        "late_reason": late_reason,
    }
    values = filing_rules.checked(locked, given)
    if locked.state != AppealState.DRAFT:
        return _complete(actor, locked, values)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.updated_at = redress_now()
    locked.save(update_fields=[*values, "version", "updated_at"])
    return locked


def _complete(actor: Actor, appeal: Appeal, values: dict[str, Any]) -> Appeal:
    """What staff wrote down is completed by the person: that is something new for whoever judges."""
    if not values.get("statement", "set"):
        raise Invalid.one("statement", "required", "Tell us in your own words what happened.")
    event = take(appeal, Action.EDIT, actor, Entry("appeal.completed", {"appeal": appeal.reference}), **values)
    receipt = receipts.issue(appeal, [], event.occurred_at)
    receipts.confirm(appeal, event, receipt, received_at=event.occurred_at, addition=True)
    something_arrived(appeal.case, actor, what="appeal")
    return appeal


def submit_appeal(actor: Actor, *, appeal: Appeal) -> Receipt:
    """Send a draft and start our promises; sending it again answers the same receipt.

    Only the statement is required, and a reason where the last day is over. Raises Invalid, or IllegalTransition where
    there is nothing left to dispute.
    """
    try:
        locked = enter(actor, Action.SUBMIT, appeal)
    except IllegalTransition:
        # The locks are held: whoever pressed twice finds what the first press made.
        sent = Receipt.objects.filter(appeal=appeal, number=1).first()
        if sent is None:
            raise
        return sent
    now = redress_now()
    received_at = locked.received_at or now
    late = is_late(locked, received_at)
    _check_ready(locked, late=late)
    promised = promises.promise(locked, received_at, now)
    event = take(
        locked,
        Action.SUBMIT,
        actor,
        Entry("appeal.submitted", _about(locked) | {"late": late, "decide_by": promised.decide_by}),
        submitted_at=now,
        received_at=received_at,
        late=late,
        decide_by=promised.decide_by,
        ceiling_at=promised.ceiling_at,
    )
    clocks.met(locked, ClockKind.DRAFT_LAPSES)
    if locked.subject_kind == SubjectKind.SUSPENSION:
        clocks.met(locked.case, ClockKind.ANSWER_BY)
    promises.start(locked, promised, now)
    receipt = receipts.issue(locked, receipts.files_of(locked.evidence.filter(removed_at=None)), now, number=1)
    receipts.confirm(locked, event, receipt, received_at=received_at)
    something_arrived(locked.case, actor, what="appeal")
    return receipt


def _check_ready(appeal: Appeal, *, late: bool) -> None:
    target = Target(kind=appeal.subject_kind, level=appeal.level, closure=appeal.closure, hold=appeal.hold)
    gone = subject_refusal(appeal.case, target)
    if gone is not None:
        raise gone
    errors = []
    if not appeal.statement.strip():
        errors.append(FieldError("statement", "required", "Tell us in your own words what happened."))
    if late and not (appeal.late_reason or "").strip():
        errors.append(FieldError("late_reason", "required", "The last day is over. Say why it comes now; we still read it."))
    if errors:
        raise Invalid(errors)


def withdraw_appeal(actor: Actor, *, appeal: Appeal) -> Appeal:
    """Take a sent appeal back. The person may appeal again until the last day."""
    locked = enter(actor, Action.WITHDRAW, appeal)
    now = redress_now()
    for request in InformationRequest.objects.filter(appeal=locked, state=RequestState.OPEN):
        request.case = locked.case
        entry = Entry("request.withdrawn", {"request": request.public_id}, Audience.STAFF)
        settle(request, RequestState.WITHDRAWN, actor, entry, withdrawn_because="You took your appeal back.")
        clocks.stop(request)
    Review.objects.filter(appeal=locked, completed_at=None, abandoned_at=None).update(abandoned_at=now)
    event = take(locked, Action.WITHDRAW, actor, Entry("appeal.withdrawn", _about(locked)))
    promises.end(locked, kept=False)
    values = {
        "reference": locked.reference,
        "subject": subject_word(locked),
        "withdrawn_at": now,
        "last_day_to_appeal": promised_last_day(locked),
    }
    tell(event, "appeal_withdrawn", values, about=locked)
    return locked


def lapse_appeal(actor: Actor, *, appeal: Appeal) -> Appeal:
    """End a draft that was never sent; the system alone does this. One whose last day moved on is kept until then."""
    locked = enter(actor, Action.LAPSE, appeal)
    last_day = last_day_of(locked)
    if last_day is not None and last_day > redress_now():
        _keep_draft(locked)
        return locked
    return _lapse(locked, because="last_day")


def _lapse(draft: Appeal, *, because: str) -> Appeal:
    entry = Entry("appeal.lapsed", {"appeal": draft.reference, "because": because})
    take(draft, Action.LAPSE, SYSTEM, entry)
    clocks.stop(draft)
    return draft


def subject_word(appeal: Appeal) -> str:
    """What an appeal is about, in the word that letters use: a measure by its name, a closure by whether it is done."""
    if appeal.subject_kind == SubjectKind.SUSPENSION:
        return appeal.case.measure
    planned = appeal.closure is not None and appeal.closure.state != ClosureState.EFFECTED
    return "closure_plan" if planned else appeal.subject_kind


def _about(appeal: Appeal) -> dict[str, Any]:
    return {"appeal": appeal.reference, "level": appeal.level, "subject": appeal.subject_kind, "channel": appeal.channel}
