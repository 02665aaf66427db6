"""What a decision must say: every rule refuses by field, all at once, and leaves everything as it was."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.deciding import claim_appeal, decide_appeal, needs_second_person, propose_decision
from appeals.actions.filing import edit_appeal, start_appeal, submit_appeal
from appeals.actions.measures import MeasureAfter
from appeals.errors import IllegalTransition, Invalid
from appeals.models import Appeal, Decision, Suspension
from tests.appeals.actions.judging import changed, claimed, filed, inadmissible, overturned, upheld
from tests.appeals.cast import Cast, codes, refused, wrong_in
from tests.factories import cite, make_case, make_evidence, make_hold, make_section, move

if TYPE_CHECKING:
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.usefixtures("constraints_now")
CASE = {"days": 60}


@pytest.fixture(scope="module")
def whole_appeal(whole_cast: Cast, whole_case: Suspension, module_rows: ModuleRows) -> Any:
    with module_rows():
        return claimed(whole_cast, whole_case)


@pytest.fixture
def appeal(whole_appeal: Any, db: None) -> Any:
    return deepcopy(whole_appeal)


def wrong(cast: Cast, appeal: Appeal, draft: Any) -> list[tuple[str, str]]:
    """What the proposal of this draft is refused for."""
    return codes(refused(Invalid, propose_decision, cast.rita, appeal=appeal, draft=draft))


LACKING = [
    (upheld(outcome="rejected"), [("outcome", "unknown")]),
    (upheld(summary=" "), [("summary", "required")]),
    (upheld(summary="It stays."), [("summary", "too_short")]),
    (upheld(summary="x" * 10_001), [("summary", "too_long")]),
    (upheld(summary=upheld().summary + "\x00"), [("summary", "unshowable")]),
    (upheld(summary=upheld().summary + " You are a liar."), [("summary", "accusation")]),
    (upheld(summary=upheld().summary + " This is permanent."), [("summary", "before_gate")]),
    (upheld(findings=()), [("findings", "missing")]),
    (upheld(findings=((7, "shown", "Seen."),)), [("findings[0].citation", "unknown"), ("findings", "missing")]),
    (upheld(findings=((0, "shown", "Seen."), (0, "shown", "Seen again."))), [("findings[1].citation", "unknown")]),
    (upheld(findings=((0, "proven", "Seen."),)), [("findings[0].finding", "unknown"), ("outcome", "contradiction")]),
    (upheld(findings=((0, "shown", ""),)), [("findings[0].answer", "required")]),
    (upheld(findings=((0, "not_shown", "Nothing was seen."),)), [("outcome", "contradiction")]),
    (upheld(arguments=()), [("arguments", "required")]),
    (upheld(arguments=(("", "We read it."),)), [("arguments[0].point", "required")]),
    (upheld(arguments=(("I was away.", "Your device says otherwise."),)), [("arguments[0].answer", "detection_method")]),
    (upheld(arguments=(("I was away.", " "),)), [("arguments[0].answer", "required")]),
    (upheld(lighter_measures=()), [("lighter_measures", "required")]),
    (upheld(lighter_measures=(("closure", "No."),)), [("lighter_measures[0].measure", "not_lighter")]),
    (upheld(lighter_measures=(("indefinite", "No."),)), [("lighter_measures[0].measure", "not_lighter")]),
    (upheld(lighter_measures=(("warning", ""),)), [("lighter_measures[0].why_not", "required")]),
    (upheld(cause="facts_wrong"), [("cause", "not_here")]),
    (upheld(inadmissible_code="already_decided"), [("inadmissible_code", "not_here")]),
    (upheld(measure_after=MeasureAfter(measure="warning")), [("measure_after", "not_here")]),
    (upheld(hold_until=datetime(2027, 1, 1, tzinfo=UTC)), [("hold_until", "not_here")]),
    (upheld(evidence_used=(("evd_other", True, ""),)), [("evidence_used[0].evidence", "unknown")]),
    (upheld(money=(("hld_other", "release", "Paid."),)), [("money[0].hold", "unknown")]),
    (overturned(cause=None), [("cause", "required")]),
    (overturned(cause="bad_mood"), [("cause", "required")]),
    (inadmissible(inadmissible_code=None), [("inadmissible_code", "required")]),
    (inadmissible(inadmissible_code="too_late"), [("inadmissible_code", "required")]),
    (inadmissible(inadmissible_code="wrong_form"), [("inadmissible_code", "required")]),
    (changed(), [("measure_after", "required")]),
]


def test_what_a_decision_lacks_is_named(cast, appeal):
    found = wrong_in(propose_decision, cast.rita, [{"draft": draft} for draft, _ in LACKING], appeal=appeal)

    assert found == [errors for _, errors in LACKING]


def test_all_that_is_wrong_is_said_at_once(cast, appeal):
    draft = upheld(summary="", findings=(), arguments=(), lighter_measures=())

    assert [field for field, _ in wrong(cast, appeal, draft)] == ["summary", "findings", "arguments", "lighter_measures"]


def test_a_decision_alone_is_checked_as_strictly(cast, appeal):
    error = refused(Invalid, decide_appeal, cast.rita, appeal=appeal, draft=overturned(summary="", arguments=()))

    assert codes(error) == [("summary", "required"), ("arguments", "required")]


@pytest.mark.parametrize("disputes", [[], [0, 1], [1]])
def test_every_disputed_point_has_a_finding_and_the_others_need_none(cast, case, disputes):
    cite(case, make_section("padded-hours"))
    draft = perform(start_appeal, cast.ana, case=case)
    perform(edit_appeal, cast.ana, appeal=draft, statement="It is the same name.", disputes=disputes)
    perform(submit_appeal, cast.ana, appeal=draft)
    appeal = perform(claim_appeal, cast.rita, appeal=draft)
    second_only = upheld(findings=((1, "shown", "The log shows it."),))

    if disputes == [1]:
        assert perform(propose_decision, cast.rita, appeal=appeal, draft=second_only).state == "second_check"
    else:
        assert wrong(cast, appeal, second_only) == [("findings", "missing")]
        both = upheld(findings=((0, "not_shown", "Not seen."), (1, "shown", "The log shows it.")))
        assert perform(propose_decision, cast.rita, appeal=appeal, draft=both).state == "second_check"


def test_every_item_of_evidence_is_considered_and_read_before_it_counts_for_nothing(cast, appeal):
    checked, unchecked = make_evidence(appeal), make_evidence(appeal, name="Bill.pdf", check_after=redress_now())
    assert [code for _, code in wrong(cast, appeal, upheld())] == ["missing", "missing"]

    used = ((checked.public_id, True, ""), (unchecked.public_id, False, ""))
    assert wrong(cast, appeal, upheld(evidence_used=used)) == [("evidence_used[1].note", "required"), ("evidence_used", "not_checked")]
    twice = ((checked.public_id, True, ""), (checked.public_id, True, ""), (unchecked.public_id, False, "It shows another month."))
    assert wrong(cast, appeal, upheld(evidence_used=twice))[0] == ("evidence_used[1].evidence", "unknown")

    used = ((checked.public_id, True, ""), (unchecked.public_id, False, "It shows another month."))
    assert perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned(evidence_used=used)).outcome == "overturned"


def test_what_came_after_the_page_was_opened_is_looked_at_first(cast, case, appeal):
    case.refresh_from_db()
    shown = case.evidence_rev
    file = make_evidence(appeal)
    used = ((file.public_id, True, ""),)

    refused(IllegalTransition, propose_decision, cast.rita, appeal=appeal, draft=upheld(evidence_used=used, evidence_rev=shown))

    newer = upheld(evidence_used=used, evidence_rev=shown + 1)
    assert perform(propose_decision, cast.rita, appeal=appeal, draft=newer).state == "second_check"


def test_no_two_people_get_the_same_letter(cast, case, appeal):
    perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned())
    other = claimed(cast, make_case(days=60, decided_by=cast.otto_user))

    assert wrong(cast, other, overturned()) == [("summary", "form_letter")]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("after", "errors"),
    [
        (MeasureAfter(measure="closure"), [("measure_after.measure", "unknown")]),
        (MeasureAfter(measure="temporary", removes=("propose",)), [("measure_after.ends_at", "one_of")]),
        (MeasureAfter(measure="warning", removes=("propose",)), [("measure_after.measure", "warning_takes_nothing")]),
    ],
)
def test_a_lighter_measure_is_whole(cast, appeal, after, errors):
    found = wrong(cast, appeal, changed(measure_after=after))

    assert found[: len(errors)] == errors


def test_a_changed_measure_is_lighter_than_the_one_in_force(cast, case, appeal):
    longer = MeasureAfter(measure="temporary", removes=tuple(case.removes), ends_at=case.ends_at + timedelta(days=1))
    assert wrong(cast, appeal, changed(measure_after=longer)) == [("measure_after.measure", "not_lighter")]


def test_what_has_ended_is_overturned_or_stays(cast, case):
    appeal = claimed(cast, case)
    move(case, "lifted", told=True, ended_at=redress_now())

    assert wrong(cast, appeal, changed(measure_after=MeasureAfter(measure="warning"))) == [("outcome", "not_in_force")]


@pytest.mark.parametrize(
    ("days", "errors"), [(None, [("hold_until", "required")]), (-1, [("hold_until", "not_earlier")]), (40, [("hold_until", "not_earlier")])]
)
def test_a_changed_hold_ends_earlier(cast, case, days, errors):
    hold = make_hold(case)
    appeal = claimed(cast, case, hold=hold)
    until = None if days is None else redress_now() + timedelta(days=days)

    assert wrong(cast, appeal, changed(hold_until=until)) == errors


def test_approved_work_is_paid_or_taken_by_law(cast, case, appeal):
    hold = make_hold(case, kind="approved_work")
    money = ((hold.public_id, "refund_to_client", "The client wants it back."),)

    assert wrong(cast, appeal, upheld(money=money)) == [("money[0].outcome", "not_here")]
    twice = ((hold.public_id, "release", "Paid."), (hold.public_id, "release", "Paid."))
    assert wrong(cast, appeal, upheld(money=twice)) == [("money[1].hold", "unknown")]
    assert wrong(cast, appeal, upheld(money=((hold.public_id, "release", " "),))) == [("money[0].reason", "required")]


def test_money_that_hung_on_a_wrong_measure_is_paid(cast, case, appeal):
    hold = make_hold(case)

    assert wrong(cast, appeal, overturned(money=((hold.public_id, "set_off", "You owe us."),))) == [("money[0].outcome", "not_here")]


@pytest.mark.parametrize("outcome", ["upheld", "inadmissible"])
@pytest.mark.parametrize(
    ("values", "two"),
    [
        ({"days": 6}, False),
        ({"days": 7}, False),
        ({"days": 7.01}, True),
        ({"days": None}, True),
        ({"days": 6, "proposed": 40}, True),
        ({"days": None, "measure": "warning"}, False),
    ],
)
def test_two_people_decide_what_stays_longer_than_seven_days(cast, outcome, values, two):
    values = dict(values)
    proposed = values.pop("proposed", None)
    if proposed:
        values["proposed_ends_at"] = redress_now() + timedelta(days=proposed)
    if values.get("measure") == "warning":
        values |= {"removes": [], "review_on": None, "counts_until": redress_now() + timedelta(days=300)}
    case = cast.case(**values)

    assert needs_second_person(case, outcome) is two
    draft = upheld(lighter_measures=()) if values.get("measure") == "warning" else upheld()
    draft = draft if outcome == "upheld" else inadmissible()
    if two:
        error = refused(Invalid, decide_appeal, cast.rita, appeal=claimed(cast, case), draft=draft)
        assert codes(error) == [("outcome", "second_person_required")]
    else:
        assert perform(decide_appeal, cast.rita, appeal=claimed(cast, case), draft=draft).outcome == outcome


@pytest.mark.parametrize("outcome", ["overturned", "changed"])
def test_one_person_decides_for_the_person(cast, case, outcome):
    assert needs_second_person(case, outcome) is False


@pytest.mark.parametrize(("days", "two"), [(6, False), (30, True)])
def test_a_hold_is_weighed_by_its_own_length(cast, days, two):
    case = cast.case(days=3)
    hold = make_hold(case, days=days)

    assert needs_second_person(case, "upheld", subject_kind="hold", hold=hold) is two


def test_a_closure_always_takes_two(cast):
    assert needs_second_person(cast.case(days=3), "upheld", subject_kind="closure") is True


def test_nothing_is_decided_that_nobody_holds(cast, case):
    refused(IllegalTransition, decide_appeal, cast.rita, appeal=filed(case), draft=overturned())


def test_our_own_material_is_considered_like_what_the_person_sent(cast: Cast, case: Suspension) -> None:
    exhibit = case.exhibits.create(label="Log of 12 January", storage_key="0" * 32)
    appeal = claimed(cast, case)

    assert wrong(cast, appeal, upheld()) == [("evidence_used", "missing")]
    assert wrong(cast, appeal, upheld(evidence_used=((exhibit.public_id, False, ""),))) == [("evidence_used[0].note", "required")]
    considered = ((exhibit.public_id, True, "It shows the hours."),)
    made = perform(decide_appeal, cast.rita, appeal=appeal, draft=overturned(evidence_used=considered))
    assert made.evidence_used == [{"evidence": exhibit.public_id, "used": True, "note": "It shows the hours."}]
