"""Codes by e-mail: made for anyone, used once, guessed never, and who may read with which address."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts.actors import ActorKind
from accounts.instants import redress_now
from accounts.models import Account, Member, Representative, SignInCode
from accounts.sign_in import TRIES, identities, mint, redeem, too_many


def make_account(external_id: str = "u_1", **values: object) -> Account:
    fields = {"kind": "freelancer", "display_name": "Ana Prueba", "email": f"{external_id}@example.org"} | values
    return Account.objects.create(external_id=external_id, **fields)


@pytest.mark.django_db
def test_a_code_signs_in_once_and_only_once():
    now = redress_now()
    minted = mint("ana@example.org", now=now)

    first = redeem(minted.row.pointer, minted.digits, now=now)
    second = redeem(minted.row.pointer, minted.digits, now=now)

    assert first is not None
    assert first.email == "ana@example.org"
    assert second is None


@pytest.mark.django_db
def test_a_code_may_be_typed_with_spaces_between_its_groups():
    now = redress_now()
    minted = mint("ana@example.org", now=now)

    assert redeem(minted.row.pointer, f" {minted.digits[:4]} {minted.digits[4:]} ", now=now) is not None


@pytest.mark.django_db
def test_a_code_dies_after_fifteen_minutes():
    now = redress_now()
    minted = mint("ana@example.org", now=now)

    late = redeem(minted.row.pointer, minted.digits, now=now + timedelta(minutes=15))

    assert late is None
    assert SignInCode.objects.get(pk=minted.row.pk).used_at is None


@pytest.mark.django_db
def test_after_five_wrong_tries_even_the_right_code_is_refused():
    now = redress_now()
    minted = mint("ana@example.org", now=now)
    wrong = "00000000" if minted.digits != "00000000" else "11111111"

    answers = [redeem(minted.row.pointer, wrong, now=now) for _ in range(TRIES)]

    assert answers == [None] * TRIES
    assert redeem(minted.row.pointer, minted.digits, now=now) is None


@pytest.mark.django_db
@pytest.mark.parametrize("pointer", ["", "nothing", "../../etc", "a" * 500])
def test_a_pointer_that_does_not_exist_opens_nothing(pointer):
    assert redeem(pointer, "12345678", now=redress_now()) is None


@pytest.mark.django_db
def test_the_digits_are_stored_nowhere():
    minted = mint("ana@example.org", now=redress_now())

    row = SignInCode.objects.values().get(pk=minted.row.pk)

    assert not any(minted.digits in str(value) for value in row.values())


@pytest.mark.django_db
def test_an_address_gets_five_codes_an_hour_whether_or_not_it_is_known():
    now = redress_now()
    for _ in range(5):
        mint("stranger@example.org", now=now)

    assert too_many("Stranger@Example.org", now=now)
    assert not too_many("other@example.org", now=now)
    assert not too_many("stranger@example.org", now=now + timedelta(hours=1, seconds=1))


@pytest.mark.django_db
def test_an_owner_reads_for_their_own_account_alone():
    own = make_account("u_1", email="ana@example.org")
    make_account("u_2", email="mallory@example.org")

    (found,) = identities("ANA@example.org", now=redress_now())

    assert found.account == own
    assert found.actor().kind is ActorKind.APPELLANT
    assert found.actor().account_id == own.pk


@pytest.mark.django_db
def test_an_address_changed_in_the_last_three_days_opens_nothing():
    now = redress_now()
    make_account(email="new@example.org", previous_email="old@example.org", email_changed_at=now - timedelta(hours=71))

    assert identities("new@example.org", now=now) == []
    assert len(identities("new@example.org", now=now + timedelta(hours=2))) == 1


@pytest.mark.django_db
def test_in_an_agency_only_those_who_may_appeal_speak_for_it():
    agency = make_account("agency_1", kind="agency", email="office@example.org")
    Member.objects.create(account=agency, external_id="m_1", display_name="Noor", email="noor@example.org", may_appeal=True)
    Member.objects.create(account=agency, external_id="m_2", display_name="Sam", email="sam@example.org")
    Member.objects.create(
        account=agency, external_id="m_3", display_name="Kim", email="kim@example.org", may_appeal=True, left_at=redress_now()
    )

    now = redress_now()

    assert [one.account for one in identities("noor@example.org", now=now)] == [agency]
    assert identities("noor@example.org", now=now)[0].actor().label == "Noor"
    assert identities("sam@example.org", now=now) == []
    assert identities("kim@example.org", now=now) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reads"),
    [
        ({}, 1),
        ({"accepted_at": None}, 0),
        ({"revoked_at": "now"}, 0),
        ({"ends_at": "past"}, 0),
        ({"ends_at": "future"}, 1),
    ],
)
def test_a_helper_reads_only_while_the_invitation_holds(change, reads):
    now = redress_now()
    moments = {"now": now, "past": now - timedelta(seconds=1), "future": now + timedelta(days=1)}
    values = {"accepted_at": now} | {name: moments.get(value, value) for name, value in change.items()}
    Representative.objects.create(account=make_account(), name="Lee", email="lee@example.org", scopes=["read"], **values)

    found = identities("lee@example.org", now=now)

    assert len(found) == reads
    assert [one.actor().kind for one in found] == [ActorKind.REPRESENTATIVE] * reads


def test_two_people_typing_the_same_code_at_once_get_one_session(committed_db):
    now = redress_now()
    minted = mint("ana@example.org", now=now)
    barrier = threading.Barrier(4)
    answers: list[bool] = []

    def type_it() -> None:
        try:
            barrier.wait()
            answers.append(redeem(minted.row.pointer, minted.digits, now=now) is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=type_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False, False, False, True]
