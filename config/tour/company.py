"""Everybody who takes part in the tour, and the clock they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from config.time_source import shift_by
from config.tour.person import Person
from config.tour.platform import Platform
from config.tour.staff import Colleague

if TYPE_CHECKING:
    from config.demo.house import House
    from config.tour.setting import Keys
    from config.tour.telling import Teller

ALL_ABILITIES = (
    "sign_in",
    "read",
    "message_existing",
    "message_new",
    "propose",
    "new_contract",
    "finish_contract",
    "visible",
    "withdraw",
    "receive_payment",
)
JUDGES = ("tomas", "noor", "helena", "pavel", "edwin", "lucia", "sofia")
TAKEN = ("message_new", "propose", "new_contract", "visible")


@dataclass
class Company:
    """The marketplace, the staff, and the house they work in."""

    house: House
    teller: Teller
    platform: Platform
    staff: dict[str, Colleague]
    shift: timedelta = timedelta()

    @classmethod
    def gather(cls, house: House, keys: Keys, teller: Teller) -> Company:
        """Open a browser for each of the staff and sign in."""
        staff = {name: Colleague(house.base_url, name, keys.passwords[name]) for name in JUDGES}
        for colleague in staff.values():
            colleague.sign_in()
        return cls(house=house, teller=teller, platform=Platform(house.base_url, keys.api_key), staff=staff)

    def __getitem__(self, name: str) -> Colleague:
        return self.staff[name]

    def person(self, address: str) -> Person:
        """Somebody with this address, at their own machine."""
        return Person(self.house.base_url, self.house.mail_folder, address)

    @property
    def now(self) -> datetime:
        """What the database's clock says, in whole seconds."""
        return datetime.now(UTC).replace(microsecond=0) + self.shift

    def later(self, step: timedelta) -> None:
        """Shift the database's clock, and say so. Whoever was signed in signs in again."""
        self.teller.step(f"THE CLOCK of this database is shifted by {step.days} days; nothing else is pretended")
        self.shift = shift_by(step)
        for colleague in self.staff.values():
            colleague.sign_in()

    def close(self) -> None:
        """Close every browser."""
        self.platform.close()
        for colleague in self.staff.values():
            colleague.close()


def written(instant: datetime) -> str:
    """An instant as the API takes it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def account(name: str, address: str, *, zone: str, country: str) -> dict[str, Any]:
    """The body for an account, as the marketplace sends it."""
    return {
        "kind": "freelancer",
        "display_name": name,
        "email": address,
        "email_changed_at": None,
        "previous_email": None,
        "language": "en",
        "time_zone": zone,
        "country": country,
        "subdivision": None,
        "regime_roles": ["worker"],
        "registered_on": "2019-06-04",
        "proofs": [{"kind": "identity_video", "passed_on": "2019-07-01", "expires_on": None}],
        "members": [],
    }


def measure(
    external_id: str, account_id: str, now: datetime, *, days: int, section: str, explanation: str, what: str, by: str
) -> dict[str, Any]:
    """The body for a suspension of so many days, decided by a member of the staff and applied a moment ago."""
    day: date = (now - timedelta(days=2)).date()
    fact = {"occurred_on": day.isoformat(), "what": what, "item": {"kind": "document", "external_id": "doc_991", "label": "Document"}}
    return {
        "external_id": external_id,
        "account": account_id,
        "origin": "live",
        "measure": "temporary",
        "removes": list(TAKEN),
        "already_applied_at": written(now),
        "starts_at": written(now),
        "ends_at": written(now + timedelta(days=days)),
        "review_on": None,
        "territory": ["*"],
        "citations": [
            {
                "section": section,
                "version": None,
                "ground": "terms",
                "legal_ground": None,
                "explanation": explanation,
                "language": "en",
                "facts": [fact],
                "public_facts": "A reviewer compared two documents.",
            }
        ],
        "warnings": {"prior": [], "none_reason": "What was found could not wait for a warning."},
        "ladder_reason": "A lighter step would have left a client without protection.",
        "source": "own_initiative",
        "source_reference": None,
        "automated_detection": True,
        "automated_decision": "partial",
        "decided_by": {"staff_id": by, "decided_at": written(now - timedelta(minutes=2))},
        "disclosure": {"mode": "full", "basis": None, "review_on": None},
        "notify": "redress",
        "notice_proof": None,
        "holds": [],
        "counterparties": [{"external_id": "c_9912", "contract": "k_55", "contract_ends_on": (now + timedelta(days=9)).date().isoformat()}],
        "signals": [{"detector": CANARY, "version": "3", "score": "0.93", "detail": {"pair": CANARY}}],
    }


# Stands in the internal detection detail and may be read by nobody outside.
CANARY = "canary-signal-118"
