"""Finding a case: by what stands in a mail, by whose it is, or by what somebody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.instants import redress_now
from accounts.models import Member
from accounts.roles import Scope
from appeals.errors import NotAllowed
from appeals.models import Appeal
from appeals.queries import search as searching
from appeals.queries.search import search
from tests.factories import make_account, make_appeal, make_case, make_closure

if TYPE_CHECKING:
    from tests.appeals.cast import Cast


@pytest.fixture
def case(cast: Cast) -> Any:
    return cast.case()


def found(cast: Cast, words: str) -> list[str]:
    return [hit.case for hit in search(cast.rita, words).hits]


def test_a_reference_is_found_as_people_type_it(cast, case):
    appeal = make_appeal(case)
    closure = make_closure(step="proposed")
    make_case()

    assert found(cast, case.reference) == [case.reference]
    assert found(cast, f"  {case.reference.lower().replace('-', ' ')} ") == [case.reference]
    assert found(cast, case.reference.replace("0", "O").replace("1", "L")) == [case.reference]
    assert found(cast, appeal.reference) == [case.reference]
    assert found(cast, closure.reference) == [closure.case.reference]
    assert found(cast, "SUS-0000-0000") == []


def test_an_account_is_found_by_its_id_or_a_whole_address(cast, case):
    agency = make_account(kind="agency", external_id="agency:7", email="Office@Agency.example")
    Member.objects.create(account=agency, external_id="m1", display_name="Second", email="second@agency.example")
    Member.objects.create(account=agency, external_id="m2", display_name="Gone", email="gone@agency.example", left_at=redress_now())
    theirs = make_case(agency)

    assert found(cast, cast.account.external_id) == [case.reference]
    assert found(cast, "ANA@example.org") == [case.reference]
    assert found(cast, "agency:7") == found(cast, "office@agency.EXAMPLE") == found(cast, "second@agency.example") == [theirs.reference]
    assert found(cast, "gone@agency.example") == found(cast, "agency.example") == []


def test_a_measure_is_found_by_the_marketplaces_own_id_of_it(cast, case):
    named = make_case(external_id="enf-2026-118")

    assert found(cast, "enf-2026-118") == [named.reference]
    assert found(cast, "enf-2026") == []


def test_an_id_is_looked_up_in_two_indexes(cast, case):
    with connection.cursor() as cursor:
        # On so few rows one index read from end to end may look as cheap.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    with CaptureQueriesContext(connection) as queries:
        search(cast.rita, "enf-2026-118")
    asked = next(one["sql"] for one in queries if "external_id" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "BitmapOr" in plan
    assert "Seq Scan" not in plan


def test_words_are_found_in_what_was_sent_and_never_in_a_draft(cast, case):
    make_appeal(case, statement="The cathedral was dark.", state="draft")
    sent = make_appeal(make_case(), statement="I photographed the Cathedral at noon.")
    make_appeal(make_case(), statement="A castle.")

    (hit,) = search(cast.rita, "cathedral").hits

    assert (hit.case, hit.appeal, hit.status, hit.measure) == (sent.case.reference, sent.reference, "suspended", "temporary")
    assert found(cast, '"cathedral at noon"') == [sent.case.reference]
    assert found(cast, "cathedral -noon") == []
    assert found(cast, "dark") == []


def test_the_last_word_may_be_the_beginning_of_one_in_any_language(cast, case):
    sent = make_appeal(case, statement="დიდი ტაძარი. Das Rathaus von vorne, siehe example.org/rathaus, l'église.")
    make_appeal(make_case(), statement="A castle.")

    for typed in ("ტაძა", "დიდი ტაძ", "rath", "rathaus VORN", "example.org", "l'égl", "das ra"):
        assert found(cast, typed) == ([] if typed == "das ra" else [sent.case.reference]), typed
    assert found(cast, "rath nowhere") == found(cast, '"rath"') == found(cast, "rath -das") == []


def test_an_unsent_draft_is_not_found_by_its_number_either(cast, case):
    assert found(cast, make_appeal(case, state="draft").reference) == []


def test_hits_come_newest_change_first_and_page_by_page(cast):
    appeals = [make_appeal(make_case(), statement="A cathedral.") for _ in range(3)]
    for age, appeal in enumerate(appeals):
        Appeal.objects.filter(pk=appeal.pk).update(updated_at=redress_now() - timedelta(hours=age))

    first = search(cast.rita, "cathedral", limit=2)
    # What changes meanwhile moves no other hit.
    Appeal.objects.filter(pk=appeals[1].pk).update(updated_at=redress_now())
    rest = search(cast.rita, "cathedral", after=first.next, limit=2)

    assert [hit.appeal for hit in (*first.hits, *rest.hits)] == [appeal.reference for appeal in appeals]
    assert (first.found, first.more, rest.next) == (3, False, None)


def test_beyond_the_most_hits_it_only_says_that_there_are_more(cast, monkeypatch):
    monkeypatch.setattr(searching, "MOST_HITS", 2)
    for _ in range(3):
        make_appeal(make_case(), statement="A cathedral.")

    page = search(cast.rita, "cathedral")

    assert (len(page.hits), page.found, page.more) == (2, 2, True)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "\x00",
        "\ud800",
        "'; DROP TABLE appeals_appeal; --",
        "a & | ! ( ) <-> :* \\",
        "(((((" * 40,
        "x" * 5000,
        "%_",
        '"""""',
        "'",
        "\\",
        "' & !a",
        "a'b\\c:*",
    ],
)
def test_whatever_is_typed_is_a_search_and_never_a_fault(cast, case, words):
    make_appeal(case)

    assert search(cast.rita, words).hits == []


def test_only_who_reads_cases_searches(cast, case):
    for actor in (cast.ana, cast.key, cast.system):
        with pytest.raises(NotAllowed):
            search(actor, case.reference)
    for reader in (cast.ida, cast.lena, cast.audrey):
        assert search(reader, case.reference).found == 1


def test_who_sees_only_their_own_cases_finds_nothing_else(cast, case):
    mine = make_appeal(make_case(decided_by=cast.rob_user), statement="A cathedral.")
    make_appeal(case, statement="A cathedral.")
    rob = replace(cast.rob, sees=Scope.ASSIGNED)

    assert [hit.case for hit in search(rob, "cathedral").hits] == [mine.case.reference]
    for typed in (case.reference, case.appeals.get().reference, "ana@example.org", cast.account.external_id):
        assert search(rob, typed).hits == []
        assert search(cast.rob, typed).found == 1


@pytest.mark.parametrize("words", ["cathedral", "ana@example.org", "reference"])
def test_a_search_costs_the_same_for_one_hit_and_for_many(cast, case, words):
    rita = cast.rita
    make_appeal(case, statement="A cathedral.")
    typed = case.reference if words == "reference" else words

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            search(rita, typed)
        return len(queries)

    one = cost()
    for _ in range(3):
        make_appeal(cast.case(), statement="A cathedral.")

    assert cost() == one <= 4
