"""I1 and I10: no measure in force without its cited reason and a complete statement of it; who decided it is not rewritten."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.instants import redress_now
from accounts.models import User
from appeals.models import Citation, Clock, Closure, Fact, Section, SectionVersion, Statement, Suspension
from tests import factories as make
from tests.appeals.guards.tools import denied, refused, rewrite, sql, take_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]


def recorded(**values: Any) -> Suspension:
    return make.make_case(state="recorded", **values)


def owing(case: Suspension, state: str = "running") -> Clock:
    """The clock of an imported measure that still owes its reason."""
    now = redress_now()
    return Clock.objects.create(
        case=case, kind="reason_due", about=case.subject, about_id=case.pk, owner="staff", due_at=now, next_at=now, state=state
    )


# --- I1 ----------------------------------------------------------------------------------------------------------------


def test_a_measure_is_not_in_force_without_anything() -> None:
    case = recorded()

    with refused("I1", "citation_missing", "statement_missing"):
        make.move(case, "in_force")


def test_a_measure_is_not_in_force_without_a_citation() -> None:
    case = recorded()
    make.make_statement(case)

    with refused("I1", "citation_missing"):
        make.move(case, "in_force")


def test_a_citation_without_a_dated_fact_holds_no_measure() -> None:
    case = recorded()
    make.cite(case)
    version = make.make_section("off-platform-payment")
    Citation.objects.create(suspension=case, position=1, section_version=version, explanation="No fact.")
    make.make_statement(case)

    with refused("I1", "fact_missing"):
        make.move(case, "in_force")


def test_a_measure_is_not_in_force_without_a_statement() -> None:
    case = recorded()
    make.cite(case)

    with refused("I1", "statement_missing"):
        make.move(case, "in_force")


@pytest.mark.parametrize(
    ("days", "in_time"),
    [
        ((date(2026, 3, 1),), True),
        ((date(2026, 2, 28),), False),  # before the second version
        ((date(2026, 6, 1),), False),  # the third is in force already
        ((date(2026, 5, 31), date(2026, 6, 2)), True),  # it went on: the version of the first day holds
        ((date(2026, 2, 28), date(2026, 3, 2)), False),  # nobody is held to a text that came later
    ],
)
def test_a_section_was_in_force_on_the_day_of_the_fact(*, days: tuple[date, ...], in_time: bool) -> None:
    make.make_section("padded-hours", in_force_from=date(2025, 1, 1))
    second = make.make_section("padded-hours", in_force_from=date(2026, 3, 1))
    make.make_section("padded-hours", in_force_from=date(2026, 6, 1))
    case = recorded()
    make.cite(case, second, *days)
    make.make_statement(case)

    if in_time:
        make.move(case, "in_force")
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    else:
        with refused("I1", "section_not_in_force"):
            make.move(case, "in_force")


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "limitation"},
        {"removes": ["message_new", "withdraw"]},
        {"ends_at": None, "review_on": redress_now},
        {"ends_at": lambda: redress_now() + timedelta(days=21)},
        {"territory": ["FR", "DE"]},
    ],
)
def test_nothing_heavier_runs_than_the_statement_says(changes: dict[str, Any]) -> None:
    case = make.make_case(days=20, territory=["FR"])
    values = {name: value() if callable(value) else value for name, value in changes.items()}

    with refused("I1", "statement_differs"):
        Suspension.objects.filter(pk=case.pk).update(**values)


def test_an_open_measure_is_looked_at_again_on_the_day_it_said() -> None:
    case = make.make_case(days=None)

    with refused("I1", "statement_differs"):
        Suspension.objects.filter(pk=case.pk).update(review_on=redress_now() + timedelta(days=400))


def test_a_warning_counts_no_longer_than_it_said() -> None:
    case = make.make_case(measure="warning", removes=[], days=None, review_on=None, counts_until=redress_now() + timedelta(days=365))

    with refused("I1", "statement_differs"):
        Suspension.objects.filter(pk=case.pk).update(counts_until=redress_now() + timedelta(days=366))


def test_less_may_run_than_the_statement_says() -> None:
    case = make.make_case(days=20)

    Suspension.objects.filter(pk=case.pk).update(ends_at=case.starts_at + timedelta(days=10), removes=["propose"])

    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_longer_measure_comes_with_its_next_statement() -> None:
    case = make.make_case(days=20)
    case.ends_at = case.starts_at + timedelta(days=60)
    make.make_statement(case)

    Suspension.objects.filter(pk=case.pk).update(ends_at=case.ends_at)

    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_reason_is_added_together_with_its_statement(case: Suspension) -> None:
    other = make.make_section("off-platform-payment")

    with refused("I1", "statement_differs"):
        make.cite(case, other, stated=False)
    make.cite(case, other)

    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_reason_added_later_was_a_rule_on_its_day(case: Suspension) -> None:
    new_rule = make.make_section("padded-hours", in_force_from=date(2026, 11, 1))
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")

    with refused("I1", "section_not_in_force"):
        make.cite(case, new_rule, date(2026, 10, 31))
    make.cite(case, new_rule, date(2026, 11, 1))
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")

    with refused("I1", "section_not_in_force"):
        Fact.objects.create(citation=case.citations.latest("id"), occurred_on=date(2026, 10, 31), what="An older one.")


def test_an_imported_measure_waits_for_its_reason_only_with_a_clock() -> None:
    case = recorded(origin="imported")

    with refused("I1", "statement_missing"):
        make.move(case, "in_force")
    owing(case)
    make.move(case, "in_force")

    sql("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("state", ["met", "cancelled"])
def test_the_clock_of_an_owed_reason_does_not_stop_before_the_reason(state: str) -> None:
    case = recorded(origin="imported")
    clock = owing(case)
    make.move(case, "in_force")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")

    with refused("I1", "statement_missing"):
        Clock.objects.filter(pk=clock.pk).update(state=state)
    make.cite(case)
    make.make_statement(case)
    Clock.objects.filter(pk=clock.pk).update(state=state)

    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_measure_that_is_over_gets_no_further_reason(lifted: Suspension) -> None:
    with refused("I1", "measure_is_over"):
        make.cite(lifted)
    with refused("I1", "measure_is_over"):
        Fact.objects.create(citation=lifted.citations.get(), occurred_on=date(2026, 1, 1), what="Another one.")
    with refused("I10", "measure_is_over"):
        make.make_statement(lifted)


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("table", ["appeals_citation", "appeals_fact", "appeals_statement", "appeals_sectionversion", "appeals_regimepin"])
def test_reasons_are_neither_rewritten_nor_taken_away(table: str) -> None:
    with denied():
        rewrite(table)
    with denied():
        take_away(table)


# --- who decided ---------------------------------------------------------------------------------------------------------


def test_who_decided_is_not_rewritten(case: Suspension) -> None:
    other = make.make_user("reviewer", staff_id=None)

    for decider in (other.pk, None):
        with refused("I6", "never_changes"):
            Suspension.objects.filter(pk=case.pk).update(decided_by_id=decider)


def test_a_staff_id_is_mapped_only_to_the_person_it_stands_for(reviewer: User) -> None:
    innocent, without_id = make.make_user("reviewer"), make.make_user(staff_id=None)
    case = make.make_case(decided_by=reviewer, decided_by_id=None)

    for stranger in (innocent, without_id):
        with refused("I6", "decider_is_another"):
            Suspension.objects.filter(pk=case.pk).update(decided_by=stranger)
    Suspension.objects.filter(pk=case.pk).update(decided_by=reviewer)

    assert Suspension.objects.get(pk=case.pk).decided_by == reviewer


@pytest.mark.parametrize("known_by", ["user", "staff_id"])
def test_whoever_decided_is_not_the_second_person(reviewer: User, known_by: str) -> None:
    other = make.make_user("reviewer")
    values: dict[str, Any] = {} if known_by == "user" else {"decided_by_id": None}
    case = make.make_case(decided_by=reviewer, **values)

    with refused("I6", "reviewer_not_independent"):
        Suspension.objects.filter(pk=case.pk).update(confirmed_by=reviewer)
    Suspension.objects.filter(pk=case.pk).update(confirmed_by=other)

    assert Suspension.objects.get(pk=case.pk).confirmed_by == other


def test_a_measure_is_not_recorded_in_the_name_of_another(reviewer: User) -> None:
    innocent = make.make_user("reviewer")

    with refused("I6", "decider_is_another"):
        recorded(decided_by=reviewer, decided_by_id=innocent.pk)


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    "column", ["reference", "external_id", "account_id", "decided_by_staff_id", "origin", "starts_at", "automated_decision"]
)
def test_what_a_measure_is_stays_as_recorded(column: str) -> None:
    with denied():
        rewrite("appeals_suspension", column)


# --- I10 ---------------------------------------------------------------------------------------------------------------

FULL = ("measure", "removes", "starts_at", "territory", "source", "automated_detection", "automated_decision", "redress")


@pytest.mark.parametrize("key", FULL)
def test_a_statement_names_everything(key: str) -> None:
    case = recorded()
    content = make.statement_content(case)
    del content[key]

    with refused("I10", key):
        make.make_statement(case, content=content)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"ends_at": None}, ["end_or_review"]),
        ({"ends_at": "next Tuesday"}, ["end_or_review"]),
        ({"starts_at": "2026-13-01T00:00:00Z"}, ["starts_at"]),
        ({"measure": "warning"}, ["measure"]),
        ({"territory": []}, ["territory"]),
        ({"removes": "all"}, ["removes"]),
        ({"automated_detection": "no"}, ["automated_detection"]),
        ({"automated_decision": "mostly"}, ["automated_decision"]),
        ({"redress": "court"}, ["redress"]),
        ({"citations": []}, ["citations", "facts"]),
        ({"citations": [{"section": "false-identity", "facts": []}]}, ["facts"]),
        ({"citations": {"section": "false-identity"}}, ["citations", "facts"]),
    ],
)
def test_a_statement_with_a_wrong_value_is_not_issued(changes: dict[str, Any], codes: list[str]) -> None:
    case = recorded()

    with refused("I10", *codes):
        make.make_statement(case, content=make.statement_content(case, **changes))


def test_a_warning_says_until_when_it_counts() -> None:
    case = recorded(measure="warning", removes=[], ends_at=None)

    with refused("I10", "end_or_review"):
        make.make_statement(case)
    make.make_statement(case, content=make.statement_content(case, counts_until="2027-11-21T00:00:00Z"))

    assert case.statements.count() == 1


def test_a_closures_statement_says_why(proposed: Closure) -> None:
    with refused("I10", "reasons"):
        make.make_statement(proposed.case, proposed, content=make.statement_content(proposed.case, measure="closure", reasons=" "))


@pytest.mark.parametrize("number", [1, 3])
def test_statements_are_numbered_one_after_the_other(case: Suspension, number: int) -> None:
    with refused("I10", "wrong_number"):
        make.make_statement(case, number=number)


def test_a_statement_is_not_back_dated(case: Suspension) -> None:
    with refused("I10", "back_dated"):
        make.make_statement(case, issued_at=make.ago(days=1))


def test_a_statement_of_another_cases_closure_is_not_issued(case: Suspension, proposed: Closure) -> None:
    with refused("statement_of_own_closure"):
        make.make_statement(case, proposed)


def withholding(**changes: Any) -> dict[str, Any]:
    values = {
        "disclosure": "limited",
        "basis": "Article 23 of the law",
        "disclosure_review_on": redress_now() + timedelta(days=30),
        "withheld_by": make.make_user("senior"),
        "withheld_with": make.make_user("senior"),
    }
    return values | changes


def test_two_people_may_withhold_facts_for_thirty_days() -> None:
    case = recorded()
    content = make.statement_content(case, citations=[{"section": "false-identity"}])

    statement = make.make_statement(case, content=content, **withholding())

    assert statement.disclosure == "limited"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"withheld_with": None}, ["withheld_by"]),
        ({"withheld_by": None}, ["withheld_by"]),
        ({"basis": " "}, ["basis"]),
        ({"days": 31}, ["disclosure_review"]),
        ({"days": -1}, ["disclosure_review"]),
        ({"inactive": True}, ["withheld_by"]),
        ({"service": True}, ["withheld_by"]),
    ],
)
def test_reasons_are_not_withheld_otherwise(changes: dict[str, Any], codes: list[str]) -> None:
    case = recorded()
    if "days" in changes:
        changes = {"disclosure_review_on": redress_now() + timedelta(days=changes["days"])}
    if changes.get("inactive"):
        changes = {"withheld_with": make.make_user("senior", is_active=False)}
    if changes.get("service"):
        changes = {"withheld_with": make.make_user(kind="service")}
    values = withholding(**changes)

    with refused("I10", *codes):
        make.make_statement(case, **values)


def test_one_person_does_not_withhold_with_themselves(senior: User) -> None:
    case = recorded()
    values = withholding(withheld_by=senior, withheld_with=senior)

    with refused("I10", "withheld_by"):
        make.make_statement(case, **values)


def test_no_content_at_all_is_refused_with_every_lack() -> None:
    case = recorded()

    with refused("I10", *FULL[:3], "end_or_review", *FULL[3:], "citations", "facts"):
        make.make_statement(case, content={})


@pytest.mark.usefixtures("case")
def test_published_texts_stay() -> None:
    version = SectionVersion.objects.get()

    with denied():
        SectionVersion.objects.filter(pk=version.pk).update(text="Another text.")
    with denied():
        Section.objects.filter(pk=version.section_id).update(key="another-key")
    with denied():
        Statement.objects.filter(number=1).delete()
