"""Held money: a second person confirms a hold, its date moves, it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import holds as verbs
from appeals.authority.law import zone_of_case
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted, to_case
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.fields import end_of
from appeals.console.forms.small import EndHoldForm, MoveDateForm
from appeals.queries.visibility import find_hold
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import Hold


@staff_page("GET", "POST")
def confirm_hold(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """A second person agrees to a hold."""
    hold = find_hold(desk.actor, public_id)
    words = {
        "title": _("Confirm the hold"),
        "text": _("With your signature the money is held as proposed."),
        "consequences": [_("The person is told of the new date."), _("Without a signature it ends after 72 hours.")],
        "button": _("Confirm it"),
    }
    page = _page(Action.CONFIRM, hold, ActForm(posted(request)), words)
    done = _("The hold is confirmed. The person is told.")
    return act_page(
        request, desk, page, lambda: act(request, desk, verbs.confirm_hold, hold=hold, said=done, to=to_case(hold.case.reference))
    )


@staff_page("GET", "POST")
def move_hold(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """Move the date of a hold."""
    hold = find_hold(desk.actor, public_id)
    form = MoveDateForm(posted(request))
    words = {
        "title": _("Move the date of the hold"),
        "text": _("The money stays held until the new date."),
        "consequences": [_("The person is told, with your reason.")],
        "button": _("Move it"),
    }
    return act_page(
        request,
        desk,
        _page(Action.MOVE_DATE, hold, form, words),
        lambda: act(
            request,
            desk,
            verbs.move_hold_date,
            hold=hold,
            until=end_of(form.cleaned_data["until"], zone_of_case(hold.case)),
            reason=form.cleaned_data["reason"],
            said=_("The date is moved. The person is told."),
            to=to_case(hold.case.reference),
        ),
    )


@staff_page("GET", "POST")
def end_hold(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """End a hold."""
    hold = find_hold(desk.actor, public_id)
    form = EndHoldForm(posted(request)).for_kind(hold.kind)
    words = {
        "title": _("End the hold"),
        "text": _("The platform is asked to do it, and confirms it."),
        "consequences": [_("The person is told, with your reason."), _("This cannot be taken back.")],
        "button": _("End it"),
        "danger": True,
    }
    return act_page(
        request,
        desk,
        _page(Action.END, hold, form, words),
        lambda: act(
            request,
            desk,
            verbs.end_hold,
            hold=hold,
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            said=_("The hold is ended. The person is told."),
            to=to_case(hold.case.reference),
        ),
    )


def _page(action: Action, hold: Hold, form: ActForm, words: dict[str, Any]) -> ActPage:
    case = hold.case
    return ActPage(
        action=action,
        subject=hold,
        form=form,
        back_url=reverse("console:case", args=[case.reference]),
        back_label=case.reference,
        context=words | {"hold": hold, "case": case, "case_reference": case.reference, "person_zone": case.account.time_zone or ""},
        template="hold_act.html",
    )
