"""Tags on cases and views under a name: what staff add to find their way, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from appeals.actions import perform, saved_views, tagging
from appeals.actions.saved_views import change_view, delete_view, save_view
from appeals.actions.tagging import change_tags, tag_case, untag_case
from appeals.errors import Invalid, NotAllowed, NotVisible
from appeals.models import CaseTag, Event, SavedView, Tag
from tests.appeals.cast import refused

if TYPE_CHECKING:
    from appeals.models import Suspension
    from tests.appeals.cast import Cast

pytestmark = pytest.mark.django_db


def on(case: Suspension) -> list[str]:
    return list(CaseTag.objects.filter(case=case, removed_at=None).order_by("tag__name").values_list("tag__name", flat=True))


def test_a_tag_is_one_word_however_it_is_typed_and_the_timeline_keeps_it(cast: Cast) -> None:
    case = cast.case()
    for typed in ("Raised  publicly", " raised publicly "):
        perform(tag_case, cast.ida, case=case, tag=typed)
    perform(untag_case, cast.rita, case=case, tag="raised publicly")
    perform(untag_case, cast.rita, case=case, tag="never there")

    assert (on(case), Tag.objects.get().name) == ([], "raised publicly")
    kept = Event.objects.filter(case=case, kind__startswith="case.").order_by("seq")
    assert [(one.kind, one.audience) for one in kept] == [("case.tagged", "staff"), ("case.untagged", "staff")]
    perform(tag_case, cast.ida, case=case, tag="raised publicly")
    assert (on(case), CaseTag.objects.count()) == (["raised publicly"], 2)


def test_tags_change_in_one_step(cast: Cast) -> None:
    case = cast.case()
    perform(change_tags, cast.rita, case=case, add="old")
    perform(change_tags, cast.rita, case=case, add="new", remove=("old",))

    assert on(case) == ["new"]


@pytest.mark.parametrize(("typed", "code"), [("", "required"), ("\u200b", "required"), ("x" * 41, "too_long"), ("a\x00b", "unshowable")])
def test_a_tag_that_is_none_is_refused(cast: Cast, typed: str, code: str) -> None:
    assert [one.code for one in refused(Invalid, tag_case, cast.rita, case=cast.case(), tag=typed).errors] == [code]


def test_tags_stay_few_enough_to_be_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "MOST_TAGS", 1)
    case = cast.case()
    perform(tag_case, cast.rita, case=case, tag="one")

    assert [one.code for one in refused(Invalid, tag_case, cast.rita, case=case, tag="two").errors] == ["too_many"]
    perform(tag_case, cast.rita, case=case, tag="ONE")


def test_only_who_works_on_cases_tags_them(cast: Cast) -> None:
    case = cast.case()
    for actor in (cast.audrey, cast.ana, cast.key, cast.system):
        refused(NotAllowed, tag_case, actor, case=case, tag="mine")
        refused(NotAllowed, untag_case, actor, case=case, tag="mine")


def test_a_view_is_kept_renamed_shared_and_deleted(cast: Cast) -> None:
    own = perform(save_view, cast.rita, name=" Spanish  late ", query="view=late&language=es")
    assert (own.name, own.query, own.shared) == ("Spanish late", "view=late&language=es", False)
    perform(change_view, cast.rita, view=own, name="Late", shared=False)
    team = perform(save_view, cast.lena, name="Late", query="view=late", shared=True)
    perform(delete_view, cast.rita, view=own)

    assert list(SavedView.objects.values_list("name", "owner__display_name")) == [("Late", "Lena")]
    perform(delete_view, cast.lena, view=team)
    assert not SavedView.objects.exists()


def test_only_who_leads_shares_and_nobody_touches_what_is_another_persons(cast: Cast) -> None:
    own = perform(save_view, cast.rita, name="Mine", query="view=mine")
    team = perform(save_view, cast.lena, name="Team", query="view=all", shared=True)
    with pytest.raises(NotAllowed):
        perform(save_view, cast.rita, name="Ours", query="view=all", shared=True)
    with pytest.raises(NotAllowed):
        perform(change_view, cast.rita, view=own, name="Mine", shared=True)
    with pytest.raises(NotAllowed):
        perform(delete_view, cast.rita, view=team)
    tries: list[tuple[Any, dict[str, Any]]] = [(delete_view, {}), (change_view, {"name": "x", "shared": False})]
    for verb, more in tries:
        with pytest.raises(NotVisible):
            perform(verb, cast.rob, view=own, **more)
    for actor in (cast.ana, cast.key, cast.system):
        with pytest.raises(NotAllowed):
            perform(save_view, actor, name="x", query="view=all")

    assert sorted(SavedView.objects.values_list("name", "shared")) == [("Mine", False), ("Team", True)]


def test_names_differ_and_views_stay_few(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 2)

    def wrong(name: str, query: str = "view=all", *, shared: bool = False) -> list[str]:
        with pytest.raises(Invalid) as caught:
            perform(save_view, cast.lena, name=name, query=query, shared=shared)
        return [one.code for one in caught.value.errors]

    perform(save_view, cast.lena, name="One", query="view=all")
    assert (wrong(""), wrong("One"), wrong("x" * 61), wrong("Long", "x" * 501)) == (["required"], ["taken"], ["too_long"], ["too_long"])
    perform(save_view, cast.lena, name="Two", query="view=all")
    assert wrong("Three") == ["too_many"]
    for name in ("A", "B"):
        perform(save_view, cast.lena, name=name, query="view=all", shared=True)
    assert wrong("C", shared=True) == ["too_many"]
