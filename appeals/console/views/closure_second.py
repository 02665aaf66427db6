"""The second person of a closure: an own view first, then the first person's, then a signature or a return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from appeals.actions import closures as verbs
from appeals.authority import allows
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted
from appeals.console.closing import sure_first
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.again import PASSWORD
from appeals.console.forms.closing import ApproveForm, ClosureViewForm
from appeals.console.forms.small import StaffReasonForm
from appeals.console.views.closures import closure_context
from appeals.queries.console_closures import closure_view
from appeals.queries.visibility import find_closure
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.console.acts import ActForm
    from appeals.models import Closure

TEMPLATE = "second_closure.html"


@staff_page("GET", "POST", back="console:closure")
def second_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Step 1, the own view; and step 2, the comparison, once it is recorded."""
    found = find_closure(desk.actor, reference)
    if request.method != "POST" and allows(desk.actor, Action.APPROVE, found):
        return _compare(request, desk, found, Action.APPROVE, _approve_form(found))
    form = ClosureViewForm(posted(request))
    page = _page(desk, found, Action.RECORD_VIEW, form, {"step": 1, "title": _("Second signature: your own view")})
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request,
            desk,
            verbs.record_closure_view,
            closure=found,
            own_view=form.cleaned_data["own_view"],
            reason=form.cleaned_data["reason"],
            said=_("Your view is recorded. Now compare it with the first person's."),
            to=reverse("console:second_closure", args=[found.reference]),
        ),
    )


@sensitive_post_parameters(PASSWORD)
@staff_page("POST", back="console:closure")
def approve_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Sign. With a shut gate the page says exactly what is left."""
    found = find_closure(desk.actor, reference)
    asks = sure_first(request, desk, found, Action.APPROVE)
    if asks is not None:
        return asks
    form = ApproveForm(request.POST)
    return _compare(request, desk, found, Action.APPROVE, form)


@staff_page("POST", back="console:closure")
def return_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Send it back to the reviewer with a reason."""
    found = find_closure(desk.actor, reference)
    return _compare(request, desk, found, Action.RETURN, StaffReasonForm(request.POST, auto_id="return_%s"))


def _approve_form(found: Closure) -> ApproveForm:
    return ApproveForm(initial={"evidence_rev": found.case.evidence_rev})


def _compare(request: HttpRequest, desk: Desk, found: Closure, action: Action, form: ActForm) -> HttpResponse:
    """Step 2 with its two forms, of which `form` is the one that was sent."""
    approving = action is Action.APPROVE
    other = StaffReasonForm(auto_id="return_%s") if approving else _approve_form(found)
    context = {
        "step": 2,
        "title": _("Second signature: compare and sign"),
        "approve_form": form if approving else other,
        "return_form": other if approving else form,
    }

    def take() -> HttpResponse:
        if approving:
            signed = {name: form.cleaned_data[name] for name in ("reasons", "evidence_rev")}
            done = _("You approved. The platform is asked to close the account.")
            return act(request, desk, verbs.approve_closure, closure=found, **signed, said=done, to=_url(found))
        back = _("It is back with the reviewer, who is told.")
        return act(request, desk, verbs.return_closure, closure=found, reason=form.cleaned_data["reason"], said=back, to=_url(found))

    return act_page(request, desk, _page(desk, found, action, form, context), take)


def _page(desk: Desk, found: Closure, action: Action, form: ActForm, context: dict[str, Any]) -> ActPage:
    shown = closure_context(desk, closure_view(desk.actor, found))
    return ActPage(
        action=action,
        subject=found,
        form=form,
        back_url=_url(found),
        back_label=found.reference,
        template=TEMPLATE,
        context=shown | context,
    )


def _url(found: Closure) -> str:
    return reverse("console:closure", args=[found.reference])
