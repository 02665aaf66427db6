"""What the demo says to whoever tries it: progress, who is who, and what it has mended."""

import logging

import pytest
from pytest_django import Settings

from config.demo import house, runner
from config.demo.house import House
from config.demo.stories.cast import PEOPLE
from config.settings import base, demo


def test_a_server_that_its_keeper_started_again_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    started = House(8123, said.append)
    for pid in (11, 11, 12, 12):
        monkeypatch.setattr(house, "pids", lambda pid=pid: {"postgres": pid})
        started.tell_of_servers()

    assert [line.split(";")[0] for line in said] == ["postgres had ended by itself and runs again"]


def test_each_sample_person_is_announced_with_what_happened(settings: Settings) -> None:
    said: list[str] = []
    found = {
        "base_url": "http://127.0.0.1:8123",
        "sign_ins": [],
        "people": [person.email for person in PEOPLE],
        "stories": {person.email: person.about for person in PEOPLE},
        "mail": {"url": "http://127.0.0.1:8123/demo/mail/"},
    }

    runner.announce(found, said.append)

    assert [line.split(maxsplit=1) for line in said if "@people" in line] == [[person.email, person.about] for person in PEOPLE]


def test_the_demo_keeps_each_delivered_letter_out_of_its_window() -> None:
    assert base.LOGGING["root"]["level"] == "INFO"
    assert demo.LOGGING["root"]["level"] == logging.getLevelName(logging.WARNING)
    assert demo.LOGGING["loggers"].keys() > base.LOGGING["loggers"].keys()
