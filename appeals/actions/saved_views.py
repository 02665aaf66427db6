"""Views of the queue under a name: saved, renamed, shared with the team, thrown away. No case is touched."""

from __future__ import annotations

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from accounts.roles import Role
from appeals.actions.signing import person_of
from appeals.actions.wording import composed, incoming
from appeals.errors import FieldError, Invalid, NotAllowed, NotVisible
from appeals.models import SavedView
from appeals.queries.visibility import READERS

LONGEST_NAME = 60
LONGEST_QUERY = 500
# Each is counted when the queue is opened, and nobody keeps an eye on more.
MOST_VIEWS = 12
SHARERS = frozenset({Role.SENIOR, Role.POLICY_ADMIN})


def save_view(actor: Actor, *, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a view of the queue under a name. Raises Invalid, and NotAllowed where it is shared by who does not lead."""
    owner = _reader(actor)
    kept = _checked(actor, name, shared=shared, owner=owner)
    if len(query) > LONGEST_QUERY:
        raise Invalid.one("name", "too_long", "This view has too many filters to be kept.")
    if SavedView.objects.filter(owner_id=owner, shared=False).count() >= MOST_VIEWS and not shared:
        raise Invalid.one("name", "too_many", f"You have {MOST_VIEWS} views. Delete one first.")
    now = redress_now()
    return SavedView.objects.create(owner_id=owner, name=kept, query=query, shared=shared, created_at=now, updated_at=now)


def change_view(actor: Actor, *, view: SavedView, name: str, shared: bool) -> SavedView:
    """Rename a view, share it or keep it to oneself. Raises Invalid, NotAllowed, NotVisible."""
    _reader(actor)
    locked = _lock(actor, view)
    kept = _checked(actor, name, shared=shared, owner=locked.owner_id, but=locked)
    locked.name, locked.shared, locked.updated_at = kept, shared, redress_now()
    locked.save(update_fields=["name", "shared", "updated_at"])
    return locked


def delete_view(actor: Actor, *, view: SavedView) -> None:
    """Throw a view away; the cases in it stay as they are. Raises NotAllowed, NotVisible."""
    _reader(actor)
    _lock(actor, view).delete()


def may_share(actor: Actor) -> bool:
    """Whether this person decides which views the whole team sees."""
    return bool(actor.roles & SHARERS)


def may_change(actor: Actor, view: SavedView) -> bool:
    """Whose view it is; a shared one belongs also to those who lead."""
    return view.owner_id == actor.user_id or (view.shared and may_share(actor))


def _reader(actor: Actor) -> int:
    if actor.kind is not ActorKind.STAFF or not actor.roles & READERS:
        raise NotAllowed("The queue is for those who work on appeals.")
    return person_of(actor)


def _lock(actor: Actor, view: SavedView) -> SavedView:
    locked = SavedView.objects.select_for_update().filter(pk=view.pk).first()
    if locked is None or not (locked.shared or locked.owner_id == actor.user_id):
        raise NotVisible
    if not may_change(actor, locked):
        raise NotAllowed("Only whoever saved this view, or a senior, changes it.")
    return locked


def _checked(actor: Actor, name: str, *, shared: bool, owner: int, but: SavedView | None = None) -> str:
    kept = " ".join(composed(name).split())
    errors = list(incoming("name", kept, longest=LONGEST_NAME, required="Give the view a name."))
    if not errors and len(kept) > LONGEST_NAME:
        errors.append(FieldError("name", "too_long", f"The text is too long. Write at most {LONGEST_NAME} characters."))
    others = SavedView.objects.exclude(pk=but.pk if but else 0)
    if not errors and others.filter(owner_id=owner, name=kept).exists():
        errors.append(FieldError("name", "taken", "You have a view of this name. Choose another name."))
    if shared and not (but and but.shared) and others.filter(shared=True).count() >= MOST_VIEWS:
        errors.append(FieldError("shared", "too_many", f"The team shares {MOST_VIEWS} views. Delete one first."))
    if errors:
        raise Invalid(errors)
    if shared and not may_share(actor):
        raise NotAllowed("A senior, or an administrator, shares views with the team.")
    return kept
