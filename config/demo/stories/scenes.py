"""The scenes that sample cases are made of: a measure told, an appeal sent, a judgement, a report of the marketplace."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.instants import redress_now
from appeals.actions import deciding, delivery, effects, filing, intake, measures, recording, reports
from appeals.actions.deciding_draft import DecisionDraft
from appeals.actions.drafts import CitationDraft, FactDraft, SuspensionDraft
from appeals.models import Appeal, Effect, EffectKind, Notice, Suspension
from appeals.workflow import EffectState
from config.demo.stories.cast import MIRA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from appeals.models import Decision, Evidence
    from config.demo.stories.cast import Person, Staff
    from config.demo.stories.papers import Paper
    from config.demo.stories.stage import Stage

WORK = ("message_new", "propose", "new_contract", "visible")
OFFERS = ("propose", "new_contract")
# Between the steps of a person who writes at home.
A_WHILE = timedelta(minutes=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a measure is taken: the section, what it means here, and what was found so many days before."""

    section: str
    explanation: str
    facts: tuple[tuple[int, str], ...]


def suspend(
    stage: Stage, person: Person, measure: str, reason: Reason, *, days: int | None = None, by: Staff = MIRA, **more: Any
) -> Suspension:
    """The marketplace records a measure that it has applied a minute before, for so many days (or until `review_on`)."""
    stage.take_over(person)
    now = redress_now()
    warning = measure == "warning"
    values: dict[str, Any] = {
        "removes": () if warning else WORK,
        "ends_at": now + timedelta(days=days) if days else None,
        "already_applied_at": None if warning else now - timedelta(minutes=1),
        "no_warning_reason": "" if warning else "What was found could not wait for a warning.",
        "ladder_reason": "" if warning else "A lighter step would have left the client without protection.",
    }
    citation = CitationDraft(
        section=reason.section,
        explanation=reason.explanation,
        language=person.language,
        facts=tuple(FactDraft(occurred_on=(now - timedelta(days=before)).date(), what=what) for before, what in reason.facts),
    )
    draft = SuspensionDraft(
        account=person.account,
        external_id=f"enf-{now:%Y%m%d}-{person.key.replace('.', '-')}",
        measure=measure,
        starts_at=now,
        citations=(citation,),
        decided_by=f"staff-{by.name}",
        decided_at=now - timedelta(minutes=5),
        **(values | more),
    )
    case: Suspension = stage.do(recording.record_suspension, stage.platform, draft=draft)
    return fresh(case)


def fresh(case: Suspension) -> Suspension:
    """The case as it is now."""
    return Suspension.objects.select_related("account").get(pk=case.pk)


def latest(appeal: Appeal) -> Appeal:
    """The appeal as it is now."""
    return Appeal.objects.select_related("case__account", "closure", "hold").get(pk=appeal.pk)


def read_letters(stage: Stage, case: Suspension) -> None:
    """The person opens every letter in the portal that they have not opened."""
    for notice in Notice.objects.filter(case=case, member=None, opened_at=None).select_related("case").order_by("id"):
        stage.do(delivery.open_notice, stage.owner_of(case), notice=notice)


def write_appeal(stage: Stage, case: Suspension, statement: str, *, papers: tuple[Paper, ...] = (), **more: Any) -> Appeal:
    """The person begins an appeal and writes it; `more` names its subject or what they say beside it. Unsent."""
    about = {name: more.pop(name) for name in ("subject_kind", "closure", "hold", "level") if name in more}
    person = stage.owner_of(case)
    appeal: Appeal = stage.do(filing.start_appeal, person, case=fresh(case), **about)
    stage.do(filing.edit_appeal, person, appeal=appeal, statement=statement, **more)
    for paper in papers:
        stage.wait(A_WHILE)
        hand_in(stage, appeal, paper)
    return latest(appeal)


def appeal_against(stage: Stage, case: Suspension, statement: str, **more: Any) -> Appeal:
    """As `write_appeal`, and sent."""
    appeal = write_appeal(stage, case, statement, **more)
    stage.wait(A_WHILE)
    stage.do(filing.submit_appeal, stage.owner_of(case), appeal=appeal)
    return latest(appeal)


def hand_in(stage: Stage, appeal: Appeal, paper: Paper, **more: Any) -> Evidence:
    """The person adds one file."""
    with intake.received(io.BytesIO(paper.content), name=paper.name, size=len(paper.content)) as got:
        added: Evidence = stage.do(intake.add_file, stage.owner_of(appeal.case), appeal=latest(appeal), received=got, **more)
    return added


def claim(stage: Stage, appeal: Appeal, by: Staff) -> Appeal:
    """A reviewer takes an appeal from the queue."""
    stage.do(deciding.claim_appeal, stage.staff(by), appeal=latest(appeal))
    return latest(appeal)


def draft_of(appeal: Appeal, outcome: str, summary: str, **more: Any) -> DecisionDraft:
    """A decision with a finding for each point, given as `findings`, and every item of evidence accounted for."""
    findings = tuple((place, finding, answer) for place, (finding, answer) in enumerate(more.pop("findings", ())))
    notes = more.pop("notes", {})
    sent = appeal.evidence.filter(removed_at=None).order_by("id")
    used = tuple((one.public_id, True, notes.get(one.name, "")) for one in sent)
    return DecisionDraft(outcome=outcome, summary=summary, findings=findings, evidence_used=used, **more)


def decide(stage: Stage, appeal: Appeal, by: Staff, draft: DecisionDraft) -> Decision:
    """One person decides."""
    decision: Decision = stage.do(deciding.decide_appeal, stage.staff(by), appeal=latest(appeal), draft=draft)
    return decision


def propose(stage: Stage, appeal: Appeal, by: Staff, draft: DecisionDraft) -> None:
    """The first person hands a judgement to a second one."""
    stage.do(deciding.propose_decision, stage.staff(by), appeal=latest(appeal), draft=draft)


def agree(stage: Stage, appeal: Appeal, by: Staff, own_view: str, reason: str) -> Decision:
    """The second person records an own view, sees the first judgement, and signs it."""
    stage.do(deciding.record_view, stage.staff(by), appeal=latest(appeal), own_view=own_view, reason=reason)
    decision: Decision = stage.do(deciding.approve_decision, stage.staff(by), appeal=latest(appeal))
    return decision


def report_done(stage: Stage, case: Suspension, *kinds: str) -> None:
    """The marketplace reports what it was asked for: these kinds of effects, or all that wait."""
    for effect in waiting(case):
        if not kinds or effect.kind in kinds:
            stage.do(effects.confirm_effect, stage.platform, effect=effect, done_at=redress_now())


def waiting(case: Suspension) -> Iterator[Effect]:
    """What the marketplace has not reported yet, oldest first."""
    asked = Effect.objects.filter(case=case, state__in=[EffectState.REQUESTED, EffectState.OVERDUE])
    yield from asked.select_related("case__account", "closure").order_by("id")


def recorded_by_phone(stage: Stage, case: Suspension, by: Staff, statement: str, **more: Any) -> Appeal:
    """Intake writes down an appeal that came by telephone half an hour before, and sends it for the person."""
    clerk = stage.staff(by)
    arrived = redress_now() - timedelta(minutes=30)
    appeal: Appeal = stage.do(filing.start_appeal, clerk, case=fresh(case), channel="phone", received_at=arrived)
    stage.do(filing.edit_appeal, clerk, appeal=appeal, statement=statement, **more)
    stage.do(filing.submit_appeal, clerk, appeal=latest(appeal))
    return latest(appeal)


def confirm(stage: Stage, case: Suspension, by: Staff) -> None:
    """A second person confirms what was proposed, and the person reads of it."""
    stage.do(measures.confirm_suspension, stage.staff(by), case=fresh(case))
    read_letters(stage, case)


def report_closed(stage: Stage, case: Suspension) -> None:
    """The marketplace reports that it closed the account."""
    for effect in waiting(case):
        if effect.kind == EffectKind.CLOSE:
            stage.do(reports.confirm, stage.platform, effect=effect, done_at=redress_now())
