"""P3 and P4: the first page of a case, the reason, the letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.utils.safestring import mark_safe

from appeals.actions import perform
from appeals.actions.delivery import open_notice
from appeals.authority import role_refusal
from appeals.evidence.names import saved_name
from appeals.evidence.storage import open_stored
from appeals.models import Level
from appeals.portal import telling, words
from appeals.portal.cards import card_of, options_url
from appeals.portal.papers import plain_amount, statement_page
from appeals.portal.visits import for_case, show
from appeals.queries import portal_pages as read
from appeals.queries.papers import exhibits_of
from appeals.queries.visibility import find_case
from appeals.workflow import PENDING_CLOSURE, Action, AppealState, HoldState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from appeals.models import Hold, Notice
    from appeals.portal.visits import Visit
    from appeals.queries.portal_pages import CaseHome

# Headers by which browsers say that nobody is looking yet.
PREFETCH = ("Purpose", "Sec-Purpose", "X-Moz", "X-Purpose")
LETTERS_ON_HOME = 3


def open_letters(request: HttpRequest, visit: Visit, letters: Iterable[Notice]) -> bool:
    """Note that these letters were opened, once each; tells whether anything was noted.

    Only a person who really loads the page opens a letter: no HEAD, no browser that fetches ahead, no helper.
    """
    if request.method != "GET" or not visit.is_own or any(name in request.headers for name in PREFETCH):
        return False
    unread = [one for one in letters if one.opened_at is None]
    for letter in unread:
        letter.case = visit.case
        perform(open_notice, visit.actor, notice=letter)
    return bool(unread)


@for_case("GET")
def case(request: HttpRequest, visit: Visit) -> HttpResponse:
    """P3: what happened, who must act now, by when, what then."""
    here = visit
    if open_letters(request, visit, read.unopened(visit.case, member_id=visit.member_id)):
        here = visit.again(find_case(visit.actor, visit.case.reference))
    home = read.case_home(here.actor, here.case, member_id=here.member_id)
    context = {
        "home": home,
        "status": telling.status(home),
        "closing": any(one.state in PENDING_CLOSURE for one in home.closures),
        "title": telling.title(here.case),
        "lead": telling.lead(here.case),
        "card": card_of(home, here),
        "stages": telling.stages(home, here.now),
        "entries": telling.history(home, here),
        "money": [_money(one, home, here) for one in home.holds],
        "abilities": [words.of(words.ABILITIES, one) for one in home.abilities],
        "letters": home.letters[:LETTERS_ON_HOME],
        "more_letters": max(0, len(home.letters) - LETTERS_ON_HOME),
        "others": _others(home, here),
    }
    return show(request, "case.html", here, context)


def _money(hold: Hold, home: CaseHome, visit: Visit) -> dict[str, Any]:
    ways = [way for way in home.ways if way.target.hold == hold and way.refused is None]
    open_way = ways[0] if ways and role_refusal(visit.actor, Action.START_APPEAL, visit.case) is None else None
    return {
        "hold": hold,
        "held": hold.state == HoldState.HELD,
        "kind": words.of(words.HOLD_KINDS, hold.kind),
        "amount": plain_amount(hold.amount),
        "outcome": words.of(words.HOLD_OUTCOMES, hold.outcome) if hold.outcome else "",
        "url": options_url(visit, open_way) if open_way else "",
        "begun": open_way is not None and open_way.draft is not None,
        "again": open_way is not None and open_way.target.level == Level.SECOND,
    }


def _others(home: CaseHome, visit: Visit) -> list[dict[str, str]]:
    """Where else one can go from a case: what was sent, decided, planned, in rows with a title, a word and an address."""
    rows = []
    for one in home.appeals:
        if one.state != AppealState.DRAFT:
            state, family = telling.appeal_state(one)
            title = words.of(words.SUBJECTS, one.subject_kind)
            rows.append({"url": visit.url("appeal", one.reference), "title": title, "ref": one.reference, "state": state, "family": family})
    for plan in home.closures:
        url, title = visit.url("closure", plan.reference), str(words.CLOSURE_PLAN)
        rows.append({"url": url, "title": title, "ref": plan.reference, "state": plan.state, "family": "closure"})
    return rows


@for_case("GET")
def reason(request: HttpRequest, visit: Visit, number: int | None = None) -> HttpResponse:
    """P4: the statement of reasons as it was issued; an earlier version by its number."""
    here = visit
    if open_letters(request, visit, read.unopened(visit.case, member_id=visit.member_id, about=[visit.case.subject])):
        here = visit.again(find_case(visit.actor, visit.case.reference))
    statement = read.statement_of(here.case, number)
    if statement is None and number is not None:
        raise Http404
    context: dict[str, Any] = {"measure": here.case.measure}
    if statement is None:
        context["reason_due"] = read.reason_due(here.case)
    else:
        versions = read.statement_numbers(here.case)
        context |= statement_page(statement, here) | {"versions": versions, "is_newest": statement.number == versions[0][0]}
    way = read.step_of(here.case).way
    allowed = role_refusal(here.actor, Action.START_APPEAL, here.case) is None
    context["options_url"] = options_url(here, way) if way is not None and allowed else ""
    context["begun"] = way is not None and way.draft is not None
    return show(request, "reason.html", here, context)


@for_case("GET")
def exhibit(request: HttpRequest, visit: Visit, number: int) -> FileResponse:
    """Material that the marketplace relies on, as a download; what is redacted is not here."""
    del request
    shown = dict(enumerate(exhibits_of(visit.case), start=1))
    wanted = shown.get(number)
    if wanted is None or wanted.audience != "appellant" or not wanted.storage_key:
        raise Http404
    response = FileResponse(open_stored(wanted.storage_key), as_attachment=True, filename=saved_name(wanted.label, wanted.media_type))
    response["Content-Type"] = "application/octet-stream"
    return response


@for_case("GET")
def letters(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The inbox: every letter of the case, newest first."""
    return show(request, "letters.html", visit, {"letters": read.letters_of(visit.case, member_id=visit.member_id)})


@for_case("GET")
def letter(request: HttpRequest, visit: Visit, public_id: str) -> HttpResponse:
    """One letter; reading it is its delivery."""
    wanted = read.letter_of(visit.case, public_id, member_id=visit.member_id)
    open_letters(request, visit, [wanted])
    # Made once from the letter's own marks, with every value escaped; a notice never changes.
    body = mark_safe(wanted.html)  # noqa: S308
    return show(request, "letter.html", visit, {"letter": wanted, "body": body})
