"""The fixed cast of the tests: who suspended, who judges, who is judged, and who has no business here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from accounts.actors import SYSTEM, Actor
from accounts.models import Account, Representative, User
from appeals.actions import perform
from appeals.errors import Invalid
from appeals.models import Event, Notice, Suspension
from tests.factories import make_account, make_case, make_key, make_user, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from appeals.errors import AppealError


class Cast:
    """People are made when they are first asked for."""

    system = SYSTEM

    @cached_property
    def account(self) -> Account:
        return make_account(display_name="Ana Kovač", email="ana@example.org")

    @cached_property
    def ana(self) -> Actor:
        """The person whom the measure is about."""
        return Actor.appellant(self.account)

    @cached_property
    def mallory(self) -> Actor:
        """Another person, with another account."""
        return Actor.appellant(make_account(display_name="Mallory", email="mallory@example.org"))

    def helper(self, *scopes: str) -> Actor:
        """Someone whom ana lets help her, within scopes."""
        return Actor.helper(Representative.objects.create(account=self.account, name="Hana", email="hana@example.org", scopes=list(scopes)))

    @cached_property
    def otto_user(self) -> User:
        return make_user("reviewer", username="otto")

    @cached_property
    def rita_user(self) -> User:
        return make_user("reviewer", username="rita")

    @cached_property
    def rob_user(self) -> User:
        return make_user("reviewer", username="rob")

    @cached_property
    def lena_user(self) -> User:
        return make_user("senior", username="lena")

    @cached_property
    def otto(self) -> Actor:
        """The reviewer who suspended."""
        return Actor.staff(self.otto_user)

    @cached_property
    def rita(self) -> Actor:
        return Actor.staff(self.rita_user)

    @cached_property
    def rob(self) -> Actor:
        return Actor.staff(self.rob_user)

    @cached_property
    def lena(self) -> Actor:
        """A senior reviewer."""
        return Actor.staff(self.lena_user)

    @cached_property
    def ida(self) -> Actor:
        """Intake."""
        return Actor.staff(make_user("intake", username="ida"))

    @cached_property
    def audrey(self) -> Actor:
        """An auditor: reads, and does nothing."""
        return Actor.staff(make_user("auditor", username="audrey"))

    @cached_property
    def key(self) -> Actor:
        """The marketplace's key, with every scope there is."""
        scopes = ("suspensions:write", "closures:write", "effects:write", "appeals:file", "appeals:content")
        return Actor.machine(make_key(*scopes))

    def assembled(self) -> Cast:
        """The same cast, with those who are nearly always needed: everyone else makes the desk's pages longer."""
        for who in ("ana", "otto", "rita", "key"):
            getattr(self, who)
        return self

    def case(self, **values: Any) -> Suspension:
        """A measure of 20 days against ana, decided by otto, whose notice arrived."""
        return make_case(self.account, decided_by=self.otto_user, **values)


def owner_of(case: Suspension) -> Actor:
    """The person whom a case is about."""
    return Actor.appellant(case.account)


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> Any:
    """The refusal of a verb, after which nothing has changed and nothing was sent."""
    before = snapshot()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert snapshot() == before
    return caught.value


def wrong_in(verb: Callable[..., Any], actor: Actor, tries: Iterable[dict[str, Any]], **values: Any) -> list[list[tuple[str, str]]]:
    """The fields and codes that each try is refused for, in order; after all of them nothing has changed."""
    before = snapshot()
    found = []
    for one in tries:
        with pytest.raises(Invalid) as caught:
            perform(verb, actor, **values, **one)
        found.append(codes(caught.value))
    assert snapshot() == before
    return found


def codes(error: Any) -> list[tuple[str, str]]:
    """The fields and codes of an Invalid."""
    return [(one.field, one.code) for one in error.errors]


def entries(case: Suspension, *, after: int = 0) -> list[str]:
    """The kinds of a case's timeline, from an entry on."""
    return list(Event.objects.filter(case=case, seq__gt=after).order_by("seq").values_list("kind", flat=True))


def letters(case: Suspension, *, after: int = 0) -> list[str]:
    """The kinds of the letters about a case, those of the factories left out."""
    return list(Notice.objects.filter(case=case, pk__gt=after).order_by("pk").values_list("kind", flat=True))


def last_notice() -> int:
    """The newest letter's id, to ask for those after it."""
    return Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def last_entry(case: Suspension) -> int:
    """The number of a case's last entry, to ask for those after it."""
    return Event.objects.filter(case=case).count()
