"""Closing an account for good: the list, a closure's page, its proposal, its review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from appeals.actions import closures as verbs
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted
from appeals.console.buttons import buttons_for, why_not
from appeals.console.closing import sure_first
from appeals.console.desk import Desk, show, staff_page
from appeals.console.forms.again import PASSWORD
from appeals.console.forms.closing import CompleteReviewForm, ProposalForm, proposal_as_typed
from appeals.console.forms.small import ReadReasonForm
from appeals.console.gate_words import gate_rows
from appeals.console.wording import HOLD_OUTCOMES, MEASURES, word
from appeals.queries.console_closures import ENDED, PENDING, ClosureView, closure_view, closures_page, holds_to_plan
from appeals.queries.visibility import find_case, find_closure
from appeals.workflow import PENDING_CLOSURE, Action, ClosureState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from appeals.models import Closure, Hold

LARGEST_KEY = 2**63 - 1


@staff_page("GET")
def closures(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Closures that wait, and those that ended."""
    view = ENDED if request.GET.get("view") == ENDED else PENDING
    typed = request.GET.get("after", "")
    after = int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= LARGEST_KEY else None
    page = closures_page(desk.actor, view=view, after=after)
    here = reverse("console:closures")
    tabs = [
        {"name": _("Waiting"), "url": here, "current": view == PENDING, "count": None},
        {"name": _("Ended"), "url": f"{here}?view={ENDED}", "current": view == ENDED, "count": None},
    ]
    start = f"{here}?view={view}"
    context = {
        "tabs": tabs,
        "rows": [_list_row(one, desk) for one in page.rows],
        "older_url": f"{start}&after={page.next}" if page.next else "",
        "newer_url": start if after is not None else "",
    }
    return show(request, desk, "closures.html", context)


def _list_row(closure: Closure, desk: Desk) -> dict[str, Any]:
    waits = {
        ClosureState.PROPOSED: _("A reviewer"),
        ClosureState.IN_REVIEW: _("The reviewer"),
        ClosureState.SECOND_APPROVAL: _("A second person"),
        ClosureState.APPROVED: _("The marketplace"),
    }
    return {
        "closure": closure,
        "waits_on": waits.get(ClosureState(closure.state), ""),
        "due_at": closure.review_by or closure.answer_by if closure.state in PENDING_CLOSURE else None,
        "owner": _("You") if closure.assignee_id == desk.user.pk else str(closure.assignee or ""),
    }


@staff_page("GET")
def closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """One closure: what is proposed, the gate, the signatures."""
    found = find_closure(desk.actor, reference)
    return show(request, desk, "closure.html", closure_context(desk, closure_view(desk.actor, found)))


def closure_context(desk: Desk, view: ClosureView) -> dict[str, Any]:
    """What the page of a closure shows. What the first person judged stays hidden until the reader has an own view."""
    found = view.closure
    own_review = any(one.reviewer_id == desk.user.pk and one.completed_at is None for one in view.reviews)
    hidden = found.state == ClosureState.SECOND_APPROVAL and view.own_view is None and not _is_first(desk, view)
    return {
        "closure": found,
        "case": found.case,
        "case_reference": found.case.reference,
        "view": view,
        "gate": gate_rows(view.gate),
        "gate_counts": found.state in PENDING_CLOSURE,
        "lighter": lighter_rows(found),
        "money": money_rows(found, view.holds),
        "reviews": [] if hidden else [one for one in view.reviews if one.completed_at],
        "hidden": hidden,
        "buttons": buttons_for(desk.actor, found, leaving_out=[Action.REVIEW if own_review else Action.COMPLETE_REVIEW]),
        "why_not": why_not(desk.actor, found),
        "claimed": _claimed(found, desk),
        "person_zone": found.case.account.time_zone or "",
    }


def _is_first(desk: Desk, view: ClosureView) -> bool:
    return view.closure.review is not None and view.closure.review.reviewer_id == desk.user.pk


def _claimed(found: Closure, desk: Desk) -> str:
    if found.assignee_id is None:
        return ""
    return _("Held by you") if found.assignee_id == desk.user.pk else _("Held by %(name)s") % {"name": found.assignee}


def lighter_rows(found: Closure) -> list[dict[str, str]]:
    """Each lighter measure and why it is not enough, in words."""
    return [{"measure": word(MEASURES, row["measure"]), "why_not": row["why_not"]} for row in found.lighter_measures]


def money_rows(found: Closure, holds: Any) -> list[dict[str, Any]]:
    """The plan for the held money, with the amounts."""
    by_id: dict[str, Hold] = {hold.public_id: hold for hold in holds}
    return [{"hold": by_id.get(row["hold"]), "outcome": word(HOLD_OUTCOMES, row["outcome"]), "by": row["by"]} for row in found.money_plan]


@staff_page("GET", "POST", back="console:case")
def propose_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Propose to close the account."""
    case = find_case(desk.actor, reference)
    form = ProposalForm(posted(request), holds=holds_to_plan(case))
    page = ActPage(
        action=Action.PROPOSE_CLOSURE,
        subject=case,
        form=form,
        back_url=reverse("console:case", args=[case.reference]),
        back_label=case.reference,
        template="propose_closure.html",
        names=form.names,
        context={"case": case, "title": _("Propose to close the account"), "button": _("Propose and tell the person")},
    )
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request,
            desk,
            verbs.propose_closure,
            case=case,
            draft=form.draft(),
            said=_("The closure is proposed. The person gets its letter now; the dates run from its delivery."),
            to=lambda made: reverse("console:closure", args=[made.reference]),
        ),
    )


@staff_page("GET", "POST", back="console:closure")
def revise_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Write a proposal anew: every date and signature starts again."""
    found = find_closure(desk.actor, reference)
    holds = holds_to_plan(found)
    form = ProposalForm(posted(request), holds=holds, initial=proposal_as_typed(found, holds) | {"seen": found.statement_id})
    page = ActPage(
        action=Action.REVISE,
        subject=found,
        form=form,
        back_url=_url(found),
        back_label=found.reference,
        template="propose_closure.html",
        names=form.names,
        context={"case": found.case, "title": _("Write the proposal anew"), "button": _("Send it anew"), "anew": True},
    )
    done = _("The proposal is written anew. The person gets a new letter, and every date starts again.")
    return act_page(
        request, desk, page, lambda: act(request, desk, verbs.revise_closure, closure=found, said=done, to=_url(found), **form.anew())
    )


@staff_page("POST", back="console:closure")
def review_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Open the first review: one press."""
    found = find_closure(desk.actor, reference)
    done = _("The review is yours. Read everything, then complete it.")
    return act(request, desk, verbs.review_closure, closure=found, said=done, to=_url(found))


@staff_page("POST", back="console:closure")
def release_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Give a closure back to the list."""
    found = find_closure(desk.actor, reference)
    return act(request, desk, verbs.release_closure, closure=found, said=_("You gave it back. Nobody holds it now."), to=_url(found))


@sensitive_post_parameters(PASSWORD)
@staff_page("GET", "POST", back="console:closure")
def complete_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Complete the first review."""
    found = find_closure(desk.actor, reference)
    asks = sure_first(request, desk, found, Action.COMPLETE_REVIEW)
    if asks is not None:
        return asks
    form = CompleteReviewForm(posted(request), initial={"evidence_rev": found.case.evidence_rev})
    page = ActPage(
        action=Action.COMPLETE_REVIEW,
        subject=found,
        form=form,
        back_url=_url(found),
        back_label=found.reference,
        context={
            "title": _("Complete the review"),
            "text": _("Judge what the person sent and what is proposed."),
            "consequences": [
                _("“To be closed” leads to a second person, who has not seen your reasons."),
                _("“Not to be closed” ends the closure at once, and the person reads your reasons."),
            ],
            "button": _("Complete the review"),
        },
    )
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request,
            desk,
            verbs.complete_closure_review,
            closure=found,
            **{name: form.cleaned_data[name] for name in ("outcome", "reasons", "evidence_rev")},
            said=_("The review is completed."),
            to=_url(found),
        ),
    )


@staff_page("GET", "POST", back="console:closure")
def refuse_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Refuse the closure."""
    found = find_closure(desk.actor, reference)
    form = ReadReasonForm(posted(request))
    words = {
        "title": _("Refuse the closure"),
        "text": _("The account is not closed. The measure goes on as before."),
        "consequences": [
            _("The person is told, with your reason."),
            _("This cannot be taken back. A new closure would have to be proposed."),
        ],
        "button": _("Refuse it"),
    }
    page = _page(Action.REFUSE, found, form, words, names={"reasons": "reason"})
    return act_page(
        request,
        desk,
        page,
        lambda: act(
            request,
            desk,
            verbs.refuse_closure,
            closure=found,
            reasons=form.cleaned_data["reason"],
            said=_("The closure is refused. The person is told."),
            to=_url(found),
        ),
    )


@staff_page("GET", "POST", back="console:closure")
def withdraw_closure(request: HttpRequest, desk: Desk, *, reference: str) -> HttpResponse:
    """Take the proposal back."""
    found = find_closure(desk.actor, reference)
    form = ReadReasonForm(posted(request))
    words = {
        "title": _("Withdraw the proposal to close"),
        "text": _("The account stays as it is now."),
        "consequences": [_("The person is told, with your reason.")],
        "button": _("Withdraw it"),
    }
    page = _page(Action.WITHDRAW, found, form, words)
    done = _("The proposal is withdrawn. The person is told.")
    return act_page(
        request,
        desk,
        page,
        lambda: act(request, desk, verbs.withdraw_closure, closure=found, reason=form.cleaned_data["reason"], said=done, to=_url(found)),
    )


def _page(action: Action, found: Closure, form: ReadReasonForm, words: dict[str, Any], names: dict[str, str] | None = None) -> ActPage:
    """The generic page of one act on a closure."""
    return ActPage(
        action=action,
        subject=found,
        form=form,
        back_url=_url(found),
        back_label=found.reference,
        names=lambda: names or {},
        context=words | {"danger": True},
    )


def _url(found: Closure) -> str:
    return reverse("console:closure", args=[found.reference])
