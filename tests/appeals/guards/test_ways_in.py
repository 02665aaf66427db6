"""The same attack through every way into the database that Django, its commands and its admin know."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib import admin
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, F, Value, When
from django.test import RequestFactory
from psycopg.sql import SQL, Identifier

from appeals.models import Closure, Suspension, new_reference
from tests import factories as make
from tests.appeals.guards.tools import sql, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_rows")]

Way = Callable[[Closure, Path], object]


def save_all(closure: Closure, _: Path) -> None:
    closure.state = "approved"
    closure.save()


def save_some(closure: Closure, _: Path) -> None:
    event = make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved")
    closure.state, closure.event_seq = "approved", event.seq
    closure.save(update_fields=["state", "event_seq"])


def bulk_update(closure: Closure, _: Path) -> None:
    event = make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved")
    closure.state, closure.event_seq = "approved", event.seq
    Closure.objects.bulk_update([closure], ["state", "event_seq"])


def bulk_create(closure: Closure, _: Path) -> None:
    row = Closure(
        pk=closure.pk, reference=closure.reference, case=closure.case, state="approved", event_seq=99, proposed_by=closure.proposed_by
    )
    Closure.objects.bulk_create([row], update_conflicts=True, update_fields=["state"], unique_fields=["id"])


def raw_upsert(closure: Closure, _: Path) -> None:
    seq = make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved").seq
    sql(
        "INSERT INTO appeals_closure (reference, case_id, state, event_seq, version, reasons, language, lighter_measures, money_plan,"
        " letter_language, letter_names_last_day, proposed_by_id) SELECT reference, case_id, 'proposed', 1, 1, '', 'en', '[]', '[]', '', false,"
        " proposed_by_id FROM appeals_closure WHERE id = %s ON CONFLICT (reference) DO UPDATE SET state = 'approved', event_seq = %s",
        [closure.pk, seq],
    )


def merge(closure: Closure, _: Path) -> None:
    seq = make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved").seq
    sql(
        "MERGE INTO appeals_closure c USING (SELECT %s::bigint AS id) wanted ON c.id = wanted.id"
        " WHEN MATCHED THEN UPDATE SET state = 'approved', event_seq = %s",
        [closure.pk, seq],
    )


def conditional_update(closure: Closure, _: Path) -> None:
    make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved")
    Closure.objects.filter(pk=closure.pk).update(
        state=Case(When(pk=closure.pk, then=Value("approved")), default=F("state")), event_seq=make.next_seq(closure.case) - 1
    )


def update_or_create(closure: Closure, _: Path) -> None:
    make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved")
    Closure.objects.update_or_create(pk=closure.pk, defaults={"state": "approved", "event_seq": make.next_seq(closure.case) - 1})


def raw_query(closure: Closure, _: Path) -> None:
    seq = make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved").seq
    list(Closure.objects.raw("UPDATE appeals_closure SET state = 'approved', event_seq = %s WHERE id = %s RETURNING *", [seq, closure.pk]))


def common_table(closure: Closure, _: Path) -> None:
    sql(
        "WITH e AS (SELECT (append_event(case_id, 'x', subject, 'approved', 'system', 'system:0', 'staff', '{}')).seq, id FROM appeals_closure"
        " WHERE id = %s) UPDATE appeals_closure c SET state = 'approved', event_seq = e.seq FROM e WHERE c.id = e.id",
        [closure.pk],
    )


def procedure(closure: Closure, _: Path) -> None:
    make.add_event(closure.case, "closure.approved", subject=closure.subject, state="approved")
    sql(
        "DO $$ BEGIN UPDATE appeals_closure SET state = 'approved', event_seq = event_seq + 3; "
        "EXCEPTION WHEN foreign_key_violation THEN NULL; END $$"
    )


def copy_in(row: Closure | Suspension, **changes: object) -> None:
    """Write a whole second row by COPY, changed in some columns."""
    columns = [field for field in row._meta.concrete_fields if not (field.primary_key or field.generated)]
    values = {str(field.column): field.get_db_prep_save(field.value_from_object(row), connection) for field in columns} | changes
    names = SQL(", ").join([Identifier(name) for name in values])
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(row._meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write_row(list(values.values()))


def copy_new(closure: Closure, _: Path) -> None:
    copy_in(closure, reference=new_reference("CLO"), case_id=make.make_closable_case().pk, state="approved")


def copy_case(closure: Closure, _: Path) -> None:
    copy_in(closure.case, reference=new_reference("SUS"), state="closed")


def fixture(closure: Closure, folder: Path) -> None:
    values = {"reference": closure.reference, "case": closure.case_id, "state": "approved", "event_seq": 99, "reasons": "x"}
    path = folder / "closed.json"
    path.write_text(json.dumps([{"model": "appeals.closure", "pk": closure.pk, "fields": values}]))
    call_command("loaddata", str(path), verbosity=0)


def fixture_of_a_review(closure: Closure, folder: Path) -> None:
    reviewer = make.make_user("senior")
    values = {
        "case": closure.case_id,
        "closure": closure.pk,
        "part": "second",
        "reviewer": reviewer.pk,
        "role": "senior",
        "outcome": "close",
        "reasons": make.REASONS,
        "own_view": "close",
        "evidence_rev_seen": 0,
        "completed_at": "2026-11-21T00:00:00Z",
    }
    path = folder / "reviewed.json"
    path.write_text(json.dumps([{"model": "appeals.review", "pk": 999999, "fields": values}]))
    call_command("loaddata", str(path), verbosity=0)


def select_for_update_then_save(closure: Closure, _: Path) -> None:
    case = Suspension.objects.select_for_update().get(pk=closure.case_id)
    make.add_event(case, "suspension.closed", subject=case.subject, state="closed")
    case.state, case.event_seq = "closed", make.next_seq(case) - 1
    case.save(update_fields=["state", "event_seq"])


WAYS: list[Way] = [
    save_all,
    save_some,
    bulk_update,
    bulk_create,
    raw_upsert,
    merge,
    conditional_update,
    update_or_create,
    raw_query,
    common_table,
    procedure,
    copy_new,
    copy_case,
    fixture,
    fixture_of_a_review,
    select_for_update_then_save,
]


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_no_way_into_the_database_closes_an_account(reviewed: Closure, way: Way, tmp_path: Path) -> None:
    reviewed.refresh_from_db()
    before = world()

    with pytest.raises((DatabaseError, psycopg.Error)) as caught, transaction.atomic():
        way(reviewed, tmp_path)

    assert world() == before
    assert refusal(caught.value) in {"42501", "23514"}


def refusal(error: BaseException) -> str:
    """The code by which the database refused."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, psycopg.Error):
        cause = cause.__cause__
    return str(cause.sqlstate if cause else "")


# --- commands --------------------------------------------------------------------------------------------------------------

OURS = ("accounts", "appeals", "config", "notifications")
# Each of our commands has been read for what it writes, and as which role. A new one is read before it is listed.
READ = {
    "add_staff": "one member of the staff without any role; the guard of the grants says who may give them one",
    "bench": "the owner's: on a database of its own",
    "create_key": "one verb, as the system",
    "demo": "starts processes; its sample cases are written by verbs",
    "draw_machines": "writes documents, nothing in the database",
    "grant_role": "one verb, in the name of an administrator; the guard of the grants says who may",
    "load": "the owner's: fills a database for measuring",
    "load_rulebook": "adds sections, versions and regimes that are not there; refuses to change one",
    "migrate": "the owner's: schema, clock, rights",
    "pump": "the functions of the workers",
    "seed_demo": "sample cases in an empty demo database, told by verbs",
    "setup_database": "the owner's: roles, database, migrate",
    "tour": "drives the doors over HTTP; its own SQL is what the guards must refuse, and the owner's clock",
}


def test_every_command_has_been_read() -> None:
    ours = {name for name, app in get_commands().items() if str(app) in OURS}

    assert ours <= set(READ), "Read what it writes and as whom, try it against the guards, then list it here."


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("flush", {"interactive": False}),
        ("createcachetable", {}),
        ("createsuperuser", {"interactive": False, "username": "root", "email": "root@example.org"}),
        ("remove_stale_contenttypes", {"interactive": False, "include_stale_apps": True}),
    ],
)
def test_djangos_own_commands_do_not_reach_the_cases(closure: Closure, command: str, options: dict[str, Any]) -> None:
    before = world()

    try:
        with transaction.atomic():
            call_command(command, verbosity=0, **options)
    except (DatabaseError, CommandError, AttributeError, TypeError):
        pass

    assert world() == before
    assert Closure.objects.filter(pk=closure.pk).exists()


# --- admin -----------------------------------------------------------------------------------------------------------------

# What the stock admin may write, by model and permission; everything else it only shows.
# Tried: grants go through the role guard, a user's kind and name through theirs; neither page touches a case.
WRITABLE: dict[str, set[str]] = {"accounts.rolegrant": {"add"}, "accounts.user": {"add", "change"}}
DJANGOS = {"auth.group"}


def test_the_admin_only_shows_cases() -> None:
    request = RequestFactory().get("/admin/")
    request.user = make.first_administrator()
    may: dict[str, set[str]] = {}
    for model, page in admin.site._registry.items():
        rights = {name for name, given in page.get_model_perms(request).items() if given and name != "view"}
        rights |= {name for name in page.get_actions(request) if name != "delete_selected" or page.has_delete_permission(request)}
        if rights and model._meta.label_lower not in DJANGOS:
            may[model._meta.label_lower] = rights

    assert may == WRITABLE, "Try the new page against the guards, then list what it may write."
