"""What machines read beside a case: its statements, its material, the account it is about, the rulebook it cites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from accounts.models import Account
from appeals.errors import NotVisible
from appeals.models import Effect, EffectKind, Exhibit, Section, SectionVersion, Statement, Suspension

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appeals.models import Closure

SECTION_KEY = re.compile(r"[a-z0-9-]{1,64}")


def find_account(external_id: str) -> Account:
    """One account by the id that the marketplace gave. Raises NotVisible."""
    account = Account.objects.filter(external_id=external_id).prefetch_related("proofs", "members").first()
    if account is None:
        raise NotVisible
    return account


def is_recorded(external_id: str | None) -> bool:
    """Whether a measure with this id of the marketplace exists."""
    return external_id is not None and Suspension.objects.filter(external_id=external_id).exists()


def statements_of(case: Suspension) -> list[Statement]:
    """Every statement of reasons of a measure, newest first; the statements of closures are not among them."""
    return list(Statement.objects.filter(suspension=case, closure=None).order_by("-number"))


def exhibits_of(case: Suspension) -> list[Exhibit]:
    """The material that the platform relies on, oldest first."""
    return list(Exhibit.objects.filter(suspension=case).select_related("citation").order_by("id"))


def close_effect_of(closure: Closure) -> Effect | None:
    """The newest request to the platform to close the account for this closure."""
    return Effect.objects.filter(closure=closure, kind=EffectKind.CLOSE).order_by("-id").first()


def sections_now() -> list[SectionVersion]:
    """Each section in the version that is in force today (UTC), in the order of the rulebook."""
    today = redress_now().date()
    versions = SectionVersion.objects.filter(in_force_from__lte=today).select_related("section")
    return list(
        versions.order_by("section__position", "section__key", "-in_force_from", "-number").distinct("section__position", "section__key")
    )


def section_versions(key: str) -> Sequence[SectionVersion]:
    """Every version of a section, newest first, those not yet in force too. Raises NotVisible."""
    if not SECTION_KEY.fullmatch(key) or not Section.objects.filter(key=key).exists():
        raise NotVisible
    return list(SectionVersion.objects.filter(section__key=key).select_related("section").order_by("-number"))
