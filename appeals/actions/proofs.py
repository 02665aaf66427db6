"""What a person has proved: written when a document passes its checks, taken back when a later check finds that it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.instants import redress_now
from accounts.models import Proof
from appeals.errors import FieldError
from appeals.evidence.checks import Result
from appeals.evidence.countries import KINDS
from appeals.models import EvidenceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from appeals.evidence.checks import Checked
    from appeals.models import Evidence

# The check without which a document says nothing about who somebody is.
NAMES_THE_PERSON = "name_matches"


@dataclass(frozen=True, slots=True)
class NewProof:
    """What a document proves, by a kind of `evidence.countries`, and until when; no day where it does not run out."""

    kind: str
    expires_on: date | None = None


def proof_errors(proof: NewProof, state: str, checks: Iterable[Checked]) -> Iterator[FieldError]:
    """What speaks against writing this proof down for a document in this state."""
    if proof.kind not in KINDS:
        yield FieldError("proves", "unknown", f"Use one of: {', '.join(KINDS)}.")
    named = any(one.code == NAMES_THE_PERSON and one.result == Result.PASSED for one in checks)
    if state != EvidenceState.ACCEPTED or not named:
        yield FieldError("proves", "not_passed", "It proves something only when the name matches and no check waits or was not accepted.")
    if proof.expires_on is not None and proof.expires_on < redress_now().date():
        yield FieldError("expires_on", "past", "This day is over: a document that has run out proves nothing now.")


def write_proof(evidence: Evidence, proof: NewProof) -> Proof:
    """Remember that the account proved this today. The same again on one day changes only until when it holds."""
    today = redress_now().date()
    passed = {"account": evidence.case.account, "kind": proof.kind, "passed_on": today}
    kept, new = Proof.objects.get_or_create(**passed, defaults={"expires_on": proof.expires_on, "source": evidence.public_id})
    if not new:
        kept.expires_on, kept.taken_back_at = proof.expires_on, None
        kept.save(update_fields=["expires_on", "taken_back_at"])
    return kept


def take_back(evidence: Evidence) -> int:
    """Nothing is proved any more by a document that is not accepted any more; how many proofs that ends."""
    return Proof.objects.filter(source=evidence.public_id, taken_back_at=None).update(taken_back_at=redress_now())
