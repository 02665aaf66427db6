"""What reviewers write beside a case: messages to the person, translations, links to other accounts; and who is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils.translation import get_language, gettext as _

from accounts.roles import CASE_ROLES, JUDGING_ROLES
from appeals.actions import links, messages, translations
from appeals.actions.rehearsal import as_sent, rehearse
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.desk import Desk, show, staff_page
from appeals.console.forms.casework import LinkForm, MessageForm, OwnConductForm, TranslationForm
from appeals.console.forms.small import StaffReasonForm
from appeals.console.presence import seen_on
from appeals.console.views.case_file import file_context
from appeals.models import LinkKind
from appeals.queries.casework import casework_of, find_link, find_message
from appeals.queries.visibility import find_case
from appeals.templatetags.console import language_name
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import LinkedAccount, Suspension


@staff_page("GET", "POST", back="console:case", roles=CASE_ROLES)
def write_message(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Write to the person: it leaves after a minute."""
    found = find_case(desk.actor, reference)
    language = found.account.language
    newest = max((one.pk for one in casework_of(found).messages), default=0)
    form = MessageForm(posted(request), initial={"seen": newest}).in_language(language)
    typed = {"text": form.cleaned_data["text"]} if form.is_valid() else {}
    page = ActPage(
        action=Action.MESSAGE,
        subject=found,
        form=form,
        back_url=_tab(found, "messages"),
        back_label=found.reference,
        template="write_message.html",
        rehearsal=lambda: rehearse(as_sent, desk.actor, case=found, **typed),
        context={
            "title": _("Write to the person"),
            "goes_in": language_name(language),
            "speaks_it": _speaks(desk, language),
            "button": _("Send it in a minute"),
            "case_reference": found.reference,
        },
    )
    done = _("Your message leaves in 60 seconds. Until then you can take it back.")
    take = {"case": found, "seen": form.cleaned_data.get("seen") if form.is_valid() else None, **typed}
    return act_page(request, desk, page, lambda: act(request, desk, messages.write_message, said=done, to=_tab(found, "messages"), **take))


@staff_page("POST", back="console:case", roles=CASE_ROLES)
def take_back_message(request: HttpRequest, desk: Desk, *, reference: str, public_id: str) -> HttpResponse:
    """Undo: a message that has not left yet."""
    found = find_case(desk.actor, reference)
    message = find_message(found, public_id)
    done = _("Taken back. Nothing was sent.")
    return act(request, desk, messages.take_back, message=message, said=done, to=_tab(found, "messages"))


@staff_page("GET", "POST", back="console:case", roles=CASE_ROLES)
def translate(request: HttpRequest, desk: Desk, *, reference: str, of: str) -> HttpResponse:
    """Add a translation beside the person's own words."""
    found = find_case(desk.actor, reference)
    source = translations.source_of(found, of)
    known = casework_of(found).translations.get(of, [])
    form = TranslationForm(posted(request), initial={"seen": known[0].pk if known else 0, "maker": str(desk.user)})
    typed = {name: form.cleaned_data[name] for name in ("text", "made_by", "maker", "seen")} if form.is_valid() else {}
    page = ActPage(
        action=Action.TRANSLATE,
        subject=found,
        form=form,
        back_url=_tab(found, "words"),
        back_label=found.reference,
        template="translate.html",
        context={
            "title": _("Add a translation"),
            "source": source,
            "language": found.account.language,
            "known": known,
            "button": _("Add it beside the original"),
            "case_reference": found.reference,
        },
    )
    into = get_language() or "en"
    done = _("Added. The original stands beside it.")
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request, desk, translations.add_translation, case=found, of=of, language=into, said=done, to=_tab(found, "words"), **typed
        ),
    )


@staff_page("GET", "POST", back="console:case", roles=JUDGING_ROLES)
def record_link(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Note a link to another account."""
    found = find_case(desk.actor, reference)
    form = LinkForm(posted(request))
    names = ("other", "kind", "said_by", "reason", "is_ground")
    typed = {name: form.cleaned_data[name] for name in names} if form.is_valid() else {}
    context = {
        "title": _("Link another account"),
        "consequences": [
            _("Only staff read this."),
            _("A link says nothing about what this person did. Living or working with somebody is allowed."),
        ],
        "button": _("Record the link"),
    }
    page = _on_links(found, found, form, context)
    done = _("Recorded.")
    return act_page(
        request, desk, page, lambda: act(request, desk, links.record_link, case=found, said=done, to=_tab(found, "links"), **typed)
    )


@staff_page("GET", "POST", back="console:case", roles=JUDGING_ROLES)
def own_conduct(request: HttpRequest, desk: Desk, *, reference: str, number: int) -> HttpResponse:
    """Write what this account did itself."""
    link = find_link(find_case(desk.actor, reference), number)
    form = OwnConductForm(posted(request))
    context = {"title": _("What this account did itself"), "consequences": _about(link), "button": _("Write it down")}
    page = _on_links(link.case, link.case, form, context)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    done = _("Written down.")
    return act_page(
        request,
        desk,
        page,
        lambda: act(request, desk, links.find_own_conduct, link=link, text=text, said=done, to=_tab(link.case, "links")),
    )


@staff_page("GET", "POST", back="console:case", roles=JUDGING_ROLES)
def end_link(request: HttpRequest, desk: Desk, *, reference: str, number: int) -> HttpResponse:
    """End a link that was wrong, or is over."""
    link = find_link(find_case(desk.actor, reference), number)
    form = StaffReasonForm(posted(request))
    context = {"title": _("End this link"), "consequences": _about(link), "button": _("End the link")}
    page = _on_links(link.case, link.case, form, context)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    done = _("Ended. It stays readable, and counts no more.")
    return act_page(
        request, desk, page, lambda: act(request, desk, links.end_link, link=link, reason=reason, said=done, to=_tab(link.case, "links"))
    )


@staff_page("POST", back="console:case")
def presence(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """The heartbeat of an open page: notes who is on the case and says who else is. Without it the page says who was at load."""
    found = find_case(desk.actor, reference)
    return JsonResponse({"lines": seen_on(desk, found, edits=request.POST.get("edits") == "1")})


@staff_page("GET")
def case_file(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """The case to print: all that the person may have too."""
    found = find_case(desk.actor, reference)
    return show(request, desk, "case_file.html", file_context(desk, found))


@staff_page("GET")
def case_file_internal(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """What only staff may read, to print apart."""
    found = find_case(desk.actor, reference)
    return show(request, desk, "case_file_internal.html", file_context(desk, found, internal=True))


def _on_links(found: Suspension, subject: Suspension, form: Any, context: dict[str, Any]) -> ActPage:
    context["case_reference"] = found.reference
    return ActPage(
        action=Action.LINK, subject=subject, form=form, back_url=_tab(found, "links"), back_label=found.reference, context=context
    )


def _about(link: LinkedAccount) -> list[str]:
    kind = LinkKind(link.kind).label
    return [
        f"{kind} · {link.other.display_name} ({link.other.external_id})",
        _("%(who)s: %(why)s") % {"who": link.said_by, "why": link.reason},
    ]


def _speaks(desk: Desk, language: str) -> bool:
    spoken = {one.partition("-")[0] for one in [*desk.user.languages, "en"]}
    return language.partition("-")[0] in spoken


def _tab(found: Suspension, name: str) -> str:
    return f"{to_case(found.reference)}#{name}"
