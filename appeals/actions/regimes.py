"""A new version of a regime: one administrator proposes it, another publishes it as it is. Cases keep what they pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.actors import ActorKind
from accounts.instants import redress_now
from accounts.roles import Role
from appeals.actions.rulebook import publish_regime
from appeals.actions.wording import LONGEST_ANSWER, composed, incoming
from appeals.deadlines import lint
from appeals.errors import FieldError, IllegalTransition, Invalid, NotAllowed, NotIndependent
from appeals.models import ProposalState, Regime, RegimeProposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accounts.actors import Actor

# Always on: a case in a country without any law of its own still has these dates.
HOUSE = "baseline"
REPEALED = "repealed"
# Proposals are few, so one lock for all of them costs nobody anything.
PROPOSALS_LOCK = 4_812_077


def propose_regime(actor: Actor, *, data: Mapping[str, Any], why: str) -> RegimeProposal:
    """Write down the next version of a regime, or the first of a new one, for a second administrator to publish.

    Raises Invalid with every reason of the lint at once: a clock that closes or rejects is never even proposed.
    """
    _check_role(actor)
    _lock()
    reason = composed(why)
    wrong = [*_wrong(data), *incoming("why", reason, longest=LONGEST_ANSWER, required="Say what changed, and where you read it.")]
    if wrong:
        raise Invalid(wrong)
    return RegimeProposal.objects.create(
        key=data["key"], version=data["version"], data=dict(data), why=reason, proposed_by_id=_person(actor), proposed_at=redress_now()
    )


def publish_proposal(actor: Actor, *, proposal: RegimeProposal) -> Regime:
    """Publish what another administrator proposed, exactly as it stands. Raises NotIndependent for whoever proposed it.

    A version that says the law is repealed switches the versions before it off: new cases no longer pin them.
    """
    locked = _open(actor, proposal)
    if locked.proposed_by_id == actor.user_id:
        raise NotIndependent("You proposed this version. Another administrator publishes it.")
    wrong = list(_wrong(locked.data, own=locked.pk))
    if wrong:
        raise Invalid(wrong)
    regime, _new = publish_regime(actor, data=locked.data)
    if locked.data.get("status") == REPEALED:
        Regime.objects.filter(key=locked.key, active=True).update(active=False)
    _settle(locked, actor, ProposalState.PUBLISHED, "", regime=regime)
    return regime


def refuse_proposal(actor: Actor, *, proposal: RegimeProposal, reason: str) -> RegimeProposal:
    """Refuse a proposed version and say why; whoever proposed it takes it back instead."""
    locked = _open(actor, proposal)
    why = composed(reason)
    wrong = list(incoming("reason", why, longest=LONGEST_ANSWER, required="Say why. Staff read it."))
    if wrong:
        raise Invalid(wrong)
    own = locked.proposed_by_id == actor.user_id
    return _settle(locked, actor, ProposalState.WITHDRAWN if own else ProposalState.REFUSED, why)


def _wrong(data: Mapping[str, Any], *, own: int | None = None) -> Iterator[FieldError]:
    """Everything that keeps data from being the next version of its regime."""
    problems = lint(data)
    yield from (FieldError("data", "malformed", problem) for problem in problems)
    if problems:
        return
    key, version = str(data["key"]), int(data["version"])
    last = Regime.objects.filter(key=key).order_by("-version").values_list("version", flat=True).first() or 0
    if version != last + 1:
        yield FieldError("data", "out_of_order", f"version: the next version of {key} is {last + 1}.")
    if key == HOUSE and (data["status"] == REPEALED or data.get("valid_from") or data.get("valid_to")):
        yield FieldError("data", "always_on", "status: the house's own rules are always on; they are changed, never repealed.")
    others = RegimeProposal.objects.filter(key=key, state=ProposalState.OPEN)
    if (others if own is None else others.exclude(pk=own)).exists():
        yield FieldError("data", "proposed_already", f"key: a new version of {key} is proposed already. Settle that one first.")


def _open(actor: Actor, proposal: RegimeProposal) -> RegimeProposal:
    """The proposal, locked by the one lock of all. Raises NotAllowed, then IllegalTransition."""
    _check_role(actor)
    _lock()
    locked = RegimeProposal.objects.get(pk=proposal.pk)
    if locked.state != ProposalState.OPEN:
        raise IllegalTransition("This proposal is settled already.", state=locked.state)
    return locked


def _settle(locked: RegimeProposal, actor: Actor, state: str, because: str, *, regime: Regime | None = None) -> RegimeProposal:
    locked.state, locked.settled_because, locked.regime = state, because, regime
    locked.settled_by_id, locked.settled_at = _person(actor), redress_now()
    locked.save(update_fields=["state", "settled_because", "settled_by", "settled_at", "regime"])
    return locked


def _check_role(actor: Actor) -> None:
    if actor.kind is not ActorKind.STAFF or Role.POLICY_ADMIN not in actor.roles:
        raise NotAllowed("Only an administrator of policy changes the law's regimes.")


def _person(actor: Actor) -> int:
    assert actor.user_id is not None  # noqa: S101 - staff always are somebody
    return actor.user_id


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PROPOSALS_LOCK])
