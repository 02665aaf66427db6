"""Publishing sections and regimes: once, in order, never changed; and the commands that do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actors import SYSTEM, Actor
from accounts.api_keys import key_of
from accounts.instants import redress_now
from accounts.models import ApiKey, RoleGrant
from appeals.actions import perform
from appeals.actions.rulebook import SectionDraft, publish_regime, publish_section
from appeals.deadlines import shipped_regimes
from appeals.errors import AppealError, Invalid, NotAllowed
from appeals.management.rulebook_files import read_rulebook
from appeals.models import Regime, Section, SectionVersion
from tests.factories import first_administrator, make_key, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFT = SectionDraft(
    key="padded-hours",
    number=1,
    position=7,
    in_force_from=date(2025, 3, 1),
    title="Log only the hours you worked",
    text="A freelancer bills only for hours that were worked.",
    plain_meaning="Bill the hours that you worked.",
    allowed=("Hours by hand.",),
    evidence_helps=("A message.",),
    ladder=({"confirmed": 1, "measure": "warning"},),
    dsa_category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    dsa_keywords=("KEYWORD_OTHER",),
    dsa_other="Hours billed that were not worked",
)


def rows() -> list[list[Any]]:
    return [list(model._default_manager.order_by("pk").values()) for model in (Section, SectionVersion, Regime, RoleGrant, ApiKey)]


def refused(error: type[AppealError], verb: Callable[..., Any], actor: Actor, **values: Any) -> AppealError:
    before = rows()
    with pytest.raises(error) as caught:
        perform(verb, actor, **values)
    assert rows() == before
    return caught.value


def test_a_section_is_published_once(db: None) -> None:
    version, new = perform(publish_section, SYSTEM, draft=DRAFT)
    again, twice = perform(publish_section, SYSTEM, draft=DRAFT)

    assert (new, twice, again) == (True, False, version)
    assert (version.section.key, version.section.position, version.number, version.title) == ("padded-hours", 7, 1, DRAFT.title)
    assert (version.ladder, version.dsa_other) == ([{"confirmed": 1, "measure": "warning"}], "Hours billed that were not worked")


def test_an_administrator_of_policy_publishes_under_their_name(db: None) -> None:
    admin = first_administrator()

    version, _ = perform(publish_section, Actor.staff(admin), draft=DRAFT)

    assert (version.published_by, version.published_at) == (admin, redress_now())


def test_a_published_version_never_changes(db: None) -> None:
    perform(publish_section, SYSTEM, draft=DRAFT)

    error = refused(Invalid, publish_section, SYSTEM, draft=replace(DRAFT, text="Something else."))

    assert isinstance(error, Invalid)
    assert [(one.field, one.code) for one in error.errors] == [("text", "published")]


@pytest.mark.parametrize(("changes", "field"), [({"number": 3}, "number"), ({"number": 2}, "in_force_from"), ({"number": 0}, "number")])
def test_versions_follow_each_other(db: None, changes: dict[str, Any], field: str) -> None:
    perform(publish_section, SYSTEM, draft=DRAFT)

    error = refused(Invalid, publish_section, SYSTEM, draft=replace(DRAFT, **changes))

    assert isinstance(error, Invalid)
    assert [one.field for one in error.errors] == [field]


def test_the_next_version_is_added(db: None) -> None:
    perform(publish_section, SYSTEM, draft=DRAFT)

    later, new = perform(publish_section, SYSTEM, draft=replace(DRAFT, number=2, in_force_from=date(2026, 1, 1), text="New."))

    assert (later.number, new, SectionVersion.objects.count()) == (2, True, 2)


def test_a_regime_is_published_once_and_never_changes(db: None) -> None:
    data = dict(shipped_regimes()[0])

    regime, new = perform(publish_regime, SYSTEM, data=data)

    assert (new, perform(publish_regime, SYSTEM, data=data)) == (True, (regime, False))
    error = refused(Invalid, publish_regime, SYSTEM, data=data | {"title": "Another"})
    assert isinstance(error, Invalid)
    assert error.errors[0].code == "published"


def test_a_regime_that_is_not_whole_is_refused(db: None) -> None:
    refused(Invalid, publish_regime, SYSTEM, data={"key": "x", "version": 1})


def test_only_policy_publishes(db: None) -> None:
    for actor in (Actor.staff(make_user("senior")), Actor.machine(make_key("sections:read"))):
        refused(NotAllowed, publish_section, actor, draft=DRAFT)
        refused(NotAllowed, publish_regime, actor, data=shipped_regimes()[0])


# --- commands --------------------------------------------------------------------------------------------------------


def run(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_load_rulebook_brings_everything_and_runs_again(db: None) -> None:
    sections, regimes = len(read_rulebook()), len(shipped_regimes())

    first, second = run("load_rulebook"), run("load_rulebook")

    assert first == f"Published {sections} section versions and {regimes} regimes; the others were there already.\n"
    assert second == "Published 0 section versions and 0 regimes; the others were there already.\n"
    assert (SectionVersion.objects.count(), Regime.objects.count(), Section.objects.count()) == (sections, regimes, 8)


def test_load_rulebook_says_what_differs(db: None) -> None:
    perform(publish_section, SYSTEM, draft=DRAFT)

    with pytest.raises(CommandError, match="A published version never changes"):
        run("load_rulebook")


def test_grant_role_makes_the_first_administrator_and_then_needs_one(db: None) -> None:
    make_user(username="first")
    make_user(username="second")

    assert run("grant_role", "first", "policy_admin") == "first has the role policy_admin.\n"
    with pytest.raises(CommandError, match="Somebody must give this role"):
        run("grant_role", "second", "reviewer")
    assert run("grant_role", "second", "reviewer", "--by", "first", "--reason", "Trained.") == "second has the role reviewer.\n"
    assert run("grant_role", "second", "reviewer", "--by", "first", "--take") == "second no longer has the role reviewer.\n"
    with pytest.raises(CommandError, match="There is no third among the staff"):
        run("grant_role", "third", "reviewer", "--by", "first")
    make_user(username="gone", is_active=False)
    with pytest.raises(CommandError, match="Only an active member of staff can act"):
        run("grant_role", "second", "reviewer", "--by", "gone")


def test_create_key_prints_the_secret_alone(db: None) -> None:
    printed = run("create_key", "Billing", "accounts:write", "effects:write", "--days", "30")

    key = key_of(printed.strip())
    assert key is not None
    assert (key.name, key.scopes, key.expires_at is not None) == ("Billing", ["accounts:write", "effects:write"], True)
    with pytest.raises(CommandError, match="Unknown scopes: everything"):
        run("create_key", "Billing", "everything")
