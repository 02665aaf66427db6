"""Which regimes apply, what they say together, and that adding one takes nothing from the person."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from appeals.deadlines import (
    FLOORS,
    TOPS,
    Automation,
    Redress,
    RegimeData,
    RegimeRules,
    Span,
    Unit,
    add_ceiling,
    add_span,
    is_active,
    label,
    lint,
    merge,
    select,
    shipped_regimes,
    unconfirmed,
    unfilled,
    zone_of,
)
from appeals.deadlines.vocabulary import CEILINGS, DUTIES, LISTS, NUMBERS, VALUE_KEYS, WINDOWS

UTC_ZONE = zone_of("UTC")
TODAY = date(2026, 12, 10)
SHIPPED: dict[str, dict[str, Any]] = {label(data): dict(data) for data in shipped_regimes()}


def regime(key: str = "sample", *, version: int = 1, **values: Any) -> dict[str, Any]:
    return {
        "key": key,
        "version": version,
        "status": "in_force",
        "valid_from": None,
        "valid_to": None,
        "selector": {"territory": ["*"], "roles": ["any"], "sizes": ["any"], "measures": ["any"]},
        "values": {name: {"value": value, "basis": "Test", "confirmed_by": None} for name, value in values.items()},
    }


def span(value: int, unit: str) -> dict[str, object]:
    return {"value": value, "unit": unit}


def chosen(regimes: list[RegimeData], **facts: Any) -> list[str]:
    known = {"country": "DE", "subdivision": None, "roles": ["worker"], "size": "large", "measure": "temporary", "on": TODAY}
    return [label(each) for each in select(regimes, **(known | facts))]


# What is shipped.


def test_the_shipped_regimes_are_these() -> None:
    assert sorted(SHIPPED) == [
        "au_deactivation@1",
        "baseline@1",
        "eu_dsa_basic@1",
        "eu_dsa_platform@1",
        "eu_p2b@1",
        "eu_platform_work@1",
        "in_it_rules@1",
        "in_karnataka_gig@1",
        "uk_osa@1",
        "us_co_tnc@1",
        "us_mn_tnc@1",
        "us_wa_seattle_abw@1",
    ]


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_regime_is_sound_and_claims_no_confirmation(name: str) -> None:
    data = SHIPPED[name]

    assert lint(data) == []
    assert sorted([*unconfirmed(data), *unfilled(data)]) == sorted(data["values"])


def test_what_an_installation_must_fill_in_is_named() -> None:
    assert {name: unfilled(data) for name, data in SHIPPED.items() if unfilled(data)} == {
        "au_deactivation@1": ["answer_by"],
        "eu_dsa_platform@1": ["decide_by", "rectify"],
        "eu_p2b@1": ["decide_by", "mediators", "rectify"],
        "uk_osa@1": ["decide_by", "rectify"],
        "us_co_tnc@1": ["decide_by", "notice_period"],
        "us_mn_tnc@1": ["notice_period"],
    }


def test_a_confirmed_value_loses_its_badge() -> None:
    data = regime(ack=span(12, "hours"), rectify=span(24, "hours"))
    data["values"]["ack"] |= {"confirmed_by": "counsel", "confirmed_on": "2026-12-01"}

    assert unconfirmed(data) == ["rectify"]


# Which apply.


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"roles": ["consumer"]}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1"]),
        ({"roles": ["consumer"], "size": "small"}, ["baseline@1", "eu_dsa_basic@1"]),
        ({"roles": ["business_user"], "size": "small"}, ["baseline@1", "eu_dsa_basic@1", "eu_p2b@1"]),
        ({}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_platform_work@1"]),
        ({"measure": "warning"}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1"]),
        ({"on": date(2026, 12, 1)}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1"]),
        ({"on": date(2026, 12, 2)}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_platform_work@1"]),
        ({"country": "RE", "roles": ["consumer"], "size": "micro"}, ["baseline@1", "eu_dsa_basic@1"]),
        ({"country": "CH"}, ["baseline@1"]),
        ({"country": "GB"}, ["baseline@1", "uk_osa@1"]),
        ({"country": "AU"}, ["au_deactivation@1", "baseline@1"]),
        ({"country": "au"}, ["au_deactivation@1", "baseline@1"]),
        ({"country": "US", "subdivision": "WA"}, ["baseline@1", "us_wa_seattle_abw@1"]),
        ({"country": "US", "subdivision": "US-WA"}, ["baseline@1", "us_wa_seattle_abw@1"]),
        ({"country": "US", "subdivision": "NY"}, ["baseline@1"]),
        ({"country": "IN", "subdivision": "KA"}, ["baseline@1", "in_it_rules@1", "in_karnataka_gig@1"]),
        ({"country": "IN", "subdivision": "KA", "roles": ["consumer"]}, ["baseline@1", "in_it_rules@1"]),
        # A fact that is not known protects.
        ({"country": "US"}, ["baseline@1", "us_co_tnc@1", "us_mn_tnc@1", "us_wa_seattle_abw@1"]),
        ({"roles": []}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_p2b@1", "eu_platform_work@1"]),
        ({"size": None}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_platform_work@1"]),
        ({"measure": None}, ["baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_platform_work@1"]),
    ],
)
def test_a_case_takes_the_regimes_of_its_facts(facts: dict[str, Any], expected: list[str]) -> None:
    assert chosen(shipped_regimes(), **facts) == expected


@pytest.mark.parametrize("country", [None, "", "ZZ", "XX"])
def test_an_unknown_country_takes_every_active_regime(country: str | None) -> None:
    on = date(2026, 11, 21)

    assert chosen(shipped_regimes(), country=country, on=on) == sorted(set(SHIPPED) - {"eu_platform_work@1"})


def test_only_the_newest_version_in_force_on_the_day_applies() -> None:
    old, new, newest = (regime("sample", version=number) for number in (2, 9, 10))
    newest["valid_from"] = "2027-01-01"

    assert chosen([newest, new, old]) == ["sample@9"]
    assert chosen([newest, new, old], on=date(2027, 1, 1)) == ["sample@10"]


def test_a_regime_binds_only_between_its_days() -> None:
    data = regime() | {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}

    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]

    assert [is_active(data, on) for on in days] == [False, True, True, False]
    assert is_active(data | {"status": "proposed_repeal"}, TODAY) is True
    assert is_active(data | {"status": "repealed"}, TODAY) is False


# What they say together.


def test_without_any_regime_the_floors_hold() -> None:
    rules = merge([])

    assert rules.answer_by == (Span(14, Unit.CALENDAR_DAYS),)
    assert rules.notice_period == (Span(7, Unit.CALENDAR_DAYS),)
    assert rules.appeal_window == (Span(6, Unit.CALENDAR_MONTHS),)
    assert rules.decide_by == (Span(14, Unit.CALENDAR_DAYS),)
    assert rules.redress == (Redress("court"), Redress("second_review"))
    assert (rules.deciders, rules.closure_people, rules.automation) == (2, 3, Automation.ALLOWED)
    assert [getattr(rules, duty) for duty in DUTIES] == [False] * len(DUTIES)


def test_the_rules_of_a_german_business_user() -> None:
    regimes = [SHIPPED[name] for name in ("baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_p2b@1")]

    rules = merge(regimes, country="DE")

    assert rules.sources == ("baseline@1", "eu_dsa_basic@1", "eu_dsa_platform@1", "eu_p2b@1")
    assert rules.notice_period == (Span(30, Unit.CALENDAR_DAYS),)
    assert rules.dsa_statement is True
    assert [way.kind for way in rules.redress] == ["court", "mediation", "out_of_court", "second_review"]
    assert rules.country == "DE"


def test_a_worker_in_seattle_is_decided_by_people() -> None:
    rules = merge([SHIPPED["baseline@1"], SHIPPED["us_wa_seattle_abw@1"]])

    assert rules.automation is Automation.PROPOSE_ONLY
    assert rules.notice_period == (Span(14, Unit.CALENDAR_DAYS),)
    assert rules.appeal_window == (Span(90, Unit.CALENDAR_DAYS), Span(6, Unit.CALENDAR_MONTHS))
    assert rules.retention_min == (Span(36, Unit.CALENDAR_MONTHS),)
    assert rules.certified_answer is True


def test_of_one_unit_only_the_better_span_is_kept() -> None:
    low = regime(appeal_window=span(9, "calendar_months"), decide_by=span(10, "calendar_days"), deciders=2)
    high = regime(appeal_window=span(12, "calendar_months"), decide_by=span(12, "calendar_days"), deciders=4)

    for rules in (merge([low, high]), merge([high, low])):
        assert rules.appeal_window == (Span(12, Unit.CALENDAR_MONTHS),)
        assert rules.decide_by == (Span(10, Unit.CALENDAR_DAYS),)
        assert rules.deciders == 4


def test_a_value_still_to_be_filled_in_changes_nothing() -> None:
    empty = regime() | {"values": {key: {"value": None} for key in VALUE_KEYS}}

    assert {**_plain(merge([empty])), "sources": ()} == _plain(merge([]))


def test_every_field_of_the_rules_is_a_key_of_regime_data() -> None:
    assert {field.name for field in fields(RegimeRules)} - {"sources", "country", "subdivision"} == VALUE_KEYS


@pytest.mark.parametrize("data", [{"key": "a", "version": 1}, {"key": "a", "version": 1, "values": {"ack": 5}}])
def test_malformed_data_is_never_merged(data: RegimeData) -> None:
    with pytest.raises(ValueError, match="object"):
        merge([data])


# Adding a regime takes nothing from the person.

SPANS = st.one_of(
    st.builds(span, st.integers(1, 5000), st.just("hours")),
    st.builds(span, st.integers(1, 400), st.just("calendar_days")),
    st.builds(span, st.integers(1, 60), st.just("business_days")),
    st.builds(span, st.integers(1, 24), st.just("calendar_months")),
)
WORDS = st.lists(st.sampled_from(["facts", "ground", "measure", "records"]), max_size=3)
WAYS = st.lists(st.fixed_dictionaries({"kind": st.sampled_from(["court", "mediation", "regulator"])}), min_size=1, max_size=3)


def _regime_of(values: dict[str, Any]) -> RegimeData:
    return regime(**values)


REGIMES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys((*WINDOWS, *CEILINGS), SPANS),
        **dict.fromkeys(NUMBERS, st.integers(1, 5)),
        **dict.fromkeys(DUTIES, st.booleans()),
        **dict.fromkeys(LISTS, WORDS),
        "redress": WAYS,
        "automation": st.sampled_from(["allowed", "propose_only"]),
    },
).map(_regime_of)
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001 - the zone follows


@settings(max_examples=150, deadline=None)
@given(some=st.lists(REGIMES, max_size=3), one_more=REGIMES, start=STARTS)
def test_adding_a_regime_never_shortens_a_window_and_never_lengthens_a_ceiling(
    some: list[RegimeData], one_more: RegimeData, start: datetime
) -> None:
    start = start.replace(tzinfo=UTC_ZONE)

    before, after = merge(some), merge([*some, one_more])

    for key in WINDOWS:
        assert _latest(after, key, start) >= _latest(before, key, start), key
    for key in CEILINGS:
        assert _earliest(after, key, start) <= _earliest(before, key, start), key


@settings(max_examples=100, deadline=None)
@given(some=st.lists(REGIMES, max_size=3), one_more=REGIMES)
def test_adding_a_regime_takes_no_duty_no_person_and_no_way_to_go_on(some: list[RegimeData], one_more: RegimeData) -> None:
    before, after = merge(some), merge([*some, one_more])

    for key in NUMBERS:
        assert getattr(after, key) >= getattr(before, key), key
    for key in DUTIES:
        assert getattr(after, key) >= getattr(before, key), key
    for key in (*LISTS, "redress"):
        assert set(getattr(after, key)) >= set(getattr(before, key)), key
    if before.automation is Automation.PROPOSE_ONLY:
        assert after.automation is Automation.PROPOSE_ONLY


@settings(max_examples=100, deadline=None)
@given(some=st.lists(REGIMES, max_size=3), start=STARTS)
def test_no_regime_goes_under_a_floor_or_over_a_top(some: list[RegimeData], start: datetime) -> None:
    start = start.replace(tzinfo=UTC_ZONE)

    rules = merge(some)

    for key, floor in FLOORS.items():
        assert _latest(rules, key, start) >= add_span(start, floor, zone=UTC_ZONE), key
    for key, top in TOPS.items():
        assert _earliest(rules, key, start) <= add_ceiling(start, top, zone=UTC_ZONE), key


def _latest(rules: RegimeRules, key: str, start: datetime) -> datetime:
    spans = getattr(rules, key)
    return rules.latest(start, spans, zone=UTC_ZONE) if spans else start


def _earliest(rules: RegimeRules, key: str, start: datetime) -> datetime:
    spans = getattr(rules, key)
    return rules.earliest(start, spans, zone=UTC_ZONE) if spans else start + timedelta(days=50_000)


def _plain(rules: RegimeRules) -> dict[str, object]:
    return {field.name: getattr(rules, field.name) for field in fields(RegimeRules)}
