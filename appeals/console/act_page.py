"""A page with the form of one act: shown where the act is possible, shown again with what was typed where it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from appeals.authority import case_of, refusal, role_refusal
from appeals.console.desk import show
from appeals.console.letters import preview_of
from appeals.console.presence import seen_on
from appeals.errors import AppealError, GateClosed, Invalid, NotVisible, WrittenMeanwhile
from appeals.queries.console_desk import last_change, words_now
from appeals.web.refusals import add_to_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from appeals.authority import Stated
    from appeals.console.acts import ActForm
    from appeals.console.desk import Desk
    from appeals.models import Notice
    from appeals.workflow import Action

GENERIC = "act.html"
PREVIEW = "preview"


@dataclass(kw_only=True)
class ActPage:
    """One act on one subject. `names` says which field of the form each of the verb's complaints belongs to.

    Without an `action` the roles of the page say all about who may. `rehearsal` tries the act for its letters, where the form was sent with the step `preview`; `only_show` shows a form
    again that was not meant to be taken, or could not be: `refused`.
    The generic template takes `title`, `text`, `consequences` (sentences), `button`, `danger` from the context.
    """

    action: Action | None
    subject: Stated | None
    form: ActForm
    back_url: str
    back_label: str | Promise = ""
    template: str = GENERIC
    names: Callable[[], Mapping[str, str]] = dict
    rehearsal: Callable[[], list[Notice]] | None = None
    only_show: bool = False
    refused: AppealError | None = None
    context: dict[str, Any] = field(default_factory=dict)


def act_page(request: HttpRequest, desk: Desk, page: ActPage, take: Callable[[], HttpResponse]) -> HttpResponse:
    """GET: the form, where the act is possible; POST: `take` it.

    What is refused comes back as the form with all that was typed, what changed meanwhile, and the refusal's status.
    Raises the refusal itself where the role does not include the act, or there is no form to keep.
    """
    check = refusal if request.method != "POST" else role_refusal
    refused = check(desk.actor, page.action, page.subject) if page.action is not None and page.subject is not None else None
    if refused is not None:
        raise refused
    if request.method != "POST":
        return _shown(request, desk, page, {}, status=200)
    if page.only_show:
        return _shown(request, desk, page, {}, status=200) if page.refused is None else _shown_again(request, desk, page, page.refused)
    if not page.form.is_valid():
        return _shown(request, desk, page, {}, status=422)
    try:
        if page.rehearsal is not None and request.POST.get("step") == PREVIEW:
            return _shown(request, desk, page, {"letters": [preview_of(one) for one in page.rehearsal()]}, status=200)
        return take()
    except NotVisible:
        raise
    except AppealError as error:
        return _refused(request, desk, page, error)


def _refused(request: HttpRequest, desk: Desk, page: ActPage, error: AppealError) -> HttpResponse:
    more: dict[str, Any] = {}
    if isinstance(error, Invalid):
        add_to_form(page.form, error, fields=page.names())
    elif isinstance(error, WrittenMeanwhile):
        add_to_form(page.form, error)
        # What was read now counts as seen: the same button sends the same words again.
        page.form.data = {**page.form.data.dict(), "seen": str(error.newest)} if isinstance(page.form.data, QueryDict) else page.form.data
        more = {"theirs": error.theirs}
    else:
        add_to_form(page.form, error)
        changed = last_change(page.subject) if page.subject is not None else None
        theirs = words_now(desk.actor, page.subject) if page.subject is not None else []
        more = {"conflict": changed, "theirs": theirs, "missing": error.missing if isinstance(error, GateClosed) else ()}
    return _shown(request, desk, page, more, status=error.status)


def _shown_again(request: HttpRequest, desk: Desk, page: ActPage, error: AppealError) -> HttpResponse:
    """An unfinished form that could not be kept: with all that was typed, and what stands in its way."""
    more: dict[str, Any] = {"detail": error.detail}
    if isinstance(error, WrittenMeanwhile):
        more["theirs"] = error.theirs
    elif page.subject is not None:
        more |= {"conflict": last_change(page.subject), "theirs": words_now(desk.actor, page.subject)}
    return _shown(request, desk, page, more, status=error.status)


def _shown(request: HttpRequest, desk: Desk, page: ActPage, more: Mapping[str, Any], *, status: int) -> HttpResponse:
    case = case_of(page.subject) if page.subject is not None and page.action is not None else None
    context = {
        "presence_case": case,
        "presence": seen_on(desk, case, edits=True) if case is not None else [],
        "form": page.form,
        "back_url": page.back_url,
        "back_label": page.back_label,
        "cancel_url": page.back_url,
        **page.context,
        **more,
    }
    return show(request, desk, page.template, context, status=status)
