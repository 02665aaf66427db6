"""Measures with their sections, statements, notices and holds, and the one way to move a state in tests."""

import json
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from secrets import token_hex
from typing import Any

from django.db import transaction

from accounts.instants import redress_now
from accounts.models import Account, User
from appeals.models import (
    Appeal,
    Citation,
    Closure,
    Effect,
    Event,
    Fact,
    Hold,
    InformationRequest,
    Notice,
    SectionVersion,
    Statement,
    Suspension,
    new_public_id,
    new_reference,
)
from tests.factories.moments import at
from tests.factories.people import make_account, make_user
from tests.factories.trips import Sentence, forgetful, found, in_one_trip, inserted, selected, taken, updated, written

Stated = Suspension | Appeal | Closure | Hold | Effect | InformationRequest
EVENT = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)
EXPLANATION = "The profile must carry your own name."
OPENED = "UPDATE appeals_notice SET opened_at = redress_now(), delivered_at = redress_now(), how = 'opened' WHERE public_id = %s"
NEW_SECTION = "INSERT INTO appeals_section (key, position, safety) VALUES (%s, 0, false) ON CONFLICT (key) DO NOTHING"
SECTION = "(SELECT id FROM appeals_section WHERE key = %s)"
NEXT_NUMBER = f"(SELECT count(*) + 1 FROM appeals_sectionversion WHERE section_id = {SECTION})"  # noqa: S608 - names of columns
LAST_SEQ = "(SELECT max(seq) FROM appeals_event WHERE case_id = %s)"
NEXT_SEQ = "(SELECT count(*) + 1 FROM appeals_event WHERE case_id = %s)"
NEXT_STATEMENT = "(SELECT count(*) + 1 FROM appeals_statement WHERE suspension_id = %s)"
ALL_ABILITIES = ["message_new", "propose", "new_contract", "visible"]


def case_of(row: Stated) -> Suspension:
    """The case a row belongs to."""
    return row if isinstance(row, Suspension) else row.case


def event_added(case: Suspension, kind: str, *, subject: str = "", state: str | None = None, **body: Any) -> Sentence:
    """The statement that appends one entry to a case's timeline."""
    values = [case.pk, kind, subject or f"suspension:{case.pk}", state, "system", "system:0", "staff", json.dumps(body)]
    return f"SELECT {EVENT} FROM append_event(%s, %s, %s, %s, %s, %s, %s, %s)", values  # noqa: S608 - names of columns


def add_event(case: Suspension, kind: str, *, subject: str = "", state: str | None = None, **body: Any) -> Event:
    """Append one entry to a case's timeline."""
    (answer,) = in_one_trip([event_added(case, kind, subject=subject, state=state, **body)])
    return taken(Event(), answer)


def next_seq(case: Suspension) -> int:
    """The number that the next entry of a case will get."""
    return Event.objects.filter(case=case).count() + 1


def next_of(case: Suspension) -> Any:
    """The same, in a statement."""
    return found(NEXT_SEQ, case.pk)


@transaction.atomic(savepoint=False)
def move(row: Stated, state: str, *, told: bool = False, **values: Any) -> Event:
    """Move a row to a state with its event, by SQL and nothing else; with `told` also its notice."""
    case = case_of(row)
    event_seq = found(LAST_SEQ, case.pk)
    added = event_added(case, f"{type(row).__name__.lower()}.{state}", subject=row.subject, state=state)
    moved = [updated(row, {"state": state, "event_seq": event_seq, **values})]
    if told:
        notice = _notice(case, event_seq, about=row.subject, kind=f"{type(row).__name__.lower()}.{state}")
        moved.append(inserted(notice))
    answer, *_, read = in_one_trip([added, *moved, selected(row)])
    taken(forgetful(row), read)
    return taken(Event(), answer)


def make_section(key: str = "false-identity", *, in_force_from: date = date(2020, 1, 1), **values: Any) -> SectionVersion:
    """The next version of a section; the section is made where missing."""
    number = values.pop("number", None) or found(NEXT_NUMBER, key)
    values = {
        "title": "Use your real name",
        "text": "The profile carries your own name.",
        "plain_meaning": "Be yourself.",
        "dsa_category": "STATEMENT_CATEGORY_OTHER",
    } | values
    version = SectionVersion(section_id=found(SECTION, key), number=number, in_force_from=in_force_from, **values)
    _, answer = in_one_trip([(NEW_SECTION, [key]), inserted(version)])
    return taken(version, answer)


def newest_version() -> int:
    """The id of the version that was made last; one is made where there is none."""
    (((newest,),),) = in_one_trip([("SELECT max(id) FROM appeals_sectionversion", [])])
    return newest or make_section().pk


def cite(case: Suspension, version: SectionVersion | None = None, *days: date, stated: bool = True) -> Citation:
    """Cite a section with a fact on each day (the day before the measure started); in force, with the next statement."""
    version_id = version.pk if version else newest_version()
    position = found("(SELECT count(*) FROM appeals_citation WHERE suspension_id = %s)", case.pk)
    citation = written(Citation(suspension=case, position=position, section_version_id=version_id, explanation=EXPLANATION))
    dated = days or (case.starts_at.date() - timedelta(days=1),)
    Fact.objects.bulk_create(Fact(citation=citation, occurred_on=day, what="The two names are different.") for day in dated)
    if stated and case.state == "in_force":
        make_statement(case)
    return citation


def statement_content(case: Suspension, **changes: Any) -> dict[str, Any]:
    """Everything a statement must say, as it stands now."""
    return _content(case, max(1, case.citations.count())) | changes


def _content(case: Suspension, cited: int) -> dict[str, Any]:
    def written(instant: datetime | None) -> str | None:
        return instant.isoformat() if instant else None

    facts = [{"occurred_on": "2026-11-12", "what": "The two names are different."}]
    return {
        "measure": case.measure,
        "removes": list(case.removes),
        "starts_at": written(case.starts_at),
        "ends_at": written(case.ends_at),
        "review_on": written(case.review_on),
        "counts_until": written(case.counts_until),
        "territory": list(case.territory),
        "source": case.source,
        "automated_detection": case.automated_detection,
        "automated_decision": case.automated_decision,
        "redress": ["second_review", "court"],
        "citations": [{"section": "false-identity", "version": 1, "facts": facts}] * cited,
    }


def make_statement(case: Suspension, closure: Closure | None = None, *, content: dict[str, Any] | None = None, **values: Any) -> Statement:
    """Issue the next statement of a measure or of a closure."""
    measure = "closure" if closure else case.measure
    if content is None:
        content = statement_content(case, measure=measure)
        content |= {"reasons": closure.reasons} if closure else {}
    values = {"number": found(NEXT_STATEMENT, case.pk), "measure": measure, "sha256": token_hex(32)} | values
    return written(Statement(suspension=case, closure=closure, content=content, **values))


def make_notice(case: Suspension, event: Event, *, about: str = "", kind: str = "suspension_notice", **values: Any) -> Notice:
    """Write a letter about an event into the person's inbox; `deliver` it afterwards."""
    return written(_notice(case, event.seq, about=about, kind=kind, **values))


def _notice(case: Suspension, seq: int, *, about: str = "", kind: str = "suspension_notice", **values: Any) -> Notice:
    text = "We tell you what we did and why."
    values = {
        "letter_version": 1,
        "language": "en",
        "title": "Your case",
        "text": text,
        "sha256": sha256(text.encode()).hexdigest(),
    } | values
    about = about or f"suspension:{case.pk}"
    return Notice(public_id=new_public_id("ntc"), case=case, event_seq=seq, about=about, kind=kind, **values)


def deliver(notice: Notice) -> Notice:
    """The person opens a notice in the portal, now."""
    read, answer = (OPENED, [notice.public_id]), selected(notice)
    return taken(forgetful(notice), in_one_trip([read, answer])[1])


@transaction.atomic(savepoint=False)
def make_case(
    account: Account | None = None,
    *,
    state: str = "in_force",
    decided_by: User | None = None,
    started: datetime | None = None,
    days: float | None = 20,
    **values: Any,
) -> Suspension:
    """A measure that started at an instant (now), in a state, cited, with its statement and a delivered notice.

    `days` is how long it runs; None leaves it open with a review after 30 days. `decided_by` is made where missing.
    Of the later states `lifted`, `expired` and `overturned` are reached at once.
    """
    with at(started) if started else nullcontext():
        decider = decided_by or make_user("reviewer")
        values = _case_values(started or redress_now(), days, decider) | values
        case = written(Suspension(reference=new_reference("SUS"), account=account or make_account(), **values))
        recorded = event_added(case, "suspension.recorded", state="recorded")
        *_, read = in_one_trip([recorded, *(_put_in_force(case) if state != "recorded" else ()), selected(case)])
    taken(case, read)
    if state not in {"recorded", "in_force"}:
        move(case, state, told=True, ended_at=redress_now())
    return case


def _put_in_force(case: Suspension) -> list[Sentence]:
    """A case's citation with a fact, its statement, and its entry into force with a notice that the person opened."""
    version = newest_version()
    of_case = found("(SELECT id FROM appeals_citation WHERE suspension_id = %s)", case.pk)
    fact = Fact(citation_id=of_case, occurred_on=case.starts_at.date() - timedelta(days=1), what="The two names are different.")
    notice = _notice(case, 2)
    return [
        inserted(Citation(suspension=case, position=0, section_version_id=version, explanation=EXPLANATION)),
        inserted(fact),
        inserted(Statement(suspension=case, content=_content(case, 1), number=1, measure=case.measure, sha256=token_hex(32))),
        event_added(case, "suspension.in_force", state="in_force"),
        ("UPDATE appeals_suspension SET state = 'in_force', event_seq = 2 WHERE id = %s", [case.pk]),
        inserted(notice),
        (OPENED, [notice.public_id]),
    ]


def _case_values(started: datetime, days: float | None, decider: User) -> dict[str, Any]:
    return {
        "measure": "indefinite" if days is None else "temporary",
        "removes": ALL_ABILITIES,
        "territory": ["*"],
        "starts_at": started,
        "ends_at": None if days is None else started + timedelta(days=days),
        "review_on": started + timedelta(days=30) if days is None else None,
        "confirmed_at": started,
        "source": "own_initiative",
        "decided_by": decider,
        "decided_by_staff_id": decider.staff_id,
        "decided_at": started,
        "no_warning_reason": "First difference found.",
    }


@transaction.atomic(savepoint=False)
def make_hold(case: Suspension, *, kind: str = "in_escrow", amount: str = "340.00", days: float = 30, **values: Any) -> Hold:
    """Money withheld for some days from now."""
    now = redress_now()
    values = {"currency": "USD", "reason": "Your client disputes this work.", "ends_at": now + timedelta(days=days)} | values
    hold = written(Hold(public_id=new_public_id("hld"), case=case, kind=kind, amount=Decimal(amount), event_seq=next_of(case), **values))
    add_event(case, "hold.placed", subject=hold.subject, state="held")
    return hold


@transaction.atomic(savepoint=False)
def make_effect(case: Suspension, kind: str = "apply", **values: Any) -> Effect:
    """Ask the platform for one thing."""
    effect = written(Effect(public_id=new_public_id("eff"), case=case, kind=kind, event_seq=next_of(case), **values))
    add_event(case, "effect.requested", subject=effect.subject, state="requested")
    return effect
