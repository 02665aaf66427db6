"""Buttons, made from what authority allows and from nothing else; and in words why one may not act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from appeals.authority import INDEPENDENT, available_actions, machine_of, refusal
from appeals.console.acts import fresh_once
from appeals.models import Appeal, Closure, Hold, Suspension
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import Promise

    from accounts.actors import Actor
    from appeals.authority import Stated


@dataclass(frozen=True, slots=True)
class Kind:
    """How an action is offered: its label, its address by name; `posts` where one press does it, with no page between."""

    label: str | Promise
    url_name: str
    posts: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """One button on a page. `once` lets a second click of the same button do nothing."""

    label: str
    url: str
    posts: bool
    main: bool
    once: str


KINDS: dict[tuple[str, Action], Kind] = {
    ("appeal", Action.CLAIM): Kind(gettext_lazy("Claim"), "claim", posts=True, main=True),
    ("appeal", Action.ASSIGN): Kind(gettext_lazy("Assign"), "assign"),
    ("appeal", Action.DECIDE): Kind(gettext_lazy("Decide"), "decide", main=True),
    ("appeal", Action.RECORD_VIEW): Kind(gettext_lazy("Second check"), "second", main=True),
    ("appeal", Action.APPROVE): Kind(gettext_lazy("Go on with the second check"), "second", main=True),
    ("appeal", Action.REQUEST_INFORMATION): Kind(gettext_lazy("Ask for information"), "ask"),
    ("appeal", Action.GIVE_MORE_TIME): Kind(gettext_lazy("More time to answer"), "give_more_time"),
    ("appeal", Action.WITHDRAW_QUESTION): Kind(gettext_lazy("Take the question back"), "withdraw_question"),
    ("appeal", Action.MOVE_DATE): Kind(gettext_lazy("New date"), "move_promise"),
    ("appeal", Action.RELEASE): Kind(gettext_lazy("Give back"), "release", posts=True),
    ("suspension", Action.MESSAGE): Kind(gettext_lazy("Message"), "write_message"),
    ("suspension", Action.CONFIRM): Kind(gettext_lazy("Confirm the measure"), "confirm_measure", main=True),
    ("suspension", Action.CHANGE): Kind(gettext_lazy("Make the measure lighter"), "change_measure"),
    ("suspension", Action.LIFT): Kind(gettext_lazy("Lift the measure"), "lift_measure"),
    ("suspension", Action.START_APPEAL): Kind(gettext_lazy("Record an appeal that came elsewhere"), "record_appeal"),
    ("suspension", Action.ADD_EXHIBIT): Kind(gettext_lazy("Add an exhibit"), "add_exhibit"),
    ("suspension", Action.TAG): Kind(gettext_lazy("Tags"), "tag_case"),
    ("suspension", Action.PLACE_HOLD): Kind(gettext_lazy("Hold money"), "place_hold"),
    ("suspension", Action.PROPOSE_CLOSURE): Kind(gettext_lazy("Propose closure"), "propose_closure"),
    ("closure", Action.REVIEW): Kind(gettext_lazy("Review"), "review_closure", posts=True, main=True),
    ("closure", Action.COMPLETE_REVIEW): Kind(gettext_lazy("Complete the review"), "complete_closure", main=True),
    ("closure", Action.RECORD_VIEW): Kind(gettext_lazy("Second signature"), "second_closure", main=True),
    ("closure", Action.APPROVE): Kind(gettext_lazy("Go on with the second signature"), "second_closure", main=True),
    ("closure", Action.RELEASE): Kind(gettext_lazy("Give back"), "release_closure", posts=True),
    ("closure", Action.REVISE): Kind(gettext_lazy("Write it anew"), "revise_closure"),
    ("closure", Action.REFUSE): Kind(gettext_lazy("Refuse"), "refuse_closure"),
    ("closure", Action.WITHDRAW): Kind(gettext_lazy("Withdraw"), "withdraw_closure"),
    ("hold", Action.CONFIRM): Kind(gettext_lazy("Confirm"), "confirm_hold", main=True),
    ("hold", Action.MOVE_DATE): Kind(gettext_lazy("Move the date"), "move_hold"),
    ("hold", Action.END): Kind(gettext_lazy("End the hold"), "end_hold"),
}
# The act a reader expects in a state; where it is not theirs, the page says why.
EXPECTED: dict[tuple[str, str], tuple[Action, str | Promise]] = {
    ("appeal", "submitted"): (Action.CLAIM, gettext_lazy("decide this appeal")),
    ("appeal", "in_review"): (Action.DECIDE, gettext_lazy("decide this appeal")),
    ("appeal", "second_check"): (Action.RECORD_VIEW, gettext_lazy("give the second signature")),
    ("closure", "proposed"): (Action.REVIEW, gettext_lazy("review this closure")),
    ("closure", "in_review"): (Action.REVIEW, gettext_lazy("review this closure")),
    ("closure", "second_approval"): (Action.RECORD_VIEW, gettext_lazy("give the second signature")),
}


def buttons_for(actor: Actor, subject: Stated, *, leaving_out: Iterable[Action] = ()) -> list[Button]:
    """A button for everything this actor can do with `subject` now, the main one first."""
    machine, name = machine_of(subject).name, name_of(subject)
    skipped = set(leaving_out)
    kinds = [KINDS.get((machine, action)) for action in available_actions(actor, subject) if action not in skipped]
    offered = sorted((kind for kind in kinds if kind is not None), key=lambda kind: not kind.main)
    return [
        Button(str(kind.label), reverse(f"console:{kind.url_name}", args=[name]), kind.posts, kind.main, fresh_once()) for kind in offered
    ]


def why_not(actor: Actor, subject: Stated) -> str:
    """Why this actor may not take the step that `subject` waits for; empty where they may, or where it waits for nobody."""
    expected = EXPECTED.get((machine_of(subject).name, subject.state))
    if expected is None:
        return ""
    action, what = expected
    refused = refusal(actor, action, subject)
    if refused is None:
        return ""
    if action is Action.RECORD_VIEW and refusal(actor, Action.APPROVE, subject) is None:
        return ""
    return because(what, refused.detail)


def because(what: str | Promise, reason: str) -> str:
    """That one may not do something, with the reason as authority gives it."""
    if reason.startswith(("You ", "Your ")):
        return _("You may not %(what)s, because %(reason)s") % {"what": what, "reason": reason[0].lower() + reason[1:]}
    return _("You cannot %(what)s now. %(reason)s") % {"what": what, "reason": reason}


def may_or_may_not(actor: Actor, subject: Stated) -> str:
    """Whether this actor may judge what waits for somebody, and why, before they claim it; else why they may not go on."""
    refused = why_not(actor, subject)
    expected = EXPECTED.get((machine_of(subject).name, subject.state))
    if refused or expected is None or (machine_of(subject).name, expected[0]) not in INDEPENDENT:
        return refused
    return _("You may %(what)s, because you took no part in what it is about.") % {"what": expected[1]}


def name_of(subject: Stated) -> str:
    """What an address calls this subject."""
    if isinstance(subject, Hold):
        return subject.public_id
    assert isinstance(subject, Suspension | Appeal | Closure)  # noqa: S101 - tells the type checker
    return subject.reference
