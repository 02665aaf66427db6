"""Which cases a role opens: those somebody works on, those of their team and what waits for anybody, every one.

One table of page, role, scope and whose case it is; what is not in scope is not there at all (404), on no list either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import RoleGrant, User
from appeals.errors import NotVisible
from appeals.queries.queue import review_queue, view_counts
from appeals.queries.queue_work import next_to_claim
from appeals.queries.search import search
from appeals.queries.visibility import find_appeal, find_case, visible_to
from tests.appeals.cast import Cast
from tests.appeals.console.conftest import at_desk
from tests.appeals.markup import read
from tests.factories import make_appeal, make_closable_case, make_closure, make_evidence, make_hold, make_user
from tests.factories.people import first_administrator

if TYPE_CHECKING:
    from appeals.models import Appeal
    from tests.conftest import ModuleRows

pytestmark = pytest.mark.django_db
ROLES = ("intake", "reviewer", "senior")
# Whose case it is: one's own work, a colleague's of the same team, somebody else's, nobody's yet.
CASES = ("own", "team", "other", "free")
SEEN = {"assigned": {"own"}, "team": {"own", "team", "free"}, "all": set(CASES)}


class House:
    """One reader for each role, whose scope changes, and one case of each kind for all of them."""

    def __init__(self) -> None:
        self.cast = cast = Cast()
        self.colleague = make_user("reviewer", team="Night")
        self.appeals: dict[str, Appeal] = {
            "team": make_appeal(cast.case(), state="in_review", reviewer=self.colleague),
            "other": make_appeal(cast.case(), state="in_review", reviewer=cast.rita_user),
            "free": make_appeal(cast.case()),
        }
        self.readers = {role: make_user(role, team="Night") for role in ROLES}
        closing = make_closable_case(decided_by=cast.otto_user)
        self.closure = make_closure(closing, step="in_review", reviewer=cast.rita_user)
        self.hold = make_hold(self.appeals["other"].case)
        self.evidence = make_evidence(self.appeals["other"])


@pytest.fixture(scope="module")
def whole_house(module_rows: ModuleRows) -> House:
    with module_rows():
        return House()


@pytest.fixture
def house(whole_house: House, db: None) -> House:
    return whole_house


@pytest.fixture
def cast(house: House) -> Cast:
    return house.cast


def narrowed(user: User, role: str, scope: str) -> Actor:
    """The reader, whose role now opens these cases."""
    RoleGrant.objects.create(user=user, role=role, scope=scope, granted_by=first_administrator())
    return Actor.staff(user)


def with_own(house: House, cast: Cast, role: str) -> dict[str, Appeal]:
    """The cases, with one that this reader recorded."""
    return house.appeals | {"own": make_appeal(cast.case(recorded_by=house.readers[role]))}


def finds(actor: Actor, appeal: Appeal) -> bool:
    """Whether the case and the appeal are both there for this reader."""
    try:
        return find_case(actor, appeal.case.reference).pk == find_appeal(actor, appeal.reference).case_id
    except NotVisible:
        return False


@pytest.mark.parametrize("scope", SEEN)
def test_a_page_a_list_a_search_and_a_count_show_what_is_in_scope(house: House, cast: Cast, scope: str) -> None:
    for role in ROLES:
        user, appeals = house.readers[role], with_own(house, cast, role)
        actor = narrowed(user, role, scope)
        opened = {kind for kind, one in appeals.items() if finds(actor, one)}
        listed = {row.reference for row in review_queue(actor, view="all").rows}
        found = {kind for kind, one in appeals.items() if search(actor, one.case.reference).hits}

        assert (role, opened, found) == (role, SEEN[scope], SEEN[scope])
        assert (role, listed & {one.reference for one in appeals.values()}) == (role, {appeals[kind].reference for kind in SEEN[scope]})
        assert int(view_counts(actor)["all"]) == len(listed)
        assert visible_to(actor).filter(pk__in=[one.case_id for one in appeals.values()]).count() == len(SEEN[scope])


def test_nothing_of_a_case_out_of_scope_is_there(house: House) -> None:
    user, other = house.readers["senior"], house.appeals["other"]
    narrowed(user, "senior", "team")
    desk = at_desk(user)
    case, closure = other.case.reference, house.closure.reference
    places = [
        *((name, case) for name in ("case", "lift_measure", "place_hold", "propose_closure", "place_legal_hold", "record_dispute")),
        *((name, other.reference) for name in ("decide", "ask", "second")),
        *((name, closure) for name in ("closure", "complete_closure", "second_closure")),
        ("end_hold", house.hold.public_id),
        ("evidence", house.evidence.public_id),
        ("original", house.evidence.public_id),
    ]

    assert {name: desk.get(reverse(f"console:{name}", args=[which])).status_code for name, which in places} == {
        name: 404 for name, _which in places
    }
    listed = "".join(desk.get(reverse(f"console:{name}")).content.decode() for name in ("queue", "suspensions", "closures", "to_confirm"))
    assert not [one for one in (case, other.reference, closure) if one in read(listed.replace("<!DOCTYPE html>", "")).words]


def test_who_sees_their_own_work_alone_is_still_given_the_next_piece(house: House) -> None:
    actor = narrowed(house.readers["reviewer"], "reviewer", "assigned")

    assert next_to_claim(actor) is not None


def test_the_widest_scope_of_the_roles_that_open_cases_counts(house: House) -> None:
    user = house.readers["intake"]
    seen: list[Any] = [narrowed(user, "intake", "assigned").sees, narrowed(user, "policy_admin", "all").sees]
    seen += [narrowed(user, "reviewer", "team").sees, narrowed(user, "auditor", "assigned").sees]

    assert seen == ["assigned", "assigned", "team", "all"]


def test_a_team_without_a_name_is_oneself(house: House) -> None:
    user = house.readers["reviewer"]
    User.objects.filter(pk__in=[user.pk, house.colleague.pk]).update(team="")
    user.refresh_from_db()
    actor = narrowed(user, "reviewer", "team")

    assert set(visible_to(actor).values_list("pk", flat=True)) == {house.appeals["free"].case_id}
