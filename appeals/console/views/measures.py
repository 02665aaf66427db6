"""A measure in force: a second person confirms it, it is lifted, made lighter, or money is held beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import holds, measures
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted, to_case
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.measuring import DATE_NAMES, HOLD_NAMES, ChangeForm, HoldForm
from appeals.console.forms.small import LiftForm
from appeals.queries.visibility import find_case
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from appeals.models import Suspension


@staff_page("GET", "POST", back="console:case")
def confirm_measure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """A second person agrees to a measure that is longer than one person may decide."""
    case = find_case(desk.actor, reference)
    words = {
        "title": _("Confirm the measure"),
        "text": _("Now it ends after 30 days. With your signature it runs as proposed."),
        "proposed": case,
        "consequences": [
            _("The person gets a new statement of reasons and a new letter."),
            _("The last day to appeal starts again."),
            _("This cannot be taken back; the measure can be lifted."),
        ],
        "button": _("Confirm it"),
    }
    page = _page(Action.CONFIRM, case, ActForm(posted(request)), words, template="confirm_measure.html")
    done = _("The measure is confirmed. The person is told.")
    return act_page(
        request, desk, page, lambda: act(request, desk, measures.confirm_suspension, case=case, said=done, to=to_case(case.reference))
    )


@staff_page("GET", "POST", back="console:case")
def lift_measure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """End a measure early."""
    case = find_case(desk.actor, reference)
    form = LiftForm(posted(request))
    words = {
        "title": _("Lift the measure"),
        "text": _("The measure ends now."),
        "consequences": [
            _("The person is told, with your reason."),
            _("The platform is asked to end it."),
            _("This cannot be taken back."),
        ],
        "button": _("Lift it"),
    }
    return act_page(
        request,
        desk,
        _page(Action.LIFT, case, form, words),
        lambda: act(
            request,
            desk,
            measures.lift_suspension,
            case=case,
            reason=form.cleaned_data["reason"],
            our_mistake=form.cleaned_data["our_mistake"],
            said=_("The measure is lifted. The person is told."),
            to=to_case(case.reference),
        ),
    )


@staff_page("GET", "POST", back="console:case")
def change_measure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Make a measure lighter."""
    case = find_case(desk.actor, reference)
    form = ChangeForm(posted(request), case=case)
    words = {
        "title": _("Make the measure lighter"),
        "text": _("Only what is lighter than now is possible here."),
        "consequences": [_("The person gets a new statement of reasons and a letter with your reason.")],
        "button": _("Change it"),
    }
    return act_page(
        request,
        desk,
        _page(Action.CHANGE, case, form, words, names=DATE_NAMES),
        lambda: act(
            request,
            desk,
            measures.change_suspension,
            case=case,
            after=form.after(),
            reason=form.cleaned_data["reason"],
            said=_("The measure is lighter now. The person is told."),
            to=to_case(case.reference),
        ),
    )


@staff_page("GET", "POST", back="console:case")
def place_hold(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Hold an amount of money beside a measure in force."""
    case = find_case(desk.actor, reference)
    form = HoldForm(posted(request), case=case)
    words = {
        "title": _("Hold money"),
        "text": _("Give exactly one date: until when it is held, or when a person looks again."),
        "consequences": [
            _("The person is told at once, and can dispute this hold alone."),
            _("Earned money, or more than 30 days, is held for 72 hours until a second person signs."),
        ],
        "button": _("Hold it"),
    }
    return act_page(
        request,
        desk,
        _page(Action.PLACE_HOLD, case, form, words, names=HOLD_NAMES),
        lambda: act(
            request,
            desk,
            holds.place_hold,
            case=case,
            draft=form.draft(),
            said=_("The money is held. The person is told."),
            to=to_case(case.reference),
        ),
    )


def _page(
    action: Action,
    case: Suspension,
    form: ActForm,
    words: dict[str, Any],
    *,
    names: Mapping[str, str] | None = None,
    template: str = "act.html",
) -> ActPage:
    return ActPage(
        action=action,
        subject=case,
        form=form,
        back_url=reverse("console:case", args=[case.reference]),
        back_label=case.reference,
        names=lambda: names or {},
        context=words | {"case": case, "case_reference": case.reference, "person_zone": case.account.time_zone or ""},
        template=template,
    )
