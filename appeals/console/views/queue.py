"""The queue: what waits for whom, by when; and the next piece of work for whoever asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from accounts.roles import JUDGING_ROLES
from appeals.actions.deciding import claim_appeal
from appeals.console.acts import act, fresh_once, to_case
from appeals.console.desk import Desk, see_other, show, staff_page
from appeals.console.forms.filters import QueueForm
from appeals.errors import IllegalTransition, Invalid, NotIndependent
from appeals.queries.console_queue import holders_of_appeals
from appeals.queries.console_rulebook import titles_on
from appeals.queries.queue import View, next_to_claim, review_queue, view_counts
from appeals.web.places import with_query
from appeals.workflow import AppealState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.queries.console_queue import DeskFilters
    from appeals.queries.queue import QueuePage, QueueRow

TABS = {
    "mine": gettext_lazy("My work"),
    "unassigned": gettext_lazy("Unassigned"),
    "due_soon": gettext_lazy("Due in 24 h"),
    "late": gettext_lazy("Late"),
    "waiting": gettext_lazy("Waiting for the person"),
    "second": gettext_lazy("Second check"),
    "all": gettext_lazy("All open"),
}
EMPTY = {
    "mine": gettext_lazy("You hold no appeal now."),
    "unassigned": gettext_lazy("Every appeal has somebody who works on it."),
    "due_soon": gettext_lazy("Nothing is due within 24 hours."),
    "late": gettext_lazy("Nothing is late."),
    "waiting": gettext_lazy("We wait for nobody's answer."),
    "second": gettext_lazy("Nothing waits for you as the second person."),
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
    form = QueueForm(request.GET, sections=titles_on(desk.now.date()), people=holders_of_appeals())
    page = _page(request, desk, view, form.filters(now=desk.now))
    chips = [
        {"name": label, "value": value, "url": with_query(request, **{name: None}, after=None)} for name, label, value in form.chosen()
    ]
    context = {
        "tabs": [_tab(one, counts[one], current=one == view) for one in View],
        "rows": [_row(one) for one in page.rows],
        "empty": EMPTY[view],
        "waiting_count": counts[View.WAITING],
        "filter_form": form,
        "left_out": [str(form.fields[name].label) for name in form.errors],
        "chips": chips,
        "clear_url": f"?view={view}" if chips else "",
        "keep": [("view", view)],
        "newer_url": with_query(request, after=page.previous) if page.previous else "",
        "older_url": with_query(request, after=page.next) if page.next else "",
        "may_claim": bool(desk.actor.roles & JUDGING_ROLES),
        "once": fresh_once(),
    }
    return show(request, desk, "queue.html", context)


@staff_page("POST", roles=JUDGING_ROLES, back="console:queue")
def work_next(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Claim the oldest due appeal that nobody holds and that this person may decide."""
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


def _page(request: HttpRequest, desk: Desk, view: str, filters: DeskFilters) -> QueuePage:
    """The page asked for; the first one where its address is broken."""
    try:
        return review_queue(desk.actor, view=view, filters=filters, after=request.GET.get("after") or None)
    except Invalid:
        return review_queue(desk.actor, view=view, filters=filters)


def _tab(view: View, count: str, *, current: bool) -> dict[str, Any]:
    return {"name": TABS[view], "url": f"?view={view}", "count": count, "current": current, "late": view is View.LATE and count != "0"}


def _row(one: QueueRow) -> dict[str, Any]:
    waits = {AppealState.WAITING_FOR_APPELLANT: _("The person"), AppealState.SECOND_CHECK: _("A second person")}
    return {
        "row": one,
        "url": f"{to_case(one.case)}?appeal={one.reference}",
        "section": one.sections[0] if one.sections else "",
        "more": len(one.sections) - 1,
        "resting": one.state == AppealState.WAITING_FOR_APPELLANT,
        "waits_on": waits.get(AppealState(one.state), _("Us")),
        "owner": _("You") if one.mine else one.assignee,
    }
