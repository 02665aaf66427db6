"""One of everything that the API shows, with words of the staff side that must never leave it."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Account
from appeals.models import Appeal, Closure, Effect, Evidence, EvidenceCheck, Exhibit, Hold, Note, SectionVersion, Signal, Suspension
from tests.appeals.api.bodies import account_body, closure_body, suspension_body, text
from tests.appeals.api.caller import file_form
from tests.factories import (
    ago,
    decide,
    make_account,
    make_appeal,
    make_case,
    make_closure,
    make_effect,
    make_evidence,
    make_hold,
    make_request,
    make_section,
    make_user,
    open_review,
)

CANARY = "CANARY"
LADDER = [{"confirmed": 1, "measure": "temporary", "days": 400, "removes": ["propose"], "hold": None}]


@dataclass(frozen=True)
class World:
    """What the marketplace of a test has. `draft` is an appeal that is not sent."""

    section: SectionVersion
    account: Account
    case: Suspension
    hold: Hold
    effect: Effect
    decided: Appeal
    asked: Appeal
    draft: Appeal
    closure: Closure
    evidence: Evidence

    @property
    def case_path(self) -> str:
        return f"suspensions/{self.case.reference}/"

    @property
    def effect_path(self) -> str:
        return f"{self.case_path}effects/{self.effect.public_id}/"

    def reads(self) -> dict[str, str]:
        """Every address that can be read, with the scope it needs."""
        return {
            f"accounts/{self.account.external_id}/": "accounts:read",
            "sections/": "sections:read",
            "sections/false-identity/": "sections:read",
            "sections/false-identity/versions/": "sections:read",
            "suspensions/": "suspensions:read",
            self.case_path: "suspensions:read",
            f"{self.case_path}timeline/": "suspensions:read",
            f"{self.case_path}statement/": "suspensions:read",
            f"{self.case_path}exhibits/": "suspensions:read",
            "closures/": "closures:read",
            f"closures/{self.closure.reference}/": "closures:read",
            "appeals/": "appeals:read",
            f"appeals/{self.decided.reference}/": "appeals:read",
            f"appeals/{self.asked.reference}/": "appeals:read",
        }

    def writes(self) -> list[tuple[str, str, str, Any, int]]:
        """Every write, in an order in which all of them work: method, address, scope, body, status."""
        new = suspension_body(account=self.account.external_id, external_id="enf-new", holds=[])
        other = make_case(make_account(), decided_by=self.case.decided_by)
        return [
            ("PUT", "accounts/u_new/", "accounts:write", account_body(), 201),
            ("POST", "suspensions/", "suspensions:write", new, 201),
            ("POST", f"{self.effect_path}refuse/", "effects:write", {"code": "technical"}, 200),
            ("POST", f"{self.effect_path}confirm/", "effects:write", {"done_at": text(ago(minutes=1))}, 200),
            ("POST", f"{self.case_path}exhibits/", "suspensions:write", file_form(), 201),
            ("POST", f"{self.case_path}lift/", "suspensions:write", {"reason": "It is over."}, 200),
            ("POST", "closures/", "closures:write", closure_body(other.reference), 201),
            ("POST", f"closures/{self.closure.reference}/withdraw/", "closures:write", {"reason": "It was a slip."}, 200),
        ]


def make_world() -> World:
    """Rows through the guards, with a canary in everything that only the staff may read."""
    section = make_section(ladder=LADDER)
    staff = [_person(name) for name in ("otto", "rhea", "sena", "pia")]
    otto, rhea, sena, pia = staff
    account = make_account(external_id="u_48213", time_zone="America/Bogota", display_name="Ana Prueba")
    case = make_case(account, decided_by=otto, external_id="enf-1", started=ago(days=20), days=90)
    Signal.objects.create(suspension=case, detector=f"{CANARY}-R-118", detail={"pair": CANARY})
    Note.objects.create(case=case, author=rhea, text=f"{CANARY}: look at the other account.")
    Exhibit.objects.create(suspension=case, citation=case.citations.get(), label="The message", media_type="image/png", size=7)
    hidden = {"audience": "staff", "redaction_reason": "It names another person.", "text": CANARY}
    Exhibit.objects.create(suspension=case, label="A report", **hidden)
    decided = make_appeal(case, state="in_review", reviewer=rhea, context=[{"kind": "travel_or_vpn", "text": "I was abroad."}])
    evidence = make_evidence(decided)
    EvidenceCheck.objects.create(evidence=evidence, code="corners_visible", result="passed", by=rhea)
    decide(decided, "upheld", approver=sena)
    asked = make_appeal(make_hold(case), state="in_review", reviewer=pia)
    make_request(asked, pia)
    asked.reviews.update(own_view_reason=CANARY, proposal={"note": CANARY})
    draft = make_appeal(make_case(account, decided_by=otto), state="draft", statement=f"{CANARY} not sent")
    closure = make_closure(_closable(account, otto), step="reviewed", proposer=pia, reviewer=rhea)
    open_review(closure, sena, part="second", role="senior", own_view_reason=CANARY)
    return World(section, account, case, asked.hold or make_hold(case), make_effect(case), decided, asked, draft, closure, evidence)


def _closable(account: Account, decider: Any) -> Suspension:
    return make_case(account, decided_by=decider, started=ago(days=60), days=90)


def _person(name: str) -> Any:
    named = f"{CANARY.lower()}-{name}"
    return make_user("reviewer", "senior", username=named, display_name=f"{CANARY} {name}", staff_id=f"{CANARY}-{name}")
