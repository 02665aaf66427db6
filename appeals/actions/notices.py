"""Telling people: a letter rendered here and now becomes the inbox copy, and a short mail points to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from appeals.authority import Anything, case_of
from appeals.letters import Letter, pointer_mail, render, whole_mail
from appeals.models import Notice, new_public_id
from notifications import outbox
from notifications.models import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from accounts.models import Account, Member, User
    from appeals.models import Event, Suspension
    from notifications.models import Message

# If one of these mails dies, later ones wait until a person has looked: order matters for what decides a living.
HOLDING_KINDS = frozenset({"closure_proposed", "closure_effected"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone a letter goes to."""

    address: str
    language: str
    member: Member | None = None


def readers_of(account: Account) -> list[Reader]:
    """Whom a letter about this account goes to: its owner, and those of its members who may appeal."""
    members = account.members.filter(left_at=None).order_by("id")
    speakers = [one for one in members if one.may_appeal or one.role == "owner"]
    known = {account.email.lower()}
    own = Reader(account.email, account.language)
    return [own, *(Reader(one.email, one.language, one) for one in speakers if one.email.lower() not in known)]


def tell(
    event: Event,
    kind: str,
    values: Mapping[str, Any],
    *,
    about: Anything,
    by: datetime | None = None,
    mail: bool = True,
) -> list[Notice]:
    """Render letter `kind` about `event` for everyone who reads for the account, and send the mails that point to it.

    The notices are the inbox copies; they are written in the caller's transaction, the mails leave after it. `by` is
    the date the mail names beside its action. With `mail` false only the inbox copy is written (the platform tells).
    """
    case = case_of(about)
    zone = case.account.time_zone or "UTC"
    written: list[Notice] = []
    for reader in readers_of(case.account):
        letter = render(kind, language=reader.language, values={"reference": case.reference, **values}, zone=zone)
        printed = {name: values[name] for name in sorted(letter.dates) if name in values}
        notice = _inbox_copy(case, event, letter, about=about, reader=reader, dates=printed)
        if mail and reader.address:
            notice.message = _point_to(case, notice, letter, by=by, zone=zone)
        notice.save(force_insert=True)
        written.append(notice)
    return written


def _inbox_copy(case: Suspension, event: Event, letter: Letter, *, about: Anything, reader: Reader, dates: Mapping[str, Any]) -> Notice:
    return Notice(
        public_id=new_public_id("ntc"),
        case=case,
        event_seq=event.seq,
        about=about.subject,
        member=reader.member,
        address=reader.address,
        kind=letter.kind,
        letter_version=letter.version,
        language=letter.language,
        title=letter.title,
        text=letter.text,
        html=letter.html,
        sha256=letter.sha256,
        dates={name: at.isoformat() for name, at in dates.items()},
        created_at=event.occurred_at,
    )


def _point_to(case: Suspension, notice: Notice, letter: Letter, *, by: datetime | None, zone: str) -> Any:
    mail = pointer_mail(letter, reference=case.reference, portal_url=portal_url(case, letter.language), by=by, zone=zone)
    held = letter.kind in HOLDING_KINDS
    return _send(case, notice, kind=f"notice.{letter.kind}", subject=mail.subject, text=mail.text, html=mail.html, holds_stream=held)


def point_again(case: Suspension, notice: Notice, before: Message) -> None:
    """Send the mail that pointed to a lost letter once more, to the address of its new notice."""
    said = {"kind": before.kind, "subject": before.subject, "text": before.text, "html": before.html}
    notice.message = _send(case, notice, **said, holds_stream=before.holds_stream)
    notice.save(update_fields=["message"])


def _send(case: Suspension, notice: Notice, **mail: Any) -> Message:
    """The mail that points to a notice, once for each."""
    return outbox.enqueue(
        stream=stream_of(case, notice.address),
        channel=Channel.EMAIL,
        recipient=notice.address,
        dedupe_key=f"notice:{notice.public_id}",
        payload={"notice": notice.public_id},
        thread=case.reference,
        **mail,
    )


def tell_staff(user: User, kind: str, case: Suspension, values: Mapping[str, Any], *, dedupe_key: str) -> None:
    """Send a member of staff a mail without any personal data: a reference and a date."""
    outbox.enqueue(**_staff_mail(user, kind, case, values, dedupe_key))


def tell_staff_all(
    users: Iterable[User], kind: str, case: Suspension, values: Mapping[str, Any], *, dedupe_key: str, page: str = ""
) -> None:
    """The same to several at once: their streams belong to many cases, so one call locks them all in one order.

    `page` is the page of the console that the mail leads to, else that of the case.
    """
    outbox.enqueue_all([_staff_mail(user, kind, case, values, f"{dedupe_key}:{user.pk}", page=page) for user in users])


def _staff_mail(user: User, kind: str, case: Suspension, values: Mapping[str, Any], dedupe_key: str, *, page: str = "") -> outbox.Draft:
    letter = render(kind, language="en", values={"reference": case.reference, **values})
    mail = whole_mail(letter, portal_url=f"{settings.BASE_URL}/console/{page or f'cases/{case.reference}/'}")
    return outbox.Draft(
        stream=f"staff:{user.pk}:email",
        kind=f"staff.{kind}",
        channel=Channel.EMAIL,
        recipient=user.email,
        dedupe_key=dedupe_key,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        payload={"case": case.reference},
    )


def portal_url(case: Suspension, language: str) -> str:
    """The address of a case in the portal, in the language where it has pages. It opens nothing by itself."""
    spoken = language.partition("-")[0].lower()
    shown = spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return f"{settings.BASE_URL}/{shown}/cases/{case.reference}/"


def stream_of(case: Suspension, address: str) -> str:
    """The order that mails about this case to this address keep among themselves."""
    return f"case:{case.pk}:email:{hashlib.sha256(address.lower().encode()).hexdigest()[:16]}"
