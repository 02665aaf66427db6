"""The worker's side of evidence: take one file that is due, scan and render it, hand what was found to a verb."""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.db.models import F

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions.findings import WAITING, Findings, StoredPage, store_findings
from appeals.actions.perform import perform
from appeals.evidence.checks import first_results
from appeals.evidence.recognise import Recognised
from appeals.evidence.render import Rendered, render
from appeals.evidence.scan import INFECTED, NOT_SCANNED, configured_scanner
from appeals.evidence.storage import delete_stored, new_key, open_stored, store
from appeals.models import Evidence

if TYPE_CHECKING:
    from appeals.evidence.scan import Scan

log = logging.getLogger(__name__)

# Longer than scanning and rendering may take together; a worker that died leaves the file to the next one after it.
LEASE = timedelta(minutes=3)
LONGEST_WAIT = timedelta(hours=1)


class _TryLater(Exception):
    """Our own side failed: the scanner or the store is away. The file is not at fault."""


def due_evidence_ids(limit: int = 20) -> list[int]:
    """The files a worker may look at now, longest waiting first. One index scan, whatever the number of files."""
    due = Evidence.objects.filter(state__in=WAITING, check_after__lte=redress_now())
    return list(due.order_by("check_after", "id").values_list("pk", flat=True)[:limit])


def check_one(evidence_id: int) -> bool:
    """Scan and render one file and store what was found; False where there is nothing to do or it must wait.

    Several workers may be handed the same id: one of them gets it. File work happens outside of any transaction.
    """
    evidence = _claim(evidence_id)
    if evidence is None:
        return False
    try:
        findings = _examine(evidence)
    except (OSError, _TryLater) as fault:
        log.warning("Evidence %s could not be checked and waits: %s", evidence.public_id, type(fault).__name__)
        return False
    if perform(store_findings, SYSTEM, evidence=evidence, findings=findings):
        return True
    for page in findings.pages:
        delete_stored(page.storage_key)
    return False


def _claim(evidence_id: int) -> Evidence | None:
    """Take a due file for the time of the lease; each try that failed doubles the wait, up to an hour."""
    now = redress_now()
    known = Evidence.objects.filter(pk=evidence_id, state__in=WAITING, check_after__lte=now)
    evidence = known.first()
    if evidence is None:
        return None
    wait = min(LEASE * 2 ** min(evidence.check_attempts, 10), LONGEST_WAIT)
    taken = known.filter(check_after=evidence.check_after).update(check_after=now + wait, check_attempts=F("check_attempts") + 1)
    return evidence if taken else None


def _examine(evidence: Evidence) -> Findings:
    with open_stored(evidence.storage_key) as file:
        scan = configured_scanner().scan(file)
        if scan.result == NOT_SCANNED:
            raise _TryLater(scan.detail)
        if scan.result == INFECTED:
            return _findings(evidence, scan, Rendered(), ())
        with tempfile.TemporaryDirectory(prefix="redress-") as folder:
            rendered = render(file, kind=evidence.kind, into=Path(folder))
            return _findings(evidence, scan, rendered, _store_pages(rendered))


def _store_pages(rendered: Rendered) -> tuple[StoredPage, ...]:
    stored: list[StoredPage] = []
    try:
        for page in rendered.pages:
            key = new_key()
            with page.path.open("rb") as made:
                _put(made, key)
            stored.append(StoredPage(key, page.media_type, page.width, page.height))
    except OSError:
        for kept in stored:
            delete_stored(kept.storage_key)
        raise
    return tuple(stored)


def _put(file: BinaryIO, key: str) -> None:
    try:
        store(file, key=key)
    except Exception as fault:
        raise OSError("The view copy could not be stored.") from fault


def _findings(evidence: Evidence, scan: Scan, rendered: Rendered, pages: tuple[StoredPage, ...]) -> Findings:
    first = pages[0] if pages else StoredPage("", "", 0, 0)
    recognised = Recognised(evidence.kind, evidence.media_type, first.width, first.height, len(pages))
    checks = tuple(first_results(recognised, rendered, scan, identity=evidence.sensitive))
    notes = tuple({"code": one.code, "cause": one.cause} for one in rendered.findings)
    return Findings(scan.result, pages, checks, notes)
