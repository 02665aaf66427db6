"""Every action in every state where it is illegal: refused, and nothing changed and nothing was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions import closures, deciding, filing, holds, information, intake, measures, perform
from appeals.actions.transition import Entry, take
from appeals.errors import IllegalTransition
from appeals.models import Closure
from appeals.workflow import MACHINES, Action
from tests.appeals.actions.closing import closure_draft
from tests.appeals.actions.judging import overturned, upheld
from tests.factories import complete, decide, hold_draft, make_appeal, make_closure, make_hold, make_request, move, open_review, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.appeals.cast import Cast

pytestmark = pytest.mark.usefixtures("constraints_now")

WHY = "This is said in a whole sentence, and the person can read it too."
# Asked again, sending answers the receipt that is there: whoever sends twice has sent once.
HARMLESS = {("appeal", Action.SUBMIT)}


def of_appeal(cast: Cast, state: str) -> Any:
    first = state if state in {"draft", "submitted", "withdrawn"} else "in_review"
    appeal = make_appeal(cast.case(), state="draft" if state == "lapsed" else first, reviewer=cast.rita_user)
    if state == "waiting_for_appellant":
        make_request(appeal)
    elif state == "second_check":
        complete(appeal.reviews.get(), "upheld")
        move(appeal, "second_check")
        open_review(appeal, cast.lena_user, part="second", role="senior")
    elif state == "decided":
        decide(appeal, "overturned")
    elif state == "lapsed":
        move(appeal, "lapsed")
    return appeal


def of_closure(cast: Cast, state: str) -> Any:
    step = {"in_review": "in_review", "second_approval": "signed", "approved": "approved", "effected": "effected"}.get(state, "delivered")
    case = cast.case(started=redress_now() - timedelta(days=60), days=90)
    closure = make_closure(case, step=step, proposer=cast.rob_user, reviewer=cast.rita_user, approver=cast.lena_user)
    if state in {"refused", "withdrawn"}:
        move(closure, state, told=True, ended_at=redress_now())
    return Closure.objects.get(pk=closure.pk)


def of_suspension(cast: Cast, state: str) -> Any:
    return make_closure(step="effected").case if state == "closed" else cast.case(state=state)


def of_hold(cast: Cast, state: str) -> Any:
    hold = make_hold(cast.case(), placed_by=cast.otto_user)
    if state == "ended":
        move(hold, "ended", told=True, outcome="release", ended_at=redress_now())
    return hold


MAKE: dict[str, Callable[[Cast, str], Any]] = {
    "suspension": of_suspension,
    "appeal": of_appeal,
    "closure": of_closure,
    "hold": of_hold,
}


def deeds(cast: Cast) -> dict[str, dict[Action, tuple[Any, Callable[..., Any], dict[str, Any]]]]:
    """Who may take an action by role, the verb that takes it, and what else that verb wants, all of it valid."""
    soon = redress_now() + timedelta(days=5)
    return {
        "suspension": {
            Action.CONFIRM: (cast.rita, measures.confirm_suspension, {}),
            Action.CHANGE: (cast.rita, measures.change_suspension, {"after": measures.MeasureAfter(measure="warning"), "reason": WHY}),
            Action.LIFT: (cast.rita, measures.lift_suspension, {"reason": WHY}),
            Action.EXPIRE: (SYSTEM, measures.expire_suspension, {}),
            Action.PLACE_HOLD: (cast.rita, holds.place_hold, {"draft": hold_draft()}),
            Action.PROPOSE_CLOSURE: (cast.rita, closures.propose_closure, {"draft": closure_draft()}),
            Action.START_APPEAL: (cast.ida, filing.start_appeal, {}),
        },
        "appeal": {
            Action.EDIT: (cast.ana, filing.edit_appeal, {"statement": WHY}),
            Action.SUBMIT: (cast.ana, filing.submit_appeal, {}),
            Action.LAPSE: (SYSTEM, filing.lapse_appeal, {}),
            Action.CLAIM: (cast.rob, deciding.claim_appeal, {}),
            Action.RELEASE: (cast.lena, deciding.release_appeal, {}),
            Action.ADD_EVIDENCE: (cast.ana, intake.add_link, {"url": "https://example.org/log"}),
            Action.REQUEST_INFORMATION: (cast.rita, information.request_information, {"question": "Who was it?", "why": WHY}),
            Action.PROPOSE_DECISION: (cast.rita, deciding.propose_decision, {"draft": upheld()}),
            Action.DECIDE: (cast.rita, deciding.decide_appeal, {"draft": overturned()}),
            Action.RECORD_VIEW: (cast.lena, deciding.record_view, {"own_view": "upheld", "reason": WHY}),
            Action.APPROVE: (cast.lena, deciding.approve_decision, {}),
            Action.RETURN: (cast.lena, deciding.return_decision, {"reason": WHY}),
            Action.WITHDRAW: (cast.ana, filing.withdraw_appeal, {}),
        },
        "closure": {
            Action.REVIEW: (cast.lena, closures.review_closure, {}),
            Action.COMPLETE_REVIEW: (cast.rita, closures.complete_closure_review, {"outcome": "close", "reasons": WHY}),
            Action.RECORD_VIEW: (cast.lena, closures.record_closure_view, {"own_view": "close", "reason": WHY}),
            Action.APPROVE: (cast.lena, closures.approve_closure, {"reasons": WHY}),
            Action.RETURN: (cast.lena, closures.return_closure, {"reason": WHY}),
            Action.REVISE: (cast.rob, closures.revise_closure, {"draft": closure_draft()}),
            Action.RELEASE: (cast.lena, closures.release_closure, {}),
            Action.REFUSE: (cast.lena, closures.refuse_closure, {"reasons": WHY}),
            Action.WITHDRAW: (cast.rob, closures.withdraw_closure, {"reason": WHY}),
        },
        "hold": {
            Action.CONFIRM: (cast.rita, holds.confirm_hold, {}),
            Action.MOVE_DATE: (cast.rita, holds.move_hold_date, {"until": soon, "reason": WHY}),
            Action.END: (cast.rita, holds.end_hold, {"outcome": "release", "reason": WHY}),
        },
    }


STATES = [(name, str(state)) for name, machine in MACHINES.items() for state in machine.states]


@pytest.mark.parametrize(("name", "state"), STATES)
def test_what_the_table_does_not_know_is_refused_and_changes_nothing(cast, name, state):
    subject = MAKE[name](cast, state)
    assert subject.state == state
    illegal = [action for action in Action if MACHINES[name].target(state, action) is None]
    verbs = deeds(cast)[name]
    before = snapshot()

    for action in illegal:
        with pytest.raises(IllegalTransition), transaction.atomic():
            take(subject, action, SYSTEM, Entry("tried"))
        if action in verbs and (name, action) not in HARMLESS:
            actor, verb, values = verbs[action]
            key = "case" if name == "suspension" else name
            with pytest.raises(IllegalTransition):
                perform(verb, actor, **{key: subject}, **values)

    assert snapshot() == before
