"""An appeal that reached us by letter, mail or phone: written down for the person as it stands, with its day and its original."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from appeals.actions import intake
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.errors import Invalid
from appeals.models import Channel, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from accounts.actors import Actor
    from appeals.authority import Target
    from appeals.models import Appeal, Suspension

# What came on paper or as a mail has an original; what was said on the phone has none.
WITH_ORIGINAL = frozenset({Channel.LETTER, Channel.EMAIL})
ORIGINAL = "The original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What came: about what, how, when (aware, UTC), in which language, and the person's own words."""

    target: Target
    channel: str
    received_at: datetime
    language: str
    statement: str
    late_reason: str = ""


@contextmanager
def received(file: BinaryIO, *, name: str, size: int) -> Iterator[intake.Received]:
    """As `intake.received`; a second sending of the same form gets the first one's answer, and its file is not kept."""
    with intake.received(file, name=name, size=size) as got:
        yield got
        if not Evidence.objects.filter(storage_key=got.storage_key).exists():
            intake.discard(got)


def record_appeal(actor: Actor, *, case: Suspension, arrived: Arrived, original: intake.Received | None = None) -> Appeal:
    """Write down and send an appeal for the person; its dates count from the day on which it reached us.

    The person gets the receipt and can add to it; nobody here changes their words afterwards. Raises Invalid with every
    error, NotAllowed, and IllegalTransition where an appeal about this is open or was decided.
    """
    if original is None and arrived.channel in WITH_ORIGINAL:
        raise Invalid.one("original", "required", "Attach the letter or the mail as it came.")
    target = arrived.target
    appeal = start_appeal(
        actor,
        case=case,
        subject_kind=target.kind,
        closure=target.closure,
        hold=target.hold,
        level=target.level,
        channel=arrived.channel,
        received_at=arrived.received_at,
        language=arrived.language,
    )
    edit_appeal(actor, appeal=appeal, statement=arrived.statement, late_reason=arrived.late_reason or None)
    if original is not None:
        intake.add_file(actor, appeal=appeal, received=original, label=ORIGINAL)
    submit_appeal(actor, appeal=appeal)
    appeal.refresh_from_db()
    return appeal
