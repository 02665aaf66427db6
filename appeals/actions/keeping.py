"""Keeping a decision that is being written, so that nothing typed is lost between two sittings, browsers or reviewers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import activity
from appeals.actions.signing import person_of
from appeals.actions.transition import enter
from appeals.actions.wording import composed, unshowable
from appeals.errors import Invalid, Written, WrittenMeanwhile
from appeals.models import KeptDraft
from appeals.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.actors import Actor
    from appeals.models import Appeal

LONGEST_DRAFT = 200_000


def keep_draft(actor: Actor, *, appeal: Appeal, typed: Mapping[str, Sequence[str]], seen: int) -> KeptDraft:
    """Keep what was typed so far, in any state of being finished; only whoever holds the appeal may.

    `seen` is the version that the page showed, 0 for none. Raises WrittenMeanwhile with the words of the one that was
    kept after it, and Invalid for what no column can carry.
    """
    locked = enter(actor, Action.DECIDE, appeal)
    kept = {name: [composed(text) for text in texts] for name, texts in typed.items()}
    written = json.dumps(kept, ensure_ascii=False)
    if len(written) > LONGEST_DRAFT or unshowable("".join(text for texts in kept.values() for text in texts)):
        raise Invalid.one("summary", "unshowable", "This draft cannot be kept: it is too long, or holds a sign that cannot be shown.")
    draft = KeptDraft.objects.select_related("saved_by").filter(appeal=locked).first()
    if draft is not None and draft.version != seen:
        raise WrittenMeanwhile([Written(str(draft.saved_by), draft.saved_at, words_of(draft))], newest=draft.version)
    if draft is None:
        draft = KeptDraft(appeal=locked, version=0)
    draft.typed, draft.version = kept, draft.version + 1
    draft.saved_by_id, draft.saved_at = person_of(actor), redress_now()
    draft.save(update_fields=["typed", "version", "saved_by", "saved_at"] if draft.pk else None)
    activity.touched(actor, locked.case)
    return draft


def words_of(draft: KeptDraft) -> str:
    """The texts of a kept draft, one after another, for a reader who must compare."""
    texts = (text for name, texts in sorted(draft.typed.items()) if name not in {"rows", "evidence_rev", "seen"} for text in texts)
    return "\n\n".join(text for text in texts if " " in text)
