"""What a senior notes of the world outside: proceedings before courts and bodies, legal holds."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from appeals.actions import disputes
from appeals.authority.law import zone_of_case
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted, to_case
from appeals.console.desk import SENIORS, Desk, staff_page
from appeals.console.forms.fields import end_of
from appeals.console.forms.outside import DisputeForm, LegalHoldForm, SettleForm
from appeals.queries.console_outside import find_dispute, find_legal_hold
from appeals.queries.visibility import find_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from appeals.models import Suspension

LARGEST_NUMBER = 2**63 - 1


@staff_page("GET", "POST", roles=SENIORS, back="console:case")
def record_dispute(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Note a proceeding before a court or an out-of-court body."""
    case = find_case(desk.actor, reference)
    form = DisputeForm(posted(request))
    words = {
        "title": _("Record a proceeding"),
        "text": _("The person sees in the timeline that it is noted."),
        "button": _("Record it"),
    }

    def take() -> HttpResponse:
        given = form.cleaned_data
        values = {name: given[name] for name in ("kind", "body", "body_reference", "stays_closure")}
        begun = datetime.combine(given["filed_on"], time(), tzinfo=UTC)
        done = _("The proceeding is recorded.")
        return act(request, desk, disputes.record_dispute, case=case, filed_at=begun, **values, said=done, to=to_case(case.reference))

    return act_page(request, desk, _page(case, form, words, {"filed_at": "filed_on"}), take)


@staff_page("GET", "POST", roles=SENIORS)
def settle_dispute(request: HttpRequest, desk: Desk, *, reference: str, number: int) -> HttpResponse:
    """Note how a proceeding ended."""
    case = find_case(desk.actor, reference)
    dispute = find_dispute(case, min(number, LARGEST_NUMBER))
    form = SettleForm(posted(request))
    words = {"title": _("Note how the proceeding ended"), "text": f"{dispute.body} {dispute.body_reference}", "button": _("Note it")}

    def take() -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in ("outcome", "note")}
        done = _("It is noted. What follows from it is for people to decide.")
        return act(request, desk, disputes.settle_dispute, dispute=dispute, **values, said=done, to=to_case(case.reference))

    return act_page(request, desk, _page(case, form, words), take)


@staff_page("GET", "POST", roles=SENIORS, back="console:case")
def place_legal_hold(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Stop deletion and closing."""
    case = find_case(desk.actor, reference)
    form = LegalHoldForm(posted(request))
    words = {
        "title": _("Place a legal hold"),
        "text": _("Nothing of this case is deleted, and the account is not closed, until it is lifted."),
        "consequences": [_("It holds at once. Without a second senior it ends after 72 hours.")],
        "button": _("Place it"),
    }

    def take() -> HttpResponse:
        until = end_of(form.cleaned_data["until"], zone_of_case(case))
        reason, done = form.cleaned_data["reason"], _("The legal hold is placed.")
        return act(request, desk, disputes.place_legal_hold, case=case, reason=reason, until=until, said=done, to=to_case(case.reference))

    return act_page(request, desk, _page(case, form, words), take)


@staff_page("GET", "POST", roles=SENIORS)
def confirm_legal_hold(request: HttpRequest, desk: Desk, *, reference: str, number: int) -> HttpResponse:
    """A second senior agrees to a legal hold."""
    case = find_case(desk.actor, reference)
    hold = find_legal_hold(case, min(number, LARGEST_NUMBER))
    words = {
        "title": _("Confirm the legal hold"),
        "text": hold.reason,
        "consequences": [_("With your signature it lasts as long as was asked for.")],
        "button": _("Confirm it"),
    }

    def take() -> HttpResponse:
        done = _("The legal hold is confirmed.")
        return act(request, desk, disputes.confirm_legal_hold, hold=hold, said=done, to=to_case(case.reference))

    return act_page(request, desk, _page(case, ActForm(posted(request)), words), take)


@staff_page("GET", "POST", roles=SENIORS)
def lift_legal_hold(request: HttpRequest, desk: Desk, *, reference: str, number: int) -> HttpResponse:
    """End a legal hold."""
    case = find_case(desk.actor, reference)
    hold = find_legal_hold(case, min(number, LARGEST_NUMBER))
    words = {"title": _("Lift the legal hold"), "text": hold.reason, "button": _("Lift it"), "danger": True}

    def take() -> HttpResponse:
        return act(request, desk, disputes.lift_legal_hold, hold=hold, said=_("The legal hold is lifted."), to=to_case(case.reference))

    return act_page(request, desk, _page(case, ActForm(posted(request)), words), take)


def _page(case: Suspension, form: ActForm, words: dict[str, Any], names: Mapping[str, str] | None = None) -> ActPage:
    return ActPage(
        action=None,
        subject=case,
        form=form,
        back_url=to_case(case.reference),
        back_label=case.reference,
        names=lambda: names or {},
        context=words | {"case_reference": case.reference},
    )
