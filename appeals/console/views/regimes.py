"""The law's regimes: read by all staff, proposed by one administrator, published by another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from appeals.actions import regimes as verbs
from appeals.console.act_page import ActPage, act_page
from appeals.console.acts import act, posted
from appeals.console.desk import EVERYBODY, Desk, show, staff_page
from appeals.console.forms.regimes import ProposeRegimeForm
from appeals.console.forms.small import StaffReasonForm
from appeals.console.regime_words import STATUSES, difference_rows, selector_words, value_rows
from appeals.console.wording import word
from appeals.deadlines import differences
from appeals.queries.console_regimes import first_proposals, newest_regime, proposed_regime, regime_version, regimes_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from appeals.models import Regime, RegimeProposal

LAW = frozenset({Role.POLICY_ADMIN})


@staff_page("GET", roles=EVERYBODY)
def regimes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every regime with its newest version, and what of it nobody has confirmed."""
    rows = [{"row": one, "binds": selector_words(one.newest.data["selector"])} for one in regimes_now()]
    context = {"rows": rows, "first": first_proposals(), "may_propose": _may(desk), "contact": settings.CONTACT_PERSON}
    return show(request, desk, "regimes.html", context)


@staff_page("GET", roles=EVERYBODY)
def regime(request: HttpRequest, desk: Desk, *, key: str, number: int) -> HttpResponse:
    """One version: its values in words with their sources, and what it changed."""
    found = regime_version(key, number)
    context = {"found": found, "may_propose": _may(desk), **_in_words(found.regime.data, found.before)}
    return show(request, desk, "regime.html", context)


@staff_page("GET", "POST", roles=LAW)
def propose_regime(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Propose the next version of a regime, or the first of a new one. What is wrong with it stands at its line."""
    form = ProposeRegimeForm(posted(request), request.FILES or None, initial={"text": _copy_of(request.GET.get("from", ""))})
    checked: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["regime"]
        checked = {"checked": True, **_in_words(data, newest_regime(data["key"]))}
    page = ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=reverse("console:regimes"),
        back_label=_("Regimes"),
        template="propose_regime.html",
        names=lambda: {"data": "text"},
        only_show=bool(checked) and request.POST.get("step") == "check",
        context=checked,
    )
    done = _("It is proposed. Another administrator publishes it, or says why not.")

    def take() -> HttpResponse:
        given = form.cleaned_data
        to = reverse("console:proposed_regime", args=[given["regime"]["key"]])
        return act(request, desk, verbs.propose_regime, data=given["regime"], why=given["why"], said=done, to=to)

    return act_page(request, desk, page, take)


@staff_page("GET", roles=EVERYBODY)
def proposed(request: HttpRequest, desk: Desk, *, key: str) -> HttpResponse:
    """A proposed version, against the one that holds now."""
    return show(request, desk, "proposed_regime.html", _proposed(desk, proposed_regime(key)))


@staff_page("POST", roles=LAW, back="console:proposed_regime")
def publish_regime(request: HttpRequest, desk: Desk, *, key: str) -> HttpResponse:
    """Publish what another administrator proposed."""
    found = proposed_regime(key)
    done = _("It is published. Cases that were decided before keep the version they have.")
    return act(request, desk, verbs.publish_proposal, proposal=found, said=done, to=reverse("console:regime", args=[key, found.version]))


@staff_page("POST", roles=LAW, back="console:proposed_regime")
def refuse_regime(request: HttpRequest, desk: Desk, *, key: str) -> HttpResponse:
    """Refuse a proposed version with a reason, or take back one's own."""
    found = proposed_regime(key)
    form = StaffReasonForm(posted(request))
    page = ActPage(
        action=None,
        subject=None,
        form=form,
        back_url=reverse("console:regimes"),
        back_label=_("Regimes"),
        template="proposed_regime.html",
        context=_proposed(desk, found) | {"form": form},
    )
    done = _("The proposal is settled. Nothing was published.")
    to = reverse("console:regimes")
    return act_page(
        request,
        desk,
        page,
        lambda: act(request, desk, verbs.refuse_proposal, proposal=found, reason=form.cleaned_data["reason"], said=done, to=to),
    )


def _proposed(desk: Desk, found: RegimeProposal) -> dict[str, Any]:
    own = found.proposed_by_id == desk.actor.user_id
    may = _may(desk)
    context: dict[str, Any] = {"proposal": found, "own": own, "may_publish": may and not own, "may_settle": may}
    return context | {"form": StaffReasonForm() if may else None, **_in_words(found.data, newest_regime(found.key))}


def _in_words(data: Mapping[str, Any], before: Regime | None) -> dict[str, Any]:
    """A version in words, with what it changes against the one before."""
    return {
        "data": data,
        "binds": selector_words(data["selector"]),
        "status": word(STATUSES, data["status"]),
        "values": value_rows(data),
        "changes": difference_rows(differences(before.data, data)) if before is not None else [],
        "before": before,
        "as_json": json.dumps(data, indent=2, ensure_ascii=False),
    }


def _copy_of(key: str) -> str:
    """The newest version of a regime as text to change, with the next number; empty where there is none."""
    newest = newest_regime(key) if key else None
    return json.dumps({**newest.data, "version": newest.version + 1}, indent=2, ensure_ascii=False) if newest else ""


def _may(desk: Desk) -> bool:
    return Role.POLICY_ADMIN in desk.actor.roles
