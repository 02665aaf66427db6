"""What checks find in a document: stored from the program, recorded by a person, told to whoever sent it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from appeals.actions import promises
from appeals.actions.arrivals import something_arrived
from appeals.actions.notices import tell
from appeals.actions.proofs import proof_errors, take_back, write_proof
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, enter, lock_case, record
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed
from appeals.evidence.checks import CHECKS, Checked, Result
from appeals.models import Evidence, EvidenceCheck, EvidenceState, ViewPage
from appeals.workflow import OPEN_APPEAL, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from appeals.actions.proofs import NewProof
    from appeals.models import Appeal, Event

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
    appeal, locked = _checkable(actor, evidence)
    errors = list(_errors(code, result, reason))
    if errors:
        raise Invalid(errors)
    _record(actor, appeal, locked, [Checked(code, Result(result), reason)], proof=None)
    return EvidenceCheck.objects.get(evidence=locked, code=code)


def record_checks(
    actor: Actor, *, evidence: Evidence, checks: Iterable[Checked], proof: NewProof | None = None, seen: str = ""
) -> Evidence:
    """Record all that a person found in a document at once: the person it is about gets one letter, with every reason in it.

    `proof` is what the document proves from now on; `seen` the checks as they stood before the writer's eyes, by their
    `fingerprint`. Raises Invalid, each error under the code of its check, and IllegalTransition while the program still
    works on the file, or where somebody else wrote down a check meanwhile.
    """
    appeal, locked = _checkable(actor, evidence)
    if seen and seen != fingerprint(locked.checks.all()):
        raise IllegalTransition("Somebody else wrote down a check meanwhile. Look at it, then send yours.", state=appeal.state)
    found = list(checks)
    errors = [
        FieldError(one.code if error.field != "code" else "checks", error.code, error.message)
        for one in found
        for error in _errors(one.code, one.result, one.reason)
    ]
    if not found and proof is None:
        errors.append(FieldError("checks", "required", "Say what you found."))
    if errors:
        raise Invalid(errors)
    _record(actor, appeal, locked, found, proof=proof)
    return locked


def fingerprint(checks: Iterable[EvidenceCheck]) -> str:
    """The checks of a document as they stand, in one word."""
    rows = sorted((one.code, one.result, one.reason) for one in checks)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def _checkable(actor: Actor, evidence: Evidence) -> tuple[Appeal, Evidence]:
    appeal = enter(actor, Action.CHECK_EVIDENCE, evidence.appeal)
    locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    locked.case, locked.appeal = appeal.case, appeal
    if locked.removed_at is not None or locked.check_after is not None:
        raise IllegalTransition("This file is still being checked. Try again in a moment.", state=appeal.state)
    return appeal, locked


def _record(actor: Actor, appeal: Appeal, evidence: Evidence, found: Iterable[Checked], *, proof: NewProof | None) -> None:
    before = _checked(evidence)
    for one in found:
        if before.get(one.code) == one:
            continue
        values: dict[str, Any] = {"result": one.result, "reason": one.reason, "by_id": person_of(actor), "at": redress_now()}
        if not EvidenceCheck.objects.filter(evidence=evidence, code=one.code).update(**values):
            EvidenceCheck.objects.create(evidence=evidence, code=one.code, **values)
    checks = _checked(evidence)
    proved: dict[str, Any] = {}
    if proof is not None:
        errors = list(proof_errors(proof, overall(checks.values()), checks.values()))
        if errors:
            raise Invalid(errors)
        write_proof(evidence, proof)
        proved = {"proves": proof.kind, "until": proof.expires_on}
    _settle(actor, evidence, checks.values(), before=before.values(), more=proved)
    if appeal.assignee_id == actor.user_id and appeal.state == "in_review":
        promises.claimed(appeal)


def _checked(evidence: Evidence) -> dict[str, Checked]:
    """The checks of a document as they are written now, by their codes."""
    rows = EvidenceCheck.objects.filter(evidence=evidence).order_by("id")
    return {one.code: Checked(one.code, Result(one.result), one.reason) for one in rows}


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


def _settle(
    actor: Actor, evidence: Evidence, checks: Iterable[Checked], *, before: Iterable[Checked] = (), more: Mapping[str, Any] | None = None
) -> None:
    """Write the overall state; a change of it is told, and a document fit to be read is something new for who judges."""
    results = list(checks)
    was, now = evidence.state, overall(results)
    body = {"appeal": evidence.appeal.reference, "evidence": evidence.public_id, "state": str(now), **(more or {})}
    event = record(evidence.case_id, Entry("evidence.checked", body), actor, subject=evidence.appeal.subject)
    if now != EvidenceState.ACCEPTED:
        take_back(evidence)
    new_reasons = now == EvidenceState.REPLACE and bool(_refused(results) - _refused(before))
    if was == now and not new_reasons:
        return
    evidence.state = now
    evidence.save(update_fields=["state"])
    if evidence.appeal.state not in OPEN_APPEAL:
        return
    if now == EvidenceState.ACCEPTED:
        something_arrived(evidence.case, actor, what="evidence")
    # What the program alone accepts is seen in the portal; a letter for each such file would be noise.
    if now in TOLD and not (now == EvidenceState.ACCEPTED and actor.kind is ActorKind.SYSTEM):
        _tell_result(evidence, event, results)


def _refused(checks: Iterable[Checked]) -> set[Checked]:
    return {one for one in checks if one.result == Result.NOT_ACCEPTED}


def _tell_result(evidence: Evidence, event: Event, checks: Iterable[Checked]) -> None:
    """One letter about one document: everything that we could not use, and what to do about it, each thing said once."""
    document: dict[str, Any] = {"name": evidence.name, "accepted": evidence.state == EvidenceState.ACCEPTED}
    refused = {one.code: one.reason for one in _refused(checks)}
    reasons = [check.reason(refused[code]) for code, check in CHECKS.items() if code in refused]
    if reasons:
        with translation.override(evidence.case.account.language):
            document["problem"] = " ".join(dict.fromkeys(str(one.says) for one in reasons))
            document["fix"] = " ".join(dict.fromkeys(str(one.fix) for one in reasons))
    tell(event, "document_result", {"documents": [document]}, about=evidence.appeal)
