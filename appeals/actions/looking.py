"""Looking at what people sent: every look is written down, and looks at very many people are stopped until somebody says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from accounts.instants import redress_now
from accounts.models import User
from accounts.roles import Role
from appeals.actions.notices import tell_staff_all
from appeals.actions.signing import person_of
from appeals.actions.wording import LONGEST_LINE, composed, incoming
from appeals.authority import look_refusal
from appeals.errors import IllegalTransition, Invalid
from appeals.models import EvidenceView, LookStop
from appeals.queries.looks import has_in_hand, is_same_look, open_stop, people_seen
from appeals.queries.staffing import holders, seniors
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Evidence


def look_at(actor: Actor, *, evidence: Evidence, page: int = 0, original: bool = False, reason: str = "") -> LookStop | None:
    """Log that a member of staff looks at one page of a file, or at the original, which only a senior opens who says why.

    None: the look is written down and the file may be shown. A stop: it may not, because this person has opened
    documents of too many different people within an hour, or was stopped before and has not said why.
    Raises NotAllowed, IllegalTransition for what was not sent or is held back, and Invalid without a reason.
    """
    refused = look_refusal(actor, evidence, original=original)
    if refused is not None:
        raise refused
    if evidence.removed_at is not None or evidence.appeal.state in {AppealState.DRAFT, AppealState.LAPSED}:
        raise IllegalTransition("This was not sent to us.", state=evidence.appeal.state)
    why = composed(reason)
    errors = list(incoming("reason", why, longest=LONGEST_LINE, required="Say why you open the original." if original else ""))
    if errors:
        raise Invalid(errors)
    return _look(_alone(actor), evidence, page=0 if original else page, original=original, reason=why)


def say_why(actor: Actor, *, reason: str) -> LookStop | None:
    """Answer one's own stop: the count of people begins anew. None where nothing was stopped. Raises Invalid without a reason."""
    why = composed(reason)
    errors = list(incoming("reason", why, longest=LONGEST_LINE, required="Say why you look at so many documents."))
    if errors:
        raise Invalid(errors)
    stop = open_stop(_alone(actor))
    if stop is not None:
        stop.reason, stop.answered_at = why, redress_now()
        stop.save(update_fields=["reason", "answered_at"])
    return stop


def _alone(actor: Actor) -> int:
    """Let one request of this person count at a time: many at once would each find room for one more."""
    return User.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=person_of(actor))


def _look(user_id: int, evidence: Evidence, *, page: int, original: bool, reason: str) -> LookStop | None:
    stop = open_stop(user_id)
    now = redress_now()
    if stop is not None or (not original and is_same_look(user_id, evidence, page, now=now)):
        return stop
    claimed = has_in_hand(user_id, evidence)
    seen = people_seen(user_id, claimed=claimed, now=now)
    most = settings.LOOKS_PER_HOUR_CLAIMED if claimed else settings.LOOKS_PER_HOUR_OTHERS
    if evidence.case.account_id not in seen and len(seen) >= most:
        stop = LookStop.objects.create(user_id=user_id, evidence=evidence, claimed=claimed, persons=len(seen), at=now)
        _alert(stop)
        return stop
    EvidenceView.objects.create(evidence=evidence, user_id=user_id, page=page, claimed=claimed, original=original, reason=reason, at=now)
    return None


def _alert(stop: LookStop) -> None:
    """Tell seniors and administrators at once, but not the one who was stopped: an open session may be somebody else's by now."""
    told = {one.pk: one for one in [*seniors(), *holders([Role.POLICY_ADMIN])] if one.pk != stop.user_id}
    values = {"persons": stop.persons, "at": stop.at}
    tell_staff_all(told.values(), "staff_looks", stop.evidence.case, values, dedupe_key=f"looks:{stop.pk}", page="looks/")
