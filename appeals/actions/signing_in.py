"""Sending a sign-in code: the same path, answer and length whether or not a case is behind the address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from accounts.sign_in import CODE_MINUTES, identities, mint, too_many
from appeals.letters import render, whole_mail
from appeals.models import Suspension
from appeals.queries.visibility import case_named
from notifications import outbox
from notifications.delivery import SECRET_PLACE
from notifications.models import Channel

if TYPE_CHECKING:
    from accounts.actors import Actor


def send_code(_actor: Actor, *, typed: str, language: str) -> str:
    """Send a code to an address, or to the address behind a reference of any kind, and return the pointer to type it at.

    The actor is the system: nobody is known yet. A pointer comes back for every input; a mail leaves only where someone
    may sign in, and at most five an hour.
    """
    now = redress_now()
    case = case_named(typed)
    email = case.account.email if case else typed.strip()
    if too_many(email, now=now):
        return mint("", now=now).row.pointer
    minted = mint(email if "@" in email else "", now=now, case_id=case.pk if case else None)
    spoken = [one.account.language for one in identities(email, now=now) if _has_case(one.account.pk)]
    letter = render(
        "sign_in_code",
        language=spoken[0] if spoken else language,
        values={"code": minted.digits, "minutes": CODE_MINUTES},
    )
    if not spoken:
        return minted.row.pointer
    shown = f"{minted.digits[:4]} {minted.digits[4:]}"
    mail = whole_mail(letter)
    outbox.enqueue(
        stream=f"code:{hashlib.sha256(email.lower().encode()).hexdigest()[:24]}",
        kind="sign_in_code",
        channel=Channel.EMAIL,
        recipient=email,
        dedupe_key=f"code:{minted.row.pointer}",
        subject=mail.subject,
        text=mail.text.replace(shown, SECRET_PLACE),
        html=mail.html.replace(shown, SECRET_PLACE),
        secret=shown,
        expires_at=minted.row.expires_at,
        payload={},
    )
    return minted.row.pointer


def _has_case(account_id: int) -> bool:
    return Suspension.objects.filter(account_id=account_id).exclude(state="recorded").exists()
