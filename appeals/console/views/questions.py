"""Dates that move on an appeal: our own promise, and the date of a question to the person, which may also be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import moving_dates, questions
from appeals.actions.rehearsal import rehearse
from appeals.authority import refusal
from appeals.authority.law import zone_of_case
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.fields import end_of
from appeals.console.forms.small import MoreTimeForm, MovePromiseForm, ReadReasonForm
from appeals.queries.console_appeals import open_question
from appeals.queries.rules import limit_is_confirmed
from appeals.queries.visibility import find_appeal
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from appeals.console.acts import ActForm
    from appeals.models import Appeal, InformationRequest


@staff_page("GET", "POST", back="console:appeal")
def move_promise(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Promise the decision for a later date, and tell the person why."""
    found = find_appeal(desk.actor, reference)
    form = MovePromiseForm(posted(request))
    given = _given(form, found) | {"appeal": found}
    page = _page(
        Action.MOVE_DATE,
        found,
        form,
        {
            "title": _("New date for the decision"),
            "consequences": [
                _("The person gets a letter with the new date and your reason."),
                _("No measure gets longer because of it, and no date of theirs shorter."),
                _("The law's own limit does not move. Nor does the end of the measure."),
            ],
            "button": _("Promise the new date"),
        },
        rehearsal=lambda: rehearse(moving_dates.move_promise, desk.actor, **given),
    )
    done = _("The new date is promised. The person is told.")
    return act_page(request, desk, page, lambda: act(request, desk, moving_dates.move_promise, **given, said=done, to=_url(found)))


@staff_page("GET", "POST", back="console:appeal")
def give_more_time(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Answer a wish for more time, or give it unasked."""
    found = find_appeal(desk.actor, reference)
    form = MoreTimeForm(posted(request))
    asked = _open(desk, Action.GIVE_MORE_TIME, found)
    given = _given(form, found) | {"request": asked}
    page = _page(
        Action.GIVE_MORE_TIME,
        found,
        form,
        {
            "title": _("More time to answer"),
            "text": _("We asked: %(question)s") % {"question": asked.question},
            "consequences": [_("The person gets a letter with your reason, and the new date where you give one.")],
            "button": _("Answer the wish"),
            "asked": asked,
        },
        rehearsal=lambda: rehearse(questions.give_more_time, desk.actor, **given),
    )
    done = _("The person is told.")
    return act_page(request, desk, page, lambda: act(request, desk, questions.give_more_time, **given, said=done, to=_url(found)))


@staff_page("GET", "POST", back="console:appeal")
def withdraw_question(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Take a question back, and say why."""
    found = find_appeal(desk.actor, reference)
    form = ReadReasonForm(posted(request))
    asked = _open(desk, Action.WITHDRAW_QUESTION, found)
    given: dict[str, Any] = {"request": asked, "reason": form.cleaned_data["reason"]} if form.is_valid() else {}
    page = _page(
        Action.WITHDRAW_QUESTION,
        found,
        form,
        {
            "title": _("Take the question back"),
            "text": _("We asked: %(question)s") % {"question": asked.question},
            "consequences": [_("The person reads why, and need not answer."), _("The appeal is in review again, and our promise runs.")],
            "button": _("Take it back"),
            "asked": asked,
        },
        rehearsal=lambda: rehearse(questions.withdraw_question, desk.actor, **given),
    )
    done = _("The question is taken back. The person is told.")
    return act_page(request, desk, page, lambda: act(request, desk, questions.withdraw_question, **given, said=done, to=_url(found)))


def _open(desk: Desk, action: Action, found: Appeal) -> InformationRequest:
    """The question that waits for an answer. Raises the refusal of the act where none does."""
    refused = refusal(desk.actor, action, found)
    if refused is not None:
        raise refused
    return open_question(found)


def _given(form: ActForm, found: Appeal) -> dict[str, Any]:
    """What a form with a date and a reason gives, the date as the end of that day where the person lives."""
    if not form.is_valid():
        return {}
    on = form.cleaned_data["until"]
    return {"until": end_of(on, zone_of_case(found.case)) if on else None, "reason": form.cleaned_data["reason"]}


def _page(action: Action, found: Appeal, form: ActForm, words: dict[str, Any], *, rehearsal: Callable[[], Any]) -> ActPage:
    return ActPage(
        action=action,
        subject=found,
        form=form,
        back_url=_url(found),
        back_label=found.reference,
        template="dates_act.html",
        rehearsal=rehearsal,
        context=words
        | {
            "limit_confirmed": limit_is_confirmed(found.case),
            "appeal": found,
            "case_reference": found.case.reference,
            "person_zone": found.case.account.time_zone or "",
        },
    )


def _url(found: Appeal) -> str:
    return reverse("console:appeal", args=[found.reference])
