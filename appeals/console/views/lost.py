"""Letters that did not arrive: a list to work through, other ways that were tried, and the end of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import searching
from appeals.authority import DESK
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted
from appeals.console.desk import SENIORS, Desk, show, staff_page
from appeals.console.forms.lost import WAYS, AttemptForm
from appeals.console.wording import word
from appeals.errors import NotAllowed
from appeals.queries.console_lost import find_letter, lost_letters as letters_that_are_lost

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@staff_page("GET")
def lost_letters(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What reached nobody, the oldest first."""
    rows, more = letters_that_are_lost(desk.actor)
    return show(request, desk, "lost_letters.html", {"rows": rows, "more": more})


@staff_page("GET", "POST")
def lost_letter(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """One letter, the tries to reach its reader, and a form for the next one."""
    notice = find_letter(desk.actor, public_id)
    if request.method == "POST" and not desk.actor.roles & DESK:
        raise NotAllowed(_("Your role does not include this."))
    searched = notice.is_lost and notice.unreachable_at is None
    may_note = bool(desk.actor.roles & DESK) and searched
    form = AttemptForm(posted(request))
    page = ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=reverse("console:lost_letters"),
        back_label=_("Lost letters"),
        template="lost_letter.html",
        context={
            "title": _("A letter that did not arrive"),
            "button": _("Note it"),
            "notice": notice,
            "attempts": [{"row": one, "way": word(WAYS, one.by_way)} for one in notice.attempts.all()],
            "may_note": may_note,
            "may_give_up": bool(desk.actor.roles & SENIORS) and searched,
            "person_zone": notice.case.account.time_zone or "",
        },
    )
    here = reverse("console:lost_letter", args=[public_id])

    def take() -> HttpResponse:
        given = {name: form.cleaned_data[name] for name in ("by_way", "tried_on", "note")}
        return act(request, desk, searching.note_attempt, notice=notice, **given, said=_("Noted."), to=here)

    return act_page(request, desk, page, take)


@staff_page("GET", "POST", roles=SENIORS)
def give_up(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """End the search for the reader of a letter."""
    notice = find_letter(desk.actor, public_id)
    page = ActPage(
        action=None,
        subject=None,
        form=ActForm(posted(request)),
        back_url=reverse("console:lost_letter", args=[public_id]),
        back_label=_("The letter"),
        context={
            "title": _("End the search"),
            "text": _("The person could not be reached by mail and by another way, on two days."),
            "consequences": [
                _("No date against the person runs, and the account cannot be closed on this letter."),
                _("A new address of the person starts it again."),
            ],
            "button": _("End it"),
        },
    )
    done, to = _("The search is ended."), reverse("console:lost_letters")
    return act_page(request, desk, page, lambda: act(request, desk, searching.give_up, notice=notice, said=done, to=to))
