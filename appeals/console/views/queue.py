"""The queue: what waits for whom, by when; and the next piece of work for whoever asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.roles import CASE_ROLES, JUDGING_ROLES
from appeals.actions.deciding import claim_appeal
from appeals.authority import RULES
from appeals.console.acts import act, fresh_once, to_case
from appeals.console.buttons import because
from appeals.console.desk import Desk, see_other, show, staff_page
from appeals.console.forms.filters import QueueForm
from appeals.console.views.bulk import CHOSEN, KINDS
from appeals.errors import IllegalTransition, Invalid, NotIndependent
from appeals.queries.console_queue import MOST_CHOSEN, holders_of_appeals, known_tags, saved_counts, saved_views
from appeals.queries.console_rulebook import titles_on
from appeals.queries.queue import MOST_COUNTED, View, review_queue, view_counts
from appeals.queries.queue_work import MOST_CHANGED, changed_since, next_to_claim
from appeals.web.places import with_query
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.queries.console_queue import DeskFilters
    from appeals.queries.queue import QueuePage
    from appeals.queries.queue_rows import QueueRow

TABS = {
    "mine": gettext_lazy("My work"),
    "unassigned": gettext_lazy("Unassigned"),
    "due_soon": gettext_lazy("Due in 24 h"),
    "late": gettext_lazy("Late"),
    "waiting": gettext_lazy("Waiting for the person"),
    "second": gettext_lazy("Second check"),
    "money": gettext_lazy("Money held > 30 days"),
    "not_me": gettext_lazy("Possible hacked account"),
    "all": gettext_lazy("All open"),
}
EMPTY = {
    "mine": gettext_lazy("You hold no appeal now."),
    "unassigned": gettext_lazy("Every appeal has somebody who works on it."),
    "due_soon": gettext_lazy("Nothing is due within 24 hours."),
    "late": gettext_lazy("Nothing is late."),
    "waiting": gettext_lazy("We wait for nobody's answer."),
    "second": gettext_lazy("Nothing waits for you as the second person."),
    "money": gettext_lazy("No open appeal has had its money held for more than 30 days."),
    "not_me": gettext_lazy("Nobody says that it was not them."),
    "all": gettext_lazy("No appeal is open."),
}


# Others may be faster a few times; then the reader looks at the queue themselves.
TRIES = 3


@staff_page("GET", back="console:queue")
def queue(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One view of the queue, narrowed by filters, those due first on top."""
    counts = view_counts(desk.actor)
    wanted = request.GET.get("view", "")
    view = wanted if wanted in list(View) else str(View.UNASSIGNED if counts[View.MINE] == "0" else View.MINE)
    form = _form(request, desk)
    page = _page(request, desk, view, form.filters(now=desk.now))
    chips = [
        {"name": label, "value": value, "url": with_query(request, **{name: None}, after=None)} for name, label, value in form.chosen()
    ]
    chosen = set(request.GET.getlist(CHOSEN)[:MOST_CHOSEN])
    rows = [_row(desk, one, chosen) for one in page.rows]
    context = {
        "tabs": [_tab(one, counts[one], current=one == view) for one in View],
        "saved": _saved(desk, form, view),
        "rows": rows,
        "empty": EMPTY[view],
        "waiting": _waiting(counts[View.WAITING]),
        "filter_form": form,
        "left_out": [str(form.fields[name].label) for name in form.errors],
        "chips": chips,
        "clear_url": f"?view={view}" if chips else "",
        "keep": [("view", view)],
        "kept": [("view", view), *form.pairs(), *([("after", request.GET["after"])] if request.GET.get("after") else [])],
        "save_url": f"{reverse('console:save_view')}?{form.address(view)}",
        "all_url": with_query(request, all="1"),
        "chosen_count": sum(row["chosen"] for row in rows) if "all" not in request.GET else len(rows),
        "choose_all": "all" in request.GET,
        "acts": [{"url": reverse("console:bulk", args=[name]), "label": kind.button} for name, kind in KINDS.items() if _may(desk, name)],
        "changes_url": f"{reverse('console:queue_changes')}?{form.address(view)}",
        "newer_url": with_query(request, after=page.previous) if page.previous else "",
        "older_url": with_query(request, after=page.next) if page.next else "",
        "may_claim": bool(desk.actor.roles & JUDGING_ROLES),
        "once": fresh_once(),
    }
    return show(request, desk, "queue.html", context)


@staff_page("GET", back="console:queue")
def changes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How much of a page of the queue has changed since it was made: for the script that offers to read it again."""
    view, form = narrowed(request, desk)
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = desk.now
    shown, filters = request.GET.getlist("shown"), form.filters(now=desk.now)
    since = since if since.tzinfo is not None else desk.now
    count = changed_since(desk.actor, view=View(view), filters=filters, since=since, shown=shown)
    many = f"{MOST_CHANGED - 1}+" if count >= MOST_CHANGED else str(count)
    words = ngettext("%(many)s changed, refresh", "%(many)s changed, refresh", count) % {"many": many} if count else ""
    return JsonResponse({"changed": count, "words": words})


@staff_page("POST", roles=JUDGING_ROLES, back="console:queue")
def work_next(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Claim the oldest due appeal that nobody holds, that this person may decide, in their languages first."""
    for _try in range(TRIES):
        found = next_to_claim(desk.actor)
        if found is None:
            break
        there = f"{to_case(found.case.reference)}?appeal={found.reference}"
        try:
            return act(request, desk, claim_appeal, appeal=found, said=_("This one is next, and yours now."), to=there)
        except (IllegalTransition, NotIndependent):
            continue  # Somebody else was faster.
    messages.info(request, _("Nothing waits that you may decide."))
    return see_other(reverse("console:queue"))


def narrowed(request: HttpRequest, desk: Desk) -> tuple[str, QueueForm]:
    """The view and the filters that an address names; what makes no sense is left out."""
    wanted = request.GET.get("view", "")
    form = _form(request, desk)
    form.is_valid()
    return wanted if wanted in list(View) else str(View.ALL), form


def _form(request: HttpRequest, desk: Desk) -> QueueForm:
    return QueueForm(request.GET, sections=titles_on(desk.now.date()), people=holders_of_appeals(), tags=known_tags())


def _page(request: HttpRequest, desk: Desk, view: str, filters: DeskFilters) -> QueuePage:
    """The page asked for; the first one where its address is broken."""
    try:
        return review_queue(desk.actor, view=view, filters=filters, after=request.GET.get("after") or None)
    except Invalid:
        return review_queue(desk.actor, view=view, filters=filters)


def _tab(view: View, count: str, *, current: bool) -> dict[str, Any]:
    return {"name": TABS[view], "url": f"?view={view}", "count": count, "current": current, "late": view is View.LATE and count != "0"}


def _waiting(count: str) -> str:
    """How many wait for people, for a view in which nothing is to be done; the count may be “999+”."""
    if count == "0":
        return ""
    number = int(count) if count.isdigit() else MOST_COUNTED
    words = ngettext("%(count)s appeal waits for its person.", "%(count)s appeals wait for their people.", number)
    return words % {"count": count}


def _saved(desk: Desk, form: QueueForm, view: str) -> list[dict[str, Any]]:
    """The saved views as tabs, each with its count; the one that this page shows is marked."""
    found = [(one, *form.again(one.query)) for one in saved_views(desk.actor)]
    counts = saved_counts(desk.actor, [(kept, again.filters(now=desk.now)) for _one, kept, again in found], now=desk.now)
    here = form.address(view)
    return [
        {"name": one.name, "url": f"?{again.address(kept)}", "count": count, "current": again.address(kept) == here}
        for (one, kept, again), count in zip(found, counts, strict=True)
    ]


def _may(desk: Desk, name: str) -> bool:
    kind = KINDS[name]
    return bool(desk.actor.roles & CASE_ROLES & RULES[kind.machine, kind.action].roles)


def _row(desk: Desk, one: QueueRow, chosen: set[str]) -> dict[str, Any]:
    waits = {AppealState.WAITING_FOR_APPELLANT: _("The person"), AppealState.SECOND_CHECK: _("A second person")}
    return {
        "row": one,
        "url": f"{to_case(one.case)}?appeal={one.reference}",
        "section": one.sections[0] if one.sections else "",
        "more": len(one.sections) - 1,
        "resting": one.state == AppealState.WAITING_FOR_APPELLANT,
        "waits_on": waits.get(AppealState(one.state), _("Us")),
        "owner": _("You") if one.mine else one.assignee,
        "chosen": one.reference in chosen,
        "may": _may_judge(desk, one),
    }


def _may_judge(desk: Desk, one: QueueRow) -> str:
    """Whether this reader may take the appeal that waits for somebody, before they claim it."""
    if not desk.actor.roles & JUDGING_ROLES:
        return ""
    if one.state == AppealState.SECOND_CHECK:
        return because(_("give the second signature"), one.may_not) if one.may_not else _("You may give the second signature.")
    if one.may_not:
        return because(_("decide this"), one.may_not)
    return _("You may decide this.") if one.state == AppealState.SUBMITTED else ""
