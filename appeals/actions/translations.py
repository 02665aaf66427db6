"""Translations of what the person wrote. The original always stands beside them; nothing here translates by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.instants import redress_now
from appeals.actions import activity
from appeals.actions.meanwhile import read_first
from appeals.actions.signing import person_of
from appeals.actions.transition import Entry, enter, record
from appeals.actions.wording import LONGEST_STATEMENT, composed, incoming
from appeals.errors import FieldError, Invalid, NotVisible, Written
from appeals.models import Appeal, Audience, CaseMessage, InformationRequest, Translation
from appeals.queries.casework import fingerprint
from appeals.workflow import Action

if TYPE_CHECKING:
    from accounts.actors import Actor
    from appeals.models import Suspension

LONGEST_NAME = 120
MAKERS = ("person", "machine")
# Which texts of a person can be translated, and where each stands.
TEXTS = {
    "appeal.statement": (Appeal, "statement"),
    "appeal.late_reason": (Appeal, "late_reason"),
    "request.answer": (InformationRequest, "answer"),
    "message.text": (CaseMessage, "text"),
}


def add_translation(
    actor: Actor, *, case: Suspension, of: str, language: str, text: str, made_by: str, maker: str, seen: int | None = None
) -> Translation:
    """Add a translation of one text of the person, such as `appeal:12.statement`, that somebody or a named machine made.

    It keeps the fingerprint of the words that were translated, so that a later version is told apart. Raises Invalid,
    and WrittenMeanwhile where somebody added one after the page that showed the newest, `seen`.
    """
    locked = enter(actor, Action.TRANSLATE, case)
    source = source_of(locked, of)
    words, name = composed(text), composed(maker)
    errors = list(incoming("text", words, longest=2 * LONGEST_STATEMENT, required="Write the translation."))
    errors += incoming("maker", name, longest=LONGEST_NAME, required="Say who translated it: a name, or which machine.")
    if made_by not in MAKERS:
        errors.append(FieldError("made_by", "unknown", "Say whether a person or a machine translated it."))
    if errors:
        raise Invalid(errors)
    others = Translation.objects.filter(case=locked, of=of).exclude(added_by_id=actor.user_id).select_related("added_by")
    read_first(others, seen, lambda one: Written(one.added_by.display_name, one.created_at, one.text))
    translation = Translation.objects.create(
        case=locked,
        of=of,
        source_sha256=fingerprint(source),
        language=language,
        text=words,
        made_by=made_by,
        maker=name,
        added_by_id=person_of(actor),
        created_at=redress_now(),
    )
    record(locked.pk, Entry("translation.added", {"of": of, "made_by": made_by}, Audience.STAFF), actor)
    activity.touched(actor, locked)
    return translation


def source_of(case: Suspension, of: str) -> str:
    """The person's words that a name such as `appeal:12.statement` stands for. Raises NotVisible where there are none."""
    subject, _dot, field = of.partition(".")
    kind, _colon, number = subject.partition(":")
    model, column = TEXTS.get(f"{kind}.{field}", (None, ""))
    if model is None or not number.isdecimal() or len(number) > 18:
        raise NotVisible
    found = model._default_manager.filter(pk=int(number), case=case)
    if model is CaseMessage:
        found = found.filter(author=None)
    elif model is Appeal:
        found = found.exclude(state__in=["draft", "lapsed"])
    words = found.values_list(column, flat=True).first()
    if not words:
        raise NotVisible
    return str(words)
