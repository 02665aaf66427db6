"""Trying an act to see the letter that it would send: it is done, read, and taken back in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from accounts.instants import redress_now
from accounts.models import User, UserKind
from appeals.actions.deciding import decide_appeal, needs_second_person
from appeals.actions.deciding_draft import DecisionDraft, tidied
from appeals.actions.deciding_letter import tell_decision
from appeals.actions.deciding_rules import check
from appeals.actions.filing import subject_word
from appeals.actions.messages import write_message
from appeals.actions.notices import tell
from appeals.actions.perform import perform
from appeals.actions.recording import record_suspension
from appeals.actions.statements import Withheld
from appeals.actions.transition import Entry, enter, record
from appeals.errors import Invalid
from appeals.models import Decision, Disclosure, Notice
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.actors import Actor
    from appeals.actions.drafts import SuspensionDraft
    from appeals.models import Appeal, CaseMessage, Suspension


class _TakenBackError(Exception):
    """Carries the letters out of the transaction that is rolled back."""

    def __init__(self, letters: list[Notice]) -> None:
        super().__init__()
        self.letters = letters


def rehearse(verb: Callable[..., Any], actor: Actor, **values: Any) -> list[Notice]:
    """The letters that `verb` would write, as unsaved copies; nothing stays and nothing is sent.

    Raises what the verb raises. Its result is a case, or something that belongs to one.
    """

    def tried(who: Actor, **given: Any) -> NoReturn:
        last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        result = verb(who, **given)
        raise _TakenBackError(list(Notice.objects.filter(case=getattr(result, "case", result), pk__gt=last)))

    try:
        perform(tried, actor, **values)
    except _TakenBackError as taken:
        return taken.letters
    raise AssertionError


def as_decided(actor: Actor, *, appeal: Appeal, draft: DecisionDraft) -> Decision:
    """An act to rehearse only: the decision with its letter, as if the second person had agreed where one is needed."""
    written = tidied(draft)
    if not needs_second_person(appeal.case, written.outcome, subject_kind=appeal.subject_kind, hold=appeal.hold):
        return decide_appeal(actor, appeal=appeal, draft=written)
    return _only_told(enter(actor, Action.PROPOSE_DECISION, appeal), actor, written)


def as_sent(actor: Actor, *, case: Suspension, text: str) -> CaseMessage:
    """An act to rehearse only: a message of ours with its letter, as if its minute were over."""
    message = write_message(actor, case=case, text=text)
    tell(record(case.pk, Entry("message.sent"), actor), "message", {"text": message.text}, about=message)
    return message


def as_withheld(actor: Actor, *, draft: SuspensionDraft) -> Suspension:
    """An act to rehearse only: a measure whose reasons are held back, as if another person had agreed already."""
    other = User.objects.filter(kind=UserKind.HUMAN, is_active=True).exclude(pk=actor.user_id or 0).values_list("pk", flat=True).first()
    review_on = draft.disclosure_review_on
    if other is None or review_on is None or not draft.disclosure_basis:
        raise Invalid.one("disclosure.basis", "required", "Fill in the ground and the day first: the letter names them.")
    withheld = Withheld(draft.disclosure, draft.disclosure_basis, review_on, actor.user_id or 0, other)
    return record_suspension(actor, draft=replace(draft, disclosure=Disclosure.FULL), withheld=withheld)


def as_proposed(actor: Actor, *, appeal: Appeal, draft: DecisionDraft) -> Decision:
    """An act to rehearse only: the letter of what a first person proposed, for the second person to read before signing."""
    return _only_told(enter(actor, Action.APPROVE, appeal), actor, draft)


def _only_told(appeal: Appeal, actor: Actor, draft: DecisionDraft) -> Decision:
    """The letter alone. What two people sign changes nothing but the appeal, so it can be written without their signatures."""
    check(appeal, draft)
    signed_by_two = Decision(case=appeal.case, outcome=draft.outcome, decided_at=redress_now(), second_review_id=0)
    event = record(appeal.case_id, Entry("appeal.decided"), actor, subject=appeal.subject)
    tell_decision(appeal, signed_by_two, draft, event, subject=subject_word(appeal))
    return signed_by_two
