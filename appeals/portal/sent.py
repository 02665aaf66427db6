"""What a person wrote and sent, as rows for the summary, the check and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from appeals.evidence.checks import CHECKS
from appeals.models import EvidenceState
from appeals.portal import words
from appeals.portal.tasks import points_of
from appeals.queries import portal_pages as read

if TYPE_CHECKING:
    from appeals.models import Appeal, Evidence, EvidenceCheck
    from appeals.portal.visits import Visit

# Words for what became of a check and of a file, as the parts of the interface know them.
RESULTS = {"passed": "passed", "not_accepted": "failed", "waiting": "waiting", "not_needed": "not_needed"}


def summary_rows(appeal: Appeal, visit: Visit, *, links: bool, late: bool = False) -> list[dict[str, Any]]:
    """What the person wrote as rows of ui/summary_list.html; with `links` each can be changed."""
    apl = appeal.reference
    points = dict(points_of(appeal, visit))
    rows = [_row(_("What you want"), "wants", value=words.of(words.WANTS, appeal.wants))]
    if len(points) > 1:
        chosen = [points[place] for place in appeal.disputes if place in points]
        rows.append(_row(_("Points you disagree with"), "points", lines=chosen or [_("All of them")]))
    rows.append(_row(_("What happened"), "story", lines=appeal.statement.split("\n")))
    if late or appeal.late_reason:
        rows.append(_row(_("Why it is late"), "late", lines=(appeal.late_reason or "").split("\n")))
    rows.append(_row(_("What was going on in your life"), "context", lines=context_lines(appeal)))
    rows.append(_row(_("How we should answer you"), "contact", lines=contact_lines(appeal)))
    for row in rows:
        row["url"] = visit.url(row.pop("step"), apl) if links else ""
    return rows


def _row(name: str, step: str, *, value: str = "", lines: list[str] | None = None) -> dict[str, Any]:
    return {"name": name, "step": step, "value": value, "lines": [line for line in lines or [] if line.strip()]}


def context_lines(appeal: Appeal) -> list[str]:
    """What was going on, in the words of the form, and what the person wrote about it."""
    kinds = [words.of(words.CONTEXT, str(one.get("kind", ""))) for one in appeal.context]
    return [*kinds, *(str(one["text"]) for one in appeal.context if one.get("text"))]


def contact_lines(appeal: Appeal) -> list[str]:
    """The language of the answer, and what helps to read it."""
    known = LANG_INFO.get(appeal.language, {}).get("name_local", appeal.language)
    return [known[:1].upper() + known[1:], appeal.contact.get("format", "")]


def files_rows(appeal: Appeal, visit: Visit, *, removable: bool = False) -> list[dict[str, Any]]:
    """The files and links of an appeal as ui/file_row.html takes them."""
    return [
        {"file": file_row(one), "remove_url": visit.url("remove", appeal.reference, one.public_id) if removable else ""}
        for one in read.evidence_of(appeal)
    ]


def file_row(evidence: Evidence) -> dict[str, Any]:
    """One file or link: its name, what it is about, its checks with what to do."""
    about = "" if evidence.link else words.of(words.ABOUT, evidence.about)
    parts = [evidence.label, _("About: %(whom)s") % {"whom": about} if about else "", _("Private") if evidence.sensitive else ""]
    return {
        "name": evidence.link or evidence.name,
        "size": evidence.size or None,
        "at": evidence.added_at,
        "state": "" if evidence.link else _state(evidence),
        "purpose": " · ".join(part for part in parts if part),
        "fingerprint": evidence.sha256,
        "checks": [_check(one) for one in evidence.checks.all()],
    }


def _state(evidence: Evidence) -> str:
    return "rejected" if evidence.state == EvidenceState.QUARANTINED else evidence.state


def _check(check: EvidenceCheck) -> dict[str, str]:
    """A check in words. The reason is a code of the check's reasons, or a sentence that a person wrote."""
    known = CHECKS.get(check.code)
    reasons = {one.code: one for one in known.reasons} if known else {}
    reason = reasons.get(check.reason)
    return {
        "label": str(known.label) if known else words.of({}, check.code),
        "result": RESULTS.get(check.result, "waiting"),
        "reason": str(reason.says) if reason else check.reason,
        "fix": str(reason.fix) if reason else "",
    }


def decision_number(appeal: Appeal, visit: Visit) -> int | None:
    """The number of the decision on an appeal in its address; None while there is none."""
    numbered = enumerate(read.decisions_of(visit.case), start=1)
    return next((number for number, one in numbered if one.appeal_id == appeal.pk), None)
