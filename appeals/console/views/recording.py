"""Recording a measure: the account first, then one page with everything the person will read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.roles import JUDGING_ROLES
from appeals.actions.recording import record_suspension
from appeals.actions.rehearsal import as_withheld, rehearse
from appeals.console.act_page import PREVIEW, ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.desk import Desk, see_other, show, staff_page
from appeals.console.forms.recording import RecordForm
from appeals.console.forms.shape import Shape
from appeals.console.views.withholding import proposed
from appeals.console.wording import ABILITIES, HOLD_KINDS, MEASURES, word, words
from appeals.queries.console_accounts import find_candidate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.queries.console_accounts import Candidate

SEND = "send"
LONGEST_ID = 128


@staff_page("GET", "POST", roles=JUDGING_ROLES)
def record_measure(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Record a measure against one account; it starts when it is recorded, decided by whoever records it."""
    typed = request.GET.get("account", "").strip()[:LONGEST_ID]
    candidate = find_candidate(typed, now=desk.now) if typed and typed.isprintable() else None
    if candidate is None or not desk.user.staff_id:
        return _which_account(request, desk, typed, candidate)
    step = request.POST.get("step", SEND)
    shape = Shape.read(request.POST.get("shape", ""))
    if request.method == "POST" and step not in {SEND, PREVIEW}:
        grown = {name: request.POST.getlist(name) if name in {"removes", "prior"} else request.POST.get(name) for name in request.POST}
        form = RecordForm(candidate=candidate, shape=shape.grown(step), initial=grown)
        return act_page(request, desk, _page(desk, candidate, form, keep=True), lambda: see_other(request.get_full_path()))
    form = RecordForm(posted(request), candidate=candidate, shape=shape)
    done = _("The measure is recorded and in force. The person is told now.")

    def take() -> HttpResponse:
        draft = form.draft(desk)
        if form.withholds:
            return proposed(request, desk, draft=draft, why=form.cleaned_data["withhold_why"])
        return act(request, desk, record_suspension, draft=draft, said=done, to=lambda made: to_case(made.reference))

    return act_page(request, desk, _page(desk, candidate, form), take)


def _which_account(request: HttpRequest, desk: Desk, typed: str, candidate: Candidate | None) -> HttpResponse:
    """Ask for the account; or say that this person has no id to be recorded by."""
    unknown = bool(typed) and candidate is None
    context = {"typed": typed, "unknown": unknown, "no_staff_id": not desk.user.staff_id, "has_errors": unknown}
    return show(request, desk, "which_account.html", context, status=404 if unknown else 200)


def _page(desk: Desk, candidate: Candidate, form: RecordForm, *, keep: bool = False) -> ActPage:
    return ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=f"{reverse('console:suspensions')}?{urlencode({'q': candidate.account.external_id})}",
        back_label=candidate.account.external_id,
        template="record_measure.html",
        names=form.names,
        only_show=keep,
        rehearsal=lambda: rehearse(as_withheld if form.withholds else record_suspension, desk.actor, draft=form.draft(desk)),
        context={
            "candidate": candidate,
            "suggestions": [_suggestion(one) for one in candidate.suggestions],
            "title": _("Record a measure"),
        },
    )


def _suggestion(one: Any) -> dict[str, Any]:
    step = one.step
    return {
        "key": one.version.section.key,
        "title": one.version.title,
        "breaks": one.breaks,
        "measure": word(MEASURES, step.measure),
        "days": step.days,
        "removes": words(ABILITIES, step.removes),
        "hold": word(HOLD_KINDS, step.hold) if step.hold else "",
    }
