"""Writing down an appeal that reached us outside the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.actions import elsewhere as verbs
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted, to_case
from appeals.console.desk import Desk, staff_page
from appeals.console.forms.elsewhere import NAMES, ElsewhereForm
from appeals.queries.visibility import find_case
from appeals.web.files import upload_limit
from appeals.workflow import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.actions.intake import Received


@staff_page("GET", "POST", back="console:case")
def record_appeal(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Write down an appeal for the person, with its day and its original."""
    case = find_case(desk.actor, reference)
    form = ElsewhereForm(posted(request), request.FILES or None, case=case)
    page = ActPage(
        action=Action.START_APPEAL,
        subject=case,
        form=form,
        back_url=to_case(case.reference),
        back_label=case.reference,
        names=lambda: NAMES,
        context={
            "title": _("Record an appeal that came elsewhere"),
            "text": _("It counts like one that was sent in the portal."),
            "consequences": [
                _("The person gets a receipt, and can read and complete it in the portal."),
                _("A draft that the person had begun ends unsent; they can still read it."),
            ],
            "button": _("Record it"),
        },
    )
    done = _("The appeal is recorded. The person gets the receipt now.")

    def taken(original: Received | None) -> HttpResponse:
        values = {"case": case, "arrived": form.arrived(), "original": original}
        return act(
            request, desk, verbs.record_appeal, **values, said=done, to=lambda made: reverse("console:appeal", args=[made.reference])
        )

    def take() -> HttpResponse:
        file = form.cleaned_data["file"]
        if file is None:
            return taken(None)
        with verbs.received(file, name=file.name or "", size=file.size or 0) as got:
            return taken(got)

    return act_page(request, desk, page, take)


record_appeal.body_limit = upload_limit(1)  # type: ignore[attr-defined]
