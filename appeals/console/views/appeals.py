"""An appeal on the desk: claimed, given back, a question to the person, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import deciding, information
from appeals.actions.deciding_draft import from_stored
from appeals.actions.keeping import keep_draft
from appeals.actions.rehearsal import as_decided, rehearse
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.desk import Desk, see_other, staff_page
from appeals.console.forms.deciding import MOST_ARGUMENTS, DecideForm, decision_as_typed
from appeals.console.forms.small import QuestionForm
from appeals.errors import AppealError, NotVisible, WrittenMeanwhile
from appeals.queries.console_appeals import to_decide
from appeals.queries.visibility import find_appeal
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse, QueryDict

    from appeals.models import Appeal
    from appeals.queries.console_appeals import ToDecide


# What a form is sent with beside what was typed.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "once", "step", "seen"})


@staff_page("GET")
def appeal(_request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """The address of an appeal leads to its case."""
    found = find_appeal(desk.actor, reference)
    return see_other(f"{to_case(found.case.reference)}?appeal={found.reference}")


@staff_page("POST", back="console:appeal")
def claim(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Take an appeal into review: one press."""
    found = find_appeal(desk.actor, reference)
    done = _("The appeal is yours. It goes back to the queue after four hours without a touch.")
    return act(request, desk, deciding.claim_appeal, appeal=found, said=done, to=_url(found))


@staff_page("POST", back="console:appeal")
def release(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Give an appeal back to the queue."""
    found = find_appeal(desk.actor, reference)
    done = _("You gave it back. Others can claim it now.")
    return act(request, desk, deciding.release_appeal, appeal=found, said=done, to=_url(found))


@staff_page("GET", "POST", back="console:appeal")
def ask(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Ask the person one question."""
    found = find_appeal(desk.actor, reference)
    form = QuestionForm(posted(request))
    asked = {name: form.cleaned_data[name] for name in ("question", "why", "example", "weeks")} if form.is_valid() else {}
    page = ActPage(
        action=Action.REQUEST_INFORMATION,
        subject=found,
        form=form,
        back_url=_url(found),
        back_label=found.reference,
        template="letter_act.html",
        rehearsal=lambda: rehearse(information.request_information, desk.actor, appeal=found, **asked),
        context={
            "title": _("Ask for information"),
            "consequences": [
                _("The person gets a letter, and a reminder when half of the time is over."),
                _("Our promise rests meanwhile; a limit of law goes on."),
            ],
            "button": _("Send the question"),
            "case_reference": found.case.reference,
        },
    )
    done = _("The question is on its way. The appeal comes back when it is answered, or when its date has passed.")
    return act_page(
        request, desk, page, lambda: act(request, desk, information.request_information, appeal=found, **asked, said=done, to=_url(found))
    )


@staff_page("GET", "POST", back="console:appeal")
def decide(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Write the decision, read its letter, then give it or send it to a second person."""
    found = find_appeal(desk.actor, reference)
    what = to_decide(desk.actor, found)
    if request.method == "POST" and request.POST.get("step") == "more":
        form = DecideForm(what=what, initial=_one_row_more(request.POST))
        return act_page(request, desk, _decide_page(desk, what, form, keep=True), lambda: see_other(_url(found)))
    if request.method == "POST" and request.POST.get("step") == "save":
        return _keep(request, desk, what)
    form = DecideForm(posted(request), what=what, initial=_initial(what))
    return act_page(request, desk, _decide_page(desk, what, form), lambda: _give(request, desk, found, form))


def _keep(request: HttpRequest, desk: Desk, what: ToDecide) -> HttpResponse:
    """Save what is typed so far, finished or not; who saves over somebody else's draft reads it first."""
    typed = {name: texts for name, texts in request.POST.lists() if name not in NOT_KEPT}
    seen = request.POST.get("seen", "")
    values = {"appeal": what.appeal, "typed": typed, "seen": int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0}
    here = reverse("console:decide", args=[what.appeal.reference])
    try:
        return act(request, desk, keep_draft, said=_("The draft is saved. Nobody is told of it."), to=here, **values)
    except NotVisible:
        raise
    except AppealError as error:
        again = as_typed(typed) | {"seen": error.newest if isinstance(error, WrittenMeanwhile) else values["seen"]}
        page = _decide_page(desk, what, DecideForm(what=what, initial=again), keep=True, refused=error)
        return act_page(request, desk, page, lambda: see_other(here))


def _decide_page(desk: Desk, what: ToDecide, form: DecideForm, *, keep: bool = False, refused: AppealError | None = None) -> ActPage:
    return ActPage(
        refused=refused,
        action=Action.DECIDE,
        subject=what.appeal,
        form=form,
        back_url=_url(what.appeal),
        back_label=what.appeal.reference,
        template="decide.html",
        names=form.names,
        only_show=keep,
        rehearsal=lambda: rehearse(as_decided, desk.actor, appeal=what.appeal, draft=form.draft()),
        context={
            "what": what,
            "case": what.case,
            "case_reference": what.case.reference,
            "person_zone": what.case.account.time_zone or "",
            "most_arguments": MOST_ARGUMENTS,
        },
    )


def _give(request: HttpRequest, desk: Desk, found: Appeal, form: DecideForm) -> HttpResponse:
    """Decide alone where one may, else hand it to a second person."""
    draft = form.draft()
    if deciding.needs_second_person(found.case, draft.outcome, subject_kind=found.subject_kind, hold=found.hold):
        sent = _("A second person looks at it now. They record an own view before they see yours.")
        return act(request, desk, deciding.propose_decision, appeal=found, draft=draft, said=sent, to=_url(found))
    done = _("It is decided. The person gets the letter now.")
    return act(request, desk, deciding.decide_appeal, appeal=found, draft=draft, said=done, to=_url(found))


def _initial(what: ToDecide) -> dict[str, Any]:
    """An empty decision, or the one that the second person returned."""
    values: dict[str, Any] = {"evidence_rev": what.case.evidence_rev, "rows": 1}
    if what.proposal is not None and what.returned is not None:
        values |= decision_as_typed(from_stored(what.proposal.proposal), what)
    returned_at = what.returned.completed_at if what.returned is not None else None
    if what.kept is not None and (returned_at is None or what.kept.saved_at > returned_at):
        values |= as_typed(what.kept.typed) | {"evidence_rev": what.case.evidence_rev}
    return values | {"seen": what.kept.version if what.kept is not None else 0}


def as_typed(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was typed, as the initial values of a form that is shown again."""
    return {name: list(texts) if name == "removes" else texts[-1] for name, texts in typed.items() if texts}


def _one_row_more(typed: QueryDict) -> dict[str, Any]:
    """Everything that was typed, with one more row for an argument."""
    values: dict[str, Any] = {name: typed.getlist(name) if name == "removes" else typed.get(name) for name in typed}
    rows = str(values.get("rows") or "1")
    values["rows"] = int(rows) + 1 if rows.isascii() and rows.isdigit() and len(rows) < 4 else 2
    return values


def _url(found: Appeal) -> str:
    return reverse("console:appeal", args=[found.reference])
