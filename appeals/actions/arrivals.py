"""Something new arrived in a case: a closure that was judged without it goes back to its reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import SYSTEM
from appeals.actions.closure_moves import back_to_review, lock_closure, withdraw
from appeals.workflow import PENDING_CLOSURE, ClosureState

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Suspension

JUDGED = (ClosureState.SECOND_APPROVAL, ClosureState.APPROVED)
MEASURE_ENDED = "The measure that this plan was based on has ended."


def something_arrived(case: Suspension, actor: Actor, *, what: str) -> None:
    """Take a closure that waits for its second person, or was approved, back into review; the case is locked.

    `what` is `evidence`, `exhibit`, `appeal`, `answer` or `stay`. The request to close the account is taken back, both signatures
    are forgotten, and whoever was about to sign starts anew. It is the consequence of the arrival, not an act of who sent it.
    """
    closure = lock_closure(case, JUDGED)
    if closure is not None:
        back_to_review(closure, SYSTEM, because=what, sent_by=str(actor.kind))


def measure_ends(case: Suspension) -> None:
    """Take back the plan to close a locked case whose measure is about to end, and tell the person.

    Without a measure in force there is nothing to close for. An approved closure must go before its measure may end:
    the platform is told to leave the account alone.
    """
    closure = lock_closure(case, PENDING_CLOSURE)
    if closure is None:
        return
    if closure.state == ClosureState.APPROVED:
        back_to_review(closure, SYSTEM, because="measure_ended")
    withdraw(closure, SYSTEM, reasons=MEASURE_ENDED)
