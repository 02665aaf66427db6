"""Signing in without the marketplace: e-mailed codes, and who may read for whom with which address."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.actors import Actor
from accounts.models import Account, Member, Representative, SignInCode

if TYPE_CHECKING:
    from datetime import datetime

CODE_MINUTES = 15
TRIES = 5
CODES_AN_HOUR = 5
NEW_ADDRESS_WAITS = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Minted:
    """A fresh code: the row, and the eight digits that exist nowhere else."""

    row: SignInCode
    digits: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One way in which an address speaks for an account."""

    account: Account
    member: Member | None = None
    representative: Representative | None = None

    def actor(self) -> Actor:
        """The actor behind this identity."""
        if self.representative is not None:
            return Actor.helper(self.representative)
        label = self.member.display_name if self.member else ""
        return Actor.appellant(self.account, member_label=label)


def mint(email: str, *, now: datetime, case_id: int | None = None) -> Minted:
    """Make a code for an address, whether or not anybody is behind it. Lasts 15 minutes from `now` (UTC)."""
    digits = f"{secrets.randbelow(10**8):08d}"
    pointer = secrets.token_urlsafe(32)
    row = SignInCode.objects.create(
        pointer=pointer,
        email=email.strip(),
        code_hash=_hash(pointer, digits),
        case_id=case_id,
        created_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )
    return Minted(row, digits)


def too_many(email: str, *, now: datetime) -> bool:
    """Whether this address asked for as many codes in the last hour as it may, known to us or not."""
    recent = SignInCode.objects.filter(email__iexact=email.strip(), created_at__gt=now - timedelta(hours=1))
    return recent.count() >= CODES_AN_HOUR


def redeem(pointer: str, digits: str, *, now: datetime) -> SignInCode | None:
    """Use up a code; None for a wrong, used, expired or over-tried one. Every look counts as a try.

    The try is counted by a conditional update, so two requests at once cannot share one.
    """
    usable = SignInCode.objects.filter(pointer=pointer, used_at=None, expires_at__gt=now, tries__lt=TRIES)
    if usable.update(tries=F("tries") + 1) != 1:
        return None
    row = SignInCode.objects.get(pointer=pointer)
    typed = "".join(char for char in digits if char.isdigit())
    if not constant_time_compare(row.code_hash, _hash(pointer, typed)):
        return None
    if SignInCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now) != 1:
        return None
    return row


def identities(email: str, *, now: datetime) -> list[Identity]:
    """For which accounts this address may read and write: owners, agency members who may appeal, invited helpers.

    An address changed on the marketplace within the last 72 hours opens nothing by itself: a taken-over mailbox is a
    reason why people are suspended.
    """
    typed = email.strip()
    settled = Q(email_changed_at=None) | Q(email_changed_at__lte=now - NEW_ADDRESS_WAITS)
    accounts = Account.objects.filter(settled, email__iexact=typed).order_by("id")
    members = Member.objects.filter(Q(may_appeal=True) | Q(role="owner"), email__iexact=typed, left_at=None).select_related("account")
    helpers = Representative.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), email__iexact=typed, revoked_at=None, accepted_at__isnull=False
    ).select_related("account")
    found = [Identity(account) for account in accounts]
    known = {identity.account.pk for identity in found}
    found += [Identity(one.account, member=one) for one in members.order_by("id") if one.account_id not in known]
    found += [Identity(one.account, representative=one) for one in helpers.order_by("id")]
    return found


def _hash(pointer: str, digits: str) -> str:
    return salted_hmac("accounts.sign_in", f"{pointer}:{digits}", algorithm="sha256").hexdigest()
