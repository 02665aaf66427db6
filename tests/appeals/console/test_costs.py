"""Each page asks the database as often for one row as for three."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.instants import redress_now
from accounts.models import User
from appeals.actions import perform
from appeals.actions.messages import write_back, write_message
from appeals.actions.saved_views import save_view
from appeals.actions.translations import add_translation
from appeals.deadlines import shipped_regimes
from appeals.models import CaseMessage, EvidenceCheck, Note, Regime, Signal, ViewPage
from tests.appeals.console.world import make_link, proposed, steps_of
from tests.factories import (
    cite,
    decide,
    make_appeal,
    make_case,
    make_closable_case,
    make_closure,
    make_effect,
    make_evidence,
    make_hold,
    make_legal_hold,
    make_section,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from appeals.models import Appeal, Suspension
    from tests.appeals.cast import Cast
    from tests.appeals.console.conftest import Desk

pytestmark = pytest.mark.django_db


def asked(desk: Desk, name: str, *args: object, **query: Any) -> int:
    """How many statements a page takes, its session and its reader among them, for a session of this minute."""
    with CaptureQueriesContext(connection) as taken:
        desk.page(name, *args, **query)
    return len(taken.captured_queries)


def crowded(case: Suspension, appeal: Appeal) -> None:
    """One more of everything that a case can have."""
    cite(case)
    make_hold(case)
    make_effect(case)
    evidence = make_evidence(appeal)
    EvidenceCheck.objects.create(evidence=evidence, code="opens", result="passed")
    ViewPage.objects.create(evidence=evidence, number=1, storage_key="0" * 32, media_type="image/png")
    Signal.objects.create(suspension=case, detector="names")
    Note.objects.create(case=case, author_id=case.decided_by_id or 0, text="Look.")
    make_legal_hold(case, User.objects.get(pk=case.decided_by_id or 0))
    make_case(case.account, state="lifted")
    casework(case)
    steps_of(case)


def grown(measure: Callable[[], int], more: Callable[[], object]) -> tuple[int, int]:
    """The cost with one row and with three."""
    more()
    one = measure()
    more()
    more()
    return one, measure()


def casework(case: Suspension) -> None:
    """One more message, translation and link; and an appeal of an earlier measure."""
    author = User.objects.get(pk=case.decided_by_id or 0)
    perform(write_message, Actor.staff(author), case=case, text="We look at it.")
    theirs = perform(write_back, Actor.appellant(case.account), case=case, text=f"Thank you {CaseMessage.objects.count()}.")
    perform(
        add_translation, Actor.staff(author), case=case, of=f"{theirs.subject}.text", language="en", text="x", made_by="person", maker="Al"
    )
    make_link(case)
    decide(make_appeal(make_case(case.account, state="lifted"), state="in_review"))


def test_the_queue(cast: Cast, rita: Desk) -> None:
    cost = grown(lambda: asked(rita, "queue", view="unassigned"), lambda: make_appeal(make_case()))

    assert cost == (17, 17)


def test_the_whole_queue(cast: Cast, rita: Desk) -> None:
    cost = grown(lambda: asked(rita, "queue", view="all"), lambda: make_appeal(make_case(), state="in_review"))

    assert cost == (17, 17)


def test_the_saved_views_of_the_queue(cast: Cast, rita: Desk) -> None:
    numbers = iter(range(9))
    cost = grown(
        lambda: asked(rita, "queue", view="all"),
        lambda: perform(save_view, cast.rita, name=str(next(numbers)), query="view=late&funds=large&tag=x"),
    )

    assert cost == (13, 13)


def test_several_at_once(cast: Cast, lena: Desk) -> None:
    chosen: list[str] = []
    claim = grown(lambda: asked(lena, "bulk", "claim", chosen=chosen), lambda: chosen.append(make_appeal(make_case()).reference))
    give = grown(lambda: asked(lena, "bulk", "assign", chosen=chosen), lambda: chosen.append(make_appeal(make_case()).reference))

    assert (claim, give) == ((9, 9), (8, 8))


def test_the_lists(cast: Cast, rita: Desk) -> None:
    later = redress_now() + timedelta(days=90)

    numbers = iter(range(9))

    def waiting() -> None:
        make_hold(make_case(proposed_ends_at=later, confirmed_at=None), proposed_ends_at=later)

    assert grown(lambda: asked(rita, "suspensions"), make_case) == (6, 6)
    assert grown(lambda: asked(rita, "suspensions", q="alphabet"), lambda: make_appeal(make_case())) == (9, 9)
    assert grown(lambda: asked(rita, "closures"), lambda: make_closure(make_closable_case(), step="delivered")) == (6, 6)
    assert grown(lambda: asked(rita, "to_confirm"), waiting) == (8, 8)
    assert grown(lambda: asked(rita, "regimes"), lambda: make_regime(f"law_{next(numbers)}")) == (8, 8)
    assert grown(lambda: asked(rita, "rulebook"), lambda: make_section(f"rule-{next(numbers)}")) == (7, 7)


def make_regime(key: str) -> Regime:
    """The house's own rules under another name."""
    (data,) = (dict(one) for one in shipped_regimes() if one["key"] == "baseline")
    return Regime.objects.create(key=key, version=1, data=data | {"key": key})


def test_a_case(cast: Cast, rita: Desk) -> None:
    case = cast.case()
    appeal = make_appeal(case)
    cost = grown(lambda: asked(rita, "case", case.reference), lambda: crowded(case, appeal))

    assert cost == (44, 44)


def test_a_decision_and_its_second_person(cast: Cast, rita: Desk, lena: Desk) -> None:
    case, other = cast.case(), cast.case()
    held = make_appeal(case, state="in_review", reviewer=cast.rita_user)
    second = proposed(cast, other)

    deciding = grown(lambda: asked(rita, "decide", held.reference), lambda: crowded(case, held))
    signing = grown(lambda: asked(lena, "second", second.reference), lambda: crowded(other, second))
    assert (deciding, signing) == ((22, 22), (25, 25))


def test_a_closure(cast: Cast, rita: Desk) -> None:
    closure = make_closure(make_closable_case(account=cast.account, decided_by=cast.otto_user), step="delivered")

    def more() -> None:
        make_hold(closure.case)
        make_case(cast.account, decided_by=cast.otto_user)

    cost = grown(lambda: asked(rita, "closure", closure.reference), more)
    assert cost == (18, 18)


def test_a_document(cast: Cast, rita: Desk) -> None:
    evidence = make_evidence(make_appeal(cast.case()))
    numbers = iter(range(1, 9))

    def more() -> None:
        number = next(numbers)
        ViewPage.objects.create(evidence=evidence, number=number, storage_key="0" * 32, media_type="image/png")
        EvidenceCheck.objects.create(evidence=evidence, code=f"check_{number}", result="passed", by=cast.rita_user)

    cost = grown(lambda: asked(rita, "evidence", evidence.public_id), more)
    assert cost == (10, 10)


def test_a_measure_to_record(cast: Cast, rita: Desk) -> None:
    cost = grown(
        lambda: asked(rita, "record_measure", account=cast.account.external_id), lambda: make_case(cast.account, decided_by=cast.otto_user)
    )

    assert cost == (10, 10)
