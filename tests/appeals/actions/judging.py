"""A decision as a reviewer would write it, and the way of an appeal to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appeals.actions import perform
from appeals.actions.deciding import claim_appeal, propose_decision, record_view
from appeals.actions.deciding_draft import DecisionDraft
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.models import Appeal
from tests.appeals.cast import Cast, owner_of
from tests.factories import make_appeal

if TYPE_CHECKING:
    from accounts.models import User
    from appeals.models import Closure, Hold, Suspension

LONG = "The hours in your log and your messages do not fit. You were on a flight that day."


def filed(case: Suspension, **values: Any) -> Appeal:
    """An appeal that the person has sent."""
    actor = owner_of(case)
    draft = perform(start_appeal, actor, case=case, **values)
    perform(edit_appeal, actor, appeal=draft, statement="It is the same name in another alphabet.")
    perform(submit_appeal, actor, appeal=draft)
    return Appeal.objects.get(pk=draft.pk)


def claimed(
    cast: Cast, case: Suspension, *, by: User | None = None, closure: Closure | None = None, hold: Hold | None = None, level: str = "1"
) -> Any:
    """An appeal that rita, or another, holds; written by the factories, which is what most tests start from."""
    return make_appeal(closure or hold or case, state="in_review", reviewer=by or cast.rita_user, level=level)


def taken(cast: Cast, case: Suspension) -> Any:
    """The same, sent and claimed by the verbs, with all its clocks and letters."""
    return perform(claim_appeal, cast.rita, appeal=filed(case))


def proposed(cast: Cast, case: Suspension, *, whole: bool = False, **changes: Any) -> Any:
    """An appeal that rita has judged to be upheld and that waits for a second person; `whole` with all its clocks."""
    return perform(propose_decision, cast.rita, appeal=(taken if whole else claimed)(cast, case), draft=upheld(**changes))


def signing(cast: Cast, case: Suspension, *, whole: bool = False, **changes: Any) -> Any:
    """A proposal for which lena has recorded her own view."""
    appeal = proposed(cast, case, whole=whole, **changes)
    perform(record_view, cast.lena, appeal=appeal, own_view="upheld", reason="The log speaks for itself.")
    appeal.refresh_from_db()
    return appeal


def upheld(**changes: Any) -> DecisionDraft:
    """The measure stays."""
    values: dict[str, Any] = {
        "outcome": "upheld",
        "summary": LONG,
        "findings": ((0, "shown", "Your boarding pass shows the flight."),),
        "arguments": (("I worked on the flight.", "The flight had no power and no network."),),
        "lighter_measures": (("limitation", "You had one in May for the same thing."),),
    }
    return DecisionDraft(**(values | changes))


def overturned(**changes: Any) -> DecisionDraft:
    """We were wrong."""
    values: dict[str, Any] = {
        "outcome": "overturned",
        "summary": "The two names are one name. One is in Latin letters.",
        "findings": ((0, "not_shown", "Both spell the same name."),),
        "arguments": (("It is the same name in another alphabet.", "You are right. We should have seen it."),),
        "cause": "facts_wrong",
    }
    return DecisionDraft(**(values | changes))


def changed(**changes: Any) -> DecisionDraft:
    """Something lighter."""
    return overturned(**({"outcome": "changed", "cause": None, "summary": "One of two points was right, so it is shorter now."} | changes))


def inadmissible(**changes: Any) -> DecisionDraft:
    """We cannot look at it."""
    values: dict[str, Any] = {
        "outcome": "inadmissible",
        "summary": "The account that you write about is not yours, and its owner did not ask.",
        "inadmissible_code": "not_this_account",
    }
    return DecisionDraft(**(values | changes))
