"""The one transaction around every verb: all or nothing, once per key, refusals in the domain's own words."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM
from accounts.instants import redress_now
from appeals.actions import Answer, IdempotencyKey, perform
from appeals.errors import GateClosed, IdempotencyMismatch, IllegalTransition, NotIndependent, PeopleOnly
from appeals.models import Idempotency, Note, Section
from tests.factories import make_case, make_user

KEY = IdempotencyKey(scope="key:1 /api/v1/closures/", key="k1", body_sha256="a" * 64)


def make_one(_actor, *, key="once"):
    return Section.objects.create(key=key)


def raising(constraint, codes):
    def verb(_actor):
        with connection.cursor() as cursor:
            cursor.execute(
                f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE='check_violation', CONSTRAINT='{constraint}', DETAIL='{codes}'; END $$"
            )

    return verb


def as_answer(section):
    return Answer(201, {"key": section.key})


@pytest.mark.django_db
def test_a_verb_that_fails_leaves_nothing_behind():
    def half(actor):
        make_one(actor)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        perform(half, SYSTEM)

    assert Section.objects.count() == 0


@pytest.mark.django_db
def test_a_verb_asks_for_the_instant_once_and_the_next_verb_anew():
    def asks(_actor):
        return redress_now(), redress_now()

    def told(instant):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('redress.now', %s, true)", [instant.isoformat()])
        with CaptureQueriesContext(connection) as asked:
            seen = perform(asks, SYSTEM)
        return seen, sum("redress_now" in one["sql"] for one in asked)

    first, second = datetime(2026, 3, 4, tzinfo=UTC), datetime(2027, 3, 4, tzinfo=UTC)

    assert [told(first), told(second), (redress_now(),)] == [((first, first), 1), ((second, second), 1), (second,)]


@pytest.mark.django_db
def test_a_verb_is_never_swallowed_by_another_transaction():
    def outer(actor):
        return perform(make_one, actor)

    with pytest.raises(RuntimeError, match="durable"):
        perform(outer, SYSTEM)

    assert Section.objects.count() == 0


@pytest.mark.django_db
def test_the_same_key_and_body_answer_again_without_running():
    first = perform(make_one, SYSTEM, idempotency=KEY, answer=as_answer)
    again = perform(make_one, SYSTEM, idempotency=KEY, answer=as_answer)

    assert first == again == Answer(201, {"key": "once"})
    assert Section.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused():
    perform(make_one, SYSTEM, idempotency=KEY, answer=as_answer)
    other = IdempotencyKey(scope=KEY.scope, key=KEY.key, body_sha256="b" * 64)

    with pytest.raises(IdempotencyMismatch):
        perform(make_one, SYSTEM, key="twice", idempotency=other, answer=as_answer)

    assert Section.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free():
    with pytest.raises(IllegalTransition):
        perform(raising("I5", "open"), SYSTEM, idempotency=KEY, answer=as_answer)

    assert Idempotency.objects.count() == 0
    assert perform(make_one, SYSTEM, idempotency=KEY, answer=as_answer).status == 201


def test_the_same_request_twice_at_once_runs_once(committed_db):
    barrier = threading.Barrier(2)
    answers = []

    def send():
        try:
            barrier.wait()
            answers.append(perform(make_one, SYSTEM, idempotency=KEY, answer=as_answer))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [Answer(201, {"key": "once"})] * 2
    assert Section.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "codes", "error"),
    [
        ("I2", "review_missing,legal_hold", GateClosed),
        ("I2", "effect_not_confirmed", IllegalTransition),
        ("I6", "reviewer_not_independent", NotIndependent),
        ("I6", "person_not_entitled", PeopleOnly),
        ("I4", "state_without_event", IllegalTransition),
        ("one_open_appeal_of_suspension", "", IllegalTransition),
    ],
)
def test_what_the_database_refuses_comes_back_in_the_domain_s_words(constraint, codes, error):
    with pytest.raises(error) as refused:
        perform(raising(constraint, codes), SYSTEM)

    if error is GateClosed:
        assert [one.code for one in refused.value.missing] == ["review_missing", "legal_hold"]


@pytest.mark.django_db
def test_a_broken_rule_that_is_no_refusal_stays_a_fault():
    make_one(SYSTEM)

    with pytest.raises(IntegrityError):
        perform(make_one, SYSTEM)


@pytest.mark.django_db
def test_a_verb_returns_what_it_made_when_no_door_asks():
    case = make_case()
    user = make_user("reviewer")

    note = perform(lambda _actor: Note.objects.create(case=case, author=user, text="Looked."), SYSTEM)

    assert note.pk == Note.objects.get().pk
