"""The people of the desk: who they are, what they may do, who is away, and who takes over their work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from appeals.actions import staff as verbs
from appeals.actions.people import grant_role
from appeals.actions.perform import perform
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted
from appeals.console.desk import ADMINISTRATORS, EVERYBODY, LEADS, Desk, show, staff_page
from appeals.console.forms.fields import end_of
from appeals.console.forms.people import (
    ROLES,
    SCOPES,
    SHORT,
    AwayForm,
    ChangePersonForm,
    NewPersonForm,
    RoleForm,
    TakeRoleForm,
    language_names,
)
from appeals.errors import NotVisible
from appeals.queries.console_people import Person, find_person, find_proposal, people as people_page, proposals, roles_given_to

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import RoleProposal, User


@staff_page("GET", roles=LEADS)
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody who has a desk, or with `gone` who had one, by name."""
    gone = request.GET.get("gone") == "1"
    found = people_page(gone=gone, after=request.GET.get("after", ""))
    here = reverse("console:people")
    context = {
        "rows": [_row(one, desk) for one in found.rows],
        "after": found.after,
        "gone": gone,
        "tabs": [
            {"name": _("With a desk"), "url": here, "current": not gone},
            {"name": _("Gone"), "url": f"{here}?gone=1", "current": gone},
        ],
        "proposals": [_proposal(one, desk) for one in proposals()],
        "administers": bool(desk.actor.roles & ADMINISTRATORS),
    }
    return show(request, desk, "people.html", context)


@staff_page("GET", roles=LEADS)
def person(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """One person: roles and their history, languages, team, open work."""
    found = find_person(number)
    administers = bool(desk.actor.roles & ADMINISTRATORS)
    context = _row(found, desk) | {
        "history": [(one, ROLES[Role(one.role)]) for one in roles_given_to(found.user)],
        "administers": administers and found.user.pk != desk.user.pk,
        "edits": administers,
        "leads": Role.SENIOR in desk.actor.roles,
        "back_url": reverse("console:people"),
    }
    return show(request, desk, "person.html", context)


@staff_page("GET", "POST", roles=EVERYBODY)
def me(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say for oneself until when one is away; and the way to one's own second step."""
    words = {
        "title": _("Away"),
        "text": _("While you are away nothing new is given to you."),
        "consequences": [_("What you hold is offered to the others within seconds. You can claim it again when you are back.")],
        "button": _("Save"),
        "second_step_url": reverse("mfa_index"),
    }
    return _away(request, desk, desk.user, words | {"back_label": _("The desk")}, back=reverse("console:home"))


@staff_page("GET", "POST", roles=LEADS, back="console:person")
def away(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """A lead says for somebody else until when they are away."""
    user = find_person(number).user
    words = {
        "title": _("Away"),
        "text": _("While %(name)s is away nothing new is given to them.") % {"name": user.display_name},
        "consequences": [_("What they hold is offered to the others within seconds.")],
        "button": _("Save"),
    }
    return _away(request, desk, user, words | {"back_label": user.display_name}, back=_to(user))


@staff_page("GET", "POST", roles=ADMINISTRATORS)
def add_person(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add somebody, who then has a sign-in and no role yet."""
    form = NewPersonForm(posted(request))
    words = {"title": _("Add a person"), "text": _("They can sign in, and do nothing until they have a role."), "button": _("Add them")}
    page = ActPage(action=None, subject=None, form=form, back_url=reverse("console:people"), back_label=_("People"), context=words)

    def take() -> HttpResponse:
        user, password = perform(verbs.add_person, desk.actor, username=form.cleaned_data["username"], draft=form.draft())
        return show(request, desk, "person_sign_in.html", {"person": user, "password": password, "back_url": _to(user)})

    return act_page(request, desk, page, take)


@staff_page("GET", "POST", roles=ADMINISTRATORS, back="console:person")
def change_person(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Change what is written down about somebody."""
    user = find_person(number).user
    known = {"display_name": user.display_name, "email": user.email, "languages": " ".join(user.languages), "team": user.team}
    form = ChangePersonForm(posted(request), initial=known | {"staff_id": user.staff_id or ""})
    page = _page(form, user, {"title": _("Change what is written down"), "button": _("Save")})
    return act_page(
        request, desk, page, lambda: act(request, desk, verbs.change_person, user=user, draft=form.draft(), said=_("Saved."), to=_to(user))
    )


@staff_page("GET", "POST", roles=ADMINISTRATORS, back="console:person")
def give_role(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Give somebody a role for a scope; a third administrator is proposed."""
    user = find_person(number).user
    form = RoleForm(posted(request))
    words = {
        "title": _("Give a role"),
        "text": _("A role counts from the next page on, and for work that is opened after it was given."),
        "consequences": [_("Once there are two administrators, a further one needs both.")],
        "button": _("Give it"),
    }
    return act_page(
        request,
        desk,
        _page(form, user, words),
        lambda: act(
            request,
            desk,
            verbs.give_role,
            user=user,
            role=form.cleaned_data["role"],
            scope=form.cleaned_data["scope"],
            reason=form.cleaned_data["reason"],
            said=_("Done. If it waits for a second administrator, it stands under People."),
            to=_to(user),
        ),
    )


@staff_page("GET", "POST", roles=ADMINISTRATORS, back="console:person")
def take_role(request: HttpRequest, desk: Desk, *, number: int, role: str) -> HttpResponse:
    """Take a role from somebody: their next request is refused."""
    found = find_person(number)
    if role not in found.held:
        raise NotVisible
    form = TakeRoleForm(posted(request))
    words = {
        "title": _("Take a role"),
        "text": str(ROLES[Role(role)]),
        "consequences": [_("It ends at once: their next page is refused.")],
        "button": _("Take it"),
        "danger": True,
    }
    return act_page(
        request,
        desk,
        _page(form, found.user, words),
        lambda: act(
            request,
            desk,
            grant_role,
            user=found.user,
            role=role,
            gives=False,
            scope=str(found.held[Role(role)]),
            reason=form.cleaned_data["reason"],
            said=_("The role is taken."),
            to=_to(found.user),
        ),
    )


@staff_page("POST", roles=ADMINISTRATORS)
def answer_proposal(request: HttpRequest, desk: Desk, *, number: int) -> HttpResponse:
    """Agree to a further administrator, or not."""
    accept = request.POST.get("answer") == "yes"
    said = _("There is one administrator more.") if accept else _("The proposal is declined.")
    proposal = find_proposal(number)
    return act(request, desk, verbs.answer_proposal, proposal=proposal, accept=accept, said=said, to=reverse("console:people"))


def _away(request: HttpRequest, desk: Desk, user: User, words: dict[str, Any], *, back: str) -> HttpResponse:
    zone = timezone.get_current_timezone()
    until = user.away_until.astimezone(zone).date() if user.away_until and user.away_until > desk.now else None
    form = AwayForm(posted(request), initial={"until": until})
    page = ActPage(action=None, subject=None, form=form, back_url=back, context=words, template="away.html")
    return act_page(
        request,
        desk,
        page,
        lambda: act(request, desk, verbs.set_away, user=user, until=end_of(form.cleaned_data["until"], zone), said=_("Saved."), to=back),
    )


def _page(form: ActForm, user: User, words: dict[str, Any]) -> ActPage:
    return ActPage(action=None, subject=None, form=form, back_url=_to(user), back_label=user.display_name, context=words)


def _to(user: User) -> str:
    return reverse("console:person", args=[user.pk])


def _row(one: Person, desk: Desk) -> dict[str, Any]:
    user = one.user
    return {
        "person": user,
        "url": _to(user),
        "roles": [(str(role), SHORT[role], ROLES[role], SCOPES[scope]) for role, scope in one.held.items()],
        "languages": language_names(user.languages),
        "away": user.away_until if user.away_until and user.away_until > desk.now else None,
        "appeals": one.appeals,
        "closures": one.closures,
    }


def _proposal(one: RoleProposal, desk: Desk) -> dict[str, Any]:
    return {"proposal": one, "may": desk.user.pk not in {one.user_id, one.proposed_by_id}, "own": desk.user.pk == one.proposed_by_id}
