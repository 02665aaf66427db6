"""Material that the platform relies on: added beside a measure, and shown to the person unless it is redacted with a reason."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from appeals.actions import intake
from appeals.actions.arrivals import something_arrived
from appeals.actions.notices import tell
from appeals.actions.transition import Entry, enter, record
from appeals.actions.wording import LONGEST_ANSWER, LONGEST_LINE, composed, incoming, outgoing
from appeals.errors import FieldError, Invalid, Unavailable
from appeals.evidence.scan import INFECTED, NOT_SCANNED, configured_scanner
from appeals.models import Appeal, Audience, Closure, Exhibit
from appeals.workflow import OPEN_APPEAL, PENDING_CLOSURE, Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.actors import Actor
    from appeals.models import Suspension

MOST_PER_CASE = 100
SHOWN, REDACTED = str(Audience.APPELLANT), str(Audience.STAFF)
AUDIENCES = (SHOWN, REDACTED)


@contextmanager
def received(file: BinaryIO, *, name: str, size: int) -> Iterator[intake.Received]:
    """As `intake.received`, but scanned at once: no view copy is made of it, and it can be opened as soon as it is there.

    What no exhibit holds afterwards is not kept.
    """
    found = configured_scanner().scan(file)
    if found.result == INFECTED:
        raise Invalid.one("file", "infected", "The scanner found something harmful in this file. Nothing of it was kept.")
    if found.result == NOT_SCANNED:
        raise Unavailable("This file could not be looked through just now. Send it again in a minute.")
    with intake.received(file, name=name, size=size) as got:
        yield got
        if not Exhibit.objects.filter(storage_key=got.storage_key).exists():
            # The answer to an earlier sending was given: its file is kept already.
            intake.discard(got)


def add_exhibit(
    actor: Actor,
    *,
    case: Suspension,
    received: intake.Received,
    label: str,
    citation: int | None = None,
    audience: str = SHOWN,
    redaction_reason: str = "",
) -> Exhibit:
    """Add one received file to a measure. `citation` is the place of the citation that it supports, None for the whole.

    It is new for whoever judges: a judged closure goes back to its review. Where something is being judged, the person
    is told by letter, and of redacted material why they cannot see it. Raises Invalid, also beyond 100 files a case.
    """
    locked = enter(actor, Action.ADD_EXHIBIT, case)
    title, why = " ".join(composed(label).split()), composed(redaction_reason)
    cited = locked.citations.filter(position=citation).first() if citation is not None else None
    errors = list(_errors(locked, title, audience, why))
    if citation is not None and cited is None:
        errors.append(FieldError("citation", "unknown", "This measure has no citation at this place. The first is 0."))
    if locked.exhibits.count() >= MOST_PER_CASE:
        errors.append(FieldError("file", "too_many", f"A case holds at most {MOST_PER_CASE} exhibits."))
    if errors:
        raise Invalid(errors)
    exhibit = Exhibit.objects.create(
        suspension=locked,
        citation=cited,
        label=title,
        storage_key=received.storage_key,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        audience=audience,
        redaction_reason=why,
    )
    _announce(actor, locked, exhibit)
    return exhibit


def _errors(case: Suspension, label: str, audience: str, why: str) -> Iterator[FieldError]:
    """What the person reads is worded as a letter is: the label of what is shown, the reason of what is not."""
    language = case.account.language
    named = "Say what it is, as in: Your message of 12 January."
    if audience not in AUDIENCES:
        yield FieldError("audience", "unknown", f"Use one of: {', '.join(AUDIENCES)}.")
    if audience == REDACTED:
        yield from incoming("label", label, longest=LONGEST_LINE, required=named)
        needed = "Say why the person cannot see it. They read this reason."
        yield from outgoing("redaction_reason", why, language=language, longest=LONGEST_ANSWER, required=needed)
        return
    yield from outgoing("label", label, language=language, longest=LONGEST_LINE, required=named)
    if why:
        # Better refused than shown to somebody it was to be kept from.
        yield FieldError("redaction_reason", "not_redacted", f"A reason is for what is redacted: send audience {REDACTED} with it.")


def _announce(actor: Actor, case: Suspension, exhibit: Exhibit) -> None:
    cited = None if exhibit.citation is None else exhibit.citation.position
    event = record(case.pk, Entry("exhibit.added", {"citation": cited, "redacted": exhibit.audience != SHOWN}), actor)
    case.refresh_from_db(fields=["evidence_rev"])
    something_arrived(case, actor, what="exhibit")
    appeals = Appeal.objects.filter(case=case, state__in=OPEN_APPEAL)
    if appeals.exists() or Closure.objects.filter(case=case, state__in=PENDING_CLOSURE).exists():
        said = {"hidden_because": exhibit.redaction_reason} if exhibit.audience != SHOWN else {"label": exhibit.label}
        tell(event, "exhibit_added", {"added_at": event.occurred_at, **said}, about=case)
