"""Settings: strict where it counts, and importable with nothing running."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import databases, settings as settings_modules
from config.celery import app
from config.embedded.places import CHECKOUT, cluster_name
from manage import needs_database

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k3Qm" * 16,
    "ALLOWED_HOSTS": "redress.example",
    "BASE_URL": "https://redress.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "DATABASE_URL": "postgres://app@127.0.0.1/redress",
}


Load = Callable[[dict[str, str]], dict[str, Any]]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Production's settings, executed anew with what they build on, in an environment that holds nothing else."""

    def loaded(environ: dict[str, str]) -> dict[str, Any]:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(settings_modules, "base", None)
        monkeypatch.delitem(sys.modules, "config.settings.base")
        return runpy.run_module(PRODUCTION["DJANGO_SETTINGS_MODULE"])

    return loaded


def test_production_speaks_tls_alone() -> None:
    """In a process of its own, as it starts."""
    asked = "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_SECURE, settings.TIME_SOURCE, settings.DEBUG, settings.DEMO"
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}
    code = [sys.executable, "-c", f"from django.conf import settings; print({asked})"]
    said = subprocess.run(code, check=True, cwd=CHECKOUT, env=kept | PRODUCTION, capture_output=True, text=True).stdout
    assert said == "True __Host-session True real False False\n"


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE"}))
def test_production_names_what_is_missing(load: Load, missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^Set {missing}: production runs on services"):
        load({key: value for key, value in PRODUCTION.items() if key != missing})


@pytest.mark.parametrize("address", ["tcp://clamav:3310", "unix:///run/clamd.sock", ""])
def test_production_takes_a_scanner_by_its_address(load: Load, address: str) -> None:
    assert load(PRODUCTION | {"CLAMD_ADDRESS": address})["CLAMD_ADDRESS"] == address


def test_production_refuses_a_scanner_that_would_never_be_found(load: Load) -> None:
    with pytest.raises(ImproperlyConfigured, match="CLAMD_ADDRESS must be like tcp://host:3310"):
        load(PRODUCTION | {"CLAMD_ADDRESS": "clamav:3310"})


def test_the_visibility_time_out_is_the_same_in_all_three_places() -> None:
    conf = app.conf
    places = (
        conf.broker_transport_options,
        conf.result_backend_transport_options,
        {"visibility_timeout": settings.CELERY_VISIBILITY_TIMEOUT},
    )
    assert [place["visibility_timeout"] for place in places] == [300, 300, 300]


def test_workers_lose_no_task_and_read_only_json() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier, conf.task_ignore_result) == (
        True,
        True,
        1,
        True,
    )
    assert (conf.accept_content, conf.task_serializer, conf.task_time_limit, conf.task_soft_time_limit) == (["json"], "json", 120, 90)


def test_every_tick_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert [name for name in settings.TICKS if name not in app.tasks] == []


def test_no_tick_waits_longer_than_it_is_worth() -> None:
    expiries = {name: tick["options"]["expires"] for name, tick in app.conf.beat_schedule.items()}
    assert expiries == {name: 4 * seconds for name, seconds in settings.TICKS.items()}
    assert min(settings.TICKS.values()) == 5.0


@pytest.mark.parametrize(
    ("module", "cluster"),
    [("demo", "demo"), ("test", "test"), ("bench", "bench"), ("tour", "tour"), ("production", "demo")],
)
def test_each_settings_module_has_its_own_cluster(monkeypatch: pytest.MonkeyPatch, module: str, cluster: str) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", f"config.settings.{module}")
    assert cluster_name() == cluster


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgres://a@b", "sqlite:///x"])
def test_a_database_that_is_not_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL must be like postgres://"):
        databases.for_app()


def test_services_without_an_owner_name_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@127.0.0.1/redress")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    with pytest.raises(ImproperlyConfigured, match="Set DATABASE_OWNER_URL=postgres://"):
        databases.for_owner()


def test_a_socket_folder_in_a_url_keeps_its_capital_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app:p%40ss@/redress?host=/srv/My%20Data&port=5433&sslmode=disable")
    found: dict[str, Any] = databases.for_app()
    assert (found["HOST"], found["PORT"], found["PASSWORD"], found["OPTIONS"]["sslmode"]) == ("/srv/My Data", "5433", "p@ss", "disable")
    assert "host" not in found["OPTIONS"]


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["manage.py"], False),
        (["manage.py", "--help"], False),
        (["manage.py", "check"], False),
        (["manage.py", "check", "--database", "default"], True),
        (["manage.py", "migrate"], True),
        (["manage.py", "pump"], True),
    ],
)
def test_only_commands_that_read_the_database_start_it(arguments: list[str], needed: bool) -> None:  # noqa: FBT001
    assert needs_database(arguments) is needed
