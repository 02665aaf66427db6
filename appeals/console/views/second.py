"""The second person of a decision: an own view first, then the first person's draft, then a signature or a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import deciding
from appeals.actions.deciding_draft import from_stored
from appeals.actions.rehearsal import as_proposed, rehearse
from appeals.authority import allows
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.signing import OwnViewForm
from appeals.console.forms.small import StaffReasonForm
from appeals.console.letters import preview_of
from appeals.errors import AppealError
from appeals.queries.console_appeals import to_decide
from appeals.queries.visibility import find_appeal
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import Appeal, Evidence, Exhibit
    from appeals.queries.console_appeals import ToDecide

TEMPLATE = "second.html"


@staff_page("GET", "POST", back="console:appeal")
def second(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Step 1, the own view; and step 2, the comparison, once it is recorded."""
    found = find_appeal(desk.actor, reference)
    if request.method != "POST" and allows(desk.actor, Action.APPROVE, found):
        return _compare(request, desk, found, Action.APPROVE, ActForm())
    form = OwnViewForm(posted(request))
    page = _page(to_decide(desk.actor, found), Action.RECORD_VIEW, form, {"step": 1, "title": _("Second check: your own view")})
    done = _("Your view is recorded. Now compare it with the first person's.")
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request,
            desk,
            deciding.record_view,
            appeal=found,
            own_view=form.cleaned_data["own_view"],
            reason=form.cleaned_data["reason"],
            said=done,
            to=reverse("console:second", args=[found.reference]),
        ),
    )


@staff_page("POST", back="console:second")
def approve(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Sign: the decision goes out."""
    return _compare(request, desk, find_appeal(desk.actor, reference), Action.APPROVE, ActForm(request.POST))


@staff_page("POST", back="console:second")
def send_back(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Return it to the first person with a reason."""
    return _compare(request, desk, find_appeal(desk.actor, reference), Action.RETURN, StaffReasonForm(request.POST, auto_id="return_%s"))


def _compare(request: HttpRequest, desk: Desk, found: Appeal, action: Action, form: ActForm) -> HttpResponse:
    """Step 2 with its two forms, of which `form` is the one that was sent."""
    what = to_decide(desk.actor, found)
    approving = action is Action.APPROVE
    other = StaffReasonForm(auto_id="return_%s") if approving else ActForm()
    context: dict[str, Any] = {
        "step": 2,
        "title": _("Second check: compare and sign"),
        "approve_form": form if approving else other,
        "return_form": other if approving else form,
        **_proposed(desk, what),
    }

    def take() -> HttpResponse:
        if approving:
            done = _("You signed. The person gets the letter now.")
            return act(request, desk, deciding.approve_decision, appeal=found, said=done, to=_url(found))
        back = _("It is back with the first person, who is told.")
        return act(request, desk, deciding.return_decision, appeal=found, reason=form.cleaned_data["reason"], said=back, to=_url(found))

    return act_page(request, desk, _page(what, action, form, context), take)


def _proposed(desk: Desk, what: ToDecide) -> dict[str, Any]:
    """What the first person proposes, in parts and as the letter; only for who has recorded an own view."""
    if what.own_view is None or what.proposal is None:
        return {}
    draft = from_stored(what.proposal.proposal)
    points = {citation.position: citation for citation in what.citations}
    considered: list[Evidence | Exhibit] = [*what.evidence, *what.exhibits]
    documents = {item.public_id: item for item in considered}
    try:
        letters = [preview_of(one) for one in rehearse(as_proposed, desk.actor, appeal=what.appeal, draft=draft)]
    except AppealError:
        letters = []
    return {
        "draft": draft,
        "findings": [{"citation": points.get(at), "finding": finding, "answer": answer} for at, finding, answer in draft.findings],
        "documents": [{"item": documents.get(one), "used": used, "note": note} for one, used, note in draft.evidence_used],
        "letters": letters,
        "same_view": draft.outcome == what.own_view.own_view,
    }


def _page(what: ToDecide, action: Action, form: ActForm, context: dict[str, Any]) -> ActPage:
    shown = {
        "what": what,
        "case": what.case,
        "case_reference": what.case.reference,
        "person_zone": what.case.account.time_zone or "",
    }
    return ActPage(
        action=action,
        subject=what.appeal,
        form=form,
        back_url=_url(what.appeal),
        back_label=what.appeal.reference,
        template=TEMPLATE,
        context=shown | context,
    )


def _url(found: Appeal) -> str:
    return reverse("console:appeal", args=[found.reference])
