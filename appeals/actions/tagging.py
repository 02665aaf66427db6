"""Tags on a case: words of the staff to find it again. They change no order, no date and no right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, enter, record
from appeals.actions.wording import composed, incoming
from appeals.errors import FieldError, Invalid
from appeals.models import Audience, CaseTag, Tag
from appeals.workflow import Action

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Suspension

LONGEST_TAG = 40
# A list that nobody reads to its end finds nothing again.
MOST_TAGS = 200


def tag_case(actor: Actor, *, case: Suspension, tag: str) -> CaseTag:
    """Put a tag on a case; a word that is not known yet becomes one. Twice changes nothing. Raises Invalid."""
    locked = enter(actor, Action.TAG, case)
    word = _tag(actor, tag)
    on, new = CaseTag.objects.get_or_create(
        case=locked, tag=word, removed_at=None, defaults={"by_id": person_of(actor), "at": redress_now()}
    )
    if new:
        record(locked.pk, Entry("case.tagged", {"tag": word.name}, Audience.STAFF), actor)
    return on


def untag_case(actor: Actor, *, case: Suspension, tag: str) -> Suspension:
    """Take a tag off a case; the timeline keeps that it was there. Without the tag this changes nothing."""
    locked = enter(actor, Action.TAG, case)
    on = CaseTag.objects.filter(case=locked, tag__name=tag, removed_at=None)
    if on.update(removed_at=redress_now(), removed_by_id=person_of(actor)):
        record(locked.pk, Entry("case.untagged", {"tag": tag}, Audience.STAFF), actor)
    return locked


def change_tags(actor: Actor, *, case: Suspension, add: str = "", remove: tuple[str, ...] = ()) -> Suspension:
    """Take several tags off and put one on, in one step. Raises Invalid."""
    for name in remove:
        untag_case(actor, case=case, tag=name)
    if add.strip():
        tag_case(actor, case=case, tag=add)
    return case


def _tag(actor: Actor, typed: str) -> Tag:
    name = " ".join(composed(typed).lower().split())
    errors = list(incoming("tag", name, longest=LONGEST_TAG, required="Write a tag."))
    if not errors and len(name) > LONGEST_TAG:
        # A column counts code points, and one character may have several.
        errors.append(FieldError("tag", "too_long", f"The tag is too long. Write at most {LONGEST_TAG} characters."))
    if errors:
        raise Invalid(errors)
    known = Tag.objects.filter(name=name).first()
    if known is not None:
        return known
    if Tag.objects.count() >= MOST_TAGS:
        raise Invalid.one("tag", "too_many", f"There are {MOST_TAGS} tags already. Use one of them.")
    return Tag.objects.get_or_create(name=name, defaults={"made_by_id": person_of(actor), "made_at": redress_now()})[0]
