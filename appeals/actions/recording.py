"""Recording a measure: the case, its citations and facts, its statement, its notice, its dates, in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from accounts.models import User
from appeals.actions import clocks, delivery, effects, holds, recording_rules, statements
from appeals.actions.notices import tell_staff
from appeals.actions.standing import standing_kept
from appeals.actions.transition import Entry, create, take, with_reference
from appeals.authority import RULES
from appeals.deadlines import automation_confirm_by, cap_without_second_person, warning_counts_until
from appeals.errors import NotAllowed
from appeals.models import (
    Audience,
    Citation,
    ClockKind,
    ClockOwner,
    Counterparty,
    EffectKind,
    Fact,
    Measure,
    OnPass,
    Origin,
    PriorWarning,
    RegimePin,
    Signal,
    Suspension,
)
from appeals.queries.rules import regimes_for, rules_of, zone_of_case
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from appeals.actions.drafts import SuspensionDraft
    from appeals.actions.recording_rules import Checked
    from appeals.actions.statements import Withheld


def record_suspension(actor: Actor, *, draft: SuspensionDraft, withheld: Withheld | None = None) -> Suspension:
    """Record a measure and put it in force with its statement and notice.

    A measure longer than 30 days or open-ended runs for 30 days until a second person confirms. The same external id
    with the same body answers what exists. `withheld` is what two people agreed not to tell for now; a draft that asks
    for it alone is refused. Raises Invalid with every error, ExternalIdInUse, HumanDecisionRequired.
    """
    _check_actor(actor)
    if draft.external_id is not None:
        _lock_name(f"suspension:{draft.external_id}")
        known = recording_rules.already_recorded(draft)
        if known is not None:
            return known
    now = redress_now()
    checked = recording_rules.check(draft, now=now)
    case = _insert(actor, draft, checked, now)
    _write_parts(case, draft, checked)
    recording_rules.check_automation(draft, rules_of(case))
    if draft.origin == Origin.IMPORTED and not draft.citations:
        return _import_without_reason(case, actor)
    _put_in_force(case, actor, draft, withheld)
    return case


def _check_actor(actor: Actor) -> None:
    who = RULES["suspension", Action.START]
    if actor.kind is ActorKind.STAFF and actor.roles & who.roles:
        return
    if actor.kind is ActorKind.MACHINE and who.scope in actor.scopes:
        return
    raise NotAllowed("You may not record a measure.")


def _lock_name(name: str) -> None:
    """Let two requests with the same external id wait for each other instead of colliding."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _insert(actor: Actor, draft: SuspensionDraft, checked: Checked, now: datetime) -> Suspension:
    decider = User.objects.filter(staff_id=draft.decided_by).first() if draft.decided_by else None
    entry = Entry("suspension.recorded", {"measure": draft.measure, "origin": draft.origin}, Audience.STAFF)
    capped = _capped(draft)
    values: dict[str, Any] = {
        "external_id": draft.external_id,
        "body_sha256": draft.body_sha256,
        "account": checked.account,
        "origin": draft.origin,
        "measure": draft.measure,
        "status": "warned" if draft.measure == Measure.WARNING else "suspended",
        "removes": list(draft.removes),
        "territory": list(draft.territory),
        "starts_at": draft.starts_at,
        "ends_at": cap_without_second_person(draft.starts_at) if capped else draft.ends_at,
        "review_on": None if capped else draft.review_on,
        "proposed_ends_at": draft.ends_at if capped else None,
        "proposed_review_on": draft.review_on if capped else None,
        "already_applied_at": draft.already_applied_at,
        "confirmed_at": None if capped or decider_missing(draft) else (draft.decided_at or now),
        "source": draft.source,
        "source_reference": draft.source_reference,
        "automated_detection": draft.automated_detection,
        "automated_decision": draft.automated_decision,
        "decided_by_staff_id": draft.decided_by,
        "decided_by": decider,
        "decided_at": draft.decided_at,
        "no_warning_reason": draft.no_warning_reason,
        "ladder_reason": draft.ladder_reason,
        "notify": draft.notify,
        "notice_proof": draft.notice_proof,
        "recorded_by_id": actor.user_id,
        "recorded_by_key_id": actor.key_id,
    }
    return with_reference("SUS", lambda reference: create(Suspension, actor, entry, reference=reference, **values)[0])


def decider_missing(draft: SuspensionDraft) -> bool:
    """Whether no person stands behind the measure yet."""
    return draft.automated_decision == "full"


def _capped(draft: SuspensionDraft) -> bool:
    if draft.measure == Measure.WARNING or draft.origin == Origin.IMPORTED:
        return False
    if draft.ends_at is None:
        return True
    return draft.ends_at > cap_without_second_person(draft.starts_at)


def _write_parts(case: Suspension, draft: SuspensionDraft, checked: Checked) -> None:
    on = draft.starts_at.date()
    RegimePin.objects.bulk_create(
        RegimePin(suspension=case, regime=regime) for regime in regimes_for(checked.account, measure=draft.measure, on=on)
    )
    for place, (citation, version) in enumerate(zip(draft.citations, checked.versions, strict=True)):
        row = Citation.objects.create(
            suspension=case,
            position=place,
            section_version=version,
            ground=citation.ground,
            legal_ground=citation.legal_ground,
            explanation=citation.explanation,
            language=citation.language,
            public_facts=citation.public_facts,
        )
        Fact.objects.bulk_create(
            Fact(
                citation=row,
                position=number,
                occurred_on=fact.occurred_on,
                what=fact.what,
                item_kind=fact.item_kind,
                item_external_id=fact.item_external_id,
                item_label=fact.item_label,
            )
            for number, fact in enumerate(citation.facts)
        )
    PriorWarning.objects.bulk_create(PriorWarning(suspension=case, warning=one) for one in checked.warnings)
    Counterparty.objects.bulk_create(
        Counterparty(suspension=case, external_id=one.external_id, contract=one.contract, contract_ends_on=one.contract_ends_on)
        for one in draft.counterparties
    )
    Signal.objects.bulk_create(
        Signal(suspension=case, detector=one.detector, version=one.version, score=one.score, detail=one.detail) for one in draft.signals
    )


def _import_without_reason(case: Suspension, actor: Actor) -> Suspension:
    due = cap_without_second_person(redress_now())
    clocks.start(case, ClockKind.REASON_DUE, due, owner=ClockOwner.STAFF, on_pass=OnPass.LIFT, escalates=True)
    take(case, Action.START, actor, Entry("suspension.in_force", {"imported": True}, Audience.STAFF))
    return case


def _put_in_force(case: Suspension, actor: Actor, draft: SuspensionDraft, withheld: Withheld | None) -> None:
    with standing_kept(case, actor):
        if case.measure == Measure.WARNING:
            case.counts_until = warning_counts_until(case.starts_at, zone=zone_of_case(case), rules=rules_of(case))
            case.save(update_fields=["counts_until"])
        placed = [holds.place(case, actor, hold, seen_by_statement=True) for hold in draft.holds]
        statement = statements.issue(case, actor, withheld=withheld)
        event = take(case, Action.START, actor, Entry("suspension.in_force", {"statement": statement.number}))
    if case.measure != Measure.WARNING:
        done = draft.already_applied_at
        effects.request(case, EffectKind.APPLY, actor, already_done_at=done)
        for hold in placed:
            effects.request(case, EffectKind.HOLD, actor, hold=hold, already_done_at=done)
    start_clocks(case)
    told = statements.tell_of_measure(case, event, placed, withheld=withheld)
    if case.notify == "platform" and case.notice_proof:
        delivery.prove_as_recorded(told, case.notice_proof)
    if actor.kind is ActorKind.MACHINE and case.decided_by is not None:
        tell_staff(
            case.decided_by,
            "suspender_recorded",
            case,
            {"decided_at": case.decided_at or case.starts_at},
            dedupe_key=f"suspender:{case.reference}",
        )


def start_clocks(case: Suspension) -> None:
    """Start the clocks of a measure in force: its end or review, its second person, its first human look."""
    clocks.start_all(case, list(_plans(case)))


def _plans(case: Suspension) -> Iterator[clocks.Plan]:
    staff, unconfirmed = ClockOwner.STAFF, case.confirmed_at is None
    if case.counts_until is not None:
        yield clocks.Plan(kind=ClockKind.COUNTS_UNTIL, due_at=case.counts_until, owner=staff, on_pass=OnPass.EXPIRE)
    if case.ends_at is not None:
        yield clocks.Plan(kind=ClockKind.ENDS, due_at=case.ends_at, owner=ClockOwner.PLATFORM, on_pass=OnPass.EXPIRE)
    if case.review_on is not None:
        yield clocks.Plan(kind=ClockKind.REVIEW_MEASURE, due_at=case.review_on, owner=staff, on_pass=OnPass.LIFT, escalates=True)
    if unconfirmed and (case.proposed_ends_at or case.proposed_review_on):
        due = cap_without_second_person(case.starts_at)
        yield clocks.Plan(kind=ClockKind.CONFIRM_BY, due_at=due, owner=staff, on_pass=OnPass.ESCALATE, escalates=True)
    if unconfirmed and case.automated_decision == "full" and case.measure != Measure.WARNING:
        due = automation_confirm_by(case.starts_at, zone=zone_of_case(case), rules=rules_of(case))
        yield clocks.Plan(kind=ClockKind.HUMAN_REVIEW, due_at=due, owner=staff, on_pass=OnPass.LIFT, escalates=True)
