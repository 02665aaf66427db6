"""What a regime's data may not say; each case changes one thing in a sound regime."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from appeals.deadlines import lint, merge, unconfirmed, unfilled

SOUND: dict[str, Any] = {
    "key": "sample",
    "version": 1,
    "title": "A sample",
    "status": "in_force",
    "valid_from": "2026-01-01",
    "valid_to": None,
    "selector": {"territory": ["EU", "US-WA", "IN"], "roles": ["worker"], "sizes": ["any"], "measures": ["temporary"]},
    "values": {
        "answer_by": {"value": {"value": 14, "unit": "calendar_days"}, "basis": "Test", "confirmed_by": None, "on_breach": "alert"},
        "notice_period": {"value": {"value": 30, "unit": "calendar_days"}, "basis": "Test", "confirmed_by": None},
        "appeal_window": {"value": {"value": 6, "unit": "calendar_months"}, "basis": "Test", "confirmed_by": None},
        "deciders": {"value": 2, "basis": "Test", "confirmed_by": "counsel", "confirmed_on": "2026-01-02"},
        "automation": {"value": "propose_only", "basis": "Test", "confirmed_by": None},
        "contact_person": {"value": True, "basis": "Test", "confirmed_by": None},
        "redress": {"value": [{"kind": "mediation", "name": "Of your choice"}], "basis": "Test", "confirmed_by": None},
        "mediators": {"value": ["First", "Second"], "basis": "Test", "confirmed_by": None},
        "statement_fields": {"value": ["facts"], "basis": "Test", "confirmed_by": None},
    },
    "note": "For tests.",
}
DAYS, MONTHS, WORKING, HOURS = "calendar_days", "calendar_months", "business_days", "hours"
GONE = object()


def changed(path: str, value: object) -> dict[str, Any]:
    data = copy.deepcopy(SOUND)
    *way, last = path.split(".")
    place = data
    for step in way:
        place = place[step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return data


def entry(value: object, **more: object) -> dict[str, object]:
    return {"value": value, "basis": "Test", "confirmed_by": None, **more}


def span(value: object, unit: object) -> dict[str, object]:
    return {"value": value, "unit": unit}


def test_a_sound_regime_has_no_problems() -> None:
    assert lint(SOUND) == []
    assert unfilled(SOUND) == []
    assert merge([SOUND]).sources == ("sample@1",)


HEADS = [
    ("on_breach", "close", ["on_breach: this key is not known."]),
    ("key", "EU P2B", ["key: a regime has a key of small letters, digits and underscores."]),
    ("key", GONE, ["key: a regime has a key of small letters, digits and underscores."]),
    ("version", 0, ["version: a regime has a whole number from 1 as its version."]),
    ("version", "1", ["version: a regime has a whole number from 1 as its version."]),
    ("version", True, ["version: a regime has a whole number from 1 as its version."]),
    ("status", "draft", ["status: one of in_force, proposed_repeal, repealed."]),
    ("valid_from", "1.1.2026", ["valid_from: a date as YYYY-MM-DD, or null."]),
    ("valid_to", "20261231", ["valid_to: a date as YYYY-MM-DD, or null."]),
    ("valid_to", "2025-12-31", ["valid_to: before valid_from."]),
    ("valid_to", 5, ["valid_to: a date as YYYY-MM-DD, or null."]),
    ("selector", GONE, ["selector: an object with exactly territory, roles, sizes, measures."]),
    ("selector.city", ["Seattle"], ["selector: an object with exactly territory, roles, sizes, measures."]),
    ("selector.roles", "worker", ["selector.roles: This is a list of words."]),
    ("selector.roles", [], ["selector.roles: at least one word."]),
    ("selector.roles", ["worker", "pilot"], ["selector.roles: 'pilot' is not known."]),
    ("selector.sizes", ["huge"], ["selector.sizes: 'huge' is not known."]),
    ("selector.measures", ["ban"], ["selector.measures: 'ban' is not known."]),
    ("selector.territory", ["Europe"], ["selector.territory: 'Europe' is not known."]),
    ("values", GONE, ["values: an object of values by key."]),
    ("values", [], ["values: an object of values by key."]),
]
ENTRIES = [
    ("values.answer", entry(1), ["values.answer: this key is not known."]),
    ("values.ack", 24, ["values.ack: an object with 'value', 'basis' and 'confirmed_by'."]),
    ("values.ack", {"value": None}, ["values.ack: 'value', 'basis' and 'confirmed_by' are all given, if only as null."]),
    ("values.ack", entry(None, source="S1"), ["values.ack: 'source' is not known."]),
    ("values.ack", entry(None) | {"basis": ""}, ["values.ack: the basis says in words where the value comes from."]),
    ("values.ack", entry(None) | {"basis": None}, ["values.ack: the basis says in words where the value comes from."]),
    ("values.ack", entry(None) | {"confirmed_by": "counsel"}, ["values.ack: what a person confirmed also says on which day."]),
    (
        "values.ack",
        entry(None) | {"confirmed_by": "counsel", "confirmed_on": "soon"},
        ["values.ack: what a person confirmed also says on which day."],
    ),
    ("values.ack", entry(span(24, "weeks")), ["values.ack: The unit 'weeks' is not known."]),
    ("values.ack", entry(span("24", HOURS)), ["values.ack: A span needs a whole number, not '24'."]),
    ("values.ack", entry(24), ["values.ack: A span is an object with exactly 'value' and 'unit'."]),
    ("values.deciders", entry(0), ["values.deciders: This is a number of people from 1 to 9."]),
    ("values.deciders", entry(True), ["values.deciders: This is a number of people from 1 to 9."]),
    ("values.deciders", entry("two"), ["values.deciders: This is a number of people from 1 to 9."]),
    ("values.contact_person", entry("yes"), ["values.contact_person: This is true or false."]),
    ("values.automation", entry("act"), ["values.automation: 'act' is not a valid Automation"]),
    ("values.mediators", entry("First"), ["values.mediators: This is a list of words."]),
    ("values.mediators", entry(["First", ""]), ["values.mediators: This is a list of words."]),
    ("values.redress", entry([]), ["values.redress: At least one way to go on is named."]),
    ("values.redress", entry("court"), ["values.redress: At least one way to go on is named."]),
    ("values.redress", entry(["court"]), ["values.redress: A way to go on has 'kind' and may have 'name' and 'within'."]),
    (
        "values.redress",
        entry([{"kind": "court", "fee": 5}]),
        ["values.redress: A way to go on has 'kind' and may have 'name' and 'within'."],
    ),
    ("values.redress", entry([{"kind": "duel"}]), ["values.redress: The way 'duel' is not known."]),
    ("values.redress", entry([{"kind": "court", "name": 5}]), ["values.redress: The way 'court' is not known."]),
    ("values.redress", entry([{"kind": "court", "within": 5}]), ["values.redress: A span is an object with exactly 'value' and 'unit'."]),
    ("values.statement_fields", entry(["mood"]), ["values.statement_fields: 'mood' is not known."]),
]


@pytest.mark.parametrize(("path", "value", "problems"), [*HEADS, *ENTRIES])
def test_one_wrong_thing_gives_one_sentence(path: str, value: object, problems: list[str]) -> None:
    assert lint(changed(path, value)) == problems


@pytest.mark.parametrize("breach", ["close", "reject", "decide", "uphold", "", None])
def test_a_passed_clock_never_closes_or_rejects(breach: str | None) -> None:
    data = changed("values.answer_by.on_breach", breach)

    assert lint(data) == ["values.answer_by: a passed clock can only alert, escalate, lift_interim."]


@pytest.mark.parametrize("breach", ["alert", "escalate", "lift_interim"])
def test_a_passed_clock_may_alert_escalate_or_lift(breach: str) -> None:
    assert lint(changed("values.answer_by.on_breach", breach)) == []


@pytest.mark.parametrize(
    ("window", "notice", "sound"),
    [
        (span(30, DAYS), span(30, DAYS), True),
        (span(29, DAYS), span(30, DAYS), False),
        (span(1, MONTHS), span(28, DAYS), True),
        (span(1, MONTHS), span(30, DAYS), False),
        (span(31, DAYS), span(1, MONTHS), True),
        (span(30, DAYS), span(1, MONTHS), False),
        (span(60, DAYS), span(30, WORKING), True),
        (span(59, DAYS), span(30, WORKING), False),
        (span(720, HOURS), span(30, DAYS), True),
        (span(719, HOURS), span(30, DAYS), False),
    ],
)
def test_a_window_to_appeal_is_never_shorter_than_the_notice(*, window: object, notice: object, sound: bool) -> None:
    data = changed("values.appeal_window", entry(window))
    data["values"]["notice_period"] = entry(notice)

    assert lint(data) == ([] if sound else ["values.appeal_window: shorter than the notice of the decision itself."])


def test_a_notice_longer_than_the_six_months_that_hold_without_a_window_is_refused() -> None:
    data = changed("values.notice_period", entry(span(200, DAYS)))
    del data["values"]["appeal_window"]

    assert lint(data) == ["values.appeal_window: shorter than the notice of the decision itself."]


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("values.answer_by", span(13, DAYS), "values.answer_by: shorter than the floor of 14 days."),
        ("values.answer_by", span(335, HOURS), "values.answer_by: shorter than the floor of 14 days."),
        ("values.notice_period", span(6, DAYS), "values.notice_period: shorter than the floor of 7 days."),
    ],
)
def test_no_regime_goes_under_the_floors(path: str, value: object, problem: str) -> None:
    assert lint(changed(path, entry(value))) == [problem]


@pytest.mark.parametrize(
    ("named", "problems"),
    [
        (["First"], ["values.mediators: at least two are named."]),
        (["First", "First"], ["values.mediators: at least two are named."]),
        ([], ["values.mediators: at least two are named."]),
        (["First", "Second"], []),
        (None, []),
    ],
)
def test_mediation_names_two_mediators_or_waits_for_them(named: list[str] | None, problems: list[str]) -> None:
    data = changed("values.mediators", entry(named))

    assert lint(data) == problems
    assert unfilled(data) == (["mediators"] if named is None else [])


@pytest.mark.parametrize("way", ["mediation", "court"])
def test_the_p2b_regulation_never_goes_without_mediators(way: str) -> None:
    data = changed("values.mediators", GONE) | {"key": "eu_p2b"}
    data["values"]["redress"] = entry([{"kind": way}])

    assert lint(data) == ["values.mediators: mediation needs at least two, or null until they are chosen."]


def test_other_regimes_need_no_mediators_and_no_routes() -> None:
    data = changed("values.mediators", GONE)
    del data["values"]["redress"]

    assert lint(data) == []


@pytest.mark.parametrize(
    ("least", "most", "sound"),
    [
        (span(24, MONTHS), span(24, MONTHS), True),
        (span(24, MONTHS), span(23, MONTHS), False),
        (span(24, MONTHS), span(730, DAYS), False),
        (span(24, MONTHS), span(744, DAYS), True),
    ],
)
def test_records_are_never_deleted_before_they_may_be(*, least: object, most: object, sound: bool) -> None:
    data = changed("values.retention_min", entry(least))
    data["values"]["retention_max"] = entry(most)

    assert lint(data) == ([] if sound else ["values.retention_max: shorter than retention_min."])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "unit", "kind", "basis"]), inner, max_size=3),
    max_leaves=6,
)
PLACES = ["key", "version", "status", "valid_from", "selector", "values", "selector.roles", "values.ack", "values.redress"]
INNER = ["values.answer_by.value", "values.redress.value", "values.deciders.value", "values.answer_by.on_breach", "values.mediators.value"]


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from([*PLACES, *INNER]), value=ANYTHING)
def test_no_data_is_so_wrong_that_it_is_not_named(path: str, value: object) -> None:
    data = changed(path, value)

    problems = lint(data)

    assert all(isinstance(problem, str) and problem for problem in problems)
    if not problems:
        merge([data])


def test_every_problem_is_named_at_once() -> None:
    data = changed("status", "draft") | {"colour": "red"}
    data["values"]["ack"] = entry(span(1, "weeks"))

    assert lint(data) == [
        "colour: this key is not known.",
        "status: one of in_force, proposed_repeal, repealed.",
        "values.ack: The unit 'weeks' is not known.",
    ]


def test_what_is_confirmed_carries_no_badge() -> None:
    assert unconfirmed(SOUND) == sorted(set(SOUND["values"]) - {"deciders"})
