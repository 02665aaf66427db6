"""What the pages of the person show, with a fixed number of queries however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, prefetch_related_objects

from accounts.instants import redress_now
from appeals.authority import ways_to_appeal
from appeals.errors import NotVisible
from appeals.models import (
    Appeal,
    Audience,
    Clock,
    ClockKind,
    ClockState,
    Closure,
    Decision,
    Effect,
    Evidence,
    Finding,
    Hold,
    InformationRequest,
    Notice,
    Receipt,
    SectionVersion,
    Statement,
    Suspension,
)
from appeals.queries.disclosure import told_citations
from appeals.queries.next_step import NextStep, Parts, next_step
from appeals.queries.papers import exhibits_of
from appeals.queries.standing import standing_of
from appeals.queries.timeline import timeline_for
from appeals.queries.visibility import visible_appeals, visible_to
from appeals.workflow import AppealState, EffectState, RequestState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.actors import Actor
    from appeals.authority import Way
    from appeals.queries.timeline import TimelineEntry

LONGEST_LIST = 100
LONGEST_INBOX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHome:
    """Everything on the first page of a case. Lists are oldest first, the timeline newest first; files are names by id."""

    case: Suspension
    step: NextStep
    ways: Sequence[Way]
    appeals: Sequence[Appeal]
    decisions: Sequence[Decision]
    request: InformationRequest | None
    closures: Sequence[Closure]
    holds: Sequence[Hold]
    effects: Sequence[Effect]
    has_statement: bool
    reason_due: datetime | None
    abilities: Sequence[str]
    letters: Sequence[Notice]
    files: Mapping[str, str]
    timeline: Sequence[TimelineEntry]


def case_for(actors: Sequence[Actor], reference: str) -> Suspension | None:
    """The case with this reference, if any of these actors may see it; else None."""
    return _seen_by(actors).filter(reference=reference).first() if actors else None


def reference_of(case_id: int) -> str | None:
    """The public reference of a case."""
    return Suspension.objects.filter(pk=case_id).values_list("reference", flat=True).first()


def cases_of(actors: Sequence[Actor]) -> list[Suspension]:
    """The newest cases that any of these actors may see, last changed first; at most 100."""
    return list(_seen_by(actors).order_by("-updated_at", "-id")[:LONGEST_LIST]) if actors else []


def _seen_by(actors: Sequence[Actor]) -> QuerySet[Suspension]:
    return reduce(or_, (visible_to(actor) for actor in actors))


def case_home(actor: Actor, case: Suspension, *, member_id: int | None) -> CaseHome:
    """The first page of a visible case."""
    parts = _parts_of(case)
    return CaseHome(
        case=case,
        step=next_step(parts),
        ways=parts.ways,
        appeals=parts.appeals,
        decisions=decisions_of(case),
        request=parts.request,
        closures=parts.closures,
        holds=sorted(case.holds.all(), key=lambda one: one.pk),
        effects=parts.effects,
        has_statement=Statement.objects.filter(suspension=case, closure=None).exists(),
        reason_due=reason_due(case),
        abilities=standing_of(case.account).abilities,
        letters=letters_of(case, member_id=member_id),
        files=dict(Evidence.objects.filter(case=case, link="").values_list("public_id", "name")),
        timeline=timeline_for(actor, case),
    )


def step_of(case: Suspension) -> NextStep:
    """What must be done next in a visible case, for a page that shows no more of it."""
    return next_step(_parts_of(case))


def _parts_of(case: Suspension) -> Parts:
    own = Appeal.objects.exclude(state=AppealState.LAPSED).order_by("id")
    prefetch_related_objects([case], Prefetch("appeals", queryset=own), "closures", "holds")
    return Parts(
        case=case,
        appeals=list(case.appeals.all()),
        closures=sorted(case.closures.all(), key=lambda one: one.pk),
        ways=ways_to_appeal(case),
        request=InformationRequest.objects.filter(case=case, state=RequestState.OPEN).select_related("appeal").first(),
        effects=list(Effect.objects.filter(case=case).exclude(state=EffectState.CANCELLED).order_by("id")),
        now=redress_now(),
    )


def reason_due(case: Suspension) -> datetime | None:
    """Until when we owe the reason of a measure that was brought in without one, in UTC."""
    running = Clock.objects.filter(case=case, kind=ClockKind.REASON_DUE, state=ClockState.RUNNING)
    return running.values_list("due_at", flat=True).first()


def statement_of(case: Suspension, number: int | None = None, *, closure: Closure | None = None) -> Statement | None:
    """The reasons of a measure (or of a closure) as last issued, or one earlier version of them; None where there is none."""
    issued = Statement.objects.filter(suspension=case, closure=closure)
    if number is not None:
        issued = issued.filter(number=number)
    return issued.order_by("-number").first()


def statement_numbers(case: Suspension) -> list[tuple[int, datetime]]:
    """The number and instant of every issue of the reasons of a measure, newest first."""
    return list(Statement.objects.filter(suspension=case, closure=None).order_by("-number").values_list("number", "issued_at"))


def rule_texts(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], SectionVersion]:
    """The exact versions of rules by key and number."""
    pairs = set(wanted)
    rows = SectionVersion.objects.filter(section__key__in=[key for key, _number in pairs]).select_related("section")
    return {(row.section.key, row.number): row for row in rows if (row.section.key, row.number) in pairs}


def citations_of(case: Suspension) -> list[tuple[int, str]]:
    """The position and the title of every cited rule that the person was told of, in order."""
    return list(told_citations(case).values_list("position", "section_version__title"))


def helpful_evidence(case: Suspension) -> list[str]:
    """What helps with the cited rules, as the rulebook says it; each thing once."""
    rows = told_citations(case).values_list("section_version__evidence_helps", flat=True)
    return list(dict.fromkeys(line for lines in rows for line in lines))


def decisions_of(case: Suspension) -> list[Decision]:
    """Every decision of a case, oldest first: its place in this list is the number in its address."""
    return list(Decision.objects.filter(case=case).select_related("appeal", "review", "second_review").order_by("decided_at", "id"))


def letters_of(case: Suspension, *, member_id: int | None) -> list[Notice]:
    """The letters of a case, newest first: of several copies the reader's own, without the texts."""
    mine = Q(member=None) if member_id is None else Q(member=None) | Q(member_id=member_id)
    rows = Notice.objects.filter(mine, case=case, recipient="appellant").defer("text", "html").order_by("-id")[:LONGEST_INBOX]
    found: dict[tuple[int, str], Notice] = {}
    for row in rows:
        key = (row.event_seq, row.kind)
        if key not in found or row.member_id is not None:
            found[key] = row
    return list(found.values())


def letter_of(case: Suspension, public_id: str, *, member_id: int | None) -> Notice:
    """One letter of a case that is already seen. Raises NotVisible."""
    mine = Q(member=None) if member_id is None else Q(member=None) | Q(member_id=member_id)
    letter = Notice.objects.filter(mine, case=case, recipient="appellant", public_id=public_id).first()
    if letter is None:
        raise NotVisible
    letter.case = case
    return letter


def unopened(case: Suspension, *, member_id: int | None, about: Iterable[str] = ()) -> list[Notice]:
    """The letters that this reader has not opened yet; `about` narrows them to certain subjects."""
    own = Q(member=None) if member_id is None else Q(member_id=member_id)
    rows = Notice.objects.filter(own, case=case, recipient="appellant", opened_at=None)
    subjects = list(about)
    return list((rows.filter(about__in=subjects) if subjects else rows).order_by("id"))


def appeal_of(actor: Actor, case: Suspension, reference: str) -> Appeal:
    """One appeal of a case that is already seen, in any state but lapsed. Raises NotVisible."""
    found = visible_appeals(actor).filter(case=case, reference=reference).exclude(state=AppealState.LAPSED).first()
    if found is None:
        raise NotVisible
    found.case = case
    return found


def evidence_of(appeal: Appeal) -> list[Evidence]:
    """The files and links of an appeal with their checks, oldest first; what was taken back is left out."""
    return list(Evidence.objects.filter(appeal=appeal, removed_at=None).prefetch_related("checks").order_by("id"))


def evidence_for(request: InformationRequest) -> list[Evidence]:
    """The files and links that answer a question, oldest first."""
    return list(Evidence.objects.filter(request=request, removed_at=None).prefetch_related("checks").order_by("id"))


def one_evidence(appeal: Appeal, public_id: str) -> Evidence:
    """One file or link of an appeal that is already seen. Raises NotVisible."""
    found = Evidence.objects.filter(appeal=appeal, public_id=public_id, removed_at=None).first()
    if found is None:
        raise NotVisible
    found.appeal, found.case = appeal, appeal.case
    return found


def receipts_of(appeal: Appeal) -> list[Receipt]:
    """The receipts of an appeal by number."""
    return list(Receipt.objects.filter(appeal=appeal).order_by("number"))


def question_of(case: Suspension, public_id: str) -> InformationRequest:
    """One question of a case that is already seen. Raises NotVisible."""
    found = InformationRequest.objects.filter(case=case, public_id=public_id).select_related("appeal").first()
    if found is None:
        raise NotVisible
    found.case = found.appeal.case = case
    return found


def questions_of(appeal: Appeal) -> list[InformationRequest]:
    """Every question asked about an appeal, oldest first."""
    return list(InformationRequest.objects.filter(appeal=appeal).order_by("id"))


def effects_of_decision(decision: Decision) -> list[Effect]:
    """What the marketplace was asked to do because of a decision, oldest first."""
    return list(Effect.objects.filter(appeal=decision.appeal_id).exclude(state=EffectState.CANCELLED).order_by("id"))


def effects_of_closure(closure: Closure) -> list[Effect]:
    """What the marketplace was asked to do because of a closure, oldest first."""
    return list(Effect.objects.filter(closure=closure).exclude(state=EffectState.CANCELLED).order_by("id"))


def findings_of(decision: Decision) -> list[Finding]:
    """What a decision says about each citation, in the order of the citations."""
    rows = Finding.objects.filter(decision=decision).select_related("citation__section_version__section")
    return list(rows.order_by("citation__position"))


def considered_named(case: Suspension, public_ids: Iterable[str]) -> dict[str, str]:
    """What a decision considered, by public id: the person's files and links, and our material by the label they read.

    Of what the person may not see, the label is not theirs to read either: the reason for that stands in its place.
    """
    wanted = set(public_ids)
    names = {one.public_id: one.link or one.name for one in Evidence.objects.filter(case=case, public_id__in=wanted)}
    if any(one.startswith("exhibit:") for one in wanted):
        names |= {one.public_id: one.label if one.audience == Audience.APPELLANT else one.redaction_reason for one in exhibits_of(case)}
    return names
