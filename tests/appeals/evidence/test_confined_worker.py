"""The process that opens strangers' files: what it may use, what it cannot reach, and what it is not believed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from appeals.evidence import confined
from appeals.evidence.confined import Outcome, WorkerUnavailable, run_confined
from appeals.evidence.limits import BUDGETS, Budget
from appeals.evidence.recognise import MEDIA_TYPES, Recognised, recognise
from appeals.evidence.refusals import Refused
from appeals.evidence.render import Finding, Rendered, render
from appeals.evidence.render_worker import DECODERS
from tests.appeals.evidence import hostile
from tests.appeals.evidence.effort import at_most

MISBEHAVING = "tests.appeals.evidence.misbehaving_worker"


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's place is taken. What it does, it does at once; only those that sleep meet the end of their time."""
    monkeypatch.setattr(confined, "WORKER", MISBEHAVING)
    give_time(monkeypatch, 30)


def give_time(monkeypatch: pytest.MonkeyPatch, wall_seconds: int) -> None:
    for task in BUDGETS:
        monkeypatch.setitem(BUDGETS, task, Budget(cpu_seconds=1, wall_seconds=wall_seconds))


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, as the worker would start."""
    return subprocess.run(
        [sys.executable, "-E", "-s", "-c", code], cwd=confined.PROJECT, capture_output=True, text=True, timeout=100, check=False
    )


def confined_python(code: str, budget: str = "cpu_seconds=5, wall_seconds=90") -> subprocess.CompletedProcess[str]:
    """Run code within the limits. Their end by the clock, which would be -14, is far: on a busy machine a second of work takes many."""
    return python(
        f"from appeals.evidence.limits import Budget\nfrom appeals.evidence.render_worker import confine\nconfine(Budget({budget}))\n{code}"
    )


def test_the_worker_loads_neither_django_nor_anything_that_speaks_to_a_network() -> None:
    decoders = sorted({f"appeals.evidence.decoders.{name}" for name in DECODERS.values()})

    loaded = python(
        "import sys, appeals.evidence.render_worker as worker, importlib\n"
        f"for decoder in {decoders}: importlib.import_module(decoder)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )

    assert loaded.stderr == ""
    assert len(decoders) == 5
    assert set(loaded.stdout.split()) & {"django", "socket", "ssl", "http", "psycopg", "celery", "config"} == set()


def test_a_picture_meets_few_decoders_but_its_own() -> None:
    picture = hostile.saved(hostile.drawing(64, 64), "WEBP")

    read = python(
        f"import io\nfrom appeals.evidence.decoders.images import Image, probe\nprobe(io.BytesIO({picture!r}), 'webp')\nprint(*Image.OPEN)"
    )

    assert set(read.stdout.split()) == {"WEBP", "BMP", "DIB", "GIF", "JPEG", "PPM", "PNG"}


def test_memory_is_bounded() -> None:
    assert "MemoryError" in confined_python("bytearray(2 << 30)").stderr
    assert confined_python("print(len(bytearray(1 << 28)))").stdout == "268435456\n"


def test_processor_time_is_bounded() -> None:
    assert confined_python("while True: pass", "cpu_seconds=1, wall_seconds=90").returncode in (-24, -9)


def test_a_worker_without_its_parent_ends_by_itself() -> None:
    code = "import time; time.sleep(90)"

    assert confined_python(code, "cpu_seconds=1, wall_seconds=1").returncode == -14


def test_what_is_written_is_bounded(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'x')!r}, 'wb').write(bytes(2 << 20))"

    written = confined_python(code, "cpu_seconds=5, wall_seconds=90, file_size=1 << 20")

    assert "File too large" in written.stderr
    assert (tmp_path / "x").stat().st_size <= 1 << 20


WAYS_OUT = [
    "import socket; socket.socket()",
    "import socket; socket.getaddrinfo('localhost', 80)",
    "import subprocess; subprocess.run(['true'])",
    "import os; os.system('true')",
    "import os; os.fork()",
    "import os; os.execv('/bin/true', ['true'])",
    "import urllib.request; urllib.request.urlopen('file:///etc/passwd')",
]


def test_the_worker_reaches_no_network_and_starts_no_program() -> None:
    tried = confined_python(
        f"for way in {WAYS_OUT}:\n"
        "    try:\n        exec(way)\n        print('done', way)\n"
        "    except PermissionError:\n        print('refused', way)\n"
    )

    assert tried.stdout.splitlines() == [f"refused {way}" for way in WAYS_OUT]


@pytest.mark.usefixtures("taken_over")
def test_the_worker_learns_no_secret_from_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")

    said = run_confined("probe", "tells-its-surroundings", io.BytesIO(b"x")).answer

    assert said == {"environment": {"LC_ALL": "C.UTF-8"}}


@pytest.mark.usefixtures("taken_over")
@pytest.mark.parametrize(
    ("deed", "cause"),
    [
        ("sleeps", "too_slow"),
        ("sleeps-after-answering", "too_slow"),
        ("chatters", "crashed"),
        ("crashes", "crashed"),
        ("stammers", "crashed"),
        ("says-a-list", "crashed"),
        ("links", "crashed"),
        ("climbs", "crashed"),
        ("invents", "crashed"),
        ("boasts", "crashed"),
        ("multiplies", "crashed"),
        ("says-nothing-of-pages", "crashed"),
    ],
)
def test_a_worker_that_was_taken_over_is_stopped_and_not_believed(
    deed: str, cause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if cause == "too_slow":
        give_time(monkeypatch, 1)
    start = time.monotonic()

    rendered = render(io.BytesIO(b"x"), kind=deed, into=tmp_path)

    assert (rendered.pages, rendered.findings) == ((), (Finding("not_previewable", cause),))
    # Those that sleep would do so for a minute.
    assert time.monotonic() - start < 30


@pytest.mark.usefixtures("taken_over")
@pytest.mark.parametrize("deed", ["finds-no-room", "lacks-a-library"])
def test_a_fault_of_ours_is_never_held_against_the_file(deed: str, tmp_path: Path) -> None:
    with pytest.raises(WorkerUnavailable):
        render(io.BytesIO(b"x"), kind=deed, into=tmp_path)


def test_a_full_or_missing_folder_is_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(WorkerUnavailable):
        render(io.BytesIO(hostile.phone_photo()), kind="jpeg", into=tmp_path / "missing")


def test_a_file_that_would_take_minutes_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(confined, "WORKER", "tests.appeals.evidence.hurried_worker")

    with at_most(seconds=5):
        rendered = render(io.BytesIO(hostile.busy_pdf()), kind="pdf", into=tmp_path)

    assert rendered == Rendered(findings=(Finding("not_previewable", "too_slow"),))


def test_a_pdf_that_breaks_the_parser_is_kept_and_marked_while_a_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appeals.evidence.recognise.run_confined", lambda *_: Outcome(failure="crashed"))
    pdf, photo = hostile.plain_pdf(), hostile.phone_photo()

    assert recognise(io.BytesIO(pdf), name="a.pdf", size=len(pdf)).flags == {"uninspected"}
    with pytest.raises(Refused, match="could not open"):
        recognise(io.BytesIO(photo), name="a.jpg", size=len(photo))


@pytest.mark.usefixtures("taken_over")
@pytest.mark.parametrize(
    ("deed", "status"), [("lacks-a-library", 503), ("finds-no-room", 503), ("exaggerates", 422), ("says-nothing-of-pages", None)]
)
def test_what_a_worker_says_of_an_upload_is_not_believed_either(deed: str, status: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appeals.evidence.recognise.announced", lambda _head: deed)
    monkeypatch.setitem(MEDIA_TYPES, deed, "image/jpeg")

    if status is None:
        assert recognise(io.BytesIO(b"x"), name="a.jpg", size=1) == Recognised(deed, "image/jpeg", 0, 0, 0)
        return
    with pytest.raises(Refused) as refusal:
        recognise(io.BytesIO(b"x"), name="a.jpg", size=1)
    assert refusal.value.status == status


def test_no_process_and_no_open_file_is_left_behind(taken_over: None, monkeypatch: pytest.MonkeyPatch) -> None:
    give_time(monkeypatch, 1)
    before = open_files(), children()

    run_confined("probe", "sleeps", io.BytesIO(b"x"))

    assert (open_files(), children()) == before


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> list[str]:
    """The processes this one has started and not yet taken leave of."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
