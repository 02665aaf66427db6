"""The sample cases: told whole, with honest dates, and never into a database that has people in it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.instants import redress_now
from accounts.models import Account, User
from appeals.models import Appeal, CaseMessage, Clock, Closure, Event, Evidence, Notice, Suspension, Translation, Withholding
from config.demo.stories import director, tales_closing, tales_decided, tales_open, tales_quiet
from config.demo.stories.cast import PEOPLE, STAFF
from notifications.models import Message
from tests.databases import Committed
from tests.factories import make_account


@pytest.fixture
def demo(committed_db: Committed, settings: Settings, tmp_path: Path) -> Path:
    settings.DEMO, settings.TIME_SOURCE = True, "shifted"
    settings.DATA_DIR, settings.MAIL_FOLDER, settings.EVIDENCE_ROOT = tmp_path, tmp_path / "mail", tmp_path / "evidence"
    return tmp_path


def state_of(key: str) -> tuple[str, str, str]:
    case = Suspension.objects.get(account__external_id=f"u_{key}")
    return case.measure, case.state, case.status


def test_every_sample_case_is_told_from_its_first_day_to_now(demo):
    call_command("load_rulebook", verbosity=0)
    before = redress_now()

    call_command("seed_demo", verbosity=0)

    left = json.loads((demo / "demo-seed.json").read_text())
    assert left["people"] == [person.email for person in PEOPLE]
    assert [one["username"] for one in left["sign_ins"]] == [one.name for one in STAFF if one.signs_in]
    assert all(User.objects.get(username=one["username"]).check_password(one["password"]) for one in left["sign_ins"])
    assert {key: state_of(key) for key in TOLD} == TOLD
    assert Closure.objects.order_by("proposed_at").values_list("state", flat=True)[0] == "effected"
    assert [one.name for one in Evidence.objects.filter(state="replace")] == ["IMG_2207.jpg"]
    assert Appeal.objects.exclude(late_told_at=None).get().case.account.display_name == "Taras Bondar"
    assert list(CaseMessage.objects.order_by("id").values_list("author__username", "state")) == [("tomas", "sent"), (None, "sent")]
    assert Translation.objects.get().case.account.display_name == "خالد منصور"
    held_back = Withholding.objects.get()
    assert (held_back.state, held_back.proposed_by.username) == ("open", "tomas")
    lost = Notice.objects.exclude(bounced_at=None).get()
    assert (lost.case.account.external_id, lost.delivered_at, lost.attempts.count()) == ("u_lumen_studio", None, 1)
    assert_honest(before, demo)


# What each story ends with: the measure, where it stands, and the public word for the case.
TOLD = {
    "priya_raman": ("temporary", "overturned", "decided"),
    "owen_park": ("limitation", "in_force", "received"),
    "khalid_mansour": ("temporary", "in_force", "info_needed"),
    "maria_rojas": ("warning", "in_force", "decided"),
    "andre_okafor": ("temporary", "in_force", "in_review"),
    "viktor_hale": ("temporary", "in_force", "decided"),
    "leila_santos": ("limitation", "in_force", "received"),
    "taras_bondar": ("limitation", "in_force", "received"),
    "simone_greco": ("temporary", "in_force", "second_check"),
    "ben_mutua": ("indefinite", "closed", "received"),
    "joy_reyes": ("warning", "in_force", "warned"),
    "diego_lara": ("indefinite", "in_force", "suspended"),
    "grace_lin": ("temporary", "in_force", "suspended"),
    "ruth_adeyemi": ("temporary", "in_force", "received"),
    "lumen_studio": ("limitation", "expired", "ended"),
}


def assert_honest(before, demo):
    """The clock is right again, every date lies behind us and in order, every chain holds, every mail went out."""
    now = redress_now()
    assert now - before < timedelta(minutes=2)
    assert Event.objects.filter(occurred_at__gt=now).count() == 0
    assert Suspension.objects.earliest("starts_at").starts_at < now - timedelta(days=45)
    assert Clock.objects.filter(state="running", next_at__lte=now).count() == 0
    assert Message.objects.exclude(state="sent").count() == 0
    assert len(list((demo / "mail").glob("*.eml"))) == Message.objects.count()
    assert Notice.objects.filter(kind="suspension_notice", delivered_at=None).count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM appeals_suspension WHERE chain_breaks(id) <> '{}'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_sample_cases_are_not_mixed_with_real_ones(settings):
    settings.DEMO, settings.TIME_SOURCE = True, "shifted"
    make_account()

    with pytest.raises(CommandError, match="make reset"):
        call_command("seed_demo")

    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_sample_cases_are_told_with_the_demo_s_settings_alone(settings):
    settings.TIME_SOURCE = "real"

    with pytest.raises(CommandError, match=r"config\.settings\.demo"):
        call_command("seed_demo")

    assert User.objects.count() == 0


def test_no_story_is_left_untold():
    modules = (tales_closing, tales_decided, tales_open, tales_quiet)
    written = {
        function
        for module in modules
        for name, function in vars(module).items()
        if callable(function) and getattr(function, "__module__", "") == module.__name__ and "Iterator" in str(function.__annotations__)
    }

    assert written == set(director.STORIES)


def test_everybody_in_the_sample_cases_has_a_name_of_their_own():
    assert len({person.key for person in PEOPLE}) == len(PEOPLE)
    assert len({one.name for one in STAFF}) == len(STAFF)
