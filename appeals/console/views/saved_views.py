"""Views of the queue under a name: saved, renamed, shared, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import saved_views as verbs
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted
from appeals.console.desk import Desk, show, staff_page
from appeals.console.forms.bulk import SavedViewForm
from appeals.console.views.queue import narrowed
from appeals.errors import NotAllowed
from appeals.queries.console_queue import find_view, saved_views

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import SavedView


@staff_page("GET")
def views(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every view that one saved or that the team shares."""
    rows = [
        {"view": one, "mine": one.owner_id == desk.user.pk, "may": verbs.may_change(desk.actor, one)} for one in saved_views(desk.actor)
    ]
    return show(request, desk, "saved_views.html", {"rows": rows})


@staff_page("GET", "POST", back="console:saved_views")
def save_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Give the view and the filters of this address a name."""
    view, filters = narrowed(request, desk)
    query = filters.address(view)
    there = f"{reverse('console:queue')}?{query}"
    form = SavedViewForm(posted(request), may_share=verbs.may_share(desk.actor))
    page = ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=there,
        back_label=_("Queue"),
        context={
            "title": _("Save this view"),
            "text": _("It keeps the view and its filters, not the appeals that are in it now."),
            "consequences": [f"{label}: {value}" for _name, label, value in filters.chosen()],
            "button": _("Save the view"),
        },
    )
    given = _given(form) | {"query": query}
    return act_page(request, desk, page, lambda: act(request, desk, verbs.save_view, **given, said=_("The view is saved."), to=there))


@staff_page("GET", "POST")
def change_view(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Rename a view, share it or keep it to oneself."""
    found = _own(desk, number)
    initial = {"name": found.name, "shared": found.shared}
    form = SavedViewForm(posted(request), may_share=verbs.may_share(desk.actor), initial=initial)
    page = _page(form, {"title": _("Change the view “%(name)s”") % {"name": found.name}, "button": _("Save the view")})
    given = {"shared": found.shared} | _given(form)
    done = _("The view is changed.")
    return act_page(request, desk, page, lambda: act(request, desk, verbs.change_view, view=found, **given, said=done, to=page.back_url))


@staff_page("GET", "POST")
def delete_view(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Throw a view away, after a question."""
    found = _own(desk, number)
    text = _("The appeals in it stay as they are.")
    shared = [_("The whole team loses this view.")] if found.shared else []
    title = _("Delete the view “%(name)s”?") % {"name": found.name}
    page = _page(ActForm(posted(request)), {"title": title, "text": text, "consequences": shared, "button": _("Delete it"), "danger": True})
    done = _("The view is deleted.")
    return act_page(request, desk, page, lambda: act(request, desk, verbs.delete_view, view=found, said=done, to=page.back_url))


def _own(desk: Desk, number: int) -> SavedView:
    found = find_view(desk.actor, number)
    if not verbs.may_change(desk.actor, found):
        raise NotAllowed(_("Only whoever saved this view, or a senior, changes it."))
    return found


def _page(form: ActForm, context: dict[str, object]) -> ActPage:
    there = reverse("console:saved_views")
    return ActPage(action=None, subject=None, form=form, back_url=there, back_label=_("Saved views"), context=context)


def _given(form: SavedViewForm) -> dict[str, object]:
    if not form.is_valid():
        return {}
    return {name: form.cleaned_data[name] for name in ("name", "shared") if name in form.fields}
