"""API keys: shown once, stored hashed, scoped, dead when expired or revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import Actor, ActorKind
from accounts.api_keys import create_key, key_of
from accounts.instants import redress_now
from accounts.models import ApiKey

pytestmark = pytest.mark.django_db


def test_a_key_opens_with_its_secret_and_carries_its_scopes():
    made = create_key("Marketplace", ["suspensions:write", "appeals:read"])

    found = key_of(made.secret)

    assert found == made.row
    assert Actor.machine(found).kind is ActorKind.MACHINE
    assert Actor.machine(found).scopes == {"appeals:read", "suspensions:write"}


def test_a_key_is_looked_up_in_one_query(django_assert_num_queries):
    made = create_key("Marketplace", ["appeals:read"])
    key_of(made.secret)

    with django_assert_num_queries(1):
        assert key_of(made.secret) == made.row


def test_the_secret_is_stored_nowhere():
    made = create_key("Marketplace", ["appeals:read"])

    row = ApiKey.objects.values().get(pk=made.row.pk)

    assert not any(made.secret in str(value) or made.secret.split("_", 2)[2] in str(value) for value in row.values())


@pytest.mark.parametrize("spoil", [str.upper, lambda secret: secret[:-1], lambda secret: secret + "x", lambda _: "", lambda _: "rdk_"])
def test_a_wrong_secret_opens_nothing(spoil):
    made = create_key("Marketplace", ["appeals:read"])

    assert key_of(spoil(made.secret)) is None


def test_a_revoked_key_is_dead_at_once():
    made = create_key("Marketplace", ["appeals:read"])
    ApiKey.objects.filter(pk=made.row.pk).update(revoked_at=redress_now())

    assert key_of(made.secret) is None


def test_a_key_dies_at_the_second_it_expires(clock):
    now = redress_now()
    made = create_key("Marketplace", ["appeals:read"], expires_at=now + timedelta(hours=1))

    clock.at(now + timedelta(minutes=59))
    assert key_of(made.secret) == made.row
    clock.at(now + timedelta(hours=1))
    assert key_of(made.secret) is None


def test_the_last_use_is_noted_at_most_once_a_minute(clock):
    now = clock.at(redress_now())
    made = create_key("Marketplace", ["appeals:read"])

    key_of(made.secret)
    clock.advance(seconds=59)
    key_of(made.secret)
    first = ApiKey.objects.get(pk=made.row.pk).last_used_at
    clock.advance(seconds=2)
    key_of(made.secret)

    assert first == now
    assert ApiKey.objects.get(pk=made.row.pk).last_used_at == now + timedelta(seconds=61)


@pytest.mark.parametrize("scopes", [[], ["reviews:write"], ["appeals:read", "decide"]])
def test_a_scope_that_does_not_exist_makes_no_key(scopes):
    with pytest.raises(ValueError, match="Unknown scopes"):
        create_key("Marketplace", scopes)

    assert ApiKey.objects.count() == 0
