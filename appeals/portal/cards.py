"""The action card of a case: who must act now, by when, and the one thing to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from appeals.models import Level
from appeals.portal.telling import day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from appeals.authority import Way
    from appeals.portal.visits import Visit
    from appeals.queries.portal_pages import CaseHome


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What ui/action_card.html is handed; see there."""

    tone: str
    who: str
    text: str = ""
    date_label: str = ""
    due_at: datetime | None = None
    last_day_to_appeal: datetime | None = None
    more: str = ""
    url: str = ""
    button: str = ""


def card_of(home: CaseHome, visit: Visit) -> Card:
    """The card for the step that the case waits for."""
    return CARDS[home.step.what](home, visit)


def options_url(visit: Visit, way: Way) -> str:
    """The page on which an appeal of this kind is begun, or the appeal that is begun already."""
    if way.draft is not None:
        return visit.url("appeal", way.draft.reference)
    asked = {}
    if way.target.closure is not None:
        asked["about"] = way.target.closure.reference
    if way.target.hold is not None:
        asked["about"] = way.target.hold.public_id
    if way.target.level != Level.FIRST:
        asked["level"] = str(way.target.level)
    return visit.url("options") + (f"?{urlencode(asked)}" if asked else "")


def _question(home: CaseHome, visit: Visit) -> Card:
    return Card(
        tone="you",
        who=_("You can act now"),
        text=_("We need one answer from you to go on. Our clock rests while we wait. If you cannot answer, we still decide."),
        date_label=_("Answer by"),
        due_at=home.step.by,
        url=visit.url("question", home.request.public_id) if home.request else "",
        button=_("Read the question"),
    )


def _answer_closure(home: CaseHome, visit: Visit) -> Card:
    closure = home.step.closure
    return Card(
        tone="you",
        who=_("You can act now"),
        text=_("We plan to close this account. It is not closed yet. We read what you answer first, and a second person must agree."),
        date_label=_("Answer by"),
        due_at=closure.answer_by if closure else None,
        last_day_to_appeal=(closure.last_day_to_appeal if closure else None) or home.case.last_day_to_appeal,
        url=visit.url("closure", closure.reference) if closure else "",
        button=_("See why, then answer"),
    )


def _finish_draft(home: CaseHome, visit: Visit) -> Card:
    step = home.step
    last_day = step.closure.last_day_to_appeal if step.closure else home.case.last_day_to_appeal
    card = Card(
        tone="you",
        who=_("You can act now"),
        text=_("Your appeal is saved. It is not sent yet."),
        url=visit.url("appeal", step.appeal.reference) if step.appeal else "",
        button=_("Go on with your appeal"),
    )
    return _dated(card, step.by, last_day)


def _appeal(home: CaseHome, visit: Visit) -> Card:
    case = home.case
    over = case.last_day_to_appeal is not None and case.last_day_to_appeal < visit.now
    text = _("You can appeal. It costs nothing.")
    if over:
        text = _("The last day to appeal is over. You can still write, and say why it is late. A person decides if we can look at it.")
    elif home.step.by != case.last_day_to_appeal:
        text = _("If you answer by this date, we decide within 14 days of your answer.")
        if case.ends_at is not None:
            text = _("If you answer by this date, we decide before this ends, and within 14 days of your answer.")
    url = visit.url("reason") if home.has_statement or home.reason_due else visit.url("options")
    card = Card(tone="you", who=_("You can act now"), text=text, url=url, button=_("See why, then decide"))
    return _dated(card, home.step.by, case.last_day_to_appeal)


def _dated(card: Card, by: datetime | None, last_day: datetime | None) -> Card:
    """The card with the date that matters first, and the last day under it where that is another one."""
    if by is None or by == last_day:
        return replace(card, date_label=_("Last day to appeal"), due_at=last_day)
    return replace(card, date_label=_("Answer by"), due_at=by, last_day_to_appeal=last_day)


def _ours(home: CaseHome, visit: Visit) -> Card:
    step = home.step
    late = step.by is not None and step.by < visit.now
    text = _("You do not need to do anything. A person who did not make this decision reads what you sent.")
    if step.what == "second_check":
        text = _("You do not need to do anything. A second person looks at it before it counts.")
    if late:
        text = _("We are late, and the reason is on our side. What we did to your account does not last longer because of it.")
    update = home.case.next_update_by
    return Card(
        tone="wait" if late else "info",
        who=_("We must act now"),
        text=text,
        date_label=_("We promised to decide by") if late else _("We decide by"),
        due_at=step.by,
        more=_("You hear from us again by %(day)s.") % {"day": day(update)} if update and update > visit.now else "",
        url=visit.url("appeal", step.appeal.reference) if step.appeal else "",
        button=_("See what you sent"),
    )


def _review_closure(home: CaseHome, visit: Visit) -> Card:
    closure = home.step.closure
    return Card(
        tone="info",
        who=_("We must act now"),
        text=_(
            "A person looks at the plan to close this account, and a second person must agree. It is not closed yet. You can still answer."
        ),
        date_label=_("We look at it by"),
        due_at=home.step.by,
        url=visit.url("closure", closure.reference) if closure else "",
        button=_("See the plan"),
    )


def _close_account(home: CaseHome, visit: Visit) -> Card:
    closure = home.step.closure
    return Card(
        tone="info",
        who=_("The marketplace must act now"),
        text=_("Two people agreed to close this account. It is not closed yet. You can still answer: then a person looks at it again."),
        date_label=_("Closed by"),
        due_at=home.step.by,
        url=visit.url("closure", closure.reference) if closure else "",
        button=_("See the plan"),
    )


def _put_right(home: CaseHome, visit: Visit) -> Card:
    return Card(
        tone="info",
        who=_("The marketplace must act now"),
        text=_("You do not need to do anything. We told the marketplace to put things right, and we check that it does."),
        date_label=_("Done by"),
        due_at=home.step.by,
        url=_newest_decision(home, visit),
        button=_("Read the decision"),
    )


def _second_review(home: CaseHome, visit: Visit) -> Card:
    return Card(
        tone="closed",
        who=_("Nobody must act now"),
        text=_("We decided. If you do not agree, you can ask for a second review. A new person makes it."),
        url=_newest_decision(home, visit),
        button=_("Read the decision"),
    )


def _appeal_ended(home: CaseHome, visit: Visit) -> Card:
    url = options_url(visit, home.step.way) if home.step.way else ""
    who, text = (
        _("Nobody must act now"),
        _("It is over. If you think it was wrong, you can still appeal: then it does not count against you."),
    )
    card = Card(tone="closed", who=who, text=text, url=url, button=_("Appeal"))
    return _dated(card, None, home.case.last_day_to_appeal)


def _appeal_closure(home: CaseHome, visit: Visit) -> Card:
    closure = home.step.closure
    card = Card(
        tone="closed",
        who=_("You can still act"),
        text=_("The account is closed. If you think that is wrong, you can appeal. A person who was not involved looks at it."),
        url=visit.url("closure", closure.reference) if closure else "",
        button=_("See why, then appeal"),
    )
    return _dated(card, None, home.step.by)


def _come_back(home: CaseHome, visit: Visit) -> Card:
    url = options_url(visit, home.step.way) if home.step.way else ""
    text = _("You can ask to come back. Tell us what has changed.")
    return Card(tone="closed", who=_("You can still act"), text=text, url=url, button=_("Ask to come back"))


def _nothing(home: CaseHome, visit: Visit) -> Card:
    return Card(
        tone="ok" if home.case.state == "overturned" else "closed",
        who=_("Nobody must act now"),
        text=_("You do not need to do anything. We write to you if something changes."),
        url=_newest_decision(home, visit),
        button=_("Read the decision"),
    )


def _newest_decision(home: CaseHome, visit: Visit) -> str:
    return visit.url("decision", len(home.decisions)) if home.decisions else ""


CARDS: dict[str, Callable[[CaseHome, Visit], Card]] = {
    "answer_question": _question,
    "answer_closure": _answer_closure,
    "finish_draft": _finish_draft,
    "appeal": _appeal,
    "review_appeal": _ours,
    "second_check": _ours,
    "review_closure": _review_closure,
    "close_account": _close_account,
    "put_right": _put_right,
    "second_review": _second_review,
    "appeal_ended": _appeal_ended,
    "appeal_closure": _appeal_closure,
    "come_back": _come_back,
    "nothing": _nothing,
}
