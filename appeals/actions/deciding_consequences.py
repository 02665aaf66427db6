"""What a decision does to the measure, the closure and the money: checked beforehand, carried out with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import clocks, closure_moves, effects, holds, measures, promises
from appeals.actions.transition import Entry, take
from appeals.actions.wording import LONGEST_ANSWER, outgoing
from appeals.errors import FieldError, Invalid
from appeals.models import Closure, EffectKind, Hold, HoldKind, HoldOutcome, Outcome, SubjectKind
from appeals.workflow import PENDING_CLOSURE, Action, ClosureState, HoldState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.actors import Actor
    from appeals.actions.deciding_draft import DecisionDraft
    from appeals.models import Appeal


def consequence_errors(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    """What keeps the decision from being carried out: a lighter measure or date that is missing, off or out of place."""
    yield from _measure_after(appeal, draft)
    yield from _hold_until(appeal, draft)
    yield from _money(appeal, draft)


def _measure_after(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    after, case = draft.measure_after, appeal.case
    wanted = draft.outcome == Outcome.CHANGED and appeal.subject_kind != SubjectKind.HOLD
    if after is None or not wanted:
        if wanted:
            yield FieldError("measure_after", "required", "Say which lighter measure goes on.")
        elif after is not None:
            yield FieldError("measure_after", "not_here", "A lighter measure belongs to what was changed.")
        return
    closed = appeal.subject_kind == SubjectKind.CLOSURE and case.state == SuspensionState.CLOSED
    if not closed and case.state != SuspensionState.IN_FORCE:
        yield FieldError("outcome", "not_in_force", "The measure has ended: it can be overturned or stay, not change.")
        return
    try:
        if closed:
            measures.check_reopened(case, after)
        else:
            measures.check_lighter(case, after, draft.summary)
    except Invalid as refused:
        yield from (FieldError(f"measure_after.{one.field}", one.code, one.message) for one in refused.errors if one.field != "reason")


def _hold_until(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    until, hold = draft.hold_until, appeal.hold
    if hold is None or draft.outcome != Outcome.CHANGED:
        if until is not None:
            yield FieldError("hold_until", "not_here", "A new date belongs to a hold that was changed.")
        return
    now_until = hold.proposed_ends_at or hold.ends_at
    if hold.state != HoldState.HELD:
        yield FieldError("outcome", "not_in_force", "This hold has ended: it can be overturned or stay, not change.")
    elif until is None:
        yield FieldError("hold_until", "required", "Say until when the money is held now.")
    elif until <= redress_now() or (now_until is not None and until >= now_until):
        yield FieldError("hold_until", "not_earlier", "The new date is in the future and earlier than the old one.")


def _money(appeal: Appeal, draft: DecisionDraft) -> Iterator[FieldError]:
    held = {hold.public_id: hold for hold in appeal.case.holds.filter(state=HoldState.HELD)}
    language = draft.language or appeal.case.account.language
    seen: set[str] = set()
    for place, (public_id, outcome, reason) in enumerate(draft.money):
        field = f"money[{place}]"
        hold = held.get(public_id)
        if hold is None or public_id in seen:
            yield FieldError(f"{field}.hold", "unknown", "Name each hold of this case once.")
            continue
        seen.add(public_id)
        allowed = _outcomes(hold, draft, appeal)
        if outcome not in allowed:
            yield FieldError(f"{field}.outcome", "not_here", f"This money can only end as: {', '.join(sorted(allowed))}.")
        yield from outgoing(f"{field}.reason", reason, language=language, longest=LONGEST_ANSWER, required="Say why. The person reads it.")


def _outcomes(hold: Hold, draft: DecisionDraft, appeal: Appeal) -> set[str]:
    """Approved work is paid, or law takes it; and what hung on a measure that was wrong is paid."""
    undone = appeal.closure is not None and appeal.closure.state == ClosureState.EFFECTED
    measure_falls = appeal.subject_kind == SubjectKind.SUSPENSION or undone
    wrong = draft.outcome == Outcome.OVERTURNED and (measure_falls or appeal.hold_id == hold.pk)
    if wrong:
        return {str(HoldOutcome.RELEASE)}
    if hold.kind == HoldKind.APPROVED_WORK:
        return {str(HoldOutcome.RELEASE), str(HoldOutcome.SURRENDER_BY_LAW)}
    return set(HoldOutcome.values)


def carry_out(appeal: Appeal, actor: Actor, draft: DecisionDraft) -> None:
    """Put a decision into effect on a locked case, after its row is written: a closed account opens only by a decision."""
    for public_id, outcome, reason in draft.money:
        hold = Hold.objects.get(case=appeal.case, public_id=public_id)
        _end_hold(hold, appeal, actor, outcome, reason)
    if draft.outcome in {Outcome.OVERTURNED, Outcome.CHANGED}:
        {
            SubjectKind.SUSPENSION: _on_measure,
            SubjectKind.CLOSURE: _on_closure,
            SubjectKind.HOLD: _on_hold,
        }[SubjectKind(appeal.subject_kind)](appeal, actor, draft)


def _on_measure(appeal: Appeal, actor: Actor, draft: DecisionDraft) -> None:
    case = appeal.case
    if draft.outcome == Outcome.OVERTURNED:
        measures.overturn(case, actor, cause=draft.cause or "", appeal=appeal)
        for hold in case.holds.filter(state=HoldState.HELD).order_by("id"):
            _end_hold(hold, appeal, actor, HoldOutcome.RELEASE, draft.summary)
    elif draft.measure_after is not None:
        measures.change(case, actor, after=draft.measure_after, reason=draft.summary, told=False, appeal=appeal)


def _on_closure(appeal: Appeal, actor: Actor, draft: DecisionDraft) -> None:
    """A closure that took effect is undone; one that was only planned is refused."""
    case, disputed = appeal.case, appeal.closure
    if disputed is None:
        return
    closure = Closure.objects.select_for_update(no_key=True).get(pk=disputed.pk)
    closure.case = case
    if closure.state in PENDING_CLOSURE:
        _refuse(closure, actor)
    elif closure.state == ClosureState.EFFECTED and draft.outcome == Outcome.OVERTURNED:
        _on_measure(appeal, actor, draft)
    if draft.measure_after is not None:
        if case.state == SuspensionState.CLOSED:
            measures.reopen(case, actor, after=draft.measure_after, appeal=appeal)
        else:
            measures.change(case, actor, after=draft.measure_after, reason=draft.summary, told=False, appeal=appeal)


def _refuse(closure: Closure, actor: Actor) -> None:
    """The decision's letter tells the person."""
    if closure.state == ClosureState.APPROVED:
        closure_moves.back_to_review(closure, actor, because="appeal_decided")
    closure_moves.abandon_reviews(closure)
    entry = Entry("closure.refused", {"closure": closure.reference})
    take(closure, Action.REFUSE, actor, entry, ended_at=redress_now(), assignee_id=None)
    clocks.stop(closure)
    promises.say_of_closure(closure, None)


def _on_hold(appeal: Appeal, actor: Actor, draft: DecisionDraft) -> None:
    disputed = appeal.hold
    if disputed is None:
        return
    hold = Hold.objects.select_for_update(no_key=True).get(pk=disputed.pk)
    if draft.hold_until is not None:
        hold.case = appeal.case
        holds.shorten(hold, actor, until=draft.hold_until)
    elif hold.state == HoldState.HELD:
        _end_hold(hold, appeal, actor, HoldOutcome.RELEASE, draft.summary)
    elif hold.outcome != HoldOutcome.RELEASE:
        effects.request(appeal.case, EffectKind.RELEASE, actor, appeal=appeal, hold=hold)


def _end_hold(hold: Hold, appeal: Appeal, actor: Actor, outcome: str, reason: str) -> None:
    hold.case = appeal.case
    holds.end(hold, actor, outcome=outcome, reason=reason, appeal=appeal)
