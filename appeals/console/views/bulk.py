"""Several appeals at once: claim, assign, tag, one question, a new date. Nothing that decides is among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.roles import CASE_ROLES
from appeals.actions import assigning, deciding, information, moving_dates, tagging
from appeals.actions.rehearsal import rehearse
from appeals.authority import RULES, machine_of, refusals
from appeals.authority.law import zone_of_case
from appeals.console.act_page import PREVIEW
from appeals.console.acts import ActForm, posted
from appeals.console.desk import Desk, see_other, show, staff_page
from appeals.console.each import each, say
from appeals.console.forms.bulk import KNOWN_TAGS, AssignForm, TagForm
from appeals.console.forms.fields import end_of
from appeals.console.forms.small import MovePromiseForm, QuestionForm
from appeals.console.letters import preview_of
from appeals.errors import AppealError, NotAllowed, NotVisible
from appeals.queries.console_queue import MOST_CHOSEN, chosen_appeals, known_tags
from appeals.queries.staffing import judges_by_load
from appeals.web.refusals import add_to_form
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from appeals.models import Appeal

CHOSEN = "chosen"
LONGEST_BACK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One act for several: who may (`machine`, `action`), its words, its form, what the verb is given for each.

    `writes` says that each person gets a letter, which can be read before.
    """

    machine: str
    action: Action
    button: str | Promise
    text: str | Promise
    verb: Callable[..., Any]
    form: Callable[..., Any] = ActForm
    values: Callable[[Any, Appeal], Mapping[str, Any]] = lambda _form, one: {"appeal": one}
    writes: bool = False


def _dated(form: Any, one: Appeal) -> Mapping[str, Any]:
    until = end_of(form.cleaned_data["until"], zone_of_case(one.case))
    return {"appeal": one, "until": until, "reason": form.cleaned_data["reason"]}


def _asked(form: Any, one: Appeal) -> Mapping[str, Any]:
    return {"appeal": one} | {name: form.cleaned_data[name] for name in ("question", "why", "example", "weeks")}


# What may be done to several at once. Upholding, closing and keeping money are judged one by one, and never stand here.
KINDS: dict[str, Kind] = {
    "claim": Kind(
        machine="appeal",
        action=Action.CLAIM,
        button=gettext_lazy("Claim"),
        text=gettext_lazy("They are yours then. Each goes back to the queue after four hours without a touch."),
        verb=deciding.claim_appeal,
    ),
    "assign": Kind(
        machine="appeal",
        action=Action.ASSIGN,
        button=gettext_lazy("Assign"),
        text=gettext_lazy("Each is checked alone. The person gets a mail for each, and a day to begin."),
        verb=assigning.assign_appeal,
        form=lambda *args: AssignForm(*args, people=judges_by_load()),
        values=lambda form, one: {"appeal": one, "reviewer": form.chosen(), "although": form.cleaned_data["although"]},
    ),
    "tag": Kind(
        machine="suspension",
        action=Action.TAG,
        button=gettext_lazy("Tag"),
        text=gettext_lazy("The tag is put on the case of each appeal."),
        verb=tagging.tag_case,
        form=TagForm,
        values=lambda form, one: {"case": one.case, "tag": form.cleaned_data["tag"]},
    ),
    "ask": Kind(
        machine="appeal",
        action=Action.REQUEST_INFORMATION,
        button=gettext_lazy("Ask the same question"),
        text=gettext_lazy("Each person gets a letter of their own. Our promise to them rests; a limit of law goes on."),
        verb=information.request_information,
        form=QuestionForm,
        values=_asked,
        writes=True,
    ),
    "date": Kind(
        machine="appeal",
        action=Action.MOVE_DATE,
        button=gettext_lazy("New date"),
        text=gettext_lazy("Each person gets a letter with the new date and your reason. No measure gets longer because of it."),
        verb=moving_dates.move_promise,
        form=MovePromiseForm,
        values=_dated,
        writes=True,
    ),
}


@staff_page("GET", "POST", roles=CASE_ROLES)
def bulk(request: HttpRequest, desk: Desk, *, what: str) -> HttpResponse:
    """What is to be done, for which appeals, and for which of them one may; then each of them alone."""
    kind = KINDS.get(what)
    if kind is None:
        raise NotVisible
    if not desk.actor.roles & RULES[kind.machine, kind.action].roles:
        raise NotAllowed(_("Your role does not include this."))
    sent = request.POST if request.method == "POST" else request.GET
    back = _back(sent.get("back", "") if request.method == "POST" else _rest(request))
    appeals = chosen_appeals(desk.actor, sent.getlist(CHOSEN))
    if not appeals:
        messages.info(request, _("Choose at least one appeal first."))
        return see_other(_queue(back))
    form = kind.form(posted(request))
    if request.method == "POST" and form.is_valid() and not (kind.writes and request.POST.get("step") == PREVIEW):
        told = each(request, desk, kind.verb, appeals, lambda one: kind.values(form, one))
        say(request, told)
        return see_other(_queue(back, chosen=told.not_done()))
    context = _context(desk, kind, form, appeals, back)
    if request.method == "POST" and form.is_valid():
        context |= _first_letter(desk, kind, form, [row["appeal"] for row in context["rows"] if not row["why"]])
    return show(request, desk, "bulk.html", context)


def _first_letter(desk: Desk, kind: Kind, form: ActForm, possible: list[Appeal]) -> dict[str, Any]:
    """The letter to the first person whom the act can reach, or why there is none; nothing is sent."""
    if not possible:
        return {}
    try:
        written = rehearse(kind.verb, desk.actor, **kind.values(form, possible[0]))
    except AppealError as error:
        add_to_form(form, error)
        return {}
    return {"letters": [preview_of(one) for one in written[:1]]}


def _context(desk: Desk, kind: Kind, form: Any, appeals: list[Appeal], back: str) -> dict[str, Any]:
    whys = refusals(desk.actor, kind.action, appeals) if kind.machine == machine_of(appeals[0]).name else {}
    title = ngettext("%(act)s: %(count)s appeal", "%(act)s: %(count)s appeals", len(appeals))
    return {
        "title": title % {"act": kind.button, "count": len(appeals)},
        "text": kind.text,
        "button": kind.button,
        "writes": kind.writes,
        "form": form,
        "rows": [{"appeal": one, "why": whys[one.pk].detail if one.pk in whys else ""} for one in appeals],
        "ready": len(appeals) - len(whys),
        "back": back,
        "back_url": _queue(back, chosen=[one.reference for one in appeals]),
        "tags": known_tags() if kind.form is TagForm else [],
        "tags_id": KNOWN_TAGS,
        "most": MOST_CHOSEN,
    }


def _rest(request: HttpRequest) -> str:
    return urlencode([(name, value) for name, values in request.GET.lists() if name != CHOSEN for value in values])


def _back(given: str) -> str:
    """The parameters of the queue that one comes from; nothing else can be led to."""
    return urlencode(parse_qsl(given[:LONGEST_BACK]))


def _queue(back: str, *, chosen: list[str] | None = None) -> str:
    kept = "&".join(part for part in (back, urlencode([(CHOSEN, one) for one in chosen or []])) if part)
    return reverse("console:queue") + (f"?{kept}" if kept else "")
