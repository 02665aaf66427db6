"""Writing a row that has a state: its public number, its first event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError

from accounts.instants import redress_now
from appeals.actions import perform, transition
from appeals.actions.closures import propose_closure
from appeals.actions.filing import start_appeal
from appeals.actions.recording import record_suspension
from appeals.models import Event
from tests.appeals.actions.closing import closure_draft
from tests.factories import make_account, make_appeal, make_closable_case, make_closure, make_section, suspension_draft

if TYPE_CHECKING:
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.usefixtures("constraints_now")


def test_a_number_that_is_taken_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_section()
    account, case = make_account(), make_closable_case(days=None)
    taken: dict[str, Any] = {"SUS": case, "APL": make_appeal(), "CLO": make_closure(step="proposed")}
    drawn: list[str] = []

    def draw(prefix: str) -> str:
        drawn.append(prefix)
        return taken[prefix].reference if drawn.count(prefix) == 1 else f"{prefix}-7K3M-92QX"

    monkeypatch.setattr(transition, "new_reference", draw)
    made = [
        perform(record_suspension, cast.otto, draft=suspension_draft(account.external_id, cast.otto_user.staff_id)),
        perform(start_appeal, cast.ida, case=case, channel="letter", received_at=redress_now()),
        perform(propose_closure, cast.rob, case=case, draft=closure_draft()),
    ]

    assert drawn == ["SUS", "SUS", "APL", "APL", "CLO", "CLO"]
    assert [row.reference for row in made] == ["SUS-7K3M-92QX", "APL-7K3M-92QX", "CLO-7K3M-92QX"]
    assert [Event.objects.filter(subject=row.subject, seq=row.event_seq).count() for row in made] == [1, 1, 1]


def test_numbers_that_are_always_taken_end_in_a_fault(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case, other = make_closable_case(days=None), make_closure(step="proposed")
    before = Event.objects.count()
    monkeypatch.setattr(transition, "new_reference", lambda _prefix: other.reference)

    with pytest.raises(IntegrityError, match="reference"):
        perform(propose_closure, cast.rob, case=case, draft=closure_draft())

    assert Event.objects.count() == before
