"""Reasons held back: a second person looks and agrees or not; they are held back longer, or given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import JUDGING_ROLES
from appeals.actions import withholding
from appeals.actions.drafts import from_stored
from appeals.actions.rehearsal import rehearse
from appeals.authority.law import zone_of_case
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import ActForm, act, posted, to_case
from appeals.console.desk import SENIORS, Desk, show, staff_page
from appeals.console.forms.withholding import ALL, NAMES, AnswerForm, LongerForm, until
from appeals.console.letters import preview_of
from appeals.console.wording import ABILITIES, MEASURES, word, words
from appeals.errors import AppealError
from appeals.models import Answered
from appeals.queries.disclosure import find_withholding, titles_of
from appeals.queries.visibility import find_case

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import Withholding


@staff_page("GET", "POST", roles=JUDGING_ROLES)
def proposal(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """One proposal: the whole measure, the ground, the letter; a senior agrees on this page."""
    row = find_withholding(desk.actor, public_id)
    if request.method == "POST":
        done = _("Agreed. The person is told now that reasons are held back.")
        return act(request, desk, withholding.agree, withholding=row, said=done, to=lambda case: to_case(case.reference))
    may_agree = row.state == Answered.OPEN and row.proposed_by_id != desk.user.pk and bool(desk.actor.roles & SENIORS)
    letters, refused = _letters(desk, row) if may_agree else ([], "")
    context = {
        "row": row,
        "told": word(ALL, row.disclosure),
        "draft": None if row.draft is None else _in_words(row.draft),
        "person_zone": row.account.time_zone or "",
        "form": ActForm() if may_agree and not refused else None,
        "refused": refused,
        "letters": letters,
        "own": row.proposed_by_id == desk.user.pk,
        "open": row.state == Answered.OPEN,
    }
    return show(request, desk, "withholding.html", context)


@staff_page("GET", "POST", roles=JUDGING_ROLES)
def refuse(request: HttpRequest, desk: Desk, *, public_id: str) -> HttpResponse:
    """Not agreed, or taken back: nothing comes of the proposal."""
    row = find_withholding(desk.actor, public_id)
    own = row.proposed_by_id == desk.user.pk
    form = AnswerForm(posted(request))
    said = _("Taken back. Nothing came of it.") if own else _("Not agreed. Nothing came of it.")
    page = ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=_address(row),
        back_label=_("The proposal"),
        context={
            "title": _("Take the proposal back") if own else _("Do not agree"),
            "text": _("Nothing is in force, and the person is told nothing."),
            "button": _("Take it back") if own else _("Do not agree"),
        },
    )

    def take() -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return act(request, desk, withholding.refuse, withholding=row, reason=reason, said=said, to=reverse("console:to_confirm"))

    return act_page(request, desk, page, take)


@staff_page("GET", "POST", roles=JUDGING_ROLES, back="console:case")
def give_reasons(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Tell the person everything."""
    case = find_case(desk.actor, reference)
    withholding.check_withheld(case)
    page = ActPage(
        action=None,
        subject=None,
        form=ActForm(posted(request)),
        back_url=to_case(reference),
        back_label=reference,
        context={
            "title": _("Give all reasons"),
            "text": _("The person gets a full statement of reasons and a new letter."),
            "consequences": [_("The days to answer and to appeal run from that letter."), _("This cannot be taken back.")],
            "button": _("Give them"),
        },
    )
    done = _("All reasons are given. The person is told now.")
    return act_page(
        request, desk, page, lambda: act(request, desk, withholding.give_reasons, case=case, said=done, to=to_case(case.reference))
    )


@staff_page("GET", "POST", roles=JUDGING_ROLES, back="console:case")
def withhold_longer(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Propose that reasons stay held back; a senior agrees or not."""
    case = find_case(desk.actor, reference)
    withholding.check_withheld(case)
    form = LongerForm(posted(request))
    page = ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=to_case(reference),
        back_label=reference,
        names=lambda: NAMES,
        context={
            "title": _("Hold the reasons back longer"),
            "text": _("A senior agrees or not. Until then the day stays as it is."),
            "button": _("Propose it"),
        },
    )

    def take() -> HttpResponse:
        given = form.cleaned_data
        values = {"disclosure": given["disclosure"], "basis": given["basis"], "why": given["withhold_why"]}
        review_on = until(given, zone_of_case(case))
        done = _("Proposed. A senior answers it.")
        return act(request, desk, withholding.propose_longer, case=case, review_on=review_on, **values, said=done, to=_address)

    return act_page(request, desk, page, take)


def _address(row: Withholding) -> str:
    return reverse("console:withholding", args=[row.public_id])


def _letters(desk: Desk, row: Withholding) -> tuple[list[Any], str]:
    """The letter as the agreement would send it; or why an agreement would be refused now."""
    try:
        return [preview_of(one) for one in rehearse(withholding.agree, desk.actor, withholding=row)], ""
    except AppealError as error:
        return [], error.detail


def _in_words(stored: dict[str, Any]) -> dict[str, Any]:
    draft = from_stored(stored)
    titles = titles_of(one.section for one in draft.citations)
    return {
        "measure": word(MEASURES, draft.measure),
        "removes": words(ABILITIES, draft.removes),
        "ends_at": draft.ends_at,
        "review_on": draft.review_on,
        "citations": [{"title": titles.get(one.section, one.section), "said": one} for one in draft.citations],
        "ladder_reason": draft.ladder_reason,
        "no_warning_reason": draft.no_warning_reason,
        "holds": draft.holds,
    }


def proposed(request: HttpRequest, desk: Desk, **values: Any) -> HttpResponse:
    """Propose a measure whose reasons are held back, and lead on to the proposal."""
    done = _("Nothing is in force yet: a senior has to agree first.")
    return act(request, desk, withholding.propose_withheld_measure, **values, said=done, to=_address)
