"""Somebody goes: their work to others, their desk closed, or a new way in for who lost theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from appeals.actions import staff as verbs
from appeals.actions.handing_over import hand_over_appeal, hand_over_closure
from appeals.actions.perform import perform
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted
from appeals.console.desk import ADMINISTRATORS, SENIORS, Desk, see_other, show, staff_page
from appeals.errors import AppealError
from appeals.queries.console_people import Person, find_person
from appeals.queries.staffing import work_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


@staff_page("GET", "POST", roles=SENIORS, back="console:person")
def hand_over(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Give every open case of one person to others, each to somebody who is not involved."""
    found = find_person(number)
    held = found.appeals + found.closures
    words = {
        "title": _("Hand over all"),
        "text": ngettext("%(held)s open case goes to somebody else.", "%(held)s open cases go to others.", held) % {"held": held},
        "consequences": [
            _("Each goes to the one with the least work who took no part in it, reads its language and is not away."),
            _("Where nobody is fit it goes back to the queue. Each timeline says so."),
            _("What waits for the person's answer stays until the answer is there; if its holder is away by then, it goes to the queue."),
            _("What waits at the second check stays: its first judgement is written, and anybody else may sign."),
        ],
        "button": _("Hand over"),
    }
    return act_page(request, desk, _page(found, ActForm(posted(request)), words), lambda: _hand_over(request, desk, found.user))


def _hand_over(request: HttpRequest, desk: Desk, user: User) -> HttpResponse:
    """Piece by piece, each with its own transaction: pressed again it goes on with what is left."""
    appeals, closures = work_of(user)
    given, queued, left = 0, 0, 0
    pieces: list[Callable[[], User | None]] = [
        *(lambda one=one: perform(hand_over_appeal, desk.actor, appeal=one, of=user) for one in appeals),
        *(lambda one=one: perform(hand_over_closure, desk.actor, closure=one, of=user) for one in closures),
    ]
    for piece in pieces:
        try:
            taken = piece()
        except AppealError:
            left += 1
        else:
            given, queued = given + (taken is not None), queued + (taken is None)
    counted = {"given": given, "queued": queued, "left": left}
    messages.success(request, _("Given to others: %(given)s. Back to the queue: %(queued)s. Left as they are: %(left)s.") % counted)
    return see_other(_to(user))


@staff_page("GET", "POST", roles=ADMINISTRATORS, back="console:person")
def close_desk(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Somebody leaves: their desk is closed at once, and their work offered."""
    found = find_person(number)
    words = {
        "title": _("Close the desk"),
        "text": _("%(name)s is signed out everywhere and cannot sign in.") % {"name": found.user.display_name},
        "consequences": [
            _("What they hold is offered to the others within seconds: appeals %(appeals)s, closures %(closures)s.")
            % {"appeals": found.appeals, "closures": found.closures},
            _("Their name stays with what they decided."),
        ],
        "button": _("Close it"),
        "danger": True,
    }
    page = _page(found, ActForm(posted(request)), words)
    done = _("The desk is closed. What they held is offered to the others.")
    return act_page(
        request, desk, page, lambda: act(request, desk, verbs.set_active, user=found.user, active=False, said=done, to=_to(found.user))
    )


@staff_page("POST", roles=ADMINISTRATORS, back="console:person")
def open_desk(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Somebody is back: their desk opens again, with the roles they had."""
    user = find_person(number).user
    return act(request, desk, verbs.set_active, user=user, active=True, said=_("The desk is open again."), to=_to(user))


@staff_page("GET", "POST", roles=ADMINISTRATORS, back="console:person")
def renew_sign_in(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """A new password for somebody who lost theirs, or their second step."""
    found = find_person(number)
    words = {
        "title": _("Renew the sign-in"),
        "text": _("%(name)s gets a new password, and sets up a new second step.") % {"name": found.user.display_name},
        "consequences": [_("They are signed out everywhere."), _("Make sure that it is really they who ask: call them.")],
        "button": _("Renew it"),
        "danger": True,
    }

    def take() -> HttpResponse:
        password = perform(verbs.renew_sign_in, desk.actor, user=found.user)
        context = {"person": found.user, "password": password, "back_url": _to(found.user)}
        return show(request, desk, "person_sign_in.html", context)

    return act_page(request, desk, _page(found, ActForm(posted(request)), words), take)


def _page(found: Person, form: ActForm, words: dict[str, Any]) -> ActPage:
    user = found.user
    return ActPage(action=None, subject=None, form=form, back_url=_to(user), back_label=user.display_name, context=words)


def _to(user: User) -> str:
    return reverse("console:person", args=[user.pk])
