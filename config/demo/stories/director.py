"""Tells all sample cases in the order of time, so that every date in them is the one it happened on."""

from __future__ import annotations

import heapq
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from accounts.instants import redress_now
from appeals.tasks import fill_feed
from config.demo.house import free_port, is_free
from config.demo.processes import Child, stop_all
from config.demo.stories import tales_closing, tales_decided, tales_open, tales_quiet
from config.demo.stories.cast import PEOPLE, STAFF
from config.demo.stories.stage import Stage
from config.embedded.places import LOOPBACK
from config.time_source import clock_in_hand, shift_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    Story = Callable[[Stage], Iterator[datetime]]

OPEN_SECONDS = 10
FIRST_DAY = timedelta(days=60)
WEEK = timedelta(days=7)
STORIES: tuple[Story, ...] = (
    tales_decided.wrongly_hit,
    tales_decided.padded_hours,
    tales_decided.after_a_death,
    tales_open.one_day_old,
    tales_open.corner_cut_off,
    tales_open.shared_card,
    tales_open.late_on_our_side,
    tales_open.at_second_check,
    tales_open.not_me,
    tales_closing.closed_and_appealed,
    tales_closing.planned_only,
    tales_quiet.first_warning,
    tales_quiet.held_payout,
    tales_quiet.waits_for_second_person,
    tales_quiet.over_in_time,
    tales_quiet.views_of_the_team,
    tales_quiet.held_back,
    tales_quiet.law_to_confirm,
)


def tell_all(say: Callable[[str], None]) -> dict[str, Any]:
    """Play every story from its first day to now and answer what a visitor needs: key, sign-ins, people.

    The clock of the database is moved back for it, and stands right again afterwards, whatever happens.
    """
    with mail_catcher(say), clock_in_hand() as shift:
        back = shift(-FIRST_DAY)
        try:
            stage = Stage(redress_now() - back, shift)
            stage.hire()
            stage.connect_platform()
            play(stage, say)
            stage.move_to(stage.today)
            fill_feed()
        finally:
            # On a new connection: the one in hand may be what has failed.
            shift_by(-shift_by(timedelta()))
    return {
        "api_key": stage.secret,
        "sign_ins": [
            {"role": str(one.roles[0]), "username": one.name, "password": stage.passwords[one.name]} for one in STAFF if one.signs_in
        ],
        "people": [person.email for person in PEOPLE],
        "stories": {person.email: person.about for person in PEOPLE},
    }


def play(stage: Stage, say: Callable[[str], None]) -> None:
    """Scene by scene, whichever story it belongs to: the earliest comes next. Each week told is a line of progress."""
    tellings = [story(stage) for story in STORIES]
    due = [(next(telling), place) for place, telling in enumerate(tellings)]
    told = stage.today - FIRST_DAY
    heapq.heapify(due)
    while due:
        instant, place = heapq.heappop(due)
        if instant >= told + WEEK:
            told = instant
            say(f"      {told:%d %B}, {(stage.today - told).days} days ago ...")
        stage.move_to(instant)
        following = next(tellings[place], None)
        if following is not None:
            heapq.heappush(due, (following, place))


@contextmanager
def mail_catcher(say: Callable[[str], None]) -> Iterator[None]:
    """The demo's mail catcher, for as long as the stories are told: what is sent arrives where the demo shows it."""
    port = free_port()
    command = [sys.executable, "-m", "config.demo.mail", str(port), str(settings.MAIL_FOLDER)]
    child = Child("mail", command, {}, say)
    child.start()
    before = settings.EMAIL_HOST, settings.EMAIL_PORT
    settings.EMAIL_HOST, settings.EMAIL_PORT = LOOPBACK, port
    try:
        wait_until_open(port)
        yield
    finally:
        settings.EMAIL_HOST, settings.EMAIL_PORT = before
        stop_all([child])


def wait_until_open(port: int) -> None:
    """Until something listens there, ten seconds at most."""
    deadline = time.monotonic() + OPEN_SECONDS
    while is_free(port) and time.monotonic() < deadline:
        time.sleep(0.05)
