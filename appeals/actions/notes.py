"""Internal notes of the staff on a case. No person a case is about ever reads one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import activity
from appeals.actions.meanwhile import read_first
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, enter, record
from appeals.actions.wording import composed, incoming
from appeals.errors import Invalid, Written
from appeals.models import Audience, Note
from appeals.workflow import Action

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Suspension

LONGEST_NOTE = 5_000


def add_note(actor: Actor, *, case: Suspension, text: str, seen: int | None = None) -> Note:
    """Write an internal note. Its words stand beside the timeline, not in it.

    `seen` is the newest note that the writer's page showed; None leaves it unasked. Raises Invalid for an empty or too
    long one, and WrittenMeanwhile where somebody else wrote after that page was read.
    """
    locked = enter(actor, Action.ADD_NOTE, case)
    words = composed(text)
    errors = list(incoming("text", words, longest=LONGEST_NOTE, required="Write something."))
    if errors:
        raise Invalid(errors)
    others = Note.objects.filter(case=locked).exclude(author_id=actor.user_id).select_related("author")
    read_first(others, seen, lambda one: Written(one.author.display_name, one.created_at, one.text))
    note = Note.objects.create(case=locked, author_id=person_of(actor), text=words, created_at=redress_now())
    record(locked.pk, Entry("note.added", {}, Audience.STAFF), actor)
    activity.touched(actor, locked)
    return note
