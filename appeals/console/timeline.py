"""The timeline as rows to read: what happened in words, who did it, and the one detail that matters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from appeals.console.wording import EFFECTS, HOLD_KINDS, MEASURES, OUTCOMES, STANDINGS, actor_name, event_title, word
from appeals.evidence.countries import kind_label
from appeals.models import Audience, ClockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from appeals.queries.timeline import TimelineEntry


AT_ONCE = timedelta(minutes=1)
WHOLE = 100


def rows_of(entries: Iterable[TimelineEntry]) -> list[dict[str, Any]]:
    """The entries for `ui/timeline.html`, in the order given. The same thing again within a minute is one row."""
    rows: list[dict[str, Any]] = []
    for one in entries:
        row = {
            "title": event_title(one.kind),
            "at": one.at,
            "who": actor_name(one.who),
            "text": _detail(one.kind, one.body),
            "internal": one.audience != Audience.APPELLANT,
            "times": 1,
        }
        if rows and _same(rows[-1], row):
            rows[-1]["times"] += 1
        else:
            rows.append(row)
    return rows


def _same(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    alike = all(earlier[name] == later[name] for name in ("title", "who", "text", "internal"))
    return alike and abs(earlier["at"] - later["at"]) < AT_ONCE


def _money(body: Mapping[str, Any]) -> str:
    kind = word(HOLD_KINDS, body["kind"]) if body.get("kind") else ""
    return " · ".join(part for part in (f"{body.get('amount', '')} {body.get('currency', '')}".strip(), kind) if part)


def _lacking(body: Mapping[str, Any]) -> str:
    """What they do not have, what they offer instead, and their own words about it."""
    instead = _("%(document)s. Instead: %(instead)s.") % {name: kind_label(body[name]) for name in ("document", "instead")}
    return f"{instead} {body['words']}".strip()


def _clock(body: Mapping[str, Any]) -> str:
    """Which date it was; a reminder before it says how much of the time was over."""
    kind = word(dict(ClockKind.choices), body["clock"])
    part = int(body.get("part", WHOLE))
    return kind if part >= WHOLE else _("%(kind)s: %(part)s %% of the time is over") % {"kind": kind, "part": part}


_DETAILS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "suspension.recorded": lambda body: word(MEASURES, body["measure"]),
    "suspension.changed": lambda body: word(MEASURES, body["measure"]),
    "appeal.decided": lambda body: word(OUTCOMES, body["outcome"]),
    "appeal.assigned": lambda body: str(body["to"]),
    "case.tagged": lambda body: str(body["tag"]),
    "case.untagged": lambda body: str(body["tag"]),
    "evidence.lacking": _lacking,
    "hold.placed": _money,
    "effect.requested": lambda body: word(EFFECTS, body["kind"]),
    "effect.confirmed": lambda body: word(EFFECTS, body["kind"]),
    "effect.refused": lambda body: word(EFFECTS, body["kind"]),
    "effect.overdue": lambda body: word(EFFECTS, body["kind"]),
    "effect.cancelled": lambda body: word(EFFECTS, body["kind"]),
    "account.standing_changed": lambda body: word(STANDINGS, body["standing"]),
    "clock.passed": _clock,
    "notice.delivered": lambda body: word({}, body["letter"]),
    "notice.undeliverable": lambda body: word({}, body["letter"]),
}


def _detail(kind: str, body: Mapping[str, Any]) -> str:
    """The detail of an entry; empty for an erased one."""
    wanted = _DETAILS.get(kind)
    try:
        return wanted(body) if wanted is not None else ""
    except KeyError:
        return ""
