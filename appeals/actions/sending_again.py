"""Letters that did not arrive, sent again to a new address as soon as that opens the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from accounts.sign_in import NEW_ADDRESS_WAITS
from appeals.actions import clocks
from appeals.actions.notices import point_again
from appeals.actions.transition import Entry, lock_case, record
from appeals.models import Audience, ClockKind, ClockOwner, Closure, Notice, OnPass, new_public_id
from appeals.queries.console_lost import lost_among

if TYPE_CHECKING:
    from accounts.models import Account
    from appeals.models import Suspension


def plan(account: Account) -> None:
    """The account has a new address: in 72 hours, when that opens the portal, its lost letters leave for it.

    Earlier nobody could read there what the mail points to, and dates against the person would run.
    """
    due_at = redress_now() + NEW_ADDRESS_WAITS
    cases = lost_among(Notice.objects.filter(case__account=account)).order_by("case_id").values_list("case_id", flat=True).distinct()
    for case_id in list(cases):
        clocks.start(lock_case(case_id), ClockKind.NOTICE_LOST, due_at, owner=ClockOwner.STAFF, on_pass=OnPass.SEND_AGAIN)


def send_again(case: Suspension) -> None:
    """Send each lost letter of a locked case once more, word for word, as a notice of its own: dates run from its delivery."""
    for lost in lost_among(Notice.objects.filter(case=case)).select_related("message").order_by("id"):
        if lost.address.lower() == case.account.email.lower() or lost.message is None:
            continue
        body = {"notice": lost.public_id, "letter": lost.kind}
        event = record(case.pk, Entry("notice.sent_again", body, Audience.STAFF), SYSTEM, subject=lost.about)
        sent = Notice.objects.create(
            public_id=new_public_id("ntc"),
            case=case,
            event_seq=event.seq,
            address=case.account.email,
            created_at=event.occurred_at,
            **{name: getattr(lost, name) for name in AS_WRITTEN},
        )
        point_again(case, sent, lost.message)
        Closure.objects.filter(case=case, notice=lost).update(notice=sent)


AS_WRITTEN = ("about", "recipient", "kind", "letter_version", "language", "title", "text", "html", "sha256", "dates")
