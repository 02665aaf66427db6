"""One of everything that a console page can show, and the address of each page on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse

from accounts.instants import redress_now
from accounts.models import RoleGrant
from appeals.actions import clocks
from appeals.actions.messages import write_back, write_message
from appeals.actions.translations import add_translation
from appeals.deadlines import shipped_regimes
from appeals.models import (
    CaseMessage,
    CaseTag,
    Clock,
    ClockKind,
    ClockOwner,
    Dispute,
    EvidenceView,
    LegalHold,
    LinkedAccount,
    Note,
    OnPass,
    Regime,
    RegimeProposal,
    SavedView,
    Translation,
    ViewPage,
)
from tests.factories import (
    add_event,
    claim,
    complete,
    make_account,
    make_appeal,
    make_closable_case,
    make_closure,
    make_evidence,
    make_hold,
    make_legal_hold,
    make_request,
    make_withholding,
    move,
)
from tests.factories.drafts import ROWS, SNAPSHOT
from tests.factories.trips import planned_once

if TYPE_CHECKING:
    from typing import Any

    from appeals.models import Suspension
    from tests.appeals.cast import Cast

BESIDE = (
    CaseMessage,
    LinkedAccount,
    Translation,
    Note,
    LegalHold,
    Dispute,
    EvidenceView,
    RoleGrant,
    Regime,
    RegimeProposal,
    SavedView,
    CaseTag,
)
EVERYTHING = " UNION ALL ".join([SNAPSHOT, *(ROWS.format(model.__name__, model._meta.db_table) for model in BESIDE)])


def everything() -> dict[str, Any]:
    """Every row that a page could write. One query."""
    return dict(planned_once(EVERYTHING))


def addresses(cast: Cast) -> dict[str, str]:
    """The name of each route → an address on rows in the state that has such a page.

    rita holds one appeal and one closure's review, rob has proposed a decision, all about measures that otto decided.
    """
    case = cast.case()
    new = make_appeal(case)
    evidence = make_evidence(new, check_after=None)
    ViewPage.objects.create(evidence=evidence, number=1, storage_key="0" * 32, media_type="image/png", width=10, height=10)
    held = make_appeal(cast.case(), state="in_review", reviewer=cast.rita_user)
    asked = make_appeal(cast.case(), state="in_review", reviewer=cast.rita_user)
    make_request(asked)
    second = proposed(cast)
    half_over(held)
    hold = make_hold(case)
    waiting = cast.case(proposed_ends_at=case.ends_at, confirmed_at=None)
    unsigned = make_hold(waiting, proposed_ends_at=hold.ends_at)
    closures = {step: make_closure(make_closable_case(decided_by=cast.otto_user), step=step) for step in ("delivered", "reviewed")}
    mine = make_closure(make_closable_case(decided_by=cast.otto_user), step="in_review", reviewer=cast.rita_user)
    case.exhibits.create(label="A log", storage_key="0" * 32)
    dispute = Dispute.objects.create(case=case, kind="court", body="District court", filed_at=case.starts_at)
    regime, proposal = proposed_law(cast)
    letter = case.notices.get()
    withheld = make_withholding(cast.account, cast.rob_user)
    legal = make_legal_hold(case, cast.otto_user)

    team = SavedView.objects.create(owner=cast.lena_user, name="Spanish", query="view=all&language=es", shared=True)

    def of(name: str, *args: object) -> str:
        return reverse(f"console:{name}", args=args)

    section = case.citations.get().section_version.section.key
    plain = {
        name: of(name)
        for name in ("queue", "dates", "work_next", "to_confirm", "suspensions", "record_measure", "closures", "rulebook", "looks")
    }
    on_case = ("case", "add_note", "lift_measure", "change_measure", "place_hold", "add_exhibit", "record_dispute", "place_legal_hold")
    return {
        **plain,
        "home": of("home"),
        **{name: of(name) for name in ("queue_changes", "saved_views", "save_view")},
        **{name: of(name, team.pk) for name in ("change_view", "delete_view")},
        "bulk": f"{of('bulk', 'claim')}?chosen={new.reference}",
        "tag_case": of("tag_case", case.reference),
        "assign": of("assign", new.reference),
        **{name: of(name, case.reference) for name in on_case},
        "exhibit": of("exhibit", case.reference, 1),
        **{name: of(name, withheld.public_id) for name in ("withholding", "refuse_withholding")},
        **{name: of(name, case.reference) for name in ("give_reasons", "withhold_longer")},
        **casework(case, cast),
        "propose_closure": of("propose_closure", waiting.reference),
        "record_appeal": of("record_appeal", waiting.reference),
        "lost_letters": of("lost_letters"),
        **{name: of(name, letter.public_id) for name in ("lost_letter", "give_up")},
        "confirm_measure": of("confirm_measure", waiting.reference),
        "settle_dispute": of("settle_dispute", case.reference, dispute.pk),
        **{name: of(name, case.reference, legal.pk) for name in ("confirm_legal_hold", "lift_legal_hold")},
        "confirm_hold": of("confirm_hold", unsigned.public_id),
        **{name: of(name, hold.public_id) for name in ("move_hold", "end_hold")},
        **{name: of(name, new.reference) for name in ("appeal", "claim")},
        **{name: of(name, held.reference) for name in ("release", "ask", "decide", "move_promise")},
        **{name: of(name, asked.reference) for name in ("give_more_time", "withdraw_question")},
        **{name: of(name, second.reference) for name in ("second", "approve", "send_back")},
        **{name: of(name, evidence.public_id) for name in ("evidence", "original", "check_evidence", "say_why")},
        "evidence_page": of("evidence_page", evidence.public_id, 1),
        **{name: of(name, closures["delivered"].reference) for name in ("closure", "review_closure", "revise_closure", "withdraw_closure")},
        **{name: of(name, closures["reviewed"].reference) for name in ("second_closure", "approve_closure", "return_closure")},
        **{name: of(name, mine.reference) for name in ("release_closure", "complete_closure", "refuse_closure")},
        **{name: of(name) for name in ("regimes", "propose_regime")},
        "regime": of("regime", regime.key, regime.version),
        "proposed_regime": of("proposed_regime", proposal.key),
        **{name: of(name, "no_such_law") for name in ("publish_regime", "refuse_regime")},
        "section": of("section", section),
        "section_version": of("section_version", section, 1),
    }


def casework(case: Suspension, cast: Cast) -> dict[str, str]:
    """The addresses of what reviewers write beside a case: messages, translations, links, the file to print."""
    message = write_message(cast.rita, case=case, text="A new person looks at it.")
    theirs = write_back(cast.ana, case=case, text="Thank you.")
    of_theirs = f"{theirs.subject}.text"
    add_translation(cast.rita, case=case, of=of_theirs, language="en", text="Thanks.", made_by="machine", maker="Translator 3")
    link = make_link(case, is_ground=True)

    def of(name: str, *args: object) -> str:
        return reverse(f"console:{name}", args=[case.reference, *args])

    plain = ("presence", "case_file", "case_file_internal", "write_message", "record_link")
    return {
        **{name: of(name) for name in plain},
        "take_back_message": of("take_back_message", message.public_id),
        "translate": of("translate", of_theirs),
        **{name: of(name, link.pk) for name in ("own_conduct", "end_link")},
    }


def make_link(case: Suspension, **values: Any) -> LinkedAccount:
    """A link to a new account, as a check said it."""
    said = {"kind": "device", "said_by": "Device check", "reason": "One computer for both."}
    return LinkedAccount.objects.create(case=case, other=make_account(), recorded_by_id=case.decided_by_id or 0, **(said | values))


def half_over(appeal: Any) -> None:
    """A date of which seniors were told."""
    due = redress_now() + timedelta(days=2)
    clock = clocks.start(appeal, ClockKind.CEILING, due, owner=ClockOwner.STAFF, on_pass=OnPass.ESCALATE)
    Clock.objects.filter(pk=clock.pk).update(told=80)


def proposed_law(cast: Cast) -> tuple[Regime, RegimeProposal]:
    """The house's own rules, and their next version as otto proposed it."""
    (data,) = (dict(one) for one in shipped_regimes() if one["key"] == "baseline")
    values: Any = data["values"]
    regime = Regime.objects.create(key="baseline", version=1, data=data)
    changed = {
        **data,
        "version": 2,
        "values": {**values, "ack": {**values["ack"], "value": {"value": 12, "unit": "hours"}}},
    }
    proposal = RegimeProposal.objects.create(
        key="baseline", version=2, data=changed, why="We can do it faster.", proposed_by=cast.otto_user
    )
    return regime, proposal


def proposed(cast: Cast, case: Suspension | None = None) -> Any:
    """An appeal that rob has judged and that waits for a second person."""
    appeal = make_appeal(case or cast.case())
    review = claim(appeal, cast.rob_user)
    complete(review, "upheld")
    move(appeal, "second_check")
    return appeal


def steps_of(case: Suspension) -> None:
    """Two more entries for a timeline."""
    add_event(case, "note.added")
    add_event(case, "clock.passed")


def deferred_checks() -> None:
    """Ask the deferred constraints now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
