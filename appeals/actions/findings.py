"""What checks find in a document: stored from the program, recorded by a person, told to whoever sent it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import promises
from appeals.actions.arrivals import something_arrived
from appeals.actions.notices import tell
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, enter, lock_case, record
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed
from appeals.evidence.checks import CHECKS, Checked, Result
from appeals.models import Evidence, EvidenceCheck, EvidenceState, ViewPage
from appeals.workflow import OPEN_APPEAL, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from appeals.models import Event

WAITING = frozenset({EvidenceState.RECEIVED, EvidenceState.CHECKING})
TOLD = frozenset({EvidenceState.ACCEPTED, EvidenceState.REPLACE, EvidenceState.QUARANTINED})
HELD_BACK = "held_back"
OPENS = "opens"


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page of a view copy that lies in the store already."""

    storage_key: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What the program found: the scanner's word, the pages it made, its checks, and notes for staff."""

    scan: str
    pages: tuple[StoredPage, ...]
    checks: tuple[Checked, ...]
    notes: tuple[dict[str, str], ...] = ()


def store_findings(actor: Actor, *, evidence: Evidence, findings: Findings) -> bool:
    """Write what the program found about a file; False where it was taken back or checked already, and nothing is written.

    The system alone does this. A file that cannot be used is told to the person at once, if it was sent.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("The program does this, nobody else.")
    case = lock_case(evidence.case_id)
    locked = Evidence.objects.select_for_update(no_key=True, of=("self",)).select_related("appeal").get(pk=evidence.pk)
    locked.case = locked.appeal.case = case
    if locked.removed_at is not None or locked.check_after is None or locked.state not in WAITING:
        return False
    ViewPage.objects.bulk_create(
        ViewPage(
            evidence=locked,
            number=number,
            storage_key=page.storage_key,
            media_type=page.media_type,
            width=page.width,
            height=page.height,
        )
        for number, page in enumerate(findings.pages, start=1)
    )
    EvidenceCheck.objects.bulk_create(
        EvidenceCheck(evidence=locked, code=one.code, result=one.result, reason=one.reason, at=redress_now()) for one in findings.checks
    )
    locked.scan, locked.findings, locked.check_after = findings.scan, list(findings.notes), None
    locked.save(update_fields=["scan", "findings", "check_after"])
    _settle(actor, locked, findings.checks)
    return True


def record_check(actor: Actor, *, evidence: Evidence, code: str, result: str, reason: str = "") -> EvidenceCheck:
    """Record one check by a person; `reason` is a code of that check's reasons, wanted exactly where it is not accepted.

    When this decides whether the document can be used, the person is told. Raises Invalid, and IllegalTransition while
    the program still works on the file.
    """
    appeal = enter(actor, Action.CHECK_EVIDENCE, evidence.appeal)
    locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    locked.case, locked.appeal = appeal.case, appeal
    if locked.removed_at is not None or locked.check_after is not None:
        raise IllegalTransition("This file is still being checked. Try again in a moment.", state=appeal.state)
    errors = list(_errors(code, result, reason))
    if errors:
        raise Invalid(errors)
    values: dict[str, Any] = {"result": result, "reason": reason, "by_id": person_of(actor), "at": redress_now()}
    if not EvidenceCheck.objects.filter(evidence=locked, code=code).update(**values):
        EvidenceCheck.objects.create(evidence=locked, code=code, **values)
    checks = [Checked(one.code, Result(one.result), one.reason) for one in locked.checks.all()]
    _settle(actor, locked, checks)
    if appeal.assignee_id == actor.user_id and appeal.state == "in_review":
        promises.claimed(appeal)
    return EvidenceCheck.objects.get(evidence=locked, code=code)


def _errors(code: str, result: str, reason: str) -> Iterator[FieldError]:
    check = CHECKS.get(code)
    if check is None or code == OPENS:
        yield FieldError("code", "unknown", "There is no such check for a person to make.")
        return
    if result not in list(Result):
        yield FieldError("result", "unknown", f"Use one of: {', '.join(Result)}.")
    known = {one.code for one in check.reasons}
    if result == Result.NOT_ACCEPTED and reason not in known:
        yield FieldError("reason", "required", f"Say why, with one of: {', '.join(sorted(known))}.")
    if result != Result.NOT_ACCEPTED and reason:
        yield FieldError("reason", "not_here", "A reason belongs to a check that was not accepted.")


def overall(checks: Iterable[Checked]) -> EvidenceState:
    """What became of a file, from all its checks."""
    results = list(checks)
    refused = [one for one in results if one.result == Result.NOT_ACCEPTED]
    if any(one.reason == HELD_BACK for one in refused):
        return EvidenceState.QUARANTINED
    if refused:
        return EvidenceState.REPLACE
    waits = any(one.result == Result.WAITING for one in results)
    return EvidenceState.CHECKING if waits else EvidenceState.ACCEPTED


def _settle(actor: Actor, evidence: Evidence, checks: Iterable[Checked]) -> None:
    """Write the overall state; a change of it is told, and a document fit to be read is something new for who judges."""
    results = list(checks)
    before, after = evidence.state, overall(results)
    body = {"appeal": evidence.appeal.reference, "evidence": evidence.public_id, "state": str(after)}
    event = record(evidence.case_id, Entry("evidence.checked", body), actor, subject=evidence.appeal.subject)
    if before == after:
        return
    evidence.state = after
    evidence.save(update_fields=["state"])
    if evidence.appeal.state not in OPEN_APPEAL:
        return
    if after == EvidenceState.ACCEPTED:
        something_arrived(evidence.case, actor, what="evidence")
    # What the program alone accepts is seen in the portal; a letter for each such file would be noise.
    if after in TOLD and not (after == EvidenceState.ACCEPTED and actor.kind is ActorKind.SYSTEM):
        _tell_result(evidence, event, results)


def _tell_result(evidence: Evidence, event: Event, checks: Iterable[Checked]) -> None:
    document: dict[str, Any] = {"name": evidence.name, "accepted": evidence.state == EvidenceState.ACCEPTED}
    refused = next((one for one in checks if one.result == Result.NOT_ACCEPTED), None)
    if refused is not None:
        reason = CHECKS[refused.code].reason(refused.reason)
        with translation.override(evidence.case.account.language):
            document |= {"problem": str(reason.says), "fix": str(reason.fix)}
    tell(event, "document_result", {"documents": [document]}, about=evidence.appeal)
