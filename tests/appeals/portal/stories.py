"""Cases as the pages show them: recorded through the real verbs, with secrets that no page may ever tell."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PIL import Image

from accounts.instants import redress_now
from appeals.actions import intake, perform
from appeals.actions.deciding_draft import DecisionDraft
from appeals.actions.drafts import CitationDraft, FactDraft, HoldDraft, SignalDraft, SuspensionDraft
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.actions.findings import Findings, store_findings
from appeals.actions.recording import record_suspension
from appeals.evidence.checks import Checked, Result
from appeals.models import Appeal, Evidence, Exhibit, Note, Section, Suspension
from tests.factories import make_section

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

# Words that stand only in what the person never sees.
CANARIES = ("CANARY-DETECTOR", "CANARY-SCORE", "CANARY-DETAIL", "CANARY-NOTE", "CANARY-REDACTED", "CANARY-STAFF")


def rule(key: str, title: str) -> None:
    """A section of the rulebook, made once."""
    if not Section.objects.filter(key=key).exists():
        make_section(
            key,
            title=title,
            text=f"{title}. A profile carries the name of the person that it belongs to.",
            plain_meaning="Use your own name. It may look different in another alphabet.",
            allowed=["The same name in another alphabet, order or spelling.", "A hidden last name."],
            evidence_helps=["A photo of your identity card, with all four corners."],
        )


def draft_of(cast: Cast, **changes: Any) -> SuspensionDraft:
    """A suspension of 30 days for two rules, found by software and decided by otto."""
    rule("false-identity", "Use your real name")
    rule("account-sharing", "One person, one profile")
    now = redress_now()
    values: dict[str, Any] = {
        "account": cast.account.external_id,
        "measure": "temporary",
        "removes": ("message_new", "propose", "new_contract", "visible"),
        "starts_at": now,
        "ends_at": now + timedelta(days=30),
        "citations": (
            CitationDraft(
                section="false-identity",
                explanation="The profile must carry your own name.",
                facts=(FactDraft(occurred_on=date(2026, 1, 12), what="The name on your card and on your profile are different."),),
            ),
            CitationDraft(
                section="account-sharing",
                explanation="Only you may use your profile.",
                facts=(FactDraft(occurred_on=date(2026, 1, 13), what="Two people answered one client.", item_label="Contract k_55"),),
            ),
        ),
        "no_warning_reason": "First difference found; identity had to be asked at once.",
        "ladder_reason": "The client was in danger of paying the wrong person.",
        "automated_detection": True,
        "automated_decision": "partial",
        "decided_by": cast.otto_user.staff_id,
        "decided_at": now,
        "signals": (SignalDraft(detector="CANARY-DETECTOR", version="3", score="CANARY-SCORE", detail={"pair": "CANARY-DETAIL"}),),
    }
    return SuspensionDraft(**(values | changes))


def recorded(cast: Cast, **changes: Any) -> Suspension:
    """That suspension in force, with a note, a redacted exhibit and names that only staff see."""
    cast.otto_user.display_name = "CANARY-STAFF Otto"
    cast.otto_user.save(update_fields=["display_name"])
    case: Suspension = perform(record_suspension, cast.key, draft=draft_of(cast, **changes))
    Note.objects.create(case=case, author=cast.otto_user, text="CANARY-NOTE look at the pair")
    Exhibit.objects.create(suspension=case, label="Your message of 12 January", text="My name is on the card.")
    Exhibit.objects.create(
        suspension=case,
        label="CANARY-REDACTED label",
        text="CANARY-REDACTED text",
        audience="staff",
        redaction_reason="It names another person.",
    )
    return case


def held(**changes: Any) -> HoldDraft:
    """Money of a disputed contract, held for 20 days."""
    values: dict[str, Any] = {
        "kind": "in_escrow",
        "amount": Decimal("1340.50"),
        "currency": "USD",
        "reason": "Your client disputes this work.",
        "ends_at": redress_now() + timedelta(days=20),
    }
    return HoldDraft(**(values | changes))


def begun(cast: Cast, case: Suspension, **values: Any) -> Appeal:
    """A draft with a story in it."""
    appeal: Appeal = perform(start_appeal, cast.ana, case=case)
    story = {"statement": "It is the same name in another alphabet.", "disputes": [0]}
    written: Appeal = perform(edit_appeal, cast.ana, appeal=appeal, **(story | values))
    return written


def sent(cast: Cast, case: Suspension, **values: Any) -> Appeal:
    """That appeal, sent."""
    return submitted(cast, begun(cast, case, **values))


def submitted(cast: Cast, appeal: Appeal) -> Appeal:
    """A draft, sent as it is."""
    perform(submit_appeal, cast.ana, appeal=appeal)
    appeal.refresh_from_db()
    return appeal


def photo(colour: str = "navy", size: tuple[int, int] = (640, 480)) -> bytes:
    """A small picture as a phone would send it."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "JPEG")
    return kept.getvalue()


def with_file(cast: Cast, appeal: Appeal, name: str = "ID card front.jpg", colour: str = "navy") -> None:
    """A picture added to an appeal."""
    content = photo(colour)
    with intake.received(io.BytesIO(content), name=name, size=len(content)) as got:
        perform(intake.add_file, cast.ana, appeal=appeal, received=got, label="My ID card")


def checked(cast: Cast) -> None:
    """The program has looked at every file."""
    for one in Evidence.objects.filter(check_after__isnull=False):
        perform(store_findings, cast.system, evidence=one, findings=Findings("clean", (), (Checked("opens", Result.PASSED),)))


def considered(appeal: Appeal) -> list[Evidence | Exhibit]:
    """Everything that a decision must say something of."""
    return [*appeal.evidence.all(), *appeal.case.exhibits.all()]


def judged(appeal: Appeal, outcome: str, summary: str = "We read what you sent and compared the papers.") -> DecisionDraft:
    """A decision on both points, on one argument and on everything that was sent."""
    shown = "shown" if outcome == "upheld" else "not_shown"
    return DecisionDraft(
        outcome=outcome,
        summary=summary,
        findings=((0, shown, "We compared both papers."), (1, shown, "We read the contract.")),
        arguments=(("It is one name in two alphabets.", "We compared the names letter by letter."),),
        evidence_used=tuple((one.public_id, True, "It shows both names.") for one in considered(appeal)),
        cause="facts_wrong" if outcome == "overturned" else None,
        lighter_measures=(("warning", "There were two warnings in this year."),) if outcome == "upheld" else (),
    )
