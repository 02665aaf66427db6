"""What a door hands in of an account and its people, and what it must say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models.account import AccountKind
from appeals.actions.wording import LONGEST_LINE, incoming
from appeals.deadlines import earliest_today
from appeals.deadlines.vocabulary import ROLES
from appeals.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

LONGEST_ADDRESS = 254
NOT_YET = "This day has not come yet."
EXTERNAL_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
COUNTRY = re.compile(r"[A-Z]{2}")
SUBDIVISION = re.compile(r"(?:[A-Z]{2}-)?[A-Z0-9]{1,3}")
CODE = re.compile(r"[a-z0-9_]{1,64}")
REGIME_ROLES = ROLES - {"any"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """One more person of an account: of an agency, or whoever works with a freelancer or client."""

    external_id: str
    display_name: str
    email: str
    language: str = "en"
    role: str = "member"
    may_appeal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofDraft:
    """Something that the account proved to the marketplace before."""

    kind: str
    passed_on: date
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """An account as the marketplace sends it: all of it, every time. Instants are aware UTC."""

    kind: str
    display_name: str
    email: str
    email_changed_at: datetime | None = None
    previous_email: str | None = None
    language: str = "en"
    time_zone: str | None = None
    country: str | None = None
    subdivision: str | None = None
    regime_roles: tuple[str, ...] = ()
    registered_on: date | None = None
    proofs: tuple[ProofDraft, ...] = ()
    members: tuple[MemberDraft, ...] = ()
    body_sha256: str = ""


def check(external_id: str, draft: AccountDraft, *, now: datetime) -> None:
    """Check a draft against every rule. Raises Invalid with all errors, each naming its field."""
    errors = [*_account(external_id, draft, now), *_place(draft), *_proofs(draft, now), *_members(draft)]
    if errors:
        raise Invalid(errors)


def _account(external_id: str, draft: AccountDraft, now: datetime) -> Iterator[FieldError]:
    if not EXTERNAL_ID.fullmatch(external_id):
        yield FieldError("external_id", "malformed", "Use 1 to 128 letters, digits, dots, colons, hyphens or underscores.")
    if draft.kind not in AccountKind.values:
        yield FieldError("kind", "unknown", f"Use one of: {', '.join(AccountKind.values)}.")
    yield from incoming("display_name", draft.display_name.strip(), longest=LONGEST_LINE, required="Give the name that is shown.")
    yield from _address("email", draft.email)
    if draft.previous_email:
        yield from _address("previous_email", draft.previous_email)
    if draft.email_changed_at is not None and draft.email_changed_at > now:
        yield FieldError("email_changed_at", "in_the_future", "This moment has not come yet.")
    yield from _language("language", draft.language)


def _place(draft: AccountDraft) -> Iterator[FieldError]:
    if draft.country is not None and not COUNTRY.fullmatch(draft.country):
        yield FieldError("country", "malformed", "Use the two capital letters of ISO 3166-1, or null.")
    if draft.subdivision is not None and not SUBDIVISION.fullmatch(draft.subdivision):
        yield FieldError("subdivision", "malformed", "Use a code of ISO 3166-2, or null.")
    unknown = [role for role in draft.regime_roles if role not in REGIME_ROLES]
    if unknown:
        yield FieldError("regime_roles", "unknown", f"Use only: {', '.join(sorted(REGIME_ROLES))}.")


def _proofs(draft: AccountDraft, now: datetime) -> Iterator[FieldError]:
    today = earliest_today(now)
    if draft.registered_on is not None and draft.registered_on > today:
        yield FieldError("registered_on", "in_the_future", NOT_YET)
    for place, proof in enumerate(draft.proofs):
        if not CODE.fullmatch(proof.kind):
            yield FieldError(f"proofs[{place}].kind", "malformed", "Use small letters, digits and underscores.")
        if proof.passed_on > today:
            yield FieldError(f"proofs[{place}].passed_on", "in_the_future", NOT_YET)
        if proof.expires_on is not None and proof.expires_on < proof.passed_on:
            yield FieldError(f"proofs[{place}].expires_on", "before_passed", "It expires before it was passed.")


def _members(draft: AccountDraft) -> Iterator[FieldError]:
    named = Counter(member.external_id for member in draft.members)
    for place, member in enumerate(draft.members):
        field = f"members[{place}]"
        if not EXTERNAL_ID.fullmatch(member.external_id):
            yield FieldError(f"{field}.external_id", "malformed", "Use 1 to 128 letters, digits, dots, colons, hyphens or underscores.")
        elif named[member.external_id] > 1:
            yield FieldError(f"{field}.external_id", "twice", "Name each member once.")
        yield from incoming(
            f"{field}.display_name", member.display_name.strip(), longest=LONGEST_LINE, required="Give the name that is shown."
        )
        yield from _address(f"{field}.email", member.email)
        yield from _language(f"{field}.language", member.language)
        if not CODE.fullmatch(member.role) or len(member.role) > 32:
            yield FieldError(f"{field}.role", "malformed", "Use at most 32 small letters, digits and underscores.")


def _address(field: str, address: str) -> Iterator[FieldError]:
    try:
        validate_email(address)
    except ValidationError:
        yield FieldError(field, "malformed", "This is not an e-mail address.")
        return
    if len(address) > LONGEST_ADDRESS:
        yield FieldError(field, "too_long", f"Use at most {LONGEST_ADDRESS} characters.")


def _language(field: str, language: str) -> Iterator[FieldError]:
    if not LANGUAGE.fullmatch(language) or len(language) > 35:
        yield FieldError(field, "malformed", "Use a language tag such as en or pt-BR.")
