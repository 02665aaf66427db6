"""A case, or a page of cases, with the parts that machines read: as many queries for one as for fifty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from accounts.instants import redress_now
from appeals.authority import Target, way_to_appeal
from appeals.models import Citation, Closure, Effect, InformationRequest, Notice, Statement, SubjectKind
from appeals.queries.lists import UNSENT
from appeals.queries.next_step import NextStep, Parts, next_step
from appeals.queries.visibility import visible_appeals
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE, ClosureState, EffectState, RequestState, SuspensionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.actors import Actor
    from appeals.models import Appeal, Hold, Suspension

# The letters that bring a statement of reasons.
BRINGS_REASONS = ("suspension_notice", "warning_issued", "measure_confirmed", "measure_changed")
NOBODY = NextStep(who="nobody", what="nothing")


@dataclass(frozen=True, slots=True)
class Told:
    """Whether the last statement reached the person: `waiting`, `delivered` or `undeliverable`; when (UTC) and how."""

    state: str
    at: datetime | None = None
    how: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParts:
    """One case with its parts, oldest first. `closure` is the one that counts now; `step` is what must be done, by whom."""

    case: Suspension
    statement: Statement | None
    told: Told | None
    appeals: Sequence[Appeal]
    closure: Closure | None
    step: NextStep
    effects: Sequence[Effect]

    @property
    def open_appeal(self) -> Appeal | None:
        """The newest appeal that is not answered yet."""
        return next((one for one in reversed(self.appeals) if one.state in OPEN_APPEAL), None)

    @property
    def citations(self) -> list[Citation]:
        """The cited sections, for one case that was read whole."""
        return sorted(self.case.citations.all(), key=lambda one: one.position)

    @property
    def holds(self) -> list[Hold]:
        """The withheld money, for one case that was read whole."""
        return sorted(self.case.holds.all(), key=lambda one: one.pk)


def parts_of(actor: Actor, cases: Sequence[Suspension], *, whole: bool = False) -> list[CaseParts]:
    """The parts of visible cases: seven queries, nine with `whole` (citations and holds too)."""
    if not cases:
        return []
    prefetch_related_objects(
        list(cases),
        Prefetch("statements", queryset=Statement.objects.defer("content").order_by("number")),
        Prefetch("notices", queryset=Notice.objects.filter(kind__in=BRINGS_REASONS).defer("text", "html").order_by("id")),
        Prefetch("appeals", queryset=_sent_appeals(actor)),
        Prefetch("closures", queryset=Closure.objects.order_by("id")),
        Prefetch("effects", queryset=Effect.objects.order_by("id")),
    )
    if whole:
        prefetch_related_objects(
            list(cases), Prefetch("citations", queryset=Citation.objects.select_related("section_version__section")), "holds"
        )
    now = redress_now()
    asked = InformationRequest.objects.filter(case__in=cases, state=RequestState.OPEN).order_by("-id")
    questions = {request.case_id: request for request in asked}
    return [_parts(case, questions.get(case.pk), now) for case in cases]


def _sent_appeals(actor: Actor) -> QuerySet[Appeal]:
    return (
        visible_appeals(actor)
        .select_related(None)
        .exclude(state__in=UNSENT)
        .defer("statement", "context", "contact", "search")
        .order_by("id")
    )


def _parts(case: Suspension, request: InformationRequest | None, now: datetime) -> CaseParts:
    closures, effects = list(case.closures.all()), list(case.effects.all())
    issued = [one for one in case.statements.all() if one.closure_id is None]
    counts = PENDING_CLOSURE | ({ClosureState.EFFECTED} if case.state == SuspensionState.CLOSED else set())
    return CaseParts(
        case=case,
        statement=issued[-1] if issued else None,
        told=_told(list(case.notices.all())),
        appeals=list(case.appeals.all()),
        closure=next((one for one in reversed(closures) if one.state in counts), None),
        step=_step(case, request, now),
        effects=effects,
    )


def _step(case: Suspension, request: InformationRequest | None, now: datetime) -> NextStep:
    """What must be done. A right that somebody may use or leave is nobody's turn."""
    appeals, closures = list(case.appeals.all()), list(case.closures.all())
    if request is not None:
        request.appeal = next(one for one in appeals if one.pk == request.appeal_id)
    targets = [Target(), *(Target(kind=SubjectKind.CLOSURE, closure=one) for one in closures if one.state in PENDING_CLOSURE)]
    ways = [way_to_appeal(case, target, now=now) for target in targets]
    effects = [one for one in case.effects.all() if one.state != EffectState.CANCELLED]
    step = next_step(Parts(case=case, appeals=appeals, closures=closures, ways=ways, request=request, effects=effects, now=now))
    return NOBODY if step.may else step


def _told(notices: list[Notice]) -> Told | None:
    """From the copies of the letter that brought the last statement: one that arrived is enough."""
    last = max((one.event_seq for one in notices), default=None)
    copies = [one for one in notices if one.event_seq == last]
    if not copies:
        return None
    arrived = min((one for one in copies if one.delivered_at is not None), key=lambda one: (one.delivered_at, one.pk), default=None)
    if arrived is not None:
        return Told("delivered", arrived.delivered_at, arrived.how)
    lost = all(one.undeliverable_at is not None or one.bounced_at is not None for one in copies)
    return Told("undeliverable" if lost else "waiting")
