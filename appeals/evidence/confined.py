"""Starting the worker process, holding it to its time, and believing no more of its answer than it must."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from appeals.evidence.limits import BUDGETS, COPY_CHUNK, EXIT_BROKEN, EXIT_NO_PLACE, KIB

PROJECT = Path(__file__).resolve().parents[2]
WORKER = "appeals.evidence.render_worker"
LONGEST_ANSWER = 64 * KIB
TOO_SLOW = "too_slow"
CRASHED = "crashed"


class WorkerUnavailable(OSError):
    """The fault is on our side (no space, a broken installation): try the same file again later."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run: an answer, or a failure (`too_slow`, `crashed`). Memory in bytes, 0 if it never told."""

    answer: dict[str, Any] = field(default_factory=dict)
    failure: str = ""
    peak_memory: int = 0


def run_confined(task: str, kind: str, file: BinaryIO, folder: Path | None = None) -> Outcome:
    """Let the worker read the file; leaves the file at its start. Raises WorkerUnavailable only for our own faults."""
    arguments = [sys.executable, "-E", "-s", "-m", WORKER, task, kind]
    deadline = time.monotonic() + BUDGETS[task].wall_seconds
    with tempfile.TemporaryFile() as copy:
        _copy(file, copy)
        # An empty environment: the worker must not know the database's address or any secret.
        process = subprocess.Popen(
            arguments if folder is None else [*arguments, str(folder.absolute())],
            stdin=copy,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        with process:
            try:
                said = _listen(process, deadline)
            finally:
                _end(process)
    return _outcome(said, process.returncode, late=time.monotonic() >= deadline)


def _copy(file: BinaryIO, copy: IO[bytes]) -> None:
    """Give the worker its own file: sharing ours would share the reading position too."""
    file.seek(0)
    while chunk := file.read(COPY_CHUNK):
        copy.write(chunk)
    copy.seek(0)
    file.seek(0)


def _listen(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Read until the worker closes its end, the time is over, or it says more than an answer can be."""
    pipe = process.stdout
    said = bytearray()
    if pipe is None:
        return b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(said) <= LONGEST_ANSWER and selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(pipe.fileno(), COPY_CHUNK)
            if not chunk:
                _wait(process, deadline)
                return bytes(said)
            said += chunk
    return b""


def _wait(process: subprocess.Popen[bytes], deadline: float) -> None:
    """Let a worker that has answered end by itself."""
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what still runs, with all it may have started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _outcome(said: bytes, code: int, *, late: bool) -> Outcome:
    """Sort the ways in which a worker ends."""
    if code in (EXIT_BROKEN, EXIT_NO_PLACE):
        raise WorkerUnavailable("The worker could not do its work: no space left, or a part of the installation is missing.")
    if late or code in (-signal.SIGXCPU, -signal.SIGALRM):
        return Outcome(failure=TOO_SLOW)
    try:
        answer = json.loads(said)
        peak = int(answer.pop("peak_kib")) * KIB
    except (ValueError, KeyError, TypeError, AttributeError):
        return Outcome(failure=CRASHED)
    return Outcome(answer, "", peak) if code == 0 else Outcome(failure=CRASHED)
