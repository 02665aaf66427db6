"""Publishing the rules: versions of sections, and the law's regimes. Only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.actors import Actor, ActorKind
from accounts.instants import redress_now
from accounts.roles import Role
from appeals.deadlines import lint
from appeals.errors import FieldError, Invalid, NotAllowed
from appeals.models import Regime, Section, SectionVersion

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDraft:
    """One version of one section of the Terms of Service, in the source language, with its translations."""

    key: str
    number: int
    position: int
    in_force_from: date
    title: str
    text: str
    plain_meaning: str
    allowed: tuple[str, ...]
    evidence_helps: tuple[str, ...]
    ladder: tuple[Mapping[str, Any], ...]
    dsa_category: str
    dsa_keywords: tuple[str, ...]
    dsa_other: str = ""
    safety: bool = False
    translations: Mapping[str, Any] | None = None


def publish_section(actor: Actor, *, draft: SectionDraft) -> tuple[SectionVersion, bool]:
    """Publish a version of a section; the version, and whether it is new. The same one twice is published once.

    Raises Invalid for a version that is there with another text, or does not follow the one before; NotAllowed.
    """
    _check_actor(actor)
    section, _ = Section.objects.get_or_create(key=draft.key, defaults={"position": draft.position, "safety": draft.safety})
    known = SectionVersion.objects.filter(section=section, number=draft.number).first()
    values = _values(draft)
    if known is not None:
        changed = [name for name, value in values.items() if getattr(known, name) != value]
        if changed:
            raise Invalid.one(changed[0], "published", "A published version never changes. Add a new version.")
        return known, False
    before = SectionVersion.objects.filter(section=section).order_by("-number").first()
    if draft.number != (before.number if before else 0) + 1:
        raise Invalid.one("number", "out_of_order", "Versions are numbered 1, 2, 3 and so on.")
    if before is not None and draft.in_force_from <= before.in_force_from:
        raise Invalid.one("in_force_from", "before_the_last", "A version starts after the one it follows.")
    new = SectionVersion.objects.create(
        section=section, number=draft.number, published_at=redress_now(), published_by_id=actor.user_id, **values
    )
    return new, True


def publish_regime(actor: Actor, *, data: Mapping[str, Any]) -> tuple[Regime, bool]:
    """Publish a version of a regime; the version, and whether it is new. Cases go on with the version they pinned.

    Raises Invalid for data that is not a whole regime or differs from what is there under its key and version.
    """
    _check_actor(actor)
    wrong = lint(data)
    if wrong:
        raise Invalid([FieldError("data", "malformed", problem) for problem in wrong])
    known = Regime.objects.filter(key=data["key"], version=data["version"]).first()
    if known is not None:
        if known.data != dict(data):
            raise Invalid.one("data", "published", "A published version never changes. Add a new version.")
        return known, False
    new = Regime.objects.create(
        key=data["key"],
        version=data["version"],
        data=dict(data),
        active=data.get("status") != "repealed",
        valid_from=_day(data.get("valid_from")),
        valid_to=_day(data.get("valid_to")),
    )
    return new, True


def _values(draft: SectionDraft) -> dict[str, Any]:
    return {
        "in_force_from": draft.in_force_from,
        "title": draft.title,
        "text": draft.text,
        "plain_meaning": draft.plain_meaning,
        "allowed": list(draft.allowed),
        "evidence_helps": list(draft.evidence_helps),
        "ladder": [dict(step) for step in draft.ladder],
        "dsa_category": draft.dsa_category,
        "dsa_keywords": list(draft.dsa_keywords),
        "dsa_other": draft.dsa_other,
        "translations": dict(draft.translations or {}),
    }


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)) if written else None


def _check_actor(actor: Actor) -> None:
    if actor.kind is ActorKind.STAFF and Role.POLICY_ADMIN in actor.roles:
        return
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("Only an administrator of policy publishes rules.")
