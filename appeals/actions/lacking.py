"""A person says that they do not have a document, and what they can do instead. It never counts against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appeals.actions.notices import tell_staff
from appeals.actions.transition import Entry, enter, record
from appeals.actions.wording import composed, incoming
from appeals.errors import FieldError, Invalid
from appeals.evidence.countries import countries
from appeals.workflow import Action, AppealState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.actors import Actor
    from appeals.evidence.countries import Country
    from appeals.models import Appeal, Event

LONGEST_WORDS = 1_000


def lack_document(actor: Actor, *, appeal: Appeal, document: str, instead: str, words: str = "") -> Event:
    """Write down that the person does not have a kind of document, and which other way of their country's list they choose.

    Whoever has the appeal in hand is told; before it is sent, the timeline alone keeps it. Raises Invalid for what is not
    on the list, and IllegalTransition once the appeal is over.
    """
    locked = enter(actor, Action.ADD_EVIDENCE, appeal)
    said = composed(words)
    country = countries().of(locked.case.account.country)
    errors = [*_errors(country, document, instead), *incoming("words", said, longest=LONGEST_WORDS)]
    if errors:
        raise Invalid(errors)
    body = {"appeal": locked.reference, "document": document, "instead": instead, "words": said}
    event = record(locked.case_id, Entry("evidence.lacking", body), actor, subject=locked.subject)
    if locked.state != AppealState.DRAFT and locked.assignee is not None:
        told = {"received_at": event.occurred_at}
        tell_staff(locked.assignee, "staff_message", locked.case, told, dedupe_key=f"lacking:{locked.reference}:{event.seq}")
    return event


def _errors(country: Country, document: str, instead: str) -> Iterator[FieldError]:
    papers, others = [one.code for one in country.papers], [one.code for one in country.others]
    if document not in papers:
        yield FieldError("document", "unknown", f"Use one of: {', '.join(papers)}.")
    if instead not in [*papers, *others] or instead == document:
        yield FieldError("instead", "unknown", f"Use another one of: {', '.join([*papers, *others])}.")
