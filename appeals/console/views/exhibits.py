"""Material that the platform relies on: added by those who judge, opened by whoever reads the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from appeals.actions import exhibits as verbs
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.desk import Desk, staff_page
from appeals.console.files import stored_file
from appeals.console.forms.exhibits import ExhibitForm
from appeals.errors import NotVisible
from appeals.evidence.names import saved_name
from appeals.queries.papers import exhibits_of
from appeals.queries.visibility import find_case
from appeals.web.files import upload_limit
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@staff_page("GET")
def exhibit(request: HttpRequest, desk: Desk, *, reference: str, number: int) -> HttpResponseBase:
    """One exhibit, to save and never to show; what the person does not see as well."""
    del request
    found = dict(enumerate(exhibits_of(find_case(desk.actor, reference)), start=1)).get(number)
    if found is None or not found.storage_key:
        raise NotVisible
    return stored_file(found.storage_key, "application/octet-stream", saved_name(found.label, found.media_type), attached=True)


@staff_page("GET", "POST", back="console:case")
def add_exhibit(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Add an exhibit."""
    case = find_case(desk.actor, reference)
    form = ExhibitForm(posted(request), request.FILES or None).for_points(
        case.citations.select_related("section_version").order_by("position")
    )
    page = ActPage(
        action=Action.ADD_EXHIBIT,
        subject=case,
        form=form,
        back_url=to_case(case.reference),
        back_label=case.reference,
        context={
            "title": _("Add an exhibit"),
            "text": _("The person finds it beside the reason, and can save it."),
            "consequences": [_("While something is being judged, the person is told, and whoever judges looks again.")],
            "button": _("Add it"),
        },
    )

    def take() -> HttpResponse:
        given: dict[str, Any] = dict(form.cleaned_data)
        file = given["file"]
        values = {
            "label": given["label"],
            "citation": int(given["citation"]) if given["citation"] else None,
            "audience": verbs.REDACTED if given["hidden"] else verbs.SHOWN,
            "redaction_reason": given["redaction_reason"],
        }
        with verbs.received(file, name=file.name or "", size=file.size or 0) as got:
            done = _("The exhibit is added.")
            return act(request, desk, verbs.add_exhibit, case=case, received=got, **values, said=done, to=to_case(case.reference))

    return act_page(request, desk, page, take)


add_exhibit.body_limit = upload_limit(1)  # type: ignore[attr-defined]
