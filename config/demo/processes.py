"""The demo's child processes: started in groups of their own, watched, and ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from config.embedded.places import CHECKOUT

STOP_SECONDS = 10
# A child that ends more often than this within a minute has a fault that another start will not mend.
RESTARTS_A_MINUTE = 5
MINUTE = 60
PARENT_DEATH_SIGNAL = 1


def end_with_parent() -> None:
    """In the child, on Linux: be told to end when the runner is killed and can tell nobody."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass
class Child:
    """One program of the demo; `name` stands before each line it prints."""

    name: str
    command: list[str]
    environ: dict[str, str]
    say: Callable[[str], None]
    process: "subprocess.Popen[str] | None" = None
    ended: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it and pass its lines on."""
        self.process = subprocess.Popen(
            self.command,
            cwd=CHECKOUT,
            env=os.environ | self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 # the runner starts children from its main thread, before any lock is held
        )
        if self.process.stdout:
            threading.Thread(target=self.pass_on, args=(self.process.stdout,), daemon=True).start()

    def pass_on(self, lines: IO[str]) -> None:
        """Print what the child prints, with its name before it."""
        with lines:
            for line in lines:
                if line.strip():
                    self.say(f"{self.name:>7} | {line.rstrip()}")

    def has_ended(self) -> bool:
        """Whether the program is gone."""
        return self.process is not None and self.process.poll() is not None

    def revive(self) -> bool:
        """Start it again after an end that nobody asked for; False when it ends too often."""
        code = self.process.returncode if self.process else 0
        now = time.monotonic()
        self.ended = [instant for instant in self.ended if now - instant < MINUTE] + [now]
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        if len(self.ended) > RESTARTS_A_MINUTE:
            self.say(f"{self.name} {how}, for the {len(self.ended)}th time in a minute. Its last lines above tell why.")
            return False
        self.say(f"{self.name} {how}; starting it again.")
        self.kill_group(signal.SIGKILL)
        self.start()
        return True

    def kill_group(self, how: signal.Signals) -> None:
        """Send a signal to the program and all it started."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, how)


def stop_all(children: list[Child]) -> None:
    """Ask all to end, the last started first; then make them."""
    for child in reversed(children):
        child.kill_group(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        if child.process:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0, deadline - time.monotonic()))
    for child in children:
        child.kill_group(signal.SIGKILL)
        if child.process:
            child.process.wait()
