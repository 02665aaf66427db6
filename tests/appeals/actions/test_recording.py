"""Recording a measure: all of it at once, or nothing of it."""

from __future__ import annotations

import threading
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from accounts.actors import SYSTEM, Actor
from accounts.instants import redress_now
from appeals.actions import perform
from appeals.actions.drafts import CounterpartyDraft, SignalDraft
from appeals.actions.recording import record_suspension
from appeals.errors import ExternalIdInUse, HumanDecisionRequired, Invalid, NotAllowed
from appeals.models import Clock, Effect, Event, Notice, Regime, Signal, Suspension
from notifications.models import Message
from tests.factories import (
    citation_draft,
    fact_draft,
    hold_draft,
    make_account,
    make_key,
    make_section,
    make_user,
    snapshot,
    suspension_draft,
)


@pytest.fixture(scope="module")
def whole_otto(module_rows):
    """Who suspends; the person and the rule are there too."""
    with module_rows():
        return written()


@pytest.fixture
def otto(whole_otto, db):
    return deepcopy(whole_otto)


def written():
    make_section(ladder=[{"measure": "warning"}, {"measure": "temporary", "days": 7}])
    make_account(external_id="u_1", display_name="Ana Prueba", email="ana@example.org", time_zone="America/Bogota", country="CO")
    return make_user("reviewer", username="otto", staff_id="00u1abc", display_name="Otto Staff")


def draft(*, account="u_1", decided_by="00u1abc", **changes):
    return suspension_draft(account, decided_by, **changes)


def record(user, **changes):
    return perform(record_suspension, Actor.staff(user), draft=draft(**changes))


def refused_fields(user, **changes):
    before = snapshot()
    with pytest.raises(Invalid) as refused:
        record(user, **changes)
    assert snapshot() == before
    return {(error.field, error.code) for error in refused.value.errors}


def test_a_recorded_measure_is_in_force_with_statement_notice_and_clocks(otto, constraints_now):
    case = record(otto)
    constraints_now()

    assert (case.state, case.status, case.decided_by) == ("in_force", "suspended", otto)
    assert list(case.statements.values_list("number", "measure")) == [(1, "temporary")]
    assert list(Notice.objects.values_list("kind", "address", "delivered_at")) == [("suspension_notice", "ana@example.org", None)]
    assert list(Clock.objects.order_by("kind").values_list("kind", "on_pass")) == [("effect_due", "alert"), ("ends", "expire")]
    kinds = list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "suspension.recorded",
        "statement.issued",
        "suspension.in_force",
        "account.standing_changed",
        "effect.requested",
    ]


def test_the_mail_points_to_the_letter_and_says_nothing_of_it(otto):
    case = record(otto)

    message = Message.objects.get(recipient="ana@example.org")
    notice = Notice.objects.get(case=case)

    assert case.reference in message.text
    assert "different" not in message.text + message.subject + message.html
    assert "suspen" not in message.subject.lower()
    assert "The two names are different." in notice.text
    assert notice.message == message


def test_the_platform_is_asked_to_apply_it_or_reports_that_it_has(otto):
    asked = record(otto)
    now = redress_now()
    done = record(otto, already_applied_at=now)

    assert Effect.objects.get(case=asked).state == "requested"
    assert Effect.objects.get(case=done).state == "confirmed"
    assert Effect.objects.get(case=done).done_at == now


def test_a_warning_takes_nothing_and_counts_for_a_year(otto, constraints_now):
    case = record(otto, measure="warning", removes=(), ends_at=None, no_warning_reason="")
    constraints_now()

    assert (case.status, case.removes, case.ends_at, Effect.objects.count()) == ("warned", [], None, 0)
    assert timedelta(days=364) < case.counts_until - case.starts_at < timedelta(days=367)
    assert Notice.objects.get().kind == "warning_issued"


@pytest.mark.parametrize(
    ("length", "capped"), [(timedelta(days=30), False), (timedelta(days=30, seconds=1), True), (timedelta(days=365), True)]
)
def test_a_measure_over_thirty_days_runs_for_thirty_until_a_second_person_signs(otto, length, capped):
    now = redress_now()

    case = record(otto, ends_at=now + length)

    assert case.ends_at == now + (timedelta(days=30) if capped else length)
    assert case.proposed_ends_at == (now + length if capped else None)
    assert (case.confirmed_at is None) is capped
    assert Clock.objects.filter(kind="confirm_by").exists() is capped
    assert datetime.fromisoformat(case.statements.get().content["ends_at"]) - case.ends_at < timedelta(milliseconds=1)


def test_an_open_ended_measure_is_capped_as_well(otto):
    now = redress_now()

    case = record(otto, measure="indefinite", ends_at=None, review_on=now + timedelta(days=90))

    assert (case.ends_at, case.review_on) == (now + timedelta(days=30), None)
    assert case.proposed_review_on == now + timedelta(days=90)


def test_the_same_external_id_and_body_answer_what_exists(otto):
    first = record(otto, external_id="enf-1", body_sha256="a" * 64)
    before = snapshot()

    again = record(otto, external_id="enf-1", body_sha256="a" * 64)

    assert again == first
    assert snapshot() == before


def test_the_same_external_id_with_another_body_is_refused_and_names_the_case(otto):
    first = record(otto, external_id="enf-1", body_sha256="a" * 64)
    before = snapshot()

    with pytest.raises(ExternalIdInUse) as refused:
        record(otto, external_id="enf-1", body_sha256="b" * 64)

    assert refused.value.reference == first.reference
    assert snapshot() == before


def test_two_requests_at_once_with_one_external_id_make_one_case(committed_db):
    make_section()
    make_account(external_id="u_1")
    key = make_key("suspensions:write")
    make_user("reviewer", staff_id="00u1abc")
    barrier = threading.Barrier(4)
    found = []

    def send():
        try:
            barrier.wait()
            found.append(perform(record_suspension, Actor.machine(key), draft=draft(external_id="enf-1", body_sha256="a" * 64)).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert Suspension.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"account": "nobody"}, {("account", "unknown")}),
        ({"citations": ()}, {("citations", "required")}),
        ({"citations": (citation_draft(facts=()),)}, {("citations[0].facts", "required")}),
        ({"citations": (citation_draft(section="no-such"),)}, {("citations[0].section", "unknown")}),
        ({"citations": (citation_draft(version=2),)}, {("citations[0].version", "not_in_force")}),
        ({"citations": (citation_draft(explanation=" "),)}, {("citations[0].explanation", "required")}),
        ({"citations": (citation_draft(ground="illegal"),)}, {("citations[0].legal_ground", "required")}),
        ({"decided_by": None}, {("decided_by", "required")}),
        ({"automated_decision": "full"}, {("decided_by", "contradiction")}),
        ({"ends_at": None}, {("ends_at", "required")}),
        ({"removes": ()}, {("removes", "required")}),
        ({"removes": ("fly",)}, {("removes", "unknown")}),
        ({"measure": "warning"}, {("measure", "warning_takes_nothing")}),
        ({"no_warning_reason": " "}, {("warnings.none_reason", "required")}),
        ({"prior_warnings": ("SUS-0000-0000",)}, {("warnings.prior[0]", "unknown")}),
        ({"ladder_reason": ""}, {("ladder_reason", "required")}),
        ({"disclosure": "limited"}, {("disclosure.mode", "second_person_required")}),
    ],
)
def test_what_a_measure_must_say_is_asked_for_field_by_field(otto, changes, errors):
    assert refused_fields(otto, **changes) == errors


def test_an_end_before_the_start_is_refused(otto):
    assert refused_fields(otto, ends_at=redress_now() - timedelta(days=1)) == {("ends_at", "before_start")}


def test_a_start_in_the_future_is_refused(otto):
    later = redress_now() + timedelta(hours=1)

    assert refused_fields(otto, starts_at=later, ends_at=later + timedelta(days=3)) == {("starts_at", "in_the_future")}


def test_a_section_is_cited_in_the_version_in_force_on_the_day(otto):
    make_section(number=2, in_force_from=date(2026, 11, 13))
    early = citation_draft()
    late = citation_draft(facts=(fact_draft(occurred_on=date(2026, 11, 13)),))

    case = record(otto, citations=(early, late))

    assert [row.section_version.number for row in case.citations.order_by("position")] == [1, 2]
    assert refused_fields(otto, citations=(replace(early, version=2),)) == {("citations[0].version", "not_in_force")}
    assert refused_fields(otto, citations=(replace(late, version=1),)) == {("citations[0].version", "superseded")}


@pytest.mark.parametrize("words", ["Your VPN was on.", "You are a fraudster.", "Our systems detected it.", "Your IP address changed."])
def test_how_we_found_it_and_accusations_are_no_grounds(otto, words):
    errors = refused_fields(otto, citations=(citation_draft(explanation=words),))

    assert {field for field, _ in errors} == {"citations[0].explanation"}


def test_all_errors_come_at_once(otto):
    bad = citation_draft(facts=(), explanation="")

    errors = refused_fields(otto, citations=(bad,), decided_by=None, removes=())

    assert {field for field, _ in errors} == {"citations[0].facts", "citations[0].explanation", "decided_by", "removes"}


def test_a_step_within_the_ladder_needs_no_reason_and_a_heavier_one_does(otto):
    now = redress_now()
    record(otto, measure="warning", removes=(), ends_at=None)

    within = record(otto, ends_at=now + timedelta(days=7), ladder_reason="")

    assert within.state == "in_force"
    assert refused_fields(otto, ends_at=now + timedelta(days=20), ladder_reason="") == {("ladder_reason", "required")}


def test_software_may_act_alone_only_until_a_person_looks(otto, constraints_now):
    case = record(otto, automated_decision="full", decided_by=None, decided_at=None)
    constraints_now()

    clock = Clock.objects.get(kind="human_review_by")

    assert case.confirmed_at is None
    assert clock.on_pass == "lift"
    assert clock.due_at - case.starts_at <= timedelta(hours=72)


def test_where_the_law_wants_a_person_software_alone_is_refused(otto):
    data = {"key": "only_people", "version": 1, "selector": {"territory": ["*"], "roles": ["any"], "sizes": ["any"], "measures": ["any"]}}
    Regime.objects.create(key="only_people", data=data | {"values": {"automation": {"value": "propose_only"}}})
    before = snapshot()

    with pytest.raises(HumanDecisionRequired):
        record(otto, automated_decision="full", decided_by=None, decided_at=None)

    assert snapshot() == before


def test_held_money_is_in_the_statement_and_the_letter(otto, constraints_now):
    case = record(otto, holds=(hold_draft(),))
    constraints_now()

    (held,) = case.statements.get().content["holds"]

    assert (held["amount"], held["currency"]) == ("340.00", "USD")
    assert "340" in Notice.objects.get().text
    assert set(Effect.objects.values_list("kind", flat=True)) == {"apply", "hold"}


def test_signals_stay_on_the_staff_side(otto):
    case = record(otto, signals=(SignalDraft(detector="R-118-CANARY", score="0.93", detail={"pair": "CANARY"}),))

    told = [*Notice.objects.values_list("text", "html"), *Message.objects.values_list("text", "html"), *Event.objects.values_list("body")]

    assert Signal.objects.get(suspension=case).detector == "R-118-CANARY"
    assert not any("CANARY" in str(text) for text in told)
    assert "CANARY" not in str(case.statements.get().content)


def test_clients_with_open_contracts_are_kept(otto):
    case = record(otto, counterparties=(CounterpartyDraft(external_id="c_9", contract="k_5", contract_ends_on=date(2026, 12, 1)),))

    assert list(case.counterparties.values_list("external_id", "contract")) == [("c_9", "k_5")]


def test_someone_unknown_who_decided_is_kept_as_an_outside_person(otto):
    case = record(otto, decided_by="somebody-else")

    assert (case.decided_by, case.decided_by_staff_id, case.decided_by_outside) == (None, "somebody-else", False)


def test_a_known_decider_is_told_when_a_machine_records(otto):
    perform(record_suspension, Actor.machine(make_key("suspensions:write")), draft=draft())

    message = Message.objects.get(recipient=otto.email)

    assert message.kind == "staff.suspender_recorded"
    assert "Ana" not in message.text + message.html


def test_an_agency_s_owner_and_those_who_may_appeal_are_told(otto):
    agency = make_account(external_id="agency", kind="agency", email="office@example.org")
    agency.members.create(external_id="m1", display_name="Noor", email="noor@example.org", language="en", may_appeal=True)
    agency.members.create(external_id="m2", display_name="Sam", email="sam@example.org", language="en")

    record(otto, account="agency")

    assert sorted(Notice.objects.values_list("address", flat=True)) == ["noor@example.org", "office@example.org"]


def test_an_imported_case_may_lack_its_reason_for_a_while(otto, constraints_now):
    case = record(otto, origin="imported", citations=(), decided_by=None, no_warning_reason="", ladder_reason="")
    constraints_now()

    assert (case.state, Notice.objects.count()) == ("in_force", 0)
    assert Clock.objects.get().kind == "reason_due"


@pytest.mark.parametrize("roles", [(), ("intake",), ("auditor",), ("policy_admin",)])
def test_only_those_who_judge_record_measures(otto, roles):
    someone = make_user(*roles)
    before = snapshot()

    with pytest.raises(NotAllowed):
        record(someone)

    assert snapshot() == before


def test_a_key_without_the_scope_the_person_and_the_system_record_nothing(otto):
    account = make_account()
    before = snapshot()

    for actor in (Actor.machine(make_key("appeals:read")), Actor.appellant(account), SYSTEM):
        with pytest.raises(NotAllowed):
            perform(record_suspension, actor, draft=draft())

    assert snapshot() == before
