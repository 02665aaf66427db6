"""What a case page says in words: what happened, until when, how it goes on, and what went before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.evidence.countries import kind_label
from appeals.models import Measure
from appeals.portal import words
from appeals.templatetags import when
from appeals.templatetags.looks import look_of
from appeals.templatetags.ui import money
from appeals.workflow import AppealState, SuspensionState

if TYPE_CHECKING:
    from typing import Any

    from appeals.models import Appeal, Suspension
    from appeals.portal.visits import Visit
    from appeals.queries.portal_pages import CaseHome
    from appeals.queries.timeline import TimelineEntry

UNSENT = frozenset({AppealState.DRAFT, AppealState.LAPSED, AppealState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of how it goes: `state` is done, now, next or late."""

    name: str
    state: str
    at: datetime | None = None
    note: str = ""


def day(at: datetime) -> str:
    """A day in words, in the zone that is active."""
    return when.words(at, "date", timezone.get_current_timezone())


def title(case: Suspension) -> str:
    """The heading of a case: it is called by its measure and its state, and a warning never a suspension."""
    if case.state == SuspensionState.IN_FORCE:
        running = {
            Measure.WARNING: _("You have a warning"),
            Measure.LIMITATION: _("Your account is limited"),
            Measure.TEMPORARY: _("Your account is suspended"),
            Measure.INDEFINITE: _("Your account is suspended"),
        }
        return running[Measure(case.measure)]
    if case.state == SuspensionState.CLOSED:
        return _("Your account is closed")
    ended = {
        SuspensionState.LIFTED: _("%(measure)s was ended early"),
        SuspensionState.EXPIRED: _("%(measure)s is over"),
        SuspensionState.OVERTURNED: _("%(measure)s was our mistake"),
    }
    return ended[SuspensionState(case.state)] % {"measure": words.of(words.MEASURES, case.measure)}


def status(home: CaseHome) -> tuple[str, str]:
    """The public status of a case and, where its own word would name another measure, the word instead."""
    code = home.case.status
    if home.step.what == "finish_draft" and code in {"warned", "suspended"}:
        return "draft", ""
    return code, _("Limited \u2013 you can answer") if code == "suspended" and home.case.measure == Measure.LIMITATION else ""


def appeal_state(appeal: Appeal) -> tuple[str, str]:
    """How an appeal stands, as a code and the family of words it belongs to: the person's words, not the desk's."""
    mine = {
        AppealState.SUBMITTED: "received",
        AppealState.IN_REVIEW: "in_review",
        AppealState.WAITING_FOR_APPELLANT: "info_needed",
        AppealState.SECOND_CHECK: "second_check",
        AppealState.DECIDED: "decided",
    }
    state = AppealState(appeal.state)
    return (mine[state], "status") if state in mine else (appeal.state, "appeal")


def lead(case: Suspension) -> str:
    """One sentence under the heading: until when it runs, or since when it is over."""
    if case.state == SuspensionState.IN_FORCE:
        return _running(case)
    if case.ended_at is None:
        return ""
    if case.state == SuspensionState.OVERTURNED:
        return _("We took it back on %(day)s. It does not count against you.") % {"day": day(case.ended_at)}
    return _("Since %(day)s.") % {"day": day(case.ended_at)}


def _running(case: Suspension) -> str:
    if case.counts_until is not None:
        return _("It takes nothing away from you. It counts until %(day)s.") % {"day": day(case.counts_until)}
    if case.ends_at is not None:
        return _("It ends on %(day)s, unless we change this before. You do not have to ask for that.") % {"day": day(case.ends_at)}
    if case.review_on is not None:
        return _("It has no fixed end yet. A person must look at it again by %(day)s.") % {"day": day(case.review_on)}
    return ""


def stages(home: CaseHome, now: datetime) -> list[Stage]:
    """How it goes, from the notice to the decision; empty where there is nothing to appeal and nothing was."""
    sent = next((one for one in reversed(home.appeals) if one.state not in UNSENT), None)
    if sent is None and (home.step.way is None or home.step.may):
        return []
    told = Stage(name=_("We told you"), state="done", at=home.case.starts_at)
    if sent is None:
        return [
            told,
            Stage(name=_("Your appeal"), state="now", at=home.step.by),
            Stage(name=_("A person looks at it"), state="next"),
            Stage(name=_("Second check"), state="next", note=_("only if the measure stays")),
            Stage(name=_("Decision"), state="next", note=_("14 days after your appeal at the latest")),
        ]
    return [told, Stage(name=_("Your appeal"), state="done", at=sent.submitted_at), *_after_sending(home, sent, now)]


def _after_sending(home: CaseHome, sent: Appeal, now: datetime) -> list[Stage]:
    decided = next((one for one in home.decisions if one.appeal_id == sent.pk), None)
    if decided is not None:
        second = [Stage(name=_("Second check"), state="done")] if decided.second_review_id else []
        return [
            Stage(name=_("A person looked at it"), state="done"),
            *second,
            Stage(name=_("Decision"), state="done", at=decided.decided_at),
        ]
    here = "late" if sent.decide_by is not None and sent.decide_by < now else "now"
    at_second = sent.state == AppealState.SECOND_CHECK
    waiting = _("we wait for your answer") if sent.state == AppealState.WAITING_FOR_APPELLANT else ""
    return [
        Stage(name=_("A person looks at it"), state="done" if at_second else here, note=waiting),
        Stage(name=_("Second check"), state=here if at_second else "next", note="" if at_second else _("only if the measure stays")),
        Stage(name=_("Decision"), state="next", at=None if here == "late" else sent.decide_by),
    ]


def history(home: CaseHome, visit: Visit) -> list[dict[str, Any]]:
    """The timeline as rows of ui/timeline.html, newest first, each thing once."""
    return [_entry(one, home, visit) for one in _said_once(home)]


def _said_once(home: CaseHome) -> list[TimelineEntry]:
    """Without what is another member's letter, or said by another entry: one closing, and no check that changed nothing."""
    kept: list[TimelineEntry] = []
    mine = {one.public_id for one in home.letters}
    found: dict[str, str] = {}
    for entry in reversed(home.timeline):
        if entry.kind == "evidence.checked":
            file, state = str(entry.body.get("evidence")), str(entry.body.get("state"))
            if found.get(file, "checking") == state:
                continue
            found[file] = state
        if entry.kind == "suspension.closed" or (entry.kind == "notice.delivered" and entry.body.get("notice") not in mine):
            continue
        kept.append(entry)
    return kept[::-1]


def _entry(entry: TimelineEntry, home: CaseHome, visit: Visit) -> dict[str, Any]:
    row: dict[str, Any] = {"title": words.of(words.EVENTS, entry.kind), "at": entry.at, "text": _detail(entry, home)}
    # Whoever made us ask the marketplace, it is we who asked; and a letter's title says whom it reached.
    if entry.kind not in {"effect.requested", "effect.cancelled", "notice.delivered", "notice.undeliverable"}:
        known = _("Reviewer %(number)s") % {"number": entry.number}
        row["who"] = known if entry.number is not None else words.of(words.WHO, entry.who)
    letter = next((one for one in home.letters if one.public_id == entry.body.get("notice")), None)
    if letter is not None:
        row |= {"url": visit.url("letter", letter.public_id), "url_label": letter.title}
    if entry.kind == "appeal.decided":
        for number, decision in enumerate(home.decisions, start=1):
            if decision.appeal.reference == entry.body.get("appeal"):
                row |= {"url": visit.url("decision", number), "url_label": _("Read the decision")}
    return row


def _detail(entry: TimelineEntry, home: CaseHome) -> str:
    """What an entry is about, in a few words; nothing that another page says better."""
    if entry.kind == "appeal.date_changed" and entry.body.get("next_update_by"):
        if entry.body.get("decide_by"):
            return _("We decide by %(day)s now. The letter says why.") % {"day": day(datetime.fromisoformat(entry.body["decide_by"]))}
        known = {"day": day(datetime.fromisoformat(entry.body["next_update_by"]))}
        late = _("We are late. You hear from us again by %(day)s.")
        return (late if entry.body.get("late") else _("You hear from us again by %(day)s.")) % known
    if entry.kind.startswith("evidence."):
        return _file(entry, home)
    effect = str(entry.body.get("kind", ""))
    if entry.kind.startswith("effect.") and effect in words.EFFECTS:
        return str(words.EFFECTS[effect][entry.kind == "effect.confirmed"])
    if entry.kind == "hold.placed" and "amount" in entry.body:
        return money(str(entry.body["amount"]), str(entry.body.get("currency", "")))
    return ""


def _file(entry: TimelineEntry, home: CaseHome) -> str:
    """The name of a file and, once it was checked, what came of it; or what there is no file of."""
    if entry.kind == "evidence.lacking" and entry.body.get("document"):
        return _("%(document)s. Instead: %(instead)s.") % {name: kind_label(str(entry.body[name])) for name in ("document", "instead")}
    name = home.files.get(str(entry.body.get("evidence")), "")
    state = "rejected" if entry.body.get("state") == "quarantined" else str(entry.body.get("state", ""))
    return f"{name}: {look_of(state, 'evidence').word}" if name and state else name
