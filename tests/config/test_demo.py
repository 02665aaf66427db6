"""The demo's parts: processes that are watched and ended, mail that is kept and shown, starts that are refused."""

import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

from accounts.models import Account
from config import reset
from config.demo import house, processes, runner
from config.demo.house import House, HouseError
from config.demo.mailbox import Mail, find, newest
from config.demo.processes import Child, stop_all
from config.embedded.locks import take
from config.embedded.places import CHECKOUT, LOOPBACK
from tests.databases import Committed

PATIENCE = 30.0
SLEEPER = "import time; print('awake', flush=True); time.sleep(600)"


def wait_until(happened: Callable[[], bool]) -> None:
    """Poll a fact about another process; the time-out is a failure."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it has not happened"
        time.sleep(0.05)


def ended(pid: int) -> bool:
    """Gone, or only waiting for its parent to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def child(said: list[str]) -> Iterator[Child]:
    made = Child("sleeper", [sys.executable, "-c", SLEEPER], {}, said.append)
    made.start()
    wait_until(lambda: said == ["sleeper | awake"])
    yield made
    stop_all([made])


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.fixture
def catcher(mail_folder: Path) -> Iterator[int]:
    """A running catcher's port."""
    port = house.free_port()
    process = subprocess.Popen([sys.executable, "-m", "config.demo.mail", str(port), str(mail_folder)], cwd=CHECKOUT)
    wait_until(lambda: not house.is_free(port))
    yield port
    process.terminate()
    assert process.wait(PATIENCE) == 0


def send(port: int, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "notices@redress.example", "amina@example.com", subject
    mail["Date"] = "Sat, 21 Nov 2026 15:52:04 +0100"
    mail.set_content(text)
    with smtplib.SMTP(LOOPBACK, port, timeout=10) as smtp:
        smtp.send_message(mail)


def test_a_line_of_a_child_carries_its_name(child: Child, said: list[str]) -> None:
    assert said == ["sleeper | awake"]


def test_a_killed_child_is_started_again_and_said_so(child: Child, said: list[str]) -> None:
    assert child.process is not None
    first = child.process.pid

    os.kill(first, signal.SIGKILL)
    wait_until(child.has_ended)

    assert child.revive() is True
    assert said[1] == "sleeper was killed by SIGKILL; starting it again."
    assert child.process.pid != first


def test_a_child_that_keeps_ending_is_given_up(said: list[str]) -> None:
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(7)"], {}, said.append)
    child.start()
    revived = []
    for _ in range(processes.RESTARTS_A_MINUTE + 1):
        wait_until(child.has_ended)
        revived.append(child.revive())
    assert revived == [True] * processes.RESTARTS_A_MINUTE + [False]
    assert said[-1] == "broken ended with code 7, for the 6th time in a minute. Its last lines above tell why."


def test_a_child_that_ignores_a_polite_end_is_ended_with_all_it_started(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    stubborn = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "print(grandchild.pid, flush=True); time.sleep(600)"
    )
    child = Child("child", [sys.executable, "-c", stubborn], {}, said.append)
    child.start()
    wait_until(lambda: len(said) == 1)

    stop_all([child])

    assert child.has_ended()
    wait_until(lambda: ended(int(said[0].rsplit("|", 1)[1])))


def test_a_taken_port_is_refused_with_the_next_one_to_try(said: list[str]) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(HouseError, match=rf"Port {port} is taken .* PORT={port + 1} make demo"), House(port, said.append):
            pytest.fail("it started all the same")
    assert said == []


def test_what_is_no_port_is_refused_with_one_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("abc", "0", "65536", "-1", "8000.5"):
        monkeypatch.setenv("PORT", wrong)
        with pytest.raises(CommandError, match=rf"{wrong} is no port\. .* PORT=8001 make demo"):
            call_command("demo")
    monkeypatch.setattr(house, "is_free", lambda _port: False)
    for port, other in ((80, 8001), (9000, 9001), (65535, 8001)):
        with pytest.raises(HouseError, match=rf"Port {port} is taken .* PORT={other} make demo"):
            house.must_be_free(port)


def test_a_second_demo_is_told_about_the_first(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    refusal = rf"runs already: process {os.getpid()}, at http://127.0.0.1:8123"
    with runner.only_demo(8123), pytest.raises(HouseError, match=refusal), runner.only_demo(8124):
        pytest.fail("it started all the same")
    with runner.only_demo(8124):
        assert (tmp_path / "demo.lock").read_text() == f"{os.getpid()} http://127.0.0.1:8124\n"


def test_the_lock_of_a_dead_demo_is_no_obstacle(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "demo.lock").write_text("99999 http://127.0.0.1:8000\n")
    with runner.only_demo(8000):
        assert (tmp_path / "demo.lock").read_text() == f"{os.getpid()} http://127.0.0.1:8000\n"


def test_a_mail_is_kept_whole_and_for_its_user_alone(catcher: int, mail_folder: Path) -> None:
    send(catcher, "Your code", "12 34 56 78")
    (kept,) = mail_folder.iterdir()
    assert (kept.suffix, kept.stat().st_mode & 0o777) == (".eml", 0o600)
    (mail,) = newest()
    assert mail == Mail(
        kept.stem, "notices@redress.example", "amina@example.com", "Your code", "Sat 21 Nov 2026, 14:52 UTC", "", "12 34 56 78"
    )


def test_the_page_shows_a_mail_as_text(catcher: int, settings: Settings, client: Client) -> None:
    settings.ROOT_URLCONF = "tests.config.demo_urls"
    clear_url_caches()
    send(catcher, "News <b>", "<script>alert(1)</script> https://redress.example/en/")
    (mail,) = newest()

    listed = client.get("/demo/mail/").content.decode()
    shown = client.get(f"/demo/mail/{mail.name}/").content.decode()

    assert ("News &lt;b&gt;" in listed, "News <b>" in listed) == (True, False)
    assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in shown, "<script>alert" in shown) == (True, False)
    assert 'href="https://redress.example/en/"' in shown
    clear_url_caches()


@pytest.mark.parametrize("name", ["..", "../secret", "%2e%2e%2fsecret", "1795253012770135174-000000", "x"])
def test_a_mail_that_is_not_there_is_not_found(mail_folder: Path, settings: Settings, client: Client, name: str) -> None:
    mail_folder.mkdir()
    (mail_folder.parent / "secret.eml").write_text("Subject: secret\n\n")
    settings.ROOT_URLCONF = "tests.config.demo_urls"
    clear_url_caches()
    assert (find(name), client.get(f"/demo/mail/{name}/").status_code) == (None, 404)
    clear_url_caches()


def test_the_mail_page_exists_in_the_demo_alone(client: Client) -> None:
    assert client.get("/demo/mail/").status_code == 404


def test_the_demo_says_all_that_a_script_needs(settings: Settings, tmp_path: Path, said: list[str]) -> None:
    settings.DATA_DIR, settings.MAIL_FOLDER = tmp_path, tmp_path / "mail"
    person = {"role": "reviewer", "username": "ravi", "password": "shown-once"}
    seeded = {"api_key": "rk_1", "sign_ins": [person], "people": ["amina@example.com"]}
    runner.seed_path().write_text(json.dumps(seeded))
    started = House(8123, said.append)

    found = runner.describe(started)
    runner.announce(found, said.append)

    mail = {"folder": str(tmp_path / "mail"), "url": "http://127.0.0.1:8123/demo/mail/", "smtp": f"smtp://127.0.0.1:{started.mail_port}"}
    assert found == {"base_url": "http://127.0.0.1:8123"} | seeded | {"mail": mail}
    assert json.loads((tmp_path / "demo.json").read_text()) == found
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600
    assert [line for line in said if "ravi" in line or "amina" in line] == [
        "  reviewer       ravi                         shown-once",
        "  amina@example.com",
    ]


@pytest.mark.django_db
def test_each_database_is_told_its_sample_cases_once(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path
    told: list[str] = []

    def tell(command: str, **_options: object) -> None:
        told.append(command)
        (tmp_path / runner.SEED_FILE).write_text("{}")
        Account.objects.create(external_id=f"a-{len(told)}")

    monkeypatch.setattr(runner, "call_command", tell)
    runner.seed()
    runner.seed()
    monkeypatch.setitem(settings.DATABASES["default"], "PORT", "5433")
    runner.seed()

    assert told == ["seed_demo", "seed_demo"]
    assert len(list(tmp_path.glob("demo-seed-*.json"))) == 2


def test_static_files_are_collected_again_only_when_one_has_changed(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    runner.collect_static()
    collected = settings.STATIC_ROOT / "collected.txt"
    first = collected.stat().st_mtime_ns
    runner.collect_static()
    assert collected.stat().st_mtime_ns == first

    collected.write_text("something else")
    runner.collect_static()
    assert collected.read_text() != "something else"


def test_reset_refuses_while_a_demo_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reset, "DATA", tmp_path)
    (tmp_path / "demo.lock").write_text("4711 http://127.0.0.1:8000\n")
    (tmp_path / "demo.json").write_text("{}")
    descriptor = take(tmp_path / "demo.lock")
    assert descriptor is not None
    with pytest.raises(SystemExit, match=r"running \(process 4711\)"):
        reset.main()
    assert (tmp_path / "demo.json").exists()
    os.close(descriptor)


def test_reset_removes_the_demo_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reset, "DATA", tmp_path)
    monkeypatch.setattr(reset, "CLUSTERS", (f"reset-{os.getpid()}",))
    for name in ("demo.json", "demo-seed-00.json", "own-notes.txt"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "mail").mkdir()
    reset.main()
    assert [path.name for path in tmp_path.iterdir()] == ["own-notes.txt"]


@pytest.mark.timeout(120)
def test_every_process_starts_is_mended_and_ends(
    committed_db: Committed, mail_folder: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # One of each kind shows what more of them would.
    monkeypatch.setattr(house, "WEB_PROCESSES", 1)
    monkeypatch.setattr(house, "TASK_PROCESSES", 1)
    whole = House(0, said.append, committed_db.environ)
    with whole:
        pids = {child.name: child.process.pid for child in whole.children if child.process}
        assert set(pids) == {"mail", "web", "worker", "beat", "pump"}
        assert whole.is_ready()
        send(whole.mail_port, "Kept", "text")
        assert [mail.subject for mail in newest()] == ["Kept"]

        # The one that starts in no time; how any of them is mended does not hang on which it is.
        os.kill(pids["mail"], signal.SIGKILL)
        wait_until(lambda: any(child.has_ended() for child in whole.children))
        assert whole.mend() is True
        assert [line for line in said if line.startswith("mail was killed")] == ["mail was killed by SIGKILL; starting it again."]
    assert [child.name for child in whole.children if not child.has_ended()] == []
    assert all(ended(pid) for pid in pids.values())
    assert house.is_free(whole.port)
    shutil.rmtree(mail_folder)
