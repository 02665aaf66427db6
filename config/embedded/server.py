"""What the keeper needs to know of a server, whichever it is."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import IO, ClassVar

from config.embedded.errors import EmbeddedError
from config.embedded.folders import servant
from config.embedded.places import Cluster

START_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.02
LOG_TAIL = 12


def run_as(command: list[str], log: IO[bytes], **more: object) -> "subprocess.Popen[bytes]":
    """Start a program with a bare environment; from root it becomes the servant, with no group of root's."""
    user = servant()
    rights: dict[str, object] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return] # the rights differ by user
        command, stdout=log, stderr=log, cwd="/", umask=0o077, env=environment, start_new_session=True, **rights, **more
    )


class Server(ABC):
    """One server of one cluster: how to prepare, start, ask and stop it."""

    name: ClassVar[str]
    stop_signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.process: subprocess.Popen[bytes] | None = None
        self.adopted: int | None = None

    def lock(self, purpose: str) -> Path:
        """`start`, `holders` or `keeper`: one lock file each."""
        return self.cluster.folder / f"{self.name}.{purpose}.lock"

    @property
    def log(self) -> Path:
        """What the server and its keeper say."""
        return self.cluster.folder / f"{self.name}.log"

    @abstractmethod
    def prepare(self) -> None:
        """Make folders, secrets and data where they are missing."""

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments; no secret is among them."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server takes connections on its socket."""

    @abstractmethod
    def written_pid(self) -> int | None:
        """The process that the server wrote down when it started, alive or not."""

    def feed(self) -> bytes:
        """What the server reads from its standard input."""
        return b""

    def alive(self) -> bool:
        """Whether the server's process still runs."""
        if self.process:
            return self.process.poll() is None
        if self.adopted is None:
            return False
        try:
            os.kill(self.adopted, 0)
        except ProcessLookupError:
            return False
        return True

    def start(self) -> None:
        """Start it, or take over one that a dead keeper left. Raises EmbeddedError with the log's last lines."""
        self.prepare()
        if self.answers():
            self.process, self.adopted = None, self.written_pid()
            return
        with self.log.open("ab") as log:
            self.process = run_as(self.command(), log, stdin=subprocess.PIPE)
        if self.process.stdin:
            with suppress(BrokenPipeError):
                self.process.stdin.write(self.feed())
                self.process.stdin.close()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if not self.alive() or time.monotonic() > deadline:
                self.stop()
                raise EmbeddedError(self.failure())
            time.sleep(POLL_SECONDS)

    def failure(self) -> str:
        """Why it did not start, as far as its log tells."""
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL:]
        tail = "\n".join(f"  {line}" for line in lines)
        return f"The embedded {self.name} did not start. Its log ends:\n{tail}\nThe whole log is {self.log}. Mend that and try again, or start afresh with: make reset"

    def stop(self) -> None:
        """End it, politely first; returns when the process is gone."""
        pid = self.process.pid if self.process else self.adopted
        for how in self.stop_signals:
            if pid is None or not self.alive():
                return
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + STOP_SECONDS
            while self.alive() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
